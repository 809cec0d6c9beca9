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

from .contract import Renderer, Target
from .html import (
    BLOCK,
    CONTAINERS,
    VOID,
    Tag,
    html_text,
    pieces,
    read_tag,
    with_unique_id,
)
from .inline import InlineWriter
from .open_elements import OpenElements

_DEEPEST = 40
"""Elements around Markdown within each other: Python-Markdown gives up on a few hundred."""

_CLOSING = re.compile(r"</([a-z][a-z0-9]*)")


class Closings:
    """Which containers raw HTML among some blocks closes, looked for when that is asked."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._last: Mapping[str, int] | None = None

    def after(self, at: int) -> Set[str]:
        """The names of those that are closed behind a token."""
        if self._last is None:
            self._last = {
                name: index
                for index, token in enumerate(self._tokens)
                if token.type == "html_block"
                for name in _CLOSING.findall(token.content.lower())
                if name in CONTAINERS
            }
        return frozenset(name for name, index in self._last.items() if index > at)


@dataclass(eq=False)
class _Piece:
    """A piece of a block that is an element of its own, or text.

    Attributes:
        parts: Its HTML.
        open: The elements that are open, each with the index of its tag in ``parts``.
        tags: Whether it holds elements that can not stand in a paragraph.
        roots: How many elements and texts stand side by side in it.
        starts: Whether it begins with an element that Python-Markdown leaves alone.
    """

    parts: list[str] = field(default_factory=list)
    open: OpenElements = field(default_factory=OpenElements)
    tags: bool = False
    roots: int = 0
    starts: bool = False

    def add(self, html: str, *, block: bool = False) -> None:
        """Add text, or a tag that was opened or is void."""
        if not self.open.order and html.strip():
            self.starts = self.starts or (block and not self.roots)
            self.roots += 1
        self.tags = self.tags or block
        self.parts.append(html)

    def begin(self, name: str, html: str, *, block: bool) -> None:
        """Open an element; a paragraph in which it can not stand ends before it."""
        if self.open.ends_paragraph(name):
            self.close("p")
        self.add(html, block=block)
        if name not in VOID:
            self.open.begin(name, len(self.parts) - 1)

    def close(self, name: str) -> None:
        """Close an element, and those within it."""
        self.parts += [f"</{ended}>" for ended in self.open.end(name)]

    def html(self) -> str:
        """The piece as one element."""
        closings = [f"</{name}>" for name, _ in reversed(self.open.order)]
        text = _no_blank_lines("".join(self.parts + closings))
        if not text or (self.starts and self.roots == 1):
            return text
        name = "div" if self.tags else "p"
        return f"<{name}>{text}</{name}>"


@dataclass(eq=False)
class RawHtml:
    """Writes the raw HTML of a page.

    Attributes:
        renderer: Renders Swimm's constructs.
        ids: The ids taken on the page so far.
        containers: The closing tags of elements that are open around Markdown.
    """

    renderer: Renderer
    ids: set[str]
    containers: list[str] = field(default_factory=list)

    def block(self, token: Token, closed: Set[str]) -> str:
        """A block of HTML on lines of its own.

        Args:
            token: The HTML.
            closed: The elements that HTML further on closes: they may stay open until there.
        """
        written: list[str] = []
        piece = _Piece()
        for part in pieces(token):
            tag = self._tag(token, part.content) if part.type == "html_inline" else None
            if tag is None:
                piece.add(self.text(part))
            elif not tag.closing and piece.open.is_deep:
                continue
            elif not tag.closing:
                html = with_unique_id(tag.text, self.ids)
                piece.begin(_name(tag.text), html, block=tag.name in BLOCK)
            elif _name(tag.text) in piece.open:
                piece.close(_name(tag.text))
            elif self.containers and self.containers[-1] == tag.text:
                written.extend((piece.html(), self.containers.pop()))
                piece = _Piece()
        left = piece.open.names
        deep = len(self.containers) >= _DEEPEST
        if left and not deep and piece.starts and piece.roots == 1 and _continues(left, closed):
            written.append(self._contain(piece))
        else:
            written.append(piece.html())
        return "\n\n".join(filter(None, written))

    def inline(self, token: Token) -> str:
        """A block of HTML within a list or quote, where only inline elements can stay."""
        writer = InlineWriter(self.renderer, self.ids)
        for part in pieces(token):
            if part.type == "html_inline":
                writer.html(part)
            else:
                writer.parts.append(self.text(part))
        return _no_blank_lines(writer.write(()))

    def text(self, part: Token) -> str:
        """Text within raw HTML, or one of Swimm's constructs."""
        if part.type == "text":
            return html_text(unescape(part.content))
        if part.type == "html_inline":
            return html_text(part.content)
        return self.renderer.html(part)

    def _tag(self, token: Token, source: str) -> Tag | None:
        def link(href: str, image: bool) -> Target | None:
            return self.renderer.link(token, href, image=image)

        return read_tag(source, link)

    def _contain(self, piece: _Piece) -> str:
        """HTML whose open elements hold the Markdown that follows."""
        parts = list(piece.parts)
        for opened, at in piece.open.order:
            name = "div" if opened == "p" else opened
            parts[at] = f'<{name}{parts[at][len(opened) + 1 : -1]} markdown="1">'
            self.containers.append(f"</{name}>")
        return _no_blank_lines("".join(parts))


def _continues(names: Set[str], closed: Set[str]) -> bool:
    """Whether the elements left open are closed by HTML further on, around Markdown."""
    return names <= CONTAINERS and all(
        name in closed or (name == "div" and "center" in closed) for name in names
    )


def _name(tag: str) -> str:
    return tag.strip("</>").split(" ")[0]


def _no_blank_lines(text: str) -> str:
    return re.sub(r"\n[ \t]*(?=\n)", "", text).strip()
