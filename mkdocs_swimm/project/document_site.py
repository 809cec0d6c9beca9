"""What rendering asks about the surroundings of one document, answered for any kind of site."""

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
from ..rendering.links import Passage, Stop
from ..rendering.page import plain_title
from ..safety.files import confined, real_path
from .documents import Doc
from .folders import is_file, is_image
from .project import Project
from .repository import Repository

_PLACES = 3  # so many of its places in a playlist that repeats it are shown of a document
_LINES = re.compile(r"#?L?(\d{1,7})(?:-L?(\d{1,7}))?$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
NO_TARGET = Target(markdown="", html="")
"""Stands for a thing that exists but can not be linked to: its text is kept, nothing is told."""

Slugify = Callable[[str], str]
"""Makes the id of a heading from its text."""


@dataclass(eq=False)
class DocumentSite:
    """The surroundings of one document (see ``rendering.Site``); subclasses say where pages are."""

    project: Project
    doc: Doc  # the document as it is in its file
    heading_id: Slugify  # the id that a heading with some text has on a page
    parsed: Document | None = None  # what is rendered, where a plugin or an editor has changed it

    @cached_property
    def findings(self) -> Mapping[int, Finding]:
        """What was found for its references, by their identity; the text is checked if changed."""
        found = self.project.findings.get(self.doc.path, ())
        if self.parsed and self.parsed is not self.doc.document and self.is_checked:
            found = self.project.check_text(self.doc, self.parsed)
        return {id(finding.reference): finding for finding in found}

    @property
    def content(self) -> Document:
        """What is rendered."""
        return self.parsed or self.doc.document

    @cached_property
    def repository(self) -> Repository:
        """The repository of the document."""
        return self.project.repository_of(self.doc)

    @property
    def is_checked(self) -> bool:
        """Whether the document was checked: what is not there is not linked to then."""
        return self.repository in self.project.checked

    @cached_property
    def own_names(self) -> frozenset[str]:
        """What the document itself calls its repository."""
        return names_in(self.content)

    def finding(self, reference: Reference) -> Finding | None:
        """What was found for a reference of the document."""
        return self.findings.get(id(reference))

    def preview(self, link: CodeLink, line: int | None) -> str:
        """No preview."""
        return ""

    @property
    def health(self) -> Target | None:
        """No page about the state of all documents."""
        return None

    def code(self, place: CodePlace) -> CodeLink:
        """Where a file, lines of it, or a folder is shown in a code host."""
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
                # Of a repository of the site more is known than its address.
                kind, prefix, host = other.code.kind(path), other.prefix, other.host
            problem = "" if host else "unknown repository"
        folder, full, url = kind == "folder" if kind else folder, prefix + path, ""
        if host and (folder or not full):
            url = bracketed(host.folder_url(full))
        elif host:
            url = bracketed(host.file_url(full, place.first, place.last))
        return CodeLink(path, url, name, folder, problem)

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        """The page of a document by what a link says of it."""
        doc = self.project.find(self.doc, id, repo, file, self.own_names)
        return self.page_of(doc, fragment) if doc else None

    def page_of(self, doc: Doc, fragment: str = "") -> Target:
        """The page of a document."""
        # Swimm's own ids of headings are hashes of something not written down: the page serves.
        anchor = "" if fragment.startswith("heading-") or not fragment else f"#{quote(fragment)}"
        return self.page_target(doc, anchor)

    def page_target(self, doc: Doc, anchor: str) -> Target:
        """Where the page of a document is, with an anchor on it."""
        raise NotImplementedError

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """Where a document of another repository is; None for one of this repository."""
        if self.repository.own.owns(repo, self.own_names):
            return None
        parts = urlsplit(href)
        if not parts.scheme and parts.path.endswith(".sw.md"):
            href = self.code(CodePlace(unquote(parts.path), repo=repo)).url
        elif parts.scheme != "https":
            # Only Swimm's app knows where a document is of which no more than the id is known.
            return NO_TARGET
        return Target(markdown=href, html=href)

    def asset(self, src: str) -> Target | None:
        """Where an image of the repository is."""
        path = self.image(src)
        return self.image_target(path) if path else None

    def image(self, src: str) -> Path | None:
        """The image of the repository that a relative address means, unless git ignores it."""
        found = [one for one in self.candidates(src) if is_file(one) and is_image(one)]
        ignored = ignored_files(found)
        return next((path for path in found if path not in ignored), None)

    def image_target(self, path: Path) -> Target | None:
        """Where an image is; None where it is not on the site."""
        raise NotImplementedError

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes: to a page, or into the code."""
        bare, hash_mark, fragment = href.partition("#")
        for path in self.candidates(bare):
            target = self.file_page(path, f"#{fragment}" if hash_mark else "")
            target = target or self._in_code(path, fragment)
            if target:
                return target
        return None

    def _in_code(self, path: Path, fragment: str) -> Target | None:
        """Where a relative link into the code goes, to lines of it if the fragment names some."""
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
        """The page of the site that a file is; None for one that is none."""
        return None

    def candidates(self, href: str) -> list[Path]:
        """What a relative address can mean: a place below the document, and one below the root."""
        path, root = unquote(href.partition("?")[0]), self.repository.root
        if _CONTROL.search(path) or not path.strip("/."):
            return []
        folders = [root] if path.startswith("/") else [self.doc.path.parent, root]
        found = [_place(one / path.lstrip("/"), root) for one in folders]
        return [one for one in found if one]


class Playlists:
    """The playlists of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.steps: dict[Path, Sequence[Step]] = {}  # by the path of the playlist
        self.documents: dict[Path, Sequence[Doc | None]] = {}  # None for a step that is none
        self._places: dict[Path, list[tuple[Doc, int]]] = {}
        for playlist in project.docs.values():
            if not playlist.is_playlist:
                continue
            steps = self.steps[playlist.path] = tuple(playlist.steps)
            names = names_in(playlist.document)
            found: list[Doc | None] = []
            for index, step in enumerate(steps):
                to = doc_target(step.target)
                doc = project.find(playlist, to.id, to.repo, to.file, names) if to else None
                if doc and found.count(doc) < _PLACES:
                    self._places.setdefault(doc.path, []).append((playlist, index))
                found.append(doc)
            self.documents[playlist.path] = found

    def passages(self, site: DocumentSite) -> Sequence[Passage]:
        """A document's places in playlists, with links from its page."""
        places = self._places.get(site.doc.path, ())
        return [self._passage(site, playlist, index) for playlist, index in places]

    def _passage(self, site: DocumentSite, playlist: Doc, index: int) -> Passage:
        documents = self.documents[playlist.path]
        before = next((at for at in range(index - 1, -1, -1) if documents[at]), None)
        after = next((at for at in range(index + 1, len(documents)) if documents[at]), None)

        def named(at: int | None) -> tuple[str, Target] | None:
            other = documents[at] if at is not None else None
            return (plain_title(other.title), site.page_of(other)) if other else None

        return Passage(
            plain_title(playlist.title),
            site.page_of(playlist),
            step=index + 1,
            count=len(documents),
            previous=named(before),
            next=named(after),
            between=self.between(site, playlist, range(index + 1, after or len(documents))),
            stops=self.stops_of(playlist),
        )

    def between(
        self, site: DocumentSite, playlist: Doc, steps: range
    ) -> Sequence[tuple[str, Target, str]]:
        """Label, target and key of steps that are no documents; none where nothing is kept."""
        return ()

    def stops_of(self, playlist: Doc) -> Sequence[Stop]:
        """What is to be read of every step of a playlist; nothing where nothing is kept."""
        return ()


def _place(path: Path, root: Path) -> Path | None:
    """Where a path really is in the repository; None where a name is too long for a file."""
    place = real_path(path, root)
    try:
        if place:
            place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        # What is not there now may be there at the revision that is looked at.
        return place
    except OSError:
        return None
    return place
