"""Previews: the code behind a token or path, shown without leaving the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from html import escape

from ..code.codebase import CodeBase
from ..code.languages import Highlight, kept_highlighted, language_of
from ..code.source_file import SourceFile
from ..i18n.strings import Strings
from ..project.mentions import Mention
from ..rendering.citations import span_words

_AROUND = 3
_LINES = 2 * _AROUND + 1
_HEAD = 8
_MOST = 250
"""Previews of a page, which more would make heavy; further references are plain links."""

_MOST_CHARACTERS = 10_000
"""More characters are not shown: they are minified code."""

_LICENCE = re.compile(r"licen[cs]e|copyright|\(c\)|\u00a9|SPDX", re.IGNORECASE)
_COMMENTS = re.compile(
    r"""
    (?:[^\S\n]*\n)*(?:
      [^\S\n]*(?:
        (?>/\*.*?\*/ | <!--.*?--> | \"{3}.*?\"{3} | '{3}.*?'{3} | {-.*?-} | \(\*.*?\*\))
        | \#(?!\s*(?:include|define|if|pragma)\b) | // | -- | [;%'] | REM\b | <\?(?:php|xml)\b
        | [^\n]{6}\*
      )[^\n]*\n
    )+\s*
    """,
    re.S | re.X,
)
"""Comments with no blank line between them, and the blank lines before and after."""

_LONGEST_LICENCE = 100


@dataclass(eq=False)
class MadePreviews:
    """The rendered previews of one page."""

    numbers: dict[tuple[str, int | None], int] = field(default_factory=dict)  # by path and line
    lengths: dict[str, int] = field(default_factory=dict)  # of the files, in lines
    whole: Set[str] = frozenset()  # the files that were highlighted as a whole
    html: str = ""


@dataclass(eq=False)
class Previews:
    """The previews of one page."""

    code: CodeBase
    hidden: frozenset[str]  # the files that must not be shown, such as those with secrets
    mentions: Mapping[str, Sequence[Mention]]  # all references of the site, by the files they name
    strings: Strings
    made: MadePreviews = field(default_factory=MadePreviews)

    def add(self, path: str, line: int | None) -> str:
        """Add a preview of the lines around a line, or of the head of a file.

        Returns the name of the preview on the page; empty if there is none.
        """
        key, numbers = (path, line), self.made.numbers
        if key not in numbers:
            if len(numbers) >= _MOST or not self._lines(path, line)[1]:
                return ""
            numbers[key] = len(numbers) + 1
        return str(numbers[key])

    def html(self, highlight: Highlight) -> str:
        """All previews, for the end of the page; empty without any."""
        made, whole = self.made, self._whole()
        if not made.html or made.whole != whole:
            made.whole = whole
            made.html = "".join(
                self._preview(number, *key, highlight) for key, number in made.numbers.items()
            )
        return made.html

    def _whole(self) -> Set[str]:
        """The files that have fewer lines than their previews on all pages.

        To highlight each of them once saves a fifth of a build of documents with 50 references.
        """

        def places(path: str) -> int:
            return len({one.first for one in self.mentions.get(path, ())})

        return {
            path for path, length in self.made.lengths.items() if _LINES * places(path) > length
        }

    def _lines(self, path: str, line: int | None) -> tuple[int, Sequence[str]]:
        """The number of the first line of a preview, from 1, and its lines, if it has any."""
        file = self.code.read(path)
        if not isinstance(file, SourceFile) or path in self.hidden:
            return 1, ()
        self.made.lengths[path] = len(file.raw)
        if line:
            first, last = max(1, line - _AROUND), line + _AROUND
        else:
            first = below_licence(file.raw)
            last = first + _HEAD - 1
        lines = [text.rstrip() for text in file.raw[first - 1 : last]]
        missing = line is not None and line > len(file.raw)
        return first, () if missing or sum(map(len, lines)) > _MOST_CHARACTERS else lines

    def _highlighted(
        self, path: str, first: int, lines: Sequence[str], highlight: Highlight
    ) -> Sequence[str]:
        file, language = self.code.read(path), language_of(path, lines=lines)
        if path not in self.made.whole or not isinstance(file, SourceFile):
            return highlight(lines, language)
        return kept_highlighted(file.lines, language)[first - 1 : first - 1 + len(lines)]

    def _preview(self, number: int, path: str, line: int | None, highlight: Highlight) -> str:
        first, lines = self._lines(path, line)
        rows = [
            f'<span class="swimm-preview-line{" swimm-preview-here" * (at == line)}">'
            f'<span data-number="{at}"></span>{row}\n</span>'
            for at, row in enumerate(self._highlighted(path, first, lines, highlight), first)
        ]
        where = escape(path)
        if line:
            where += f" <span>{escape(span_words(line, line, self.strings))}</span>"
        return (
            f'<div data-preview="{number}"><p>{where}</p>'
            f'<div class="highlight"><pre><code>{"".join(rows)}</code></pre></div></div>'
        )


def below_licence(lines: Sequence[str]) -> int:
    """The number, from 1, of the first line below the comments about the licence of a file."""
    text = "".join(f"{line}\n" for line in lines[:_LONGEST_LICENCE])
    begin = 0
    while (comments := _COMMENTS.match(text, begin)) and _LICENCE.search(comments[0]):
        begin = comments.end()
    number = text.count("\n", 0, begin) + 1
    return number if number <= len(lines) else 1
