"""A file of code: its lines, and where in it a line or a word stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from .words import identifiers

Obstacle = Literal[
    "missing", "outside", "submodule", "pointer", "binary", "too large", "unreadable"
]
"""Why a file has no lines.

``submodule``: it is in one that is not there. ``pointer``: Git LFS has it, and has left a pointer.
"""

_SNIFFED = 8000
"""Git looks for a NUL byte in as many bytes of a file to decide whether it is binary."""

_POINTER = b"version https://git-lfs.github.com/spec/"
_BOM = "\ufeff"
_REPLACED = "\ufffd"
"""Stands for bytes that are not text."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def comparable(line: str) -> str:
    """A line as it is compared: line ends, spaces at the end and a byte order mark do not count."""
    return line.lstrip(_BOM).rstrip() if line.startswith(_BOM) else line.rstrip()


def squeezed(lines: Iterable[str]) -> tuple[str, Sequence[int]]:
    """Lines without white space and commas, which formatters put in, and where each begins."""
    parts = ["".join(line.split()).replace(",", "") for line in lines]
    return "".join(parts), list(accumulate(map(len, parts), initial=0))[:-1]


@dataclass(frozen=True)
class SourceFile:
    """A file of code.

    Attributes:
        path: Its path from the root.
        raw: Its lines without their ends, without byte order marks.
        blob: What git calls a file with these very bytes.
    """

    path: str
    raw: Sequence[str]
    blob: str = ""

    def line(self, number: int) -> str | None:
        """A line by its number, 1-based, as it is compared; None where the file has no such."""
        return self.raw[number - 1].rstrip() if 1 <= number <= len(self.raw) else None

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All lines as they are compared (see ``comparable``).

        Most files are only asked for a few lines, and then it is not worth while to touch all.
        """
        return tuple(map(str.rstrip, self.raw))

    @cached_property
    def squeezed(self) -> tuple[str, Sequence[int]]:
        """The lines without white space (see ``squeezed``)."""
        return squeezed(self.raw)

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the lines with a text, in order."""
        places: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, 1):
            places.setdefault(line, []).append(number)
        return places

    @cached_property
    def stripped(self) -> Mapping[str, Sequence[int]]:
        """The same without the spaces that lines are indented by."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.raw, 1):
            found.setdefault(line.strip(), []).append(number)
        return found

    @cached_property
    def words(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the lines that a word of letters and digits is on, in order."""
        words: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, 1):
            for word in set(identifiers(line)):
                words.setdefault(word, []).append(number)
        return words


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that can not be compared with anything.

    Attributes:
        path: Its path from the root.
        obstacle: Why.
    """

    path: str
    obstacle: Obstacle


def source_file(path: str, data: bytes) -> SourceFile | Unreadable:
    """The lines of a file.

    Args:
        path: Its path from the root.
        data: Its bytes.
    """
    if data.startswith(UTF_16):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data[:_SNIFFED]:
        return Unreadable(path, "binary")
    elif data.startswith(_POINTER):
        return Unreadable(path, "pointer")
    else:
        # As Swimm's editor read it, bytes that are no UTF-8 became U+FFFD in the documents.
        text = data.decode("utf-8", "replace")
    # Only a line feed ends a line, as in git and on code hosts; `comparable` takes a CR away.
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return SourceFile(path, [*map(comparable, lines)] if _BOM in text else lines, blob_id(data))


def blob_id(data: bytes) -> str:
    """What git calls a file with these bytes (in repositories with the usual SHA-1 names)."""
    head = b"blob %d\0" % len(data)
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()
