"""What is true of every document: constructs stand where they say, and no text is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mkdocs_swimm.format.constructs import Construct
from mkdocs_swimm.format.document import Document, read
from mkdocs_swimm.format.encoding import decode

from .documents import documents, front_matters

pytestmark = pytest.mark.slow

_BARS = re.compile(r"[\s|\\]+")


def stands(construct: Construct, document: Document) -> bool:
    """Whether the text of a construct stands in the file at its line.

    Of one that goes on in the next line, only the first is looked for: there may be marks of a
    quote between. Bars between cells that have no column are not a part of what stands in them.
    """
    line = document.source.split("\n")[construct.line - 1]
    return _BARS.sub("", construct.source.split("\n")[0]) in _BARS.sub("", line)


@given(front_matters, documents)
@example("", "\x85\n[\n](/repos/Z/docs/n2x)")
@settings(max_examples=600, deadline=None)
def test_constructs_stand_where_they_say(head: str, body: str) -> None:
    document = read(head + body)
    for one in document.constructs:
        assert stands(one, document), one


@given(st.text())
@settings(deadline=None)
def test_arbitrary_text_is_read(text: str) -> None:
    read(text)


@pytest.mark.corpus
def test_constructs_of_real_documents_stand_where_they_say(corpus: Path) -> None:
    files = sorted(corpus.glob("*/.swm/*.md"))
    assert len(files) > 400
    for path in files:
        document = read(decode(path.read_bytes()).text)
        for one in document.constructs:
            assert stands(one, document), (path, one)
        assert not document.flaws, (path, document.flaws)


def test_line_ends_of_windows() -> None:
    document = read(
        '---\r\ntitle: A\r\n---\r\n\r\n`a`<swm-token data-swm-token=":a.py:1:0:0:`a`"/>\r\n'
    )
    [token] = document.references
    assert (token.line, token.path) == (5, "a.py")
    assert not re.search("\r", document.source)
