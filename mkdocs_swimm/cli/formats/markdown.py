"""For comments of code hosts: Markdown that stays the same comment from push to push."""

from __future__ import annotations

from itertools import accumulate

from ...freshness import Place
from ...reports.messages import Diagnostic, by_severity, summary
from ...reports.report import Report
from ...safety.untrusted import comment_code, comment_text

MARKER = "<!-- mkdocs-swimm: documents and code -->"
"""The first line of every report: who posts it again looks for the comment that begins so."""

_LARGEST_COMMENT = 60_000
"""In bytes. GitHub takes 65,536 characters; whoever posts it may add something."""

_OPEN = 10
"""So many rows are shown at once, the others folded."""

_MOST_NEARBY = 20
_LONGEST = 400
"""What is longer is cut: lines of code can be of any length."""

_HEAD = "| | Document | What happened | To do |\n|---|---|---|---|\n"
_RENUMBER = "\n`mkdocs-swimm renumber --write` sets the places of what has only moved.\n"
_END = 400
"""So many bytes are kept for what is around the rows of a table."""


def as_markdown(report: Report) -> str:
    """A report as Markdown for a comment."""
    return f"{MARKER}\n{markdown(report, _LARGEST_COMMENT)}"


def markdown(report: Report, most: int) -> str:
    """A report as Markdown, in at most ``most`` bytes: what has no room is counted."""
    messages = by_severity(report)
    stale = sum(item.is_new for item in report.items)
    title = f"{stale} references no longer hold" if stale != 1 else "1 reference no longer holds"
    title = title if stale else "All documents hold" if not report.unread else "Documents"
    text = f"### Swimm documents: {title}\n\n{comment_text(summary(report))}\n"
    nearby = _RENUMBER if any(one.word == "moved" for one in messages) else ""
    nearby += _nearby(report)
    room = most - len((text + nearby).encode()) - _END
    if room < 0:
        return "" if most < len(text.encode()) else text
    rows = [_row(report, one) for one in messages]
    fitting = rows[: sum(size <= room for size in accumulate(len(row.encode()) for row in rows))]
    if fitting:
        text += f"\n{_HEAD}{''.join(fitting[:_OPEN])}"
    if fitting[_OPEN:]:
        folded = _HEAD + "".join(fitting[_OPEN:])
        text += f"\n{_details(f'{len(fitting) - _OPEN} more', folded)}"
    if len(rows) > len(fitting):
        text += f"\nAnd {len(rows) - len(fitting)} more, for which there is no room here.\n"
    return text + nearby


def _row(report: Report, one: Diagnostic) -> str:
    what = _cut(one.text)
    if one.place and report.host and not one.is_missing:
        what += f" {_link(report, one.place, 'code')}"
    if one.commit:
        by = one.commit
        what += f"<br>{comment_code(by.id)} {_cut(f'{by.author}: {by.subject}')}"
    document = _link(report, Place(one.path, one.line), f"{_name(one.path)}:{one.line}")
    return f"| **{one.word}** | {document} | {what} | {_cut(one.remedy)} |\n"


def _nearby(report: Report) -> str:
    """The documents to read although they hold, folded."""
    nearby = report.nearby()
    rows = []
    for one in nearby[:_MOST_NEARBY]:
        far = f", {one.distance} lines from a change" if one.distance > 1 else ", beside a change"
        document = _link(report, Place(one.document), _name(one.document))
        code = _link(report, one.place, str(one.place))
        rows.append(f"- {document} is about {code}{far if one.distance else ', which changed'}\n")
    if len(nearby) > _MOST_NEARBY:
        rows.append(f"- and {len(nearby) - _MOST_NEARBY} more\n")
    title = "Worth reading: they still hold, but refer to changed files"
    return f"\n{_details(title, ''.join(rows))}" if rows else ""


def _details(title: str, text: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n</details>\n"


def _link(report: Report, place: Place, words: str) -> str:
    url = report.host and report.host.file_url(place.path, place.first, place.last)
    return f"[{comment_code(words)}](<{url}>)" if url else comment_code(words)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _cut(text: str) -> str:
    return comment_text(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
