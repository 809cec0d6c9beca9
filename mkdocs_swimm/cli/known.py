"""What was as bad before: at the commit where a branch began, or by the file of a baseline."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..code.git import Git
from ..format.encoding import decode
from ..freshness import STALE, Place, State
from ..project.documents import Doc, doc_of
from ..project.folders import LARGEST, is_named
from ..project.pages import is_page, page_of
from ..project.project import Project
from ..reports.messages import counted
from ..reports.report import (
    CheckedDocument,
    Item,
    check,
    document_key,
    kind_of,
    path_from_here,
    severity,
)
from ..safety.files import read_whole, write_whole
from ..safety.printable import json_text
from .options import CanNotRun, commit_of, say, show_progress

DEFAULT = Path(".swm/freshness-baseline.json")
"""Where a baseline is written to unless an option says so, from the root of the repository."""

_VERSION = 1
_STATES = frozenset(state.value for state in STALE)

Documents = Sequence[CheckedDocument]


class Entry(NamedTuple):
    """A reference that is known to be stale, as the file has it."""

    document: str
    path: str  # the code that it refers to, for those who read the file
    kind: str  # snippet, token or path, for the same
    fingerprint: str  # what the reference is known by
    state: str  # the worst that is nobody's business


def known_at_base(base: str, documents: Documents, project: Project) -> None:
    """Mark what was as bad at the commit where a branch began; problems of then are left out.

    Of the documents as they are now, only those with findings are looked at.
    """
    git, _ = commit_of(project, base, "--base")
    wanted = {
        document_key(one.path)
        for one in documents
        if one.problems or any(item.is_stale for item in one.items)
    }
    then = project.at(base)
    if wanted:
        _read_documents(then, base, git, wanted)
    before = check(then, show_progress)
    lost = sum(item.finding.reason == "unreadable" for one in before for item in one.items)
    if lost:
        say(
            f"the code of {counted(lost, 'reference')} can not be read where the branch began, so "
            "what is wrong there is reported as new; fetch the files of old commits"
        )
    _mark(documents, {key: item.finding.state for key, item in _keyed(before)})
    problems = {problem.key for one in before for problem in one.problems}
    for one in documents:
        one.problems = [p for p in one.problems if p.word == "unreadable" or p.key not in problems]


def _read_documents(then: Project, commit: str, git: Git, wanted: Collection[str]) -> None:
    """Read the documents of a commit that have one of some keys (see ``document_key``)."""
    docs: list[Doc] = []
    paths = []
    for file in git.files(commit):
        path, key = then.home / file, document_key(file)
        if not is_named(file) and not (key in wanted and is_page(path)):
            continue
        paths.append(path)
        data = git.read(f"{commit}:{file}") if key in wanted else None
        if data is None:
            continue
        if then.is_page(path):
            docs.append(page_of(path, decode(data), then.repositories[0]))
        elif isinstance(read := doc_of(path, decode(data)), Doc):
            docs.append(read)
    then.include(docs, paths)


def known_by_baseline(path: Path, documents: Documents, *, whole: bool) -> None:
    """Mark what a baseline knows, and say how much of it is no longer stale.

    ``whole`` says whether these are all documents.
    """
    entries, stale = _read(path), _stale(documents)
    lapsed = sum(entry.fingerprint not in stale for entry in entries) if whole else 0
    if lapsed:
        are = (
            "1 entry of the baseline is" if lapsed == 1 else f"{lapsed} entries of the baseline are"
        )
        say(f"{are} no longer stale; write it again")
    _mark(documents, {entry.fingerprint: State(entry.state) for entry in entries})


def write_baseline(path: Path, documents: Documents, home: Path) -> None:
    """Write what is stale to a baseline, and mark it as known."""
    stale = _stale(documents)
    # One entry on each line: what was added or dropped is easy to see.
    lines = ",\n".join(json_text(entry._asdict()) for entry in sorted(stale.values()))
    text = f'{{"version": {_VERSION}, "findings": [\n{lines}\n]}}\n'
    try:
        write_whole(path, text.encode(), home, parents=True)
    except OSError as error:
        raise CanNotRun(f"the baseline {path} can not be written: {error.strerror}") from None
    say(f"{counted(len(stale), 'finding')} written to {path_from_here(path)}")
    for _, item in _keyed(documents):
        item.known = True


def _read(path: Path) -> Sequence[Entry]:
    """The entries of a baseline."""
    problem = "has content that is not known; write it again"
    try:
        data = json.loads(read_whole(path, LARGEST).decode("utf-8-sig"))
        if data["version"] == _VERSION:
            found = [Entry(*(str(one[name]) for name in Entry._fields)) for one in data["findings"]]
            if all(entry.state in _STATES for entry in found):
                return found
    except FileNotFoundError:
        problem = "does not exist; write it with --write-baseline"
    except OSError as error:
        problem = f"can not be read: {error.strerror}"
    except (ValueError, RecursionError):
        problem = "is not valid JSON; resolve the conflict in it, or write it again"
    except (KeyError, TypeError):
        pass
    raise CanNotRun(f"the baseline {path} {problem}")


def _stale(documents: Documents) -> dict[str, Entry]:
    """What is stale, by what it is known by."""
    return {
        key: Entry(
            item.document,
            item.quoted.path,
            kind_of(item.finding.reference),
            key,
            item.finding.state.value,
        )
        for key, item in _keyed(documents)
        if item.is_stale
    }


def _keyed(documents: Documents) -> Iterator[tuple[str, Item]]:
    """Each reference with what it is known by: equal ones of several places are numbered."""
    places: dict[str, list[Place]] = {}
    for item in (item for document in documents for item in document.items):
        fingerprint, quoted = item.fingerprint, item.quoted
        others = places.setdefault(fingerprint, [])
        if quoted not in others:
            others.append(quoted)
        number = others.index(quoted)
        yield f"{fingerprint}-{number + 1}" if number else fingerprint, item


def _mark(documents: Documents, before: Mapping[str, State]) -> None:
    """Mark the findings that are no worse than they were."""
    for key, item in _keyed(documents):
        worst = before.get(key)
        if worst and severity(item.finding.state) <= severity(worst):
            item.known = True
