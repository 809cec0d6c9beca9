"""Links from an exported document to code, documents and images."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from ..code.codehost import CodeHost, Revision, bracketed
from ..freshness import Reference
from ..freshness.history import Origin
from ..markdown.contract import Target
from ..project.document_site import DocumentSite
from ..project.documents import Doc
from ..project.names import as_text, page_names, safe_name

_NO_SLUG = re.compile(r"[^\w\- ]")

PageUrl = Callable[[str, str], str]
"""The URL of a page in raw HTML, from the paths of the page and of the one that links to it."""


@dataclass(frozen=True, slots=True)
class Files:
    """The paths of the files of a site without MkDocs, relative to the folder of its pages."""

    pages: Mapping[Path, str]  # by document
    page_url: PageUrl
    # The path of an image; None if the site does not have it, empty if it must not be shown.
    place: Callable[[Path], str | None] = Path.as_posix
    fetched: Mapping[str, str] = field(default_factory=dict)  # paths of fetched images, by URL


@dataclass(frozen=True, slots=True)
class Permalink:
    """A file or folder at a commit where a reference was true."""

    host: CodeHost  # at that commit
    path: str  # from the root of the git repository
    shift: int  # what is added to line numbers of the document to get those at the commit

    def url(self, span: tuple[int, int] | None, *, folder: bool = False) -> str:
        """The URL of the file or folder, or of lines at the commit."""
        host, path = self.host, self.path
        return bracketed(host.folder_url(path) if folder else host.file_url(path, *(span or ())))


@dataclass(eq=False, kw_only=True)
class FileSite(DocumentSite):
    """The ``DocumentSite`` of a document whose page is one of ``files``."""

    files: Files

    @cached_property
    def _origin(self) -> Origin:
        return Origin(self.content, self.repository.path_of(self.doc.path))

    def permalink(self, reference: Reference) -> Permalink | None:
        """The file at the commit where a reference was last true; None if unknown."""
        repository = self.repository
        git, host = repository.git, repository.host
        history = self.project.checker(repository).history
        found = history.written_for(reference, self._origin) if history else None
        commit = git.commit(found[0]) if git and found else None
        if host is None or found is None or commit is None:
            return None
        path = repository.prefix + reference.path.strip("/")
        return Permalink(replace(host, revision=Revision(commit)), path, found[1])

    def page_target(self, doc: Doc, anchor: str) -> Target:
        """The page of a document."""
        target = self.place_target(self.files.pages[doc.path], anchor)
        return Target(target.markdown, target.html, doc.plain_title)

    def asset(self, src: str) -> Target | None:
        """An image of the repository, or one that was fetched."""
        fetched = self.files.fetched.get(src)
        return self.place_target(fetched) if fetched else DocumentSite.asset(self, src)

    def image_target(self, path: Path) -> Target | None:
        """An image (see ``Files.place``); None if the site does not have it."""
        place = self.files.place(path)
        if place is None:
            return None
        return self.place_target(place) if place else Target("", "")

    def place_target(self, place: str, anchor: str = "") -> Target:
        """A file in the folder of pages."""
        here = self.files.pages[self.doc.path]
        return Target(file_url(place, here) + anchor, self.files.page_url(place, here) + anchor)


def pages_of(docs: Iterable[Doc], home: Path, suffix: str) -> Mapping[Path, str]:
    """The path of the page of every document, relative to the output folder.

    Folders are those of the documents from ``home``, without ``.swm``; names are those of the
    plugin's pages, with a suffix such as ``.md``.
    """
    names = {doc.path: doc.name for doc in docs}
    folders = {path: below(path.parent, home) for path in names}
    pages: dict[Path, str] = {}
    for path, name in page_names(names, folders).items():
        # Site generators skip files whose names begin with an underscore.
        public = name.lstrip("_")
        public = public if public == name else f"{public}-{safe_name(names[path].id)}"
        pages[path] = posixpath.join(folders[path], public + suffix)
    return pages


def below(path: Path, home: Path) -> str:
    """A path relative to a folder, without ``.swm``; only the name if it is outside."""
    parts = path.relative_to(home).parts if path.is_relative_to(home) else (path.name,)
    return as_text("/".join(part for part in parts if part != ".swm"))


def github_slug(text: str) -> str:
    """The id that GitHub and Docusaurus give to a heading."""
    return _NO_SLUG.sub("", text.strip().lower()).replace(" ", "-")


def file_url(page: str, here: str) -> str:
    """The URL of a file from another one, for readers of the files themselves."""
    return quote(posixpath.relpath(page, posixpath.dirname(here)), safe="/~")


def folder_url(page: str, here: str) -> str:
    """The URL of a page from another one, for sites on which every page is a folder."""
    target = f"{page.removesuffix('.md')}/" if page.endswith(".md") else page
    url = quote(posixpath.relpath(target, here.removesuffix(".md")), safe="/~")
    return f"{url}/" if page.endswith(".md") else url


def bare_url(page: str, here: str) -> str:
    """The URL of a page from another one, for sites whose URLs have no suffix."""
    return file_url(page, here).removesuffix(".mdx")
