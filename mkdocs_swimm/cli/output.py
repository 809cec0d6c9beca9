"""What a command prints: reports, remarks, and why it can not run."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence

import click

from ..project.documents import Doc
from ..safety.printable import shown

_MANY = 50
"""So many documents take long enough to show how far it is."""


class CanNotRun(click.ClickException):
    """A command has nothing to work with: reported in one sentence, exit status 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(shown(message))


def is_set(name: str) -> bool:
    """Whether one of the options that all commands have is set: ``quiet`` or ``no_progress``."""
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get(name))


def say(text: str, *, err: bool = True) -> None:
    """Print a line, by default a remark beside the report; control characters are only shown."""
    if not (err and is_set("quiet")):
        click.echo(shown(text), err=err)


def print_text(text: str, encoding: str | None = None) -> None:
    """Print a text on the standard output; that nobody reads it to its end is no mistake.

    Without an encoding, it is that of the terminal.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that a terminal does not know is no reason to stop.
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
    colour = bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
    colour = colour and not os.environ.get("NO_COLOR")
    try:
        click.echo(text, nl=False, color=colour)
    except BrokenPipeError:
        # What is still to be written at the end of the process goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_progress(docs: Sequence[Doc]) -> Iterator[Doc]:
    """The documents one after another, with a bar for a person who waits for many."""
    if len(docs) <= _MANY or not sys.stderr.isatty() or is_set("quiet") or is_set("no_progress"):
        yield from docs
        return
    with click.progressbar(docs, label="Checking", file=sys.stderr) as bar:
        yield from bar
