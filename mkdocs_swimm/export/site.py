"""The exported files as one of their pages sees them: where code, documents and images are."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from ..format.constructs import Repo
from ..freshness import Finding, Reference
from ..markdown.contract import Target
from ..project.library import DocumentNames, Entry
from ..project.linked_code import (
    Code,
    candidates,
    code_link,
    code_target,
    foreign_document,
    image_of,
)
from ..rendering import CodeLink

_NO_SLUG = re.compile(r"[^\w\- ]")

PageUrl = Callable[[str, str], str]
"""The address of a page for raw HTML, from the paths of the page and of the one that links."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """All exported documents.

    Attributes:
        pages: The page of every document, by its file.
        names: The documents as links name them.
        place: The place of an image, as a path below that of all pages; None for one without.
        fetched: The places of images that were fetched, by their address.
    """

    pages: Mapping[Path, str]
    names: DocumentNames
    place: Callable[[Path], str | None]
    fetched: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class ExportSite:
    """The site around one document (see ``rendering.Site``).

    Attributes:
        entry: The document.
        page: Its page.
        shelved: All documents.
        code_: The code.
        slugify: Makes the id of a heading from its text.
        page_url: The address of a page for raw HTML.
        known_ids: What the document itself calls its repository.
        findings: What was found out about the references, by their identity.
    """

    entry: Entry
    page: str
    shelved: Shelved
    code_: Code
    slugify: Callable[[str], str]
    page_url: PageUrl
    known_ids: frozenset[str]
    findings: Mapping[int, Finding]

    def finding(self, reference: Reference) -> Finding | None:
        """What was found out about a reference of the document."""
        return self.findings.get(id(reference))

    def preview(self, link: CodeLink, line: int | None) -> str:
        """Nothing: exported pages have links alone."""
        return ""

    @property
    def health(self) -> Target | None:
        """Nothing: the state of documents is told when they are exported."""
        return None

    def code(
        self,
        path: str,
        first: int | None = None,
        last: int | None = None,
        *,
        repo: Repo | None = None,
        folder: bool = False,
    ) -> CodeLink:
        """Where a file, lines of it, or a folder is shown."""
        return code_link(
            self.code_,
            path,
            (first, last),
            repo=repo,
            folder=folder,
            known_ids=self.known_ids,
            checked=True,
        )

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        """The page of a document."""
        own = self.code_.own.owns(repo, self.known_ids)
        entry = self.shelved.names.find(id, file) if own else None
        if entry is None:
            return None
        # Swimm's own ids of headings are hashes of something not written down: the page serves.
        anchor = "" if fragment.startswith("heading-") or not fragment else f"#{quote(fragment)}"
        return self.target_of(entry, anchor)

    def target_of(self, entry: Entry, anchor: str = "") -> Target:
        """The page of a document."""
        page = self.shelved.pages[entry.path]
        return Target(
            markdown=self._relative(page) + anchor,
            html=self.page_url(page, self.page) + anchor,
            title=entry.title.replace("`", ""),
        )

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """Where a document of another repository is; None for one of this repository."""
        if self.code_.own.owns(repo, self.known_ids):
            return None
        return foreign_document(href, lambda path: self.code(path, repo=repo))

    def asset(self, src: str) -> Target | None:
        """Where an image of the repository is: it is exported as well."""
        fetched = self.shelved.fetched.get(src)
        if fetched:
            return self._file(fetched)
        path = image_of(src, self.entry.path.parent, self.code_.root)
        place = self.shelved.place(path) if path else None
        return self._file(place) if place else None

    def _file(self, place: str) -> Target:
        return Target(markdown=self._relative(place), html=self.page_url(place, self.page))

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes: into the code."""
        bare, _, fragment = href.partition("#")
        for path in candidates(bare, self.entry.path.parent, self.code_.root):
            target = code_target(self.code_, path, fragment, self.code)
            if target:
                return target
        return None

    def heading_id(self, text: str) -> str:
        """The id that a heading with this text has on a page."""
        return self.slugify(text)

    def _relative(self, place: str) -> str:
        return quote(posixpath.relpath(place, posixpath.dirname(self.page)), safe="/~")


def github_slug(text: str) -> str:
    """The id that GitHub and Docusaurus give to a heading."""
    return _NO_SLUG.sub("", text.strip().lower()).replace(" ", "-")


def file_url(page: str, here: str) -> str:
    """The address of a file from another one, for readers that show the files themselves."""
    return quote(posixpath.relpath(page, posixpath.dirname(here)), safe="/~")


def folder_url(page: str, here: str) -> str:
    """The address of a page from another one, for sites on which every page is a folder."""
    target = f"{page.removesuffix('.md')}/" if page.endswith(".md") else page
    url = quote(posixpath.relpath(target, here.removesuffix(".md")), safe="/~")
    return f"{url}/" if page.endswith(".md") else url


def bare_url(page: str, here: str) -> str:
    """The address of a page from another one, for sites whose pages have no suffix."""
    return file_url(page, here).removesuffix(".mdx")
