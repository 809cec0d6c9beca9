"""``mkdocs-swimm verify --watch``: one screen that shows what is stale, again after every save."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from shutil import get_terminal_size

import click

from ..reports.messages import summary
from ..reports.report import Report
from .formats import as_text
from .output import CanNotRun, print_text

SECONDS = 0.5
"""How long a change may go unnoticed."""


class Watch:
    """Files and their folders, in which others may come to be."""

    def __init__(self) -> None:
        # When each was written, and its size; None for one that is not there.
        self._stamps: dict[Path, tuple[int, int] | None] = {}

    def follow(self, files: Collection[Path], begun: int) -> None:
        """Watch files, too, that were read since a time: what was written since has changed."""
        for path in {*files, *(file.parent for file in files)} - self._stamps.keys():
            stamp = _stamp(path)
            self._stamps[path] = stamp if stamp and stamp[0] < begun else None

    def has_changed(self) -> bool:
        """Whether a file has changed since this was asked, or since it is watched."""
        before, self._stamps = self._stamps, {path: _stamp(path) for path in self._stamps}
        return before != self._stamps


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def watch(check: Callable[[], Report]) -> int:
    """Show what is stale until somebody interrupts it; gives the exit status of the last report."""
    files, report = Watch(), None
    try:
        while True:
            begun = time.time_ns()
            try:
                report = check()
            except CanNotRun as error:
                if report is None:
                    raise
                click.echo(error.format_message(), err=True)
            else:
                paths = {document.path for document in report.documents}
                paths.update(path for item in report.items for path in item.paths)
                files.follow({report.home / path for path in paths}, begun)
                _show(report)
            while not files.has_changed():
                time.sleep(SECONDS)
    except KeyboardInterrupt:
        if report is None:
            raise
        return 1 if report.failed else 0


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
    print_text("\n".join(shown) + "\n")
