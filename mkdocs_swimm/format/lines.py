"""The lines of a document, fences, and paths."""

from __future__ import annotations

import re

_BACKTICKS = re.compile("`+")
_OPENING_RUN = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_CLOSING_RUN = re.compile(r"(`{3,}|~{3,})[ \t]*$")
EMPTY = re.compile(r"(?:<br\s*/?>|&nbsp;|<!-- empty line -->)+[ \t]*$")
"""An empty paragraph as Swimm writes it (sections 5.8 and 6.8)."""


class Lines(list[str]):
    """The lines of a text, without line ends; ``first`` is the file's line number at index 0."""

    def __init__(self, text: str, first: int = 1) -> None:
        super().__init__(text.removesuffix("\n").split("\n") if text else ())
        self.first = first
        self._unclosed: tuple[str, int] = ("", 0)  # an opening run, and the index of its line

    def source(self, start: int, stop: int) -> str:
        """The text of a range of lines, with line ends."""
        return "".join(f"{line}\n" for line in self[start:stop])

    def row(self, index: int) -> str:
        """The line at an index; empty past the end."""
        return self[index] if index < len(self) else ""

    def below(self, index: int) -> int:
        """The index of the next non-blank line, or the number of lines."""
        index += 1
        while index < len(self) and not self[index].strip():
            index += 1
        return index

    def above(self, index: int) -> int:
        """The index of the previous non-blank line, or -1."""
        index -= 1
        while index >= 0 and not self[index].strip():
            index -= 1
        return index

    def fence_end(self, index: int) -> int | None:
        """The index of the line that closes the fence opened at column 0 of a line, if any."""
        run = opening_run(self.row(index))
        unclosed, since = self._unclosed
        if not run or (unclosed and run.startswith(unclosed) and index >= since):
            return None
        for end in range(index + 1, len(self)):
            if closing_run(self[end]).startswith(run):
                return end
        # Otherwise, each of many unclosed fences would be scanned to the end of the document.
        self._unclosed = run, index
        return None


def clean_path(path: str) -> str:
    """Normalize a path: no leading or trailing slash, no leading ``./``."""
    path = path.strip().removeprefix("./")
    return "" if path == "." else path.strip("/")


def backticks(text: str, shortest: int) -> str:
    """A delimiter for code: more backticks than any run in the text, and at least ``shortest``."""
    return "`" * max(shortest, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))


def opening_run(line: str) -> str:
    """The backticks or tildes that open a fence at column 0; empty for other lines."""
    run = _OPENING_RUN.match(line)
    return run[0] if run else ""


def closing_run(line: str) -> str:
    """The backticks or tildes that can close a fence at column 0; empty for other lines."""
    run = _CLOSING_RUN.match(line)
    return run[1] if run else ""


def fence_info(line: str) -> str:
    """The info string of a line that opens a fence."""
    return line.strip().lstrip("`~").strip()
