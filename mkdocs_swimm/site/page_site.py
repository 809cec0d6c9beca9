"""The MkDocs site around a document, as rendering asks for it."""

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
    """The MkDocs site around one document."""

    pages: SiteFiles
    file: File  # the page that has the links
    previews: Previews | None = None
    asked_for_files: bool = False  # whether the page depends on files that no reference names

    def candidates(self, href: str) -> list[Path]:
        """The paths that a relative address can mean; notes that it was asked for."""
        self.asked_for_files = True
        return DocumentSite.candidates(self, href)

    @property
    def health(self) -> Target | None:
        """The health page; None if there is none."""
        return self._target(self.pages.health) if self.pages.health else None

    def code(self, place: CodePlace) -> CodeLink:
        """The link to a file, lines of it, or a folder: on the site, else on the code host."""
        path, page = confined(place.path), None
        if not self.repository.own.owns(place.repo, self.own_names):
            self.asked_for_files = True
        elif path and self.repository.code.kind(path) == "file":
            page = self.source_page(path, place.first, place.last)
        if path and page:
            return CodeLink(path, bracketed(page.markdown), html=page.html)
        return DocumentSite.code(self, place)

    def source_page(self, path: str, first: int | None, last: int | None) -> Target | None:
        """The source page of a file, at lines of it; None if there is none."""
        page = self.pages.source_pages.get(self.repository, {}).get(path)
        return page.target(first, last, self.file) if page else None

    def preview(self, link: CodeLink, line: int | None) -> str:
        """The name of a preview on the page; empty for none."""
        return self.previews.add(link.path, line) if self.previews else ""

    def page_target(self, doc: Doc, anchor: str) -> Target:
        """The page of a document."""
        return self._target(self.pages.file_of[doc.path], anchor, doc.plain_title)

    def _target(self, file: File, anchor: str = "", title: str = "") -> Target:
        return target_of(file, self.file, anchor, title)

    def asset(self, src: str) -> Target | None:
        """The place of an image of the repository, which is added to the site if necessary."""
        present = (path for path in self.candidates(src) if path in self.pages.images)
        path = next(present, None) or self.image(src)
        return self.image_target(path) if path else None

    def image_target(self, path: Path) -> Target | None:
        """The place of an image, which is added to the site; ``NO_TARGET`` if it is refused."""
        pages = self.pages
        if pages.refuses(path):
            return NO_TARGET
        if path not in pages.images:
            below = path.relative_to(self.repository.root).as_posix()
            uri = posixpath.join(self.repository.mount, "files", below).removeprefix("/")
            pages.add_image(path, uri)
        return self._target(pages.images[path])

    def file_page(self, path: Path, anchor: str) -> Target | None:
        """The page of a file, at an anchor; None if there is none."""
        page = self.pages.file_of.get(path) or (self.pages.present(path) if path.exists() else None)
        return self._target(page, anchor) if page and page.is_documentation_page() else None


def page_site(pages: SiteFiles, doc: Doc, page: File) -> PageSite:
    """The site around a document; ``page``, its own or another, has the links."""
    settings = pages.config.mdx_configs.get("toc", {})
    make_id, separator = settings.get("slugify", slugify), settings.get("separator", "-")
    return PageSite(
        pages.project, doc, lambda text: str(make_id(text, separator)), pages=pages, file=page
    )
