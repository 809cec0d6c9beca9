"""Places in the code as they are given to a command: ``src/app.py:5-9``."""

from __future__ import annotations

import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ..safety.files import confined
from .output import CanNotRun

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<first>\d{1,7})(?:-(?P<last>\d{1,7}))?)?(?::\d{1,7})?")

Lines = tuple[int, int]
"""First and last line, 1-based and inclusive."""


def _files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


PLACE = click.argument("place", shell_complete=_files)
"""The argument; shells complete it as the name of a file."""

PLACE_OR_NONE = click.argument("place", shell_complete=_files, required=False)


def read_place(place: str, root: Path) -> tuple[str, Lines | None]:
    """The path from a root, and the lines, if any."""
    found = _PLACE.fullmatch(place)
    path, lines = place, None
    if found and not Path(place).exists():
        path = found["path"]
        if found["first"]:
            lines = int(found["first"]), int(found["last"] or found["first"])
    full = Path(path) if Path(path).is_absolute() else Path.cwd() / path
    # A file that is gone is looked up all the same; links are taken as they are written.
    below = Path(re.sub(r"/+", "/", str(full)))
    candidate = below if below.is_relative_to(root) else _resolved(below)
    if not candidate.is_relative_to(root):
        raise CanNotRun(f"{path} is not in {root}")
    simple = confined(candidate.relative_to(root).as_posix())
    if simple is None:
        raise CanNotRun(f"{path} is not in {root}")
    return simple, lines


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path
