"""The wording of everything that checks report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from ..code.git import Commit
from ..format.constructs import PathRef, Token
from ..freshness import STALE, Finding, Place, State
from ..rendering.citations import place_now, was_and_is
from ..safety.printable import shown
from .identity import kind_of, quoted_place
from .report import Item, Report

_SEVERAL = 5
"""From this many references on, a common cause is summed up in one line below the others."""

_MOST_CAUSES = 20
_LONGEST = 60
"""Longer identifiers are shortened."""

STATES: Mapping[State, str] = {
    State.MOVED: "The code has moved since the document was written.",
    State.CHANGED: "The code differs from what the document quotes.",
    State.GONE: "The code that the document quotes is no longer there.",
    State.NOT_CHECKED: "The reference can not be compared with code.",
}
"""A sentence for each state."""

UNREADABLE = "The document can not be read."
PROBLEM = "Part of the file could not be read as intended."

_OBSTACLES: Mapping[str, str] = {
    "other repository": "{path} is in another repository",
    "ignored": "{path} is ignored by git",
    "submodule": "{path} is in a submodule that is not checked out",
    "pointer": "{path} is a pointer of Git LFS; fetch the file with 'git lfs pull'",
    "binary": "{path} is binary",
    "too large": "{path} is too large to be read",
    "unreadable": "{path} can not be read",
    "outside": "{path} is not a path within the repository",
    "missing": "{path} does not exist any more",
    "deleted": "{what} is no longer there",
    "rewritten": "{what} has been rewritten, next to nothing of it is as it was",
}


def describe(finding: Finding) -> str:
    """A finding in one line, without its state and document."""
    reference = finding.reference
    match finding.state:
        case State.MOVED if isinstance(reference, PathRef):
            text = f"{reference.path} is now {finding.place}"
        case State.MOVED:
            text = f"{_what(finding)} is now at {finding.place}"
        case State.CHANGED if finding.word:
            # Without history nobody knows whether the new name was there before.
            now = "perhaps now" if finding.by_text else "now"
            text = f"token {_name(reference)} is {now} called '{finding.word}', {finding.place}"
            text += _difference(finding)
        case State.CHANGED:
            text = f"{_what(finding)}, {_now(finding)}{_difference(finding)}"
        case State.UP_TO_DATE:
            text = f"{_what(finding)} is up to date"
        case _ if finding.reason == "no place":
            text = f"{_what(finding)} {_lack(finding)}"
        case _:
            pattern = _OBSTACLES.get(finding.reason, "{what} is not there")
            text = pattern.format(path=reference.path, what=_what(finding))
    return shown(text)


def _difference(finding: Finding) -> str:
    """The first changed line, before and after."""
    if finding.reason == "white space":
        return "; nothing but white space changed"
    if finding.reason == "first line":
        return "; its first line is as it was"
    lines = was_and_is(finding)
    if lines is None:
        return ""
    was, now = lines
    if was and now:
        return f"; was '{was}', is '{now}'"
    return f"; '{was}' was taken out" if was else f"; '{now}' was put in"


def remedy(finding: Finding) -> str:
    """How to fix a stale reference, as a clause; empty if it is not stale."""
    match finding.state:
        case State.MOVED if isinstance(finding.reference, PathRef):
            text = f"name {finding.place}"
        case State.MOVED:
            text = f"set its place to {place_now(finding)}"
        case State.CHANGED if finding.word:
            text = f"call it '{finding.word}' in the text"
        case State.CHANGED if finding.reason == "white space":
            text = "quote the lines as they are indented now"
        case State.CHANGED if finding.reason == "ambiguous":
            text = "find out which of several places is meant, and name that one"
        case State.CHANGED:
            text = "read the text around it, and quote the code as it is now"
        case State.GONE if finding.reason == "outside":
            text = "name a file of the repository"
        case State.GONE:
            what = "file" if finding.reason == "missing" else "code"
            text = f"describe what replaced the {what}, or remove the reference"
        case _:
            return ""
    return shown(text)


def changed_by(commit: Commit) -> str:
    """Who changed the code last, and where to look."""
    return shown(f"last changed in {commit.id} by {commit.author}: {commit.subject}")


def obstacle(path: str, reason: str) -> str:
    """Why a file can not be checked."""
    return shown(_OBSTACLES[reason].format(path=path))


def subject(finding: Finding) -> str:
    """What was checked: ``token 'parse' in src/app.py:7``."""
    return shown(_what(finding))


def documented(item: Item, place: Place, seen: Callable[[str], str]) -> str:
    """A line that says where a place in the code is documented.

    Args:
        item: The finding.
        place: The place, from the root of the repository.
        seen: How a path of the repository is written.
    """
    where = f"{seen(place.path)}:{place.first}" if place.first else seen(place.path)
    return shown(f"{where}: {documented_in(item, seen)}")


def documented_in(item: Item, seen: Callable[[str], str] = str) -> str:
    """A clause that says where something is documented."""
    return shown(f"documented in {seen(item.document)}:{item.line} ({item.finding.state.value})")


def summary(report: Report) -> str:
    """All in one line."""
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
        text += f"; {counted(report.unread, 'document')} can not be read"
    return text


def causes(report: Report) -> Iterator[str]:
    """Common causes of stale references, by state and file, the most frequent first."""
    counts = Counter(
        (finding.state, _cause(finding))
        for document in report.documents
        for finding in (item.finding for item in report.told(document))
        if finding.state in STALE
    )
    several = [(one, count) for one, count in counts.most_common() if count >= _SEVERAL]
    for (state, cause), count in several[:_MOST_CAUSES]:
        yield shown(f"{counted(count, 'reference')} {state.value}: {cause}")
    if len(several) > _MOST_CAUSES:
        yield f"and {counted(len(several) - _MOST_CAUSES, 'cause')} more"


def _cause(finding: Finding) -> str:
    """Why a reference is stale, in the same words for all references to the file."""
    path, place = quoted_place(finding.reference).path, finding.place
    if finding.reason in ("missing", "outside"):
        return _OBSTACLES[finding.reason].format(path=path)
    if place and place.path != path:
        return f"{path} is now {place.path}"
    words = {State.MOVED: "moved within", State.CHANGED: "changed in", State.GONE: "left"}
    return f"code {words[finding.state]} {path}"


def whose(home: str) -> str:
    """Which documents are checked where none were named.

    Args:
        home: The root of the repository.
    """
    return (
        f"checking all documents of the repository in {home}; name a folder, such as '.', to "
        "check only those in it"
    )


def not_of_the_site(count: int) -> str:
    """That documents of the repository are not checked, because the site does not have them."""
    return (
        f"checking the documents of the site; {counted(count, 'document')} elsewhere in the "
        "repository left out: name a folder, such as '.', to check everything in it"
    )


def recovered(count: int) -> str:
    """A note that entries of a baseline are no longer needed."""
    entries = "1 entry of the baseline is" if count == 1 else f"{count} entries of the baseline are"
    return f"{entries} no longer stale; write it again"


def not_compared(count: int, revision: str) -> str:
    """A note that the code of the base could not be read."""
    return (
        f"the code of {counted(count, 'reference')} can not be read at '{revision}', so what "
        "is wrong there is reported as new; fetch the files of its commits"
    )


def written(count: int, path: str) -> str:
    """A note that a baseline was written."""
    return f"{counted(count, 'finding')} written to {path}"


def counted(count: int, noun: str) -> str:
    """``1 document``, ``2 documents``."""
    return f"{count} {noun if count == 1 else noun + 's'}"


def _name(reference: object) -> str:
    text = reference.text if isinstance(reference, Token) else ""
    return f"'{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}'"


def _what(finding: Finding) -> str:
    """A reference as it is named: ``snippet src/app.py:10-14``."""
    reference = finding.reference
    place = quoted_place(reference)
    if isinstance(reference, PathRef):
        return str(place)
    if isinstance(reference, Token):
        return f"token {_name(reference)}" + (f" in {place}" if place.path else "")
    return f"{kind_of(reference)} {place}".rstrip()


def _lack(finding: Finding) -> str:
    """What is missing from a reference."""
    if not finding.reference.path:
        return "names no file"
    if isinstance(finding.reference, Token):
        return "names no line"
    return "quotes nothing"


def _now(finding: Finding) -> str:
    """Where changed code is."""
    old, new = quoted_place(finding.reference), place_now(finding)
    if new is None or new.first is None:
        return "which has changed"
    one = new.last in (None, new.first)
    if new == old and finding.reason != "ambiguous":
        return "whose line has changed" if one else "whose lines have changed"
    lines = f"line {new.first}" if one else f"lines {new.first}-{new.last}"
    where = lines if new.path == old.path else str(new)
    return f"{'perhaps ' if finding.reason == 'ambiguous' else ''}now at {where}"
