"""The formats that a report can be written in: each is a function from a report to text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import click

from ...reports.messages import by_line, causes, changed_by, documented_in, summary
from ...reports.report import Report
from ...safety.printable import shown
from ..output import is_set
from .github import as_github
from .json import as_gitlab, as_json, as_sarif
from .junit import as_junit
from .markdown import as_markdown

_COLOURS: Mapping[str, str] = {
    "gone": "red",
    "unreadable": "red",
    "changed": "yellow",
    "moved": "cyan",
}


def as_text(report: Report) -> str:
    """A report for people: one line for each message, and a summary, with colours."""
    return "".join(f"{line}\n" for line in dict.fromkeys(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    for one in by_line(report):
        where = click.style(f"{shown(report.from_here(one.path))}:{one.line}", bold=True)
        word = click.style(one.word, fg=_COLOURS.get(one.word, "blue"))
        yield f"{where}: {word}: {one.text}"
        if report.at_code and one.item and one.place:
            place = one.place._replace(path=report.from_here(one.place.path), last=None)
            by = f"; {changed_by(one.commit)}" if one.commit else ""
            yield shown(f"{place}: {documented_in(one.item, report.from_here)}") + by
    if is_set("quiet"):
        return
    yield summary(report)
    yield from (f"  {line}" for line in causes(report))


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "markdown": as_markdown,
    "sarif": as_sarif,
    "junit": as_junit,
}
"""The formats by name. The text is coloured: see ``click.unstyle``."""
