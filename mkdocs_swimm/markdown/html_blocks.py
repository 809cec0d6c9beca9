"""Blocks of raw HTML for readers of CommonMark and MDX: harmless, balanced, each on one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from html import unescape

from markdown_it.token import Token

from .contract import Renderer, Target
from .html import CONTAINERS, VOID, Tag, html_text, pieces, read_tag, with_unique_id
from .inline import InlineWriter
from .open_elements import OpenElements


@dataclass(eq=False)
class BalancedHtml:
    """Writes the raw HTML of a page.

    A block becomes one line, so that nothing in it is taken for another block. Elements that HTML
    further on closes stay open, their tags on lines of their own around the Markdown between.

    Attributes:
        renderer: Renders Swimm's constructs.
        ids: The ids taken on the page so far.
        spell: Writes a tag as the reader of the Markdown wants it.
        containers: The closing tags of elements that are open around Markdown.
    """

    renderer: Renderer
    ids: set[str]
    spell: Callable[[str], str]
    containers: list[str] = field(default_factory=list)

    def block(self, token: Token, closed: Set[str]) -> str:
        """A block of HTML on lines of its own.

        Args:
            token: The HTML.
            closed: The elements that HTML further on closes: they may stay open until there.
        """
        done: list[str] = []
        parts: list[str] = []
        opened = OpenElements()
        for part in pieces(token):
            tag = self._tag(token, part.content) if part.type == "html_inline" else None
            if tag is None:
                parts.append(self._text(part, lines="pre" in opened))
                continue
            name = _name(tag.text)
            if not tag.closing and opened.is_deep:
                continue
            if not tag.closing:
                if opened.ends_paragraph(name):
                    _close(parts, opened, "p")
                if tag.name not in VOID:
                    opened.begin(name, len(parts))
                parts.append(self.spell(with_unique_id(tag.text, self.ids)))
            elif name in opened:
                _close(parts, opened, name)
            elif self.containers and self.containers[-1] in (tag.text, f"</{_contained(name)}>"):
                _close(parts, opened)
                done += ["".join(parts), self.containers.pop()]
                parts = []
        left = opened.names
        if left and left <= CONTAINERS and all(_awaited(name, closed) for name in left):
            done += self._contain(parts, opened.order)
        else:
            _close(parts, opened)
            done.append("".join(parts))
        return "\n\n".join(one.strip() for one in done if one.strip())

    def inline(self, token: Token) -> str:
        """A block of HTML within a list or quote, where only inline elements can stay."""
        writer = InlineWriter(self.renderer, self.ids, self.spell)
        for part in pieces(token):
            if part.type == "html_inline":
                writer.html(part)
            else:
                writer.parts.append(self._text(part))
        return writer.write(()).strip()

    def _contain(self, parts: Sequence[str], open_: Sequence[tuple[str, int]]) -> list[str]:
        """HTML whose open elements hold the Markdown that follows."""
        done: list[str] = []
        start = 0
        for name, index in open_:
            done.append("".join(parts[start:index]))
            shown = _contained(name)
            done.append(parts[index].replace(f"<{name}", f"<{shown}", 1))
            self.containers.append(f"</{shown}>")
            start = index + 1
        return [*done, "".join(parts[start:])]

    def _text(self, part: Token, *, lines: bool = False) -> str:
        """Text within raw HTML, or one of Swimm's constructs."""
        if part.type == "text":
            return _one_line(html_text(unescape(part.content)), lines)
        if part.type == "html_inline":
            return _one_line(html_text(part.content), lines)
        return _one_line(self.renderer.html(part), lines)

    def _tag(self, token: Token, source: str) -> Tag | None:
        def link(href: str, image: bool) -> Target | None:
            return self.renderer.link(token, href, image=image)

        return read_tag(source, link)


def _close(parts: list[str], opened: OpenElements, name: str | None = None) -> None:
    """Close elements up to one, or all of them."""
    parts += [f"</{ended}>" for ended in opened.end(name)]


def _awaited(name: str, closed: Set[str]) -> bool:
    return name in closed or (name == "div" and "center" in closed)


def _contained(name: str) -> str:
    """The element that holds Markdown instead of another one: no paragraph holds paragraphs."""
    return "div" if name == "p" else name


def _name(tag: str) -> str:
    return tag.strip("</>").split(" ")[0]


def _one_line(text: str, lines: bool) -> str:
    return text.replace("\n", "&#10;") if lines else " ".join(text.split("\n"))
