"""For people: one line for each message, and a summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from ...reports.diagnostics import told_once
from ...reports.messages import causes, changed_by, documented, summary
from ...reports.report import Report
from ...safety.printable import shown
from ..output import is_set

_COLOURS: Mapping[str, str] = {
    "gone": "red",
    "unreadable": "red",
    "changed": "yellow",
    "moved": "cyan",
}


def as_text(report: Report) -> str:
    """A report in lines, with colours."""
    return "".join(f"{line}\n" for line in dict.fromkeys(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    for one in told_once(report):
        place = click.style(f"{shown(report.seen(one.path))}:{one.line}", bold=True)
        word = click.style(one.word, fg=_COLOURS.get(one.word, "blue"))
        yield f"{place}: {word}: {one.text}"
        if report.at_code and one.item and one.place:
            by = f"; {changed_by(one.commit)}" if one.commit else ""
            yield documented(one.item, one.place, report.seen) + by
    if is_set("quiet"):
        return
    yield summary(report)
    yield from (f"  {line}" for line in causes(report))
