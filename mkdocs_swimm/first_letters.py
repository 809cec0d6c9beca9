"""Which letters a text can begin with for a regular expression to match there.

Read off the expression as Python's own parser takes it apart. What is not known here may begin with
anything, so an answer may have too many letters and never too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

# Python 3.11 gave its parser this name, which is not documented.
_PARSER: Any = import_module("re._parser")

Letters = int
"""A set: a bit for each letter of ASCII, one for all others, one for the end of the text."""

_OTHERS = 128
_END = 129
_ANY = (1 << _OTHERS + 1) - 1
_EVERYTHING = _ANY | 1 << _END
_CATEGORIES = {
    f"CATEGORY_{name}": re.compile(escape)
    for name, escape in (
        ("DIGIT", r"\d"),
        ("NOT_DIGIT", r"\D"),
        ("SPACE", r"\s"),
        ("NOT_SPACE", r"\S"),
        ("WORD", r"\w"),
        ("NOT_WORD", r"\W"),
    )
}

_Begins = tuple[Letters, bool]
"""The letters that it can begin with, and whether it may match nothing at all."""


def letter(text: str) -> Letters:
    """The set of one letter; of the end for an empty text."""
    return 1 << (min(ord(text), _OTHERS) if text else _END)


@lru_cache(maxsize=4096)
def first_letters(pattern: re.Pattern[str]) -> Letters:
    """The letters that a text may begin with for an expression to match there."""
    try:
        parsed = _PARSER.parse(pattern.pattern, pattern.flags)
        letters, empty = _of_sequence(parsed, bool(pattern.flags & re.IGNORECASE))
    except (AttributeError, TypeError, ValueError, LookupError, RecursionError):
        # The parser of another version of Python may give something else.
        return _EVERYTHING
    return _EVERYTHING if empty else letters


def _of_sequence(items: Iterable[tuple[Any, Any]], ignore_case: bool) -> _Begins:
    letters = 0
    for operation, value in items:
        more, empty = _of_item(str(operation), value, ignore_case)
        letters |= more
        if not empty:
            return letters, False
    return letters, True


def _of_item(operation: str, value: Any, ignore_case: bool) -> _Begins:
    match operation:
        case "LITERAL":
            return _of_range(value, value, ignore_case), False
        case "IN":
            return _of_set(value, ignore_case), False
        case "BRANCH":
            found = [_of_sequence(branch, ignore_case) for branch in value[1]]
            return _union(letters for letters, _ in found), any(empty for _, empty in found)
        case "SUBPATTERN":
            _, on, off, inside = value
            return _of_sequence(inside, bool((ignore_case or on & re.I) and not off & re.I))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            letters, empty = _of_sequence(value[2], ignore_case)
            return letters, empty or value[0] == 0
        case "ATOMIC_GROUP":
            return _of_sequence(value, ignore_case)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return 0, True
        case "ANY" | "NOT_LITERAL":
            return _ANY, False
        case _:
            return _ANY, True


def _of_set(items: Iterable[tuple[Any, Any]], ignore_case: bool) -> Letters:
    letters = 0
    negated = False
    for operation, value in items:
        match str(operation):
            case "NEGATE":
                negated = True
            case "LITERAL":
                letters |= _of_range(value, value, ignore_case)
            case "RANGE":
                letters |= _of_range(value[0], value[1], ignore_case)
            case "CATEGORY":
                letters |= _of_category(str(value))
            case _:
                return _ANY
    if not negated:
        return letters
    # Without regard to case, letters of ASCII stand for others and the other way round.
    return _ANY if ignore_case else _ANY & ~letters | 1 << _OTHERS


def _of_range(first: int, last: int, ignore_case: bool) -> Letters:
    if last >= _OTHERS and ignore_case:
        return _ANY
    letters = 1 << _OTHERS if last >= _OTHERS or ignore_case else 0
    for code in range(first, min(last, _OTHERS - 1) + 1):
        letters |= 1 << code
        if ignore_case:
            letters |= letter(chr(code).lower()) | letter(chr(code).upper())
    return letters


@lru_cache(maxsize=16)
def _of_category(name: str) -> Letters:
    matches = _CATEGORIES[name].match
    return _union(1 << code for code in range(_OTHERS) if matches(chr(code))) | 1 << _OTHERS


def _union(letters: Iterable[Letters]) -> Letters:
    union = 0
    for some in letters:
        union |= some
    return union
