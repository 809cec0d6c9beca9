"""The formats of reports: each is a function from a report to text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import click

from ...freshness import Place
from ...reports.messages import (
    Diagnostic,
    by_line,
    by_severity,
    causes,
    changed_by,
    documented_in,
    summary,
)
from ...reports.report import Report
from ...safety.printable import shown
from ..output import is_set
from .markdown import as_markdown
from .programs import as_gitlab, as_json, as_junit, as_sarif

_COLOURS: Mapping[str, str] = {
    "gone": "red",
    "unreadable": "red",
    "changed": "yellow",
    "moved": "cyan",
}
_MOST_ANNOTATIONS = 10
"""GitHub shows so many annotations of a step, and drops the others without a word."""


def as_text(report: Report) -> str:
    """A report for people: one line for each message, and a summary, with colours."""
    return "".join(f"{line}\n" for line in dict.fromkeys(_text(report)))


def _text(report: Report) -> Iterator[str]:
    for one in by_line(report):
        where = click.style(f"{shown(report.from_here(one.path))}:{one.line}", bold=True)
        word = click.style(one.word, fg=_COLOURS.get(one.word, "blue"))
        yield f"{where}: {word}: {one.text}"
        if report.at_code and one.item and one.place:
            place = one.place._replace(path=report.from_here(one.place.path), last=None)
            by = f"; {changed_by(one.commit)}" if one.commit else ""
            yield shown(f"{place}: {documented_in(one.item, report.from_here)}") + by
    if not is_set("quiet"):
        yield summary(report)
        yield from (f"  {line}" for line in causes(report))


def as_github(report: Report) -> str:
    """A report as annotations of GitHub Actions, with all beyond these as lines of the log."""
    return "".join(f"{line}\n" for line in _github(report))


def _github(report: Report) -> Iterator[str]:
    messages = by_severity(report)
    most = _MOST_ANNOTATIONS if len(messages) <= _MOST_ANNOTATIONS else _MOST_ANNOTATIONS - 1
    rest = messages[most:]
    for one in messages[:most]:
        # At the changed code, where a branch changed it, else at the document.
        if one.item and one.place and one.place.path in (report.changed or ()):
            text = "\n".join([f"{documented_in(one.item)}: {one.text}", *one.lines[1:]])
            yield _annotation(one, one.word, text, one.place)
        else:
            yield _annotation(one, one.word, "\n".join(one.lines), Place(one.path, one.line))
    if rest:
        counts = Counter(one.word for one in rest)
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        text = f"{len(rest)} more: {words}; all are in the summary and the log of this job"
        yield _annotation(rest[0], "more", text, Place(rest[0].path, rest[0].line))
    for one in rest:
        yield f"{shown(one.path)}:{one.line}: {one.word}: {one.text}"
    yield summary(report)


def _annotation(one: Diagnostic, title: str, message: str, place: Place) -> str:
    properties = [f"file={_property(place.path)}"]
    properties += [f"line={place.first}"] if place.first else []
    properties += [f"endLine={place.last}"] if place.last and place.last != place.first else []
    properties.append(f"title={_property(f'mkdocs-swimm: {title}')}")
    return f"::{one.level} {','.join(properties)}::{_data(message)}"


def _data(text: str) -> str:
    return shown(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


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
