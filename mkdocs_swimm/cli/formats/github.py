"""For GitHub Actions: annotations on lines of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...freshness import Place
from ...reports.messages import Diagnostic, by_severity, documented_in, summary
from ...reports.report import Report
from ...safety.printable import shown

_MOST = 10
"""GitHub shows so many annotations of a step, and drops the others without a word."""


def as_github(report: Report) -> str:
    """A report as workflow commands, with what is not annotated as lines of the log."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    messages = by_severity(report)
    rest = messages[_MOST - 1 :] if len(messages) > _MOST else []
    for one in messages[: len(messages) - len(rest)]:
        yield _annotation(report, one)
    if rest:
        counts = Counter(one.word for one in rest)
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        text = f"{len(rest)} more: {words}; all are in the summary and the log of this job"
        yield _command(rest[0], "more", text, Place(rest[0].path, rest[0].line))
    for one in rest:
        yield f"{shown(one.path)}:{one.line}: {one.word}: {one.text}"
    yield summary(report)


def _annotation(report: Report, one: Diagnostic) -> str:
    """A message at the changed code, where a branch changed it, else at the document."""
    place = one.place
    if one.item and place and place.path in (report.changed or ()):
        text = "\n".join([f"{documented_in(one.item)}: {one.text}", *one.lines[1:]])
        return _command(one, one.word, text, place)
    return _command(one, one.word, "\n".join(one.lines), Place(one.path, one.line))


def _command(one: Diagnostic, title: str, message: str, place: Place) -> str:
    properties = [f"file={_property(place.path)}"]
    properties += [f"line={place.first}"] if place.first else []
    properties += [f"endLine={place.last}"] if place.last and place.last != place.first else []
    properties.append(f"title={_property(f'mkdocs-swimm: {title}')}")
    return f"::{one.level} {','.join(properties)}::{_data(message)}"


def _data(text: str) -> str:
    return shown(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
