"""Documents checked, one after another."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from ..codebase import CodeBase
from ..collector import paused
from ..freshness import Checker, State
from ..ownership import OwnRepository
from .documents import Reading
from .identity import fingerprint, quoted_place
from .report import CheckedDocument, Item
from .workspace import Workspace

_MANY = 50
"""So many documents take long enough to show how far it is."""

_TOO_MANY_MISSING = 5
"""So many files, and none of them there: it is not the code that the documents speak of."""


@paused()
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
            checked.append(CheckedDocument(reading.path, items, reading.problems))
    return checked


def misled(documents: Sequence[CheckedDocument], workspace: Workspace) -> Iterator[str]:
    """That not one of all the files is where documents say, in words, if so."""
    paths: set[str] = set()
    for document in documents:
        for item in document.items:
            finding, path = item.finding, quoted_place(item.finding.reference).path
            if finding.reason == "missing" or (finding.place and finding.place.path != path):
                paths.add(path)
            elif finding.state is not State.NOT_CHECKED and finding.reason != "outside":
                return
    if len(paths) >= _TOO_MANY_MISSING:
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
