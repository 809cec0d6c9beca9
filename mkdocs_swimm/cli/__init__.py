"""The command ``mkdocs-swimm``: what the package knows about documents, without a site.

Knows nothing of MkDocs. Each subcommand is a module of its own, which is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from .. import __version__

_COMMANDS: Mapping[str, str] = {
    "init": ".init",
    "verify": ".verify",
    "which": ".which",
    "renumber": ".renumber",
    "new": ".new",
    "quote": ".quote",
    "token": ".quote",
    "path": ".quote",
    "link": ".quote",
    "coverage": ".coverage",
    "export": ".export",
    "zensical": ".zensical",
    "server": ".editor",
    "schema": ".editor",
}
"""The module of each subcommand, which has a command of the same name; the help keeps the order."""


_INTERRUPTED = 130
"""128 and the number of the signal."""


class _Commands(click.Group):
    """Subcommands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all subcommands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A subcommand; None for one that there is not."""
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(_COMMANDS[cmd_name], __package__), cmd_name)
        if not isinstance(command, click.Command):
            return None
        _add_variables(command, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; interrupted, it ends as shells expect it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nInterrupted", err=True)
            ctx.exit(_INTERRUPTED)


def _add_variables(command: click.Command, name: str) -> None:
    """Let ``MKDOCS_SWIMM_VERIFY_FAIL_ON`` stand for the option ``--fail-on`` of ``verify``."""
    for option in command.params:
        if isinstance(option, click.Option) and not option.envvar:
            own_name = max(option.opts, key=len).strip("-").replace("-", "_")
            option.envvar = f"MKDOCS_SWIMM_{name}_{own_name}".upper()
    for subcommand in command.commands.values() if isinstance(command, click.Group) else ():
        _add_variables(subcommand, f"{name}_{subcommand.name}")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mkdocs-swimm", message="%(prog)s %(version)s")
def main() -> None:
    """Check, write and export Swimm documents (.sw.md)."""
