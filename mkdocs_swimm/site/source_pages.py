"""Files of code as pages: highlighted, an address for every line, documents in the margin."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page

from ..code.languages import Highlight, language_of
from ..code.source_file import SourceFile, Unreadable
from ..markdown.contract import Target
from ..markdown.escaping import code_span
from ..project.mentions import Mention
from ..project.names import as_text
from ..project.repository import Repository
from ..rendering.citations import span_words
from ..rendering.page import STATE_CSS
from ..safety.untrusted import inert
from .files import target_of
from .site_files import SiteFiles

_MOST_LINES = 10_000
_MOST_LETTERS = 1_000_000
"""A page of more would be too heavy for a browser."""

_FEW = 3
_LANES = 4
"""So many documents about one line have marks beside each other."""


@dataclass(frozen=True)
class SourcePage:
    """What is shown of a file."""

    site: SiteFiles
    file: SourceFile | None  # None for one that is too large to show
    path: str  # from the root of the code
    mentions: Sequence[Mention]  # what documents say of it
    page: File
    host: str = ""  # where it is on its code host; empty if unknown

    def _address(self, mention: Mention) -> str:
        """Where the page of a document is, from this page."""
        return escape(self.site.url(mention.doc, self.page))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The ids on the page that links can lead to."""
        if self.file is None:
            return frozenset()
        lines = {f"L{number}" for number in range(1, len(self.file.lines) + 1)}
        return frozenset(lines | {_anchor(first, last) for first, last in self._ranges()})

    def target(self, first: int | None, last: int | None, here: File) -> Target:
        """Where lines of the file are shown, or all of it, from another page.

        Only ranges that documents refer to have an address of their own: others lead to their
        first line, and lines that the file does not have to the file.
        """
        names = (_anchor(first, last or first), _anchor(first, first)) if first else ()
        fragment = next((f"#{name}" for name in names if name in self.anchors), "")
        return target_of(self.page, here, fragment)

    def set_metadata(self, page: Page, *, searched: bool) -> None:
        """Say what MkDocs is to know of the page; ``searched`` if the site's search finds code."""
        page.meta["title"] = self.path.replace("<", "&lt;")
        page.meta.setdefault("hide", ["toc"])
        # A path is to lead to the documents about it first, and Material's search takes a word of
        # a title for a thousand of the text.
        page.meta.setdefault("search", {"boost": 1e-4} if searched else {"exclude": True})

    def content(self, html: str, page: Page, highlight: Highlight) -> str:
        """The HTML of the page below its heading's, whose anchors are made known."""
        page.present_anchor_ids = {*(page.present_anchor_ids or ()), *self.anchors}
        if self.file:
            code = self._code(self.file, highlight)
        else:
            code = f'<p class="swimm-quiet">{escape(self.site.strings.source_too_large)}</p>'
        shown = "\n".join(['<div class="swimm-source-page">', *self._documents(), code, "</div>"])
        return f"{self._where()}{html}\n{shown}"

    def _ranges(self) -> Sequence[tuple[int, int]]:
        count = len(self.file.lines) if self.file else 0
        spans = {one.span for one in self.mentions if one.span}
        return sorted((first, last) for first, last in spans if 1 <= first < last <= count)

    def _where(self) -> str:
        """The line above the heading: the folder, and where the file is on its code host."""
        folder = self.path.rpartition("/")[0]
        parts = [f"<code>{escape(folder)}/</code>"] if folder else []
        if self.host:
            words = escape(self.site.strings.source_on_host)
            parts.append(f'<a href="{escape(self.host)}">{words}</a>')
        return f'<p class="swimm-source-path">{" ".join(parts)}</p>\n' if parts else ""

    def _documents(self) -> Iterator[str]:
        """The documents, each with the lines that it refers to."""
        strings = self.site.strings
        documents: dict[object, list[Mention]] = {}
        for mention in self.mentions:
            documents.setdefault(mention.doc.path, []).append(mention)
        if not documents:
            return
        # The code is to be on the first screen.
        state = " open" if len(documents) <= _FEW else ""
        head = escape(strings.source_documents)
        yield f'<details class="swimm-sources"{state}><summary>{head}</summary>\n<ul>'
        for mentions in documents.values():
            title = escape(mentions[0].doc.plain_title)
            links = strings.separator.join(
                f'<a href="#{_anchor(*span)}">{escape(span_words(*span, strings))}</a>'
                for span in sorted({one.span for one in mentions if one.span})
            )
            where = f" – {links}" if links else ""
            yield f'<li><a href="{self._address(mentions[0])}">{title}</a>{where}</li>'
        yield "</ul>\n</details>"

    def _code(self, file: SourceFile, highlight: Highlight) -> str:
        overlays, marks = self._overlays(), self._marks()
        rows = []
        language = language_of(self.path, lines=file.lines)
        for number, line in enumerate(highlight(file.lines, language), 1):
            words = escape(self.site.strings.line.format(first=number))
            rows.append(
                f'<span class="swimm-line" id="L{number}">{overlays.get(number, "")}'
                f'{marks.get(number, "")}<a class="swimm-number" href="#L{number}" '
                f'data-number="{number}" aria-label="{words}"></a>{line}\n</span>'
            )
        return (
            '<div class="highlight swimm-source" data-search-exclude tabindex="0" role="region" '
            f'aria-label="{escape(self.path)}"><pre><code>{"".join(rows)}</code></pre></div>'
        )

    def _overlays(self) -> Mapping[int, str]:
        """What a link to several lines leads to, and what then marks them: no script is needed."""
        overlays: defaultdict[int, str] = defaultdict(str)
        for first, last in self._ranges():
            overlays[first] += (
                f'<span class="swimm-range" id="{_anchor(first, last)}" '
                f'style="--lines: {last - first + 1}"></span>'
            )
        return overlays

    def _marks(self) -> Mapping[int, str]:
        """Bars beside the lines that documents refer to, in lanes where they overlap."""
        count = len(self.file.lines) if self.file else 0
        spans: dict[tuple[int, int, object], Mention] = {}
        for one in self.mentions:
            if one.span and 1 <= one.span[0] <= count:
                spans.setdefault((*one.span, one.doc.path), one)
        marks: defaultdict[int, str] = defaultdict(str)
        ends = [0] * _LANES
        ordered = sorted(spans.items(), key=lambda item: (item[0][0], -item[0][1], str(item[0][2])))
        for (first, last, _), one in ordered:
            lane = next((index for index, end in enumerate(ends) if end < first), _LANES - 1)
            ends[lane] = max(ends[lane], last)
            words = f"{one.doc.plain_title} – {span_words(first, last, self.site.strings)}"
            title = escape(inert(words))
            marks[first] += (
                f'<a class="swimm-mark swimm-state-{STATE_CSS[one.state]}" '
                f'style="--lines: {last - first + 1}; --lane: {lane}" '
                f'href="{self._address(one)}" title="{title}" aria-label="{title}"></a>'
            )
        return marks


def _anchor(first: int, last: int) -> str:
    return f"L{first}" if first == last else f"L{first}-L{last}"


def add_source_pages(site: SiteFiles, repository: Repository) -> None:
    """Add pages for the files of a repository that documents mention and git does not ignore."""
    code, mentions = repository.code, site.project.mentions(repository)
    hidden = site.project.hidden(repository)
    pages = site.source_pages.setdefault(repository, {})
    for path in sorted(path for path in mentions.by_path if code.kind(path) == "file"):
        uri = posixpath.join(repository.mount, "source", f"{as_text(path)}.md")
        source = code.read(path)
        shown = source if isinstance(source, SourceFile) else None
        if shown and (len(shown.lines) > _MOST_LINES or sum(map(len, shown.lines)) > _MOST_LETTERS):
            shown = None
        unreadable = isinstance(source, Unreadable) and source.obstacle != "too large"
        if unreadable or path in hidden:
            continue
        heading = f"# {code_span(posixpath.basename(path))}\n"
        page = site.add_page(uri, heading, InclusionLevel.NOT_IN_NAV)
        if page is None:
            continue
        host = repository.host
        pages[path] = site.code_pages[uri] = SourcePage(
            site,
            shown,
            path,
            mentions.of(path),
            page,
            host.file_url(repository.prefix + path) if host else "",
        )
