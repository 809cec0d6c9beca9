"""How alike two lines, or two pieces of code, are: from 0, nothing in common, to 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ..code.words import identifiers, split_words

_SIGN = 0.25
"""What a sign counts where a word of letters counts 1: brackets are on every line."""

_LONGEST = 2000
"""How much of a line is compared: longer ones were written by machines."""


@lru_cache(maxsize=65536)
def _bag(line: str) -> tuple[dict[str, float], float]:
    bag: dict[str, float] = {}
    for word in split_words(line[:_LONGEST]):
        if not word.isspace():
            value = 1.0 if identifiers(word) else _SIGN
            bag[word] = bag.get(word, 0.0) + value
    return bag, sum(bag.values())


@lru_cache(maxsize=262144)
def line_similarity(one: str, other: str) -> float:
    """The share of words that two lines have in common; indentation does not count."""
    if one.strip() == other.strip():
        return 1.0 if one.strip() else 0.0
    first, total = _bag(one)
    second, other_total = _bag(other)
    if not total or not other_total:
        return 0.0
    if len(second) < len(first):
        first, second = second, first
    common = sum(min(value, second.get(word, 0.0)) for word, value in first.items())
    return 2 * common / (total + other_total)


def weight(line: str) -> float:
    """How distinctive a line is: its words count, brackets and spaces hardly do."""
    return _bag(line)[1]


def block_similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of words that two pieces of code have in common, whatever their order."""
    first: Counter[str] = Counter(word for line in one for word in identifiers(line))
    second: Counter[str] = Counter(word for line in other for word in identifiers(line))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0
