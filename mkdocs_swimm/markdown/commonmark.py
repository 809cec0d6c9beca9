"""CommonMark with GitHub's tables in, the same out: for readers other than Python-Markdown.

Addresses are written anew, raw HTML is balanced, and everything that the reader could take for its
own is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from typing import Protocol

from markdown_it.token import Token

from .blocks import Block, BlockWriter
from .contract import IN_HEADING, Renderer
from .html import VOID, pieces, with_unique_id
from .inline import InlineWriter
from .raw_html import Closings, OpenElements, RawHtml, contained, continues

_CLOSE = re.compile(r"(?:-|1\.) +\S")
_MERGED = ("ol", "ul")


class Reader(Protocol):
    """What reads the Markdown: GitHub, a generator of sites."""

    @property
    def separator(self) -> str:
        """What stands between two lists of one kind, which would become one."""

    def tag(self, tag: str) -> str:
        """A tag of HTML as it is to be written."""

    def line(self, line: str) -> str:
        """A line of a paragraph, which nothing may take for something else."""

    def callout(self, kind: str, title: str, body: str, *, nested: bool) -> str:
        """A callout.

        Args:
            kind: ``note``, ``info``, ``tip``, ``warning``, ``danger`` or a name like these.
            title: Its title, as Markdown.
            body: Its content, as Markdown; may be empty.
            nested: Whether it stands in a list or a quote.
        """


class _BalancedHtml(RawHtml):
    """Writes the raw HTML of a page.

    A block becomes one line, so that nothing in it is taken for another block. Elements that HTML
    further on closes stay open, their tags on lines of their own around the Markdown between.
    """

    def block(self, token: Token, closed: Set[str]) -> str:
        """A block of HTML on lines of its own."""
        done: list[str] = []
        parts: list[str] = []
        opened = OpenElements()

        def close(name: str | None = None) -> None:
            parts.extend(f"</{ended}>" for ended in opened.end(name))

        for part in pieces(token):
            tag = self.tag(token, part)
            if tag is None:
                text = RawHtml.text(self, part)
                parts.append(text.replace("\n", "&#10;" if "pre" in opened else " "))
            elif not tag.closing and opened.is_deep:
                continue
            elif not tag.closing:
                if opened.ends_paragraph(tag.shown):
                    close("p")
                if tag.name not in VOID:
                    opened.begin(tag.shown, len(parts))
                parts.append(self.spell(with_unique_id(tag.text, self.ids)))
            elif tag.shown in opened:
                close(tag.shown)
            elif self.containers and self.containers[-1] == f"</{contained(tag.shown)}>":
                close()
                done += ["".join(parts), self.containers.pop()]
                parts.clear()
        if opened.names and continues(opened.names, closed):
            done += self._around(parts, opened.order)
        else:
            close()
            done.append("".join(parts))
        return "\n\n".join(one.strip() for one in done if one.strip())

    def text(self, part: Token) -> str:
        """Text within raw HTML, or one of Swimm's constructs."""
        return RawHtml.text(self, part).replace("\n", " ")

    def _around(self, parts: Sequence[str], open_: Sequence[tuple[str, int]]) -> list[str]:
        """HTML whose open elements hold the Markdown that follows."""
        done: list[str] = []
        start = 0
        for name, index in open_:
            done.append("".join(parts[start:index]))
            shown = contained(name)
            done.append(parts[index].replace(f"<{name}", f"<{shown}", 1))
            self.containers.append(f"</{shown}>")
            start = index + 1
        return [*done, "".join(parts[start:])]


class CommonMarkWriter(BlockWriter):
    """Writes the blocks of a page for a reader of CommonMark."""

    def __init__(self, renderer: Renderer, reader: Reader, shift: int) -> None:
        BlockWriter.__init__(self, renderer, {}, shift)
        self.reader = reader
        self.running = InlineWriter(renderer, self.ids, reader.tag)
        self.raw: RawHtml = _BalancedHtml(renderer, self.ids, reader.tag)
        self.depth = 0

    def joined(self, blocks: Iterable[Block], *, nested: bool) -> str:
        """The Markdown of a sequence of blocks."""
        parts: list[str] = []
        previous = ""
        for block in blocks:
            if previous == block.kind and block.kind in _MERGED:
                parts.append(self.reader.separator)
            parts.append(block.text)
            previous = block.kind
        return "\n\n".join(parts)

    def blocks(
        self, tokens: Sequence[Token], at: int, closings: Closings | None
    ) -> tuple[list[Block], int]:
        """Every block up to the end of what they stand in."""
        nested = closings is None
        self.depth += nested
        found, at = BlockWriter.blocks(self, tokens, at, closings)
        self.depth -= nested
        return found, at

    def html_block(self, token: Token, closed: Set[str] | None) -> Block:
        """A block of raw HTML."""
        if closed is None:
            return Block("text", self._lines(self.raw.inline(token)))
        return Block("html", self._lines(self.raw.block(token, closed)))

    def paragraph(self, children: Sequence[Token]) -> Block:
        """A paragraph."""
        block = BlockWriter.paragraph(self, children)
        return Block("text", self._lines(block.text), True) if block.kind == "text" else block

    def _lines(self, text: str) -> str:
        return "\n".join(map(self.reader.line, text.split("\n")))

    def heading(self, token: Token, children: Sequence[Token]) -> Block:
        """A heading, moved down."""
        text = self.inline(children, IN_HEADING).strip().replace("\n", " ")
        if not text:
            return Block("text", "")
        level = min(int(token.tag[1]) + self.shift, 6)
        text = f"{text[:-1]}&#35;" if text.endswith("#") else text
        return Block("text", f"{'#' * level} {text}")

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return max(4, len(mark))

    def item(self, tokens: Sequence[Token], at: int, tight: bool) -> tuple[str, bool, int]:
        """A list item without its mark, whether it needs no blank line, and the place behind it."""
        blocks, at = self.blocks(tokens, at, None)
        simple = tight and all(block.tight for block in blocks)
        parts: list[str] = []
        previous = ""
        for block in blocks:
            if previous == block.kind and block.kind in _MERGED:
                parts.append(f"\n\n{self.reader.separator}")
            if parts:
                # Only a list that begins at 1, with text, ends a paragraph.
                close = simple and previous == "text" and _CLOSE.match(block.text)
                parts.append("\n" if close else "\n\n")
            parts.append(block.text)
            previous = block.kind
        return "".join(parts), simple, at

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout."""
        return self.reader.callout(kind, title, body, nested=self.depth > 0)
