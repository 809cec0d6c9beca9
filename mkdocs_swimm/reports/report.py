"""A report of checked documents, independent of the format that it is written in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os.path import relpath
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from ..code.codehost import CodeHost
from ..code.git import Commit
from ..export.site import Files, FileSite, file_url, github_slug
from ..format.constructs import Problem, Snippet, Token
from ..freshness import STALE, Finding, Place, State
from ..freshness.quotes import quote_of, quoted_place
from ..project.documents import Doc
from ..project.names import UNIT, name_of
from ..project.problems import duplicate_id, wrong_encoding
from ..project.project import Project, Steps
from ..project.repository import below
from ..rendering import link_problems
from ..safety.printable import json_text, shown

Level = Literal["error", "warning", "notice"]

LEVELS: Mapping[str, Level] = {
    "unreadable": "error",
    "gone": "error",
    "changed": "error",
    "moved": "warning",
    "not checked": "notice",
    "problem": "notice",
}
"""The level of each rule, in the terms of code hosts; the most severe first."""

_QUIET = ("other repository", "no place")
"""Reasons for which a reference cannot be checked by anybody: reported only if verbose."""

severity = list(State).index
"""The severity of a state as a number, to be compared."""


def path_from_here(path: Path) -> str:
    """A path relative to the current folder."""
    try:
        return Path(relpath(path)).as_posix()
    except ValueError:
        # It is on another drive.
        return path.as_posix()


def document_key(path: str) -> str:
    """An identifier that a document keeps when it is moved or retitled: its id, else its path.

    A name without a slug may be anything, such as ``README``, and is not relied on as an id.
    """
    name = name_of(PurePosixPath(path).name)
    return name.id if name and (name.slug or path.endswith(UNIT)) else path


def changed_by(commit: Commit) -> str:
    """The commit that last changed the code, as a clause."""
    return shown(f"last changed in {commit.id} by {commit.author}: {commit.subject}")


def short_hash(text: str) -> str:
    """The first 16 digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


@dataclass(slots=True)
class Item:
    """The finding about one reference of a document."""

    document: str  # path from the root of the repository
    finding: Finding
    root: str = ""  # see ``CheckedDocument``
    known: bool = False  # was as severe before, and is not reported

    @property
    def is_stale(self) -> bool:
        """Whether the reference no longer holds as written."""
        return self.finding.state in STALE

    @property
    def is_new(self) -> bool:
        """Whether the reference is stale, and was not as severe before."""
        return self.is_stale and not self.known

    @property
    def line(self) -> int:
        """The line of the document, 1-based."""
        return max(self.finding.reference.line, 1)

    @property
    def quoted(self) -> Place:
        """Where the document locates the code (see ``quoted_place``)."""
        return quoted_place(self.finding.reference)

    @property
    def paths(self) -> Sequence[str]:
        """The files that it depends on: the one that the document names, and where the code is."""
        place = self.finding.place
        paths = dict.fromkeys([self.quoted.path, place.path if place else ""])
        return [self.root + path for path in paths if path]

    @property
    def fingerprint(self) -> str:
        """A hash of the reference that edits elsewhere and moved lines do not change."""
        reference = self.finding.reference
        parts = [document_key(self.document), reference.kind, self.quoted.path]
        if isinstance(reference, Snippet):
            quote = quote_of(reference)
            parts += quote.texts if quote else ()
        elif isinstance(reference, Token):
            parts += [reference.text, (reference.line_text or "").strip()]
        return short_hash(json_text(parts))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A message about a line of a file."""

    path: str  # from the root of the repository
    line: int
    rule: str  # the state of a reference, or the kind of problem (see ``LEVELS``)
    text: str  # on one line
    item: Item | None = None  # None for a problem of the file itself
    place: Place | None = None  # the code in question, from the root of the repository
    commit: Commit | None = None  # the last one that changed the code
    remedy: str = ""  # what to do, as a clause; empty if the text includes it

    @property
    def level(self) -> Level:
        """The severity, in the terms of code hosts."""
        return LEVELS[self.rule]

    @property
    def key(self) -> str:
        """An identifier of a problem that does not depend on its line."""
        return f"{document_key(self.path)}: {self.text}"

    @property
    def is_missing(self) -> bool:
        """Whether the quoted file is missing."""
        return self.item is not None and self.item.finding.reason == "missing"

    @property
    def lines(self) -> Sequence[str]:
        """The text, the last commit and the remedy, as far as they are known."""
        by = changed_by(self.commit) if self.commit else ""
        todo = f"to do: {self.remedy}" if self.remedy else ""
        return [self.text, *filter(None, (by, todo))]


def problem(path: str, line: int, message: str, *, unread: bool = False) -> Diagnostic:
    """A problem of a file itself; ``unread`` if it is a document that could not be checked."""
    return Diagnostic(path, line, "unreadable" if unread else "problem", shown(message))


@dataclass
class CheckedDocument:
    """The results of checking a document: an item for each reference, and other problems."""

    path: str  # from the root of the repository
    items: Sequence[Item] = ()
    problems: Sequence[Diagnostic] = ()
    root: str = ""  # of its code, from that of the repository; empty or ends with a slash

    @property
    def unread(self) -> bool:
        """Whether it could not be read, so that nothing was checked."""
        return any(problem.rule == "unreadable" for problem in self.problems)

    @cached_property
    def files(self) -> frozenset[str]:
        """The files that the results depend on, including the document."""
        return frozenset([self.path, *(path for item in self.items for path in item.paths)])


class Nearby(NamedTuple):
    """A document that refers to code near a change."""

    document: str
    place: Place  # from the root of the repository
    distance: int  # in lines; 0 if the code itself changed


@dataclass(frozen=True)
class Report:
    """The results of a check."""

    documents: Sequence[CheckedDocument]
    home: Path  # the root of the repository
    problems: Sequence[Diagnostic] = ()  # of files that are not documents
    fail_on: State = State.MOVED
    verbose: bool = False  # also report references that nobody can check
    writes: bool = False  # a baseline was just written
    # The first and last lines of changes on a branch, by file; None without a branch.
    changed: Mapping[str, Sequence[tuple[int, int]]] | None = None
    # The last commits of documents with stale references, and of the files they refer to, by path.
    commits: Mapping[str, Commit] = field(default_factory=dict)
    host: CodeHost | None = None

    @property
    def at_code(self) -> bool:
        """Whether findings are also reported at the code, because a branch caused them."""
        return self.changed is not None

    def from_here(self, path: str) -> str:
        """A path in the repository, relative to the current folder."""
        return path_from_here(self.home / path)

    @property
    def items(self) -> Iterator[Item]:
        """The findings of all documents."""
        return (item for document in self.documents for item in document.items)

    @cached_property
    def counts(self) -> Counter[State]:
        """The number of references in each state."""
        return Counter(item.finding.state for item in self.items)

    @property
    def known(self) -> int:
        """The number of stale references that are known."""
        return sum(item.known and item.is_stale for item in self.items)

    @property
    def unread(self) -> int:
        """The number of documents that could not be read."""
        return sum(document.unread for document in self.documents)

    @property
    def failed(self) -> bool:
        """Whether the check failed."""
        return self.unread > 0 or any(map(self.fails, self.items))

    def fails(self, item: Item) -> bool:
        """Whether a finding makes the check fail."""
        return item.is_new and severity(item.finding.state) >= severity(self.fail_on)

    def reports(self, item: Item) -> bool:
        """Whether a finding is reported."""
        if item.known or item.finding.state is State.UP_TO_DATE:
            return False
        return self.verbose or item.is_stale or item.finding.reason not in _QUIET

    def code_place(self, item: Item) -> Place | None:
        """The place of the code of a stale reference, from the root of the repository.

        It is where the code is now, else the file that it was in. For the changes of a branch, the
        place in a deleted file is where the code was, because the diff contains its lines.
        """
        finding, quoted = item.finding, item.quoted
        missing = finding.reason == "missing"
        if not item.is_stale or finding.reason == "outside" or (missing and not self.at_code):
            return None
        place = quoted if missing else finding.place_now
        # Documents may number lines from 0.
        if place is None or (missing and not quoted.first):
            place = Place(quoted.path)
        return place._replace(path=item.root + place.path)

    def commit(self, item: Item) -> Commit | None:
        """The last commit that changed the code, if it did so after that of the document.

        On a branch, it need not be later than that of the document.
        """
        commit = next((self.commits[path] for path in item.paths if path in self.commits), None)
        document = self.commits.get(item.document)
        newer = commit and (self.at_code or (document and commit.age < document.age))
        return commit if newer else None

    def nearby(self) -> Sequence[Nearby]:
        """Documents without findings that quote a changed file, sorted by distance to a change."""
        changed, nearest = self.changed or {}, []
        for document in self.documents:
            if document.path in changed or any(map(self.reports, document.items)):
                continue
            near = []
            for item in document.items:
                place = item.finding.place_now or item.quoted
                path = item.root + place.path
                lost = item.finding.state in (State.GONE, State.NOT_CHECKED)
                if path in changed and place.first and not lost:
                    first, last = place.first, place.last or place.first
                    gaps = (max(start - last, first - end, 0) for start, end in changed[path])
                    near.append(Nearby(document.path, place._replace(path=path), min(gaps)))
            nearest += sorted(near, key=lambda one: one.distance)[:1]
        return sorted(nearest, key=lambda one: one.distance)


def check(project: Project, steps: Steps = iter) -> Sequence[CheckedDocument]:
    """Check all documents, including unreadable ones, and sort the results by path."""
    project.check(steps)
    links = Links(project)
    checked = [
        checked_document(project, doc, project.findings[doc.path], links)
        for doc in project.docs.values()
    ]
    checked += [unread_document(project.shown(one.path), one.reason) for one in project.unread]
    return sorted(checked, key=lambda one: (project.home / one.path).parts)


def unread_document(path: str, reason: str) -> CheckedDocument:
    """The result for a document that cannot be read."""
    return CheckedDocument(path, problems=[problem(path, 1, reason, unread=True)])


def checked_document(
    project: Project, doc: Doc, findings: Iterable[Finding], links: Links
) -> CheckedDocument:
    """The result for a document: findings about its references, and problems of its text."""
    path = project.shown(doc.path)
    root = below(project.home, project.repository_of(doc).root)
    found = [] if doc.decoded.encoding == "utf-8" else [wrong_encoding(doc.decoded.encoding)]
    found += doc.document.flaws
    if not doc.is_page:
        found += links.problems(doc)
    problems = [
        problem(path, max(one.line, 1), f"{one.message}; {one.remedy}")
        for one in dict.fromkeys(found)
    ]
    return CheckedDocument(path, [Item(path, one, root) for one in findings], problems, root)


class Links:
    """Finds the problems of links, images and ids that a build reports."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._first = {doc.path: other for doc, other in project.duplicates()}
        pages = {doc.path: project.shown(doc.path) for doc in project.names.docs}
        self._files = Files(pages, file_url)

    def problems(self, doc: Doc) -> Iterator[Problem]:
        """The problems of a document."""
        site = FileSite(self._project, doc, github_slug, files=self._files)
        yield from link_problems(site.content, site)
        if first := self._first.get(doc.path):
            yield duplicate_id(doc.name.id, self._project.shown(first.path))


def id_problems(project: Project) -> Iterator[Diagnostic]:
    """A problem for every ``swimm.json`` without an id."""
    message = "it is not JSON with a 'repo_id', so this repository's id is not known"
    ids = [project.ids_of(repository) for repository in project.repositories]
    for folder in dict.fromkeys(at for found in ids for at, id in found.items() if not id):
        yield problem(project.shown(folder / "swimm.json"), 1, message)


def root_hints(project: Project) -> Iterator[str]:
    """A hint for each repository whose root does not fit most paths in the documents."""
    for repository in project.repositories:
        root, hint = repository.root_problem(project.named_paths(repository))
        if root is not None:
            given = path_from_here(repository.top / root)
            yield f"{hint}; set '--root {given}' if that is the root of the code"
        elif hint:
            yield f"{hint}; if that is not the root of the code, set it with --root"
