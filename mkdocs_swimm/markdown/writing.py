"""Whole pages and parts of pages, from tokens to Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from .blocks import BlockWriter
from .commonmark import CommonMarkWriter, Reader
from .contract import Renderer
from .escaping import escape_line_start, escape_text
from .inline import plain_text

_DEEPEST = 58
"""Deeper nested, the parser drops text."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page: its level there, from 1, and its plain text."""

    level: int
    text: str


def headings_of(tokens: Sequence[Token]) -> Sequence[Heading]:
    """The headings of a document, as they are on its page, below the page's title."""
    shift = _shift_of(tokens)
    return [
        Heading(min(int(token.tag[1]) + shift, 6), text)
        for token, inline in pairwise(tokens)
        if token.type == "heading_open"
        and (text := " ".join(plain_text(inline.children or ()).split()))
    ]


def _shift_of(tokens: Sequence[Token]) -> int:
    """How many levels headings move down: one, where the document has one of the first level."""
    return int(any(token.tag == "h1" for token in tokens))


def to_python_markdown(
    tokens: Sequence[Token],
    renderer: Renderer,
    *,
    shift: int | None = None,
    heading_ids: Mapping[str, str] | None = None,
    reserved_ids: Set[str] = frozenset(),
) -> str:
    """Write CommonMark as Markdown that Python-Markdown renders with the same structure.

    Args:
        tokens: The tokens of a document, or whole blocks of it.
        renderer: Renders Swimm's constructs.
        shift: How many levels headings move down; by default one, where one is of the first level.
        heading_ids: Ids by the plain text of headings; the first such heading gets it.
        reserved_ids: Ids that raw HTML must not have, because others do.

    Returns:
        Markdown, which needs the extensions that ``rendering.extensions`` switches on.
    """
    levels = _shift_of(tokens) if shift is None else shift
    writer = BlockWriter(renderer, heading_ids or {}, levels)
    writer.ids.update(reserved_ids)
    return writer.write(tokens)


def to_commonmark(tokens: Sequence[Token], renderer: Renderer, reader: Reader) -> str:
    """Write CommonMark with GitHub's tables for another reader than Python-Markdown.

    Args:
        tokens: The tokens of a document, or whole blocks of it.
        renderer: Renders Swimm's constructs.
        reader: What reads the Markdown.
    """
    return CommonMarkWriter(renderer, reader, _shift_of(tokens)).write(tokens)


def is_too_deep(tokens: Sequence[Token]) -> bool:
    """Whether a document is nested so deeply that the parser has dropped text of it."""
    return max((token.level for token in tokens), default=0) >= _DEEPEST


def as_lines(text: str) -> str:
    """A text that is nested beyond reason, line by line: nothing of it is lost."""
    return "\n".join(escape_line_start(escape_text(line.strip())) for line in text.split("\n"))
