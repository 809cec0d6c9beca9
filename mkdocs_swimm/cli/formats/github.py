"""For GitHub Actions: annotations on lines of files, and the summary of a job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...reports.diagnostics import Diagnostic, gravest_first
from ...reports.messages import documented_in, summary
from ...reports.report import Report
from ...safety.printable import shown
from .markdown import markdown

_MOST = 10
"""GitHub shows so many annotations of a step, and drops the others without a word."""


def as_github(report: Report) -> str:
    """A report as workflow commands, with what is not annotated as lines of the log."""
    return "".join(f"{line}\n" for line in _lines(report))


def step_summary(report: Report, most: int) -> str:
    """A report as Markdown for the summary of a job, in at most ``most`` bytes."""
    return markdown(report, most)


def _lines(report: Report) -> Iterator[str]:
    messages = gravest_first(report)
    rest = messages[_MOST - 1 :] if len(messages) > _MOST else []
    for one in messages[: len(messages) - len(rest)]:
        yield _annotation(report, one)
    if rest:
        yield _command(rest[0], "more", _counted(rest), rest[0].path, rest[0].line)
    for one in rest:
        yield f"{shown(one.path)}:{one.line}: {one.word}: {one.text}"
    yield summary(report)


def _annotation(report: Report, one: Diagnostic) -> str:
    """A message at the changed code, where a branch changed it, else at the document."""
    place = one.place
    if one.item and place and place.path in (report.changed or ()):
        text = "\n".join([f"{documented_in(one.item)}: {one.text}", *one.lines[1:]])
        return _command(one, one.word, text, place.path, place.first, place.last)
    return _command(one, one.word, "\n".join(one.lines), one.path, one.line)


def _counted(rest: Sequence[Diagnostic]) -> str:
    counts = Counter(one.word for one in rest)
    words = ", ".join(f"{count} {word}" for word, count in counts.items())
    return f"{len(rest)} more: {words}; all are in the summary and the log of this job"


def _command(
    one: Diagnostic, title: str, message: str, path: str, first: int | None, last: int | None = None
) -> str:
    properties = [f"file={_property(path)}"]
    properties += [f"line={first}"] if first else []
    properties += [f"endLine={last}"] if last and last != first else []
    properties.append(f"title={_property(f'mkdocs-swimm: {title}')}")
    lines = "%0A".join(map(_data, message.split("\n")))
    return f"::{one.level} {','.join(properties)}::{lines}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return shown(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
