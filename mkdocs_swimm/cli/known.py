"""Findings that are known: from the commit where a branch began, or from a baseline file."""

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
    path_from_here,
    severity,
)
from ..safety.files import read_whole, write_whole
from ..safety.printable import json_text
from .options import CommandError, commit_of, log, or_fail, show_progress

DEFAULT = Path(".swm/freshness-baseline.json")
"""The default path of the baseline that is written, from the root of the repository."""

_VERSION = 1
_STATES = {state.value: state for state in STALE}

Documents = Sequence[CheckedDocument]


def known_at_base(base: str, documents: Documents, project: Project) -> None:
    """Mark findings that were as severe at the commit where a branch began.

    Problems of documents that existed then are removed. Only documents with findings are compared.
    """
    git, _ = commit_of(project, base, "--base")
    keys = {
        document_key(document.path)
        for document in documents
        if document.problems or any(item.is_stale for item in document.items)
    }
    then = project.at(base)
    if keys:
        _read_documents(then, base, git, keys)
    before = check(then, show_progress)
    unread = sum(item.finding.reason == "unreadable" for one in before for item in one.items)
    if unread:
        log(
            f"the code of {counted(unread, 'reference')} cannot be read where the branch began, so "
            "findings about it are reported as new; fetch the files of old commits"
        )
    _mark(documents, {key: item.finding.state for key, item in _keyed(before)})
    problems = {problem.key for document in before for problem in document.problems}
    for one in documents:
        one.problems = [p for p in one.problems if p.rule == "unreadable" or p.key not in problems]


def _read_documents(then: Project, commit: str, git: Git, keys: Collection[str]) -> None:
    """Read the documents of a commit that have one of the keys (see ``document_key``)."""
    docs: list[Doc] = []
    paths = []
    for file in git.files_at(commit):
        path, key = then.home / file, document_key(file)
        if is_document_name(file) or (key in keys and is_page(path)):
            paths.append(path)
            data = git.read(f"{commit}:{file}") if key in keys else None
            doc = None if data is None else then.read_one(path, decode(data))
            if isinstance(doc, Doc):
                docs.append(doc)
    then.include(docs, paths)


def known_by_baseline(path: Path, documents: Documents, *, complete: bool) -> None:
    """Mark findings in a baseline; if ``documents`` are ``complete``, log outdated entries."""
    entries, stale = _read(path), _stale(documents)
    outdated = sum(key not in stale for key, _ in entries) if complete else 0
    if outdated:
        are = "entry of the baseline is" if outdated == 1 else "entries of the baseline are"
        log(f"{outdated} {are} no longer stale; write it again with --write-baseline")
    _mark(documents, dict(entries))


def write_baseline(path: Path, documents: Documents, home: Path) -> None:
    """Write all stale references to a baseline, and mark them as known."""
    stale = _stale(documents)
    # With one entry on each line, diffs are easy to read.
    entries = sorted(stale.values(), key=lambda entry: tuple(entry.values()))
    lines = ",\n".join(map(json_text, entries))
    text = f'{{"version": {_VERSION}, "findings": [\n{lines}\n]}}\n'
    with or_fail(f"the baseline {path} cannot be written"):
        write_whole(path, text.encode(), home, parents=True)
    log(f"{counted(len(stale), 'finding')} written to {path_from_here(path)}")
    for _, item in _keyed(documents):
        item.known = True


def _read(path: Path) -> Sequence[tuple[str, State]]:
    """The key (see ``_keyed``) and state of each entry of a baseline; raises CommandError."""
    problem = "has an unknown format; write it again with --write-baseline"
    try:
        data = json.loads(read_whole(path, LARGEST).decode("utf-8-sig"))
        if data["version"] == _VERSION:
            return [(str(one["fingerprint"]), _STATES[one["state"]]) for one in data["findings"]]
    except FileNotFoundError:
        problem = "does not exist; write it with --write-baseline"
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    except (ValueError, RecursionError):
        problem = "is not valid JSON; resolve the merge conflict in it, or write it again"
    except (KeyError, TypeError):
        pass
    raise CommandError(f"the baseline {path} {problem}")


def _stale(documents: Documents) -> dict[str, dict[str, str]]:
    """The entries of a baseline by key; document, path and kind are only for human readers."""
    return {
        key: {
            "document": item.document,
            "path": item.quoted.path,
            "kind": item.finding.reference.kind,
            "fingerprint": key,
            "state": item.finding.state.value,
        }
        for key, item in _keyed(documents)
        if item.is_stale
    }


def _keyed(documents: Documents) -> Iterator[tuple[str, Item]]:
    """Each reference with its key: the fingerprint, numbered where several places share it."""
    places: dict[str, list[Place]] = {}
    for item in (item for document in documents for item in document.items):
        fingerprint, place = item.fingerprint, item.quoted
        same = places.setdefault(fingerprint, [])
        if place not in same:
            same.append(place)
        number = same.index(place)
        yield f"{fingerprint}-{number + 1}" if number else fingerprint, item


def _mark(documents: Documents, before: Mapping[str, State]) -> None:
    """Mark findings that are no more severe than before as known."""
    for key, item in _keyed(documents):
        state = before.get(key)
        if state and severity(item.finding.state) <= severity(state):
            item.known = True
