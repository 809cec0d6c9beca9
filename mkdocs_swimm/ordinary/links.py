"""Links to code in ordinary Markdown, and where they stand in its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import accumulate
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, autolink, image, link
from markdown_it.token import Token as MarkdownToken

from ..format.links import BARE_URL
from .permalinks import LinkedPlace, LinkReader

Span = tuple[int, int]
"""Where a piece of the text below the front matter begins and ends."""

_SPAN = "span"
_ADDRESS = "address"
_GAP = ("\u22ef", "\u2026")
_OPENING = re.compile(r"\([ \t\n]*")
_BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]{0,2}) ")
"""What admonitions, details and tabs of Python-Markdown begin with; what is in them is indented."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to code on a page."""

    address: str
    place: LinkedPlace  # where that leads
    line: int  # of the file
    code: str = ""  # all of its text, if that is code
    span: Span | None = None  # where it stands; None where that can not be told
    written: Span | None = None  # where its address stands, which may be in a definition
    bare: bool = False  # whether its address is all there is of it
    fence: Span | None = None  # first line, from 0, and end of the fence that quotes its place
    further: tuple[Link, ...] = ()  # of "⋯" between fences, up to the last of which ``fence`` is


class Piece(NamedTuple):
    """Lines that are quoted."""

    first: int  # the number of the first
    lines: Sequence[str]
    info: str = ""  # of their fence


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


class LinkedPage:
    """The text of a page, in which links are found."""

    def __init__(self, body: str, read_link: LinkReader | None = None, first: int = 1) -> None:
        """Parse the text below the front matter; ``first`` is the number of its first line."""
        self._body, self._read_link, self._first = body, read_link, first
        self._env: dict[str, Any] = {}
        self.blocks = parser().parse(body, self._env)
        sizes = (len(line) + 1 for line in body.split("\n"))
        self._starts = [*accumulate(sizes, initial=0), len(body) + 1]

    def links(self) -> Sequence[tuple[Link, Sequence[Piece]]]:
        """The links to code, each with what is quoted below it of what it leads to."""
        found: list[tuple[Link, Sequence[Piece]]] = []
        last: MarkdownToken | None = None
        for index, block, lines in self._inlines():
            links = list(self._links(block, lines))
            quoting = next((one for one in reversed(links) if one.place.first is not None), None)
            # An inline token is followed by the end of its paragraph.
            below = self.blocks[index + 1 : index + 3]
            is_fence = [one.type for one in below] == ["paragraph_close", "fence"]
            fence = below[1] if is_fence else None
            if not (quoting and fence and fence.map) or fence.info.startswith("mermaid"):
                found += ((one, ()) for one in links)
                continue
            code = fence.content.split("\n")[:-1]
            piece = Piece(quoting.place.first or 1, code, fence.info)
            goes_on = block.content.startswith(_GAP) and index > 1
            if goes_on and self.blocks[index - 2] is last and _follows(quoting.place, *found[-1]):
                link, pieces = found[-1]
                span = (link.fence[0] if link.fence else 0, fence.map[1])
                link = replace(link, fence=span, further=(*link.further, quoting))
                found[-1] = link, [*pieces, piece]
            else:
                found += ((one, ()) for one in links if one is not quoting)
                found.append((replace(quoting, fence=(fence.map[0], fence.map[1])), [piece]))
            last = fence
        return found

    def addresses(self) -> Mapping[Span, str]:
        """The addresses of all links and images, by where they stand in the text."""
        found: dict[Span, str] = {}
        for _, block, lines in self._inlines():
            for token in block.children or ():
                address = str(token.attrs.get("href") or token.attrs.get("src") or "")
                span = self._address(token, address, lines)
                if address and span:
                    found[span] = address
        return found

    def _inlines(self) -> Iterator[tuple[int, MarkdownToken, Sequence[Span]]]:
        """The running texts, each with its place among the blocks, and its lines.

        Of every line there is where it begins in the running text, and where in the page; -1 where
        that can not be told.
        """
        reached = 0
        for index, block in enumerate(self.blocks):
            if block.type != "inline" or not block.map:
                continue
            lines, at = [], 0
            for number, line in enumerate(block.content.split("\n"), block.map[0]):
                # Cells of one line are told apart by their order.
                begin, end = max(self._starts[number], reached), self._starts[number + 1]
                place = self._body.find(line.strip(), begin, end)
                place -= len(line) - len(line.lstrip())
                lines.append((at, place))
                at += len(line) + 1
                reached = max(reached, place + len(line))
            yield index, block, lines

    def _links(self, block: MarkdownToken, lines: Sequence[Span]) -> Iterator[Link]:
        """The links to code in running text."""
        tokens = block.children or ()
        for index, begin in enumerate(tokens):
            address = str(begin.attrs.get("href", ""))
            place = self._read_link(address) if self._read_link and address else None
            if place is None:
                continue
            inside = [one.type for one in tokens[index + 1 : index + 3]]
            is_code = inside == ["code_inline", "link_close"]
            span = begin.meta[_SPAN]
            row = (block.map[0] if block.map else 0) + block.content.count("\n", 0, span[0])
            yield Link(
                address,
                place,
                self._first + row,
                tokens[index + 1].content if is_code else "",
                _placed_in(lines, span),
                self._address(begin, address, lines),
                bare=begin.markup == "autolink" or span == begin.meta.get(_ADDRESS),
            )

    def _address(self, token: MarkdownToken, address: str, lines: Sequence[Span]) -> Span | None:
        """Where the address of a link stands: in the link, or in a definition."""
        if written := token.meta.get(_ADDRESS):
            return _placed_in(lines, written)
        found = self._env.get("references", {}).get(token.meta.get("label"))
        if not (found and found.get("map")):
            return None
        begin, end = (self._starts[line] for line in found["map"])
        at = self._body.find(address, begin, end)
        return None if at < 0 else (at, at + len(address))


def _follows(place: LinkedPlace, link: Link, pieces: Sequence[Piece]) -> bool:
    """Whether a place is further down in the file that is quoted."""
    if not pieces or (place.path, place.revision) != (link.place.path, link.place.revision):
        return False
    last = pieces[-1]
    return place.first is not None and place.first >= last.first + len(last.lines)


def _placed_in(lines: Sequence[Span], span: Span) -> Span | None:
    """Where a part of running text stands in the page."""
    found = []
    for at in span:
        start, place = max(line for line in lines if line[0] <= at)
        if place < 0:
            return None
        found.append(place + at - start)
    return found[0], found[1]
