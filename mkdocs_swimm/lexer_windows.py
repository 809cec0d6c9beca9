"""Where a lexer may begin and has to end, to colour a few lines of a file as it would all of it.

A line tells how it is to be coloured, unless it is within a string or a comment that began on an
earlier one. Where the grammar of a language makes those simple to find, a lexer needs to be given
little more than the lines that are shown.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

_GAP = 4
"""A window of its own is not worth it for so few lines less."""

_STRING = r""""[^"\\\n]*(?:\\.[^"\\\n]*)*"?|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?"""
_TRIPLE = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:""")?'
_PYTHON = rf"{_TRIPLE}|{_TRIPLE.replace(chr(34), chr(39))}|{_STRING}|#[^\n]*"
_C = rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)"
_TEMPLATE = r"`[^`\\]*(?:\\.[^`\\]*)*`?"

# What ends nowhere goes on to the end of the line or of the file, so that no expression takes more
# than linear time. A template within another one is taken for the end of that and the beginning of
# a third, which comes to the same unless it has several lines.
_GRAMMARS: Mapping[str, re.Pattern[str]] = {
    language: re.compile(pattern, re.DOTALL)
    for language, pattern in {
        "python": _PYTHON,
        "javascript": rf"{_TEMPLATE}|{_C}",
        "typescript": rf"{_TEMPLATE}|{_C}",
        "java": rf"{_TRIPLE}|{_C}",
        "kotlin": rf'"""[^"]*(?:"(?!"")[^"]*)*(?:""")?|{_C}',
        "go": rf"`[^`]*`?|{_C}",
        "csharp": rf'@\$?"[^"]*(?:""[^"]*)*"?|{_C}',
    }.items()
}
"""Strings and comments, by the name that Pygments knows the language by."""


@dataclass(frozen=True, slots=True)
class _Enclosed:
    """Strings and comments of several lines, none within another.

    Attributes:
        firsts: The line that each begins on, 1-based.
        lasts: The line that each ends on.
    """

    firsts: Sequence[int]
    lasts: Sequence[int]

    def widened(self, first: int, last: int) -> tuple[int, int]:
        """Lines with all of the strings and comments that they begin or end in."""
        at = bisect_left(self.firsts, first) - 1
        while at >= 0 and self.lasts[at] >= first:
            first = self.firsts[at]
            at -= 1
        at = max(bisect_right(self.firsts, last) - 1, 0)
        while at < len(self.firsts) and self.firsts[at] <= last:
            last = max(last, self.lasts[at])
            at += 1
        return first, last


def windows(lines: Sequence[str], language: str, wanted: Iterable[int]) -> list[tuple[int, int]]:
    """The parts of a file that a lexer is to be given, so that some lines come out right.

    Args:
        lines: All lines of the file.
        language: The name that Pygments knows the language by.
        wanted: The lines, 1-based and rising.

    Returns:
        First and last line of every part, in their order; the whole file where nothing is known of
        the language.
    """
    groups = list(_joined((number, number) for number in wanted))
    grammar = _GRAMMARS.get(language)
    if grammar is None:
        return [(1, len(lines))]
    if groups == [(1, len(lines))]:
        return groups
    enclosed = _enclosed(lines, grammar)
    return list(_joined(enclosed.widened(*group) for group in groups))


def _enclosed(lines: Sequence[str], grammar: re.Pattern[str]) -> _Enclosed:
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    text = "\n".join(lines)
    found = [
        (bisect_right(starts, one.start()), bisect_right(starts, one.end()))
        for one in grammar.finditer(text)
        if text.find("\n", *one.span()) >= 0
    ]
    return _Enclosed([first for first, _ in found], [last for _, last in found])


def _joined(groups: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Groups of lines, with those joined that are close to each other."""
    begun: tuple[int, int] | None = None
    for first, last in groups:
        if begun and first <= begun[1] + _GAP:
            begun = min(begun[0], first), max(begun[1], last)
            continue
        if begun:
            yield begun
        begun = first, last
    if begun:
        yield begun
