"""The prose of real documents keeps its structure."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_swimm.format.document import read
from mkdocs_swimm.format.encoding import decode

from .prose import prose
from .rendering import by_commonmark, by_python_markdown, reduced, written


@pytest.mark.corpus
def test_structure_of_real_prose(corpus: Path) -> None:
    different, callouts = [], 0
    for path in sorted(corpus.glob("*/.swm/*.sw.md")):
        text = prose(read(decode(path.read_bytes()).text), lambda text: "word")
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
