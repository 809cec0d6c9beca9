"""The formats of reports, each a function from a report to text; here, those for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import accumulate

import click

from ..freshness import Place
from ..reports.messages import by_line, by_severity, causes, documented_in, summary
from ..reports.report import Diagnostic, Report, changed_by
from ..safety.printable import shown
from ..safety.untrusted import comment_code, comment_text
from .data_formats import as_gitlab, as_json, as_junit, as_sarif
from .options import is_set

MARKER = "<!-- mkdocs-swimm: documents and code -->"
"""The first line of every report, by which scripts find the comment to replace."""

_LARGEST_COMMENT = 60_000
"""In bytes. GitHub allows 65,536 characters; the rest is for what scripts add."""

_UNFOLDED_ROWS = 10
_MOST_NEARBY = 20
_LONGEST_CELL = 400
"""Longer texts are cut, because lines of code can be of any length."""

_HEAD = "| | Document | What happened | To do |\n|---|---|---|---|\n"
_RENUMBER = "\n`mkdocs-swimm renumber --write` updates references that have only moved.\n"
_AROUND_ROWS = 400
"""The number of bytes that are reserved for the text around the rows of the table."""


def as_markdown(report: Report) -> str:
    """A report as Markdown for a comment."""
    return f"{MARKER}\n{markdown(report, _LARGEST_COMMENT)}"


def markdown(report: Report, size: int) -> str:
    """A report as Markdown of at most ``size`` bytes; rows that do not fit are counted."""
    messages = by_severity(report)
    stale = sum(item.is_new for item in report.items)
    title = f"{stale} references no longer hold" if stale != 1 else "1 reference no longer holds"
    title = title if stale else "All documents hold" if not report.unread else "Documents"
    text = f"### Swimm documents: {title}\n\n{comment_text(summary(report))}\n"
    end = _RENUMBER if any(one.rule == "moved" for one in messages) else ""
    end += _nearby(report)
    room = size - len((text + end).encode()) - _AROUND_ROWS
    if room < 0:
        return "" if size < len(text.encode()) else text
    rows = [_row(report, one) for one in messages]
    fitting = rows[: sum(used <= room for used in accumulate(len(row.encode()) for row in rows))]
    if fitting:
        text += f"\n{_HEAD}{''.join(fitting[:_UNFOLDED_ROWS])}"
    if folded := fitting[_UNFOLDED_ROWS:]:
        text += f"\n{_details(f'{len(folded)} more', _HEAD + ''.join(folded))}"
    if len(rows) > len(fitting):
        text += f"\nAnd {len(rows) - len(fitting)} more, for which there is no room here.\n"
    return text + end


def _row(report: Report, one: Diagnostic) -> str:
    what = _cell(one.text)
    if one.place and report.host and not one.is_missing:
        what += f" {_link(report, one.place, 'code')}"
    if commit := one.commit:
        what += f"<br>{comment_code(commit.id)} {_cell(f'{commit.author}: {commit.subject}')}"
    document = _link(report, Place(one.path, one.line), f"{_name(one.path)}:{one.line}")
    return f"| **{one.rule}** | {document} | {what} | {_cell(one.remedy)} |\n"


def _nearby(report: Report) -> str:
    """A folded list of documents that hold, but refer to changed files; may be empty."""
    nearby = report.nearby()
    rows = []
    for one in nearby[:_MOST_NEARBY]:
        away = f", {one.distance} lines from a change" if one.distance > 1 else ", beside a change"
        document = _link(report, Place(one.document), _name(one.document))
        code = _link(report, one.place, str(one.place))
        rows.append(f"- {document} is about {code}{away if one.distance else ', which changed'}\n")
    if len(nearby) > _MOST_NEARBY:
        rows.append(f"- and {len(nearby) - _MOST_NEARBY} more\n")
    title = "Worth reading: they still hold, but refer to changed files"
    return f"\n{_details(title, ''.join(rows))}" if rows else ""


def _details(title: str, text: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n</details>\n"


def _link(report: Report, place: Place, text: str) -> str:
    url = report.host and report.host.file_url(place.path, place.first, place.last)
    return f"[{comment_code(text)}](<{url}>)" if url else comment_code(text)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _cell(text: str) -> str:
    return comment_text(text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…")


_COLOURS: Mapping[str, str] = {
    "gone": "red",
    "unreadable": "red",
    "changed": "yellow",
    "moved": "cyan",
}
_MOST_ANNOTATIONS = 10
"""GitHub shows this many annotations of a step, and silently drops the others."""


def as_text(report: Report) -> str:
    """A report for terminals: one line for each message, and a summary, in colour."""
    lines = []
    for one in by_line(report):
        where = click.style(f"{shown(report.from_here(one.path))}:{one.line}", bold=True)
        word = click.style(one.rule, fg=_COLOURS.get(one.rule, "blue"))
        lines.append(f"{where}: {word}: {one.text}")
        if report.at_code and one.item and one.place:
            place = one.place._replace(path=report.from_here(one.place.path), last=None)
            by = f"; {changed_by(one.commit)}" if one.commit else ""
            lines.append(shown(f"{place}: {documented_in(one.item, report.from_here)}") + by)
    if not is_set("quiet"):
        lines += [summary(report), *(f"  {line}" for line in causes(report))]
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))


def as_github(report: Report) -> str:
    """A report as annotations of GitHub Actions; messages beyond the limit go to the log."""
    messages, lines = by_severity(report), []
    most = _MOST_ANNOTATIONS if len(messages) <= _MOST_ANNOTATIONS else _MOST_ANNOTATIONS - 1
    rest = messages[most:]
    for one in messages[:most]:
        place, text = Place(one.path, one.line), "\n".join(one.lines)
        if one.item and one.place and one.place.path in (report.changed or ()):
            # Shown at the code that the branch changed.
            place, text = one.place, f"{documented_in(one.item)}: {text}"
        lines.append(_annotation(one, one.rule, text, place))
    if rest:
        counts = Counter(one.rule for one in rest)
        words = ", ".join(f"{count} {word}" for word, count in counts.items())
        text = f"{len(rest)} more: {words}; all are in the summary and the log of this job"
        lines.append(_annotation(rest[0], "more", text, Place(rest[0].path, rest[0].line)))
    lines += (f"{shown(one.path)}:{one.line}: {one.rule}: {one.text}" for one in rest)
    return "".join(f"{line}\n" for line in [*lines, summary(report)])


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
"""The formats by name. Some are in colour, which ``click.unstyle`` removes."""
