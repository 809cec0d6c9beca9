"""``mkdocs-swimm verify --watch``: one screen that shows what is stale, again after every save."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from shutil import get_terminal_size

import click

from ..reports.messages import summary
from ..reports.report import Report
from .formats import as_text
from .output import CanNotRun, print_text
from .verify import Verification

SECONDS = 0.5
"""How long a change may go unnoticed."""

Stamps = Mapping[Path, tuple[int, int] | None]
"""When each file or folder was written, and its size; None for one that is not there."""


def watch(verification: Verification) -> int:
    """Show what is stale until somebody interrupts it; gives the exit status of the last report."""
    begun = time.time_ns()
    report = verification.report()
    stamps = _stamps(report, begun)
    _show(report)
    try:
        while True:
            now = stamps_of(stamps)
            changed = frozenset(path for path, stamp in now.items() if stamp != stamps[path])
            if not changed:
                time.sleep(SECONDS)
                continue
            begun = time.time_ns()
            try:
                report = _renewed(report, verification, changed)
                _show(report)
            except CanNotRun as error:
                click.echo(error.format_message(), err=True)
            # A file keeps the stamp that it had before it was read.
            stamps = {**_stamps(report, begun), **now}
    except KeyboardInterrupt:
        return 1 if report.failed else 0


def _renewed(report: Report, verification: Verification, changed: Collection[Path]) -> Report:
    """The report after some files changed: documents that these can not touch stay as they are.

    Code may have come to be anywhere, so that what is stale is looked for again.
    """
    kept = [
        document
        for document in report.documents
        if not document.problems
        and not any(report.home / path in changed for path in document.files)
        and not any(item.is_stale for item in document.items)
    ]
    new = verification.report(skip={document.path for document in kept})
    return replace(
        new,
        documents=tuple(sorted([*kept, *new.documents], key=lambda one: PurePosixPath(one.path))),
        commits={**report.commits, **new.commits},
    )


def _stamps(report: Report, begun: int) -> Stamps:
    """The files that a report depends on, and their folders, where others may come to be."""
    files = {report.home / path for document in report.documents for path in document.files}
    return settled({*files, *(path.parent for path in files)}, begun)


def settled(paths: Iterable[Path], begun: int) -> Stamps:
    """The stamps of files and folders; None for what was written since a check or export began."""
    stamps = stamps_of(paths)
    return {path: stamp if stamp and stamp[0] < begun else None for path, stamp in stamps.items()}


def stamps_of(paths: Iterable[Path]) -> Stamps:
    """When files and folders were written, and their sizes."""
    stamps: dict[Path, tuple[int, int] | None] = {}
    for path in paths:
        try:
            status = path.stat()
            stamps[path] = status.st_mtime_ns, status.st_size
        except (OSError, ValueError):
            stamps[path] = None
    return stamps


def _show(report: Report) -> None:
    """The newest report alone, as much of it as the terminal has room for; the summary first."""
    head = summary(report)
    text = as_text(report).splitlines()
    lines = text[: text.index(head)] if head in text else text
    columns, rows = get_terminal_size()
    room = rows - 4
    shown: list[str] = []
    for line in lines:
        room -= len(click.unstyle(line)) // columns + 1
        if room < 0:
            shown.append(f"and {len(lines) - len(shown)} lines more")
            break
        shown.append(line)
    click.clear()
    shown = [f"{datetime.now():%H:%M:%S}  {head}", "", *(shown or ["Nothing is stale."])]
    print_text("\n".join(shown) + "\n", None)
