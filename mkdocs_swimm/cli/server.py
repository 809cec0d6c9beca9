"""``mkdocs-swimm server``: documents and code in an editor, by the Language Server Protocol."""

from __future__ import annotations

import click

from .output import CanNotRun

_HELP = """Tell an editor how documents stand to the code.

It speaks the Language Server Protocol over standard input and output, and is started by the editor.
Nothing is ever written.
"""


@click.command(help=_HELP, short_help="Serve an editor.")
@click.option("--stdio", is_flag=True, help="What it does anyway; some editors ask for it.")
def server(stdio: bool) -> None:
    """Serve an editor until it ends the session."""
    try:
        from ..server.features import server as session
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("lsprotocol", "pygls"):
            raise CanNotRun("install 'mkdocs-swimm[editor]' for this command") from None
        raise
    session.start_io()
