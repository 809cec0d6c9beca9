"""Lines that a document quotes, and where a file has them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from itertools import islice

from ..code.source_file import SourceFile, comparable
from ..code.words import identifiers
from ..format.constructs import Snippet, Token
from .similarity import weight

_DISTINCT = 8
"""How many letters lines need, in two words or more, not to be found where they do not belong."""

_TELLING_LINES = 3
_TELLING = 40
"""How many lines, or characters, need no other evidence where they stand only once."""

_MOST_PLACES = 2000
"""At how many places lines are looked for, where all of them are on every other line of a file."""

_MOST_COPIES = 50
"""The most places that are told apart; further ones make no difference."""

_LOST = "\ufffd"

Row = tuple[int, str]


@dataclass(frozen=True)
class Quote:
    """Quoted lines: their numbers, 1-based and increasing, and texts as they are compared.

    Attributes:
        rows: The lines that the document is about, at least one.
        context: Lines around them, which are evidence and nothing more.
    """

    rows: tuple[Row, ...]
    context: tuple[Row, ...] = ()

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self.rows[0][0]

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.rows[-1][0]

    @property
    def texts(self) -> Sequence[str]:
        """The lines' texts."""
        return [text for _, text in self.rows]

    @property
    def is_distinct(self) -> bool:
        """Whether these lines say enough to be known again in their file."""
        return is_distinct(*self.texts)

    @property
    def is_telling(self) -> bool:
        """Whether they say enough to be known again where nothing else speaks for the place."""
        filled = [text.strip() for text in self.texts if identifiers(text)]
        if len(filled) < _TELLING_LINES and sum(map(len, filled)) < _TELLING:
            return False
        # One line alone, such as an import, is in many a file.
        return len(filled) > 1 and self.is_distinct

    def longest(self, count: int) -> Sequence[Quote]:
        """The longest lines, each alone."""
        rows = sorted(self.rows, key=lambda row: -len(row[1]))
        return [Quote((row,)) for row in rows[:count]]

    def is_part_of(self, other: Quote) -> bool:
        """Whether another quote has all of these lines."""
        return set(self.rows) <= set(other.rows)

    def read_as(self, file: SourceFile) -> Quote:
        """The lines as they are read in a file that is not in UTF-8."""
        plain = all(text.isascii() for text in self.texts)
        if plain or not any(_LOST in line for line in file.raw) or self.shifts(file):
            return self
        return replace(self, rows=tuple((number, as_lost(text)) for number, text in self.rows))

    @cached_property
    def weight(self) -> float:
        """How much the lines say (see ``similarity.weight``)."""
        return sum(weight(text) for _, text in self.rows)

    def stands_at(self, file: SourceFile, shift: int) -> bool:
        """Whether a file has all lines, each so many lines below its number."""
        # In a loop, without `all` and `file.line`: this is asked for every reference.
        raw, below = file.raw, shift - 1
        for number, text in self.rows:
            at = number + below
            if not 0 <= at < len(raw) or raw[at].rstrip() != text:
                return False
        return True

    def shifts(self, file: SourceFile) -> Sequence[int]:
        """How far below their numbers a file has the lines, for every place that has them all.

        In order; of very many places, only the nearest.
        """
        number, text = min(self.rows, key=lambda row: len(file.places.get(row[1], ())))
        places = nearest(file.places.get(text, ()), number, _MOST_PLACES)
        standing = (place - number for place in places if self.stands_at(file, place - number))
        return sorted(islice(standing, _MOST_COPIES))

    def context_at(self, file: SourceFile, shift: int) -> int:
        """How many lines of the context a file has around a place."""
        return sum(1 for number, text in self.context if text and file.line(number + shift) == text)

    @property
    def full_context(self) -> int:
        """How many lines of context there are that say anything."""
        return sum(1 for _, text in self.context if text)

    def runs(self) -> Iterator[tuple[int, int]]:
        """The rows in runs without a gap: index of the first, index behind the last."""
        start = 0
        for index in range(1, len(self.rows) + 1):
            if index == len(self.rows) or self.rows[index][0] != self.rows[index - 1][0] + 1:
                yield start, index
                start = index


def as_lost(text: str) -> str:
    """A text as it is read where its bytes are no UTF-8."""
    return "".join(letter if letter.isascii() else _LOST for letter in text)


def is_distinct(*texts: str) -> bool:
    """Whether lines have two words or more, and enough letters."""
    words = [word for text in texts for word in identifiers(text)]
    return len(words) > 1 and sum(map(len, words)) >= _DISTINCT


def nearest(numbers: Sequence[int], number: int, count: int) -> Sequence[int]:
    """Those of some increasing numbers that are nearest to one, the nearest first, at most so many.

    Of equally near ones the smaller is first.
    """
    at = bisect_left(numbers, number)
    near = numbers[max(0, at - count) : at + count]
    return sorted(near, key=lambda one: abs(one - number))[:count]


def quote_of(reference: Snippet | Token) -> Quote | None:
    """What a reference quotes; None where that is nothing that could be looked for."""
    if isinstance(reference, Snippet):
        return quote_of_snippet(reference)
    return quote_of_token(reference)


def quote_of_snippet(snippet: Snippet) -> Quote | None:
    """What a snippet quotes; None where that is nothing but blank lines.

    Selected lines count; where none are marked, all are. Lines of an exercise that are to be
    written are in no file. Blank lines at both ends prove nothing, and do not count.
    """
    rows = [row for row in snippet.rows if not row.stub]
    marked = [row for row in rows if row.marked] or rows
    filled = [index for index, row in enumerate(marked) if row.code.strip()]
    if not filled:
        return None
    chosen = marked[filled[0] : filled[-1] + 1]
    numbers = {row.number for row in marked}
    return Quote(
        tuple((row.number, comparable(row.code)) for row in chosen),
        tuple((row.number, comparable(row.code)) for row in rows if row.number not in numbers),
    )


def quote_of_token(token: Token) -> Quote | None:
    """The line that a token stands on; None where the document does not keep it.

    A line that does not have the token's text, as when somebody wrote another text, proves nothing.
    """
    if token.target_line is None or token.line_text is None or not token.line_text.strip():
        return None
    if not _has(token.line_text, text_of(token)):
        return None
    return Quote(((token.target_line, comparable(token.line_text)),))


def text_of(token: Token) -> str:
    """What a token says in the code: in some documents it was escaped for HTML."""
    if "&" not in token.text:
        return token.text
    plain = unescape(token.text)
    line = token.line_text or ""
    return plain if _has(line, plain) and not _has(line, token.text) else token.text


def _has(line: str, text: str) -> bool:
    """Whether a text is on a line, whatever spaces are within."""
    return text in line or "".join(text.split()) in "".join(line.split())
