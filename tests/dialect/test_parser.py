"""The short ways of the parser lead where the long ones do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mkdocs_swimm.dialect.parser import parser

_LONG = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
_LONG.validateLink = lambda url: True  # type: ignore[method-assign]
_SHORT = parser(60, "table", "strikethrough")

# What blocks and running text begin, end and are told apart by.
PIECES = st.sampled_from(
    [
        "a",
        "b c",
        "- ",
        "* ",
        "1. ",
        "1)",
        "+ ",
        "> ",
        "# ",
        "## x #",
        "    ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "|",
        "a | b",
        "--- | ---",
        "---",
        "===",
        "```",
        "~~~",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "[x]: y",
        "[x]",
        "`",
        "**",
        "_",
        "\\",
        "\ue0001\ue001",
        "(",
        '"q',
        "  \n",
        "&amp;",
        "é",
        "\x0b",
        "\x1c",
        "\x85",
        "\u2003",
        "\xa0",
        "~~",
        "![",
        "](y)",
    ]
)


def same(text: str) -> bool:
    """Whether both parsers make the same tokens of a text."""
    short, long = _SHORT.parse(text), _LONG.parse(text)
    return [token.as_dict() for token in short] == [token.as_dict() for token in long]


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=1500, deadline=None)
def test_any_text(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize("start", range(4))
def test_real_documents(corpus: Path, start: int) -> None:
    documents = sorted(corpus.rglob("*.sw.md"))[start * 3 :: 12]
    assert documents
    for path in documents:
        assert same(path.read_text("utf-8", "replace")), path
