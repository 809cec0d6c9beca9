"""From a document to its page: what is asked of the site, what the page is told of its document."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from ..code.ownership import names_in
from ..config import SwimmConfig
from ..format.document import Document
from ..i18n.strings import Strings
from ..markdown.contract import Target
from ..project.library import Entry
from ..project.problems import log, shown_path, tell
from ..rendering import Problem, render
from ..rendering.context import NOT_REMEMBERED
from ..rendering.page import plain_title
from ..safety.untrusted import identifier, page_meta, template_text, web_address
from .mounting import Mounted
from .page_site import PageSite
from .parts import Part
from .playlists import ReadingPaths
from .previews import Previews

if TYPE_CHECKING:
    from .llms import PlainPages

_CLIMBS = re.compile(r"[^/=?]+/\.\./|[^/=?%]+%2F\.\.%2F")


@dataclass(eq=False)
class PageWriter:
    """Writes the documents of a site as pages.

    Attributes:
        options: The plugin's options.
        config: The configuration of the site.
        files: The files of the site.
        mounted: The documents.
        parts: The repositories that they are of.
        strings: The words to use.
        plain: Takes the plain text of documents, where that is wanted.
        paths: The playlists; None until they are known.
        health: The page that tells the state of all documents, where there is one.
        previews: The previews of the pages written so far, by their URIs.
    """

    options: SwimmConfig
    config: MkDocsConfig
    files: Files
    mounted: Mounted
    parts: Sequence[Part]
    strings: Strings
    plain: PlainPages | None = None
    paths: ReadingPaths | None = None
    health: File | None = None
    previews: dict[str, Previews] = field(default_factory=dict)

    def part_of(self, entry: Entry) -> Part:
        """The repository that a document is of."""
        return self.parts[self.mounted.repositories.get(entry.path, 0)]

    def site(self, entry: Entry, page: File, names: frozenset[str] | None = None) -> PageSite:
        """The site as a document sees it, with links from a page.

        Args:
            entry: The document.
            page: The page; another one for links to the document's links.
            names: What the document calls its own repository, where that is not what its file says.
        """
        part = self.part_of(entry)
        return PageSite(
            entry,
            page,
            self.files,
            self.config,
            self.mounted,
            part.code,
            self._slugify(),
            part.mount,
            names_in(entry.document) if names is None else names,
            checked=part.checks.active,
            health_file=self.health,
            sources=part.source_files,
        )

    def write(self, entry: Entry, markdown: str, page: MkDocsPage) -> str:
        """Write a document as a page, and log what is wrong with it.

        Args:
            entry: The document.
            markdown: What MkDocs and other plugins made of its file so far.
            page: The page; its title and metadata are set.

        Returns:
            The page's Markdown.
        """
        document = entry.with_text(markdown)
        part = self.part_of(entry)
        passages = self.paths.passages(entry) if self.paths else ()
        site = self.site(entry, page.file, names_in(document))
        site.findings = part.checks.of(entry, document)
        site.previews = self._previews(page.file, part)
        written = render(
            document,
            entry.title,
            site,
            passages=passages,
            reading=self.paths.reading(entry) if self.paths else NOT_REMEMBERED,
            related=self._related(entry, part, site),
            strings=self.strings,
            annotate=self.options.annotations and self._draws_annotations(),
        )
        if self.plain:
            self.plain.add(entry, document, site, passages, page)
        refused = self._set_metadata(page, entry, document)
        problems = [*_encoding_problems(entry), *refused, *written.problems]
        tell(entry.path, self.parts[0].home, problems, dict(self.options.validation))
        if entry.decoded.repaired:
            log.info(
                "%s:1: the text had been encoded twice and was mended; save it as UTF-8 once",
                shown_path(entry.path, self.parts[0].home),
            )
        return written.markdown

    def previews_of(self, uri: str) -> str:
        """The previews of a page that was written, as HTML; asked for once."""
        previews = self.previews.pop(uri, None)
        return previews.html() if previews else ""

    def _draws_annotations(self) -> bool:
        """Whether the theme makes annotations of numbers in comments."""
        highlight = self.config.mdx_configs.get("pymdownx.highlight", {})
        return self.config.theme.name == "material" and highlight.get("use_pygments", True)

    def _previews(self, file: File, part: Part) -> Previews | None:
        if not self.options.previews or not part.checks.active:
            return None
        previews = Previews(part.code.base, part.hidden, self.strings)
        self.previews[file.src_uri] = previews
        return previews

    def _related(self, entry: Entry, part: Part, site: PageSite) -> list[tuple[str, Target]]:
        return [
            (plain_title(other.title), site.page_of(other))
            for other in part.mentions.related(entry)
        ]

    def _set_metadata(
        self, page: MkDocsPage, entry: Entry, document: Document
    ) -> Sequence[Problem]:
        """Tell MkDocs what the front matter says, and give what is wrong with the rest."""
        given = document.front_matter
        folders = [Path(folder) for folder in self.config.theme.dirs]
        data, refused = page_meta(given.data if given else {}, folders)
        page.meta.update(data)
        page.meta["title"] = template_text(plain_title(entry.title))
        page.meta["render_macros"] = False
        if self.part_of(entry).foreign:
            page.edit_url = None
        elif self.config.edit_uri_template and page.file.edit_uri:
            page.edit_url = _edit_url(self.config, page.file.edit_uri)
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
        settings = self.config.mdx_configs.get("toc", {})
        chosen = settings.get("slugify", slugify)
        return partial(_slug, chosen, settings.get("separator", "-"))


def _slug(slugify: Callable[[str, str], str], separator: str, text: str) -> str:
    return identifier(slugify(text, separator))


def _encoding_problems(entry: Entry) -> list[Problem]:
    if entry.decoded.encoding != "utf-8":
        message = f"the file is not UTF-8, it was read as {entry.decoded.encoding}"
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
