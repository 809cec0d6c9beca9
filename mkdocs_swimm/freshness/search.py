"""In which files of the whole code quoted lines stand, if they left the one that they were in."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..code.codebase import CodeBase
from ..code.source_file import SourceFile
from .quotes import Quote

_MOST_FILES = 20
"""Lines that more files have tell nothing."""

Key = tuple[str, str]
"""How the names of files end that may have lines, and the longest of them."""


@dataclass(eq=False)
class Search:
    """Looks for lines in all files of a kind, which are read once for all lines that are known."""

    code: CodeBase
    _wanted: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _found: dict[Key, list[str]] = field(default_factory=dict)

    def want(self, quote: Quote, path: str) -> None:
        """Lines that will be looked for, and the file that they were in."""
        if not self.knows(quote, path):
            kind, line = _key(quote, path)
            self._wanted[kind].add(line)

    def knows(self, quote: Quote, path: str) -> bool:
        """Whether lines were looked for already."""
        return _key(quote, path) in self._found

    def places(self, quote: Quote, path: str) -> Sequence[tuple[SourceFile, int]]:
        """Where lines stand outside of the file that they were in, in others of its kind.

        These are files, and how far below the lines' numbers.
        """
        self.want(quote, path)
        key = _key(quote, path)
        if self._wanted[key[0]]:
            self._read_all(key[0])
        places = []
        for candidate in self._found[key][:_MOST_FILES]:
            file = self.code.read(candidate)
            if candidate != path and isinstance(file, SourceFile):
                places += [(file, shift) for shift in quote.shifts(file)]
        return places

    def forget(self, path: str) -> bool:
        """Search a file again after a change; whether lines that were looked for came or left."""
        file = self.code.read(path)
        lines = set(file.lines) if isinstance(file, SourceFile) else set()
        moved = False
        for (kind, line), paths in self._found.items():
            if kind == _kind(path) and (line in lines) != (path in paths):
                (paths.append if line in lines else paths.remove)(path)
                moved = True
        return moved

    def _read_all(self, kind: str) -> None:
        wanted = self._wanted.pop(kind)
        found: dict[str, list[str]] = {line: [] for line in wanted}
        for file in self.code.each(lambda path: path.endswith(kind), wanted):
            lines = file.lines if isinstance(file, SourceFile) else ()
            for line in wanted.intersection(lines):
                found[line].append(file.path)
        ignored = self.code.ignored({path for paths in found.values() for path in paths})
        for line, paths in found.items():
            self._found[kind, line] = [path for path in paths if path not in ignored]


def _key(quote: Quote, path: str) -> Key:
    return _kind(path), max(quote.texts, key=len)


def _kind(path: str) -> str:
    """How the names of files end that may have taken over lines of a file."""
    return posixpath.splitext(path)[1] or posixpath.basename(path)
