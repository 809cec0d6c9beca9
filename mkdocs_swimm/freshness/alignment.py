"""Aligns the lines of two versions of a file.

Lines that occur once in each version are anchors, as in a patience diff. Between two anchors, equal
lines are matched. Where lines were replaced, the most similar ones in the same order are.
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

_MAX_EQUAL = 400_000  # with more pairs of equal lines between two anchors, none of them is matched
_MAX_BY_WORDS = 60_000  # with more pairs of replaced lines, none of them is compared
_MAX_BY_LETTERS = 2_500  # with more pairs of replaced lines, they are compared by their words alone
_SIMILAR, _SIMILAR_LETTERS = 0.5, 0.75
_MAX_LINE = 80  # longer lines are compared by their words alone
_COMMON = 30  # a word on more lines of a file than this is no evidence of a place
_MAX_STARTS = 6
_MAX_QUOTED = 400  # how many of the quoted lines are compared
Pair = tuple[int, int]


@dataclass(frozen=True)
class Alignment:
    """The lines of an old version in a new one. All indices are 0-based."""

    old: Sequence[str]
    new: Sequence[str]
    _similar: dict[int, Mapping[int, int]] = field(default_factory=dict, compare=False)

    @cached_property
    def same(self) -> Mapping[int, int]:
        """The indices of equal lines, new by old."""
        return dict(_same_lines(self.old, self.new))

    @cached_property
    def survivors(self) -> frozenset[int]:
        """The indices of new lines that the old version had, too."""
        return frozenset(self.same.values())

    def image(self, index: int) -> int | None:
        """The new index of an old line, or else of its similar counterpart."""
        return self.same[index] if index in self.same else self._similar_near(index).get(index)

    def first_of(self, index: int) -> int:
        """The new index of a block's first line; if that is gone, below the last survivor above."""
        if (image := self.image(index)) is not None:
            return image
        images = {**self.same, **self._similar_near(index)}
        return max((to for at, to in images.items() if at < index), default=-1) + 1

    def last_of(self, index: int) -> int:
        """The new index of a block's last line; if that is gone, above the first survivor below."""
        if (image := self.image(index)) is not None:
            return image
        images = {**self.same, **self._similar_near(index)}
        return min((to for at, to in images.items() if at > index), default=len(self.new)) - 1

    def _similar_near(self, index: int) -> Mapping[int, int]:
        """The similar lines, new by old, in the gap between equal lines that an old line is in."""
        first, last = index, index + 1
        while first and first - 1 not in self.same:
            first -= 1
        while last < len(self.old) and last not in self.same:
            last += 1
        # Lazily: comparing lines is slow, and most of a file is not quoted.
        if first not in self._similar:
            start, end = self.same.get(first - 1, -1) + 1, self.same.get(last, len(self.new))
            pairs = _similar_lines(self.old[first:last], self.new[start:end])
            self._similar[first] = {first + at: start + to for at, to in pairs}
        return self._similar[first]


@lru_cache(maxsize=256)
def aligned(old: tuple[str, ...], new: tuple[str, ...]) -> Alignment:
    """The cached alignment of two versions."""
    return Alignment(old, new)


def _same_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    pending = [(0, len(old), 0, len(new))]
    while pending:
        first, last, start, end = pending.pop()
        # Equal lines next to an anchor are matched with it.
        while first < last and start < end and old[first] == new[start]:
            yield first, start
            first, start = first + 1, start + 1
        while first < last and start < end and old[last - 1] == new[end - 1]:
            last, end = last - 1, end - 1
            yield last, end
        anchors = _anchors(old, new, first, last, start, end)
        if not anchors:
            yield from _matched(old, new, first, last, start, end)
            continue
        yield from anchors
        for index, image in [*anchors, (last, end)]:
            pending.append((first, index, start, image))
            first, start = index + 1, image + 1


def _anchors(
    old: Sequence[str], new: Sequence[str], first: int, last: int, start: int, end: int
) -> Sequence[Pair]:
    """The longest sequence of lines, in the same order in both, that occur once in each."""
    counts, new_counts = Counter(old[first:last]), Counter(new[start:end])
    places = {new[index]: index for index in range(start, end) if new_counts[new[index]] == 1}
    pairs = [
        (index, places[old[index]])
        for index in range(first, last)
        if counts[old[index]] == 1 and old[index] in places and old[index]
    ]
    # The longest increasing subsequence: `ends` has the last pair of the best one of each length.
    ends: list[int] = []
    before: list[int] = []
    for index, (_, image) in enumerate(pairs):
        length = bisect_left(ends, image, key=lambda end: pairs[end][1])
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [index]
    longest: list[Pair] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        longest.append(pairs[at])
        at = before[at]
    return longest[::-1]


def _matched(
    old: Sequence[str], new: Sequence[str], first: int, last: int, start: int, end: int
) -> Iterator[Pair]:
    counts = Counter(new[start:end])
    if sum(counts[line] for line in old[first:last]) > _MAX_EQUAL:
        return
    for at, to, size in matcher(old[first:last], new[start:end]).get_matching_blocks():
        yield from ((first + at + index, start + to + index) for index in range(size))


def _similarity(old: str, new: str) -> float:
    """The similarity of two lines by their words, or else by their letters."""
    by_words = line_similarity(old, new)
    if by_words >= _SIMILAR or len(old) > _MAX_LINE or len(new) > _MAX_LINE:
        return by_words
    letters = matcher(old.strip(), new.strip())
    if letters.quick_ratio() < _SIMILAR_LETTERS or letters.ratio() < _SIMILAR_LETTERS:
        return by_words
    return _SIMILAR


def _similar_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The pairs of lines, in the same order in both, with the greatest total similarity."""
    rows, columns = len(old), len(new)
    if rows * columns > _MAX_BY_WORDS:
        return
    compare = line_similarity if rows * columns > _MAX_BY_LETTERS else _similarity
    score = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            similarity = compare(old[row], new[column])
            # Squared: one nearly equal line is better evidence than two somewhat similar ones.
            both = score[row + 1][column + 1] + similarity**2 if similarity >= _SIMILAR else 0.0
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
    """Lines of a file, 1-based and inclusive, and their similarity to quoted lines, 0 to 1."""

    first: int
    last: int
    score: float

    def covers(self, quote: Quote, shift: int) -> bool:
        """Whether it overlaps the lines ``shift`` below the numbers of a quote."""
        return self.first <= quote.last + shift and quote.first + shift <= self.last


def similar_windows(quote: Quote, file: SourceFile) -> Sequence[Window]:
    """The windows of a file that are most similar to quoted lines, best first, without overlaps."""
    texts = list(quote.texts)[:_MAX_QUOTED]
    windows = [window for start in _starts(texts, file) if (window := _window(texts, file, start))]
    apart: list[Window] = []
    for window in sorted(windows, key=lambda one: (-one.score, abs(one.first - quote.first))):
        if all(window.last < other.first or window.first > other.last for other in apart):
            apart.append(window)
    return apart


def _starts(texts: Sequence[str], file: SourceFile) -> Iterator[int]:
    """The likeliest 0-based indices of the first line, by the places of all words."""
    votes: defaultdict[int, float] = defaultdict(float)
    for index, text in enumerate(texts):
        for word in set(identifiers(text)):
            lines = file.numbers_by_word.get(word, ())
            if len(lines) <= _COMMON:
                for number in lines:
                    votes[number - 1 - index] += len(word) / len(lines)
    # Inserted and deleted lines shift the rest: nearby votes are for the same place.
    size = max(1, len(texts) // 3)
    buckets: defaultdict[int, float] = defaultdict(float)
    for start, value in votes.items():
        buckets[start // size] += value
    for bucket in sorted(buckets, key=lambda bucket: -buckets[bucket])[:_MAX_STARTS]:
        inside = [start for start in range(bucket * size, (bucket + 1) * size) if start in votes]
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
    # The window includes changed lines at either end.
    top, end = min(images), max(images)
    first, last = begin + images[top] + 1, begin + images[end] + 1
    for _ in range(top):
        first -= bool(file.line(first - 1))
    for _ in range(end + 1, len(texts)):
        last += bool(file.line(last + 1))
    return Window(first, last, score / total)
