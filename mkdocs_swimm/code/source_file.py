"""The lines of a source file, with indexes of its lines and words."""

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

``outside``: its path leads out of the repository. ``submodule``: its submodule was not fetched.
``pointer``: it is a Git LFS pointer.
"""

_SNIFFED = 8000  # a NUL byte in the first bytes of a file makes it binary, as for git
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_BOM = "\ufeff"


def comparable(line: str) -> str:
    """A line without what comparisons ignore: trailing white space and a byte order mark."""
    return line.lstrip(_BOM).rstrip()


def squeezed(lines: Iterable[str]) -> tuple[str, Sequence[int]]:
    """The text without white space and commas, which formatters insert, and each line's offset."""
    parts = ["".join(line.split()).replace(",", "") for line in lines]
    return "".join(parts), list(accumulate(map(len, parts), initial=0))[:-1]


@dataclass(frozen=True)
class SourceFile:
    """A source file: its path from the root, its lines without their ends, its blob id in git."""

    path: str
    raw: Sequence[str]
    blob: str = ""

    def line(self, number: int) -> str | None:
        """A line by its 1-based number, as in ``lines`` but read alone; None beyond the end."""
        return self.raw[number - 1].rstrip() if 1 <= number <= len(self.raw) else None

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All lines without trailing white space (see ``comparable``)."""
        return tuple(map(str.rstrip, self.raw))

    @cached_property
    def squeezed(self) -> tuple[str, Sequence[int]]:
        """The lines without white space (see ``squeezed``)."""
        return squeezed(self.raw)

    @cached_property
    def numbers_by_line(self) -> Mapping[str, Sequence[int]]:
        """The numbers of equal lines, in order."""
        return _numbers([line] for line in self.lines)

    @cached_property
    def numbers_by_stripped(self) -> Mapping[str, Sequence[int]]:
        """The numbers of lines that are equal but for their indentation, in order."""
        return _numbers([line.strip()] for line in self.raw)

    @cached_property
    def numbers_by_word(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the lines with each identifier, in order."""
        return _numbers(set(identifiers(line)) for line in self.lines)


def _numbers(lines: Iterable[Iterable[str]]) -> Mapping[str, Sequence[int]]:
    numbers: dict[str, list[int]] = {}
    for number, keys in enumerate(lines, 1):
        for key in keys:
            numbers.setdefault(key, []).append(number)
    return numbers


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be read as lines of code, and why."""

    path: str
    obstacle: Obstacle


def source_file(path: str, data: bytes) -> SourceFile | Unreadable:
    """Decode the content of a file."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data[:_SNIFFED]:
        return Unreadable(path, "binary")
    elif data.startswith(_LFS_POINTER):
        return Unreadable(path, "pointer")
    else:
        # Swimm's editor wrote invalid UTF-8 as U+FFFD into documents, too.
        text = data.decode("utf-8", "replace")
    # Only a line feed ends a line, as in git and on code hosts; `comparable` strips a CR.
    lines = text.removeprefix(_BOM).split("\n")
    if not lines[-1]:
        lines.pop()
    # The blob id in repositories with SHA-1.
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False)
    return SourceFile(path, lines, blob.hexdigest())
