"""Damaged documents of the sample site and of the golden files."""

import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import methodcaller
from pathlib import Path

from hypothesis import strategies as st

from ..conftest import REPOSITORY

_LARGEST = 3_000
_LINES = (
    *("<pre>", "<script>", "<style>", "<textarea>", "<?php", "<!X", "<!--", "<![CDATA[", "<table>"),
    *("</pre>", "</script>", "?>", "-->", "]]>", "<div>", "  <pre>", "- <script>", "---", "$$"),
    *("</SwmSnippet>", "</SwmSnippetPlaceholder>", "<SwmSnippet path='a' line='1'>"),
    *("%% Swimm:", "```mermaid", 'click 3 goToHeading "e"', '--8<-- "/etc/passwd"'),
)
_PIECES = (
    *("<div align='", "<details><summary>", "<!-- ", "-->", "]]>", "<b", "&#x", "&lt"),
    *("[a](javascript:alert(1))", "{: onclick=alert(1) }", '!!! note "', '=== "a"', "[[sym:./"),
    *("{{ x }} {% y %}", "${", "\\", "|", "[^1]", "*a*", "\t- ", "\r\n", "\u2028\x85", "\ufeff"),
    *("\u202e\u2066", "\x00\x0b\x0c\x1b", "\ue000"),
    *(mark * 9 for mark in ("`", "*", "_", "[", "> ", "- ")),
)
_STARTS = ("> ", "  ", "    ", "\t", "- ", "1. ", " ", "> - ")
_ENDS = ("  ", "\\", "\t", "|", "`")
_FENCES = ("```", "````", "~~~", "`" * 61, "    ", "``` py", "$$")
_OTHERS = {
    '"': ("'", ""),
    "<": ("&lt;",),
    "&lt;": ("<",),
    ">": ("",),
    "(": ("<(",),
    "`": ("``",),
    "\n": ("\n\n", "\r\n", "\r", "\n\r"),
    "\n\n": ("\n",),
}


def _shuffled(part: str) -> str:
    lines = part.split("\n")
    random.Random(part).shuffle(lines)
    return "\n".join(lines)


def _wrapped(part: str) -> str:
    """As formatters wrap long lines."""
    return "\n".join(
        textwrap.fill(line, 60) if len(line) > 60 else line for line in part.split("\n")
    )


def _read_as_latin(part: str) -> str:
    return part.encode().decode("cp1252", "replace")


CHANGES: Sequence[Callable[[str], str]] = (
    *(methodcaller("__mul__", times) for times in (0, 2, 5)),
    *(f"\n{line}\n".__add__ for line in _LINES),
    *(piece.__add__ for piece in _PIECES),
    *(partial(re.compile("^", re.M).sub, start) for start in _STARTS),
    *(partial(re.compile("$", re.M).sub, re.escape(end)) for end in _ENDS),
    *(f"\n{fence}\n{{}}\n{fence}\n".format for fence in _FENCES),
    *(methodcaller("replace", old, new) for old, others in _OTHERS.items() for new in others),
    partial(re.compile("^ +", re.M).sub, ""),
    *(str.swapcase, _shuffled, _wrapped, _read_as_latin),
)
"""What may become of a part of a document."""


def beginnings(*folders: Path) -> Iterator[str]:
    """Parts of the documents in folders, small enough that many cases can be run."""
    for folder in folders:
        for path in sorted(folder.rglob("*.sw.md")):
            text = path.read_text("utf-8", errors="replace")
            yield from [text[at : at + _LARGEST] for at in range(0, len(text), _LARGEST)][:8]


OWN = tuple(beginnings(REPOSITORY / "sample_site", REPOSITORY / "tests" / "cases"))


def damaged(texts: Sequence[str] = OWN) -> st.SearchStrategy[str]:
    """Documents, up to eight parts of each changed, or put in from another one."""
    place = st.integers(0, _LARGEST)

    def change(text: str, steps: Sequence[tuple[Callable[[str], str] | str, int, int]]) -> str:
        for step, one, other in steps:
            first, last = sorted((min(one, len(text)), min(other, len(text))))
            new = step[first:last] if isinstance(step, str) else step(text[first:last])
            text = (text[:first] + new + text[last:])[: _LARGEST * 2]
        return text

    step = st.tuples(st.sampled_from(CHANGES) | st.sampled_from(texts), place, place)
    return st.builds(change, st.sampled_from(texts), st.lists(step, max_size=8))
