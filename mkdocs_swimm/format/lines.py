"""The lines of a document, and small questions about them."""

from __future__ import annotations

import re

_OPENING = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_BACKTICKS = re.compile("`+")
EMPTY = re.compile(r"(?:<br\s*/?>|&nbsp;|<!-- empty line -->)+[ \t]*$")
"""What Swimm writes for an empty paragraph (sections 5.8 and 6.8)."""

_CLOSING_RUN = re.compile(r"(`{3,}|~{3,})[ \t]*$")


class Lines(list[str]):
    """The lines of a text, without their ends; ``first`` is the line of the file at index 0."""

    def __init__(self, text: str, first: int = 1) -> None:
        super().__init__(text.removesuffix("\n").split("\n") if text else ())
        self.first = first
        self._never_closed: tuple[str, int] = ("", 0)

    def source(self, start: int, stop: int) -> str:
        """The text of a range of lines, each with its end."""
        return "".join(f"{line}\n" for line in self[start:stop])

    def row(self, index: int) -> str:
        """A line; an empty one behind the last."""
        return self[index] if index < len(self) else ""

    def below(self, index: int) -> int:
        """The index of the next line that is not blank."""
        index += 1
        while index < len(self) and not self[index].strip():
            index += 1
        return index

    def above(self, index: int) -> int:
        """The index of the last line before one that is not blank, or -1."""
        index -= 1
        while index >= 0 and not self[index].strip():
            index -= 1
        return index

    def fence_end(self, index: int) -> int | None:
        """The index of the line that closes the fence opened at column 0 of a line.

        None where the line opens no fence, or nothing closes it.
        """
        run = opening_run(self.row(index))
        never, since = self._never_closed
        if not run or (never and run.startswith(never) and index >= since):
            return None
        for end in range(index + 1, len(self)):
            if closing_run(self[end]).startswith(run):
                return end
        # Many fences that nothing closes would each be read to the end of the document.
        self._never_closed = run, index
        return None


def clean_path(path: str) -> str:
    """A path as the package keeps it: no leading or trailing slash, no ``./``."""
    path = path.strip().removeprefix("./")
    return "" if path == "." else path.strip("/")


def backticks(text: str, shortest: int) -> str:
    """More backticks than stand side by side in a text, so that nothing in it ends the code."""
    return "`" * max(shortest, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))


def opening_run(line: str) -> str:
    """The run of backticks or tildes that opens a fence at column 0; empty for other lines."""
    found = _OPENING.match(line)
    return found[0] if found else ""


def closing_run(line: str) -> str:
    """The run of backticks or tildes of a line that can close a fence at column 0, else nothing."""
    found = _CLOSING_RUN.match(line)
    return found[1] if found else ""


def fence_info(line: str) -> str:
    """The info string of the line that opens a fence."""
    return line.strip().lstrip("`~").strip()
