"""The command ``mkdocs-swimm``, whose subcommands are imported only when they are used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from .. import __version__

_COMMANDS: Mapping[str, str] = {
    "init": ".setup",
    "verify": ".verify",
    "which": ".which",
    "renumber": ".renumber",
    "new": ".writing",
    "quote": ".writing",
    "token": ".writing",
    "path": ".writing",
    "link": ".writing",
    "coverage": ".coverage",
    "export": ".export",
    "zensical": ".export",
    "server": ".setup",
    "schema": ".setup",
}
"""The module that defines each subcommand, in the order of the help."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(_COMMANDS[cmd_name], __package__), cmd_name)
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Ctrl-C ends it with the exit status that shells expect."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted", err=True)
            ctx.exit(130)  # 128 + SIGINT


# The prefix makes `MKDOCS_SWIMM_VERIFY_FAIL_ON` the variable of `verify --fail-on`.
@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "MKDOCS_SWIMM"},
)
@click.version_option(
    __version__, prog_name="mkdocs-swimm", message="%(prog)s %(version)s", allow_from_autoenv=False
)
def main() -> None:
    """Check, write and export Swimm documents (.sw.md)."""
