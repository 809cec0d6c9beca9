"""``llms.txt`` and a plain Markdown file beside every page, for readers that are machines."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from ..export.plain import render_plain
from ..export.readers import GitHub
from ..i18n.strings import Strings
from ..markdown.contract import Target
from ..project.playlists import Playlists
from ..rendering.markup import plain_text
from .output import write_to_site
from .page_site import PageSite

INDEX = "llms.txt"
_LINK = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,}).*?^(?P=indent)(?P=fence)"  # code
    r"|`[^`\n]*`"
    r"|(?P<before>\]\(<?)(?P<path>[^)\s#>]+)",
    re.M | re.S,
)


class PlainSite(PageSite):
    """The site around a document's plain file, whose links lead to other plain files."""

    def _target(self, file: File, anchor: str = "", title: str = "") -> Target:
        if not file.is_documentation_page():
            url = file.url_relative_to(self.file)
        else:
            here = posixpath.dirname(plain_uri(self.file))
            url = quote(posixpath.relpath(plain_uri(file), here), safe="/~")
        return Target(markdown=url + anchor, html=url + anchor, title=title)

    def source_page(self, path: str, first: int | None, last: int | None) -> Target | None:
        """The page of a file of code, as a URL: such pages have no plain file."""
        found = PageSite.source_page(self, path, first, last)
        return Target(found.html, found.html) if found else None


def plain_uri(file: File) -> str:
    """Where the plain file of a page is on the site: beside it, with the suffix ``.md``."""
    return posixpath.splitext(file.dest_uri)[0] + ".md"


@dataclass(eq=False)
class PlainPages:
    """The plain files of a site; ``texts`` are by the URI of a document's source."""

    config: MkDocsConfig
    strings: Strings
    texts: dict[str, str] = field(default_factory=dict)
    nav: Navigation | None = None

    def add(self, page: PageSite, playlists: Playlists) -> None:
        """Write the plain file of a document; ``page`` has the surroundings of its page."""
        site = PlainSite(
            page.project,
            page.doc,
            page.slugify,
            page.parsed,
            page.findings,
            pages=page.pages,
            file=page.file,
        )
        written = render_plain(
            site.content,
            site.doc.title,
            site,
            GitHub(),
            passages=playlists.passages(site),
            strings=self.strings,
        )
        self.texts[page.file.src_uri] = written.markdown

    def write(self, files: Files) -> None:
        """Write all plain files, and the list of them."""
        pages = [file.page for file in files.documentation_pages() if file.page]
        pages = [page for page in pages if page.file.inclusion.is_included()]
        for page in pages:
            text = self.texts.get(page.file.src_uri)
            if text is None:
                text = _relinked(page.markdown or "", page.file, files)
            write_to_site(self.config.site_dir, plain_uri(page.file), text)
        write_to_site(self.config.site_dir, INDEX, self.index(pages))

    def index(self, pages: Sequence[Page]) -> str:
        """The text of ``llms.txt``: the pages as the navigation has them, then the others."""
        parts = [f"# {plain_text(self.config.site_name)}"]
        if self.config.site_description:
            parts.append(f"> {plain_text(self.config.site_description)}")
        listed: set[str] = set()
        for title, items in self._sections():
            rows = [self._row(page) for page in items]
            listed.update(page.file.src_uri for page in items)
            if rows:
                parts.append(f"## {plain_text(title)}\n\n" + "\n".join(rows))
        rest = [self._row(page) for page in pages if page.file.src_uri not in listed]
        if rest:
            # A name of the format's own: what a reader with little room leaves out.
            parts.append("## Optional\n\n" + "\n".join(rest))
        return "\n\n".join(parts) + "\n"

    def _sections(self) -> Iterator[tuple[str, Sequence[Page]]]:
        items = self.nav.items if self.nav else []
        yield self.strings.documents, [item for item in items if isinstance(item, Page)]
        for item in items:
            if isinstance(item, Section):
                yield item.title, list(_pages(item.children))

    def _row(self, page: Page) -> str:
        uri = quote(plain_uri(page.file), safe="/~")
        url = urljoin(self.config.site_url, uri) if self.config.site_url else uri
        words = page.meta.get("description")
        about = f": {plain_text(words)}" if isinstance(words, str) and words.strip() else ""
        return f"- [{plain_text(str(page.title or uri))}]({url}){about}"


def _relinked(markdown: str, here: File, files: Files) -> str:
    """The text of a page whose links to other pages, by their sources, lead to plain files."""

    def link(found: re.Match[str]) -> str:
        path = found["path"]
        if path is None or ":" in path:
            return found[0]
        folder = posixpath.dirname(here.src_uri)
        file = files.get_file_from_path(posixpath.normpath(posixpath.join(folder, unquote(path))))
        if file is None:
            return found[0]
        uri = plain_uri(file) if file.is_documentation_page() else file.dest_uri
        start = posixpath.dirname(plain_uri(here))
        return found["before"] + quote(posixpath.relpath(uri, start), safe="/~")

    return _LINK.sub(link, markdown)


def _pages(items: Sequence[StructureItem]) -> Iterator[Page]:
    for item in items:
        if isinstance(item, Page):
            yield item
        elif isinstance(item, Section):
            yield from _pages(item.children)
