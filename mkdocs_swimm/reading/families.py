"""Which families of Swimm syntax a text contains.

A file is read by what is in it, never by its version number: the numbers are not ordered across
generations, and files are mixed by hand (``FORMAT.md`` section 0).
"""

from __future__ import annotations

import re

from ..model import Family

_MARKS = {
    Family.FOOTNOTES: (
        '<(?=sup id="|span id="f-)',
        "#(?=## Swimm Note)",
        "\u2b1c(?= )",
        "\U0001f7e9(?= )",
        "\U0001f4c4",
    ),
    Family.SELF_CLOSING: ("<(?=swm-token|!-- ?MERMAID)", "N(?=OTE-swimm-snippet)"),
    Family.TAGS: ("<(?=/?Swm)",),
    Family.SYMBOLS: (r"\[(?=\[sym)",),
    Family.PLAYLIST: ("<(?=!-- (?:Intro|Steps|Summary) - Do not remove)",),
}
"""Each as one character and what follows it: Python finds one character many times faster."""

_PATTERNS = {family: tuple(map(re.compile, marks)) for family, marks in _MARKS.items()}


def families(text: str) -> frozenset[Family]:
    """The families of syntax whose marks stand in a text."""
    return frozenset(
        family for family, marks in _PATTERNS.items() if any(mark.search(text) for mark in marks)
    )
