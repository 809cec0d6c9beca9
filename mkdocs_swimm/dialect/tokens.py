"""Tokens of the CommonMark parser, made with little work: a document has thousands of them."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from markdown_it.token import Token

Nesting = Literal[-1, 0, 1]

_NONE: Any = MappingProxyType({})
"""What nobody can add to: one for all tokens, most of which have neither attributes nor data."""

_KNOWN = [
    "type",
    "tag",
    "nesting",
    "attrs",
    "map",
    "level",
    "children",
    "content",
    "markup",
    "info",
    "meta",
    "block",
    "hidden",
]


def _set(
    kind: str,
    tag: str,
    nesting: Nesting,
    level: int = 0,
    content: str = "",
    markup: str = "",
    lines: list[int] | None = None,
    children: list[Token] | None = None,
    block: bool = False,
) -> Token:
    """A token, as its own class makes it in twice the time."""
    token = Token.__new__(Token)
    token.type = kind
    token.tag = tag
    token.nesting = nesting
    token.attrs = _NONE
    token.map = lines
    token.level = level
    token.children = children
    token.content = content
    token.markup = markup
    token.info = ""
    token.meta = _NONE
    token.block = block
    token.hidden = False
    return token


def built(
    kind: str,
    tag: str,
    nesting: Nesting,
    level: int = 0,
    content: str = "",
    markup: str = "",
    lines: list[int] | None = None,
    children: list[Token] | None = None,
    block: bool = False,
) -> Token:
    """A token, made by its own class: it may have attributes that nobody knows of here."""
    return Token(kind, tag, nesting, {}, lines, level, children, content, markup, block=block)


made = _set if [field.name for field in fields(Token)] == _KNOWN else built
"""Makes a token, in the quickest way there is for the version of the parser."""


@cache
def shared(
    kind: str,
    tag: str,
    nesting: Nesting,
    level: int = 0,
    markup: str = "",
    block: bool = False,
    hidden: bool = False,
) -> Token:
    """A token that tells nothing but what it is, for all places: nobody may change it."""
    token = made(kind, tag, nesting, level, markup=markup, block=block)
    token.hidden = hidden
    return token
