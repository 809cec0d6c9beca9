"""Which families of Swimm syntax a text contains.

A file is read by what is in it, never by its version number: the numbers are not ordered across
generations, and files are mixed by hand (``FORMAT.md`` section 0).
"""

from __future__ import annotations

import re

from ..model import Family

_MARKS = {
    Family.FOOTNOTES: re.compile(
        r'<sup id="|<span id="f-|^### Swimm Note|^[\u2b1c\U0001f7e9] \d|\U0001f4c4', re.M
    ),
    Family.SELF_CLOSING: re.compile(r"<swm-token|NOTE-swimm-snippet|<!-- ?MERMAID"),
    Family.TAGS: re.compile(r"</?Swm[A-Z]"),
    Family.SYMBOLS: re.compile(r"\[\[sym"),
    Family.PLAYLIST: re.compile(r"^<!-- (?:Intro|Steps|Summary) - Do not remove", re.M),
}


def families(text: str) -> frozenset[Family]:
    """The families of syntax whose marks stand in a text."""
    return frozenset(family for family, mark in _MARKS.items() if mark.search(text))
