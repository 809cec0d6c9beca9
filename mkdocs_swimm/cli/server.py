"""``mkdocs-swimm server``: documents and code in an editor, by the Language Server Protocol."""

from __future__ import annotations

import click

from .output import CanNotRun

_HELP = """Run a language server for documents and code.

Editors start it and talk to it over standard input and output. It needs the extra
mkdocs-swimm[editor], and never changes a file.
"""


@click.command(help=_HELP, short_help="Run a language server.")
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
