"""CommonMark with GitHub's tables in, the same out: for readers other than Python-Markdown.

Addresses are written again, raw HTML is balanced, and everything that the reader could take for its
own is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from markdown_it.token import Token

from .blocks import Block, BlockWriter
from .contract import Renderer

_CLOSE = re.compile(r"(?:-|1\.) +\S")


class Reader(Protocol):
    """What reads the Markdown: GitHub, a generator of sites."""

    @property
    def separator(self) -> str:
        """What separates two lists of one kind, which would become one."""

    def tag(self, tag: str) -> str:
        """A tag of HTML as it is to be written."""

    def line(self, line: str) -> str:
        """A line of a paragraph, which nothing may take for something else."""

    def callout(self, kind: str, title: str, body: str, *, nested: bool) -> str:
        """A callout, in a list or quote or not; title and content are Markdown."""


class CommonMarkWriter(BlockWriter):
    """Writes the blocks of a page for a reader of CommonMark."""

    merged = ("ol", "ul")
    dividers = False
    empty_item = ""
    around_markdown = ""

    def __init__(self, renderer: Renderer, reader: Reader) -> None:
        self.reader = reader
        super().__init__(renderer)
        self.separator = reader.separator

    def spelled(self, tag: str) -> str:
        """A tag of HTML as it is to be written."""
        return self.reader.tag(tag)

    def html(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
        """A block of raw HTML; in lists and quotes, too, it is one."""
        return Block("html", self.lines(self.raw.block(tokens[at]))), at + 1

    def lines(self, text: str) -> str:
        """Lines of text or HTML, none of which is taken for something else."""
        return "\n".join(map(self.reader.line, text.split("\n")))

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return max(4, len(mark))

    def ends_paragraph(self, block: Block) -> bool:
        """Whether a block ends a paragraph: of lists, only one that begins at 1, with text."""
        return bool(_CLOSE.match(block.text))

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout."""
        return self.reader.callout(kind, title, body, nested=self.depth > 0)
