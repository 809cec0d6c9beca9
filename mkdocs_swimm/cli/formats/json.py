"""For programs. The keys stay as they are; what is added gets a key of its own.

``version``: 1, of this format. ``documents``: for each document ``path``, ``root`` (of its code),
``references`` (how many) and ``problems`` (``line``, ``kind``: ``problem`` or ``unreadable``,
``message``). ``problems``: the
same for files that are no documents, with ``path``. ``findings``: for each reference that is worth
a line

- ``state``: ``moved``, ``changed``, ``gone`` or ``not checked``; ``reason``: why, may be empty;
- ``document``, ``line``: where the reference is;
- ``kind``: ``snippet``, ``token`` or ``path``; ``path``, ``first``, ``last``: the code as the
  document names it, from the root of the code; lines are null where there are none;
- ``place``: ``path``, ``first``, ``last`` of the code now; null where that is not known;
- ``word``: what an identifier is called now, else empty;
- ``message``: all of this in words; ``to_do``: what to do, in words, may be empty;
- ``commit``: ``id``, ``author`` and ``subject`` of the commit that last changed the code since;
  null where none is known;
- ``fingerprint``: what the reference is known by;
- ``fails``: whether it is reason for exit status 1.

``nearby``: documents that hold, but quote a file that a branch changed, the nearest first:
``document``, ``path``, ``first`` and ``last`` of the code, ``distance`` from a change in lines.
``root``: the folder of the code in the repository, empty or with a slash at its end; empty where
documents refer to several (see ``documents``). ``summary``:
``documents``, ``references``, how many are ``up_to_date``, ``moved``, ``changed``, ``gone`` and
``not_checked``, how many of the stale ones are ``known`` before, how many documents are
``unreadable``, and whether it ``failed``. All paths of documents are from the root of the
repository; all lines are 1-based and inclusive.
"""

from __future__ import annotations

from ...code.git import Commit
from ...freshness import Place, State
from ...rendering.citations import place_now
from ...reports.diagnostics import problem_word
from ...reports.identity import kind_of, quoted_place
from ...reports.messages import describe, remedy
from ...reports.report import CheckedDocument, Item, Problem, Report
from ...safety.printable import json_text

_VERSION = 1


def as_json(report: Report) -> str:
    """A report as JSON."""
    data = {
        "version": _VERSION,
        "root": report.root,
        "documents": [
            {
                "path": document.path,
                "root": document.root,
                "references": len(document.items),
                "problems": [_problem(problem) for problem in document.problems],
            }
            for document in report.documents
        ],
        "problems": [{"path": one.path, **_problem(one)} for one in report.problems],
        "findings": [
            _finding(report, document, item)
            for document in report.documents
            for item in report.told(document)
        ],
        "nearby": [
            {"document": one.document, **_place(one.place), "distance": one.distance}
            for one in report.nearby()
        ],
        "summary": _summary(report),
    }
    return json_text(data, indent=2) + "\n"


def _problem(problem: Problem) -> dict[str, object]:
    return {"line": problem.line, "kind": problem_word(problem), "message": problem.message}


def _finding(report: Report, document: CheckedDocument, item: Item) -> dict[str, object]:
    finding = item.finding
    place = place_now(finding)
    return {
        "state": finding.state.value,
        "reason": finding.reason,
        "document": item.document,
        "line": item.line,
        "kind": kind_of(finding.reference),
        **_place(quoted_place(finding.reference)),
        "place": _place(place) if place else None,
        "word": finding.word,
        "message": describe(finding),
        "to_do": remedy(finding),
        "commit": _commit(report.commit(document, item)),
        "fingerprint": item.fingerprint,
        "fails": report.fails(item),
    }


def _commit(commit: Commit | None) -> dict[str, object] | None:
    if commit is None:
        return None
    return {"id": commit.id, "author": commit.author, "subject": commit.subject}


def _place(place: Place) -> dict[str, object]:
    return {"path": place.path, "first": place.first, "last": place.last}


def _summary(report: Report) -> dict[str, object]:
    counts = {state.value.replace(" ", "_"): report.counts[state] for state in State}
    return {
        "documents": len(report.documents),
        "references": report.counts.total(),
        **counts,
        "known": report.known,
        "unreadable": report.unread,
        "failed": report.failed,
    }
