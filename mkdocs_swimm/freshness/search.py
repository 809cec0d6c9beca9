"""Searches all files for quoted lines that left their file."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..code.codebase import CodeBase
from ..code.source_file import SourceFile
from .quotes import Quote

_MAX_FILES = 20  # lines in more files than this are no evidence
Key = tuple[str, str]
"""The suffix of the files to search, and the longest of the lines."""


@dataclass(eq=False)
class Search:
    """Searches all files with a suffix; they are read once for all lines added so far."""

    code: CodeBase
    _pending: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _files: dict[Key, list[str]] = field(default_factory=dict)

    def add(self, quote: Quote, path: str) -> None:
        """Add lines to the next search, with the file that they were in."""
        if not self.is_done(quote, path):
            suffix, line = _key(quote, path)
            self._pending[suffix].add(line)

    def is_done(self, quote: Quote, path: str) -> bool:
        """Whether the files were already searched for these lines."""
        return _key(quote, path) in self._files

    def places(self, quote: Quote, path: str) -> Sequence[tuple[SourceFile, int]]:
        """The places of lines in other files with the suffix of ``path``.

        Each is a file, and how many lines below their numbers it has the lines.
        """
        self.add(quote, path)
        key = _key(quote, path)
        if self._pending[key[0]]:
            self._search(key[0])
        places = []
        for candidate in self._files[key][:_MAX_FILES]:
            file = self.code.read(candidate)
            if candidate != path and isinstance(file, SourceFile):
                places += [(file, shift) for shift in quote.shifts(file)]
        return places

    def forget(self, path: str) -> bool:
        """Search a changed file again; whether it gained or lost any line searched for."""
        file = self.code.read(path)
        lines = set(file.lines) if isinstance(file, SourceFile) else set()
        changed = False
        for (suffix, line), paths in self._files.items():
            if suffix == _suffix(path) and (line in lines) != (path in paths):
                (paths.append if line in lines else paths.remove)(path)
                changed = True
        return changed

    def _search(self, suffix: str) -> None:
        pending = self._pending.pop(suffix)
        files: dict[str, list[str]] = {line: [] for line in pending}
        for file in self.code.each(lambda path: path.endswith(suffix), pending):
            for line in pending.intersection(file.lines if isinstance(file, SourceFile) else ()):
                files[line].append(file.path)
        ignored = self.code.ignored({path for paths in files.values() for path in paths})
        for line, paths in files.items():
            self._files[suffix, line] = [path for path in paths if path not in ignored]


def _key(quote: Quote, path: str) -> Key:
    return _suffix(path), max(quote.texts, key=len)


def _suffix(path: str) -> str:
    """The suffix of a file, or its name if it has none."""
    return posixpath.splitext(path)[1] or posixpath.basename(path)
