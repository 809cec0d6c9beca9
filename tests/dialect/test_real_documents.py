"""The prose of real documents keeps its structure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from mkdocs_swimm.model import DocLink, FrontMatter, Hidden, Node, PathRef, Placeholder, Text, Token
from mkdocs_swimm.reading import decode, read

from .rendering import by_commonmark, by_python_markdown, reduced, written


def prose(nodes: Iterable[Node]) -> str:
    """The author's Markdown with a word for everything that is Swimm's."""
    parts = []
    for node in nodes:
        match node:
            case Text():
                parts.append(node.source)
            case Token() | PathRef():
                parts.append("word")
            case DocLink(label=inner) | Placeholder(prompt=inner):
                parts.append(prose(inner))
            case Hidden(block=block):
                parts.append("\n" if block else "")
            case FrontMatter():
                pass
            case _:
                parts.append("\n\nBLOCK\n\n")
    return "".join(parts)


@pytest.mark.corpus
def test_structure_of_real_prose(corpus: Path) -> None:
    different, callouts = [], 0
    for path in sorted(corpus.glob("*/.swm/*.sw.md")):
        text = prose(read(decode(path.read_bytes()).text).nodes)
        html = by_python_markdown(written(text))
        if 'class="admonition' in html:
            callouts += 1  # a quote on purpose no longer
            continue
        page, wanted = reduced(html), reduced(by_commonmark(text))
        if page != wanted:
            at = next((i for i, (a, b) in enumerate(zip(page, wanted, strict=False)) if a != b), 0)
            different.append(
                (path.name, page[max(0, at - 80) : at + 80], wanted[max(0, at - 80) : at + 80])
            )
    assert not different, different
    assert callouts == 1
