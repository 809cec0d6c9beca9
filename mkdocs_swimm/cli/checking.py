"""Documents checked, one after another."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from ..code.codebase import CodeBase
from ..code.ownership import OwnRepository
from ..freshness import Checker
from ..project.roots import ENOUGH, elsewhere, paths_in
from ..project.workspace import Workspace
from .documents import Reading
from .identity import fingerprint
from .report import CheckedDocument, Item, seen_from_here

_MANY = 50
"""So many documents take long enough to show how far it is."""


def check(
    readings: Sequence[Reading],
    workspace: Workspace,
    code: CodeBase,
    own: OwnRepository,
    documents: str = "HEAD",
) -> Sequence[CheckedDocument]:
    """Check documents; their history is read from the revision ``documents``."""
    checker = Checker(code, workspace.git, documents_at=documents, prefix=workspace.prefix, own=own)
    checker.expect((reading.path, reading.document) for reading in readings)
    checked = []
    with _progress(readings) as steps:
        for reading in steps:
            findings = checker.check(reading.document, reading.path)
            items = tuple(
                Item(reading.path, finding, fingerprint(reading.path, finding.reference))
                for finding in findings
            )
            checked.append(
                CheckedDocument(reading.path, items, reading.problems, workspace.shown_prefix)
            )
    return checked


def misled(readings: Sequence[Reading], workspace: Workspace, code: CodeBase) -> Iterator[str]:
    """That most files are at another place than documents say, in one sentence, if so."""
    paths = paths_in(reading.document for reading in readings)
    found = elsewhere(paths, code)
    if found:
        root, words = found
        top = workspace.git.root.resolve() if workspace.git else workspace.root
        given = seen_from_here(top / root)
        yield f"{words}; give '--root {given}' if that is the root of the code"
    elif len(paths) >= ENOUGH and not any(map(code.kind, paths)):
        yield (
            f"none of the {len(paths)} files of the documents is where they say in "
            f"{workspace.root}; name the root of the code with --root if it is another folder"
        )


@contextmanager
def _progress(readings: Sequence[Reading]) -> Iterator[Iterator[Reading]]:
    """The documents one after another, with a bar for a person who waits for many."""
    if len(readings) <= _MANY or not sys.stderr.isatty():
        yield iter(readings)
        return
    with click.progressbar(readings, label="Checking", file=sys.stderr) as bar:
        yield iter(bar)
