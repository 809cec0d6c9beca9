"""Logs problems: one line each, at the level that the site's owner chose."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
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

_MOST = 50  # per kind of problem and document, so that other problems stay visible


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
    """Log the problems of a document, named from a folder, by the levels of their kinds.

    Of a very frequent kind, these are the first ones and their number.
    """
    numbers: Counter[str] = Counter()
    # The same problem may occur many times on a line.
    different = list(dict.fromkeys(problems))
    totals = Counter(problem.kind for problem in different)
    for problem in different:
        level = LEVELS.get(levels.get(problem.kind, "warn"))
        numbers[problem.kind] += 1
        number, words = numbers[problem.kind], f"{problem.message}; {problem.remedy}"
        if number == _MOST + 1:
            more = totals[problem.kind] - _MOST
            words = f"from here on {more} more like those above; correct those first"
        if level is not None and number <= _MOST + 1:
            log.log(level, "%s:%d: %s", shown_path(path, base), max(problem.line, 1), words)


def shown_path(path: Path, base: Path) -> str:
    """A path for messages: relative to the base if it is below it."""
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()
