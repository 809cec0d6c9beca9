"""Lines of a text, and small questions about them that several readers ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FENCE_LINE = re.compile(r"(`{3,}|~{3,})[ \t]*$")


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends; only a line feed ends a line."""
    lines = text.split("\n")
    whole = [line + "\n" for line in lines[:-1]]
    return [*whole, lines[-1]] if lines[-1] else whole


def bare(line: str) -> str:
    """A line without its end."""
    return line.removesuffix("\n").removesuffix("\r")


def is_blank(line: str) -> bool:
    """Whether nothing but white space stands on a line."""
    return not line.strip()


def skip_blanks(lines: Sequence[str], index: int) -> int:
    """The index of the first line at or after ``index`` that is not blank."""
    while index < len(lines) and is_blank(lines[index]):
        index += 1
    return index


def skip_blanks_back(lines: Sequence[str], index: int) -> int:
    """The index of the last line at or before ``index`` that is not blank, or -1."""
    while index >= 0 and is_blank(lines[index]):
        index -= 1
    return index


def fence_run(line: str) -> str | None:
    """The run of backticks or tildes of a line that can close a fence at column 0."""
    found = _FENCE_LINE.match(bare(line))
    return found[1] if found else None


def fence_end(lines: Sequence[str], index: int) -> int | None:
    """The index of the line that closes the fence opened on a line at column 0."""
    opened = re.match(r"`{3,}|~{3,}", lines[index])
    if not opened:
        return None
    for end in range(index + 1, len(lines)):
        run = fence_run(lines[end])
        if run and run[0] == opened[0][0] and len(run) >= len(opened[0]):
            return end
    return None


def fence_info(line: str) -> str:
    """The info string of the line that opens a fence."""
    return bare(line).strip().lstrip("`~").strip()
