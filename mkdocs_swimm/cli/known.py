"""What was as bad before: at the commit where a branch began, or by the file of a baseline."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..code.git import Git
from ..format.encoding import decode
from ..freshness import Place, State
from ..project.documents import Doc, doc_of
from ..project.folders import LARGEST, is_named
from ..project.pages import is_page, page_of
from ..project.project import Project
from ..reports.checking import check
from ..reports.messages import counted
from ..reports.report import CheckedDocument, Item, document_key, kind_of, path_from_here, severity
from ..safety.files import read_whole, write_whole
from ..safety.printable import json_text
from .opening import commit_of
from .output import CanNotRun, say, show_progress

DEFAULT = Path(".swm/freshness-baseline.json")
"""Where a baseline is written to unless an option says so, from the root of the repository."""

_VERSION = 1

Documents = Sequence[CheckedDocument]


class Entry(NamedTuple):
    """A reference that is known to be stale, as the file has it."""

    document: str
    path: str  # the code that it refers to, for those who read the file
    kind: str  # snippet, token or path, for the same
    fingerprint: str  # what the reference is known by
    state: str  # the worst that is nobody's business


def known_at_base(revision: str, base: str, documents: Documents, project: Project) -> None:
    """Mark what was as bad where a branch began, and leave out problems that were there already.

    Args:
        revision: What the branch was made from.
        base: The commit where it began.
        documents: The documents as they are now; only those with findings are looked at.
        project: The project as it is now.
    """
    git, _ = commit_of(project, revision, "--base")
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
            f"the code of {counted(lost, 'reference')} can not be read at '{revision}', so what "
            "is wrong there is reported as new; fetch the files of its commits"
        )
    _mark(documents, {key: item.finding.state for key, item in _keyed(before)})
    problems = {problem.key for one in before for problem in one.problems}
    for one in documents:
        one.problems = [p for p in one.problems if p.unread or p.key not in problems]


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


def known_by_baseline(path: Path, documents: Documents, *, partly: bool) -> None:
    """Mark what a baseline knows, and say how much of it is no longer stale.

    ``partly`` says whether there are more documents than these.
    """
    entries, stale = _read(path), _stale(documents)
    lapsed = sum(one.fingerprint not in stale for one in _checked(entries, documents, partly))
    if lapsed:
        which = (
            "1 entry of the baseline is" if lapsed == 1 else f"{lapsed} entries of the baseline are"
        )
        say(f"{which} no longer stale; write it again")
    _mark(documents, {entry.fingerprint: State(entry.state) for entry in entries})


def write_baseline(path: Path | None, documents: Documents, home: Path, *, partly: bool) -> None:
    """Write what is stale to a baseline, and mark it as known.

    What the file says of documents that were not checked stays. ``home`` is the root of the
    repository; ``partly`` says whether there are more documents than these.
    """
    path = path or home / DEFAULT
    stale = _stale(documents)
    if path.exists() and (partly or any(one.unread for one in documents)):
        old = _read(path)
        rest = set(old) - set(_checked(old, documents, partly))
        stale = {entry.fingerprint: entry for entry in rest} | stale
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
            return [_entry(one) for one in data["findings"]]
    except FileNotFoundError:
        problem = "does not exist; write it with --write-baseline"
    except OSError as error:
        problem = f"can not be read: {error.strerror}"
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        problem = "is not valid JSON; resolve the conflict in it, or write it again"
    except (KeyError, TypeError, ValueError):
        pass
    raise CanNotRun(f"the baseline {path} {problem}")


def _entry(data: Mapping[str, object]) -> Entry:
    entry = Entry(*(str(data[name]) for name in Entry._fields))
    return entry._replace(state=State(entry.state).value)


def _checked(entries: Sequence[Entry], documents: Documents, partly: bool) -> Iterator[Entry]:
    """The entries that would have been found again if they were stale."""
    unread = {one.path for one in documents if one.unread}
    paths = {one.path for one in documents}
    return (
        one
        for one in entries
        if one.document not in unread and (one.document in paths or not partly)
    )


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
