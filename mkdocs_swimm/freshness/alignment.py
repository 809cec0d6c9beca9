"""Which line of an old version became which line of a new one.

Lines that occur once in both versions are anchors (patience), what is between two anchors is
compared line by line, and where lines were replaced, the most similar ones in the same order are
taken for each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ..code.differences import matcher
from .similarity import line_similarity

_MOST_EQUAL = 400_000
"""How many pairs of equal lines there may be between two anchors to tell which is which."""

_MOST_WORDS = 60_000
"""How many pairs of lines are compared by their words where lines were replaced."""

_MOST_LETTERS = 2_500
"""How many are compared by their letters."""

_LIKE = 0.5
_LETTERS = 0.75
_LONGEST_LINE = 80

Pair = tuple[int, int]


@dataclass(frozen=True)
class Alignment:
    """The lines of an old version in a new one. All indices are 0-based.

    Attributes:
        old: The lines of the old version.
        new: The lines of the new version.
    """

    old: Sequence[str]
    new: Sequence[str]

    @cached_property
    def same(self) -> Sequence[int | None]:
        """For every old line the index of the same line in the new version, if it survived."""
        images: list[int | None] = [None] * len(self.old)
        for at, to in _same_lines(self.old, self.new):
            images[at] = to
        return images

    @cached_property
    def origins(self) -> frozenset[int]:
        """The new lines that were there before."""
        return frozenset(index for index in self.same if index is not None)

    def image(self, index: int) -> int | None:
        """Where an old line is now, or else one like it, in order; None where there is neither."""
        image = self.same[index]
        return self._alike(index).get(index) if image is None else image

    def first_of(self, index: int) -> int:
        """Where a part begins that began with an old line.

        It is where this line is now, else right below what is left of the lines above it.
        """
        image = self.image(index)
        if image is not None:
            return image
        above = [to for at, to in self._alike(index).items() if at < index]
        return max(above, default=self._above[index]) + 1

    def last_of(self, index: int) -> int:
        """Where a part ends that ended with an old line, likewise."""
        image = self.image(index)
        if image is not None:
            return image
        below = [to for at, to in self._alike(index).items() if at > index]
        return min(below, default=self._below[index]) - 1

    @cached_property
    def _above(self) -> Sequence[int]:
        """For every old line where the nearest survivor from there upwards is now."""
        return list(accumulate(self.same, _latest, initial=-1))[1:]

    @cached_property
    def _below(self) -> Sequence[int]:
        """For every old line where the nearest survivor from there downwards is now."""
        return list(accumulate(reversed(self.same), _latest, initial=len(self.new)))[:0:-1]

    def _alike(self, index: int) -> Mapping[int, int]:
        """The similar lines among those that did not survive around an old one that did not."""
        place = bisect_right(self._gaps, index, key=lambda gap: gap[0][0]) - 1
        if place < 0 or index >= self._gaps[place][0][1]:
            return {}
        # Only where it is asked for: comparing lines is slow, and most of a file is not quoted.
        if place not in self._likes:
            (first, last), (start, end) = self._gaps[place]
            pairs = _similar_lines(self.old[first:last], self.new[start:end])
            self._likes[place] = {first + at: start + to for at, to in pairs}
        return self._likes[place]

    @cached_property
    def _likes(self) -> dict[int, Mapping[int, int]]:
        return {}

    @cached_property
    def _gaps(self) -> Sequence[tuple[Pair, Pair]]:
        """Runs of old lines that did not survive, and the new lines that stand in their place.

        Both are half-open; runs without any new line are left out.
        """
        gaps = []
        at, start = 0, 0
        for index, image in enumerate([*self.same, len(self.new)]):
            if image is None:
                continue
            if index > at and image > start:
                gaps.append(((at, index), (start, image)))
            at, start = index + 1, image + 1
        return gaps


def _latest(before: int, image: int | None) -> int:
    return before if image is None else image


def _same_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield from ((index, index) for index in range(head))
    pending = [(head, len(old) - tail, head, len(new) - tail)]
    while pending:
        first, last, start, end = pending.pop()
        if first >= last or start >= end:
            continue
        anchors = _anchors(old, new, first, last, start, end)
        if not anchors:
            yield from _compared(old, new, first, last, start, end)
            continue
        at, to = first, start
        for index, image in [*anchors, (last, end)]:
            # Around an anchor, equal lines belong to it.
            while at < index and to < image and old[at] == new[to]:
                yield at, to
                at, to = at + 1, to + 1
            back = 0
            while at < index - back and to < image - back and index - back - 1 >= at:
                if old[index - back - 1] != new[image - back - 1]:
                    break
                back += 1
                yield index - back, image - back
            pending.append((at, index - back, to, image - back))
            if index < last:
                yield index, image
            at, to = index + 1, image + 1
    for index in range(1, tail + 1):
        yield len(old) - index, len(new) - index


def _anchors(
    old: Sequence[str], new: Sequence[str], first: int, last: int, start: int, end: int
) -> list[Pair]:
    """The longest run of lines, in the same order in both, that occur once in each."""
    counts = Counter(old[first:last])
    new_counts = Counter(new[start:end])
    places = {new[index]: index for index in range(start, end) if new_counts[new[index]] == 1}
    pairs = [
        (index, places[old[index]])
        for index in range(first, last)
        if counts[old[index]] == 1 and old[index] in places and old[index]
    ]
    return _increasing(pairs)


def _increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest run of pairs whose second parts increase."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, image) in enumerate(pairs):
        length = bisect_left(ends, image)
        if length == len(ends):
            ends.append(image)
            tops.append(index)
        else:
            ends[length] = image
            tops[length] = index
        before.append(tops[length - 1] if length else -1)
    run: list[Pair] = []
    at = tops[-1] if tops else -1
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
    if letters.real_quick_ratio() < _LETTERS or letters.quick_ratio() < _LETTERS:
        return likeness
    ratio = letters.ratio()
    return _LIKE if ratio >= _LETTERS else likeness


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
