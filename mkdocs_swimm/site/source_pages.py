"""Source pages: files of code, with an anchor for each line and documents in the margin."""

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
_MOST_CHARACTERS = 1_000_000
"""Larger pages would be too heavy for a browser."""

_FEW = 3  # documents that are listed above the code without collapsing the list
_LANES = 4  # marks of documents beside each other in the margin


@dataclass(frozen=True)
class SourcePage:
    """The page of a file."""

    site: SiteFiles
    file: SourceFile | None  # None if it is too large to show
    path: str  # from the root of the code
    mentions: Sequence[Mention]  # of the file in documents
    page: File
    host: str = ""  # the URL of the file on its code host; empty if unknown

    def _url(self, mention: Mention) -> str:
        return escape(self.site.url(mention.doc, self.page))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The ids on the page."""
        if self.file is None:
            return frozenset()
        lines = {f"L{number}" for number in range(1, len(self.file.lines) + 1)}
        return frozenset(lines | {_anchor(first, last) for first, last in self._ranges()})

    def target(self, first: int | None, last: int | None, here: File) -> Target:
        """The target of a link from another page to lines of the file, or to all of it.

        Ranges that no document refers to lead to their first line, missing lines to the top.
        """
        names = (_anchor(first, last or first), _anchor(first, first)) if first else ()
        fragment = next((f"#{name}" for name in names if name in self.anchors), "")
        return target_of(self.page, here, fragment)

    def set_metadata(self, page: Page, *, searched: bool) -> None:
        """Set the metadata of the page; ``searched`` if search is to find code."""
        page.meta["title"] = self.path.replace("<", "&lt;")
        page.meta.setdefault("hide", ["toc"])
        # A search for a path is to find the documents about it first, and Material's search ranks
        # a word in a title as high as a thousand in the text.
        page.meta.setdefault("search", {"boost": 1e-4} if searched else {"exclude": True})

    def content(self, html: str, page: Page, highlight: Highlight) -> str:
        """The HTML of the page, around that of its heading; tells MkDocs its anchors."""
        page.present_anchor_ids = {*(page.present_anchor_ids or ()), *self.anchors}
        if self.file:
            code = self._code(self.file, highlight)
        else:
            code = f'<p class="swimm-quiet">{escape(self.site.strings.source_too_large)}</p>'
        body = "\n".join(['<div class="swimm-source-page">', *self._documents(), code, "</div>"])
        return f"{self._path_line()}{html}\n{body}"

    def _ranges(self) -> Sequence[tuple[int, int]]:
        """The ranges of several lines that documents refer to."""
        count = len(self.file.lines) if self.file else 0
        spans = {one.span for one in self.mentions if one.span}
        return sorted((first, last) for first, last in spans if 1 <= first < last <= count)

    def _path_line(self) -> str:
        """The line above the heading: the folder, and a link to the file on its code host."""
        folder = self.path.rpartition("/")[0]
        parts = [f"<code>{escape(folder)}/</code>"] if folder else []
        if self.host:
            title = escape(self.site.strings.source_on_host)
            parts.append(f'<a href="{escape(self.host)}">{title}</a>')
        return f'<p class="swimm-source-path">{" ".join(parts)}</p>\n' if parts else ""

    def _documents(self) -> Iterator[str]:
        """The list of documents, each with the lines that it refers to."""
        strings = self.site.strings
        documents: dict[object, list[Mention]] = {}
        for mention in self.mentions:
            documents.setdefault(mention.doc.path, []).append(mention)
        if not documents:
            return
        # The code has to be on the first screen.
        state = " open" if len(documents) <= _FEW else ""
        summary = escape(strings.source_documents)
        yield f'<details class="swimm-sources"{state}><summary>{summary}</summary>\n<ul>'
        for mentions in documents.values():
            title = escape(mentions[0].doc.plain_title)
            links = strings.separator.join(
                f'<a href="#{_anchor(*span)}">{escape(span_words(*span, strings))}</a>'
                for span in sorted({one.span for one in mentions if one.span})
            )
            links = f" – {links}" if links else ""
            yield f'<li><a href="{self._url(mentions[0])}">{title}</a>{links}</li>'
        yield "</ul>\n</details>"

    def _code(self, file: SourceFile, highlight: Highlight) -> str:
        overlays, marks = self._overlays(), self._marks()
        rows = []
        language = language_of(self.path, lines=file.lines)
        for number, line in enumerate(highlight(file.lines, language), 1):
            label = escape(self.site.strings.line.format(first=number))
            rows.append(
                f'<span class="swimm-line" id="L{number}">{overlays.get(number, "")}'
                f'{marks.get(number, "")}<a class="swimm-number" href="#L{number}" '
                f'data-number="{number}" aria-label="{label}"></a>{line}\n</span>'
            )
        return (
            '<div class="highlight swimm-source" data-search-exclude tabindex="0" role="region" '
            f'aria-label="{escape(self.path)}"><pre><code>{"".join(rows)}</code></pre></div>'
        )

    def _overlays(self) -> Mapping[int, str]:
        """The anchors of ranges, by first line; they highlight the range without a script."""
        overlays: defaultdict[int, str] = defaultdict(str)
        for first, last in self._ranges():
            overlays[first] += (
                f'<span class="swimm-range" id="{_anchor(first, last)}" '
                f'style="--lines: {last - first + 1}"></span>'
            )
        return overlays

    def _marks(self) -> Mapping[int, str]:
        """Bars beside lines that documents refer to, by first line, in lanes to avoid overlaps."""
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
            title = f"{one.doc.plain_title} – {span_words(first, last, self.site.strings)}"
            title = escape(inert(title))
            marks[first] += (
                f'<a class="swimm-mark swimm-state-{STATE_CSS[one.state]}" '
                f'style="--lines: {last - first + 1}; --lane: {lane}" '
                f'href="{self._url(one)}" title="{title}" aria-label="{title}"></a>'
            )
        return marks


def _anchor(first: int, last: int) -> str:
    return f"L{first}" if first == last else f"L{first}-L{last}"


def add_source_pages(site: SiteFiles, repository: Repository) -> None:
    """Add pages for the files in a repository that documents refer to and git does not ignore."""
    code, mentions = repository.code, site.project.mentions(repository)
    hidden = site.project.hidden(repository)
    pages = site.source_pages.setdefault(repository, {})
    for path in sorted(path for path in mentions.by_path if code.kind(path) == "file"):
        uri = posixpath.join(repository.mount, "source", f"{as_text(path)}.md")
        read = code.read(path)
        if path in hidden or (isinstance(read, Unreadable) and read.obstacle != "too large"):
            continue
        file = read if isinstance(read, SourceFile) else None
        if file and len(file.lines) > _MOST_LINES:
            file = None
        if file and sum(map(len, file.lines)) > _MOST_CHARACTERS:
            file = None
        heading = f"# {code_span(posixpath.basename(path))}\n"
        page = site.add_page(uri, heading, InclusionLevel.NOT_IN_NAV)
        if page is None:
            continue
        host = repository.host
        pages[path] = site.code_pages[uri] = SourcePage(
            site,
            file,
            path,
            mentions.of(path),
            page,
            host.file_url(repository.prefix + path) if host else "",
        )
