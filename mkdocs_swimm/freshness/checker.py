"""Checks all references of a document against the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..code.codebase import CodeBase
from ..code.git import Git
from ..code.ownership import OwnRepository
from ..code.source_file import Obstacle, SourceFile, Unreadable
from ..format.constructs import PathRef, Snippet, Token
from ..format.document import Document
from ..safety.files import confined
from .findings import Finding, Place, Reference, State
from .history import History, Origin
from .locating import Spot, locate
from .past import Past
from .quotes import Quote, quote_of
from .search import Search
from .tokens import find_without_line, locate_token

_SINGLE_LINES = 3  # how many quoted lines, the longest, are searched for one by one
_MIN_LINES = 5  # without history, fewer lines may have been in the other file before
_MIN_QUOTES = 3  # short quotes of a document that together identify the file they moved to
_LOST = (State.CHANGED, State.GONE)
_Quoting = Snippet | Token  # references that quote lines


@dataclass(eq=False)
class Checker:
    """Checks documents against the code as it is now."""

    code: CodeBase
    git: Git | None = None  # the repository of code and documents; None for no history
    documents_at: str = "HEAD"  # the revision of the documents
    prefix: str = ""  # the folder of the code in the repository; empty or with a slash at its end
    own: OwnRepository = field(default_factory=OwnRepository)
    history: History | None = field(init=False)
    search: Search = field(init=False)
    _expected: dict[str, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.search = Search(self.code)
        self.history = None
        if self.git and self.git.commit(self.documents_at):
            self.history = History(self.git, self.code, self.documents_at, self.prefix)

    def expect(self, documents: Iterable[tuple[str, Document]]) -> None:
        """Announce documents that will be checked, so that git is queried once for all of them.

        Each comes with its path from the root of the git repository.
        """
        self._expected.update((path, Origin(document, path)) for path, document in documents)
        if self.history is not None:
            self.history.git.commits_writing(self.documents_at, self._expected)

    def check(self, document: Document, path: str) -> tuple[Finding, ...]:
        """Check a document, by its path from the root of the git repository, if there is one.

        Returns one finding for each reference, in the order of the document; nothing is raised.
        """
        origin = self._expected.pop(path, None)
        if origin is None or origin.document is not document:
            origin = Origin(document, path)
        findings = [self._check(one, self._pinned(origin, one)) for one in document.references]
        # Files that git ignores are on some machines only, and may be private.
        lost = [confined(finding.reference.path) for finding in findings if finding.state in _LOST]
        ignored = self.code.ignored(filter(None, lost)) if self.git else ()
        return tuple(
            Finding(finding.reference, State.NOT_CHECKED, "ignored")
            if finding.state in _LOST and confined(finding.reference.path) in ignored
            else finding
            for finding in findings
        )

    def _pinned(self, origin: Origin, reference: Reference) -> Origin:
        """The document as if it had been written at the commit that a reference names."""
        revision = reference.revision
        if not revision or self.history is None:
            return origin
        if revision not in origin.pinned:
            commit = self.history.git.commit(revision)
            # A commit that was not fetched counts as none.
            commits = (commit,) if commit else None
            origin.pinned[revision] = Origin(origin.document, origin.path, commits)
        return origin.pinned[revision]

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
        quote, file = quote_of(reference), self.code.read(path)
        if isinstance(file, SourceFile):
            return self._in_file(reference, quote, origin, path, file)
        if file.obstacle == "missing":
            renamed, _ = self._renamed(origin, path)
            successor = self.code.read(renamed) if renamed else None
            if isinstance(successor, SourceFile):
                return self._in_file(reference, quote, origin, path, successor)
            finding = self._in_other_file(reference, quote, origin, path) if quote else None
            if finding and finding.reason != "ambiguous":
                return finding
        return Finding(reference, _state_of(file.obstacle), file.obstacle)

    def _check_path(self, reference: PathRef, origin: Origin, path: str) -> Finding:
        if self.code.kind(path):
            return Finding(reference, State.UP_TO_DATE, place=Place(path))
        renamed, by_text = self._renamed(origin, path)
        if renamed:
            return Finding(reference, State.MOVED, "renamed", Place(renamed), by_text=by_text)
        file = self.code.read(path)
        obstacle = file.obstacle if isinstance(file, Unreadable) else "missing"
        return Finding(reference, _state_of(obstacle), obstacle)

    def _renamed(self, origin: Origin, path: str) -> tuple[str | None, bool]:
        """The new path of a missing file or folder, and whether it was found by text alone."""
        if path not in origin.renamed:
            by_git = self.history.followed(path) if self.history else None
            # A document from a case-insensitive file system may have another case.
            renamed = by_git or self.code.ignoring_case(path)
            origin.renamed[path] = (renamed or self._successor(origin, path), not renamed)
        return origin.renamed[path]

    def _successor(self, origin: Origin, path: str) -> str | None:
        """The file that has most of a document's quotes of a missing file."""
        quotes = [
            one for one, quoted in self._quotes(origin) if quoted == path and one.is_recognizable
        ]
        files = [{file.path for file, _ in self._places(one, origin, path)} for one in quotes]
        counts = Counter(path for paths in files for path in paths)
        (best, count), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        if count * 2 <= len(quotes) or count == second:
            return None
        distinctive = any(
            best in paths and quote.is_distinctive
            for quote, paths in zip(quotes, files, strict=True)
        )
        return best if distinctive or count >= _MIN_QUOTES else None

    def _quotes(self, origin: Origin) -> Iterator[tuple[Quote, str]]:
        """A document's quotes of this repository, each with the path of its file."""
        for reference in origin.document.references:
            quote = None if isinstance(reference, PathRef) else quote_of(reference)
            path = confined(reference.path)
            if quote and path and self.own.owns(reference.repo, origin.names):
                yield quote, path

    def _places(self, quote: Quote, origin: Origin, path: str) -> Sequence[tuple[SourceFile, int]]:
        """The places of lines in other files that did not have them when they were quoted."""
        if not self.search.is_done(quote, path):
            # All files are read once for all documents that are still to be checked.
            for other in (origin, *self._expected.values()):
                for lines, quoted in self._quotes(other):
                    file = self.code.read(quoted)
                    if not isinstance(file, SourceFile) or not lines.stands_at(file, 0):
                        for query in self._queries(lines, other, quoted):
                            self.search.add(query, quoted)
        places = self.search.places(quote, path)
        history = self.history
        if not places or history is None or not history.had(origin, quote, path):
            return places
        return [(file, at) for file, at in places if not history.had(origin, quote, file.path)]

    def _in_other_file(
        self, reference: _Quoting, quote: Quote, origin: Origin, path: str
    ) -> Finding | None:
        """Find lines that left their file and are verbatim in exactly one other."""
        for query in self._queries(quote, origin, path):
            places = self._places(query, origin, path)
            if len({file.path for file, _ in places}) != 1:
                continue
            file, shift = places[0]
            past = self._past(quote, origin, path, file)
            too_short = _is_by_text(past) and len(quote.rows) < _MIN_LINES
            distinctive = quote.is_distinctive and not too_short
            if query is quote and len(places) == 1:
                spot = Spot(State.MOVED, quote.first + shift, quote.last + shift)
                ambiguous = not distinctive
            else:
                spot = locate(quote, file, past)
                alone = set(query.rows) <= set(quote.rows)
                if not spot.first or (spot.weak and not alone):
                    continue
                ambiguous = spot.weak or (alone and not distinctive)
            if ambiguous:
                spot = replace(spot, state=State.CHANGED, reason="ambiguous")
            return _finding(reference, spot, file, path, past)
        return None

    def _queries(self, quote: Quote, origin: Origin, path: str) -> Iterator[Quote]:
        """What to search other files for: the quote with its neighbours, alone, single lines."""
        past = self._past(quote, origin, path, SourceFile(path, ()))
        if past:
            widened = past.widened()
            if widened.rows != quote.rows and widened.is_recognizable:
                yield widened
        if quote.is_recognizable:
            yield quote
        if len(quote.rows) > 1:
            longest = sorted(quote.rows, key=lambda row: -len(row[1]))[:_SINGLE_LINES]
            yield from (line for row in longest if (line := Quote((row,))).is_recognizable)

    def _in_file(
        self, reference: _Quoting, quote: Quote | None, origin: Origin, path: str, file: SourceFile
    ) -> Finding:
        """Check a reference in a file that may have another path than in the document."""
        if quote is None:
            if isinstance(reference, Snippet):
                return Finding(reference, State.NOT_CHECKED, "no place", Place(file.path))
            return _finding(reference, find_without_line(reference, file), file, path, None)
        unchanged = self.history is None or self.history.is_unchanged(origin, file)
        if file.path == path and unchanged and quote.stands_at(file, 0):
            return Finding(reference, State.UP_TO_DATE, place=Place(path, quote.first, quote.last))
        quote = quote.decoded_like(file)
        past = self._past(quote, origin, path, file)
        if isinstance(reference, Token):
            spot, word = locate_token(reference, quote, file, past)
        else:
            spot, word = locate(quote, file, past), ""
        if spot.weak:
            finding = self._in_other_file(reference, quote, origin, path)
            if finding and (State.GONE is spot.state or finding.state is State.MOVED):
                return finding
        return _finding(reference, spot, file, path, past, word)

    def _past(self, quote: Quote, origin: Origin, path: str, file: SourceFile) -> Past | None:
        """The likeliest version with the quoted lines, and the file now; None without one."""
        version = self.history.version_of(quote, origin, path) if self.history else None
        return Past(quote, *version, file) if version else None


def _is_by_text(past: Past | None) -> bool:
    """Whether history is no evidence: no version has the lines at their place in the document.

    In a shallow clone, the only version is the code as it is now.
    """
    return past is None or past.shift != 0


def _finding(
    reference: _Quoting, spot: Spot, file: SourceFile, path: str, past: Past | None, word: str = ""
) -> Finding:
    """The finding for a spot in a file that may have another path than in the document."""
    if not spot.first:
        return Finding(reference, spot.state, spot.reason)
    state, reason = spot.state, spot.reason
    if file.path != path:
        state = State.MOVED if state is State.UP_TO_DATE else state
        reason = reason or "renamed"
    now = file.lines[spot.first - 1 : spot.last] if state is State.CHANGED else ()
    place = Place(file.path, spot.first, spot.last)
    return Finding(reference, state, reason, place, now, word, _is_by_text(past))


def _state_of(obstacle: Obstacle) -> State:
    """The state of a reference to a file that cannot be read."""
    return State.GONE if obstacle in ("missing", "outside") else State.NOT_CHECKED
