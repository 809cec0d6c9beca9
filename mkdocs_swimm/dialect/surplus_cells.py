"""Cells of tables that have no column: parsers drop what is in them.

A row may have more cells than the head of its table, and GitHub's rules leave the surplus out. Here
nothing of the author's is lost: it stands in the last cell of its row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_PIPE = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(r"(?:[\s>*+-]|\d{1,9}[.)])*+")
"""What may stand before the pipe that begins a row: marks of quotes and lists."""


def keep_surplus_cells(state: StateCore) -> None:
    """Put the text of cells without a column into the last cell of their row.

    A rule for markdown-it, between those for blocks and for running text.
    """
    if "|" not in state.src:
        return
    tokens = state.tokens
    rows = [at for at, token in enumerate(tokens) if token.type == "tr_open"]
    lines = state.src.split("\n") if rows else ()
    for at in rows:
        place, cells = tokens[at].map, []
        # Each cell is a begin, its text, and an end.
        while tokens[at + 1].type != "tr_close":
            cells.append(tokens[at + 2])
            at += 3
        surplus = _surplus(lines[place[0]], cells) if place and cells else ""
        if surplus:
            cells[-1].content = f"{cells[-1].content} {surplus}".strip()


def _surplus(line: str, cells: Sequence[Token]) -> str:
    """What is in a line beyond some cells."""
    pipes = line.count("|")
    if pipes < len(cells):
        return ""
    if pipes == len(cells) + 1 and line[0] == line[-1] == "|":
        return ""  # as nearly always
    parts = _PIPE.split(line)
    first = cells[0].content
    begun = _MARKS.fullmatch(parts[0]) and not (first and parts[0].strip().endswith(first))
    rest = (part.strip() for part in parts[len(cells) + bool(begun) :])
    return " ".join(part.replace("\\|", "|") for part in rest if part)
