"""Blocks of raw HTML: harmless elements stay, each block is closed where it ends.

Python-Markdown leaves one element at the start of a line alone until it is closed, and takes what
follows for Markdown again; so every block becomes exactly one element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from html import unescape

from markdown_it.token import Token

from .contract import Place, Slots, Target
from .html import (
    BLOCK,
    CONTAINERS,
    VOID,
    Tag,
    ends_paragraph,
    html_text,
    pieces,
    read_tag,
    with_unique_id,
)
from .inline import SLOT, InlineWriter, with_sources

_CLOSING = re.compile(r"</([a-z][a-z0-9]*)")


def last_closings(tokens: Sequence[Token]) -> Mapping[str, int]:
    """For every element that raw HTML among some blocks closes, the last block that does."""
    return {
        name: index
        for index, token in enumerate(tokens)
        if token.type == "html_block"
        for name in _CLOSING.findall(token.content.lower())
    }


@dataclass(slots=True)
class _Piece:
    """A piece of a block that is an element of its own, or text.

    Attributes:
        parts: Its HTML.
        open: The tags that are open.
        tags: Whether it holds elements that can not stand in a paragraph.
        roots: How many elements and texts stand side by side in it.
        starts: Whether it begins with an element that Python-Markdown leaves alone.
    """

    parts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    tags: bool = False
    roots: int = 0
    starts: bool = False

    def add(self, html: str, *, block: bool = False) -> None:
        """Add text, or a tag that was opened or is void."""
        if not self.open and html.strip():
            self.starts = self.starts or (block and not self.roots)
            self.roots += 1
        self.tags = self.tags or block
        self.parts.append(html)

    def close(self, name: str, text: str) -> None:
        """Close an element, and those within it."""
        while _name(self.open[-1]) != name:
            self.parts.append(f"</{_name(self.open.pop())}>")
        self.open.pop()
        self.parts.append(text)

    def html(self) -> str:
        """The piece as one element."""
        closings = [f"</{_name(tag)}>" for tag in reversed(self.open)]
        text = _no_blank_lines("".join(self.parts + closings))
        if not text or (self.starts and self.roots == 1):
            return text
        name = "div" if self.tags else "p"
        return f"<{name}>{text}</{name}>"


@dataclass(slots=True)
class RawHtml:
    """Writes the raw HTML of a page.

    Attributes:
        slots: Fills the slots.
        ids: The ids taken on the page so far.
        containers: The closing tags of elements that are open around Markdown.
    """

    slots: Slots
    ids: set[str]
    containers: list[str] = field(default_factory=list)

    def block(self, source: str, closed: Set[str]) -> str:
        """A block of HTML on lines of its own.

        Args:
            source: The HTML.
            closed: The elements that HTML further on closes: they may stay open until there.
        """
        written: list[str] = []
        piece = _Piece()
        for kind, text in pieces(source):
            tag = self._tag(text) if kind == "tag" else None
            if kind == "comment":
                continue
            if tag is None:
                piece.add(self.text(text))
            elif not tag.closing:
                if ends_paragraph(_name(tag.text), [_name(one) for one in piece.open]):
                    piece.close("p", "</p>")
                piece.add(with_unique_id(tag.text, self.ids), block=tag.name in BLOCK)
                if tag.name not in VOID:
                    piece.open.append(tag.text)
            elif _name(tag.text) in map(_name, piece.open):
                piece.close(_name(tag.text), tag.text)
            elif self.containers and self.containers[-1] == tag.text:
                written.extend((piece.html(), self.containers.pop()))
                piece = _Piece()
        if piece.open and piece.starts and piece.roots == 1 and _continues(piece.open, closed):
            written.append(self._contain(piece))
        else:
            written.append(piece.html())
        return "\n\n".join(filter(None, written))

    def inline(self, source: str) -> str:
        """A block of HTML within a list or quote, where only inline elements can stay."""
        writer = InlineWriter(self.slots, Place(), self.ids)
        for kind, text in pieces(source):
            if kind == "tag":
                writer.html(text)
            elif kind == "text":
                writer.parts.append(self.text(text))
        return _no_blank_lines(writer.write(()))

    def text(self, text: str) -> str:
        """Text within raw HTML, its slots filled."""
        parts: list[str] = []
        position = 0
        for found in SLOT.finditer(text):
            parts.append(html_text(unescape(text[position : found.start()])))
            parts.append(self.slots.html(int(found[1])))
            position = found.end()
        parts.append(html_text(unescape(text[position:])))
        return "".join(parts)

    def _tag(self, source: str) -> Tag | None:
        return read_tag(with_sources(source, self.slots), self._link)

    def _link(self, href: str, image: bool) -> Target | None:
        return InlineWriter(self.slots, Place(), self.ids).target(href, image=image)

    def _contain(self, piece: _Piece) -> str:
        """HTML whose open elements hold the Markdown that follows."""
        text = "".join(piece.parts)
        for tag in piece.open:
            name = "div" if _name(tag) == "p" else _name(tag)
            text = text.replace(tag, f'<{name}{tag[len(_name(tag)) + 1 : -1]} markdown="1">', 1)
            self.containers.append(f"</{name}>")
        return _no_blank_lines(text)


def _continues(open_: Sequence[str], closed: Set[str]) -> bool:
    """Whether the elements left open are closed by HTML further on, around Markdown."""
    names = {_name(tag) for tag in open_}
    return names <= CONTAINERS and all(
        name in closed or (name == "div" and "center" in closed) for name in names
    )


def _name(tag: str) -> str:
    return tag.strip("</>").split(" ")[0]


def _no_blank_lines(text: str) -> str:
    return re.sub(r"\n[ \t]*(?=\n)", "", text).strip()
