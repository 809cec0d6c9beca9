"""``llms.txt`` and a plain Markdown file beside every page, for language models."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import pairwise
from urllib.parse import quote, unquote, urljoin

from markdown_it.token import Token
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from ..export.plain import render_plain
from ..export.site import file_url
from ..freshness import State
from ..markdown.commonmark import GitHub
from ..markdown.contract import Target
from ..markdown.escaping import plain_text
from ..markdown.inline import one_line_text
from ..ordinary.links import LinkedPage, parser
from ..project.document_site import Playlists
from ..rendering.page import worst
from .files import write_to_site
from .page_site import PageSite
from .site_files import SiteFiles

INDEX = "llms.txt"
FULL = "llms-full.txt"
_LARGEST = 50_000
"""Characters of an index; if it would be longer, each mount has its own."""

_LONGEST = 200  # characters of the description of a page
_ARTICLE = re.compile(r'<article class="md-content__inner[^>]*>')
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" aria-hidden="true"><path d="M19 '
    "21H8V7h11m0-2H8a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2m-3-4H4a2 2 0 "
    '0 0-2 2v14h2V3h12z"/></svg>'
)


class PlainSite(PageSite):
    """The site around a plain file, whose links lead to other plain files."""

    def _target(self, file: File, anchor: str = "", title: str = "") -> Target:
        url = file.url_relative_to(self.file)
        if file.is_documentation_page():
            url = file_url(plain_uri(file), plain_uri(self.file))
        return Target(url + anchor, url + anchor, title)

    def source_page(self, path: str, first: int | None, last: int | None) -> Target | None:
        """The URL of the source page: it has no plain file."""
        target = PageSite.source_page(self, path, first, last)
        return Target(target.html, target.html) if target else None


def plain_uri(file: File) -> str:
    """The URI of the plain file of a page: that of the page with the suffix ``.md``."""
    return posixpath.splitext(file.dest_uri)[0] + ".md"


@dataclass(eq=False)
class PlainPages:
    """The plain files of a site; mappings are by the URI of the page's source."""

    site: SiteFiles
    texts: dict[str, str] = field(default_factory=dict)  # of documents
    words: dict[str, str] = field(default_factory=dict)  # the first words of documents
    other_texts: dict[str, str] = field(default_factory=dict)  # of the plugin's other pages
    states: dict[str, State] = field(default_factory=dict)
    nav: Navigation | None = None

    def add(self, page: PageSite, playlists: Playlists) -> None:
        """Render the plain file of a document; ``page`` is the site around its page."""
        uri = page.file.src_uri
        site = PlainSite(
            page.project, page.doc, page.heading_id, page.parsed, pages=page.pages, file=page.file
        )
        passages = playlists.passages(site)
        self.texts[uri] = render_plain(
            site.content,
            site.doc.title,
            site,
            GitHub(),
            passages=passages,
            strings=self.site.strings,
        ).markdown
        self.words[uri] = _first_words(site.content.tokens)
        self.states[uri] = worst(site.findings.values())

    def write(self) -> None:
        """Write all plain files, the index, and the file with all of them."""
        site_dir, files = self.site.config.site_dir, self.site.files
        pages = [file.page for file in files.documentation_pages() if file.page]
        rows, full = {}, []
        for page in filter(self._has_plain, pages):
            uri = page.file.src_uri
            text = self.texts.get(uri) or _relinked(self._source(page), page.file, files)
            rows[uri] = self._row(page, text)
            write_to_site(site_dir, plain_uri(page.file), text)
            full.append(f"<!-- {self._url(plain_uri(page.file))} -->\n\n{text.strip()}\n")
        write_to_site(site_dir, FULL, "\n".join(full))
        for uri, text in self._indices(rows):
            write_to_site(site_dir, uri, text)

    def with_links(self, html: str, page: Page) -> str:
        """Add a link to the plain file to the HTML of a page, and a button that copies it."""
        if not self._has_plain(page):
            return html
        url = escape(quote(posixpath.basename(plain_uri(page.file)), safe="~"))
        link = f'<link rel="alternate" type="text/markdown" href="{url}">'
        html = html.replace("</head>", f"{link}\n</head>", 1)
        label, copied = escape(self.site.strings.copy_markdown), escape(self.site.strings.copied)
        button = (
            f'<a href="{url}" class="md-content__button md-icon swimm-copy" title="{label}" '
            f'aria-label="{label}" data-copied="{copied}">{_ICON}</a>'
        )
        return _ARTICLE.sub(lambda match: match[0] + button, html, count=1)

    def _has_plain(self, page: Page) -> bool:
        """Whether a page has a plain file; source pages have none."""
        text = self.texts.get(page.file.src_uri) or self._source(page)
        return page.file.inclusion.is_included() and bool(text.strip())

    def _source(self, page: Page) -> str:
        own = page.file.generated_by == "swimm"
        return self.other_texts.get(page.file.src_uri, "" if own else page.markdown or "")

    def _indices(self, rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """URI and text of ``llms.txt``, and if it would be too long those of each mount."""
        whole = self._index(rows)
        if len(whole) <= _LARGEST:
            yield INDEX, whole
            return
        rest, links = dict(rows), []
        mounts = {source.mount for source in self.site.project.sources}
        for mount in sorted(filter(None, mounts), key=lambda mount: (-len(mount), mount)):
            if below := {uri: row for uri, row in rest.items() if uri.startswith(f"{mount}/")}:
                rest = {uri: row for uri, row in rest.items() if uri not in below}
                uri = posixpath.join(mount, INDEX)
                yield uri, self._index(below)
                links.append(f"- [{plain_text(mount)}]({self._url(uri)}): {len(below)}")
        yield INDEX, self._index(rest, links)

    def _index(self, rows: Mapping[str, str], links: Sequence[str] = ()) -> str:
        """An index: links to other indices, pages as in the navigation, then all other pages."""
        config = self.site.config
        parts = [f"# {plain_text(config.site_name)}"]
        if config.site_description:
            parts.append(f"> {plain_text(config.site_description)}")
        if links:
            parts.append(f"## {plain_text(self.site.strings.documents)}\n\n" + "\n".join(links))
        listed: set[str] = set()
        for title, pages in self._sections():
            uris = [page.file.src_uri for page in pages if page.file.src_uri in rows]
            listed.update(uris)
            if uris:
                parts.append(f"## {plain_text(title)}\n\n" + "\n".join(rows[uri] for uri in uris))
        if rest := [row for uri, row in rows.items() if uri not in listed]:
            # In the format of ``llms.txt``, what may be skipped for a shorter context.
            parts.append("## Optional\n\n" + "\n".join(rest))
        return "\n\n".join(parts) + "\n"

    def _sections(self) -> Iterator[tuple[str, Sequence[Page]]]:
        nav = self.nav or Navigation([], [])
        yield self.site.strings.documents, [page for page in nav.pages if not page.ancestors]
        for item in nav.items:
            if isinstance(item, Section):
                yield item.title, [page for page in nav.pages if item in page.ancestors]

    def _row(self, page: Page, text: str) -> str:
        """A list item with a link to the page, its description and its state."""
        given, uri = page.meta.get("description"), page.file.src_uri
        words = given.strip() if isinstance(given, str) else ""
        if not words:
            words = self.words[uri] if uri in self.words else _first_words(parser().parse(text))
        state = self.states.get(uri, State.NOT_CHECKED)
        name = "" if state is State.NOT_CHECKED else self.site.strings.state_names[state.value]
        notes = " ".join(filter(None, (plain_text(words), name and f"({plain_text(name)})")))
        title = plain_text(unescape(str(page.title or plain_uri(page.file))))
        return f"- [{title}]({self._url(plain_uri(page.file))}){notes and f': {notes}'}"

    def _url(self, uri: str) -> str:
        return urljoin(self.site.config.site_url or "", quote(uri, safe="/~"))


def _first_words(tokens: Sequence[Token]) -> str:
    """The beginning of the first paragraph, as plain text."""
    paragraphs = (
        one_line_text(inline.children or ())
        for opening, inline in pairwise(tokens)
        if opening.type == "paragraph_open" and opening.level == 0
    )
    words = next(filter(None, paragraphs), "")
    return words if len(words) <= _LONGEST else words[:_LONGEST].rpartition(" ")[0] + " …"


def _relinked(markdown: str, here: File, files: Files) -> str:
    """The text of a page, with links to pages replaced by links to their plain files."""
    text = markdown
    for (begin, end), address in sorted(LinkedPage(markdown).urls().items(), reverse=True):
        path, hash_mark, fragment = address.partition("#")
        folder = posixpath.dirname(here.src_uri)
        file = files.get_file_from_path(posixpath.normpath(posixpath.join(folder, unquote(path))))
        if path and file:
            uri = plain_uri(file) if file.is_documentation_page() else file.dest_uri
            url = file_url(uri, plain_uri(here))
            text = f"{text[:begin]}{url}{hash_mark}{fragment}{text[end:]}"
    return text
