"""A page of ordinary Markdown: what ties it to code is exchanged, and no other byte of it.

The rest is the author's, for whatever extensions read it. So what takes the place of a fence or a
link is HTML already, and stands aside until Markdown leaves HTML alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate

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
from ..safety.hidden_code import HiddenCode, mark_of, stand_in_for
from .links import Link
from .reading import links_in, title_of

_PART = '<div class="swimm-part">{}<span class="swimm-page" hidden></span></div>'
"""A card with what the style sheet knows parts of ours by, on a page that is not."""

_HIGHLIGHTED = re.compile(r"""\bhl_lines=["']([^"']*)""")
_WHERE = re.compile(r"[*\s]*(?:\w+ \d+(?:[-–]\d+)?[*\s]*)?")
"""What may follow a link that says no more than the title of a card: ``lines 5–9``."""


@dataclass(frozen=True, slots=True)
class OrdinaryPage:
    """What a page of ordinary Markdown became."""

    page: HiddenCode  # its text below the front matter, with stand-ins for HTML
    plain: str  # the same text as plain Markdown, its links as they are now
    problems: tuple[Problem, ...]


def render_ordinary(
    document: Document, site: Site, strings: Strings, to_html: Callable[[str], str]
) -> OrdinaryPage:
    """Write a page of ordinary Markdown (see ``read_markdown``).

    ``to_html`` makes HTML of Markdown that the extensions of ``extensions.NEEDED`` read.
    """
    writer = Writer(document, site, strings)
    text, plain = _Text(document.body), _Text(document.body)
    mark = mark_of(document.body)
    parts: list[str] = []

    def aside(html: str) -> str:
        parts.append(html)
        return stand_in_for(len(parts) - 1, mark)

    for link, value in links_in(document):
        cited = writer.cite(value)
        url = cited.link.url
        if url and link.written:
            plain.put(*link.written, url)
        if link.fence and isinstance(value, Snippet):
            code = _PART.format(to_html(_card(_reachable(cited, link), value, strings)))
            text.put_fence(*link.fence, aside(code))
            if text.put_link_away(link):
                continue
        if link.span and text.is_replaceable(link):
            lines = cited.span or (link.place.first, link.place.last)
            named = link.code or str(Place(cited.reference.path or "/", *lines))
            css = "swimm-token" if isinstance(value, Token) else "swimm-path"
            linked = writer.linked(_reachable(cited, link), named, css, IN_HTML)
            text.put(*link.span, aside(linked))
            continue
        if url and link.written:
            text.put(*link.written, url)
        if link.span and (words := stale_words(cited, strings)):
            tip = in_ascii(attribute(words))
            start, end = link.span
            text.put(start, start, aside(f'<span class="swimm-stale" title="{tip}">'))
            text.put(end, end, aside("</span>"))
    health = Target(site.health.html, site.health.html) if site.health else None
    line = state_line(writer.findings, (), health, strings)
    # That files are there which a page links to in passing is no news.
    if line and any(
        not isinstance(one.reference, PathRef) or one.state in STALE for one in writer.findings
    ):
        text.put_behind_title(title_of(document)[1], aside(to_html(line)))
    problems = [one for one in writer.problems() if one.kind != "front_matter"]
    return OrdinaryPage(HiddenCode(text.written(), mark, parts), plain.written(), tuple(problems))


def _card(cited: Citation, value: Snippet, strings: Strings) -> str:
    """A fence as a card, whose links are those of HTML."""
    if cited.link.html:
        cited = cited._replace(link=cited.link._replace(url=cited.link.html))
    stale = stale_card(cited, value, strings)
    if stale:
        return stale
    shown = cited.reference if isinstance(cited.reference, Snippet) else value
    return card(shown, cited.link, strings, rows=_highlighted(shown))


def _highlighted(snippet: Snippet) -> Sequence[Row]:
    """The rows of a fence, those marked that its author highlights."""
    found = _HIGHLIGHTED.search(snippet.info)
    lines: set[int] = set()
    for first, last in re.findall(r"(\d{1,6})(?:-(\d{1,6}))?", found[1] if found else ""):
        lines.update(range(int(first), min(int(last or first), len(snippet.rows)) + 1))
    return [replace(row, marked=at in lines) for at, row in enumerate(snippet.rows, 1)]


def _reachable(cited: Citation, link: Link) -> Citation:
    """A reference to what is gone leads to where it was, where its link names a commit."""
    if cited.link.url or cited.state is not State.GONE or not link.place.revision:
        return cited
    url = link.address.replace("(", "%28").replace(")", "%29")
    return cited._replace(link=cited.link._replace(url=url, html=escape(url)))


class _Text:
    """A text in which some places are exchanged."""

    def __init__(self, body: str) -> None:
        self.body, self._lines = body, body.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._edits: defaultdict[tuple[int, int], list[str]] = defaultdict(list)

    def put(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of a part; what is put between two characters adds up."""
        if start < end:
            self._edits[start, end].clear()
        self._edits[start, end].append(text)

    def put_fence(self, first: int, end: int, text: str) -> None:
        """Put a block in the place of lines, which are counted from 0."""
        line = self._lines[first]
        margin = line[: len(line) - len(line.lstrip(" \t>"))]
        text = margin + text
        if first and not _is_blank(self._lines[first - 1]):
            text = f"{margin.rstrip()}\n{text}"
        if end < len(self._lines) and not _is_blank(self._lines[end]):
            text = f"{text}\n{margin.rstrip()}"
        self.put(self._starts[first], min(self._starts[end] - 1, len(self.body)), text)

    def put_link_away(self, link: Link) -> bool:
        """Drop the line of a link that says no more than the title of the card below it."""
        if link.span is None or not (link.bare or link.code == link.place.path):
            return False
        start, end = link.span
        first = self.body.rfind("\n", 0, start) + 1
        last = self.body.find("\n", end)
        if not _is_blank(self.body[first:start], "*") or not _WHERE.fullmatch(self.body[end:last]):
            return False
        self.put(first, last + 1, "")
        return True

    def is_replaceable(self, link: Link) -> bool:
        """Whether a link is nothing but an address, or code, and has no attributes of its own."""
        if link.span is None or not (link.bare or link.code):
            return False
        title = link.written and link.span[1] - link.written[1] > 1 and not link.bare
        return not title and not self.body.startswith("{", link.span[1])

    def put_behind_title(self, line: int, text: str) -> None:
        """Put a paragraph in front of a line, which is counted from 0."""
        at = min(self._starts[line], len(self.body))
        self.put(at, at, f"\n{text}\n\n")

    def written(self) -> str:
        """The text with all that was put into it."""
        parts: list[str] = []
        at = 0
        for (start, end), texts in sorted(self._edits.items()):
            if start >= at:
                parts += (self.body[at:start], *texts)
                at = end
        return "".join((*parts, self.body[at:]))


def _is_blank(line: str, more: str = "") -> bool:
    return not line.strip(f" \t>{more}")
