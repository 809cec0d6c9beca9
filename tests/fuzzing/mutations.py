"""Damaged documents, made of those of the sample site and of the golden files."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from ..conftest import REPOSITORY

Mutation = Callable[[Random, str, str], str]
"""Makes a text of a text and another one."""

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


def _cut(random: Random, text: str) -> tuple[str, str, str]:
    """A text in three parts."""
    first, last = sorted(random.randint(0, len(text)) for _ in range(2))
    return text[:first], text[first:last], text[last:]


def _left_out(random: Random, text: str, other: str) -> str:
    before, part, after = _cut(random, text)
    return random.choice((before, after, before + after, before + part[5:] + after))


def _spliced(random: Random, text: str, other: str) -> str:
    before, part, after = _cut(random, text)
    return before + random.choice((part * 2, part * 5, _cut(random, other)[1])) + after


def _put_in(random: Random, text: str, other: str) -> str:
    before, part, after = _cut(random, text)
    return f"{before}{random.choice(_PIECES)}{part}{after}"


def _stray_line(random: Random, text: str, other: str) -> str:
    lines = text.split("\n")
    lines.insert(random.randint(0, len(lines)), random.choice(_LINES))
    return "\n".join(lines)


def _fenced(random: Random, text: str, other: str) -> str:
    before, part, after = _cut(random, text)
    mark = random.choice(("```", "````", "~~~", "`" * 61, "    ", "``` py", "$$"))
    return f"{before}\n{mark}\n{part}\n{mark}\n{after}"


def _other_margins(random: Random, text: str, other: str) -> str:
    before, part, after = _cut(random, text)
    start = random.choice(("", "", "> ", "  ", "    ", "\t", "- ", "1. ", " ", "> - "))
    end = random.choice(("", "", "  ", "\\", "\t", "|", "`"))
    return before + "\n".join(f"{start}{line}{end}" for line in part.split("\n")) + after


def _unindented(random: Random, text: str, other: str) -> str:
    before, part, after = _cut(random, text)
    return before + "\n".join(line.lstrip() for line in part.split("\n")) + after


def _replaced(random: Random, text: str, other: str) -> str:
    old, new = random.choice(
        (
            *(('"', "'"), ('"', ""), ("<", "&lt;"), ("&lt;", "<"), (">", ""), ("(", "<(")),
            *(("`", "``"), ("\n", "\n\n"), ("\n\n", "\n"), ("\n", "\r\n"), ("\n", "\r")),
        )
    )
    return text.replace(old, new, random.choice((1, 3, -1)))


def _formatted(random: Random, text: str, other: str) -> str:
    """As formatters wrap long lines."""
    width = random.choice((40, 80))
    lines = text.split("\n")
    return "\n".join(textwrap.fill(line, width) if len(line) > width else line for line in lines)


def _shuffled(random: Random, text: str, other: str) -> str:
    return "\n".join(random.sample(lines := text.split("\n"), len(lines)))


def _read_as_latin(random: Random, text: str, other: str) -> str:
    return text.encode().decode(random.choice(("cp1252", "latin-1")), "replace")


def _other_case(random: Random, text: str, other: str) -> str:
    before, part, after = _cut(random, text)
    return before + part.swapcase() + after


MUTATIONS: Sequence[Mutation] = (
    *(_left_out, _spliced, _put_in, _put_in, _stray_line, _stray_line, _fenced, _unindented),
    *(_other_margins, _replaced, _formatted, _shuffled, _read_as_latin, _other_case),
)


def beginnings(*folders: Path) -> Iterator[str]:
    """Parts of the documents in folders, small enough that many cases can be run."""
    for folder in folders:
        for path in sorted(folder.rglob("*.sw.md")):
            text = path.read_text("utf-8", errors="replace")
            yield from [text[at : at + _LARGEST] for at in range(0, len(text), _LARGEST)][:8]


OWN = tuple(beginnings(REPOSITORY / "sample_site", REPOSITORY / "tests" / "cases"))


def damaged(texts: Sequence[str] = OWN) -> st.SearchStrategy[str]:
    """Documents, each of them changed up to eight times."""

    def change(text: str, steps: Sequence[tuple[Mutation, int]]) -> str:
        for mutation, seed in steps:
            random = Random(seed)
            text = mutation(random, text, random.choice(texts))[: _LARGEST * 2]
        return text

    step = st.tuples(st.sampled_from(MUTATIONS), st.integers(0, 2**32))
    return st.builds(change, st.sampled_from(texts), st.lists(step, max_size=8))
