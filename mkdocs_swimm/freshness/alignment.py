"""Which line of an old version became which line of a new one.

Lines that occur once in both versions are anchors (patience), what is between two anchors is
compared line by line, and where lines were replaced, the most similar ones in the same order are
taken for each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from .similarity import line_similarity

_LARGEST_GAP = 4_000_000
"""Old lines times new lines between two anchors beyond which they are not compared one by one."""

_LARGEST_SOFT_GAP = 60_000
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

    @cached_property
    def like(self) -> Sequence[int | None]:
        """For every old line the index of the same or a similar line, in order."""
        images = list(self.same)
        for (first, last), (start, end) in self.gaps():
            old, new = self.old[first:last], self.new[start:end]
            if len(old) * len(new) <= _LARGEST_SOFT_GAP:
                for at, to in _similar_lines(old, new):
                    images[first + at] = start + to
        return images

    def gaps(self) -> Iterator[tuple[Pair, Pair]]:
        """Runs of old lines that did not survive, and the new lines that stand in their place.

        Both are half-open; runs without any new line are left out.
        """
        at, start = 0, 0
        for index, image in enumerate([*self.same, len(self.new)]):
            if image is None:
                continue
            if index > at and image > start:
                yield (at, index), (start, image)
            at, start = index + 1, image + 1


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
    if (last - first) * (end - start) > _LARGEST_GAP:
        return
    matcher = SequenceMatcher(None, old[first:last], new[start:end], autojunk=False)
    for at, to, size in matcher.get_matching_blocks():
        yield from ((first + at + index, start + to + index) for index in range(size))


def likelihood(old: str, new: str) -> float:
    """How alike two lines are by their words, or where these are few, by their letters."""
    likeness = line_similarity(old, new)
    if likeness >= _LIKE or len(old) > _LONGEST_LINE or len(new) > _LONGEST_LINE:
        return likeness
    matcher = SequenceMatcher(None, old.strip(), new.strip(), autojunk=False)
    if matcher.real_quick_ratio() < _LETTERS or matcher.quick_ratio() < _LETTERS:
        return likeness
    ratio = matcher.ratio()
    return _LIKE if ratio >= _LETTERS else likeness


def _similar_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The pairs of similar lines, in the same order in both, whose likeness is greatest."""
    rows, columns = len(old), len(new)
    score = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            likeness = likelihood(old[row], new[column])
            both = score[row + 1][column + 1] + likeness if likeness >= _LIKE else 0.0
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
