"""Logs problems in one line each, at the levels in the option ``validation``."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..format.constructs import Problem
from ..safety.printable import shown

log = logging.getLogger("mkdocs.plugins.mkdocs_swimm")


def _on_one_line(record: logging.LogRecord) -> bool:
    record.msg, record.args = shown(record.getMessage()), ()
    return True


log.addFilter(_on_one_line)

LEVELS: Mapping[str, int] = {"warn": logging.WARNING, "info": logging.INFO}
"""Logging levels by the values of ``validation``; ``ignore`` has none."""

_MOST = 50  # messages per kind of problem and document, so that others stay visible


def duplicate_id(id: str, other: str) -> Problem:
    """The problem of a document whose id belongs to another one."""
    return Problem(
        "ids",
        1,
        f"the id '{id}' belongs to {other} already",
        "links by this id lead there: give one of the two another id",
    )


def wrong_encoding(encoding: str) -> Problem:
    """The problem of a document that is not UTF-8."""
    return Problem("encoding", 1, f"it is not UTF-8 and was read as {encoding}", "save it as UTF-8")


def long_name(others: int) -> Problem:
    """The problem of a file whose name or path is too long, like those of ``others`` more."""
    more = f", as were those of {others} more files" if others else ""
    return Problem(
        "sizes",
        1,
        f"its name, or that of its folder, is too long for an address and was shortened{more}",
        "rename or move it",
    )


def log_problems(
    path: Path, base: Path, problems: Iterable[Problem], levels: Mapping[str, str]
) -> None:
    """Log the problems of a document, by the levels of their kinds; its path is from ``base``.

    Of a kind with too many problems, the first ones and the number of the others are logged.
    """
    numbers: Counter[str] = Counter()
    # The same problem may occur many times on a line.
    unique = list(dict.fromkeys(problems))
    totals = Counter(problem.kind for problem in unique)
    for problem in unique:
        level = LEVELS.get(levels.get(problem.kind, "warn"))
        numbers[problem.kind] += 1
        number, message = numbers[problem.kind], f"{problem.message}; {problem.remedy}"
        if number == _MOST + 1:
            more = totals[problem.kind] - _MOST
            message = f"from here on {more} more like those above; correct those first"
        if level is not None and number <= _MOST + 1:
            log.log(level, "%s:%d: %s", shown_path(path, base), max(problem.line, 1), message)


def shown_path(path: Path, base: Path) -> str:
    """A path for messages: relative to ``base`` if it is below it."""
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()
