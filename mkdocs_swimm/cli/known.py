"""What was as bad before: at the commit where a branch began, or by the file of a baseline."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from ..code.git import Git
from ..format.encoding import decode
from ..freshness import STALE, Place, State
from ..project.documents import Doc
from ..project.folders import LARGEST, is_document_name
from ..project.pages import is_page
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
from .options import CanNotRun, commit_of, or_stop, say, show_progress

DEFAULT = Path(".swm/freshness-baseline.json")
"""Where a baseline is written to unless an option says so, from the root of the repository."""

_VERSION = 1
_STATES = {state.value: state for state in STALE}

Documents = Sequence[CheckedDocument]


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
    for file in git.files_at(commit):
        path, key = then.home / file, document_key(file)
        if not is_document_name(file) and not (key in wanted and is_page(path)):
            continue
        paths.append(path)
        data = git.read(f"{commit}:{file}") if key in wanted else None
        if data is None:
            continue
        if isinstance(read := then.read_one(path, decode(data)), Doc):
            docs.append(read)
    then.include(docs, paths)


def known_by_baseline(path: Path, documents: Documents, *, whole: bool) -> None:
    """Mark what a baseline knows, and say how much of it is no longer stale.

    ``whole`` says whether these are all documents.
    """
    entries, stale = _read(path), _stale(documents)
    lapsed = sum(key not in stale for key, _ in entries) if whole else 0
    if lapsed:
        are = (
            "1 entry of the baseline is" if lapsed == 1 else f"{lapsed} entries of the baseline are"
        )
        say(f"{are} no longer stale; write it again")
    _mark(documents, dict(entries))


def write_baseline(path: Path, documents: Documents, home: Path) -> None:
    """Write what is stale to a baseline, and mark it as known."""
    stale = _stale(documents)
    # One entry on each line: what was added or dropped is easy to see.
    entries = sorted(stale.values(), key=lambda entry: tuple(entry.values()))
    lines = ",\n".join(map(json_text, entries))
    text = f'{{"version": {_VERSION}, "findings": [\n{lines}\n]}}\n'
    with or_stop(f"the baseline {path} can not be written"):
        write_whole(path, text.encode(), home, parents=True)
    say(f"{counted(len(stale), 'finding')} written to {path_from_here(path)}")
    for _, item in _keyed(documents):
        item.known = True


def _read(path: Path) -> Sequence[tuple[str, State]]:
    """What each entry of a baseline is known by, and how bad it was."""
    problem = "has content that is not known; write it again"
    try:
        data = json.loads(read_whole(path, LARGEST).decode("utf-8-sig"))
        if data["version"] == _VERSION:
            return [(str(one["fingerprint"]), _STATES[one["state"]]) for one in data["findings"]]
    except FileNotFoundError:
        problem = "does not exist; write it with --write-baseline"
    except OSError as error:
        problem = f"can not be read: {error.strerror}"
    except (ValueError, RecursionError):
        problem = "is not valid JSON; resolve the conflict in it, or write it again"
    except (KeyError, TypeError):
        pass
    raise CanNotRun(f"the baseline {path} {problem}")


def _stale(documents: Documents) -> dict[str, dict[str, str]]:
    """The entries of what is stale, as a baseline has them, by what it is known by.

    Document, path and kind are for those who read the file.
    """
    return {
        key: {
            "document": item.document,
            "path": item.quoted.path,
            "kind": kind_of(item.finding.reference),
            "fingerprint": key,
            "state": item.finding.state.value,
        }
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
