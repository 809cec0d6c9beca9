"""Which line of an old version became which line of a new one.

Lines that occur once in both versions are anchors (patience), what is between two anchors is
compared line by line, and where lines were replaced, the most similar ones in the same order are
taken for each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..code.source_file import SourceFile
from ..code.words import identifiers, line_similarity, matcher, weight
from .quotes import Quote

_MOST_EQUAL = 400_000
"""How many pairs of equal lines there may be between two anchors to tell which is which."""

_MOST_WORDS = 60_000
"""How many pairs of lines are compared by their words where lines were replaced."""

_MOST_LETTERS = 2_500
"""How many are compared by their letters."""

_LIKE = 0.5
_LETTERS = 0.75
_LONGEST_LINE = 80
_COMMON = 30
"""A word on more lines of a file than this points nowhere."""

_TRIED = 6
_LONGEST = 400
"""How many of the quoted lines are compared."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Alignment:
    """The lines of an old version in a new one. All indices are 0-based."""

    old: Sequence[str]
    new: Sequence[str]
    _likes: dict[int, Mapping[int, int]] = field(default_factory=dict, compare=False)

    @cached_property
    def same(self) -> Mapping[int, int]:
        """The old lines that survived, and where they are in the new version."""
        return dict(_same_lines(self.old, self.new))

    @cached_property
    def origins(self) -> frozenset[int]:
        """The new lines that were there before."""
        return frozenset(self.same.values())

    def image(self, index: int) -> int | None:
        """Where an old line is now, or else one like it, in order; None where there is neither."""
        return self.same[index] if index in self.same else self._alike(index).get(index)

    def first_of(self, index: int) -> int:
        """Where a part begins: at an old line, else below what is left of those above it."""
        image = self.image(index)
        if image is not None:
            return image
        left = {**self.same, **self._alike(index)}
        return max((to for at, to in left.items() if at < index), default=-1) + 1

    def last_of(self, index: int) -> int:
        """Where a part ends that ended with an old line, likewise."""
        image = self.image(index)
        if image is not None:
            return image
        left = {**self.same, **self._alike(index)}
        return min((to for at, to in left.items() if at > index), default=len(self.new)) - 1

    def _alike(self, index: int) -> Mapping[int, int]:
        """The similar lines among those that did not survive around an old one that did not."""
        first, last = index, index + 1
        while first and first - 1 not in self.same:
            first -= 1
        while last < len(self.old) and last not in self.same:
            last += 1
        # Only where it is asked for: comparing lines is slow, and most of a file is not quoted.
        if first not in self._likes:
            start, end = self.same.get(first - 1, -1) + 1, self.same.get(last, len(self.new))
            pairs = _similar_lines(self.old[first:last], self.new[start:end])
            self._likes[first] = {first + at: start + to for at, to in pairs}
        return self._likes[first]


@lru_cache(maxsize=256)
def aligned(old: tuple[str, ...], new: tuple[str, ...]) -> Alignment:
    """The alignment of two versions."""
    return Alignment(old, new)


def _same_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    pending = [(0, len(old), 0, len(new))]
    while pending:
        first, last, start, end = pending.pop()
        # Around an anchor, equal lines belong to it.
        while first < last and start < end and old[first] == new[start]:
            yield first, start
            first, start = first + 1, start + 1
        while first < last and start < end and old[last - 1] == new[end - 1]:
            last, end = last - 1, end - 1
            yield last, end
        anchors = _anchors(old, new, first, last, start, end)
        if not anchors:
            yield from _compared(old, new, first, last, start, end)
            continue
        yield from anchors
        for index, image in [*anchors, (last, end)]:
            pending.append((first, index, start, image))
            first, start = index + 1, image + 1


def _anchors(
    old: Sequence[str], new: Sequence[str], first: int, last: int, start: int, end: int
) -> Sequence[Pair]:
    """The longest run of lines, in the same order in both, that occur once in each."""
    counts, new_counts = Counter(old[first:last]), Counter(new[start:end])
    places = {new[index]: index for index in range(start, end) if new_counts[new[index]] == 1}
    pairs = [
        (index, places[old[index]])
        for index in range(first, last)
        if counts[old[index]] == 1 and old[index] in places and old[index]
    ]
    # The longest run of pairs whose second parts increase: by length, what the best one ends with.
    ends: list[int] = []
    before: list[int] = []
    for index, (_, image) in enumerate(pairs):
        length = bisect_left(ends, image, key=lambda end: pairs[end][1])
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [index]
    run: list[Pair] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _compared(
    old: Sequence[str], new: Sequence[str], first: int, last: int, start: int, end: int
) -> Iterator[Pair]:
    counts = Counter(new[start:end])
    if sum(counts[line] for line in old[first:last]) > _MOST_EQUAL:
        return
    for at, to, size in matcher(old[first:last], new[start:end]).get_matching_blocks():
        yield from ((first + at + index, start + to + index) for index in range(size))


def _likelihood(old: str, new: str) -> float:
    """How alike two lines are by their words, or where these are few, by their letters."""
    likeness = line_similarity(old, new)
    if likeness >= _LIKE or len(old) > _LONGEST_LINE or len(new) > _LONGEST_LINE:
        return likeness
    letters = matcher(old.strip(), new.strip())
    if letters.quick_ratio() < _LETTERS or letters.ratio() < _LETTERS:
        return likeness
    return _LIKE


def _similar_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The pairs of similar lines, in the same order in both, whose likeness is greatest."""
    rows, columns = len(old), len(new)
    if rows * columns > _MOST_WORDS:
        return
    compare = line_similarity if rows * columns > _MOST_LETTERS else _likelihood
    score = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            likeness = compare(old[row], new[column])
            # Squared: one line that is nearly the same tells more than two that are somewhat alike.
            both = score[row + 1][column + 1] + likeness**2 if likeness >= _LIKE else 0.0
            score[row][column] = max(both, score[row + 1][column], score[row][column + 1])
    row = column = 0
    while row < rows and column < columns:
        best = score[row][column]
        if best == score[row + 1][column]:
            row += 1
        elif best == score[row][column + 1]:
            column += 1
        else:
            yield row, column
            row, column = row + 1, column + 1


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a file, and the share of what quoted lines say that is there, 0 to 1."""

    first: int
    last: int
    score: float

    def covers(self, quote: Quote, shift: int) -> bool:
        """Whether it has a line of where quoted lines stand, so far below their numbers."""
        return self.first <= quote.last + shift and quote.first + shift <= self.last


def similar_windows(quote: Quote, file: SourceFile) -> Sequence[Window]:
    """The parts of a file that are most like quoted lines, best first, none within another."""
    texts = list(quote.texts)[:_LONGEST]
    found = [window for start in _starts(texts, file) if (window := _window(texts, file, start))]
    apart: list[Window] = []
    for window in sorted(found, key=lambda one: (-one.score, abs(one.first - quote.first))):
        if all(window.last < other.first or window.first > other.last for other in apart):
            apart.append(window)
    return apart


def _starts(texts: Sequence[str], file: SourceFile) -> Iterator[int]:
    """Where the lines may begin, 0-based: where most of their words would fall into place."""
    votes: defaultdict[int, float] = defaultdict(float)
    for index, text in enumerate(texts):
        for word in set(identifiers(text)):
            lines = file.numbers_by_word.get(word, ())
            if len(lines) <= _COMMON:
                for number in lines:
                    votes[number - 1 - index] += len(word) / len(lines)
    # Lines put in or taken out shift the rest: votes near by are for the same place.
    reach = max(1, len(texts) // 3)
    rounded: defaultdict[int, float] = defaultdict(float)
    for start, value in votes.items():
        rounded[start // reach] += value
    for bucket in sorted(rounded, key=lambda bucket: -rounded[bucket])[:_TRIED]:
        inside = [start for start in range(bucket * reach, (bucket + 1) * reach) if start in votes]
        yield max(inside, key=lambda start: votes[start])


def _window(texts: Sequence[str], file: SourceFile, start: int) -> Window | None:
    reach = max(3, len(texts) // 2)
    begin = max(0, start - reach)
    part = file.lines[begin : start + len(texts) + reach]
    alignment = Alignment(texts, part)
    images = {at: to for at in range(len(texts)) if (to := alignment.image(at)) is not None}
    total = sum(map(weight, texts))
    if not images or not total:
        return None
    score = sum(
        weight(texts[at]) * line_similarity(texts[at], part[to]) for at, to in images.items()
    )
    # A first or last line that is another one now still belongs to it.
    top, end = min(images), max(images)
    first, last = begin + images[top] + 1, begin + images[end] + 1
    for _ in range(top):
        first -= bool(file.line(first - 1))
    for _ in range(end + 1, len(texts)):
        last += bool(file.line(last + 1))
    return Window(first, last, score / total)
