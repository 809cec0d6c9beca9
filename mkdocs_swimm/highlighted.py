"""Lines of code as highlighted HTML: only those that somebody asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from io import StringIO

from pygments.formatters.html import HtmlFormatter
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
        if not all(number in self._rows for number in asked):
            self.want(first, last)
            self._rows = self._made(self._wanted)
        return [self._rows[number] for number in asked]

    def _made(self, wanted: Collection[int]) -> Mapping[int, str]:
        numbers = sorted(wanted)
        page = StringIO()
        _FORMATTER.format(self._tokens(wanted, numbers), page)
        rows = page.getvalue().split("\n")[:-1]
        # A lexer that drops or adds a line would put all numbers off.
        if len(rows) != len(numbers):
            rows = [escape(self.lines[number - 1]) for number in numbers]
        return dict(zip(numbers, rows, strict=True))

    def _tokens(
        self, wanted: Collection[int], numbers: Sequence[int]
    ) -> Iterator[tuple[_TokenType, str]]:
        """The tokens of wanted lines; none where the lexer does not give the text back."""
        lexer = lexer_of(self.language)
        taken: list[tuple[_TokenType, str]] = []
        for first, end in windows(self.lines, self.language, numbers):
            # All of it: what a comment is, is told by where it ends.
            text = "".join(f"{line}\n" for line in self.lines[first - 1 : end])
            text = text.removeprefix("\ufeff")
            last = min(end, numbers[-1])
            number = first
            seen: list[str] = []
            for kind, value in lexer.get_tokens(text):
                seen.append(value)
                *ended, begun = value.split("\n") if "\n" in value else (value,)
                for part in ended:
                    if number in wanted:
                        taken.append((kind, f"{part}\n"))
                    number += 1
                if begun and number in wanted:
                    taken.append((kind, begun))
                if number > last:
                    break
            if not text.startswith("".join(seen)):
                return iter(())
        return iter(taken)
