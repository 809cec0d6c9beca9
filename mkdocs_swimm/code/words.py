"""The words of lines of code, and the similarity of lines."""

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
_MAX_LENGTH = 2000  # the characters of a line that are compared: longer lines are generated
_PUNCTUATION_WEIGHT = 0.25  # of an identifier's: brackets are on every line


def split_words(line: str) -> list[str]:
    """The words of a line in order, as Swimm counts them (``FORMAT.md`` section 8).

    A word is a run of letters and digits, of white space, or of other punctuation, or a single
    bracket or quotation mark. Joined, they are the line; its indentation is word 0.
    """
    return _WORD.findall(line)


@lru_cache(maxsize=65536)
def identifiers(line: str) -> tuple[str, ...]:
    """The words of letters, in any script, digits and underscores on a line, in order."""
    return tuple(_ANY_WORD.findall(line[:_MAX_LENGTH]))


def has_words(line: str, text: str) -> bool:
    """Whether a line contains a text as whole words."""
    text = text.strip()
    if not text or text not in line:
        return False
    before = r"(?<!\w)" if _ANY_WORD.match(text) else ""
    after = r"(?!\w)" if _ANY_WORD.match(text[-1]) else ""
    return re.search(before + re.escape(text) + after, line) is not None


@lru_cache(maxsize=65536)
def _bag(line: str) -> tuple[dict[str, float], float]:
    """The weighted count of each word of a line, and their sum."""
    bag: dict[str, float] = {}
    for word in split_words(line[:_MAX_LENGTH]):
        if not word.isspace():
            bag[word] = bag.get(word, 0.0) + (1.0 if identifiers(word) else _PUNCTUATION_WEIGHT)
    return bag, sum(bag.values())


def weight(line: str) -> float:
    """How distinctive a line is: its weighted words, without white space."""
    return _bag(line)[1]


@lru_cache(maxsize=262144)
def line_similarity(old: str, new: str) -> float:
    """The weighted share of words that two lines have in common, 0 to 1; indentation is ignored."""
    if old.strip() == new.strip():
        return 1.0 if old.strip() else 0.0
    old_bag, old_total = _bag(old)
    new_bag, new_total = _bag(new)
    if not old_total or not new_total:
        return 0.0
    common = sum(min(value, new_bag.get(word, 0.0)) for word, value in old_bag.items())
    return 2 * common / (old_total + new_total)


def block_similarity(old: Sequence[str], new: Sequence[str]) -> float:
    """The share of identifiers that two blocks have in common in any order, 0 to 1."""
    old_words = Counter(word for line in old for word in identifiers(line))
    new_words = Counter(word for line in new for word in identifiers(line))
    total = old_words.total() + new_words.total()
    return 2 * (old_words & new_words).total() / total if total else 0.0


def matcher(old: Sequence[_Item], new: Sequence[_Item]) -> SequenceMatcher[_Item]:
    """A ``SequenceMatcher`` that treats nothing as junk."""
    return SequenceMatcher(None, old, new, autojunk=False)


def shortened(old: str, new: str, limit: int = 60) -> tuple[str, str]:
    """Two lines to show side by side: long ones lose most of their common prefix, and their end."""
    old, new = " ".join(old.split()), " ".join(new.split())
    common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))))
    cut = common - limit // 3 if max(len(old), len(new)) > limit else 0
    return _truncated(old, cut, limit), _truncated(new, cut, limit)


def _truncated(text: str, cut: int, limit: int) -> str:
    text = f"…{text[cut:]}" if cut > 0 else text
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
