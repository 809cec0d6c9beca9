"""Blocks of raw HTML: harmless elements stay, each block is closed where it ends.

A block is cleaned within the elements around Markdown that are still open. Comments tell where it
begins and ends, ``<slot>`` where a construct of Swimm's stands: a document has neither there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from html import escape, unescape

from markdown_it.token import Token

from .contract import Renderer
from .escaping import escape_text
from .html import BLOCK, INLINE, VOID, Tag, Tags, in_markdown, shielded
from .inline import InlineWriter, plain_text

_CONTAINERS = frozenset(
    ["article", "aside", "blockquote", "center", "details", "div", "figure", "p", "section"]
)
"""Elements that may hold Markdown between their two tags."""
_MOST_OPEN = {False: 100, True: 10}
"""How many elements, and how many within a line, may be open: browsers open the latter again."""
_DEEPEST = 40
"""Elements around Markdown within each other: Python-Markdown gives up on a few hundred."""
_END_TAG = re.compile(r"</([a-z][a-z0-9]*)")
_HTML_ITEM = re.compile(r'<(/?)([a-z0-9]+)(?: name="(\d+)")?(?:[^"<>]|"[^"]*")*>|[^<]+')
_EDGE = "<!---->"


class Closings:
    """What raw HTML among some blocks closes, looked for when that is asked."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens

    @cached_property
    def _last(self) -> Mapping[str, int]:
        return {
            name: index
            for index, token in enumerate(self._tokens)
            if token.type == "html_block"
            for name in _END_TAG.findall(token.content.lower())
            if name in _CONTAINERS
        }

    @cached_property
    def _folds(self) -> Mapping[int, Token]:
        ends: dict[int, Token] = {}
        around: list[Token] = []
        for token in self._tokens:
            while around and token.level < around[-1].level:
                around.pop()
            if token.type == "html_block":
                html = token.content.lower()
                opened = html.count("<details") - html.count("</details")
                if opened > 0:
                    around.append(token)
                elif opened and around and around[-1].level == token.level:
                    ends[id(around.pop())] = token
        return ends

    def after(self, at: int) -> Set[str]:
        """The names of the containers that are closed behind a token."""
        return frozenset(name for name, index in self._last.items() if index > at)

    def fold_end(self, token: Token) -> Token | None:
        """The block among those beside it that closes the ``<details>`` of a block."""
        return self._folds.get(id(token))


@dataclass(eq=False)
class Piece:
    """A part of a block with no container's end in it.

    Attributes:
        parts: Its HTML.
        open: The elements that are open, the index of each one's tag in ``parts``, and its end.
        roots: What stands side by side in it: the names of elements, an empty one for text.
        blocks: Whether it holds elements that can not stand in a paragraph.
    """

    parts: list[str] = field(default_factory=list)
    open: list[tuple[str, int, str]] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    blocks: bool = False

    def add(self, html: str, name: str = "") -> None:
        """Add a tag, or text where there is no name."""
        if not self.open and html.strip():
            self.roots.append(name)
        self.blocks = self.blocks or name in BLOCK
        self.parts.append(html)

    def closed(self) -> str:
        """Its HTML with the ends of what is open."""
        return "".join([*self.parts, *(end for _, _, end in reversed(self.open))])

    @property
    def is_one(self) -> bool:
        """Whether it is one element that Python-Markdown leaves alone."""
        return len(self.roots) == 1 and self.roots[0] in BLOCK


@dataclass(eq=False)
class RawHtml:
    """Writes the raw HTML of a page.

    Attributes:
        renderer: Renders Swimm's constructs.
        tags: Reads and cleans tags.
        spell: Writes a tag as the reader of the Markdown wants it.
        containers: The elements that are open around Markdown.
    """

    renderer: Renderer
    tags: Tags
    spell: Callable[[str], str] = str
    containers: list[str] = field(default_factory=list)

    def block(self, token: Token, closed: Set[str]) -> str:
        """A block of HTML on lines of its own.

        Args:
            token: The HTML.
            closed: The elements that HTML further on closes: they may stay open until there.
        """
        html, constructs = self._cleaned(token)
        written: list[str] = []
        piece = Piece()
        for item in _HTML_ITEM.finditer(html):
            closing, name, slot = item.groups()
            if not name:
                piece.add(self.text(item[0], piece))
            elif slot:
                opening, end = constructs[int(slot)]
                piece.add(opening)
                piece.open.append((name, len(piece.parts) - 1, end))
            elif not closing:
                piece.add(self.spell(in_markdown(item[0])), name)
                if name not in VOID:
                    piece.open.append((name, len(piece.parts) - 1, f"</{name}>"))
            elif piece.open:
                piece.parts.append(piece.open.pop()[2])
            elif self.containers:
                written += [self.whole(piece), f"</{self.containers.pop()}>"]
                piece = Piece()
        while piece.open and piece.open[-1][0] in INLINE:
            piece.parts.append(piece.open.pop()[2])
        left = {name for name, _, _ in piece.open}
        deep = len(self.containers) + len(left) > _DEEPEST
        opened = [] if not left or deep or not _continues(left, closed) else self.opened(piece)
        return "\n\n".join(filter(None, [*written, *(opened or [self.whole(piece)])]))

    def _cleaned(self, token: Token) -> tuple[str, Sequence[tuple[str, str]]]:
        """The HTML of a block, and how each construct in it begins and ends, by its slot's name."""
        constructs: list[tuple[str, str]] = []
        parts = [f"<{name}>" for name in self.containers] + [_EDGE]
        counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for part in token.children or ():
            tag = self.tags.read(part) if part.type == "html_inline" else None
            count = counts[tag is not None and tag.name in INLINE]
            if part.type == "swimm_prompt_close":
                constructs[-1] = constructs[-1][0], self.renderer.html(part)
                parts.append("</slot>")
            elif part.type not in ("text", "html_inline"):
                parts.append(f'<slot name="{len(constructs)}">' + "</slot>" * (not part.nesting))
                constructs.append((self.renderer.html(part), ""))
            elif tag is None:
                parts.append(_as_text(part))
            elif tag.closing:
                # A paragraph around Markdown is written as another element.
                around = tag.shown == "p" and not count["p"] and self.containers
                parts.append("</div>" if around else tag.source)
                count[tag.shown] -= count[tag.shown] > 0
            elif count.total() < _MOST_OPEN[tag.name in INLINE]:
                count[tag.shown] += tag.name not in VOID
                # As in browsers; the parser of nh3 knows of pages without a doctype, too.
                parts.append("</p>" if tag.name == "table" and count["p"] else "")
                parts.append(tag.source)
        # What stands between the cells of a table is put before it, and the edge with that.
        parts += ["</table>" * counts[False]["table"], _EDGE]
        _, html, _ = self.tags.clean("".join(parts)).split(_EDGE)
        return html.replace("<p></p>", ""), constructs

    def inline(self, token: Token, start: int = 0) -> str:
        """A block of HTML within a list or quote, where only inline elements can stay.

        Args:
            token: The HTML.
            start: Which of its parts is the first to be written.
        """
        writer = InlineWriter(self.renderer, self.tags, self.spell)
        for part in (token.children or ())[start:]:
            if part.type == "html_inline":
                writer.html([part], 0)
            else:
                text = part.type == "text"
                writer.parts.append(shielded(_as_text(part)) if text else self.renderer.html(part))
        return _no_blank_lines(writer.write(()))

    def fold(self, token: Token) -> tuple[str, str, str] | None:
        """A ``<details>`` with a ``<summary>`` within a list or quote, as a box that folds.

        Returns:
            Its title, the mark of the box and what stands below the title; None for other HTML.
        """
        parts = token.children or ()
        found: dict[str, tuple[int, Tag]] = {}
        for at, part in enumerate(parts):
            if part.type == "html_inline" and (tag := self.tags.read(part)):
                found.setdefault("/" * tag.closing + tag.name, (at, tag))
        if list(found)[:2] != ["details", "summary"] or "/summary" not in found:
            return None
        title = plain_text(parts[found["summary"][0] + 1 : found["/summary"][0]])
        shown = escape_text(" ".join(unescape(title).split())).replace('"', "&quot;")
        mark = "???+" if "open" in found["details"][1].attributes else "???"
        before = plain_text(parts[: found["details"][0]]).strip()
        return (shown, mark, self.inline(token, found["/summary"][0] + 1)) if not before else None

    def text(self, html: str, piece: Piece) -> str:
        """Text that stands in a piece."""
        return shielded(html)

    def whole(self, piece: Piece) -> str:
        """A piece, closed, as one element: what follows that is Markdown again."""
        html = _no_blank_lines(piece.closed())
        name = "div" if piece.blocks else "p"
        return html if not html or piece.is_one else f"<{name}>{html}</{name}>"

    def opened(self, piece: Piece) -> list[str]:
        """A piece whose open elements hold the Markdown that follows; nothing for no such piece."""
        if not piece.is_one:
            return []
        for name, at, _ in piece.open:
            self.containers.append(_contained(name))
            inside = piece.parts[at][len(name) + 1 : -1]
            piece.parts[at] = f'<{_contained(name)}{inside} markdown="1">'
        return [_no_blank_lines("".join(piece.parts))]


class BalancedHtml(RawHtml):
    """Writes the raw HTML of a page for readers of CommonMark.

    A block becomes one line, so that nothing in it is taken for another block. Elements that HTML
    further on closes stay open, their tags on lines of their own around the Markdown between.
    """

    def text(self, html: str, piece: Piece) -> str:
        """Text that stands in a piece."""
        preformatted = any(name == "pre" for name, _, _ in piece.open)
        return shielded(html).replace("\n", "&#10;" if preformatted else " ")

    def whole(self, piece: Piece) -> str:
        """A piece, closed; text that it begins with must not make a paragraph of it."""
        html = piece.closed().strip()
        begins_with_text = piece.blocks and piece.roots and piece.roots[0] not in BLOCK
        return f"<div>{html}</div>" if begins_with_text else html

    def opened(self, piece: Piece) -> list[str]:
        """A piece whose open elements hold the Markdown that follows."""
        done: list[str] = []
        start = 0
        for name, at, _ in piece.open:
            shown = _contained(name)
            done.append("".join(piece.parts[start:at]))
            done.append(piece.parts[at].replace(f"<{name}", f"<{shown}", 1))
            self.containers.append(shown)
            start = at + 1
        done.append("".join(piece.parts[start:]))
        return [one.strip() for one in done]


def _as_text(part: Token) -> str:
    """What is no tag, as HTML; comments are not shown."""
    if part.type == "text":
        return escape(unescape(part.content), quote=False)
    return "" if part.content.startswith("<!--") else escape(part.content, quote=False)


def _continues(names: Set[str], closed: Set[str]) -> bool:
    """Whether the elements left open are closed by HTML further on, around Markdown."""
    return names <= _CONTAINERS and all(
        name in closed or (name == "div" and "center" in closed) for name in names
    )


def _contained(name: str) -> str:
    """The element that holds Markdown instead of another one: no paragraph holds paragraphs."""
    return "div" if name == "p" else name


def _no_blank_lines(text: str) -> str:
    return re.sub(r"\n[ \t]*(?=\n)", "", text).strip()
