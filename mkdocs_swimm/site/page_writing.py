"""Writes the pages of a site: what the hooks of MkDocs do for a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.pages import Page

from ..code.languages import highlighted
from ..format.constructs import Problem
from ..format.document import Document
from ..ordinary.rendering import render_ordinary
from ..project.documents import Doc
from ..project.extensions import SwimmPages, html_of_parts
from ..project.pages import page_document
from ..project.problems import log, log_problems, wrong_encoding
from ..rendering import Page as Written
from ..rendering import render
from ..rendering.citations import SOURCES
from ..rendering.page import worst
from ..safety.hidden_code import HiddenCode, hide, hide_all
from ..safety.untrusted import page_meta, template_text, web_address
from .config import SwimmConfig
from .kept_pages import KeptPages
from .page_site import PageSite, page_site
from .playlists import ReadingPaths
from .previews import Previews
from .site_files import SiteFiles
from .styles_and_scripts import tags

if TYPE_CHECKING:
    from .llms import PlainPages

_CLIMBS = re.compile(r"[^/=?]+/\.\./|[^/=?%]+%2F\.\.%2F")
_EXCLUDED = re.compile(
    rf"""
    ([ ]data-search-exclude(?:="true")?>)  # what begins with text, the search finds fastest
    (<pre><span></span><code>.*?</code></pre>|<details[ ]class="{SOURCES}">.*?</details>)
    (?=</div>)
    """,
    re.S | re.X,
)
_STAND_IN = re.compile(r"\x02(\d+)\x03")
"""Python-Markdown leaves none of these characters in the HTML of a page."""

_PREVIEWS = '<template class="swimm-page">{}</template>'
"""Holds the previews, and marks a page as the plugin's for the style sheet."""


@dataclass(eq=False)
class PageWriter:
    """Writes the documents of a site as pages, and completes the other pages of the plugin."""

    options: SwimmConfig
    site: SiteFiles
    extension: SwimmPages  # the Markdown extension, which is set up for each page
    plain: PlainPages | None  # collects plain files, with the option ``llms``
    kept: KeptPages | None  # pages of the last build, while MkDocs serves
    playlists: ReadingPaths = field(init=False)
    previews: dict[str, Previews] = field(default_factory=dict)  # by URI, until the page is output
    _aside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.playlists = ReadingPaths(self.site)
        self._highlight = self.kept.highlight if self.kept else highlighted
        self._levels = dict(self.options.validation)

    def _doc(self, page: Page) -> Doc | None:
        return self.site.docs.get(page.file.src_uri)

    def _is_ours(self, page: Page) -> bool:
        """Whether a page is a document, has links to code, or was added by the plugin."""
        uri = page.file.src_uri
        return uri in self.site.docs or uri in self.site.pages or page.file.generated_by == "swimm"

    def source(self, page: Page) -> str | None:
        """The text of a document, decoded and repaired, without front matter; None for other pages.

        MkDocs would parse the front matter itself, YAML bombs included, and take a ``Word: text``
        in the first lines of a document for metadata.
        """
        doc = self._doc(page)
        return "\n" + doc.document.body if doc else None

    def markdown(self, markdown: str, page: Page) -> str | None:
        """The Markdown of a page, with its code hidden; None for pages of others."""
        uri, extension = page.file.src_uri, self.extension
        doc, code = self._doc(page), self.site.code_pages.get(uri)
        extension.active = doc is not None
        extension.resolve = None if doc else partial(self.site.link, page.file)
        extension.code = extension.parts = HiddenCode()
        if code:
            code.set_metadata(page, searched=self.options.source_search)
        if page.file.generated_by == "swimm":
            # In search, pages that list documents or code would outrank the documents.
            page.meta.setdefault("search", {"exclude": True})
            if self.plain and not code:
                self.plain.other_texts[uri] = markdown
            extension.code = hide_all(markdown)
            return extension.code.markdown
        if uri in self.site.pages:
            extension.parts = self._write_ordinary(self.site.pages[uri], markdown, page)
            return extension.parts.markdown
        if doc is None:
            return None
        extension.code = self._write(doc, markdown, page)
        if self.kept is None:
            self.site.project.release(doc)
        return extension.code.markdown

    def to_render(self, markdown: str, page: Page) -> str:
        """The Markdown that MkDocs is to render, after all plugins; none if HTML is kept."""
        if self.kept is None or self._doc(page) is None:
            return markdown
        return self.kept.to_render(markdown, page, self.extension)

    def rendered(self, html: str, page: Page) -> str:
        """The HTML of a page, rendered or kept, before any plugin changes it."""
        if self.kept is None or self._doc(page) is None:
            return html
        return self.kept.rendered(html, page, self.site.files)

    def code_page(self, html: str, page: Page) -> str | None:
        """The HTML of a source page; None for other pages."""
        code = self.site.code_pages.get(page.file.src_uri)
        return code.content(html, page, self._highlight) if code else None

    def set_code_aside(self, page: Page) -> None:
        """Add a placeholder for previews, and take out the code that search skips.

        Material's search parses every tag of a page, and nine of ten highlight such code: this
        saves 3.6 of 16 seconds of a build of 533 real documents.
        """
        self._aside = aside = []
        if not page.content or not self._is_ours(page):
            return
        if "\x02" not in page.content and self._only_material_reads():

            def take_out(found: re.Match[str]) -> str:
                aside.append(found[2])
                return f"{found[1]}\x02{len(aside) - 1}\x03"

            page.content = _EXCLUDED.sub(take_out, page.content)
        page.content += f"\n{self._place_of_previews(page).format('')}"

    def _place_of_previews(self, page: Page) -> str:
        # Nested, it does not mark the page for the style sheet: the style is the author's.
        hidden = page.file.src_uri in self.site.pages
        return f"<div hidden>{_PREVIEWS}</div>" if hidden else _PREVIEWS

    def _only_material_reads(self) -> bool:
        """Whether no plugin but Material's handles the event that precedes the template."""
        listeners = self.site.config.plugins.events["page_context"]
        owners = [getattr(method, "__self__", method) for method in listeners]
        known = ("material.plugins.", "mkdocs_swimm.")
        return all(type(owner).__module__.startswith(known) for owner in owners)

    def output(self, html: str, page: Page) -> str:
        """The HTML of a whole page, with its code, previews, and a link to its plain file."""
        if self._aside:
            html, page.content = map(self._with_code, (html, page.content or ""))
        if self._is_ours(page):
            previews = self.previews.pop(page.file.src_uri, None)
            shown = previews.html(self._highlight) if previews else ""
            styles, scripts = tags(self.site, page.file)
            html = html.replace("</head>", f"{styles}</head>", 1)
            place = self._place_of_previews(page)
            html = html.replace(place.format(""), f"{place.format(shown)}{scripts}", 1)
        return self.plain.with_links(html, page) if self.plain else html

    def _with_code(self, html: str) -> str:
        return _STAND_IN.sub(lambda found: self._aside[int(found[1])], html)

    def _write(self, doc: Doc, markdown: str, page: Page) -> HiddenCode:
        document, project = doc.with_text(markdown), self.site.project
        around = self._around(doc, document, page)
        passages, reading = self.playlists.passages(around), self.playlists.reading(around)
        related = project.related(around)

        def write() -> Written:
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
            rest = passages, reading, related
            written, code = self.kept.written(around, rest, write)
        else:
            written = write()
            code = hide(written.markdown)
        if self.plain:
            self.plain.add(around, self.playlists)
        problems = [*self._set_metadata(page, doc, document), *written.problems]
        if doc.decoded.encoding != "utf-8":
            problems.insert(0, wrong_encoding(doc.decoded.encoding))
        log_problems(doc.path, project.home, problems, self._levels)
        if doc.decoded.repaired:
            log.info(
                "%s:1: the text was encoded twice and was repaired; save it as UTF-8",
                project.shown(doc.path),
            )
        return code

    def _write_ordinary(self, doc: Doc, markdown: str, page: Page) -> HiddenCode:
        project, document = self.site.project, doc.document
        if not doc.has_text(markdown):
            # Lines removed from the head, such as front matter, count for line numbers.
            taken = document.source.rpartition(markdown.strip())[0].count("\n")
            text, repository = "\n" * taken + markdown.strip("\n"), project.repository_of(doc)
            document = page_document(doc.path, text, repository)
        around = self._around(doc, document, page)
        written = render_ordinary(document, around, self.site.strings, html_of_parts())
        if self.plain:
            self.plain.other_texts[page.file.src_uri] = written.plain
            self.plain.states[page.file.src_uri] = worst(around.findings.values())
        log_problems(doc.path, project.home, written.problems, self._levels)
        return replace(written.page, markdown=written.page.markdown.lstrip("\n"))

    def _around(self, doc: Doc, document: Document, page: Page) -> PageSite:
        """The site around a document, as other plugins have changed it."""
        around = page_site(self.site, doc, page.file)
        around.parsed = document
        if self.options.previews and around.is_checked:
            project, its = self.site.project, around.repository
            hidden, mentions = project.hidden(its), project.mentions(its).by_path
            around.previews = Previews(its.code, hidden, mentions, self.site.strings)
            self.previews[page.file.src_uri] = around.previews
        return around

    def _draws_annotations(self) -> bool:
        """Whether the theme turns numbers in comments into annotations."""
        highlight = self.site.config.mdx_configs.get("pymdownx.highlight", {})
        return self.site.config.theme.name == "material" and highlight.get("use_pygments", True)

    def _set_metadata(self, page: Page, doc: Doc, document: Document) -> Sequence[Problem]:
        """Set the metadata of a page by the front matter, and return the problems in that."""
        given = document.front_matter
        folders = [Path(folder) for folder in self.site.config.theme.dirs]
        data, refused = page_meta(given.data if given else {}, folders)
        page.meta.update(data)
        page.meta["title"] = template_text(doc.plain_title)
        page.meta["render_macros"] = False
        if self.site.project.repository_of(doc).foreign:
            page.edit_url = None
        if page.edit_url:
            # The path of a document outside ``docs_dir`` contains ``..``, which no host resolves
            # within a query.
            while _CLIMBS.search(page.edit_url):
                page.edit_url = _CLIMBS.sub("", page.edit_url, count=1)
            page.edit_url = web_address(page.edit_url)
        # Broken front matter is a problem already.
        if not given or given.error or not refused:
            return ()
        problem = Problem(
            "front_matter",
            given.line_of(refused[0]),
            f"a document cannot set {', '.join(map(repr, refused))}, or not to this value",
            "correct or delete it; a document may set title, description, tags, hide, search, "
            "icon and status",
        )
        return [problem]
