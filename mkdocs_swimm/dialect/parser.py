"""The CommonMark parser, with short ways through what most of a document is.

What comes out is what the parser makes of it without them: a test compares the two.
"""

from __future__ import annotations

import re
from types import FunctionType

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, heading, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_MARKS = re.compile(r"[\\`*_~\[<&]")
"""What any rule for running text begins with, but ends of lines."""
_OPENINGS = frozenset("\ue000(\"'")
"""What a paragraph may begin with, and nothing else; besides letters."""

_CODE_INDENT = 4
_PIPE = re.compile(r"(?<!\\)\|")


def parser(nesting: int, *features: str) -> MarkdownIt:
    """A parser of CommonMark.

    Args:
        nesting: How deep blocks and emphasis may be nested; beyond that it drops text.
        features: What it is to know besides, by markdown-it's names.
    """
    made = MarkdownIt("commonmark", {"maxNesting": nesting}).enable(list(features))
    made.core.ruler.at("inline", _inline)
    made.block.ruler.before("table", "simple", _simple)
    if "table" in features:
        made.block.ruler.at("table", _TABLE, {"alt": ["paragraph", "reference"]})
    # Which addresses may be linked is decided by who writes, and keeps the text of the others.
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    return made


def _simple(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph all of whose lines begin with letters, or a heading of its own.

    No other rule wants such lines, so none needs to be asked.
    """
    if silent or state.sCount[start] - state.blkIndent >= _CODE_INDENT:
        return False
    char = _first(state, start)
    following = start + 1
    if char == "#":
        alone = following >= state.lineMax or state.isEmpty(following)
        return alone and heading(state, start, end, silent)
    if not _is_plain(char):
        return False
    while following < state.lineMax and not state.isEmpty(following):
        if not _is_plain(_first(state, following)):
            if _begins_item(state, following):
                break
            return False
        following += 1
    content = state.getLines(start, following, state.blkIndent, False).strip(" \t\n")
    if content[-1].isspace():
        return False
    state.line = following
    state.push("paragraph_open", "p", 1).map = [start, following]
    token = state.push("inline", "", 0)
    token.content = content
    token.map = [start, following]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _first(state: StateBlock, line: int) -> str:
    """The first character of a line that is no blank."""
    place = state.bMarks[line] + state.tShift[line]
    return state.src[place : place + 1]


def _begins_item(state: StateBlock, line: int) -> bool:
    """Whether a line is a bullet with text behind it, where it ends any paragraph."""
    place = state.bMarks[line] + state.tShift[line]
    indent = state.sCount[line]
    return (
        state.src[place] in "-*+"
        and state.src[place + 1 : place + 2] == " "
        and state.src[place + 2 : place + 3].isalpha()
        and 0 <= indent < state.blkIndent + _CODE_INDENT
        and not (state.listIndent >= 0 and indent >= state.listIndent + _CODE_INDENT)
    )


def _is_plain(char: str) -> bool:
    return char.isalpha() or char in _OPENINGS


def _cells(line: str) -> list[str]:
    """What is between the pipes of a line; those behind a backslash are text."""
    return [cell.replace("\\|", "|") for cell in _PIPE.split(line)]


_TABLE = FunctionType(table.__code__, {**table.__globals__, "escapedSplit": _cells})
"""The parser's rule for tables, which goes through their lines letter by letter otherwise."""
_TABLE.__kwdefaults__, _TABLE.__defaults__ = table.__kwdefaults__, table.__defaults__


def _inline(state: StateCore) -> None:
    """Parse running text, as markdown-it's own rule of this name does."""
    for token in state.tokens:
        if token.type == "inline":
            if _MARKS.search(token.content):
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.children = plain(token.content)


def plain(text: str) -> list[Token]:
    """The tokens of running text in which nothing but ends of lines means anything.

    Most text of a document is of this kind, and the parser tries a dozen rules on every part.
    """
    first, *lines = text.split("\n")
    tokens: list[Token] = []
    for line in lines:
        bare = first.rstrip(" ")
        if bare:
            tokens.append(Token("text", "", 0, content=bare))
        kind = "hardbreak" if len(first) - len(bare) > 1 else "softbreak"
        tokens.append(Token(kind, "br", 0))
        first = line.lstrip(" \t")
    if first:
        tokens.append(Token("text", "", 0, content=first))
    return tokens
