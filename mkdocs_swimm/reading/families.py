"""Which families of Swimm syntax a text contains.

A file is read by what is in it, never by its version number: the numbers are not ordered across
generations, and files are mixed by hand (``FORMAT.md`` section 0).
"""

from __future__ import annotations

import re

from ..model import Family

_MARKS = {
    Family.FOOTNOTES: (
        "#(?=## Swimm Note)",
        "\u2b1c(?= )",
        "\U0001f7e9(?= )",
        "\U0001f4c4",
    ),
    Family.SELF_CLOSING: ("N(?=OTE-swimm-snippet)",),
    Family.TAGS: ("<(?=/?Swm)",),
    Family.SYMBOLS: (r"\[(?=\[sym)",),
}
"""Each as one character and what follows it: Python finds one character many times faster."""

_RARE_TAGS = {
    Family.FOOTNOTES: 'sup id="|span id="f-',
    Family.SELF_CLOSING: "swm-token|!-- ?MERMAID",
    Family.PLAYLIST: "!-- (?:Intro|Steps|Summary) - Do not remove",
}
"""What follows an angle bracket: most texts have none of them, which one search tells."""

_PATTERNS = {family: tuple(map(re.compile, marks)) for family, marks in _MARKS.items()}
_RARE = {family: re.compile(f"<(?={names})") for family, names in _RARE_TAGS.items()}
_ANY_RARE = re.compile(f"<(?={'|'.join(_RARE_TAGS.values())})")


def families(text: str) -> frozenset[Family]:
    """The families of syntax whose marks stand in a text."""
    rare = _RARE if _ANY_RARE.search(text) else {}
    tagged = (family for family, mark in rare.items() if mark.search(text))
    marked = (
        family for family, marks in _PATTERNS.items() if any(mark.search(text) for mark in marks)
    )
    return frozenset((*tagged, *marked))
