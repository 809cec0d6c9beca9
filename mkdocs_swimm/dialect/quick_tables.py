"""Tables all of whose lines begin with a pipe, and nothing directly below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it.token import Token

from .tokens import made, shared

_TABLE = re.compile(
    r"(\|[^\n]*+)\n"
    r"(\|(?:[ \t]*+:?-++:?[ \t]*+\|)++)[ \t]*+(?:\n|\Z)"
    r"((?:\|[^\n]*+(?:\n|\Z))*+)(?=[ \t]*+(?:\n|\Z))"
)
_PIPE = re.compile(r"(?<!\\)\|")
_TRIMMED_BY_SOME = re.compile(r"[^\S \t\n]")
"""White space that depends on the version of the parser."""
_MOST_MISSING = 50_000
"""So many cells that are missing at the ends of rows are made by every version."""


def read_table(source: str, position: int, line: int) -> tuple[list[Token], int] | None:
    """The tokens of the table at a place, and where it ends.

    Args:
        source: The text.
        position: Where the table begins.
        line: The number of that line.

    Returns:
        None where there is none, or the parser must be asked.
    """
    found = _TABLE.match(source, position)
    if found is None or _TRIMMED_BY_SOME.search(found[0]):
        return None
    styles = [_style(rule.strip()) for rule in found[2].split("|")[1:-1]]
    head, *rows = map(_cells, [found[1], *found[3].splitlines()])
    missing = sum(len(styles) - len(row) for row in rows if len(row) < len(styles))
    if len(head) != len(styles) or missing > _MOST_MISSING:
        return None
    end = line + 2 + len(rows)
    tokens = [_begin("table", 0, line, end), _begin("thead", 1, line, line + 1)]
    _row(tokens, "th", head, styles, line)
    tokens.append(_end("thead", 1))
    if rows:
        tokens.append(_begin("tbody", 1, line + 2, end))
        for number, row in enumerate(rows, line + 2):
            _row(tokens, "td", row, styles, number)
        tokens.append(_end("tbody", 1))
    tokens.append(_end("table", 0))
    return tokens, found.end()


def _cells(line: str) -> list[str]:
    """What is between the pipes of a line; those behind a backslash are text."""
    line = line.strip()
    cells = _PIPE.split(line) if "\\|" in line else line.split("|")
    if not cells[-1]:
        cells.pop()
    return [cell.replace("\\|", "|").strip() for cell in cells[1:]]


def _style(rule: str) -> str:
    """The style of the cells below a part of the line between head and body."""
    sides = {"::": "center", ":-": "left", "-:": "right"}
    side = sides.get(rule[0] + rule[-1])
    return f"text-align:{side}" if side else ""


def _row(
    tokens: list[Token], tag: str, cells: Sequence[str], styles: Sequence[str], line: int
) -> None:
    tokens.append(_begin("tr", 2, line, line + 1))
    lines = [line, line + 1]
    closing = _end(tag, 3)
    for index, style in enumerate(styles):
        cell = cells[index] if index < len(cells) else ""
        tokens += (
            _cell(tag, style),
            made("inline", "", 0, 4, cell, "", lines, None, True),
            closing,
        )
    tokens.append(_end("tr", 2))


@lru_cache
def _cell(tag: str, style: str) -> Token:
    """The begin of a cell: one token for all, as those that are shared."""
    token = made(f"{tag}_open", tag, 1, 3, block=True)
    if style:
        token.attrs = {"style": style}
    return token


def _begin(tag: str, level: int, line: int, end: int) -> Token:
    return made(f"{tag}_open", tag, 1, level, "", "", [line, end], None, True)


def _end(tag: str, level: int) -> Token:
    return shared(f"{tag}_close", tag, -1, level, block=True)
