"""CommonMark with GitHub's tables in, the same out: for readers other than Python-Markdown.

What is Swimm's stands in the text as slots (see ``contract.py``); addresses are written anew, raw
HTML is balanced, and everything that the reader could take for its own is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from typing import Protocol

from markdown_it.token import Token

from .blocks import Block, BlockWriter
from .contract import Heading, Place, Slots
from .html_blocks import BalancedHtml
from .inline import InlineWriter, plain_text

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


class CommonMarkWriter(BlockWriter):
    """Writes the blocks of a page for a reader of CommonMark."""

    def __init__(
        self, slots: Slots, reader: Reader, shift: int, parse: Callable[[str], Sequence[Token]]
    ) -> None:
        BlockWriter.__init__(self, slots, {}, shift, False, parse)
        self.reader = reader
        self.html = BalancedHtml(slots, self.ids, reader.tag)
        self.depth = 0

    def write(self, tokens: Sequence[Token], *, nested: bool = False) -> str:
        """The Markdown of a sequence of blocks."""
        self.depth += nested
        parts: list[str] = []
        previous = ""
        for block in self.blocks(tokens, nested=nested):
            if previous == block.kind and block.kind in _MERGED:
                parts.append(self.reader.separator)
            parts.append(block.text)
            previous = block.kind
        self.depth -= nested
        return "\n\n".join(parts)

    def blocks(self, tokens: Sequence[Token], *, nested: bool) -> list[Block]:
        """Every block of a sequence; what raw HTML has left open is closed at its end."""
        depth = len(self.html.containers)
        found = BlockWriter.blocks(self, tokens, nested=nested)
        while len(self.html.containers) > depth:
            found.append(Block("html", self.html.containers.pop()))
        return found

    def block(self, tokens: Sequence[Token], closed: Set[str], nested: bool) -> Block:
        """One block."""
        token = tokens[0]
        if token.type == "html_block" and not ("<!--" in token.content and not _ends(token)):
            if nested:
                text = self.html.inline(token.content)
                return Block("text", self._lines(text))
            return Block("html", self._lines(self.html.block(token.content, closed)))
        return BlockWriter.block(self, tokens, closed, nested)

    def inline(self, children: Sequence[Token], place: Place) -> str:
        """Running text."""
        return InlineWriter(self.slots, place, self.ids, self.reader.tag).write(children)

    def paragraph(self, children: Sequence[Token], nested: bool) -> Block:
        """A paragraph, or the block whose slot stands in it."""
        block = BlockWriter.paragraph(self, children, nested)
        return Block("text", self._lines(block.text), True) if block.kind == "text" else block

    def _lines(self, text: str) -> str:
        return "\n".join(map(self.reader.line, text.split("\n")))

    def heading(self, tokens: Sequence[Token]) -> Block:
        """A heading, moved down."""
        children = tokens[1].children or ()
        text = self.inline(children, Place(heading=True)).strip().replace("\n", " ")
        if not text:
            return Block("text", "")
        level = min(int(tokens[0].tag[1]) + self.shift, 6)
        plain = " ".join(plain_text(children, self.slots).split())
        self.headings.append(Heading(level, plain))
        text = f"{text[:-1]}&#35;" if text.endswith("#") else text
        return Block("text", f"{'#' * level} {text}")

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return max(4, len(mark))

    def item(self, tokens: Sequence[Token], tight: bool) -> tuple[str, bool]:
        """A list item without its mark, and whether it needs no blank line."""
        self.depth += 1
        blocks = self.blocks(tokens, nested=True)
        self.depth -= 1
        simple = tight and all(block.tight for block in blocks)
        text, previous = "", ""
        for block in blocks:
            if previous == block.kind and block.kind in _MERGED:
                text += f"\n\n{self.reader.separator}"
            if text:
                # Only a list that begins at 1, with text, ends a paragraph.
                close = simple and previous == "text" and _CLOSE.match(block.text)
                text += "\n" if close else "\n\n"
            text += block.text
            previous = block.kind
        return text, simple

    def quote(self, tokens: Sequence[Token]) -> Block:
        """A quote, or the callout that it is."""
        self.depth += 1
        block = BlockWriter.quote(self, tokens)
        self.depth -= 1
        return block

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout."""
        return self.reader.callout(kind, title, body, nested=self.depth > 1)


def _ends(token: Token) -> bool:
    return "-->" in token.content
