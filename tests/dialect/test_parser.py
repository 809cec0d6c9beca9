"""The short ways of the parser lead where the long ones do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mkdocs_swimm.dialect import quick_blocks, tokens
from mkdocs_swimm.dialect.parser import parser


def _parsers(nesting: int, *features: str) -> tuple[MarkdownIt, MarkdownIt]:
    long = MarkdownIt("commonmark", {"maxNesting": nesting}).enable(list(features))
    long.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser(nesting, *features), long


PARSERS = [_parsers(60, "table", "strikethrough"), _parsers(20)]

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


# Whole lines; each may go on with, interrupt or end what the lines above it are.
LINES = st.sampled_from(
    [
        "",
        "",
        "",
        " ",
        "    ",
        "\t",
        "text",
        "text  ",
        "  lazy",
        "    code",
        "\\",
        "2 b",
        "2.",
        "10. x",
        "1. a",
        "2. b",
        "1) a",
        "1.   a",
        "   1. n",
        "   2. n",
        "- a",
        "-  two",
        "-    four",
        "-     five",
        "- [x]: y",
        "- [a](b)",
        "- **b** c",
        "- # h",
        "- > q",
        "- ```",
        "-",
        "-\tx",
        "--",
        "* a",
        "+ a",
        " - n",
        "  - n",
        "   - n",
        "    - n",
        "      - n",
        "        - n",
        "          - n",
        "            - n",
        "- - -",
        "* **b**",
        "***",
        "____  ",
        "---",
        "===",
        "# h",
        "## h ##",
        "#",
        "#\tx",
        "####### x",
        "# a | b",
        "a | b",
        "--- | ---",
        "| a | b |",
        "| a \\| b | c",
        "|---|---|",
        "| :-: | -: |",
        "| :- |",
        "| a |",
        "|",
        "||",
        "|\u2003a |\xa0|",
        "> q",
        "> q  ",
        ">q",
        "> > q",
        ">",
        "> [!NOTE]",
        "> [x]: y",
        "> | q |",
        "> --- | ---",
        "> - q",
        "```",
        "```  ",
        " ```",
        "``` py",
        "``` `x`",
        "````",
        "a `b` ``` c",
        "~~~ x",
        "``a",
        "<div>",
        "</div>",
        "<!-- c",
        "-->",
        "<b>i</b>",
        "[x]: /u",
        "[x]:",
        "[a",
        "b]: /u",
        "[x] [a b]",
        "**b**",
        "_e_",
        "_ _ _",
        "\ue0001\ue001",
        "x\u2003",
        "\u2003x",
        "\x0b",
        "\x1c",
        "\x85",
        "\ufeffx",
        "\u2460 x",
    ]
)

# What running text consists of.
RUNS = st.sampled_from(
    [
        "a",
        "b c",
        " ",
        "  ",
        "\n",
        "  \n",
        "\n  ",
        "*",
        "**",
        "***",
        "_",
        "__",
        "`",
        "``",
        "`c`",
        "` c `",
        "` `",
        "`c\nd`",
        "` \u2003 `",
        "**b**",
        "**b** ",
        " *e* ",
        "(__b__)",
        "**[l](u)**",
        "[",
        "](",
        "](u)",
        "](u v)",
        '](u "t")',
        "[l](u)",
        "[l `c` \\] d_e](swimm:0)",
        "[x]",
        "![",
        "!",
        ")",
        "(",
        "\\",
        "\\*",
        "\\_",
        "\\`",
        "\\[",
        "\\\n",
        "~",
        "~~",
        "<",
        "<b>",
        "</b>",
        '<a b="c">',
        "<a:b>",
        "<!-- c -->",
        "&",
        "&amp;",
        "&x",
        "&#",
        "]",
        "\ue0001\ue001",
        "\u00e9",
        "\u201c",
        ".",
        ":",
        "\u2003",
        "\xa0",
        "\x1c",
        "\x85",
        "\u20ac",
        "\U0001f600",
        "\u200b",
        "\x00",
        "%20",
        "\n\n[x]: /y\n\n",
    ]
)


def same(text: str) -> bool:
    """Whether the parsers make the same tokens of a text, and find the same references."""
    for short, long in PARSERS:
        found: dict[str, object] = {}
        wanted: dict[str, object] = {}
        if short.parse(text, found) != long.parse(text, wanted) or found != wanted:
            return False
    return True


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=1000, deadline=None)
def test_any_text(text: str) -> None:
    assert same(text)


@given(st.lists(LINES, max_size=9).map("\n".join))
@settings(max_examples=1000, deadline=None)
def test_any_lines(text: str) -> None:
    assert same(text)
    assert same(text + "\n")


@given(st.lists(RUNS, max_size=9).map("".join))
@settings(max_examples=1000, deadline=None)
def test_any_running_text(text: str) -> None:
    assert same(text)


def test_the_short_ways_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# a\n\nb\nc\n\n- d\n- e\n\n``` py\n`f` ``\n```\n\n> g\n> h\n\n| i |\n|---|\n"
    assert same(text)
    monkeypatch.setattr(quick_blocks, "StateBlock", None)
    assert PARSERS[0][0].parse(text)


@pytest.mark.parametrize("start", range(4))
def test_real_documents(corpus: Path, start: int) -> None:
    documents = sorted(corpus.rglob("*.sw.md"))[start * 3 :: 12]
    assert documents
    for path in documents:
        assert same(path.read_text("utf-8", "replace")), path


def test_rows_that_lack_more_cells_than_are_made() -> None:
    assert same(f"{'|a' * 300}|\n{'|-' * 300}|\n" + "|a|\n" * 240)


@pytest.mark.parametrize(
    "unit",
    [
        "[a\nb]: c\n",
        "- a\n- b\n- # c\n",
        "- a\n\n",
        "a\n#b\n",
        "**a `",
        "[`a` ",
        '<a b="',
        "| a |\n",
        "```\na\n ```\n",
        "```\n`a`\n",
        "> a\n>b\n",
    ],
)
def test_much_that_is_read_in_vain(unit: str) -> None:
    # What was looked at in vain is not looked at again and again.
    assert same(unit * (60_000 // len(unit)) + "\n---")


@pytest.mark.parametrize("make", [tokens.made, tokens.built])
def test_tokens_are_those_of_the_parser(make: Callable[..., Token]) -> None:
    token = make("a", "b", 1, 2, "c", "d", [3, 4], [], True)
    assert token == Token("a", "b", 1, {}, [3, 4], 2, [], "c", "d", "", {}, True)
    with suppress(TypeError):
        token.meta["x"] = 1
    assert not make("a", "b", 1).meta
