"""Where a report goes: the standard output, or a file."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import click

from ..whole_files import write_whole
from .errors import CanNotRun
from .formats import FORMATS
from .messages import summary
from .report import Report

_FOR_PEOPLE = ("text", "github")


def usual_format() -> str:
    """The format for where this runs."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def put_out(report: Report, form: str, output: Path | None) -> None:
    """Put out a report.

    Args:
        report: The report.
        form: The name of the format.
        output: The file to write; None for the standard output.
    """
    text = FORMATS[form](report)
    if output is None or str(output) == "-":
        _print(text, None if form in _FOR_PEOPLE else "utf-8")
        return
    try:
        write_whole(output, click.unstyle(text).encode())
    except OSError as error:
        raise CanNotRun(f"{output} can not be written: {error.strerror}") from None
    click.echo(summary(report), err=True)


def _print(text: str, encoding: str | None) -> None:
    """Print a text on the standard output; that nobody reads it to its end is no mistake."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that a terminal does not know is no reason to stop.
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    try:
        click.echo(text, nl=False, color=colour)
    except BrokenPipeError:
        # What is still to be written at the end of the process goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
