"""The site as one of its pages sees it: where code, documents and images are."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from .codebase import CodeBase, confined
from .codehost import CodeHost
from .dialect import Target
from .freshness import Finding, Reference
from .library import Entry, is_image
from .model import Repo
from .mounting import Mounted, asset
from .ownership import OwnRepository
from .peeks import Peeks
from .rendering import CodeLink
from .repo_ids import decode_repo_id

_LINES = re.compile(r"#?L?(\d{1,7})(?:-L?(\d{1,7}))?$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
NO_TARGET = Target(markdown="", html="")
"""Stands for a thing that exists but can not be linked to: its text is kept, nothing is told."""


@dataclass(frozen=True, slots=True)
class Code:
    """The code that documents speak of, and where it is hosted.

    Attributes:
        base: Reads it.
        root: Its root folder.
        host: Where it is shown; None where nobody knows.
        prefix: The folder of ``root`` within its git repository, empty or with a slash at its end.
        own: What documents call this repository.
        repositories: Addresses of others by id or name.
        other_host: Makes a host of an address.
        number: The number of this repository on the site; 0 for the site's own.
        others: The other repositories of the site.
    """

    base: CodeBase
    root: Path
    host: CodeHost | None
    prefix: str
    own: OwnRepository
    repositories: Mapping[str, str]
    other_host: Callable[[str], CodeHost | None]
    number: int = 0
    others: Sequence[Code] = ()

    def neighbour(self, repo: Repo) -> Code | None:
        """Another repository of the site, by what documents call it."""
        return next((other for other in self.others if other.own.owns(repo)), None)

    def repository(self, repo: Repo) -> tuple[str, CodeHost | None]:
        """Name and host of another repository; None where its address is not known."""
        decoded = decode_repo_id(repo.id) if repo.id else None
        name = repo.name or (decoded.name if decoded else repo.id) or "?"
        url = self.repositories.get(repo.id or "") or self.repositories.get(name)
        if not url and decoded:
            url = decoded.url
        return name, self.other_host(url) if url else None


class SourceTargets(Protocol):
    """The pages of code of a site."""

    def target(self, path: str, first: int | None, last: int | None, here: File) -> Target | None:
        """Where lines of a file are shown; None for a file that has no page."""


@dataclass(slots=True)
class PageSite:
    """The site around one document (see ``rendering.Site``).

    Attributes:
        entry: The document.
        file: Its file on the site.
        files: All files of the site.
        config: The configuration of the site.
        mounted: All documents.
        code: The code.
        slugify: Makes the id of a heading from its text.
        assets: The URL path for images from elsewhere in the repository.
        known_ids: What the document itself calls its repository.
        findings: What was found out about the references, by their identity.
        checked: Whether somebody looked: what is not there is not linked to then.
        health_file: The page that tells the state of all documents.
        sources: The pages of code, where there are any.
        peeks: The pieces of code to look at on the page, where that is wanted.
        quoted: The files of code that the page speaks of; filled while rendering.
    """

    entry: Entry
    file: File
    files: Files
    config: MkDocsConfig
    mounted: Mounted
    code_: Code
    slugify: Callable[[str], str]
    assets: str
    known_ids: frozenset[str] = frozenset()
    findings: Mapping[int, Finding] = field(default_factory=dict)
    checked: bool = False
    health_file: File | None = None
    sources: SourceTargets | None = None
    peeks: Peeks | None = None
    quoted: set[str] = field(default_factory=set)

    def finding(self, reference: Reference) -> Finding | None:
        """What was found out about a reference of the document."""
        return self.findings.get(id(reference))

    @property
    def health(self) -> Target | None:
        """The page that tells the state of all documents."""
        return self._target(self.health_file) if self.health_file else None

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
        simple = confined(path)
        if simple is None:
            return CodeLink(path, folder=folder, problem="outside")
        if not self.code_.own.owns(repo, self.known_ids):
            assert repo is not None  # noqa: S101 - no repository is the own one
            other = self.code_.neighbour(repo)
            if other and other.host:
                return self._in_neighbour(other, repo, simple, (first, last), folder)
            name, host = self.code_.repository(repo)
            problem = "" if host else "unknown repository"
            url = _url(host, simple, first, last, folder) if host else ""
            return CodeLink(simple, url, name, folder, problem)
        kind = self.code_.base.kind(simple)
        if kind == "file":
            self.quoted.add(simple)
        folder = kind == "folder" if kind else folder
        page = self.source(simple, first, last) if kind == "file" else None
        if page:
            return CodeLink(simple, _bracketed(page.markdown), html=page.html)
        host = self.code_.host if kind or not self.checked else None
        url = _url(host, self.code_.prefix + simple, first, last, folder) if host else ""
        return CodeLink(simple, url, "", folder)

    def _in_neighbour(
        self,
        other: Code,
        repo: Repo,
        path: str,
        lines: tuple[int | None, int | None],
        folder: bool,
    ) -> CodeLink:
        """A place in another repository of the site, of which more is known than its address."""
        name, _ = self.code_.repository(repo)
        kind = other.base.kind(path)
        assert other.host is not None  # noqa: S101 - asked by the caller
        folder = kind == "folder" if kind else folder
        return CodeLink(path, _url(other.host, other.prefix + path, *lines, folder), name, folder)

    def forget(self) -> None:
        """Forget what was asked so far."""
        self.quoted.clear()
        if self.peeks:
            self.peeks.clear()

    def source(self, path: str, first: int | None, last: int | None) -> Target | None:
        """The page of a file of code."""
        return self.sources.target(path, first, last, self.file) if self.sources else None

    def peek(self, link: CodeLink, line: int | None) -> str:
        """What names the piece of code that can be looked at on the page."""
        return self.peeks.add(link.path, line) if self.peeks else ""

    def document(self, id: str, fragment: str, repo: Repo | None) -> Target | None:
        """The page of a document."""
        entry = self.find(id, repo)
        if entry is None:
            return None
        file = self.mounted.files[entry.path]
        # Swimm's own ids of headings are hashes of something not written down: the page serves.
        anchor = "" if fragment.startswith("heading-") or not fragment else f"#{quote(fragment)}"
        return self._target(file, anchor, entry.title.replace("`", ""))

    def find(self, id: str, repo: Repo | None) -> Entry | None:
        """A document by its id: of the repository that is named, else of this one, else of any."""
        own = self.code_.own.owns(repo, self.known_ids)
        other = self.code_.neighbour(repo) if repo and not own else None
        wanted = self.mounted.by_id.get((other.number if other else self.code_.number, id))
        return wanted or self.mounted.entries.get(id)

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """Where a document of another repository is; None for one of this repository."""
        if self.code_.own.owns(repo, self.known_ids):
            return None
        assert repo is not None  # noqa: S101 - no repository is the own one
        parts = urlsplit(href)
        if not parts.scheme and parts.path.endswith(".sw.md"):
            link = self.code(unquote(parts.path), repo=repo)
            return Target(markdown=link.url, html=link.url)
        # Only Swimm's app knows where a document is of which no more than the id is known.
        if parts.scheme == "https":
            return Target(markdown=href, html=href)
        return NO_TARGET

    def _target(self, file: File, anchor: str = "", title: str = "") -> Target:
        here = posixpath.dirname(self.file.src_uri)
        markdown = quote(posixpath.relpath(file.src_uri, here or "."), safe="/~")
        url = file.url_relative_to(self.file)
        return Target(markdown=markdown + anchor, html=url + anchor, title=title)

    def asset(self, src: str) -> Target | None:
        """Where an image of the repository is; images from outside of ``images`` join the site."""
        for path in self._candidates(src):
            known = self.mounted.images.get(path)
            if known is None and path.is_file() and is_image(path):
                known = self._present(path) or asset(
                    self.files, self.config, path, self._asset_uri(path)
                )
                self.mounted.images[path] = known
            if known:
                return self._target(known)
        return None

    def _asset_uri(self, path: Path) -> str:
        below = path.relative_to(self.code_.root).as_posix()
        return posixpath.join(self.assets, "files", below).removeprefix("/")

    def _present(self, path: Path) -> File | None:
        """The file of the site that a path is, if it is one already."""
        docs = Path(self.config.docs_dir).resolve()
        if not path.is_relative_to(docs):
            return None
        return self.files.get_file_from_path(path.relative_to(docs).as_posix())

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes: to a page, or into the code."""
        bare, hash_mark, fragment = href.partition("#")
        for path in self._candidates(bare):
            page = self._present(path) if path.exists() else None
            if page and page.is_documentation_page():
                return self._target(page, f"#{fragment}" if hash_mark else "")
            below = path.relative_to(self.code_.root).as_posix()
            kind = self.code_.base.kind(below)
            if kind:
                lines = _LINES.match(fragment)
                first = int(lines[1]) if lines else None
                last = int(lines[2]) if lines and lines[2] else first
                link = self.code(below, first, last, folder=kind == "folder")
                return Target(link.url, link.address) if link.url else NO_TARGET
        return None

    def _candidates(self, href: str) -> list[Path]:
        """What a relative address can mean: all inside the root, from the document, from the root.

        Documents write ``/.swm/x`` and ``.swm/x`` for the same (``FORMAT.md`` section 6.5).
        """
        path = unquote(href.partition("?")[0])
        if _CONTROL.search(path) or not path.strip("/."):
            return []
        folders = [self.code_.root]
        if not path.startswith("/"):
            folders.insert(0, self.entry.path.parent)
        found = [(folder / path.lstrip("/")).resolve() for folder in folders]
        return [path for path in found if path.is_relative_to(self.code_.root)]

    def heading_id(self, text: str) -> str:
        """The id that a heading with this text has on a page."""
        return self.slugify(text)


def _bracketed(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def _url(host: CodeHost, path: str, first: int | None, last: int | None, folder: bool) -> str:
    url = host.folder_url(path) if folder or not path else host.file_url(path, first, last)
    return _bracketed(url)


def relative_to(path: Path, base: Path) -> str:
    """A path as it is written from a folder."""
    return Path(relpath(path, base)).as_posix()
