"""Writes a page of ordinary Markdown: its references to code are replaced, and no other byte.

The rest is the author's, for whatever extensions read it. So fences and links are replaced with
placeholders, and these with HTML once Markdown leaves it alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate

from ..code.codehost import bracketed
from ..format.constructs import PathRef, Problem, Row, Snippet, Token
from ..format.document import Document
from ..freshness import STALE, Place, State
from ..i18n.strings import Strings
from ..markdown.contract import IN_HTML, Target
from ..markdown.escaping import attribute, in_ascii
from ..rendering.citations import Citation, stale_words
from ..rendering.links import Site
from ..rendering.page import state_line
from ..rendering.snippets import card, stale_card
from ..rendering.writer import Writer
from ..safety.hidden_code import HiddenCode, key_of, placeholder
from .links import Link
from .reading import links_in, title_of

_PART = '<div class="swimm-part">{}<span class="swimm-page" hidden></span></div>'
"""A card with the marker by which the style sheet knows our parts of other pages."""

_HIGHLIGHTED = re.compile(r"""\bhl_lines=["']([^"']*)""")
_LINES = re.compile(r"[*\s]*(?:\w+ \d+(?:[-–]\d+)?[*\s]*)?")
"""May follow a link that is dropped for the title of a card: ``lines 5–9``."""


@dataclass(frozen=True, slots=True)
class OrdinaryPage:
    """A page of ordinary Markdown as it is written."""

    page: HiddenCode  # its text below the front matter, with placeholders for HTML
    plain: str  # the same text as plain Markdown, with up-to-date links
    problems: tuple[Problem, ...]


def render_ordinary(
    document: Document, site: Site, strings: Strings, to_html: Callable[[str], str]
) -> OrdinaryPage:
    """Write a page of ordinary Markdown (see ``read_markdown``).

    ``to_html`` converts Markdown with the extensions of ``extensions.NEEDED``.
    """
    writer = Writer(document, site, strings)
    text, plain = _Text(document.body), _Text(document.body)
    key = key_of(document.body)
    parts: list[str] = []

    def hidden(html: str) -> str:
        parts.append(html)
        return placeholder(len(parts) - 1, key)

    for link, value in links_in(document):
        cited = writer.cite(value)
        url = cited.link.url
        if url and link.url_span:
            plain.replace(*link.url_span, url)
        if link.fence and isinstance(value, Snippet):
            code = _PART.format(to_html(_card(_reachable(cited, link), value, strings)))
            text.replace_fence(*link.fence, hidden(code))
            if text.drop_link(link):
                continue
        if link.span and text.is_replaceable(link):
            lines = cited.span or (link.place.first, link.place.last)
            label = link.code or str(Place(cited.reference.path or "/", *lines))
            css = "swimm-token" if isinstance(value, Token) else "swimm-path"
            linked = writer.linked_code(_reachable(cited, link), label, css, IN_HTML)
            text.replace(*link.span, hidden(linked))
            continue
        if url and link.url_span:
            text.replace(*link.url_span, url)
        if link.span and (words := stale_words(cited, strings)):
            tip = in_ascii(attribute(words))
            start, end = link.span
            text.replace(start, start, hidden(f'<span class="swimm-stale" title="{tip}">'))
            text.replace(end, end, hidden("</span>"))
    health = Target(site.health.html, site.health.html) if site.health else None
    line = state_line(writer.findings, (), health, strings)
    # A page whose only references are paths that exist needs no state.
    if line and any(
        not isinstance(one.reference, PathRef) or one.state in STALE for one in writer.findings
    ):
        text.insert_paragraph(title_of(document)[1], hidden(to_html(line)))
    problems = tuple(one for one in writer.problems() if one.kind != "front_matter")
    return OrdinaryPage(HiddenCode(text.written(), key, parts), plain.written(), problems)


def _card(cited: Citation, value: Snippet, strings: Strings) -> str:
    """The card for a fence, with the links of HTML."""
    if cited.link.html:
        cited = cited._replace(link=cited.link._replace(url=cited.link.html))
    stale = stale_card(cited, value, strings)
    if stale:
        return stale
    shown = cited.reference if isinstance(cited.reference, Snippet) else value
    return card(shown, cited.link, strings, rows=_highlighted(shown))


def _highlighted(snippet: Snippet) -> Sequence[Row]:
    """The rows of a fence, marked where its author highlights them."""
    ranges = _HIGHLIGHTED.search(snippet.info)
    lines: set[int] = set()
    for first, last in re.findall(r"(\d{1,6})(?:-(\d{1,6}))?", ranges[1] if ranges else ""):
        lines.update(range(int(first), min(int(last or first), len(snippet.rows)) + 1))
    return [replace(row, marked=at in lines) for at, row in enumerate(snippet.rows, 1)]


def _reachable(cited: Citation, link: Link) -> Citation:
    """Let a citation of code that is gone lead to the commit in its link, if there is one."""
    if cited.link.url or cited.state is not State.GONE or not link.place.revision:
        return cited
    url = bracketed(link.url)
    return cited._replace(link=cited.link._replace(url=url, html=escape(url)))


class _Text:
    """A text, and the replacements to be made in it."""

    def __init__(self, body: str) -> None:
        self.body, self._lines = body, body.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._edits: defaultdict[tuple[int, int], list[str]] = defaultdict(list)

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace a span; insertions at the same position add up."""
        if start < end:
            self._edits[start, end].clear()
        self._edits[start, end].append(text)

    def replace_fence(self, first: int, end: int, text: str) -> None:
        """Replace lines, counted from 0, with a block."""
        line = self._lines[first]
        margin = line[: len(line) - len(line.lstrip(" \t>"))]
        text = margin + text
        if first and not _is_blank(self._lines[first - 1]):
            text = f"{margin.rstrip()}\n{text}"
        if end < len(self._lines) and not _is_blank(self._lines[end]):
            text = f"{text}\n{margin.rstrip()}"
        self.replace(self._starts[first], min(self._starts[end] - 1, len(self.body)), text)

    def drop_link(self, link: Link) -> bool:
        """Delete the line of a link if the title of the card below it says as much."""
        if link.span is None or not (link.bare or link.code == link.place.path):
            return False
        start, end = link.span
        first = self.body.rfind("\n", 0, start) + 1
        last = self.body.find("\n", end)
        if not _is_blank(self.body[first:start], "*") or not _LINES.fullmatch(self.body[end:last]):
            return False
        self.replace(first, last + 1, "")
        return True

    def is_replaceable(self, link: Link) -> bool:
        """Whether a link is only a URL or a code span, without a title or attributes."""
        if link.span is None or not (link.bare or link.code):
            return False
        title = link.url_span and link.span[1] - link.url_span[1] > 1 and not link.bare
        return not title and not self.body.startswith("{", link.span[1])

    def insert_paragraph(self, line: int, text: str) -> None:
        """Insert a paragraph above a line, counted from 0."""
        at = min(self._starts[line], len(self.body))
        self.replace(at, at, f"\n{text}\n\n")

    def written(self) -> str:
        """The text with all replacements."""
        parts: list[str] = []
        at = 0
        for (start, end), texts in sorted(self._edits.items()):
            if start >= at:
                parts += (self.body[at:start], *texts)
                at = end
        return "".join((*parts, self.body[at:]))


def _is_blank(line: str, more: str = "") -> bool:
    return not line.strip(f" \t>{more}")
