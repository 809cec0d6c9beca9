"""What a check has found, whatever the format it is written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from os.path import relpath
from pathlib import Path
from typing import Literal

from ..code.codehost import CodeHost
from ..code.git import Commit
from ..freshness import STALE, Finding, Place, State
from ..rendering.citations import place_now
from .identity import fingerprint, quoted_place

Level = Literal["error", "warning", "notice"]

LEVELS: Mapping[State, Level] = {
    State.GONE: "error",
    State.CHANGED: "error",
    State.MOVED: "warning",
    State.NOT_CHECKED: "notice",
}
"""How severe each state is, in the words of code hosts."""

_QUIET = frozenset(("other repository", "no place"))
"""Why something is not checked, where nobody can do anything about it."""

_GRAVITY = {state: rank for rank, state in enumerate(State)}


def seen_from_here(path: Path) -> str:
    """A path as it is written from the current folder."""
    try:
        return Path(relpath(path)).as_posix()
    except ValueError:
        # It is on another drive.
        return path.as_posix()


def gravity(state: State) -> int:
    """How bad a state is, compared with others."""
    return _GRAVITY[state]


@dataclass(frozen=True, slots=True)
class Item:
    """The finding about one reference of a document.

    Attributes:
        document: The path of the document, from the root of its repository.
        finding: The finding.
        known: Whether it was as bad before, and so is nobody's business now.
    """

    document: str
    finding: Finding
    known: bool = False

    @property
    def fingerprint(self) -> str:
        """What it is known by."""
        return fingerprint(self.document, self.finding.reference)

    @property
    def line(self) -> int:
        """The line of the document, 1-based."""
        return max(self.finding.reference.line, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file itself.

    Attributes:
        path: The file, from the root of the repository.
        line: The line, 1-based.
        message: What is wrong and what to do, in one sentence.
        unread: Whether nothing of a document could be read, so that it was not checked at all.
    """

    path: str
    line: int
    message: str
    unread: bool = False


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document and what was found.

    Attributes:
        path: The path of the document, from the root of its repository.
        items: One item for each reference, in order.
        problems: What is wrong with the document itself.
        root: The folder of its code in the repository, empty or with a slash at its end.
    """

    path: str
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    root: str = ""

    def with_problems(self, problems: Iterable[Problem]) -> CheckedDocument:
        """The same with more problems."""
        return replace(self, problems=(*self.problems, *problems))

    @property
    def unread(self) -> bool:
        """Whether it could not be read, so that nothing was checked."""
        return any(problem.unread for problem in self.problems)


@dataclass(frozen=True)
class Report:
    """All that a check has found.

    Attributes:
        documents: The documents, in order.
        home: The root of the repository.
        problems: What is wrong with files that are no documents.
        fail_on: The least severe state that fails.
        verbose: Whether references that can not be checked for good reason are reported, too.
        writes: Whether a baseline was just written.
        changed: The first and last lines of what a branch changed, by file; None where that was not
            asked for.
        commits: The last commits of the documents with stale findings, and of the files that these
            are about.
        host: Where the repository is hosted, if that is known.
    """

    documents: tuple[CheckedDocument, ...]
    home: Path
    problems: tuple[Problem, ...] = field(default=())
    fail_on: State = State.MOVED
    verbose: bool = False
    writes: bool = False
    changed: Mapping[str, Sequence[tuple[int, int]]] | None = None
    commits: Mapping[str, Commit] = field(default_factory=dict)
    host: CodeHost | None = None

    @property
    def at_code(self) -> bool:
        """Whether findings are also reported at the code, because a branch caused them."""
        return self.changed is not None

    def seen(self, path: str) -> str:
        """A path of the repository as it is written from the current folder."""
        return seen_from_here(self.home / path)

    @cached_property
    def counts(self) -> Counter[State]:
        """How many references have each state."""
        return Counter(item.finding.state for document in self.documents for item in document.items)

    @property
    def known(self) -> int:
        """How many stale references were so before."""
        return sum(
            item.known and item.finding.state in STALE
            for document in self.documents
            for item in document.items
        )

    @property
    def unread(self) -> int:
        """How many documents could not be read."""
        return sum(document.unread for document in self.documents)

    @property
    def failed(self) -> bool:
        """Whether anything was found that fails."""
        items = (item for document in self.documents for item in document.items)
        return self.unread > 0 or any(self.fails(item) for item in items)

    def fails(self, item: Item) -> bool:
        """Whether a finding fails."""
        state = item.finding.state
        return state in STALE and not item.known and gravity(state) >= gravity(self.fail_on)

    def tells(self, item: Item) -> bool:
        """Whether a finding is worth a line."""
        state = item.finding.state
        if item.known or state is State.UP_TO_DATE:
            return False
        return self.verbose or state in STALE or item.finding.reason not in _QUIET

    def told(self, document: CheckedDocument) -> Iterator[Item]:
        """The findings of a document that are worth a line."""
        return filter(self.tells, document.items)

    @property
    def root(self) -> str:
        """The folder of the code in the repository; empty where there are several."""
        roots = {document.root for document in self.documents}
        return roots.pop() if len(roots) == 1 else ""

    def code_place(self, document: CheckedDocument, item: Item) -> Place | None:
        """The place in the code that a stale finding is about, from the root of the repository.

        It is where the code is now, else the file that it was in. For a file that is gone, it is
        where the code was, if what a branch did is asked for: its lines are in the difference.
        """
        finding = item.finding
        if finding.state not in STALE or finding.reason == "outside":
            return None
        quoted = quoted_place(finding.reference)
        if finding.reason == "missing":
            if not self.at_code:
                return None
            # A document may number its lines from 0.
            place = quoted if quoted.first else Place(quoted.path)
        else:
            place = place_now(finding) or Place(quoted.path)
        return place._replace(path=document.root + place.path)

    def commit(self, document: CheckedDocument, item: Item) -> Commit | None:
        """The commit that last changed the file of a stale finding after the document was written.

        Of a branch, it is any that changed the file.
        """
        paths = code_paths(document, item)
        found = next((self.commits[path] for path in paths if path in self.commits), None)
        written = self.commits.get(document.path)
        if found and (self.at_code or (written and found.age < written.age)):
            return found
        return None

    def nearby(self) -> Sequence[Nearby]:
        """The documents without findings that quote a file which a branch changed.

        Those whose code is nearest to a change come first.
        """
        changed = self.changed or {}
        found = []
        for document in self.documents:
            if document.path in changed or any(True for _ in self.told(document)):
                continue
            near = [
                Nearby(document.path, place._replace(path=path), _distance(place, changed[path]))
                for item in document.items
                if item.finding.state not in (State.GONE, State.NOT_CHECKED)
                for place in [place_now(item.finding) or quoted_place(item.finding.reference)]
                for path in [document.root + place.path]
                if path in changed and place.first
            ]
            if near:
                found.append(min(near, key=lambda one: one.distance))
        return sorted(found, key=lambda one: one.distance)


@dataclass(frozen=True, slots=True)
class Nearby:
    """A document that refers to code near a change.

    Attributes:
        document: The path of the document.
        place: The code that it refers to, from the root of the repository.
        distance: How many lines are between the two; 0 where they meet.
    """

    document: str
    place: Place
    distance: int


def code_paths(document: CheckedDocument, item: Item) -> Sequence[str]:
    """The files that a finding is about: as the document names it, and where the code is now."""
    place = item.finding.place
    paths = [quoted_place(item.finding.reference).path, place.path if place else ""]
    return [document.root + path for path in dict.fromkeys(paths) if path]


def _distance(place: Place, changes: Sequence[tuple[int, int]]) -> int:
    first, last = place.first or 1, place.last or place.first or 1
    return min(max(start - last, first - end, 0) for start, end in changes)
