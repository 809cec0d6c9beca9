"""Telling what is wrong: one line for each problem, at the level that the site's owner chose."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from .printable import shown
from .rendering import Problem

log = logging.getLogger("mkdocs.plugins.mkdocs_swimm")


def _on_one_line(record: logging.LogRecord) -> bool:
    """Let a message pass with nothing in it that a terminal would obey or hide."""
    record.msg, record.args = shown(record.getMessage()), ()
    return True


log.addFilter(_on_one_line)

LEVELS: Mapping[str, int] = {"warn": logging.WARNING, "info": logging.INFO}
"""Levels by the names of MkDocs' ``validation`` options; ``ignore`` is none."""


def tell(path: Path, base: Path, problems: Iterable[Problem], levels: Mapping[str, str]) -> None:
    """Log the problems of a document.

    Args:
        path: The document.
        base: The folder that messages name it from.
        problems: What was found.
        levels: The level of each kind of problem.
    """
    shown = shown_path(path, base)
    # A thing may be wrong many times on one line.
    for problem in dict.fromkeys(problems):
        level = LEVELS.get(levels.get(problem.kind, "warn"))
        if level is not None:
            line = max(problem.line, 1)
            log.log(level, "%s:%d: %s; %s", shown, line, problem.message, problem.remedy)


def shown_path(path: Path, base: Path) -> str:
    """A path as a person knows it: from the base where it is below it."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
