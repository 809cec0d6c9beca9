"""Lines that a document quotes, and where they are in a file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape

from ..code.source_file import SourceFile, comparable
from ..code.words import identifiers, weight
from ..format.constructs import Snippet, Token, without_blank_ends
from ..safety.files import confined
from .findings import Place, Reference

_MIN_LETTERS = 8  # the letters of recognizable lines, in two words or more
_DISTINCTIVE_LINES, _DISTINCTIVE_CHARACTERS = 3, 40  # see `Quote.is_distinctive`
_MAX_PLACES = 500  # compared at most, where every line of a quote is common in its file
_REPLACEMENT = "\ufffd"

Row = tuple[int, str]
"""The 1-based number of a line, and its text."""


@dataclass(frozen=True)
class Quote:
    """One or more quoted lines in the order of their numbers, as ``SourceFile.lines`` has them.

    The lines of the context around them only serve as evidence.
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
        """The texts of the lines."""
        return [text for _, text in self.rows]

    @property
    def is_recognizable(self) -> bool:
        """Whether the lines are distinctive enough to be recognized in their file."""
        return is_recognizable(*self.texts)

    @property
    def is_distinctive(self) -> bool:
        """Whether lines that occur only once need no other evidence of their place."""
        texts = [text.strip() for text in self.texts if identifiers(text)]
        if len(texts) < _DISTINCTIVE_LINES and sum(map(len, texts)) < _DISTINCTIVE_CHARACTERS:
            return False
        # A single line, such as an import, is in many files.
        return len(texts) > 1 and self.is_recognizable

    def decoded_like(self, file: SourceFile) -> Quote:
        """The lines with U+FFFD as in a file that is not in UTF-8."""
        is_ascii = all(map(str.isascii, self.texts))
        if is_ascii or not any(_REPLACEMENT in line for line in file.raw) or self.shifts(file):
            return self
        return replace(self, rows=tuple((number, undecoded(text)) for number, text in self.rows))

    @cached_property
    def weight(self) -> float:
        """The sum of the weights of the lines."""
        return sum(weight(text) for _, text in self.rows)

    def stands_at(self, file: SourceFile, shift: int) -> bool:
        """Whether a file has every line ``shift`` lines below its number."""
        return all(file.line(number + shift) == text for number, text in self.rows)

    def shifts(self, file: SourceFile) -> Sequence[int]:
        """How many lines below their numbers a file has all lines, for each place, ascending.

        Of more than 500 places, these are the nearest.
        """
        number, text = min(self.rows, key=lambda row: len(file.numbers_by_line.get(row[1], ())))
        places = nearest(file.numbers_by_line.get(text, ()), number, _MAX_PLACES)
        return sorted(place - number for place in places if self.stands_at(file, place - number))


def undecoded(text: str) -> str:
    """A text with U+FFFD for all that is not ASCII, as in a file that is not in UTF-8."""
    return "".join(char if char.isascii() else _REPLACEMENT for char in text)


def is_recognizable(*texts: str) -> bool:
    """Whether lines have two words or more, and enough letters."""
    words = [word for text in texts for word in identifiers(text)]
    return len(words) > 1 and sum(map(len, words)) >= _MIN_LETTERS


def nearest(numbers: Sequence[int], number: int, count: int) -> Sequence[int]:
    """Up to ``count`` of some ascending numbers, the nearest to ``number`` first.

    Of two at the same distance, the smaller is first.
    """
    at = bisect_left(numbers, number)
    near = numbers[max(0, at - count) : at + count]
    return sorted(near, key=lambda other: abs(other - number))[:count]


def quote_of(reference: Snippet | Token) -> Quote | None:
    """The lines that a reference quotes; None where there is nothing to look for.

    For a snippet, these are the selected lines, or all if none are selected, without blank lines at
    either end, which prove nothing. The lines that readers of an exercise are to write are in no
    file. For a token, it is its line, unless the token's text was edited and is not on that line.
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


def quoted_place(reference: Reference) -> Place:
    """Where the document locates the code; for a snippet, the lines that are compared."""
    path = confined(reference.path) or reference.path
    if isinstance(reference, Snippet):
        quote = quote_of(reference)
        return Place(path, quote.first, quote.last) if quote else Place(path)
    line = reference.target_line if isinstance(reference, Token) else None
    return Place(path, line, line)


def text_of(token: Token) -> str:
    """The text of a token in the code: some documents have it escaped for HTML."""
    line, plain = token.line_text or "", unescape(token.text)
    return plain if _has(line, plain) and not _has(line, token.text) else token.text


def _has(line: str, text: str) -> bool:
    """Whether a line contains a text, ignoring white space."""
    return "".join(text.split()) in "".join(line.split())
