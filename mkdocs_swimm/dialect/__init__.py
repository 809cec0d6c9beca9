"""CommonMark in, Python-Markdown out.

Swimm's prose is CommonMark with GitHub's tables, strikethrough and bare addresses; MkDocs renders
with Python-Markdown, whose rules differ. A CommonMark parser says what the structure is, and it is
written again so that Python-Markdown sees the same. Knows nothing of Swimm, MkDocs or files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from operator import attrgetter

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .blocks import BlockWriter
from .code import code_span, fenced
from .commonmark import CommonMarkWriter, Reader
from .contract import RUNNING, SLOT_CLOSE, SLOT_OPEN, Heading, Place, Result, Slots, Target
from .escaping import escape_line_start, escape_text
from .html import html_text
from .inline import SLOT, is_safe
from .parser import parser

__all__ = [
    "SLOT_CLOSE",
    "SLOT_OPEN",
    "Heading",
    "Place",
    "Reader",
    "Result",
    "Slots",
    "Target",
    "code_span",
    "escape_line_start",
    "escape_text",
    "fenced",
    "html_text",
    "is_safe",
    "parser",
    "to_commonmark",
    "to_python_markdown",
]

_NESTING = 60
"""Deeper than this nobody writes; and beyond its own limit the parser drops text."""
_LEVEL, _TAG = attrgetter("level"), attrgetter("tag")


def to_python_markdown(
    text: str,
    slots: Slots,
    *,
    heading_ids: Mapping[str, str] | None = None,
    shift_headings: bool | None = None,
    reserved_ids: Set[str] = frozenset(),
    snippets: bool = False,
    nested: bool = False,
) -> Result:
    """Write CommonMark as Markdown that Python-Markdown renders with the same structure.

    Args:
        text: CommonMark with slots: ``SLOT_OPEN``, a number, ``SLOT_CLOSE``.
        slots: Fills the slots.
        heading_ids: Ids by the plain text of headings; the first such heading gets it.
        shift_headings: Whether headings move down a level; None: where the text has one of the
            first level.
        reserved_ids: Ids that raw HTML must not have, because others do.
        snippets: Whether lines such as ``--8<--`` are escaped in code, because an extension that
            acts on them is on.
        nested: Whether the Markdown will be indented as the content of something else, where raw
            HTML is read in another way.

    Returns:
        The Markdown, which needs the extensions toc, tables, attr_list, md_in_html, admonition,
        sane_lists, pymdownx.details, pymdownx.highlight and pymdownx.superfences; and its headings.
    """
    tokens = _parsed(text)
    if max(map(_LEVEL, tokens), default=0) >= _NESTING - 2:
        return Result(_as_lines(text, slots), ())
    if shift_headings is None:
        shift_headings = "h1" in map(_TAG, tokens)
    writer = BlockWriter(slots, heading_ids or {}, int(shift_headings), snippets, _parser().parse)
    writer.ids.update(reserved_ids)
    markdown = writer.write(tokens, nested=nested)
    ids = frozenset(writer.ids - reserved_ids)
    return Result(markdown + "\n" if markdown else "", tuple(writer.headings), ids)


def to_commonmark(text: str, slots: Slots, reader: Reader) -> Result:
    """Write CommonMark for another reader than Python-Markdown, with the same structure.

    Args:
        text: CommonMark with slots, as for ``to_python_markdown``.
        slots: Fills the slots.
        reader: What reads the Markdown.

    Returns:
        CommonMark with GitHub's tables; and its headings.
    """
    tokens = _parsed(text)
    if max(map(_LEVEL, tokens), default=0) >= _NESTING - 2:
        return Result(_as_lines(text, slots), ())
    shift = "h1" in map(_TAG, tokens)
    writer = CommonMarkWriter(slots, reader, int(shift), _parser().parse)
    markdown = writer.write(tokens)
    return Result(markdown + "\n" if markdown else "", tuple(writer.headings))


@lru_cache(maxsize=1)
def _parsed(text: str) -> Sequence[Token]:
    """The tokens of a text; a page whose diagrams lead to headings is written twice."""
    return _parser().parse(text)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return parser(_NESTING, "table", "strikethrough")


def _as_lines(text: str, slots: Slots) -> str:
    """A text that is nested beyond reason, line by line: nothing of it is lost."""
    written: list[str] = []
    for line in text.split("\n"):
        parts: list[str] = []
        position = 0
        block = ""
        for found in SLOT.finditer(line):
            index = int(found[1])
            parts.append(escape_text(line[position : found.start()]))
            if slots.is_block(index):
                block = slots.block(index)
            else:
                parts.append(slots.inline(index, RUNNING))
            position = found.end()
        parts.append(escape_text(line[position:]))
        written.append(escape_line_start("".join(parts).strip()))
        if block:
            written.extend(("", block, ""))
    return "\n".join(written)
