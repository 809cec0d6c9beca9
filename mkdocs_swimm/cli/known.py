"""What was as bad before: at the commit where a branch began, or by a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from ..codebase import GitTree
from ..freshness import STALE, State
from ..ownership import OwnRepository
from .baseline import DEFAULT, Entry, read_baseline, write_baseline
from .checking import check
from .documents import documents_at
from .errors import CanNotRun
from .escaping import shown
from .identity import document_key, kind_of, problem_key, quoted_place
from .messages import recovered, written
from .report import CheckedDocument, graver
from .workspace import Workspace

Known = Mapping[str, State]
"""The worst state that is known of each reference, by its fingerprint, and of each problem."""

Documents = Sequence[CheckedDocument]


def marked(documents: Documents, known: Sequence[Known]) -> tuple[CheckedDocument, ...]:
    """Documents with those findings marked that are no worse than they were known to be.

    Problems that are known are left out.
    """
    states = _worst(pair for one in known for pair in one.items())
    return tuple(
        replace(
            one,
            items=tuple(
                replace(item, known=not graver(item.finding.state, state))
                if (state := states.get(item.fingerprint))
                else item
                for item in one.items
            ),
            problems=tuple(
                problem
                for problem in one.problems
                if problem.unread or problem_key(one.path, problem.message) not in states
            ),
        )
        for one in documents
    )


def at_base(
    revision: str, head: str, documents: Documents, workspace: Workspace, own: OwnRepository
) -> Known:
    """What was found where a branch began.

    Args:
        revision: What the branch was made from.
        head: The branch.
        documents: The documents as they are now; only those with findings are looked at.
        workspace: Where they are.
        own: What they call their repository.
    """
    git, commit = workspace.commit(revision, "--base")
    base = git.merge_base(commit, head)
    if base is None:
        hint = "; the clone is shallow, fetch the whole history" if git.is_shallow() else ""
        raise CanNotRun(f"'{revision}' and '{head}' have no commit in common{hint}")
    wanted = frozenset(
        document_key(one.path)
        for one in documents
        if one.problems or any(item.finding.state in STALE for item in one.items)
    )
    readings = documents_at(base, git, wanted) if wanted else ()
    before = check(readings, workspace, GitTree(git, base, workspace.prefix), own, base)
    problems = {
        problem_key(one.path, problem.message): State.NOT_CHECKED
        for one in before
        for problem in one.problems
    }
    return {**_states(before), **problems}


def from_baseline(path: Path, documents: Documents, *, partly: bool) -> Known:
    """What a baseline knows; what it knows in vain is told.

    Args:
        path: The baseline.
        documents: The documents as they are now.
        partly: Whether there are more documents than these.
    """
    entries = read_baseline(path)
    stale = _stale(documents)
    lapsed = [
        entry
        for entry in entries
        if entry.fingerprint not in stale and _looked_at(entry, documents, partly)
    ]
    if lapsed:
        click.echo(recovered(len(lapsed)), err=True)
    return _worst((entry.fingerprint, State(entry.state)) for entry in entries)


def to_baseline(
    path: Path | None, documents: Documents, workspace: Workspace, *, partly: bool
) -> Known:
    """Write what is stale to a baseline; what it says of documents not looked at stays.

    Args:
        path: The baseline; None for the usual one.
        documents: The documents as they are now.
        workspace: Where they are.
        partly: Whether there are more documents than these.
    """
    path = path or workspace.home / DEFAULT
    entries = _stale(documents)
    if path.exists() and (partly or any(one.unread for one in documents)):
        for entry in read_baseline(path):
            if not _looked_at(entry, documents, partly):
                entries.setdefault(entry.fingerprint, entry)
    write_baseline(path, entries.values())
    click.echo(shown(written(len(entries), workspace.shown(path))), err=True)
    return _states(documents)


def _stale(documents: Documents) -> dict[str, Entry]:
    """What is stale, each reference once."""
    worst = _states(documents)
    return {
        item.fingerprint: Entry(
            item.document,
            quoted_place(item.finding.reference).path,
            kind_of(item.finding.reference),
            item.fingerprint,
            worst[item.fingerprint].value,
        )
        for one in reversed(documents)
        for item in one.items
        if item.finding.state in STALE
    }


def _looked_at(entry: Entry, documents: Documents, partly: bool) -> bool:
    """Whether a reference would have been found again if it were stale."""
    found = [one for one in documents if one.path == entry.document]
    return not any(one.unread for one in found) and (bool(found) or not partly)


def _states(documents: Documents) -> Known:
    return _worst((item.fingerprint, item.finding.state) for one in documents for item in one.items)


def _worst(pairs: Iterable[tuple[str, State]]) -> Known:
    known: dict[str, State] = {}
    for fingerprint, state in pairs:
        if fingerprint not in known or graver(state, known[fingerprint]):
            known[fingerprint] = state
    return known
