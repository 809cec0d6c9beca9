"""The words of a line of code, as Swimm counts them (``FORMAT.md`` section 8)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

_BLANK = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_LETTER = "A-Za-z0-9_\\u00c0-\\u024f"
_SINGLE = "\"'()\\[\\]{};"
_WORD = re.compile(f"[{_LETTER}]+|[{_BLANK}]+|[{_SINGLE}]|[^{_LETTER}{_BLANK}{_SINGLE}]+")
_ANY_WORD = re.compile(r"\w+")
_LONGEST = 2000
"""Longer lines are not remembered, and not taken apart as a whole."""

_AROUND = 200
_MOST_PLACES = 200

_IDENTIFIER = re.compile(f"[{_LETTER}]+")


def split_words(line: str) -> list[str]:
    """The words of a line in order: letters, spaces, brackets and quotes alone, other signs.

    Joined, they are the line. The spaces that a line is indented by are its word 0.
    """
    return _WORD.findall(line)


def identifiers(line: str) -> tuple[str, ...]:
    """The words of letters and digits on a line, in order; letters of any script."""
    return _identifiers(line) if len(line) <= _LONGEST else tuple(_ANY_WORD.findall(line))


@lru_cache(maxsize=65536)
def _identifiers(line: str) -> tuple[str, ...]:
    return tuple(_ANY_WORD.findall(line))


def has_words(line: str, text: str) -> bool:
    """Whether a text stands on a line as whole words."""
    text = text.strip()
    if len(line) <= _LONGEST or not text:
        return find_words(line, text) is not None
    # Of a very long line, only what is around the text tells.
    places = islice(re.finditer(re.escape(text), line), _MOST_PLACES)
    around = (line[max(0, at.start() - _AROUND) : at.end() + _AROUND] for at in places)
    return any(find_words(part, text) for part in around)


def find_words(line: str, text: str, near: int = 0) -> tuple[int, int] | None:
    """Where a text stands on a line as whole words.

    Args:
        line: The line of code.
        text: What is looked for; spaces at its ends do not count.
        near: The index of the word near which it is expected, 0-based.

    Returns:
        Indices of its first and last word, 0-based and inclusive; None where it is not there.
    """
    wanted = split_words(text.strip())
    if not wanted or text.strip() not in line:
        return None
    words = split_words(line)
    found = [start for start in range(len(words) - len(wanted) + 1) if _fits(words, wanted, start)]
    if not found:
        return _find_among_signs(words, text.strip())
    start = min(found, key=lambda index: (abs(index - near), index))
    return start, start + len(wanted) - 1


def _find_among_signs(words: Sequence[str], text: str) -> tuple[int, int] | None:
    """A word of another script than the Latin one, which Swimm counts among the signs around it."""
    if not _ANY_WORD.fullmatch(text):
        return None
    whole = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
    place = next((index for index, word in enumerate(words) if whole.search(word)), None)
    return None if place is None else (place, place)


def _fits(words: Sequence[str], wanted: Sequence[str], start: int) -> bool:
    part = words[start : start + len(wanted)]
    if part == list(wanted):
        return True
    # The signs around a token may belong to a longer run of signs: `->next` of `()->next`.
    head, tail = wanted[0], wanted[-1]
    return (
        len(wanted) > 1
        and part[1:-1] == list(wanted[1:-1])
        and (part[0] == head or (_is_sign(head) and part[0].endswith(head)))
        and (part[-1] == tail or (_is_sign(tail) and part[-1].startswith(tail)))
    )


def _is_sign(word: str) -> bool:
    return not _IDENTIFIER.match(word) and not word.isspace()
