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
    lines: Sequence[str] = ()
    line = -1
    cells: list[Token] = []
    for token in state.tokens:
        if token.type == "tr_open" and token.map:
            line, cells = token.map[0], []
        elif line >= 0 and token.type == "inline":
            cells.append(token)
        elif token.type == "tr_close" and cells:
            lines = lines or state.src.split("\n")
            surplus = _surplus(lines[line], cells)
            if surplus:
                cells[-1].content = f"{cells[-1].content} {surplus}".strip()
            line, cells = -1, []


def _surplus(line: str, cells: Sequence[Token]) -> str:
    """What is in a line beyond some cells."""
    if line.count("|") < len(cells):
        return ""
    parts = _PIPE.split(line)
    first = cells[0].content
    begun = _MARKS.fullmatch(parts[0]) and not (first and parts[0].strip().endswith(first))
    rest = (part.strip() for part in parts[len(cells) + bool(begun) :])
    return " ".join(part.replace("\\|", "|") for part in rest if part)
