"""Lines of a text, and small questions about them that several readers ask."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from io import StringIO
from itertools import accumulate

STOPS = r"\\`<\[{"
"""Characters that Swimm's syntax begins with in running text, or that hide it."""

FENCE_MARK = re.compile(r"`{3,}|~{3,}")
_FENCE_LINE = re.compile(r"(`{3,}|~{3,})[ \t]*\r?$")


class Lines(list[str]):
    """The lines of a text with their ends; only a line feed ends a line.

    Attributes:
        text: The text.
        first: The line of the file at index 0.
        starts: Where each line begins in the text; behind them, where the text ends.
    """

    __slots__ = ("first", "starts", "text")

    def __init__(self, text: str, first: int = 1) -> None:
        super().__init__(StringIO(text))
        self.text = text
        self.first = first
        self.starts: Sequence[int] = list(accumulate(map(len, self), initial=0))

    def at(self, place: int) -> int:
        """The index of the line that a place in the text is on."""
        return bisect_right(self.starts, place) - 1

    def number(self, place: int) -> int:
        """The line of the file that a place in the text is on."""
        return self.first + bisect_right(self.starts, place) - 1

    def source(self, start: int, stop: int) -> str:
        """The text of a range of lines."""
        return self.text[self.starts[start] : self.starts[stop]]

    def bare(self, start: int, stop: int) -> Sequence[str]:
        """A range of lines without their ends."""
        source = self.source(start, stop)
        rows = source.removesuffix("\n").split("\n") if source else []
        return [row.removesuffix("\r") for row in rows] if "\r" in source else rows


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
    found = _FENCE_LINE.match(line)
    return found[1] if found else None


def fence_end(lines: Lines, index: int) -> int | None:
    """The index of the line that closes the fence opened on a line at column 0."""
    opened = FENCE_MARK.match(lines[index])
    mark = f"\n{opened[0]}" if opened else None
    before = lines.text.find(mark, lines.starts[index]) if mark else -1
    while mark and before >= 0:
        end = lines.at(before + 1)
        if fence_run(lines[end]):
            return end
        before = lines.text.find(mark, before + 1)
    return None


def fence_info(line: str) -> str:
    """The info string of the line that opens a fence."""
    return bare(line).strip().lstrip("`~").strip()
