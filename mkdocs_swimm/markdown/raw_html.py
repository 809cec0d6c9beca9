"""Blocks of raw HTML: harmless elements stay, each block is closed where it ends.

Python-Markdown leaves one element at the start of a line alone until it is closed, and takes what
follows for Markdown again; so every block becomes exactly one element.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
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

_CELLS = frozenset(["caption", "td", "th"])
"""Elements of tables in which a paragraph may stand."""

_ENDS_PARAGRAPH = BLOCK - _CELLS - {"col", "colgroup", "picture", "tbody", "tfoot", "thead", "tr"}

_MOST_OPEN = 100
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
class OpenElements:
    """The elements that are open.

    Attributes:
        order: Their names, the innermost last, each with the place that it was opened at.
    """

    order: list[tuple[str, int]] = field(default_factory=list)
    _count: Counter[str] = field(default_factory=Counter)
    _around: list[str] = field(default_factory=list)

    def __contains__(self, name: str) -> bool:
        """Whether an element of a name is open."""
        return self._count[name] > 0

    @property
    def is_deep(self) -> bool:
        """Whether so many are open that search plugins need the square of their number."""
        return len(self.order) >= _MOST_OPEN

    @property
    def names(self) -> frozenset[str]:
        """The names of all of them."""
        return frozenset(+self._count)

    def begin(self, name: str, place: int) -> None:
        """Open an element."""
        self.order.append((name, place))
        self._count[name] += 1
        if name == "p" or name in _CELLS:
            self._around.append(name)

    def end(self, name: str | None = None) -> Iterator[str]:
        """Close an element and those within it, all of them without a name; gives their names."""
        while self.order and (name is None or name in self):
            inner, _ = self.order.pop()
            self._count[inner] -= 1
            if self._around and self._around[-1] == inner:
                self._around.pop()
            yield inner
            if inner == name:
                return

    def ends_paragraph(self, name: str) -> bool:
        """Whether an element can not stand in the paragraph here, and ends it as browsers do."""
        return self._around[-1:] == ["p"] and name in _ENDS_PARAGRAPH


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
        spell: Writes a tag as the reader of the Markdown wants it.
        containers: The closing tags of elements that are open around Markdown.
    """

    renderer: Renderer
    ids: set[str]
    spell: Callable[[str], str] = str
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
            tag = self.tag(token, part)
            if tag is None:
                piece.add(self.text(part))
            elif not tag.closing and piece.open.is_deep:
                continue
            elif not tag.closing:
                html = with_unique_id(tag.text, self.ids)
                piece.begin(tag.shown, html, block=tag.name in BLOCK)
            elif tag.shown in piece.open:
                piece.close(tag.shown)
            elif self.containers and self.containers[-1] == tag.text:
                written.extend((piece.html(), self.containers.pop()))
                piece = _Piece()
        left = piece.open.names
        deep = len(self.containers) >= _DEEPEST
        if left and not deep and piece.starts and piece.roots == 1 and continues(left, closed):
            written.append(self._contain(piece))
        else:
            written.append(piece.html())
        return "\n\n".join(filter(None, written))

    def inline(self, token: Token) -> str:
        """A block of HTML within a list or quote, where only inline elements can stay."""
        writer = InlineWriter(self.renderer, self.ids, self.spell)
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

    def tag(self, token: Token, part: Token) -> Tag | None:
        """The tag that a piece of raw HTML is; None for what is shown as text."""

        def link(href: str, image: bool) -> Target | None:
            return self.renderer.link(token, href, image=image)

        return read_tag(part.content, link) if part.type == "html_inline" else None

    def _contain(self, piece: _Piece) -> str:
        """HTML whose open elements hold the Markdown that follows."""
        parts = list(piece.parts)
        for opened, at in piece.open.order:
            name = contained(opened)
            parts[at] = f'<{name}{parts[at][len(opened) + 1 : -1]} markdown="1">'
            self.containers.append(f"</{name}>")
        return _no_blank_lines("".join(parts))


def continues(names: Set[str], closed: Set[str]) -> bool:
    """Whether the elements left open are closed by HTML further on, around Markdown."""
    return names <= CONTAINERS and all(
        name in closed or (name == "div" and "center" in closed) for name in names
    )


def contained(name: str) -> str:
    """The element that holds Markdown instead of another one: no paragraph holds paragraphs."""
    return "div" if name == "p" else name


def _no_blank_lines(text: str) -> str:
    return re.sub(r"\n[ \t]*(?=\n)", "", text).strip()
