"""All references of a document, one after another, checked against the code."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import islice

from ..code.codebase import CodeBase
from ..code.git import DOCUMENTS, Git
from ..code.ownership import OwnRepository
from ..code.source_file import Obstacle, SourceFile, Unreadable
from ..format.constructs import PathRef, Snippet, Token
from ..format.document import Document
from ..safety.files import confined
from .findings import Finding, Place, Reference, State
from .history import History
from .locating import Spot, locate
from .origin import Origin
from .past import Past
from .quotes import Quote, quote_of
from .search import Search
from .tokens import find_without_line, locate_token

_HEADS = 2
"""How many of the definitions that lines were in are looked for in other files."""

_LINES = 3
"""How many of quoted lines are looked for in other files alone."""

_ENOUGH = 5
"""So many lines are known again in another file without history: fewer may have been there before
as well."""

_SUPPORTERS = 3
"""So many short quotes of one document, all in one file, tell that it is the one."""


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
    search: Search = field(init=False)
    _expected: dict[str, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.search = Search(self.code)
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
        origins = {path: Origin(document, path) for path, document in documents}
        self._expected.update(origins)
        if self.history is not None:
            folders = {posixpath.dirname(path) for path in origins if path.endswith(DOCUMENTS)}
            self.history.git.ask_commits(self.documents_at, folders)
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
                found = known[key] = self._check(reference, self._pinned(origin, reference))
            elif found.reference is not reference:
                found = found._replace(reference=reference)
            findings.append(found)
        return self._without_ignored(findings)

    def forget(self, path: str) -> bool:
        """Compare a file of the code again after a change that ``code`` has read.

        Returns:
            Whether it concerns documents that are not about this file, too: lines that they have
            lost have come to it, or left it.
        """
        if self.history is not None:
            self.history.forget(path)
        return self.search.forget(path)

    def _pinned(self, origin: Origin, reference: Reference) -> Origin:
        """The document as it was written for the commit that a reference names."""
        if not reference.revision or self.history is None:
            return origin
        if reference.revision not in origin.pinned:
            commit = self.history.git.commit(reference.revision)
            # A commit that was not fetched tells no more than none at all.
            commits = (commit,) if commit else None
            origin.pinned[reference.revision] = replace(
                origin, commits=commits, unchanged={}, successors={}, pinned={}
            )
        return origin.pinned[reference.revision]

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
        quote = quote_of(reference)
        file = self.code.read(path)
        if isinstance(file, Unreadable):
            return self._elsewhere(reference, quote, origin, path, file)
        return self._in_file(reference, quote, origin, path, file)

    def _check_path(self, reference: PathRef, origin: Origin, path: str) -> Finding:
        if self.code.kind(path):
            return Finding(reference, State.UP_TO_DATE, place=Place(path))
        renamed = self._renamed(origin, path)
        if renamed:
            by_text = renamed == origin.successors.get(path)
            return Finding(reference, State.MOVED, "renamed", Place(renamed), by_text=by_text)
        found = self.code.read(path)
        obstacle = found.obstacle if isinstance(found, Unreadable) else "missing"
        return Finding(reference, _state_of(obstacle), obstacle)

    def _renamed(self, origin: Origin, path: str) -> str | None:
        """Where a file or folder that is not there went; None if unknown."""
        renamed = self.history.renamed(origin, path) if self.history else None
        if renamed:
            return renamed
        # Where capitals make no difference, a document may have been written with other ones.
        spelled = self.code.spelled(path)
        if spelled and self.code.kind(spelled):
            return spelled
        if path not in origin.successors:
            origin.successors[path] = self._successor(origin, path)
        return origin.successors[path]

    def _successor(self, origin: Origin, path: str) -> str | None:
        """The file that has most of what a document quotes of one that is not there."""
        quotes = [
            quote for quote, quoted in self._quotes(origin) if quoted == path and quote.is_distinct
        ]
        supporters: defaultdict[str, list[Quote]] = defaultdict(list)
        for quote in quotes:
            for file in {file.path for file, _ in self._places(quote, origin, path)}:
                supporters[file].append(quote)
        counts = Counter({file: len(found) for file, found in supporters.items()})
        (best, count), (_, following) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        if count * 2 <= len(quotes) or count == following:
            return None
        telling = any(quote.is_telling for quote in supporters[best])
        return best if telling or count >= _SUPPORTERS else None

    def _quotes(self, origin: Origin) -> Iterator[tuple[Quote, str]]:
        """What a document quotes of this repository, and of which files."""
        for reference in origin.references:
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
            finding = self._in_another(reference, quote, origin, path) if quote else None
            if finding and finding.reason != "ambiguous":
                return finding
        return Finding(reference, _state_of(file.obstacle), file.obstacle)

    def _in_another(
        self,
        reference: Snippet | Token,
        quote: Quote,
        origin: Origin,
        path: str,
    ) -> Finding | None:
        """Lines that left their file, and stand word for word in another one."""
        for sought in self._sought(quote, origin, path):
            places = self._places(sought, origin, path)
            if len({found.path for found, _ in places}) != 1:
                continue
            file, shift = places[0]
            past = self._past(quote, origin, path, file)
            by_text = _is_by_text(past())
            telling = quote.is_telling and not (by_text and len(quote.rows) < _ENOUGH)
            if sought is quote and len(places) == 1:
                spot = Spot(State.MOVED, quote.first + shift, quote.last + shift)
                if not telling:
                    spot = replace(spot, state=State.CHANGED, reason="ambiguous")
            else:
                spot = locate(quote, file, past)
                alone = sought.is_part_of(quote)
                if not spot.first or (spot.weak and not alone):
                    continue
                if spot.weak or (alone and not telling):
                    spot = replace(spot, state=State.CHANGED, reason="ambiguous")
            return _finding(reference, spot, file, renamed=True, by_text=by_text)
        return None

    def _sought(self, quote: Quote, origin: Origin, path: str) -> Iterator[Quote]:
        """What is looked for in other files: lines with what is around them, then lines alone."""
        past = self._past(quote, origin, path, SourceFile(path, ()))()
        if past:
            around = [past.widened(quote), *islice(past.heads(quote), _HEADS)]
            yield from (one for one in around if one.rows != quote.rows and one.is_distinct)
        if quote.is_distinct:
            yield quote
        if len(quote.rows) > 1:
            yield from (line for line in quote.longest(_LINES) if line.is_distinct)

    def _in_file(
        self,
        reference: Snippet | Token,
        quote: Quote | None,
        origin: Origin,
        path: str,
        file: SourceFile,
    ) -> Finding:
        """A reference into a file that may have another path than the document says."""
        word, by_text = "", True
        if quote is None:
            if isinstance(reference, Snippet):
                return Finding(reference, State.NOT_CHECKED, "no place", Place(file.path))
            spot = find_without_line(reference, file)
        else:
            if file.path == path and quote.stands_at(file, 0) and self._is_unchanged(origin, file):
                place = Place(path, quote.first, quote.last)
                return Finding(reference, State.UP_TO_DATE, place=place)
            quote = quote.read_as(file)
            past = self._past(quote, origin, path, file)
            if isinstance(reference, Token):
                spot, word = locate_token(reference, quote, file, past)
            else:
                spot = locate(quote, file, past)
            if spot.weak:
                finding = self._in_another(reference, quote, origin, path)
                if finding and (State.GONE is spot.state or finding.state is State.MOVED):
                    return finding
            by_text = _is_by_text(past())
        renamed = file.path != path
        return _finding(reference, spot, file, word, renamed=renamed, by_text=by_text)

    def _past(
        self, quote: Quote, origin: Origin, path: str, file: SourceFile
    ) -> Callable[[], Past | None]:
        """The newest version in which the quoted lines stand, once it is asked for."""
        history = self.history

        @cache
        def find() -> Past | None:
            version = history.version_with(quote, origin, path) if history else None
            if history is None or version is None:
                return None
            return Past(version[0], version[1], partial(history.alignment, version[0], file))

        return find


def _is_by_text(past: Past | None) -> bool:
    """Whether history tells nothing: no version has the lines where the document says.

    In a shallow clone, the version that the document was written for is the code as it is now.
    """
    return past is None or past.shift != 0


def _finding(
    reference: Snippet | Token,
    spot: Spot,
    file: SourceFile,
    word: str = "",
    *,
    renamed: bool,
    by_text: bool,
) -> Finding:
    if not spot.first:
        return Finding(reference, spot.state, spot.reason)
    state, reason = spot.state, spot.reason
    if renamed and state is State.UP_TO_DATE:
        state = State.MOVED
    if renamed and not reason:
        reason = "renamed"
    now = file.lines[spot.first - 1 : spot.last] if state is State.CHANGED else ()
    place = Place(file.path, spot.first, spot.last)
    return Finding(reference, state, reason, place, now, word, by_text)


def _state_of(obstacle: Obstacle) -> State:
    """The state of a reference into a file that has no lines."""
    return State.GONE if obstacle in ("missing", "outside") else State.NOT_CHECKED


def _key(reference: Reference) -> object:
    """What two references that say the same have in common."""
    if isinstance(reference, Snippet):
        return id(reference)
    return replace(reference, source="", line=0)
