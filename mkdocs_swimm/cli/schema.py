"""``mkdocs-swimm schema``: the plugin's options for an editor."""

from __future__ import annotations

import json

import click

from .output import CanNotRun

_HELP = """Print a JSON schema of mkdocs.yml with the options of swimm.

Editors with a YAML language server use it to complete and check the options. Write it to a file and
name that file on the first line of mkdocs.yml:

\b
  mkdocs-swimm schema > .mkdocs.schema.json
  # yaml-language-server: $schema=.mkdocs.schema.json
"""


@click.command(help=_HELP, short_help="Print a JSON schema of the options.")
def schema() -> None:
    """Print the schema."""
    # Imports MkDocs, which the other commands do without.
    try:
        from ..site.schema import schema as made
    except ModuleNotFoundError:
        raise CanNotRun("this needs MkDocs: install mkdocs-swimm in place of this") from None

    click.echo(json.dumps(made(), indent=2))
