"""Documents checked for a report: what was found, whatever the format it is written in."""

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
from ..format.constructs import Snippet, Token
from ..freshness import STALE, Finding, Place, Reference, State
from ..freshness.quotes import quote_of
from ..project.documents import Doc
from ..project.names import UNIT, name_of
from ..project.problems import duplicate_id
from ..project.project import Project, Steps
from ..project.repository import ENOUGH, below, paths_in
from ..rendering import link_problems
from ..safety.files import confined
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
"""How severe what a diagnostic says is, in the words of code hosts; the worst first."""

_QUIET = ("other repository", "no place")
"""Why something is not checked, where nobody can do anything about it."""

severity = list(State).index
"""How bad a state is, compared with others."""


def path_from_here(path: Path) -> str:
    """A path as it is written from the current folder."""
    try:
        return Path(relpath(path)).as_posix()
    except ValueError:
        # It is on another drive.
        return path.as_posix()


def kind_of(reference: Reference) -> str:
    """What a reference is called."""
    if isinstance(reference, Snippet):
        return "snippet"
    return "token" if isinstance(reference, Token) else "path"


def quoted_place(reference: Reference) -> Place:
    """Where the document says that the code is: of a snippet, the lines that are compared."""
    path = confined(reference.path) or reference.path
    if isinstance(reference, Snippet):
        quote = quote_of(reference)
        return Place(path, quote.first, quote.last) if quote else Place(path)
    line = reference.target_line if isinstance(reference, Token) else None
    return Place(path, line, line)


def document_key(path: str) -> str:
    """What stays of a document when it is moved or retitled: its id, else its path.

    A name without a slug may be anything, such as ``README``: it is no id to rely on.
    """
    name = name_of(PurePosixPath(path).name)
    return name.id if name and (name.slug or path.endswith(UNIT)) else path


def changed_by(commit: Commit) -> str:
    """Who changed the code last, and where to look."""
    return shown(f"last changed in {commit.id} by {commit.author}: {commit.subject}")


def short_hash(text: str) -> str:
    """A short name for a text, the same in every run."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


@dataclass(slots=True)
class Item:
    """The finding about one reference of a document."""

    document: str  # its path, from the root of the repository
    finding: Finding
    root: str = ""  # the folder of the code, as `CheckedDocument` has it
    known: bool = False  # whether it was as bad before, and so is nobody's business now

    @property
    def is_stale(self) -> bool:
        """Whether the reference does not hold as it is written."""
        return self.finding.state in STALE

    @property
    def is_new(self) -> bool:
        """Whether the reference is stale, and was not as bad before."""
        return self.is_stale and not self.known

    @property
    def line(self) -> int:
        """The line of the document, 1-based."""
        return max(self.finding.reference.line, 1)

    @property
    def quoted(self) -> Place:
        """Where the document says that the code is (see ``quoted_place``)."""
        return quoted_place(self.finding.reference)

    @property
    def paths(self) -> Sequence[str]:
        """The files that it is about: as the document names it, and where the code is now."""
        place = self.finding.place
        paths = dict.fromkeys([self.quoted.path, place.path if place else ""])
        return [self.root + path for path in paths if path]

    @property
    def fingerprint(self) -> str:
        """What stays of the reference when the document is edited elsewhere and other code moves.

        The numbers of its lines do not count.
        """
        reference = self.finding.reference
        parts = [document_key(self.document), kind_of(reference), self.quoted.path]
        if isinstance(reference, Snippet):
            quote = quote_of(reference)
            parts += quote.texts if quote else ()
        elif isinstance(reference, Token):
            parts += [reference.text, (reference.line_text or "").strip()]
        return short_hash(json_text(parts))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message, about one line of a file."""

    path: str  # from the root of the repository
    line: int
    word: str  # the state of a reference, or the kind of problem (see ``LEVELS``)
    text: str  # what was found, on one line
    item: Item | None = None  # None for what is wrong with the file itself
    place: Place | None = None  # the code that it is about, from the root of the repository
    commit: Commit | None = None  # the one that last changed that code
    remedy: str = ""  # what to do about it, as a clause; empty where the text says so

    @property
    def level(self) -> Level:
        """How severe it is."""
        return LEVELS[self.word]

    @property
    def key(self) -> str:
        """What a problem is known by, wherever in the document it is."""
        return f"{document_key(self.path)}: {self.text}"

    @property
    def is_missing(self) -> bool:
        """Whether it says that a file is not there."""
        return self.item is not None and self.item.finding.reason == "missing"

    @property
    def lines(self) -> Sequence[str]:
        """All that is known: what was found, who changed it, what to do."""
        by = changed_by(self.commit) if self.commit else ""
        todo = f"to do: {self.remedy}" if self.remedy else ""
        return [self.text, *filter(None, (by, todo))]


def problem(path: str, line: int, message: str, *, unread: bool = False) -> Diagnostic:
    """What is wrong with a file itself; ``unread`` is a document that could not be checked."""
    return Diagnostic(path, line, "unreadable" if unread else "problem", shown(message))


@dataclass
class CheckedDocument:
    """A document and what was found: an item for each reference, and what is wrong with it."""

    path: str  # from the root of the repository
    items: Sequence[Item] = ()
    problems: Sequence[Diagnostic] = ()
    root: str = ""  # the folder of its code, empty or with a slash at its end

    @property
    def unread(self) -> bool:
        """Whether it could not be read, so that nothing was checked."""
        return any(problem.word == "unreadable" for problem in self.problems)

    @cached_property
    def files(self) -> frozenset[str]:
        """The files that what was found depends on, the document included."""
        return frozenset([self.path, *(path for item in self.items for path in item.paths)])


class Nearby(NamedTuple):
    """A document that refers to code near a change."""

    document: str
    place: Place  # from the root of the repository
    distance: int  # how many lines are between the two


@dataclass(frozen=True)
class Report:
    """All that a check has found."""

    documents: Sequence[CheckedDocument]
    home: Path  # the root of the repository
    problems: Sequence[Diagnostic] = ()  # of files that are no documents
    fail_on: State = State.MOVED
    verbose: bool = False  # whether what cannot be checked for good reason is reported, too
    writes: bool = False  # whether a baseline was just written
    # What a branch changed: first and last lines by file; None where that was not asked for.
    changed: Mapping[str, Sequence[tuple[int, int]]] | None = None
    # The last commits of documents with stale findings, and of the files that these are about.
    commits: Mapping[str, Commit] = field(default_factory=dict)
    host: CodeHost | None = None

    @property
    def at_code(self) -> bool:
        """Whether findings are also reported at the code, because a branch caused them."""
        return self.changed is not None

    def from_here(self, path: str) -> str:
        """A path of the repository as it is written from the current folder."""
        return path_from_here(self.home / path)

    @property
    def items(self) -> Iterator[Item]:
        """The findings of all documents."""
        return (item for document in self.documents for item in document.items)

    @cached_property
    def counts(self) -> Counter[State]:
        """How many references have each state."""
        return Counter(item.finding.state for item in self.items)

    @property
    def known(self) -> int:
        """How many stale references were so before."""
        return sum(item.known and item.is_stale for item in self.items)

    @property
    def unread(self) -> int:
        """How many documents could not be read."""
        return sum(document.unread for document in self.documents)

    @property
    def failed(self) -> bool:
        """Whether anything was found that fails."""
        return self.unread > 0 or any(map(self.fails, self.items))

    def fails(self, item: Item) -> bool:
        """Whether a finding fails."""
        return item.is_new and severity(item.finding.state) >= severity(self.fail_on)

    def reports(self, item: Item) -> bool:
        """Whether a finding is worth a line."""
        if item.known or item.finding.state is State.UP_TO_DATE:
            return False
        return self.verbose or item.is_stale or item.finding.reason not in _QUIET

    def code_place(self, item: Item) -> Place | None:
        """The place in the code that a stale finding is about, from the root of the repository.

        It is where the code is now, else the file that it was in. For a file that is gone, it is
        where the code was, if what a branch did is asked for: its lines are in the difference.
        """
        finding, quoted = item.finding, item.quoted
        missing = finding.reason == "missing"
        if not item.is_stale or finding.reason == "outside" or (missing and not self.at_code):
            return None
        place = quoted if missing else finding.place_now
        # A document may number its lines from 0.
        if place is None or (missing and not quoted.first):
            place = Place(quoted.path)
        return place._replace(path=item.root + place.path)

    def commit(self, item: Item) -> Commit | None:
        """The commit that last changed the file of a stale finding after the document was written.

        Of a branch, it is any that changed the file.
        """
        found = next((self.commits[path] for path in item.paths if path in self.commits), None)
        written = self.commits.get(item.document)
        newer = found and (self.at_code or (written and found.age < written.age))
        return found if newer else None

    def nearby(self) -> Sequence[Nearby]:
        """The documents without findings that quote a changed file, the nearest to it first."""
        changed, found = self.changed or {}, []
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
            found += sorted(near, key=lambda one: one.distance)[:1]
        return sorted(found, key=lambda one: one.distance)


def check(project: Project, steps: Steps = iter) -> Sequence[CheckedDocument]:
    """Check all documents; those that could not be read are among the results.

    ``steps`` goes through the documents, and may show how far it is.
    """
    project.check(steps)
    links = Links(project)
    checked = [
        checked_document(project, doc, project.findings[doc.path], links)
        for doc in project.docs.values()
    ]
    checked += [unread_document(project.shown(one.path), one.reason) for one in project.unread]
    return sorted(checked, key=lambda one: (project.home / one.path).parts)


def unread_document(path: str, reason: str) -> CheckedDocument:
    """A document that cannot be read, and why."""
    return CheckedDocument(path, problems=[problem(path, 1, reason, unread=True)])


def checked_document(
    project: Project, doc: Doc, findings: Iterable[Finding], links: Links
) -> CheckedDocument:
    """A document with what was found about its references and what is wrong with its text."""
    path = project.shown(doc.path)
    root = below(project.home, project.repository_of(doc).root)
    problems = []
    if doc.decoded.encoding != "utf-8":
        message = f"it is not UTF-8 and was read as {doc.decoded.encoding}; save it as UTF-8"
        problems.append(problem(path, 1, message))
    for flaw in dict.fromkeys(doc.document.flaws):
        problems.append(problem(path, flaw.line, f"{flaw.message}; {flaw.remedy}"))
    if not doc.is_page:
        problems += links.problems(doc)
    return CheckedDocument(path, [Item(path, one, root) for one in findings], problems, root)


class Links:
    """Finds problems with links, images and ids, in the words of a build."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._first = {doc.path: other for doc, other in project.doubles()}
        pages = {doc.path: project.shown(doc.path) for doc in project.names.docs}
        self._files = Files(pages, file_url)

    def problems(self, doc: Doc) -> Iterator[Diagnostic]:
        """The problems of a document."""
        project, path = self._project, self._files.pages[doc.path]
        site = FileSite(project, doc, github_slug, files=self._files)
        found = list(link_problems(site.content, site))
        if doc.path in self._first:
            found.append(duplicate_id(doc.name.id, project.shown(self._first[doc.path].path)))
        for one in found:
            yield problem(path, max(one.line, 1), f"{one.message}; {one.remedy}")


def id_problems(project: Project) -> Iterator[Diagnostic]:
    """Every ``swimm.json`` without an id."""
    message = "it is not JSON with a 'repo_id', so this repository's id is not known"
    ids = [project.ids_of(repository) for repository in project.repositories]
    for folder in dict.fromkeys(at for found in ids for at, id in found.items() if not id):
        yield problem(project.shown(folder / "swimm.json"), 1, message)


def root_hints(project: Project) -> Iterator[str]:
    """A sentence for each repository most of whose files are not where the documents say."""
    for repository in project.repositories:
        paths = paths_in(doc.document for doc in project.docs_of(repository))
        found = repository.better_root(paths)
        if found:
            root, words = found
            given = path_from_here(repository.top / root)
            yield f"{words}; give '--root {given}' if that is the root of the code"
        elif len(paths) >= ENOUGH and not any(map(repository.code.kind, paths)):
            yield (
                f"none of the {len(paths)} files of the documents is where they say in "
                f"{repository.root}; name the root of the code with --root if it is another folder"
            )
