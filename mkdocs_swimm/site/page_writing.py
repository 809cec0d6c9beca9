"""From a document to its page: what is asked of the site, what the page is told of its document."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage

from ..code.highlighting import Highlight
from ..format.constructs import Problem
from ..format.document import Document
from ..ordinary.rendering import render_ordinary
from ..project.documents import Doc
from ..project.extensions import html_of_parts
from ..project.pages import page_document
from ..project.problems import log, log_problems
from ..project.project import Project
from ..rendering import Page, render
from ..rendering.page import plain_title, worst
from ..safety.hidden_code import HiddenCode, hide
from ..safety.untrusted import page_meta, template_text, web_address
from .config import SwimmConfig
from .kept_pages import KeptPages
from .page_site import PageSite
from .playlists import ReadingPaths
from .previews import Previews
from .site_files import SiteFiles

if TYPE_CHECKING:
    from .llms import PlainPages

_CLIMBS = re.compile(r"[^/=?]+/\.\./|[^/=?%]+%2F\.\.%2F")
_EXCLUDED = re.compile(
    r'(?<= data-search-exclude="true">)<pre><span></span><code>.*?</code></pre>(?=</div>)', re.S
)
_STAND_IN = re.compile(r"\x02(\d+)\x03")
"""Python-Markdown leaves none of these characters in the HTML of a page."""


@dataclass(eq=False)
class PageWriter:
    """Writes the documents of a site as pages.

    Attributes:
        options: The plugin's options.
        site: The files of the site.
        plain: Takes the plain text of documents, where that is wanted.
        kept: What the last build has written, while MkDocs serves.
        playlists: The playlists, and how far they have been read.
        previews: The previews of the pages written so far, by their URIs.
    """

    options: SwimmConfig
    site: SiteFiles
    plain: PlainPages | None = None
    kept: KeptPages | None = None
    playlists: ReadingPaths = field(init=False)
    previews: dict[str, Previews] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.playlists = ReadingPaths(self.site, self.around)

    def around(self, doc: Doc, page: File) -> PageSite:
        """The surroundings of a document, with links from a page, its own or another."""
        return PageSite(self.site.project, doc, self._slugify(), pages=self.site, file=page)

    def write(self, doc: Doc, markdown: str, page: MkDocsPage) -> HiddenCode:
        """Write a document as a page, and log what is wrong with it.

        Args:
            doc: The document.
            markdown: What MkDocs and other plugins made of its file so far.
            page: The page; its title and metadata are set.

        Returns:
            The page's Markdown, without its code.
        """
        document = doc.with_text(markdown)
        project = self.site.project
        around = self.around(doc, page.file)
        around.parsed = document
        around.previews = self._previews(around)
        passages, reading = self.playlists.passages(around), self.playlists.reading(around)
        related = project.related(around)

        def write() -> Page:
            return render(
                document,
                doc.title,
                around,
                passages=passages,
                reading=reading,
                related=related,
                strings=self.site.strings,
                annotate=self.options.annotations and self._draws_annotations(),
            )

        if self.kept:
            written, code = self.kept.written(around, (passages, reading, related), write)
        else:
            written = write()
            code = hide(written.markdown)
        if self.plain:
            self.plain.add(around, self.playlists)
        refused = self._set_metadata(page, doc, document)
        problems = [*_encoding_problems(doc), *refused, *written.problems]
        log_problems(doc.path, project.home, problems, dict(self.options.validation))
        if doc.decoded.repaired:
            log.info(
                "%s:1: the text was encoded twice and was repaired; save it as UTF-8",
                project.shown(doc.path),
            )
        return code

    def write_ordinary(self, doc: Doc, markdown: str, page: MkDocsPage) -> HiddenCode:
        """Write an ordinary page with what ties it to code, and log what is wrong with it.

        Args:
            doc: The page as it was read.
            markdown: What MkDocs and other plugins made of its file so far.
            page: The page.

        Returns:
            The page's Markdown, with stand-ins for HTML.
        """
        around = self.around(doc, page.file)
        around.parsed = _document_of(doc, markdown, self.site.project)
        around.previews = self._previews(around)
        written = render_ordinary(around.parsed, around, self.site.strings, html_of_parts())
        if self.plain:
            states = {finding.state for finding in around.findings.values()}
            self.plain.add_ordinary(page.file, written.plain, worst(states))
        home, levels = self.site.project.home, dict(self.options.validation)
        log_problems(doc.path, home, written.problems, levels)
        return replace(written.page, markdown=written.page.markdown.lstrip("\n"))

    def previews_of(self, uri: str, highlight: Highlight) -> str:
        """The previews of a page that was written, as HTML; asked for once."""
        previews = self.previews.pop(uri, None)
        return previews.html(highlight) if previews else ""

    def _draws_annotations(self) -> bool:
        """Whether the theme makes annotations of numbers in comments."""
        highlight = self.site.config.mdx_configs.get("pymdownx.highlight", {})
        return self.site.config.theme.name == "material" and highlight.get("use_pygments", True)

    def _previews(self, around: PageSite) -> Previews | None:
        if not self.options.previews or not around.is_checked:
            return None
        repository = around.repository
        hidden = self.site.project.hidden(repository)
        previews = Previews(repository.code, hidden, self.site.strings)
        self.previews[around.file.src_uri] = previews
        return previews

    def _set_metadata(self, page: MkDocsPage, doc: Doc, document: Document) -> Sequence[Problem]:
        """Tell MkDocs what the front matter says, and give what is wrong with the rest."""
        config, given = self.site.config, document.front_matter
        folders = [Path(folder) for folder in config.theme.dirs]
        data, refused = page_meta(given.data if given else {}, folders)
        page.meta.update(data)
        page.meta["title"] = template_text(plain_title(doc.title))
        page.meta["render_macros"] = False
        if self.site.project.repository_of(doc).foreign:
            page.edit_url = None
        elif config.edit_uri_template and page.file.edit_uri:
            page.edit_url = _edit_url(config, page.file.edit_uri)
        if page.edit_url:
            page.edit_url = web_address(page.edit_url)
        # Of broken front matter enough is told.
        if not given or given.error or not refused:
            return ()
        names = ", ".join(f"'{name}'" for name in refused)
        problem = Problem(
            "front_matter",
            given.line_of(refused[0]),
            f"a document can not set {names}, or not to this",
            "correct or delete it; what a document may set are title, description, tags, hide, "
            "search, icon and status",
        )
        return [problem]

    def _slugify(self) -> Callable[[str], str]:
        settings = self.site.config.mdx_configs.get("toc", {})
        chosen = settings.get("slugify", slugify)
        separator = settings.get("separator", "-")
        return lambda text: str(chosen(text, separator))


def _encoding_problems(doc: Doc) -> list[Problem]:
    if doc.decoded.encoding != "utf-8":
        message = f"the file is not UTF-8, it was read as {doc.decoded.encoding}"
        return [Problem("encoding", 1, message, "save it as UTF-8")]
    return []


def _edit_url(config: MkDocsConfig, uri: str) -> str:
    """The address for editing a document, by the user's template.

    MkDocs fills the path from ``docs_dir`` in, and that of a document outside begins with ``..``,
    which no host resolves within a query.
    """
    template = config.edit_uri_template
    url = template.format(path=uri, path_noext=posixpath.splitext(uri)[0]) if template else uri
    while _CLIMBS.search(url):
        url = _CLIMBS.sub("", url, count=1)
    if not config.repo_url:
        return url
    base = config.repo_url if url.startswith(("?", "#")) else config.repo_url.rstrip("/") + "/"
    return urljoin(base, url)


def _document_of(doc: Doc, markdown: str, project: Project) -> Document:
    """A page as it was read from its file, unless somebody has changed the text.

    Args:
        doc: The page.
        markdown: Its text, without its front matter.
        project: The project that it is of.
    """
    if doc.has_text(markdown):
        return doc.document
    # What was taken from its head counts for the numbers of lines.
    taken = doc.document.source.rpartition(markdown.strip())[0].count("\n")
    text = "\n" * taken + markdown.strip("\n")
    return page_document(doc.path, text, project.repository_of(doc))


def set_aside(html: str) -> tuple[str, Sequence[str]]:
    """The HTML of a page without excluded code, and the code.

    Material's search reads every tag of a page, and nine of ten are the colours of such code: this
    saves 3.6 of 16 seconds of a build of 533 real documents.
    """
    codes: list[str] = []

    def stand_in(found: re.Match[str]) -> str:
        codes.append(found[0])
        return f"\x02{len(codes) - 1}\x03"

    return (_EXCLUDED.sub(stand_in, html), codes) if "\x02" not in html else (html, ())


def put_back(html: str, codes: Sequence[str]) -> str:
    """The HTML of a page with its code."""
    return _STAND_IN.sub(lambda found: codes[int(found[1])], html) if codes else html


def passes_over(listeners: Iterable[object]) -> bool:
    """Whether nobody but plugins of Material's read the content of pages for their templates.

    Args:
        listeners: The methods that are called for it.
    """
    owners = [getattr(method, "__self__", method) for method in listeners]
    known = ("material.plugins.", "mkdocs_swimm.")
    return all(type(owner).__module__.startswith(known) for owner in owners)
