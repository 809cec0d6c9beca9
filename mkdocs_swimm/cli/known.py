"""What was as bad before: at the commit where a branch began, or by a baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..code.git import Git
from ..format.encoding import decode
from ..format.unit import NotJsonError
from ..freshness import STALE, Place, State
from ..project.documents import Doc, doc_of
from ..project.folders import is_named
from ..project.names import Name, name_of
from ..project.pages import is_page, page_of
from ..project.project import Project
from ..project.repository import Repository
from ..reports.checking import check
from ..reports.identity import document_key, kind_of, problem_key, quoted_place
from ..reports.messages import not_compared, recovered, written
from ..reports.report import CheckedDocument, Item, gravity, seen_from_here
from .baseline import DEFAULT, Entry, read_baseline, write_baseline
from .opening import commit_of
from .output import say, show_progress


@dataclass(frozen=True, slots=True)
class Before:
    """What a reference was like before, and where it said that the code is, if that is known."""

    state: State
    place: Place | None = None


Known = Mapping[str, Sequence[Before]]
"""What is known of each reference, by its fingerprint, and of each problem.

References that say the same of the same place are one; of several places, each is known for itself.
"""

Documents = Sequence[CheckedDocument]


def marked(documents: Documents, known: Sequence[Known]) -> tuple[CheckedDocument, ...]:
    """Documents with those findings marked that are no worse than they were known to be.

    Problems that are known are left out.
    """
    if not known:
        return tuple(documents)
    now = _references(documents)
    excused = {
        (fingerprint, place)
        for one in known
        for fingerprint, before in one.items()
        for place in _excused(now.get(fingerprint, {}), before)
    }
    return tuple(
        replace(
            one,
            items=tuple(
                replace(item, known=(item.fingerprint, _place(item)) in excused)
                for item in one.items
            ),
            problems=tuple(
                problem
                for problem in one.problems
                if problem.unread
                or not any(problem_key(one.path, problem.message) in before for before in known)
            ),
        )
        for one in documents
    )


def _excused(now: Mapping[Place, State], before: Sequence[Before]) -> Iterator[Place]:
    """Those of some equal references that are no worse than one was before, each for one."""
    rest = sorted(before, key=lambda one: gravity(one.state))
    stood = {one.place: gravity(one.state) for one in before}

    def rank(pair: tuple[Place, State]) -> tuple[int, bool]:
        place, state = pair
        return gravity(state), stood.get(place, -1) >= gravity(state)

    # The most severe first; of two alike, the one that was as bad at the same place.
    for place, state in sorted(now.items(), key=rank, reverse=True):
        if rest and gravity(state) <= gravity(rest[-1].state):
            rest.pop()
            yield place


def at_base(revision: str, base: str, documents: Documents, project: Project) -> Known:
    """What was found where a branch began.

    Args:
        revision: What the branch was made from.
        base: The commit where it began.
        documents: The documents as they are now; only those with findings are looked at.
        project: The project as it is now.
    """
    git, _ = commit_of(project, revision, "--base")
    wanted = {
        document_key(one.path): one.path
        for one in documents
        if one.problems or any(item.finding.state in STALE for item in one.items)
    }
    then = project.at(base)
    if wanted:
        _add_documents(then, base, git, wanted, project)
    before = check(then, show_progress)
    lost = sum(item.finding.reason == "unreadable" for one in before for item in one.items)
    if lost:
        say(not_compared(lost, revision))
    problems = {
        problem_key(one.path, problem.message): (Before(State.NOT_CHECKED),)
        for one in before
        for problem in one.problems
    }
    return {**_known(before), **problems}


def _add_documents(
    then: Project, commit: str, git: Git, wanted: Mapping[str, str], now: Project
) -> None:
    """Add the documents of a commit that have one of some keys (see ``document_key``).

    Args:
        then: The project at the commit.
        commit: The commit.
        git: Reads it.
        wanted: The paths of documents as they are now, by their keys.
        now: The project as it is now, which determines the repository of each document.
    """
    docs: list[tuple[Doc, Repository]] = []
    names = [
        name
        for name in git.files(commit)
        if is_named(name) or (document_key(name) in wanted and is_page(now.home / name))
    ]
    for name in names:
        path, key = now.home / name, document_key(name)
        data = git.read(f"{commit}:{name}") if key in wanted else None
        if data is None:
            continue
        known = now.docs.get(now.home / wanted[key])
        number = now.repositories.index(now.repository_of(known)) if known else 0
        repository, decoded = then.repositories[number], decode(data)
        if known and known.is_page:
            docs.append((page_of(path, decoded, repository, commit), repository))
            continue
        with suppress(NotJsonError):
            doc = doc_of(path, name_of(path.name) or Name("", key, False), decoded)
            if doc:
                docs.append((doc, repository))
    then.add(docs, [now.home / name for name in names])


def from_baseline(path: Path, documents: Documents, *, partly: bool) -> Known:
    """What a baseline knows; what it knows in vain is told.

    ``partly`` says whether there are more documents than these.
    """
    entries = read_baseline(path)
    before: dict[str, list[Before]] = {}
    for entry in entries:
        before.setdefault(entry.fingerprint, []).append(Before(State(entry.state)))
    lapsed = Counter(
        entry.fingerprint for entry in entries if _looked_at(entry, documents, partly)
    ) - Counter(entry.fingerprint for entry in _stale(documents))
    if lapsed:
        say(recovered(lapsed.total()))
    return before


def to_baseline(path: Path | None, documents: Documents, home: Path, *, partly: bool) -> Known:
    """Write what is stale to a baseline; what it says of documents not looked at stays.

    ``home`` is the root of the repository; ``partly`` says whether there are more documents than
    these.
    """
    path = path or home / DEFAULT
    entries = _stale(documents)
    if path.exists() and (partly or any(one.unread for one in documents)):
        found = {entry.fingerprint for entry in entries}
        entries += [
            entry
            for entry in read_baseline(path)
            if entry.fingerprint not in found and not _looked_at(entry, documents, partly)
        ]
    write_baseline(path, entries, home)
    say(written(len(entries), seen_from_here(path)))
    return _known(documents)


def _stale(documents: Documents) -> list[Entry]:
    """What is stale, each reference once."""
    told = {(item.fingerprint, _place(item)): item for one in documents[::-1] for item in one.items}
    return [
        Entry(
            told[fingerprint, place].document,
            place.path,
            kind_of(told[fingerprint, place].finding.reference),
            fingerprint,
            state.value,
        )
        for fingerprint, states in _references(documents).items()
        for place, state in states.items()
        if state in STALE
    ]


def _looked_at(entry: Entry, documents: Documents, partly: bool) -> bool:
    """Whether a reference would have been found again if it were stale."""
    found = [one for one in documents if one.path == entry.document]
    return not any(one.unread for one in found) and (bool(found) or not partly)


def _known(documents: Documents) -> Known:
    return {
        fingerprint: [Before(state, place) for place, state in states.items()]
        for fingerprint, states in _references(documents).items()
    }


def _references(documents: Documents) -> Mapping[str, Mapping[Place, State]]:
    """The worst state of each reference, by its fingerprint and where it says that the code is."""
    found: dict[str, dict[Place, State]] = {}
    for one in documents:
        for item in one.items:
            states, place = found.setdefault(item.fingerprint, {}), _place(item)
            states[place] = max(
                states.get(place, State.UP_TO_DATE), item.finding.state, key=gravity
            )
    return found


def _place(item: Item) -> Place:
    return quoted_place(item.finding.reference)
