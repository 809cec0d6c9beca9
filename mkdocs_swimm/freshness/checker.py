"""All references of a document, one after another, checked against the code."""

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

_LINES = 3
"""How many of quoted lines are looked for in other files alone."""

_ENOUGH = 5
"""So many lines are known again in another file without history: fewer may have been there before
as well."""

_SUPPORTERS = 3
"""So many short quotes of one document, all in one file, tell that it is the one."""

_LOST = (State.CHANGED, State.GONE)


@dataclass(eq=False)
class Checker:
    """Checks documents against the code as it is now.

    Git is the repository that both are in; None to do without history. That of documents is read
    from a revision on. The code is in the folder ``prefix``, empty or with a slash at its end.
    """

    code: CodeBase
    git: Git | None = None
    documents_at: str = "HEAD"
    prefix: str = ""
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
        """Documents that will be checked, each with its path from the root of the git repository.

        So git is asked once for what they all need.
        """
        self._expected.update((path, Origin(document, path)) for path, document in documents)
        if self.history is not None:
            self.history.git.commits_writing(self.documents_at, self._expected)

    def check(self, document: Document, path: str) -> tuple[Finding, ...]:
        """Check a document, by its path from the root of the git repository, if there is one.

        There is one finding for each reference, in the order of the document; nothing is raised.
        """
        origin = self._expected.pop(path, None)
        if origin is None or origin.document is not document:
            origin = Origin(document, path)
        findings = [self._check(one, self._pinned(origin, one)) for one in document.references]
        # What git ignores is on one machine and not on the next, and may be nobody's business.
        stale = [one.reference.path for one in findings if one.state in _LOST]
        paths = {path for path in map(confined, stale) if path}
        ignored = self.code.ignored(paths) if paths and self.git else ()
        return tuple(
            Finding(one.reference, State.NOT_CHECKED, "ignored")
            if one.state in _LOST and confined(one.reference.path) in ignored
            else one
            for one in findings
        )

    def _pinned(self, origin: Origin, reference: Reference) -> Origin:
        """The document as it was written for the commit that a reference names."""
        revision = reference.revision
        if not revision or self.history is None:
            return origin
        if revision not in origin.pinned:
            commit = self.history.git.commit(revision)
            # A commit that was not fetched tells no more than none at all.
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
            found = self.code.read(renamed) if renamed else None
            if isinstance(found, SourceFile):
                return self._in_file(reference, quote, origin, path, found)
            finding = self._in_another(reference, quote, origin, path) if quote else None
            if finding and finding.reason != "ambiguous":
                return finding
        return Finding(reference, _state_of(file.obstacle), file.obstacle)

    def _check_path(self, reference: PathRef, origin: Origin, path: str) -> Finding:
        if self.code.kind(path):
            return Finding(reference, State.UP_TO_DATE, place=Place(path))
        renamed, by_text = self._renamed(origin, path)
        if renamed:
            return Finding(reference, State.MOVED, "renamed", Place(renamed), by_text=by_text)
        found = self.code.read(path)
        obstacle = found.obstacle if isinstance(found, Unreadable) else "missing"
        return Finding(reference, _state_of(obstacle), obstacle)

    def _renamed(self, origin: Origin, path: str) -> tuple[str | None, bool]:
        """Where a file or folder that is not there went, and whether its text alone tells so."""
        if path not in origin.renamed:
            by_git = self.history.followed(path) if self.history else None
            # Where capitals make no difference, a document may have been written with other ones.
            found = by_git or self.code.ignoring_case(path)
            origin.renamed[path] = (found or self._successor(origin, path), not found)
        return origin.renamed[path]

    def _successor(self, origin: Origin, path: str) -> str | None:
        """The file that has most of what a document quotes of one that is not there."""
        quotes = [one for one, quoted in self._quotes(origin) if quoted == path and one.is_distinct]
        found = [{file.path for file, _ in self._places(one, origin, path)} for one in quotes]
        counts = Counter(file for files in found for file in files)
        (best, count), (_, following) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        if count * 2 <= len(quotes) or count == following:
            return None
        telling = any(
            best in files and one.is_telling for one, files in zip(quotes, found, strict=True)
        )
        return best if telling or count >= _SUPPORTERS else None

    def _quotes(self, origin: Origin) -> Iterator[tuple[Quote, str]]:
        """What a document quotes of this repository, and of which files."""
        for reference in origin.document.references:
            quote = None if isinstance(reference, PathRef) else quote_of(reference)
            path = confined(reference.path)
            if quote and path and self.own.owns(reference.repo, origin.names):
                yield quote, path

    def _places(self, quote: Quote, origin: Origin, path: str) -> Sequence[tuple[SourceFile, int]]:
        """Where in other files lines stand that were not there when they were quoted."""
        if not self.search.knows(quote, path):
            # All files are read once for all documents that are still to be checked.
            for other in (origin, *self._expected.values()):
                for wanted, quoted in self._quotes(other):
                    file = self.code.read(quoted)
                    if not isinstance(file, SourceFile) or not wanted.stands_at(file, 0):
                        for sought in self._sought(wanted, other, quoted):
                            self.search.want(sought, quoted)
        found = self.search.places(quote, path)
        history = self.history
        if not found or history is None or not history.had(origin, quote, path):
            return found
        return [(file, at) for file, at in found if not history.had(origin, quote, file.path)]

    def _in_another(
        self, reference: Snippet | Token, quote: Quote, origin: Origin, path: str
    ) -> Finding | None:
        """Lines that left their file, and stand word for word in another one."""
        for sought in self._sought(quote, origin, path):
            places = self._places(sought, origin, path)
            if len({found.path for found, _ in places}) != 1:
                continue
            file, shift = places[0]
            past = self._past(quote, origin, path, file)
            telling = quote.is_telling and not (_is_by_text(past) and len(quote.rows) < _ENOUGH)
            if sought is quote and len(places) == 1:
                spot = Spot(State.MOVED, quote.first + shift, quote.last + shift)
                unsure = not telling
            else:
                spot = locate(quote, file, past)
                alone = set(sought.rows) <= set(quote.rows)
                if not spot.first or (spot.weak and not alone):
                    continue
                unsure = spot.weak or (alone and not telling)
            if unsure:
                spot = replace(spot, state=State.CHANGED, reason="ambiguous")
            return _finding(reference, spot, file, path, past)
        return None

    def _sought(self, quote: Quote, origin: Origin, path: str) -> Iterator[Quote]:
        """What is looked for in other files: lines with what is around them, then lines alone."""
        past = self._past(quote, origin, path, SourceFile(path, ()))
        if past:
            around = past.widened()
            if around.rows != quote.rows and around.is_distinct:
                yield around
        if quote.is_distinct:
            yield quote
        if len(quote.rows) > 1:
            longest = sorted(quote.rows, key=lambda row: -len(row[1]))[:_LINES]
            yield from (line for row in longest if (line := Quote((row,))).is_distinct)

    def _in_file(
        self,
        reference: Snippet | Token,
        quote: Quote | None,
        origin: Origin,
        path: str,
        file: SourceFile,
    ) -> Finding:
        """A reference into a file that may have another path than the document says."""
        if quote is None:
            if isinstance(reference, Snippet):
                return Finding(reference, State.NOT_CHECKED, "no place", Place(file.path))
            spot = find_without_line(reference, file)
            return _finding(reference, spot, file, path, None)
        unchanged = self.history is None or self.history.is_unchanged(origin, file)
        if file.path == path and unchanged and quote.stands_at(file, 0):
            place = Place(path, quote.first, quote.last)
            return Finding(reference, State.UP_TO_DATE, place=place)
        quote = quote.read_as(file)
        past = self._past(quote, origin, path, file)
        if isinstance(reference, Token):
            spot, word = locate_token(reference, quote, file, past)
        else:
            spot, word = locate(quote, file, past), ""
        if spot.weak:
            finding = self._in_another(reference, quote, origin, path)
            if finding and (State.GONE is spot.state or finding.state is State.MOVED):
                return finding
        return _finding(reference, spot, file, path, past, word)

    def _past(self, quote: Quote, origin: Origin, path: str, file: SourceFile) -> Past | None:
        """The newest version in which the quoted lines stand."""
        version = self.history.version_with(quote, origin, path) if self.history else None
        return Past(quote, *version, file) if version else None


def _is_by_text(past: Past | None) -> bool:
    """Whether history tells nothing: no version has the lines where the document says.

    In a shallow clone, the version that the document was written for is the code as it is now.
    """
    return past is None or past.shift != 0


def _finding(
    reference: Snippet | Token,
    spot: Spot,
    file: SourceFile,
    path: str,
    past: Past | None,
    word: str = "",
) -> Finding:
    """What was found in a file that may have another path than the document says."""
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
    """The state of a reference into a file that has no lines."""
    return State.GONE if obstacle in ("missing", "outside") else State.NOT_CHECKED
