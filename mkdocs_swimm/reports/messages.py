"""The texts of a report: messages, each about a line of a file, and summaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..format.constructs import PathRef, Token
from ..freshness import Finding, State
from ..freshness.quotes import quoted_place
from ..safety.printable import shown
from .report import LEVELS, Item, Report
from .report import Diagnostic as Diagnostic

_MIN_FOR_CAUSE = 5
"""The number of references from which on a common cause is listed in the summary."""

_LONGEST_NAME = 60
"""Longer identifiers are shortened."""

_OBSTACLES: Mapping[str, str] = {
    "other repository": "{path} is in another repository",
    "ignored": "{path} is ignored by git",
    "submodule": "{path} is in a submodule that is not checked out",
    "pointer": "{path} is a pointer of Git LFS; fetch the file with 'git lfs pull'",
    "binary": "{path} is binary",
    "too large": "{path} is too large to be read",
    "unreadable": "{path} cannot be read",
    "outside": "{path} is not a path within the repository",
    "missing": "{path} no longer exists",
    "deleted": "{what} is no longer there",
    "rewritten": "{what} has been rewritten, hardly any of it is unchanged",
}


def diagnostics_of(report: Report) -> Iterator[Diagnostic]:
    """All messages, sorted by document and line."""
    yield from report.problems
    for document in report.documents:
        messages = list(document.problems)
        for item in filter(report.reports, document.items):
            finding = item.finding
            rule, text, todo = finding.state.value, describe(finding), remedy(finding)
            place, commit = report.code_place(item), report.commit(item)
            messages.append(
                Diagnostic(item.document, item.line, rule, text, item, place, commit, todo)
            )
        yield from sorted(messages, key=lambda message: message.line)


def by_line(report: Report) -> Sequence[Diagnostic]:
    """All messages in order, equal ones on a line once.

    A missing file is reported once, with the number of references to it, unless each is reported at
    the code that it quotes.
    """
    return _merge(report, lambda one: (one.path, one.line) if report.at_code else None)


def by_severity(report: Report) -> Sequence[Diagnostic]:
    """All messages by severity; a missing file is reported once, on a branch once per document."""
    merged = _merge(report, lambda one: one.path if report.at_code else None)
    return sorted(merged, key=lambda one: list(LEVELS).index(one.rule))


def _merge(report: Report, missing_at: Callable[[Diagnostic], object]) -> Sequence[Diagnostic]:
    """Merge equal messages at the same place; for a missing file, ``missing_at`` is the place."""
    groups: dict[object, list[Diagnostic]] = {}
    for one in diagnostics_of(report):
        place = missing_at(one) if one.is_missing else (one.path, one.line)
        groups.setdefault((place, one.text), []).append(one)
    return [
        replace(first, text=f"{first.text} ({len(rest) + 1} references)")
        if first.is_missing and rest
        else first
        for first, *rest in groups.values()
    ]


def describe(finding: Finding) -> str:
    """A finding on one line, without its state and document."""
    reference = finding.reference
    match finding.state:
        case State.MOVED if isinstance(reference, PathRef):
            text = f"{reference.path} is now {finding.place}"
        case State.MOVED:
            text = f"{subject(finding)} is now at {finding.place}"
        case State.CHANGED if finding.word:
            # Without history, the new name may have been there before.
            now = "perhaps now" if finding.by_text else "now"
            text = f"token {_name(reference)} is {now} called '{finding.word}', {finding.place}"
            text += _difference(finding)
        case State.CHANGED:
            text = f"{subject(finding)}, {_now(finding)}{_difference(finding)}"
        case State.UP_TO_DATE:
            text = f"{subject(finding)} is up to date"
        case _ if finding.reason == "no place":
            lack = "names no line" if isinstance(reference, Token) else "quotes nothing"
            text = f"{subject(finding)} {lack if reference.path else 'names no file'}"
        case _:
            pattern = _OBSTACLES.get(finding.reason, "{what} is not there")
            text = pattern.format(path=reference.path, what=subject(finding))
    return shown(text)


def _difference(finding: Finding) -> str:
    """The first changed line, before and after."""
    if finding.reason == "white space":
        return "; only white space changed"
    if finding.reason == "first line":
        return "; its first line is unchanged"
    was, now = finding.was_and_is or ("", "")
    if was and now:
        return f"; was '{was}', is '{now}'"
    return f"; '{was}' was removed" if was else f"; '{now}' was added" if now else ""


def remedy(finding: Finding) -> str:
    """How to fix a stale reference, as a clause; empty if it is not stale."""
    match finding.state:
        case State.MOVED if isinstance(finding.reference, PathRef):
            text = f"change it to {finding.place}"
        case State.MOVED:
            text = f"set its place to {finding.place_now}"
        case State.CHANGED if finding.word:
            text = f"change it to '{finding.word}' in the text"
        case State.CHANGED if finding.reason == "white space":
            text = "quote the lines with their current indentation"
        case State.CHANGED if finding.reason == "ambiguous":
            text = "find out which of several places is meant, and refer to that one"
        case State.CHANGED:
            text = "read the text around it, and quote the code as it is now"
        case State.GONE if finding.reason == "outside":
            text = "name a file in the repository"
        case State.GONE:
            what = "file" if finding.reason == "missing" else "code"
            text = f"describe what replaced the {what}, or remove the reference"
        case _:
            return ""
    return shown(text)


def obstacle(path: str, reason: str) -> str:
    """Why a file cannot be checked."""
    return shown(_OBSTACLES[reason].format(path=path))


def documented_in(item: Item, path: Callable[[str], str] = str) -> str:
    """Where code is documented, as a clause; ``path`` formats the path of the document."""
    return shown(f"documented in {path(item.document)}:{item.line} ({item.finding.state.value})")


def summary(report: Report) -> str:
    """How many documents and references were checked, by state, on one line."""
    counts = report.counts
    text = f"{counted(len(report.documents), 'document')}, "
    text += counted(counts.total(), "reference")
    order = (State.UP_TO_DATE, State.MOVED, State.CHANGED, State.GONE, State.NOT_CHECKED)
    parts = [f"{counts[state]} {state.value}" for state in order if counts[state]]
    text += f": {', '.join(parts)}" if parts else ""
    if report.known:
        when = "from now on" if report.writes else "before"
        text += f"; {report.known} of them known {when}"
    if report.unread:
        text += f"; {counted(report.unread, 'document')} cannot be read"
    return text


def causes(report: Report) -> Iterator[str]:
    """Common causes of stale references, each of one state and file, the most frequent first."""
    counts = Counter(
        (item.finding.state, _cause(item.finding)) for item in report.items if item.is_new
    )
    for (state, cause), count in counts.most_common():
        if count >= _MIN_FOR_CAUSE:
            yield shown(f"{counted(count, 'reference')} {state.value}: {cause}")


def _cause(finding: Finding) -> str:
    """Why a reference is stale, in the same words for all references to a file."""
    path, place = quoted_place(finding.reference).path, finding.place
    if finding.reason in ("missing", "outside"):
        return _OBSTACLES[finding.reason].format(path=path)
    if place and place.path != path:
        return f"{path} is now {place.path}"
    words = {State.MOVED: "moved within", State.CHANGED: "changed in", State.GONE: "left"}
    return f"code {words[finding.state]} {path}"


def counted(count: int, noun: str) -> str:
    """``1 document``, ``2 documents``."""
    return f"{count} {noun if count == 1 else noun + 's'}"


def _name(reference: object) -> str:
    text = reference.text if isinstance(reference, Token) else ""
    return f"'{text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + '…'}'"


def subject(finding: Finding) -> str:
    """The checked reference: ``snippet src/app.py:10-14``."""
    reference = finding.reference
    place = quoted_place(reference)
    if isinstance(reference, PathRef):
        return str(place)
    if isinstance(reference, Token):
        return f"token {_name(reference)}" + (f" in {place}" if place.path else "")
    return f"{reference.kind} {place}".rstrip()


def _now(finding: Finding) -> str:
    """Where changed code is now, as a clause."""
    old, new = quoted_place(finding.reference), finding.place_now
    if new is None or new.first is None:
        return "which has changed"
    one_line, perhaps = new.last in (None, new.first), finding.reason == "ambiguous"
    if new == old and not perhaps:
        return "whose line has changed" if one_line else "whose lines have changed"
    lines = f"line {new.first}" if one_line else f"lines {new.first}-{new.last}"
    return f"{'perhaps ' * perhaps}now at {lines if new.path == old.path else new}"
