"""Finds links to code in ordinary Markdown, and their positions in its text."""

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
"""Start and end, 0-based, in the text below the front matter."""

_SPAN, _URL = "span", "url"  # keys of a token's `meta`
_GAP = ("\u22ef", "\u2026")
_OPENING = re.compile(r"\([ \t\n]*")
_BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]{0,2}) ")
"""The beginning of an admonition, details or a tab of Python-Markdown; its content is indented."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to code on a page."""

    url: str
    place: LinkedPlace  # where it leads
    line: int  # in the file, 1-based
    code: str = ""  # its text, if that is a code span alone
    span: Span | None = None  # the whole link; None if unknown
    url_span: Span | None = None  # the URL, which may be in a definition; None if unknown
    bare: bool = False  # whether it has no text but its URL
    fence: Span | None = None  # first line, 0-based, and end of the fence that quotes its place
    further: tuple[Link, ...] = ()  # links with "⋯" before further fences; ``fence`` has them all


class Piece(NamedTuple):
    """Quoted lines."""

    first: int  # the number of the first line
    lines: Sequence[str]
    info: str = ""  # the info string of the fence


@cache
def parser() -> MarkdownIt:
    """A parser of CommonMark with tables, and the admonitions and tabs of Python-Markdown."""
    md = MarkdownIt("commonmark", {"store_labels": True}).enable(["table", "strikethrough"])
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("code", "box", _box, {"alt": interrupts})
    for name, rule in (("link", link), ("image", image), ("autolink", autolink)):
        md.inline.ruler.at(name, partial(_spanned, rule))
    md.inline.ruler.after("text", "bare_url", _bare_url)
    return md


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Rule for an admonition or tab, whose content CommonMark would take for indented code."""
    position = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not _BOX.match(state.src, position):
        return False
    if silent:
        return True
    indent, stop = state.sCount[start] + 4, start + 1
    while stop < end and (state.isEmpty(stop) or state.sCount[stop] >= indent):
        stop += 1
    outer = state.blkIndent, state.lineMax
    state.blkIndent, state.lineMax = indent, stop
    state.level += 1
    state.md.block.tokenize(state, start + 1, stop)
    state.level -= 1
    state.blkIndent, state.lineMax = outer
    state.line = stop
    return True


def _spanned(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
    """Rule for a link or image, with the spans of it and of its URL in the inline content."""
    start, count = state.pos, len(state.tokens)
    if not rule(state, silent):
        return False
    type = "image" if rule is image else "link_open"
    token = next((one for one in state.tokens[count:] if one.type == type), None)
    if token:
        token.meta[_SPAN] = start, state.pos
        if rule is autolink:
            token.meta[_URL] = start + 1, state.pos - 1
        else:
            label = start + 1 if rule is image else start
            end = state.md.helpers.parseLinkLabel(state, label) + 1
            if opening := _OPENING.match(state.src, end):
                begin = opening.end()
                target = state.md.helpers.parseLinkDestination(state.src, begin, state.posMax)
                token.meta[_URL] = begin, target.pos
    return True


def _bare_url(state: StateInline, silent: bool) -> bool:
    """Rule for a URL without brackets, whose scheme is already among the pending text."""
    scheme = next((one for one in ("https", "http") if state.pending.endswith(one)), "")
    if silent or state.linkLevel or not scheme or not state.src.startswith("://", state.pos):
        return False
    url = BARE_URL.match(state.src, state.pos - len(scheme))
    if not url:
        return False
    state.pending = state.pending.removesuffix(scheme)
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": url[0]}
    token.meta = {_SPAN: url.span(), _URL: url.span()}
    state.push("text", "", 0).content = url[0]
    state.push("link_close", "a", -1)
    state.pos = url.end()
    return True


class LinkedPage:
    """The text of a page in which links are found."""

    def __init__(self, body: str, read_link: LinkReader | None = None, first: int = 1) -> None:
        """Parse the text below the front matter; ``first`` is the number of its first line."""
        self._body, self._read_link, self._first = body, read_link, first
        self._env: dict[str, Any] = {}
        self.blocks = parser().parse(body, self._env)
        sizes = (len(line) + 1 for line in body.split("\n"))
        self._starts = [*accumulate(sizes, initial=0), len(body) + 1]

    def links(self) -> Sequence[tuple[Link, Sequence[Piece]]]:
        """The links to code, each with the pieces of it that fences below it quote."""
        quotes: list[tuple[Link, Sequence[Piece]]] = []
        last: MarkdownToken | None = None
        for index, block, lines in self._inlines():
            links = list(self._links(block, lines))
            quoting = next((one for one in reversed(links) if one.place.first is not None), None)
            # An inline token is followed by the end of its paragraph.
            below = self.blocks[index + 1 : index + 3]
            is_fence = [token.type for token in below] == ["paragraph_close", "fence"]
            fence = below[1] if is_fence else None
            if not (quoting and fence and fence.map) or fence.info.startswith("mermaid"):
                quotes += ((link, ()) for link in links)
                continue
            code = fence.content.split("\n")[:-1]
            piece = Piece(quoting.place.first or 1, code, fence.info)
            gap = block.content.startswith(_GAP) and index > 1
            if gap and self.blocks[index - 2] is last and _follows(quoting.place, *quotes[-1]):
                link, pieces = quotes[-1]
                span = (link.fence[0] if link.fence else 0, fence.map[1])
                link = replace(link, fence=span, further=(*link.further, quoting))
                quotes[-1] = link, [*pieces, piece]
            else:
                quotes += ((link, ()) for link in links if link is not quoting)
                quotes.append((replace(quoting, fence=(fence.map[0], fence.map[1])), [piece]))
            last = fence
        return quotes

    def urls(self) -> Mapping[Span, str]:
        """The URLs of all links and images, by their spans."""
        urls: dict[Span, str] = {}
        for _, block, lines in self._inlines():
            for token in block.children or ():
                url = str(token.attrs.get("href") or token.attrs.get("src") or "")
                span = self._url_span(token, url, lines)
                if url and span:
                    urls[span] = url
        return urls

    def _inlines(self) -> Iterator[tuple[int, MarkdownToken, Sequence[Span]]]:
        """The inline tokens, each with its index among the blocks, and its lines.

        A line is its offset in the token's content, and in the page; -1 if that is unknown.
        """
        reached = 0
        for index, block in enumerate(self.blocks):
            if block.type != "inline" or not block.map:
                continue
            lines, offset = [], 0
            for number, line in enumerate(block.content.split("\n"), block.map[0]):
                # The cells of a table's row are on the same line, in order.
                begin, end = max(self._starts[number], reached), self._starts[number + 1]
                in_page = self._body.find(line.strip(), begin, end)
                in_page -= len(line) - len(line.lstrip())
                lines.append((offset, in_page))
                offset += len(line) + 1
                reached = max(reached, in_page + len(line))
            yield index, block, lines

    def _links(self, block: MarkdownToken, lines: Sequence[Span]) -> Iterator[Link]:
        """The links to code in an inline token."""
        tokens = block.children or ()
        for index, token in enumerate(tokens):
            url = str(token.attrs.get("href", ""))
            place = self._read_link(url) if self._read_link and url else None
            if place is None:
                continue
            inside = [one.type for one in tokens[index + 1 : index + 3]]
            is_code = inside == ["code_inline", "link_close"]
            span = token.meta[_SPAN]
            row = (block.map[0] if block.map else 0) + block.content.count("\n", 0, span[0])
            yield Link(
                url,
                place,
                self._first + row,
                tokens[index + 1].content if is_code else "",
                _in_page(lines, span),
                self._url_span(token, url, lines),
                bare=token.markup == "autolink" or span == token.meta.get(_URL),
            )

    def _url_span(self, token: MarkdownToken, url: str, lines: Sequence[Span]) -> Span | None:
        """The span of a link's URL, in the link or in its definition."""
        if span := token.meta.get(_URL):
            return _in_page(lines, span)
        definition = self._env.get("references", {}).get(token.meta.get("label"))
        if not (definition and definition.get("map")):
            return None
        begin, end = (self._starts[line] for line in definition["map"])
        at = self._body.find(url, begin, end)
        return None if at < 0 else (at, at + len(url))


def _follows(place: LinkedPlace, link: Link, pieces: Sequence[Piece]) -> bool:
    """Whether a place is below the quoted pieces in the same file."""
    if not pieces or (place.path, place.revision) != (link.place.path, link.place.revision):
        return False
    last = pieces[-1]
    return place.first is not None and place.first >= last.first + len(last.lines)


def _in_page(lines: Sequence[Span], span: Span) -> Span | None:
    """The span in the page of a span in inline content."""
    ends = []
    for at in span:
        offset, in_page = max(line for line in lines if line[0] <= at)
        if in_page < 0:
            return None
        ends.append(in_page + at - offset)
    return ends[0], ends[1]
