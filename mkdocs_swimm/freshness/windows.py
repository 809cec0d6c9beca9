"""The parts of a file that are most like some quoted lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..code.source_file import SourceFile
from ..code.words import identifiers
from .alignment import Alignment
from .quotes import Quote
from .similarity import line_similarity, weight

_COMMON = 30
"""A word on more lines of a file than this points nowhere."""

_TRIED = 6
_LONGEST = 400
"""How many of the quoted lines are compared."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a file.

    Attributes:
        first: First line, 1-based.
        last: Last line, inclusive.
        score: The share of what the quoted lines say that is found there, 0 to 1.
        margin: How much better that is than any other part.
    """

    first: int
    last: int
    score: float
    margin: float = 1.0

    def covers(self, quote: Quote, shift: int) -> bool:
        """Whether it has a line of where quoted lines stand, so far below their numbers."""
        return self.first <= quote.last + shift and quote.first + shift <= self.last


def similar_windows(quote: Quote, file: SourceFile) -> Sequence[Window]:
    """The parts of a file that are most like quoted lines, best first, none within another."""
    texts = list(quote.texts)[:_LONGEST]
    found: list[Window] = []
    for start in _starts(texts, file):
        window = _compared(texts, file, start)
        if window:
            found.append(window)
    found.sort(key=lambda window: (-window.score, abs(window.first - quote.first)))
    apart: list[Window] = []
    for window in found:
        if all(window.last < other.first or window.first > other.last for other in apart):
            apart.append(window)
    following = [*(window.score for window in apart[1:]), 0.0]
    return [
        replace(window, margin=window.score - other)
        for window, other in zip(apart, following, strict=False)
    ]


def _starts(texts: Sequence[str], file: SourceFile) -> Iterator[int]:
    """Where the lines may begin, 0-based: where most of their words would fall into place."""
    votes: defaultdict[int, float] = defaultdict(float)
    for index, text in enumerate(texts):
        for word in set(identifiers(text)):
            lines = file.words.get(word, ())
            if len(lines) <= _COMMON:
                for number in lines:
                    votes[number - 1 - index] += len(word) / len(lines)
    if not votes:
        return
    # Lines put in or taken out shift the rest: votes near by are for the same place.
    reach = max(1, len(texts) // 3)
    rounded: defaultdict[int, float] = defaultdict(float)
    for start, value in votes.items():
        rounded[start // reach] += value
    for bucket in sorted(rounded, key=lambda bucket: -rounded[bucket])[:_TRIED]:
        inside = [start for start in range(bucket * reach, (bucket + 1) * reach) if start in votes]
        yield max(inside, key=lambda start: votes[start])


def _compared(texts: Sequence[str], file: SourceFile, start: int) -> Window | None:
    reach = max(3, len(texts) // 2)
    begin = max(0, start - reach)
    part = file.lines[begin : start + len(texts) + reach]
    alignment = Alignment(texts, part)
    images = [alignment.image(index) for index in range(len(texts))]
    score = total = 0.0
    for text, image in zip(texts, images, strict=True):
        total += weight(text)
        if image is not None:
            score += weight(text) * line_similarity(text, part[image])
    found = [index for index, image in enumerate(images) if image is not None]
    if not found or not total:
        return None
    # A first or last line that is another one now still belongs to it.
    first = begin + (images[found[0]] or 0) + 1
    last = begin + (images[found[-1]] or 0) + 1
    for _ in range(found[0]):
        first -= bool(file.line(first - 1))
    for _ in range(len(texts) - 1 - found[-1]):
        last += bool(file.line(last + 1))
    return Window(first, last, score / total)
