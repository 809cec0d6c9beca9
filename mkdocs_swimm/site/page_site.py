"""The surroundings of a document that is a page of an MkDocs site."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from markdown.extensions.toc import slugify
from mkdocs.structure.files import File

from ..code.codehost import bracketed
from ..markdown.contract import Target
from ..project.document_site import NO_TARGET, DocumentSite
from ..project.documents import Doc
from ..rendering import CodeLink, CodePlace
from ..safety.files import confined
from .files import target_of
from .previews import Previews
from .site_files import SiteFiles


@dataclass(eq=False, kw_only=True)
class PageSite(DocumentSite):
    """The surroundings of one document."""

    pages: SiteFiles
    file: File  # the page that links lead from
    previews: Previews | None = None
    asked_for_files: bool = False  # whether the page depends on files that no reference names

    def candidates(self, href: str) -> list[Path]:
        """What a relative address in the document can mean."""
        self.asked_for_files = True
        return DocumentSite.candidates(self, href)

    @property
    def health(self) -> Target | None:
        """The page that shows the state of all documents."""
        return self._target(self.pages.health) if self.pages.health else None

    def code(self, place: CodePlace) -> CodeLink:
        """Where a file, lines of it, or a folder is shown: on the site, else on the code host."""
        simple = confined(place.path)
        if not self.repository.own.owns(place.repo, self.own_names):
            self.asked_for_files = True
        elif simple is not None:
            page = None
            if self.repository.code.kind(simple) == "file":
                page = self.source_page(simple, place.first, place.last)
            if page:
                return CodeLink(simple, bracketed(page.markdown), html=page.html)
        return DocumentSite.code(self, place)

    def source_page(self, path: str, first: int | None, last: int | None) -> Target | None:
        """The page of a file of code."""
        page = self.pages.source_pages.get(self.repository, {}).get(path)
        return page.target(first, last, self.file) if page else None

    def preview(self, link: CodeLink, line: int | None) -> str:
        """The name of a preview on the page."""
        return self.previews.add(link.path, line) if self.previews else ""

    def page_target(self, doc: Doc, anchor: str) -> Target:
        """The page of a document."""
        return self._target(self.pages.of[doc.path], anchor, doc.plain_title)

    def _target(self, file: File, anchor: str = "", title: str = "") -> Target:
        return target_of(file, self.file, anchor, title)

    def asset(self, src: str) -> Target | None:
        """Where an image of the repository is; images from outside of ``images`` join the site."""
        images = self.pages.images
        known = next((path for path in self.candidates(src) if path in images), None)
        path = known or self.image(src)
        return self.image_target(path) if path else None

    def image_target(self, path: Path) -> Target | None:
        """Where an image is, which joins the site; without an address where it is refused."""
        pages = self.pages
        if pages.refuses(path):
            return NO_TARGET
        if path not in pages.images:
            below = path.relative_to(self.repository.root).as_posix()
            uri = posixpath.join(self.repository.mount, "files", below).removeprefix("/")
            pages.add_image(path, uri)
        return self._target(pages.images[path])

    def file_page(self, path: Path, anchor: str) -> Target | None:
        """The page of the site that a file is; None for one that is none."""
        page = self.pages.of.get(path) or (self.pages.present(path) if path.exists() else None)
        return self._target(page, anchor) if page and page.is_documentation_page() else None


def page_site(pages: SiteFiles, doc: Doc, page: File) -> PageSite:
    """The surroundings of a document, with links from a page, its own or another."""
    settings = pages.config.mdx_configs.get("toc", {})
    made, separator = settings.get("slugify", slugify), settings.get("separator", "-")
    return PageSite(
        pages.project, doc, lambda text: str(made(text, separator)), pages=pages, file=page
    )
