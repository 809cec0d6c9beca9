"""Lines of code as highlighted HTML: only those that somebody asks for.

HTML is long, and what all pages of a site show waits for them together: hence compressed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from zlib import compress, decompress

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.token import _TokenType

from .lexer_windows import windows
from .lexing import lexer_of

_TOGETHER = 32
"""So many adjacent lines are packed together at most, as a few are asked for at a time."""

_WANTED = b"\1"
_UTF = ("utf-8", "surrogatepass")
_RUN = re.compile(b"\1+")
_Token = tuple[int, _TokenType, str]
"""Where it begins, what it is, and its text."""

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


@dataclass(eq=False)
class Highlighted:
    """The lines of a file as HTML.

    Attributes:
        lines: The lines.
        language: The name that Pygments knows the language by.
    """

    lines: Sequence[str]
    language: str
    _wanted: bytearray = field(init=False)
    _packed: Mapping[int, bytes] = field(default_factory=dict)
    """Adjacent lines as HTML, compressed, by the number of the first."""
    _firsts: Sequence[int] = ()

    def __post_init__(self) -> None:
        self._wanted = bytearray(len(self.lines))

    def want(self, first: int, last: int) -> None:
        """Announce lines that will be asked for.

        A lexer is slow to begin, so all that is known to be wanted is made in one go.

        Args:
            first: The first line, 1-based.
            last: The last line, inclusive.
        """
        first, last = max(first, 1), min(last, len(self.lines))
        if first <= last:
            self._wanted[first - 1 : last] = _WANTED * (last - first + 1)

    def rows(self, first: int, last: int) -> Sequence[str]:
        """Lines as HTML, each complete in itself.

        Args:
            first: The first line, 1-based.
            last: The last line, inclusive; beyond the end of the file, that end.
        """
        last = min(last, len(self.lines))
        rows = self._known(first, last)
        if rows is None:
            self.want(first, last)
            self._make()
            rows = self._known(first, last)
        return rows or ()

    def _known(self, first: int, last: int) -> Sequence[str] | None:
        rows: list[str] = []
        while first <= last:
            at = bisect_right(self._firsts, first)
            begun = self._firsts[at - 1] if at else first
            part = self._part(begun)[first - begun : last - begun + 1]
            if not part:
                return None
            rows += part
            first += len(part)
        return rows

    def _part(self, first: int) -> Sequence[str]:
        packed = self._packed.get(first)
        return decompress(packed).decode(*_UTF).split("\n") if packed else ()

    def _make(self) -> None:
        parts = [
            range(first, min(first + _TOGETHER, run.end() + 1))
            for run in _RUN.finditer(self._wanted)
            for first in range(run.start() + 1, run.end() + 1, _TOGETHER)
        ]
        made = self._made([number for part in parts for number in part])
        self._firsts = [part[0] for part in parts]
        self._packed = {
            part[0]: compress("\n".join(map(made.__getitem__, part)).encode(*_UTF), 1)
            for part in parts
        }

    def _made(self, numbers: Sequence[int]) -> Mapping[int, str]:
        last = max(numbers, default=0)
        lexer = lexer_of(self.language)
        made: dict[int, str] = {}
        for first, end in windows(self.lines, self.language, numbers):
            # All of it: what a comment is, is told by where it ends.
            text = "".join(f"{line}\n" for line in self.lines[first - 1 : end])
            tokens = _tokens(lexer, text.removeprefix("\ufeff"), max(end - last, 0))
            page = StringIO()
            _FORMATTER.format(tokens, page)
            made.update(enumerate(page.getvalue().split("\n")[:-1], first))
        if any(number not in made for number in numbers):
            # A lexer that drops or adds a line, or changes it, would put all numbers off.
            return {number: escape(self.lines[number - 1]) for number in numbers}
        return made


def _tokens(lexer: Lexer, text: str, spare: int) -> Sequence[tuple[_TokenType, str]]:
    """The tokens of a text without its last lines; none where the lexer does not give it back."""
    found = _found(lexer, text)
    if spare:
        found = _of_lines(found, text.count("\n") - spare)
    taken = [(kind, value) for _, kind, value in found]
    return taken if text.startswith("".join([value for _, value in taken])) else ()


def _of_lines(found: Iterable[_Token], count: int) -> Iterator[_Token]:
    """Tokens until so many lines have ended."""
    for token in found:
        yield token
        count -= token[2].count("\n")
        if count <= 0:
            return


def _found(lexer: Lexer, text: str) -> Iterable[_Token]:
    """All tokens of a text, without what a lexer does to texts that need none of it."""
    if "\r" in text or lexer.filters or type(lexer).get_tokens is not Lexer.get_tokens:
        return ((0, kind, value) for kind, value in lexer.get_tokens(text))
    return lexer.get_tokens_unprocessed(text)
