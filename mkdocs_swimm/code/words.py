"""The words of lines of code, and how alike two lines are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile
from typing import TypeVar

_Item = TypeVar("_Item")
_BLANK = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_LETTER = "A-Za-z0-9_\\u00c0-\\u024f"
_SINGLE = "\"'()\\[\\]{};"
_WORD = re.compile(f"[{_LETTER}]+|[{_BLANK}]+|[{_SINGLE}]|[^{_LETTER}{_BLANK}{_SINGLE}]+")
_ANY_WORD = re.compile(r"\w+")
_LONGEST = 2000
"""How much of a line is compared: longer ones were written by machines."""

_SIGN = 0.25
"""What a sign counts where a word of letters counts 1: brackets are on every line."""


def split_words(line: str) -> list[str]:
    """The words of a line in order, as Swimm counts them (``FORMAT.md`` section 8).

    These are letters, spaces, brackets and quotes alone, and other signs. Joined, they are the
    line. The spaces that a line is indented by are its word 0.
    """
    return _WORD.findall(line)


def identifiers(line: str) -> tuple[str, ...]:
    """The words of letters and digits on a line, in order; letters of any script."""
    return _identifiers(line[:_LONGEST])


@lru_cache(maxsize=65536)
def _identifiers(line: str) -> tuple[str, ...]:
    return tuple(_ANY_WORD.findall(line))


def has_words(line: str, text: str) -> bool:
    """Whether a text stands on a line as whole words."""
    text = text.strip()
    if not text or text not in line:
        return False
    before = r"(?<!\w)" if _ANY_WORD.match(text) else ""
    after = r"(?!\w)" if _ANY_WORD.match(text[-1]) else ""
    return re.search(before + re.escape(text) + after, line) is not None


@lru_cache(maxsize=65536)
def _bag(line: str) -> tuple[dict[str, float], float]:
    """How often a line has each word, weighted, and how much that is in all."""
    bag: dict[str, float] = {}
    for word in split_words(line[:_LONGEST]):
        if not word.isspace():
            bag[word] = bag.get(word, 0.0) + (1.0 if identifiers(word) else _SIGN)
    return bag, sum(bag.values())


def weight(line: str) -> float:
    """How distinctive a line is: its words count, brackets and spaces hardly do."""
    return _bag(line)[1]


@lru_cache(maxsize=262144)
def line_similarity(one: str, other: str) -> float:
    """The share of words that two lines have in common; indentation does not count."""
    if one.strip() == other.strip():
        return 1.0 if one.strip() else 0.0
    first, total = _bag(one)
    second, other_total = _bag(other)
    if not total or not other_total:
        return 0.0
    common = sum(min(value, second.get(word, 0.0)) for word, value in first.items())
    return 2 * common / (total + other_total)


def block_similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of words that two pieces of code have in common, whatever their order."""
    first = Counter(word for line in one for word in identifiers(line))
    second = Counter(word for line in other for word in identifiers(line))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def matcher(old: Sequence[_Item], new: Sequence[_Item]) -> SequenceMatcher[_Item]:
    """Python's own matcher of two sequences, which takes nothing for junk."""
    return SequenceMatcher(None, old, new, autojunk=False)


def shortened(old: str, new: str, longest: int = 60) -> tuple[str, str]:
    """Two lines as they are shown: without what both begin with, where they are long."""
    old, new = " ".join(old.split()), " ".join(new.split())
    common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))
    cut = common - longest // 3 if max(len(old), len(new)) > longest else 0
    return _part(old, cut, longest), _part(new, cut, longest)


def _part(text: str, cut: int, longest: int) -> str:
    text = f"…{text[cut:]}" if cut > 0 else text
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
