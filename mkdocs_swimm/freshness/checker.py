"""All references of a document, one after another, checked against the code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial

from ..codebase import CodeBase, SourceFile, Unreadable
from ..format.constructs import PathRef, Snippet, Token
from ..format.document import Document
from ..git import Git
from ..ownership import OwnRepository
from ..safe_files import confined
from .findings import Finding, Place, Reason, Reference, State
from .history import History
from .locating import Past, Spot, locate
from .origin import Origin
from .quotes import Quote, quote_of_snippet, quote_of_token
from .tokens import find_without_line, locate_token

_OBSTACLES: Mapping[str, tuple[State, Reason]] = {
    "missing": (State.GONE, "missing"),
    "outside": (State.GONE, "outside"),
    "submodule": (State.NOT_CHECKED, "submodule"),
    "pointer": (State.NOT_CHECKED, "pointer"),
    "binary": (State.NOT_CHECKED, "binary"),
    "too large": (State.NOT_CHECKED, "too large"),
    "unreadable": (State.NOT_CHECKED, "unreadable"),
}


@dataclass(eq=False)
class Checker:
    """Checks documents against code.

    Attributes:
        code: The code as it is now.
        git: The repository that both are in; None to do without history.
        documents_at: The revision from which the documents' history is read.
        prefix: The folder of the code within the repository, empty or with a slash at its end.
        own: What the documents call this repository.
    """

    code: CodeBase
    git: Git | None = None
    documents_at: str = "HEAD"
    prefix: str = ""
    own: OwnRepository = field(default_factory=OwnRepository)
    history: History | None = field(init=False)
    _expected: dict[str, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.git is not None and self.git.commit(self.documents_at)
        self.history = (
            History(self.git, self.code, self.documents_at, self.prefix)
            if self.git and known
            else None
        )

    def expect(self, documents: Iterable[tuple[str, Document]]) -> None:
        """Documents that will be checked, so that git is asked once for what they all need.

        Args:
            documents: The documents, each with its path from the root of the git repository.
        """
        if self.history is not None:
            origins = {path: Origin(document, path) for path, document in documents}
            self._expected.update(origins)
            self.history.expect(
                (one, file) for one in origins.values() for file in self._own_paths(one)
            )

    def _own_paths(self, origin: Origin) -> Iterable[str]:
        if origin.paths is None:
            written = {
                reference.path
                for reference in origin.references
                if reference.repo is None or self.own.owns(reference.repo, origin.names)
            }
            origin.paths = [path for path in set(map(confined, written)) if path]
        return origin.paths

    def check(self, document: Document, path: str) -> tuple[Finding, ...]:
        """Check a document.

        Args:
            document: The document.
            path: Its path from the root of the git repository; any where there is none.

        Returns:
            One finding for each reference, in the order of the document; nothing is raised.
        """
        origin = self._expected.pop(path, None)
        if origin is None or origin.document is not document:
            origin = Origin(document, path)
        known: dict[object, Finding] = {}
        findings = []
        for reference in origin.references:
            key = _key(reference)
            found = known.get(key)
            if found is None:
                found = known[key] = self._check(reference, origin)
            elif found.reference is not reference:
                found = found._replace(reference=reference)
            findings.append(found)
        return self._without_ignored(findings)

    def _is_unchanged(self, origin: Origin, file: SourceFile) -> bool:
        """Whether lines of a file that are as they were must be the very ones that are meant."""
        return self.history is None or self.history.is_unchanged(origin, file)

    def _without_ignored(self, findings: list[Finding]) -> tuple[Finding, ...]:
        """What git ignores is on one machine and not on the next, and may be nobody's business."""
        if self.git is None:
            return tuple(findings)
        stale = (State.CHANGED, State.GONE)
        paths = {
            path
            for finding in findings
            if finding.state in stale and (path := confined(finding.reference.path))
        }
        if not paths:
            return tuple(findings)
        ignored = self.code.ignored(paths)
        return tuple(
            Finding(finding.reference, State.NOT_CHECKED, "ignored")
            if finding.state in stale and confined(finding.reference.path) in ignored
            else finding
            for finding in findings
        )

    def _check(self, reference: Reference, origin: Origin) -> Finding:
        if not self.own.owns(reference.repo, origin.names):
            return Finding(reference, State.NOT_CHECKED, "other repository")
        path = confined(reference.path)
        if path is None:
            return Finding(reference, State.GONE, "outside")
        if isinstance(reference, PathRef):
            return self._check_path(reference, origin, path)
        if not path:
            return Finding(reference, State.NOT_CHECKED, "no place")
        quote = (
            quote_of_snippet(reference)
            if isinstance(reference, Snippet)
            else quote_of_token(reference)
        )
        file = self.code.read(path)
        if isinstance(file, Unreadable):
            return self._elsewhere(reference, quote, origin, path, file)
        return self._in_file(reference, quote, origin, path, file)

    def _check_path(self, reference: PathRef, origin: Origin, path: str) -> Finding:
        if self.code.kind(path):
            return Finding(reference, State.UP_TO_DATE, place=Place(path))
        renamed = self._renamed(origin, path)
        if renamed:
            return Finding(reference, State.MOVED, "renamed", Place(renamed))
        found = self.code.read(path)
        obstacle = found.obstacle if isinstance(found, Unreadable) else "missing"
        return Finding(reference, *_OBSTACLES[obstacle])

    def _renamed(self, origin: Origin, path: str) -> str | None:
        renamed = self.history.renamed(origin, path) if self.history else None
        if renamed:
            return renamed
        # Where capitals make no difference, a document may have been written with other ones.
        spelled = self.code.spelled(path)
        return spelled if spelled and self.code.kind(spelled) else None

    def _elsewhere(
        self,
        reference: Snippet | Token,
        quote: Quote | None,
        origin: Origin,
        path: str,
        file: Unreadable,
    ) -> Finding:
        """A reference into a file that is not there, or not to be read."""
        if file.obstacle == "missing":
            renamed = self._renamed(origin, path)
            found = self.code.read(renamed) if renamed else None
            if isinstance(found, SourceFile):
                return self._in_file(reference, quote, origin, path, found)
            finding = self._in_namesake(reference, quote, path)
            if finding:
                return finding
        state, reason = _OBSTACLES[file.obstacle]
        return Finding(reference, state, reason)

    def _in_namesake(
        self, reference: Snippet | Token, quote: Quote | None, path: str
    ) -> Finding | None:
        """The only file of the same name that has the very same lines."""
        if quote is None or not quote.is_distinct:
            return None
        places = []
        for candidate in self.code.named(path.rpartition("/")[2]):
            file = self.code.read(candidate)
            if isinstance(file, SourceFile):
                places += [(file, shift) for shift in quote.shifts(file)]
        if len(places) != 1:
            return None
        [(file, shift)] = places
        return _moved_to(reference, quote, file, shift)

    def _in_successor(
        self,
        reference: Snippet | Token,
        quote: Quote,
        origin: Origin,
        file: SourceFile,
    ) -> Finding | None:
        """The very same lines in the file that had the path before another one took its place."""
        if self.history is None or not quote.is_distinct:
            return None
        successor = self.history.replaced(origin, file)
        found = self.code.read(successor) if successor else None
        if not isinstance(found, SourceFile):
            return None
        shifts = quote.shifts(found)
        return _moved_to(reference, quote, found, shifts[0]) if len(shifts) == 1 else None

    def _in_file(
        self,
        reference: Snippet | Token,
        quote: Quote | None,
        origin: Origin,
        path: str,
        file: SourceFile,
    ) -> Finding:
        """A reference into a file that may have another path than the document says."""
        word = ""
        if quote is None:
            if isinstance(reference, Snippet):
                return Finding(reference, State.NOT_CHECKED, "no place", Place(file.path))
            spot = find_without_line(reference, file)
        else:
            if file.path == path and quote.stands_at(file, 0) and self._is_unchanged(origin, file):
                place = Place(path, *quote.extent(file, 0))
                return Finding(reference, State.UP_TO_DATE, place=place)
            past = self._past(quote, origin, path, file)
            if isinstance(reference, Token):
                spot, word = locate_token(reference, quote, file, past)
            else:
                spot = locate(quote, file, past)
            if spot.state is State.GONE and file.path == path:
                finding = self._in_successor(reference, quote, origin, file)
                if finding:
                    return finding
        return _finding(reference, spot, file, word, renamed=file.path != path)

    def _past(
        self, quote: Quote, origin: Origin, path: str, file: SourceFile
    ) -> Callable[[], Past | None]:
        """The newest version in which the quoted lines stand, once it is asked for."""
        history = self.history

        @cache
        def find() -> Past | None:
            if history is None:
                return None
            for version in history.versions(origin, path):
                if quote.stands_at(version, 0):
                    return Past(version, 0, partial(history.alignment, version, file))
            for version in history.versions(origin, path):
                shifts = quote.shifts(version)
                if len(shifts) == 1 and quote.is_distinct:
                    return Past(version, shifts[0], partial(history.alignment, version, file))
            return None

        return find


def _moved_to(reference: Snippet | Token, quote: Quote, file: SourceFile, shift: int) -> Finding:
    place = Place(file.path, *quote.extent(file, shift))
    return Finding(reference, State.MOVED, "renamed", place)


def _finding(
    reference: Snippet | Token, spot: Spot, file: SourceFile, word: str, *, renamed: bool
) -> Finding:
    if not spot.first:
        return Finding(reference, spot.state, spot.reason)
    state, reason = spot.state, spot.reason
    if renamed and state is State.UP_TO_DATE:
        state = State.MOVED
    if renamed and not reason:
        reason = "renamed"
    now = file.lines[spot.first - 1 : spot.last] if state is State.CHANGED else ()
    return Finding(reference, state, reason, Place(file.path, spot.first, spot.last), now, word)


def _key(reference: Reference) -> object:
    """What two references that say the same have in common."""
    match reference:
        case Token():
            return (
                reference.path,
                reference.target_line,
                reference.line_text,
                reference.text,
                reference.words,
                reference.repo,
            )
        case PathRef():
            return (reference.path, reference.repo)
        case Snippet():
            return id(reference)
