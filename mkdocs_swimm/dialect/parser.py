"""The CommonMark parser, with short ways through what most of a document is.

What comes out is what the parser makes of it without them: a test compares the two.
"""

from __future__ import annotations

import re
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, text_join
from markdown_it.token import Token

from .quick_blocks import blocks
from .quick_text import plain, simple

_MARKS = re.compile(r"[\\`*_~\[<&]")
"""What any rule for running text begins with, but ends of lines."""


def parser(nesting: int, *features: str) -> MarkdownIt:
    """A parser of CommonMark, whose tokens nobody may change.

    Args:
        nesting: How deep blocks and emphasis may be nested, at least 20; beyond that it drops text.
        features: What it is to know besides, by markdown-it's names.
    """
    made = MarkdownIt("commonmark", {"maxNesting": nesting}).enable(list(features))
    made.core.ruler.at("normalize", _normalize)
    made.core.ruler.at("block", partial(blocks, tables="table" in features))
    made.core.ruler.at("inline", _inline)
    made.core.ruler.disable("text_join")
    # Which addresses may be linked is decided by who writes, and keeps the text of the others.
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    return made


def _normalize(state: StateCore) -> None:
    """Write ends of lines in one way, as markdown-it's own rule of this name does."""
    if "\r" in state.src:
        state.src = state.src.replace("\r\n", "\n").replace("\r", "\n")
    state.src = state.src.replace("\0", "\ufffd")


def _inline(state: StateCore) -> None:
    """Parse running text, as markdown-it's own rules for it do, and for joining its texts."""
    asked: list[Token] = []
    for token in state.tokens:
        if token.type != "inline":
            continue
        text = token.content
        children = simple(text) if _MARKS.search(text) else plain(text)
        if children is None:
            children = []
            state.md.inline.parse(text, state.md, state.env, children)
            asked.append(token)
        token.children = children
    if asked:
        text_join(StateCore("", state.md, state.env, asked))
