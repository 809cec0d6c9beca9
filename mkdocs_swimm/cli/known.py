"""What was as bad before: at the commit where a branch began, or by the file of a baseline."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from ..code.git import Git
from ..format.encoding import decode
from ..freshness import STALE, Place, State
from ..project.documents import Doc, Unread, doc_of
from ..project.folders import LARGEST, is_named
from ..project.pages import is_page, page_of
from ..project.project import Project
from ..project.repository import Repository
from ..reports.checking import check
from ..reports.messages import counted
from ..reports.report import (
    CheckedDocument,
    Item,
    document_key,
    kind_of,
    path_from_here,
    severity,
)
from ..safety.files import read_whole, write_whole
from ..safety.printable import json_text
from .opening import commit_of
from .output import CanNotRun, say, show_progress

DEFAULT = Path(".swm/freshness-baseline.json")
"""Where a baseline is written to unless an option says so, from the root of the repository."""

_VERSION = 1
_STATES = frozenset(state.value for state in STALE)

Documents = Sequence[CheckedDocument]
Before = tuple[State, Place | None]
"""What a reference was like, and where it said that the code is, if that is known."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A reference that is known to be stale, as the file has it.

    Attributes:
        document: The path of the document.
        path: The code that it refers to, for those who read the file.
        kind: Snippet, token or path, for the same.
        fingerprint: What the reference is known by.
        state: The worst state that is nobody's business.
    """

    document: str
    path: str
    kind: str
    fingerprint: str
    state: str


def known_at_base(revision: str, base: str, documents: Documents, project: Project) -> Documents:
    """Mark what was as bad where a branch began, and leave out problems that were there already.

    Args:
        revision: What the branch was made from.
        base: The commit where it began.
        documents: The documents as they are now; only those with findings are looked at.
        project: The project as it is now.
    """
    git, _ = commit_of(project, revision, "--base")
    wanted = {
        document_key(one.path): project.docs.get(project.home / one.path)
        for one in documents
        if one.problems or any(item.is_stale for item in one.items)
    }
    then = project.at(base)
    if wanted:
        _add_documents(then, base, git, wanted, project)
    before = check(then, show_progress)
    lost = sum(item.finding.reason == "unreadable" for one in before for item in one.items)
    if lost:
        say(
            f"the code of {counted(lost, 'reference')} can not be read at '{revision}', so what "
            "is wrong there is reported as new; fetch the files of its commits"
        )
    problems = {problem.key for one in before for problem in one.problems}
    states = {
        fingerprint: [(item.finding.state, place) for place, item in items.items()]
        for fingerprint, items in _references(before).items()
    }
    return [
        replace(one, problems=tuple(p for p in one.problems if p.unread or p.key not in problems))
        for one in _marked(documents, states)
    ]


def _add_documents(
    then: Project, commit: str, git: Git, wanted: Mapping[str, Doc | None], now: Project
) -> None:
    """Add the documents of a commit that have one of some keys (see ``document_key``).

    Args:
        then: The project at the commit.
        commit: The commit.
        git: Reads it.
        wanted: The documents as they are now, by their keys; None for those that can not be read.
        now: The project as it is now, which determines the repository of each document.
    """
    docs: list[tuple[Doc, Repository]] = []
    paths = []
    for name in git.files(commit):
        path, key = now.home / name, document_key(name)
        if not is_named(name) and not (key in wanted and is_page(path)):
            continue
        paths.append(path)
        data = git.read(f"{commit}:{name}") if key in wanted else None
        if data is None:
            continue
        doc, decoded = wanted[key], decode(data)
        number = now.repositories.index(now.repository_of(doc)) if doc else 0
        repository = then.repositories[number]
        if doc and doc.is_page:
            read: Doc | Unread = page_of(path, decoded, repository)
        else:
            read = doc_of(path, decoded)
        if isinstance(read, Doc):
            docs.append((read, repository))
    then.add(docs, paths)


def known_by_baseline(path: Path, documents: Documents, *, partly: bool) -> Documents:
    """Mark what a baseline knows, and say how much of it is no longer stale.

    ``partly`` says whether there are more documents than these.
    """
    before: dict[str, list[Before]] = {}
    entries = _read(path)
    for entry in entries:
        before.setdefault(entry.fingerprint, []).append((State(entry.state), None))
    lapsed = Counter(
        entry.fingerprint for entry in entries if _checked_again(entry, documents, partly)
    )
    lapsed -= Counter(entry.fingerprint for entry in _stale(documents))
    if lapsed:
        count = lapsed.total()
        which = "1 entry" if count == 1 else f"{count} entries"
        verb = "is" if count == 1 else "are"
        say(f"{which} of the baseline {verb} no longer stale; write it again")
    return _marked(documents, before)


def write_baseline(
    path: Path | None, documents: Documents, home: Path, *, partly: bool
) -> Documents:
    """Write what is stale to a baseline, and mark it as known.

    What the file says of documents that were not checked stays. ``home`` is the root of the
    repository; ``partly`` says whether there are more documents than these.
    """
    path = path or home / DEFAULT
    entries = _stale(documents)
    if path.exists() and (partly or any(one.unread for one in documents)):
        found = {entry.fingerprint for entry in entries}
        entries += [
            entry
            for entry in _read(path)
            if entry.fingerprint not in found and not _checked_again(entry, documents, partly)
        ]
    # One entry on each line: what was added or dropped is easy to see.
    lines = ",\n".join(json_text(asdict(entry)) for entry in sorted(entries))
    text = f'{{"version": {_VERSION}, "findings": [\n{lines}\n]}}\n'
    try:
        write_whole(path, text.encode(), home, parents=True)
    except OSError as error:
        raise CanNotRun(f"the baseline {path} can not be written: {error.strerror}") from None
    say(f"{counted(len(entries), 'finding')} written to {path_from_here(path)}")
    return [
        replace(one, items=tuple(replace(item, known=True) for item in one.items))
        for one in documents
    ]


def _read(path: Path) -> Sequence[Entry]:
    """The entries of a baseline."""
    try:
        data = json.loads(read_whole(path, LARGEST).decode("utf-8-sig"))
    except FileNotFoundError:
        problem = "does not exist; write it with --write-baseline"
    except OSError as error:
        problem = f"can not be read: {error.strerror}"
    except (ValueError, RecursionError):
        problem = "is not valid JSON; resolve the conflict in it, or write it again"
    else:
        known = isinstance(data, dict) and data.get("version") == _VERSION
        found = data.get("findings") if known else None
        entries = [_entry(one) for one in found] if isinstance(found, list) else [None]
        if None not in entries:
            return [entry for entry in entries if entry]
        problem = "has content that is not known; write it again"
    raise CanNotRun(f"the baseline {path} {problem}")


def _entry(data: object) -> Entry | None:
    values = [data.get(field.name) for field in fields(Entry)] if isinstance(data, dict) else [None]
    if not all(isinstance(value, str) for value in values):
        return None
    entry = Entry(*map(str, values))
    return entry if entry.state in _STATES else None


def _checked_again(entry: Entry, documents: Documents, partly: bool) -> bool:
    """Whether a reference would have been found again if it were stale."""
    found = [one for one in documents if one.path == entry.document]
    return not any(one.unread for one in found) and (bool(found) or not partly)


def _stale(documents: Documents) -> list[Entry]:
    """What is stale, each reference once."""
    return [
        Entry(
            item.document,
            place.path,
            kind_of(item.finding.reference),
            fingerprint,
            item.finding.state.value,
        )
        for fingerprint, items in _references(documents).items()
        for place, item in items.items()
        if item.is_stale
    ]


def _references(documents: Documents) -> Mapping[str, Mapping[Place, Item]]:
    """Each reference in its worst state, by its fingerprint and where it says that the code is.

    References that say the same of the same place are one; of several places, each is known for
    itself.
    """
    found: dict[str, dict[Place, Item]] = {}
    for item in (item for one in documents for item in one.items):
        items = found.setdefault(item.fingerprint, {})
        worst = items.setdefault(item.quoted, item)
        if severity(item.finding.state) > severity(worst.finding.state):
            items[item.quoted] = item
    return found


def _marked(documents: Documents, known: Mapping[str, Sequence[Before]]) -> Documents:
    """Documents with those findings marked that are no worse than they were known to be."""
    excused = {
        (fingerprint, place)
        for fingerprint, items in _references(documents).items()
        if fingerprint in known
        for place in _excused(items, known[fingerprint])
    }
    return [
        replace(
            one,
            items=tuple(
                replace(item, known=item.known or (item.fingerprint, item.quoted) in excused)
                for item in one.items
            ),
        )
        for one in documents
    ]


def _excused(now: Mapping[Place, Item], before: Sequence[Before]) -> Iterator[Place]:
    """Those of some equal references that are no worse than one was before, each for one."""
    rest = sorted(severity(state) for state, _ in before)
    stood = {place: severity(state) for state, place in before}

    def rank(place: Place) -> tuple[int, bool]:
        state = severity(now[place].finding.state)
        return state, stood.get(place, -1) >= state

    # The most severe first; of two alike, the one that was as bad at the same place.
    for place in sorted(now, key=rank, reverse=True):
        if rest and rank(place)[0] <= rest[-1]:
            rest.pop()
            yield place
