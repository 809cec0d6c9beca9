"""The pages of code on an MkDocs site, and where a reference leads among them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page

from ..code.highlighting import Highlight
from ..code.source_file import SourceFile
from ..markdown.contract import Target
from ..markdown.escaping import code_span
from ..project.mentions import Mention
from ..project.names import as_text
from ..project.repository import Repository
from .output import generated_page
from .source_pages import SourcePage, can_be_shown

if TYPE_CHECKING:
    from .site_files import SiteFiles

_BOOST = 1e-4
"""Material's search takes a word of a title for a thousand of the text."""


@dataclass(eq=False)
class SourcePages:
    """The files of a repository that are pages of a site: those that documents mention.

    Attributes:
        site: The files of the site.
        repository: The repository.
        searched: Whether the site's search finds code.
        files: The file of every page, by the path of its code.
        pages: What is on it, by the same.
    """

    site: SiteFiles
    repository: Repository
    searched: bool
    files: dict[str, File] = field(default_factory=dict)
    pages: dict[str, SourcePage] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)

    def add(self) -> None:
        """Add the pages to the site; what git ignores, such as files with secrets, stays out."""
        files, code = self.site.files, self.repository.code
        mentions = self.site.project.mentions(self.repository)
        hidden = self.site.project.hidden(self.repository)
        for path in sorted(path for path in mentions.by_path if code.kind(path) == "file"):
            source = code.read(path)
            uri = posixpath.join(self.repository.mount, "source", f"{as_text(path)}.md")
            if path in hidden or files.get_file_from_path(uri):
                continue
            if not isinstance(source, SourceFile):
                if source.obstacle != "too large":
                    continue
                shown = None
            else:
                shown = source if can_be_shown(source) else None
            file = generated_page(
                self.site.config,
                uri,
                f"# {code_span(posixpath.basename(path))}\n",
                inclusion=InclusionLevel.NOT_IN_NAV,
            )
            files.append(file)
            self.files[path] = file
            self._paths[file.src_uri] = path
            self.pages[path] = SourcePage(
                shown, path, mentions.of(path), self._addresses(file), self._on_host(path)
            )

    def __contains__(self, file: File) -> bool:
        """Whether a file of the site is one of the pages."""
        return file.src_uri in self._paths

    def _addresses(self, page: File) -> Callable[[Mention], str]:
        return lambda mention: self.site.url(mention.doc, page)

    def _on_host(self, path: str) -> str:
        host = self.repository.host
        return host.file_url(self.repository.prefix + path) if host else ""

    def target(self, path: str, first: int | None, last: int | None, here: File) -> Target | None:
        """Where lines of a file are shown; None for a file that has no page.

        Args:
            path: The file.
            first: First line, 1-based; None for the whole file.
            last: Last line, inclusive.
            here: The page that the link is on.
        """
        file = self.files.get(path)
        if file is None:
            return None
        anchor = self.pages[path].anchor(first, last)
        folder = posixpath.dirname(here.src_uri)
        markdown = quote(posixpath.relpath(file.src_uri, folder), safe="/~")
        return Target(markdown=markdown + anchor, html=file.url_relative_to(here) + anchor)

    def prepare(self, page: Page) -> None:
        """Say what is needed about a page of code before it is rendered."""
        if page.file in self:
            page.meta["title"] = self._paths[page.file.src_uri].replace("<", "&lt;")
            page.meta.setdefault("hide", ["toc"])
            # A path is to lead to the documents about it first, and titles count for much.
            search = {"boost": _BOOST} if self.searched else {"exclude": True}
            page.meta.setdefault("search", search)

    def content(self, html: str, page: Page, highlight: Highlight) -> str | None:
        """The HTML of a page of code; None for other pages.

        Args:
            html: What Markdown made of its heading.
            page: The page; the anchors on it are made known.
            highlight: Highlights code.
        """
        path = self._paths.get(page.file.src_uri)
        if path is None:
            return None
        shown = self.pages[path]
        known = page.present_anchor_ids
        page.present_anchor_ids = {*(known or ()), *shown.anchors}
        strings = self.site.strings
        return f"{shown.where(strings)}{html}\n{shown.html(strings, highlight)}"
