"""The code behind a token or path, to be looked at without leaving the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html import escape

from .codebase import CodeBase, SourceFile
from .highlighted import Highlighted
from .rendering.languages import language_of_path
from .rendering.snippets import span_words
from .source_pages import can_be_shown
from .strings import Strings

_AROUND = 3
_HEAD = 8
_MOST = 250
"""More of them would make a page heavy; the rest are plain links."""


@dataclass(eq=False)
class Highlights:
    """Files as highlighted lines, each made once.

    Attributes:
        code: Reads the files.
        hidden: What is not to be shown, such as files with secrets.
    """

    code: CodeBase
    hidden: frozenset[str] = frozenset()
    _files: dict[str, Highlighted | None] = field(default_factory=dict)
    _pages: Counter[str] = field(default_factory=Counter)

    def of(self, path: str) -> Highlighted | None:
        """A file; None for one that is not there or too large."""
        if path not in self._files:
            file = self.code.read(path)
            readable = isinstance(file, SourceFile) and can_be_shown(file)
            shown = readable and path not in self.hidden
            self._files[path] = (
                Highlighted(file.lines, language_of_path(path))
                if isinstance(file, SourceFile) and shown
                else None
            )
        return self._files[path]

    def begin(self, path: str) -> None:
        """Know that a page will ask for a file."""
        self._pages[path] += 1

    def end(self, path: str) -> None:
        """Know that a page has what it asked for; without pages that do, a file is let go."""
        self._pages[path] -= 1
        if self._pages[path] <= 0:
            self._files.pop(path, None)


@dataclass(eq=False)
class Peeks:
    """The pieces of code to look at from one page.

    Attributes:
        highlights: The code.
        strings: The words to use.
    """

    highlights: Highlights
    strings: Strings
    _numbers: dict[tuple[str, int | None], int] = field(default_factory=dict)
    _paths: set[str] = field(default_factory=set)

    def add(self, path: str, line: int | None) -> str:
        """Ask for the lines around a line, or for the head of a file.

        Args:
            path: The file.
            line: The line, 1-based; None for the file as a whole.

        Returns:
            What names the piece on the page; empty where there is none.
        """
        key = (path, line)
        if key not in self._numbers:
            file = self.highlights.of(path) if len(self._numbers) < _MOST else None
            if file is None or not file.lines or (line or 0) > len(file.lines):
                return ""
            self._numbers[key] = len(self._numbers) + 1
            file.want(*_around(line))
            if path not in self._paths:
                self._paths.add(path)
                self.highlights.begin(path)
        return str(self._numbers[key])

    def html(self) -> str:
        """All pieces, for the end of the page; empty where there are none."""
        pieces = [self._piece(number, *key) for key, number in self._numbers.items()]
        self._end()
        if not pieces:
            return ""
        return f'<div class="swimm-peeks" hidden>{"".join(pieces)}</div>'

    def _end(self) -> None:
        for path in self._paths:
            self.highlights.end(path)
        self._paths.clear()

    def _piece(self, number: int, path: str, line: int | None) -> str:
        file = self.highlights.of(path)
        assert file is not None  # noqa: S101 - it was there when the piece was asked for
        first, last = _around(line)
        rows = [
            f'<span class="swimm-peek-line"><span data-number="{at}"></span>{row}\n</span>'
            for at, row in enumerate(file.rows(first, last), first)
        ]
        if line:
            here = rows[line - first]
            rows[line - first] = here.replace('-line"', '-line swimm-peek-here"', 1)
        where = escape(path)
        if line:
            where += f" <span>{escape(span_words(line, line, self.strings))}</span>"
        return (
            f'<div data-peek="{number}"><p>{where}</p>'
            f'<div class="highlight"><pre><code>{"".join(rows)}</code></pre></div></div>'
        )


def _around(line: int | None) -> tuple[int, int]:
    """The first and the last of the lines to look at; the last may be beyond the end."""
    return (max(1, line - _AROUND), line + _AROUND) if line else (1, _HEAD)
