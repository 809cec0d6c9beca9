"""Links to code in ordinary Markdown, and where they stand in its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, autolink, image, link
from markdown_it.token import Token as MarkdownToken

from ..format.links import BARE_URL
from .permalinks import LinkedPlace, LinkReader

Span = tuple[int, int]
"""Where a piece of the text begins and ends."""

_SPAN = "span"
_ADDRESS = "address"
_GAP = ("\u22ef", "\u2026")
_OPENING = re.compile(r"\([ \t\n]*")
_BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]{0,2}) ")
"""What admonitions, details and tabs of Python-Markdown begin with; what is in them is indented."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to code on a page.

    Attributes:
        address: Its address.
        place: Where that leads.
        line: The line of the file that it begins on.
        code: The code that is all of its text; empty for any other text.
        span: Where it stands in the text below the front matter; None where that can not be told.
        written: Where its address stands there, which may be in a definition.
        bare: Whether its address is all there is of it.
        fence: The fence that quotes what it leads to, as the first line in the text, from 0, and
            the one behind its last; with those of ``further`` links, as far as the last of them.
        further: Links that say where the quote goes on, each in a paragraph that begins with "⋯"
            between two fences.
    """

    address: str
    place: LinkedPlace
    line: int
    code: str = ""
    span: Span | None = None
    written: Span | None = None
    bare: bool = False
    fence: Span | None = None
    further: tuple[Link, ...] = ()


class Piece(NamedTuple):
    """Lines that are quoted: the number of the first, and the info string of their fence."""

    first: int
    lines: Sequence[str]
    info: str = ""


@cache
def parser() -> MarkdownIt:
    """Reads CommonMark with tables, and the boxes of Python-Markdown."""
    made = MarkdownIt("commonmark", {"store_labels": True}).enable(["table", "strikethrough"])
    made.block.ruler.before(
        "code", "box", _box, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    for name, rule in (("link", link), ("image", image), ("autolink", autolink)):
        made.inline.ruler.at(name, partial(_placed, rule))
    made.inline.ruler.after("text", "bare_url", _bare_url)
    return made


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An admonition or tab, which CommonMark does not know; nothing else indents paragraphs."""
    at = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not _BOX.match(state.src, at):
        return False
    if silent:
        return True
    indent, stop = state.sCount[start] + 4, start + 1
    while stop < end and (state.isEmpty(stop) or state.sCount[stop] >= indent):
        stop += 1
    around = state.blkIndent, state.lineMax
    state.blkIndent, state.lineMax = indent, stop
    state.level += 1
    state.md.block.tokenize(state, start + 1, stop)
    state.level -= 1
    state.blkIndent, state.lineMax = around
    state.line = stop
    return True


def _placed(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
    """A link or image, with its place and that of its address in the text that is parsed."""
    start, count = state.pos, len(state.tokens)
    if not rule(state, silent):
        return False
    wanted = "image" if rule is image else "link_open"
    opened = next((one for one in state.tokens[count:] if one.type == wanted), None)
    if opened:
        opened.meta[_SPAN] = start, state.pos
        if rule is autolink:
            opened.meta[_ADDRESS] = start + 1, state.pos - 1
        else:
            label = start + 1 if rule is image else start
            at = state.md.helpers.parseLinkLabel(state, label) + 1
            if opening := _OPENING.match(state.src, at):
                begin = opening.end()
                found = state.md.helpers.parseLinkDestination(state.src, begin, state.posMax)
                opened.meta[_ADDRESS] = begin, found.pos
    return True


def _bare_url(state: StateInline, silent: bool) -> bool:
    """An address without brackets, whose scheme is in the text that was read before."""
    scheme = next((one for one in ("https", "http") if state.pending.endswith(one)), "")
    if silent or state.linkLevel or not scheme or not state.src.startswith("://", state.pos):
        return False
    found = BARE_URL.match(state.src, state.pos - len(scheme))
    if not found:
        return False
    state.pending = state.pending.removesuffix(scheme)
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": found[0]}
    opened.meta = {_SPAN: found.span(), _ADDRESS: found.span()}
    state.push("text", "", 0).content = found[0]
    state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


@dataclass(eq=False)
class LinkedPage:
    """The text of a page, in which links are found.

    Attributes:
        body: The text below the front matter.
        first: The number of its first line in the file.
        read_link: Says which links lead to the code; None where none does.
        env: What the parser knows of the page.
    """

    body: str
    first: int = 1
    read_link: LinkReader | None = None
    env: dict[str, Any] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=lambda: [0])
    _lines: Sequence[str] = ()

    def __post_init__(self) -> None:
        self._lines = self.body.split("\n")
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def links(self, blocks: Sequence[MarkdownToken]) -> Sequence[tuple[Link, Sequence[Piece]]]:
        """The links to code, each with what is quoted below it of what it leads to."""
        found: list[tuple[Link, list[Piece]]] = []
        last: MarkdownToken | None = None
        for index, block, running in self._inlines(blocks):
            links = list(self._links(block, running))
            # An inline token is followed by the end of its paragraph.
            [end, fence] = [*blocks[index + 1 : index + 3], *[None] * 2][:2]
            below = end and end.type == "paragraph_close" and fence and fence.type == "fence"
            quoting = [one for one in links if one.place.first is not None]
            if not (below and quoting and fence and fence.map) or fence.info.startswith("mermaid"):
                found += ((one, []) for one in links)
                continue
            goes_on = block.content.startswith(_GAP) and index > 1 and blocks[index - 2] is last
            lines = fence.content.split("\n")[:-1]
            piece = Piece(quoting[-1].place.first or 1, lines, fence.info)
            if goes_on and found and _follows(quoting[-1].place, *found[-1]):
                link, pieces = found[-1]
                span = (link.fence[0] if link.fence else 0, fence.map[1])
                link = replace(link, fence=span, further=(*link.further, quoting[-1]))
                found[-1] = link, [*pieces, piece]
            else:
                found += ((one, []) for one in links if one is not quoting[-1])
                quote = replace(quoting[-1], fence=(fence.map[0], fence.map[1]))
                found.append((quote, [piece]))
            last = fence
        return found

    def addresses(self) -> Mapping[Span, str]:
        """The addresses of all links and images, by where they stand in the text."""
        found: dict[Span, str] = {}
        for _, block, running in self._inlines(parser().parse(self.body, self.env)):
            for token in block.children or ():
                address = str(token.attrs.get("href") or token.attrs.get("src") or "")
                written = token.meta.get(_ADDRESS)
                span = running.placed(written) if written else self._defined(token, address)
                if address and span:
                    found[span] = address
        return found

    def _inlines(
        self, blocks: Sequence[MarkdownToken]
    ) -> Iterator[tuple[int, MarkdownToken, _Running]]:
        """The running texts, each with its place among the blocks and that of its lines."""
        reached = 0
        for index, block in enumerate(blocks):
            if block.type == "inline":
                cell = blocks[index - 1].type in ("th_open", "td_open")
                running = self._running(block, reached if cell else 0, cell=cell)
                reached = max(reached, running.end)
                yield index, block, running

    def _running(self, block: MarkdownToken, reached: int, *, cell: bool) -> _Running:
        """The lines of running text, with their places; cells are told apart by their order."""
        number = block.map[0] if block.map else 0
        found = _Running()
        for line, text in enumerate(block.content.split("\n"), number):
            whole = self._lines[line] if line < len(self._lines) else ""
            start, shown = self._starts[min(line, len(self._lines))], text.rstrip()
            if not cell and whole.rstrip().endswith(shown):
                at = start + len(whole.rstrip()) - len(shown)
            else:
                at = self.body.find(shown, max(start, reached), start + len(whole))
            found.add(text, at)
        return found

    def _links(self, block: MarkdownToken, running: _Running) -> Iterator[Link]:
        """The links to code in running text."""
        line = self.first + (block.map[0] if block.map else 0)
        opened: tuple[int, MarkdownToken, int] | None = None
        tokens = block.children or ()
        for index, token in enumerate(tokens):
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            elif token.type == "link_open":
                opened = index, token, line
            elif token.type == "link_close" and opened:
                at, begin, begun = opened
                opened = None
                address = str(begin.attrs.get("href", ""))
                place = self.read_link(address) if self.read_link else None
                if place is None:
                    continue
                inside = tokens[at + 1 : index]
                code = inside[0].content if [one.type for one in inside] == ["code_inline"] else ""
                span, written = begin.meta[_SPAN], begin.meta.get(_ADDRESS)
                yield Link(
                    address,
                    place,
                    begun,
                    code,
                    running.placed(span),
                    running.placed(written) if written else self._defined(begin, address),
                    bare=begin.markup == "autolink" or span == written,
                )

    def _defined(self, link: MarkdownToken, address: str) -> Span | None:
        """Where the address of a link stands in a definition."""
        found = self.env.get("references", {}).get(link.meta.get("label"))
        if found is None or not found.get("map"):
            return None
        begin, end = (self._starts[line] for line in found["map"])
        at = self.body.find(address, begin, end)
        return None if at < 0 else (at, at + len(address))


def _follows(place: LinkedPlace, link: Link, pieces: Sequence[Piece]) -> bool:
    """Whether a place is further down in the file that is quoted."""
    if not pieces or (place.path, place.revision) != (link.place.path, link.place.revision):
        return False
    last = pieces[-1]
    return place.first is not None and place.first >= last.first + len(last.lines)


@dataclass(eq=False)
class _Running:
    """The lines of running text.

    Attributes:
        starts: Where each begins in the text.
        lines: The lines.
        places: Where each begins in the body; -1 where that can not be told.
    """

    starts: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, line: str, place: int) -> None:
        """Add a line."""
        self.starts.append(self.starts[-1] + len(self.lines[-1]) + 1 if self.lines else 0)
        self.lines.append(line)
        self.places.append(place)

    @property
    def end(self) -> int:
        """Where it ends in the body."""
        return self.places[-1] + len(self.lines[-1])

    def placed(self, span: Span) -> Span | None:
        """Where a part of it stands in the body."""
        start, end = map(self._placed, span)
        return None if start < 0 or end < 0 else (start, end)

    def _placed(self, at: int) -> int:
        line = bisect_right(self.starts, at) - 1
        return self.places[line] + at - self.starts[line] if self.places[line] >= 0 else -1
