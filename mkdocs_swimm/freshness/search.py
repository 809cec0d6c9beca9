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


@dataclass(eq=False)
class Search:
    """Looks for lines in all files of a kind, which are read once for all lines that are known.

    Attributes:
        code: The code.
    """

    code: CodeBase
    _wanted: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _found: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def want(self, quote: Quote, path: str) -> None:
        """Lines that will be looked for, and the file that they were in."""
        kind, line = _kind(path), _rarest(quote)
        if (kind, line) not in self._found:
            self._wanted[kind].add(line)

    def knows(self, quote: Quote, path: str) -> bool:
        """Whether lines were looked for already."""
        return (_kind(path), _rarest(quote)) in self._found

    def places(self, quote: Quote, path: str) -> Sequence[tuple[SourceFile, int]]:
        """Where lines stand outside of a file: files, and how far below the lines' numbers.

        Args:
            quote: The lines.
            path: The file that they were in; others of its kind are looked at.
        """
        kind, line = _kind(path), _rarest(quote)
        self.want(quote, path)
        if self._wanted[kind]:
            self._read_all(kind)
        places = []
        for candidate in self._found[kind, line][:_MOST_FILES]:
            file = self.code.read(candidate)
            if candidate != path and isinstance(file, SourceFile):
                places += [(file, shift) for shift in quote.shifts(file)]
        return places

    def forget(self, path: str) -> bool:
        """Search a file again after a change.

        Returns:
            Whether lines that were looked for have come to it, or left it.
        """
        file = self.code.read(path)
        lines = set(map(str.rstrip, file.raw)) if isinstance(file, SourceFile) else set()
        moved = False
        for (kind, line), paths in self._found.items():
            if kind == _kind(path) and (line in lines) != (path in paths):
                (paths.append if line in lines else paths.remove)(path)
                moved = True
        return moved

    def _read_all(self, kind: str) -> None:
        wanted = self._wanted.pop(kind)
        found: dict[tuple[str, str], list[str]] = {(kind, line): [] for line in wanted}
        for file in self.code.each(lambda path: path.endswith(kind), wanted):
            raw = file.raw if isinstance(file, SourceFile) else ()
            for line in wanted.intersection(map(str.rstrip, raw)):
                found[kind, line].append(file.path)
        ignored = self.code.ignored({path for paths in found.values() for path in paths})
        for key, paths in found.items():
            self._found[key] = [path for path in paths if path not in ignored]


def _kind(path: str) -> str:
    """How the names of files end that may have taken over lines of a file."""
    return posixpath.splitext(path)[1] or posixpath.basename(path)


def _rarest(quote: Quote) -> str:
    return max(quote.texts, key=len)
