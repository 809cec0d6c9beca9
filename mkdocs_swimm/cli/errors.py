"""Why a command can not run."""

from __future__ import annotations

import click

from ..printable import shown


class CanNotRun(click.ClickException):
    """A command has nothing to work with: told in one sentence, exit status 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(shown(message))
