"""Lines of code as highlighted HTML: only those that somebody asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from io import StringIO

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.token import _TokenType

from .lexer_windows import windows
from .lexing import lexer_of

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


@dataclass(slots=True)
class Highlighted:
    """The lines of a file as HTML.

    Attributes:
        lines: The lines.
        language: The name that Pygments knows the language by.
    """

    lines: Sequence[str]
    language: str
    _wanted: set[int] = field(default_factory=set)
    _rows: Mapping[int, str] = field(default_factory=dict)

    def want(self, first: int, last: int) -> None:
        """Announce lines that will be asked for.

        A lexer is slow to begin, so all that is known to be wanted is made in one go.

        Args:
            first: The first line, 1-based.
            last: The last line, inclusive.
        """
        self._wanted.update(range(max(first, 1), min(last, len(self.lines)) + 1))

    def rows(self, first: int, last: int) -> Sequence[str]:
        """Lines as HTML, each complete in itself.

        Args:
            first: The first line, 1-based.
            last: The last line, inclusive; beyond the end of the file, that end.
        """
        asked = range(first, min(last, len(self.lines)) + 1)
        try:
            return [self._rows[number] for number in asked]
        except KeyError:
            self.want(first, last)
            self._rows = self._made(self._wanted)
        return [self._rows[number] for number in asked]

    def _made(self, wanted: Collection[int]) -> Mapping[int, str]:
        numbers = sorted(wanted)
        last = max(numbers, default=0)
        lexer = lexer_of(self.language)
        made: dict[int, str] = {}
        for first, end in windows(self.lines, self.language, numbers):
            # All of it: what a comment is, is told by where it ends.
            text = "".join(f"{line}\n" for line in self.lines[first - 1 : end])
            tokens = _tokens(lexer, text.removeprefix("\ufeff"), min(end, last) - first + 1)
            page = StringIO()
            _FORMATTER.format(tokens, page)
            made.update(enumerate(page.getvalue().split("\n")[:-1], first))
        try:
            return {number: made[number] for number in numbers}
        except KeyError:
            # A lexer that drops or adds a line, or changes it, would put all numbers off.
            return {number: escape(self.lines[number - 1]) for number in numbers}


def _tokens(lexer: Lexer, text: str, count: int) -> Sequence[tuple[_TokenType, str]]:
    """The tokens of the first lines of a text; none where the lexer does not give it back."""
    taken: list[tuple[_TokenType, str]] = []
    for _, kind, value in _found(lexer, text):
        taken.append((kind, value))
        if "\n" in value:
            count -= value.count("\n")
            if count <= 0:
                break
    return taken if text.startswith("".join([value for _, value in taken])) else ()


def _found(lexer: Lexer, text: str) -> Iterable[tuple[int, _TokenType, str]]:
    """All tokens of a text, without what a lexer does to texts that need none of it."""
    if "\r" in text or lexer.filters or type(lexer).get_tokens is not Lexer.get_tokens:
        return ((0, kind, value) for kind, value in lexer.get_tokens(text))
    return lexer.get_tokens_unprocessed(text)
