"""Previews: the code behind a token or path, shown without leaving the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from .codebase import CodeBase, SourceFile
from .highlighting import highlighted
from .rendering.languages import language_of
from .rendering.snippets import span_words
from .strings import Strings

_AROUND = 3
_HEAD = 8
_MOST = 250
"""More of them would make a page heavy; the rest are plain links."""

_MOST_CHARACTERS = 10_000
"""Lines of minified code are no preview."""


@dataclass(eq=False)
class Previews:
    """The previews of one page.

    Attributes:
        code: Reads the files.
        hidden: The files that must not be shown, such as those with secrets.
        strings: The words to use.
    """

    code: CodeBase
    hidden: frozenset[str]
    strings: Strings
    _numbers: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def add(self, path: str, line: int | None) -> str:
        """Add a preview of the lines around a line, or of the head of a file.

        Args:
            path: The file.
            line: The line, 1-based; None for the file as a whole.

        Returns:
            The name of the preview on the page; empty where there is none.
        """
        key = (path, line)
        if key not in self._numbers:
            if len(self._numbers) >= _MOST or not self._lines(path, line)[1]:
                return ""
            self._numbers[key] = len(self._numbers) + 1
        return str(self._numbers[key])

    def html(self) -> str:
        """All previews, for the end of the page; empty where there are none."""
        return "".join(self._preview(number, *key) for key, number in self._numbers.items())

    def _lines(self, path: str, line: int | None) -> tuple[int, Sequence[str]]:
        """The number of the first line of a preview, and its lines; none where nothing is shown."""
        file = self.code.read(path)
        if not isinstance(file, SourceFile) or path in self.hidden:
            return 1, ()
        first, last = (max(1, line - _AROUND), line + _AROUND) if line else (1, _HEAD)
        lines = [text.rstrip() for text in file.raw[first - 1 : last]]
        missing = line is not None and line > len(file.raw)
        return first, () if missing or sum(map(len, lines)) > _MOST_CHARACTERS else lines

    def _preview(self, number: int, path: str, line: int | None) -> str:
        first, lines = self._lines(path, line)
        rows = [
            f'<span class="swimm-preview-line{" swimm-preview-here" * (at == line)}">'
            f'<span data-number="{at}"></span>{row}\n</span>'
            for at, row in enumerate(highlighted(lines, language_of(path, lines=lines)), first)
        ]
        where = escape(path)
        if line:
            where += f" <span>{escape(span_words(line, line, self.strings))}</span>"
        return (
            f'<div data-preview="{number}"><p>{where}</p>'
            f'<div class="highlight"><pre><code>{"".join(rows)}</code></pre></div></div>'
        )
