"""The CommonMark parser, with a short way through running text without any marks."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_MARKS = re.compile(r"[\\`*_~\[<&]")
"""What any rule for running text begins with, but ends of lines."""


def parser(nesting: int, *features: str) -> MarkdownIt:
    """A parser of CommonMark.

    Args:
        nesting: How deep blocks and emphasis may be nested; beyond that it drops text.
        features: What it is to know besides, by markdown-it's names.
    """
    made = MarkdownIt("commonmark", {"maxNesting": nesting}).enable(list(features))
    made.core.ruler.at("inline", _inline)
    # Which addresses may be linked is decided by who writes, and keeps the text of the others.
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    return made


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
