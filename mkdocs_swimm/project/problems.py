"""Logs problems: one line each, at the level that the site's owner chose."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..format.constructs import Problem
from ..safety.printable import shown

log = logging.getLogger("mkdocs.plugins.mkdocs_swimm")


def _on_one_line(record: logging.LogRecord) -> bool:
    """Remove control characters that a terminal would obey or hide."""
    record.msg, record.args = shown(record.getMessage()), ()
    return True


log.addFilter(_on_one_line)


LEVELS: Mapping[str, int] = {"warn": logging.WARNING, "info": logging.INFO}
"""Levels by the names of MkDocs' ``validation`` options; ``ignore`` is none."""


_MOST = 50
"""Limit per kind of problem and document, so that other problems stay visible."""


def doubled_id(id: str, other: str) -> Problem:
    """The problem of a document whose id belongs to another one."""
    return Problem(
        "ids",
        1,
        f"the id '{id}' belongs to {other} already",
        "links by this id lead there: give one of the two another id",
    )


def long_name(others: int) -> Problem:
    """The problem of a file whose name or path is too long, as are those of so many others."""
    more = f", as are those of {others} more files" if others else ""
    return Problem(
        "sizes",
        1,
        f"its name, or that of its folder, is too long for an address and was shortened{more}",
        "rename or move it",
    )


def log_problems(
    path: Path, base: Path, problems: Iterable[Problem], levels: Mapping[str, str]
) -> None:
    """Log the problems of a document; of a very frequent kind, the first ones and their number.

    Args:
        path: The document.
        base: The folder that messages name it from.
        problems: What was found.
        levels: The level of each kind of problem.
    """
    shown = shown_path(path, base)
    # The same problem may occur many times on a line.
    for problem in _some(list(dict.fromkeys(problems))):
        level = LEVELS.get(levels.get(problem.kind, "warn"))
        if level is not None:
            line = max(problem.line, 1)
            log.log(level, "%s:%d: %s; %s", shown, line, problem.message, problem.remedy)


def _some(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Problems, with one that says how many more there are in place of the rest of a kind."""
    numbers = Counter(problem.kind for problem in problems)
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.kind] += 1
        if seen[problem.kind] <= _MOST:
            yield problem
        elif seen[problem.kind] == _MOST + 1:
            message = f"from here on {numbers[problem.kind] - _MOST} more like those above"
            yield replace(problem, message=message, remedy="correct those first")


def shown_path(path: Path, base: Path) -> str:
    """A path for messages: relative to the base if it is below it."""
    shown, start = path.as_posix(), f"{base.as_posix()}/"
    if shown.startswith(start):
        return shown[len(start) :]
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else shown
