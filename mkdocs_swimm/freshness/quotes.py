"""Lines that a document quotes, and where a file has them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape

from ..code.source_file import SourceFile, comparable
from ..code.words import identifiers, weight
from ..format.constructs import Snippet, Token, without_blank_ends

_DISTINCT = 8
"""How many letters lines need, in two words or more, not to be found where they do not belong."""

_TELLING_LINES = 3
_TELLING = 40
"""How many lines, or characters, need no other evidence where they stand only once."""

_MOST_PLACES = 500
"""At how many places lines are looked for, where all of them are on every other line of a file."""

_LOST = "\ufffd"

Row = tuple[int, str]


@dataclass(frozen=True)
class Quote:
    """Quoted lines: their numbers, 1-based and increasing, and texts as they are compared.

    There is at least one. Lines of the context around them are evidence and nothing more.
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

    def read_as(self, file: SourceFile) -> Quote:
        """The lines as they are read in a file that is not in UTF-8."""
        plain = all(map(str.isascii, self.texts))
        if plain or not any(_LOST in line for line in file.raw) or self.shifts(file):
            return self
        return replace(self, rows=tuple((number, as_lost(text)) for number, text in self.rows))

    @cached_property
    def weight(self) -> float:
        """How much the lines say."""
        return sum(weight(text) for _, text in self.rows)

    def stands_at(self, file: SourceFile, shift: int) -> bool:
        """Whether a file has all lines, each so many lines below its number."""
        return all(file.line(number + shift) == text for number, text in self.rows)

    def shifts(self, file: SourceFile) -> Sequence[int]:
        """How far below their numbers a file has the lines, for every place that has them all.

        In order; of very many places, only the nearest.
        """
        number, text = min(self.rows, key=lambda row: len(file.numbers_by_line.get(row[1], ())))
        places = nearest(file.numbers_by_line.get(text, ()), number, _MOST_PLACES)
        return sorted(place - number for place in places if self.stands_at(file, place - number))


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
    """What a reference quotes; None where that is nothing that could be looked for.

    Of a snippet, selected lines count; where none are marked, all are. Lines of an exercise that
    are to be written are in no file. Blank lines at both ends prove nothing, and do not count.

    Of a token it is the line that it stands on. One that does not have the token's text, as when
    somebody wrote another text, proves nothing.
    """
    if isinstance(reference, Token):
        number, line = reference.target_line, reference.line_text
        if number is None or line is None or not _has(line, text_of(reference)):
            return None
        return Quote(((number, comparable(line)),)) if line.strip() else None
    rows = [row for row in reference.rows if not row.stub]
    marked = [row for row in rows if row.marked] or rows
    numbers = {row.number for row in marked}
    chosen = without_blank_ends(marked)
    if not chosen:
        return None
    return Quote(
        tuple((row.number, comparable(row.code)) for row in chosen),
        tuple((row.number, comparable(row.code)) for row in rows if row.number not in numbers),
    )


def text_of(token: Token) -> str:
    """What a token says in the code: in some documents it was escaped for HTML."""
    line, plain = token.line_text or "", unescape(token.text)
    return plain if _has(line, plain) and not _has(line, token.text) else token.text


def _has(line: str, text: str) -> bool:
    """Whether a text is on a line, whatever spaces are within."""
    return "".join(text.split()) in "".join(line.split())
