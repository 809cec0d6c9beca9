"""The site around a document, as rendering asks for it: what all kinds of sites have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from ..code.codehost import bracketed
from ..code.git import ignored_files
from ..code.ownership import names_in
from ..format.constructs import Repo, Step
from ..format.document import Document
from ..format.links import doc_target
from ..freshness import Finding, Reference
from ..markdown.contract import Target
from ..rendering import CodeLink, CodePlace
from ..rendering.links import PlaylistPosition, Stop
from ..safety.files import confined, real_path
from .documents import Doc
from .folders import is_file, is_image
from .names import SUFFIX
from .project import Project
from .repository import Repository

_PLACES = 3  # places of one document in one playlist that its page shows
_LINES = re.compile(r"#?L?(\d{1,7})(?:-L?(\d{1,7}))?$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
NO_TARGET = Target(markdown="", html="")
"""For something that exists but cannot be linked to: its text is kept, without a problem."""

Slugify = Callable[[str], str]
"""Makes the id of a heading from its text."""


@dataclass(eq=False)
class DocumentSite:
    """The site around one document (see ``rendering.Site``); subclasses know where pages are."""

    project: Project
    doc: Doc  # the document as it is in its file
    heading_id: Slugify
    parsed: Document | None = None  # what to render, if a plugin or an editor has changed it

    @cached_property
    def findings(self) -> Mapping[int, Finding]:
        """The findings by the ``id()`` of their references; changed text is checked again."""
        findings = self.project.findings.get(self.doc.path, ())
        if self.parsed and self.parsed is not self.doc.document and self.is_checked:
            findings = self.project.check_text(self.doc, self.parsed)
        return {id(finding.reference): finding for finding in findings}

    @property
    def content(self) -> Document:
        """The document to render."""
        return self.parsed or self.doc.document

    @cached_property
    def repository(self) -> Repository:
        """The repository of the document."""
        return self.project.repository_of(self.doc)

    @property
    def is_checked(self) -> bool:
        """Whether the document was checked; if so, there are no links to code that is gone."""
        return self.repository in self.project.checked

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The names that the document has for its own repository."""
        return names_in(self.content)

    def finding(self, reference: Reference) -> Finding | None:
        """The finding for a reference; None if the document was not checked."""
        return self.findings.get(id(reference))

    def preview(self, link: CodeLink, line: int | None) -> str:
        """The name of a preview; empty, as most sites have none."""
        return ""

    @property
    def health(self) -> Target | None:
        """The health page; None, as most sites have none."""
        return None

    def code(self, place: CodePlace) -> CodeLink:
        """The link to a file, lines of it, or a folder on its code host."""
        repository, folder, repo = self.repository, place.folder, place.repo
        path = confined(place.path)
        if path is None:
            return CodeLink(place.path, folder=folder, problem="outside")
        name, problem = "", ""
        if repo is None or repository.own.owns(repo, self.own_names):
            kind, prefix = repository.code.kind(path), repository.prefix
            host = None if self.is_checked and not kind else repository.host
        else:
            other = repository.neighbour(repo)
            name, host = repository.foreign_host(repo)
            kind, prefix = None, ""
            if other and other.host:
                # It is a repository of the project, whose files can be looked up.
                kind, prefix, host = other.code.kind(path), other.prefix, other.host
            problem = "" if host else "unknown repository"
        folder, full, url = kind == "folder" if kind else folder, prefix + path, ""
        if host and (folder or not full):
            url = bracketed(host.folder_url(full))
        elif host:
            url = bracketed(host.file_url(full, place.first, place.last))
        return CodeLink(path, url, name, folder, problem)

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        """The page of the document that a link names; None if there is none."""
        doc = self.project.find(self.doc, id, repo, file, self.own_names)
        return self.page_of(doc, fragment) if doc else None

    def page_of(self, doc: Doc, fragment: str = "") -> Target:
        """The page of a document, at a fragment of a link."""
        # Swimm's ids of headings are hashes that cannot be computed: the link is to the page.
        anchor = "" if fragment.startswith("heading-") or not fragment else f"#{quote(fragment)}"
        return self.page_target(doc, anchor)

    def page_target(self, doc: Doc, anchor: str) -> Target:
        """The page of a document, at an anchor if not empty."""
        raise NotImplementedError

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """The place of another repository's document; None for a document of this repository."""
        if self.repository.own.owns(repo, self.own_names):
            return None
        parts = urlsplit(href)
        if not parts.scheme and parts.path.endswith(SUFFIX):
            href = self.code(CodePlace(unquote(parts.path), repo=repo)).url
        elif parts.scheme != "https":
            # Only Swimm's app can find a document by nothing but its id.
            return NO_TARGET
        return Target(markdown=href, html=href)

    def asset(self, src: str) -> Target | None:
        """The place of an image of the repository; None if it does not exist."""
        path = self.image(src)
        return self.image_target(path) if path else None

    def image(self, src: str) -> Path | None:
        """The image file at a relative address; None if it does not exist or git ignores it."""
        paths = [path for path in self.candidates(src) if is_file(path) and is_image(path)]
        ignored = ignored_files(paths)
        return next((path for path in paths if path not in ignored), None)

    def image_target(self, path: Path) -> Target | None:
        """The place of an image; None if it is not on the site."""
        raise NotImplementedError

    def reference(self, href: str) -> Target | None:
        """The page or code that a relative link to a file leads to; None if nowhere."""
        address, hash_mark, fragment = href.partition("#")
        for path in self.candidates(address):
            page = self.file_page(path, f"#{fragment}" if hash_mark else "")
            if target := page or self._in_code(path, fragment):
                return target
        return None

    def _in_code(self, path: Path, fragment: str) -> Target | None:
        """A file or folder on its code host, at the lines that the fragment names."""
        below = path.relative_to(self.repository.root).as_posix()
        kind = self.repository.code.kind(below)
        if not kind:
            return None
        lines = _LINES.match(fragment)
        first = int(lines[1]) if lines else None
        last = int(lines[2]) if lines and lines[2] else first
        link = self.code(CodePlace(below, first, last, folder=kind == "folder"))
        # Code hosts show Markdown with its headings.
        anchor = f"#{fragment}" if fragment and not lines and path.suffix.lower() == ".md" else ""
        return Target(link.url + anchor, link.address + anchor) if link.url else NO_TARGET

    def file_page(self, path: Path, anchor: str) -> Target | None:
        """The page of a file that is no document; None, as most sites have none."""
        return None

    def candidates(self, href: str) -> list[Path]:
        """The paths that a relative address can mean: from the document, and from the root."""
        path, root = unquote(href.partition("?")[0]), self.repository.root
        if _CONTROL.search(path) or not path.strip("/."):
            return []
        folders = [root] if path.startswith("/") else [self.doc.path.parent, root]
        paths = (_path_inside(folder / path.lstrip("/"), root) for folder in folders)
        return list(filter(None, paths))


class Playlists:
    """The playlists of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.steps: dict[Path, Sequence[Step]] = {}  # by the path of the playlist
        self.documents: dict[Path, Sequence[Doc | None]] = {}  # of its steps; None for other steps
        self._places: dict[Path, list[tuple[Doc, int]]] = {}
        for playlist in project.docs.values():
            if not playlist.is_playlist:
                continue
            steps = self.steps[playlist.path] = tuple(playlist.steps)
            names = names_in(playlist.document)
            docs: list[Doc | None] = []
            for index, step in enumerate(steps):
                to = doc_target(step.target)
                doc = project.find(playlist, to.id, to.repo, to.file, names) if to else None
                if doc and docs.count(doc) < _PLACES:
                    self._places.setdefault(doc.path, []).append((playlist, index))
                docs.append(doc)
            self.documents[playlist.path] = docs

    def passages(self, site: DocumentSite) -> Sequence[PlaylistPosition]:
        """The document's places in playlists, with links from its page."""
        places = self._places.get(site.doc.path, ())
        return [self._passage(site, playlist, index) for playlist, index in places]

    def _passage(self, site: DocumentSite, playlist: Doc, index: int) -> PlaylistPosition:
        documents = self.documents[playlist.path]
        before = next((at for at in range(index - 1, -1, -1) if documents[at]), None)
        after = next((at for at in range(index + 1, len(documents)) if documents[at]), None)

        def link(at: int | None) -> tuple[str, Target] | None:
            doc = documents[at] if at is not None else None
            return (doc.plain_title, site.page_of(doc)) if doc else None

        return PlaylistPosition(
            playlist.plain_title,
            site.page_of(playlist),
            step=index + 1,
            count=len(documents),
            previous=link(before),
            next=link(after),
            between=self.between(site, playlist, range(index + 1, after or len(documents))),
            stops=self.stops_of(playlist),
        )

    def between(
        self, site: DocumentSite, playlist: Doc, steps: range
    ) -> Sequence[tuple[str, Target, str]]:
        """Label, target and key of steps that are no documents; empty if no progress is kept."""
        return ()

    def stops_of(self, playlist: Doc) -> Sequence[Stop]:
        """What there is to read in each step of a playlist; empty if no progress is kept."""
        return ()


def _path_inside(path: Path, root: Path) -> Path | None:
    """The real path; None if it is not below the root or is too long for the file system."""
    real = real_path(path, root)
    try:
        if real:
            real.lstat()
    except OSError as error:
        # A missing file may exist at the revision of the code.
        return real if isinstance(error, FileNotFoundError | NotADirectoryError) else None
    return real
