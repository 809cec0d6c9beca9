"""``mkdocs-swimm server`` and ``schema``: documents, code and options in an editor."""

from __future__ import annotations

import json

import click

from .output import CanNotRun

_SERVER = """Run a language server for documents and code.

Editors start it and talk to it over standard input and output. It needs the extra
mkdocs-swimm[editor], and never changes a file.
"""
_SCHEMA = """Print a JSON schema of mkdocs.yml with the options of swimm.

Editors with a YAML language server use it to complete and check the options. Write it to a file and
name that file on the first line of mkdocs.yml:

\b
  mkdocs-swimm schema > .mkdocs.schema.json
  # yaml-language-server: $schema=.mkdocs.schema.json
"""


@click.command(help=_SERVER, short_help="Run a language server.")
@click.option(
    "--stdio", is_flag=True, help="Use standard input and output, which is what it always does."
)
def server(stdio: bool) -> None:
    """Serve an editor until it ends the session."""
    try:
        from ..server.features import server as session
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("lsprotocol", "pygls"):
            raise CanNotRun("install 'mkdocs-swimm[editor]' for this command") from None
        raise
    session.start_io()


@click.command(help=_SCHEMA, short_help="Print a JSON schema of the options.")
def schema() -> None:
    """Print the schema."""
    # Imports MkDocs, which the other commands do without.
    try:
        from ..site.schema import schema as made
    except ModuleNotFoundError:
        raise CanNotRun("this needs MkDocs: install mkdocs-swimm in place of this") from None

    click.echo(json.dumps(made(), indent=2))
