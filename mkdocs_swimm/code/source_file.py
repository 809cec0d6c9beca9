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

``outside``: its path leads out of the repository. ``submodule``: it is in one that is not there.
``pointer``: Git LFS has it, and has left a pointer.
"""

_SNIFFED = 8000
"""Git looks for a NUL byte in as many bytes of a file to decide whether it is binary."""

_POINTER = b"version https://git-lfs.github.com/spec/"
_BOM = "\ufeff"


def comparable(line: str) -> str:
    """A line as it is compared: line ends, spaces at the end and a byte order mark do not count."""
    return line.lstrip(_BOM).rstrip()


def squeezed(lines: Iterable[str]) -> tuple[str, Sequence[int]]:
    """Lines without white space and commas, which formatters put in, and where each begins."""
    parts = ["".join(line.split()).replace(",", "") for line in lines]
    return "".join(parts), list(accumulate(map(len, parts), initial=0))[:-1]


@dataclass(frozen=True)
class SourceFile:
    """A file of code: its path from the root, and its lines without their ends.

    ``blob`` is what git calls a file with these very bytes.
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
        return _numbers([line] for line in self.lines)

    @cached_property
    def stripped(self) -> Mapping[str, Sequence[int]]:
        """The same without the spaces that lines are indented by."""
        return _numbers([line.strip()] for line in self.raw)

    @cached_property
    def words(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the lines that a word of letters and digits is on, in order."""
        return _numbers(set(identifiers(line)) for line in self.lines)


def _numbers(lines: Iterable[Iterable[str]]) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for number, keys in enumerate(lines, 1):
        for key in keys:
            found.setdefault(key, []).append(number)
    return found


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that can not be compared with anything, and why."""

    path: str
    obstacle: Obstacle


def source_file(path: str, data: bytes) -> SourceFile | Unreadable:
    """The lines of a file with some bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data[:_SNIFFED]:
        return Unreadable(path, "binary")
    elif data.startswith(_POINTER):
        return Unreadable(path, "pointer")
    else:
        # As Swimm's editor read it, bytes that are no UTF-8 became U+FFFD in the documents.
        text = data.decode("utf-8", "replace")
    # Only a line feed ends a line, as in git and on code hosts; `comparable` takes a CR away.
    lines = text.removeprefix(_BOM).split("\n")
    if not lines[-1]:
        lines.pop()
    # What git calls the file, in repositories with the usual names.
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False)
    return SourceFile(path, lines, blob.hexdigest())
