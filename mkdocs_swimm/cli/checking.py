"""From documents to a report."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import click

from ..codebase import CodeBase, GitTree, confined
from ..freshness import STALE, Checker
from ..ownership import OwnRepository, names_in
from .baseline import Known, known_states
from .documents import Reading, documents_at
from .errors import CanNotRun
from .identity import document_key, fingerprint
from .report import CheckedDocument, Item, graver
from .workspace import Workspace

_MANY = 50
"""So many documents take long enough to show how far it is."""

_TOO_MANY_MISSING = 5
"""So many files, and none of them there: it is not the code that the documents speak of."""


def check(
    readings: Sequence[Reading],
    workspace: Workspace,
    code: CodeBase,
    own: OwnRepository,
    documents: str = "HEAD",
) -> Sequence[CheckedDocument]:
    """Check documents.

    Args:
        readings: The documents.
        workspace: Where they are.
        code: The code.
        own: What they call their repository.
        documents: The revision that their history is read from.
    """
    checker = Checker(code, workspace.git, documents, workspace.prefix, own)
    checker.expect(reading.document for reading in readings)
    checked = []
    with _progress(readings) as steps:
        for reading in steps:
            # Documents of another repository have no history here, whatever their path.
            findings = checker.check(reading.document, reading.path if workspace.is_whole else "")
            items = tuple(
                Item(reading.path, finding, fingerprint(reading.path, finding.reference))
                for finding in findings
            )
            checked.append(CheckedDocument(reading.path, items, reading.problems))
    return checked


def known_at(
    revision: str,
    head: str,
    checked: Sequence[CheckedDocument],
    workspace: Workspace,
    own: OwnRepository,
) -> Known:
    """What was found before a branch began, by fingerprint.

    Args:
        revision: What the branch was made from.
        head: The branch.
        checked: The documents as they are now; only those with findings are looked at.
        workspace: Where they are.
        own: What they call their repository.
    """
    git, commit = workspace.commit(revision, "--base")
    base = git.merge_base(commit, head)
    if base is None:
        hint = "; the clone is shallow, fetch the whole history" if git.is_shallow() else ""
        raise CanNotRun(f"'{revision}' and '{head}' have no commit in common{hint}")
    stale = [one for one in checked if any(item.finding.state in STALE for item in one.items)]
    keys = frozenset(document_key(one.path) for one in stale)
    readings = documents_at(base, git, keys) if keys else ()
    code = GitTree(git, base, workspace.prefix)
    before = check(readings, workspace, code, own, base)
    return known_states(
        (item.fingerprint, item.finding.state) for one in before for item in one.items
    )


def marked(checked: Sequence[CheckedDocument], *known: Known) -> tuple[CheckedDocument, ...]:
    """Documents with those findings marked that are no worse than they were known to be."""
    return tuple(
        replace(
            one,
            items=tuple(
                replace(item, known=any(_is_in(item, states) for states in known))
                for item in one.items
            ),
        )
        for one in checked
    )


def _is_in(item: Item, known: Known) -> bool:
    state = known.get(item.fingerprint)
    return state is not None and not graver(item.finding.state, state)


def missing(readings: Sequence[Reading], code: CodeBase, own: OwnRepository) -> int:
    """How many files documents speak of where none of so many is there; 0 where some are."""
    paths: set[str] = set()
    for reading in readings:
        names = names_in(reading.document)
        for reference in reading.document.references():
            path = confined(reference.path)
            if path and own.owns(reference.repo, names):
                if code.kind(path):
                    return 0
                paths.add(path)
    return len(paths) if len(paths) >= _TOO_MANY_MISSING else 0


@contextmanager
def _progress(readings: Sequence[Reading]) -> Iterator[Iterator[Reading]]:
    """The documents one after another, with a bar for a person who waits for many."""
    if len(readings) <= _MANY or not sys.stderr.isatty():
        yield iter(readings)
        return
    with click.progressbar(readings, label="Checking", file=sys.stderr) as bar:
        yield iter(bar)
