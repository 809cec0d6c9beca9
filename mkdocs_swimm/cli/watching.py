"""``mkdocs-swimm verify --watch``: one screen that shows what is stale, again after every save."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from shutil import get_terminal_size

import click

from ..freshness import STALE
from ..reports.messages import summary
from ..reports.report import CheckedDocument, Report, code_paths
from .formats.text import as_text
from .output import CanNotRun, print_text
from .verification import Verification

SECONDS = 0.5
"""How long a change may go unnoticed."""

_Stamps = Mapping[str, tuple[int, int] | None]
"""When each file or folder was written, and its size; None for one that is not there."""


def watch(wanted: Verification) -> int:
    """Show what is stale until somebody interrupts it; gives the exit status of the last report."""
    begun = time.time_ns()
    report = wanted.report()
    stamps = _stamps(report, begun)
    _show(report)
    try:
        while True:
            now = {path: stamp_of(report.home / path) for path in stamps}
            changed = frozenset(path for path, stamp in now.items() if stamp != stamps[path])
            if not changed:
                time.sleep(SECONDS)
                continue
            begun = time.time_ns()
            try:
                report = _renewed(report, wanted, changed)
                _show(report)
            except CanNotRun as error:
                click.echo(error.format_message(), err=True)
            # A file keeps the stamp that it had before it was read.
            stamps = {**_stamps(report, begun), **now}
    except KeyboardInterrupt:
        return 1 if report.failed else 0


def _renewed(report: Report, wanted: Verification, changed: frozenset[str]) -> Report:
    """The report after some files changed: documents that these can not touch stay as they are.

    Code may have come to be anywhere, so that what is stale is looked for again.
    """
    kept = [
        document
        for document in report.documents
        if not document.problems
        and changed.isdisjoint(_files(document))
        and not any(item.finding.state in STALE for item in document.items)
    ]
    new = wanted.report(skip={document.path for document in kept})
    return replace(
        new,
        documents=tuple(sorted([*kept, *new.documents], key=lambda one: PurePosixPath(one.path))),
        commits={**report.commits, **new.commits},
    )


def _files(document: CheckedDocument) -> Iterator[str]:
    """The files that a document depends on, itself included."""
    yield document.path
    for item in document.items:
        yield from code_paths(document, item)


def _stamps(report: Report, begun: int) -> _Stamps:
    """The files that a report depends on, and their folders, where others may come to be."""
    files = {path for document in report.documents for path in _files(document)}
    folders = {path.rpartition("/")[0] for path in files}
    stamps = {path: stamp_of(report.home / path) for path in files | folders}
    # What was written since the check began is looked at again.
    return {path: stamp if stamp and stamp[0] < begun else None for path, stamp in stamps.items()}


def stamp_of(path: Path) -> tuple[int, int] | None:
    """When a file or folder was written, and its size; None for one that is not there."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _show(report: Report) -> None:
    """The newest report alone, as much of it as the terminal has room for; the summary first."""
    head = summary(report)
    text = as_text(report).splitlines()
    lines = text[: text.index(head)]
    columns, rows = get_terminal_size()
    room = rows - 4
    told: list[str] = []
    for line in lines:
        room -= len(click.unstyle(line)) // columns + 1
        if room < 0:
            told.append(f"and {len(lines) - len(told)} lines more")
            break
        told.append(line)
    click.clear()
    told = [f"{datetime.now():%H:%M:%S}  {head}", "", *(told or ["Nothing is stale."])]
    print_text("\n".join(told) + "\n", None)
