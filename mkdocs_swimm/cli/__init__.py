"""The command ``mkdocs-swimm``: what the package knows about documents, without a site.

Each subcommand is a module of its own, which is imported when it is used.
"""

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
"""The module of each subcommand, which has a command of the same name; the help keeps the order."""

_INTERRUPTED = 130
"""128 and the number of the signal."""


class _Commands(click.Group):
    """Subcommands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(_COMMANDS[cmd_name], __package__), cmd_name)
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; interrupted, it ends as shells expect it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted", err=True)
            ctx.exit(_INTERRUPTED)


# By the prefix, the variable `MKDOCS_SWIMM_VERIFY_FAIL_ON` stands for `verify --fail-on`.
@click.group(
    cls=_Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "MKDOCS_SWIMM",
    },
)
@click.version_option(
    __version__,
    prog_name="mkdocs-swimm",
    message="%(prog)s %(version)s",
    allow_from_autoenv=False,
)
def main() -> None:
    """Check, write and export Swimm documents (.sw.md)."""
