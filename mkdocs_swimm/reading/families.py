"""Which families of Swimm syntax a text contains.

A file is read by what is in it, never by its version number: the numbers are not ordered across
generations, and files are mixed by hand (``FORMAT.md`` section 0).
"""

from __future__ import annotations

from ..model import Family

_MARKS = {
    Family.FOOTNOTES: (
        '<sup id="',
        '<span id="f-',
        "### Swimm Note",
        "\u2b1c ",
        "\U0001f7e9 ",
        "\U0001f4c4",
    ),
    Family.SELF_CLOSING: ("<swm-token", "NOTE-swimm-snippet", "<!--MERMAID", "<!-- MERMAID"),
    Family.TAGS: ("<Swm", "</Swm"),
    Family.SYMBOLS: ("[[sym",),
    Family.PLAYLIST: tuple(
        f"<!-- {part} - Do not remove" for part in ("Intro", "Steps", "Summary")
    ),
}


def families(text: str) -> frozenset[Family]:
    """The families of syntax whose marks stand in a text."""
    return frozenset(
        family for family, marks in _MARKS.items() if any(mark in text for mark in marks)
    )
