"""The formats of reports for programs: JSON, GitLab Code Quality, SARIF, and JUnit XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .. import __version__
from ..freshness import Place, State
from ..reports.messages import describe, diagnostics_of, documented_in, remedy, subject
from ..reports.report import CheckedDocument, Diagnostic, Item, Report, short_hash
from ..safety.printable import json_text, shown
from ..safety.untrusted import inert, sarif_text

Data = dict[str, object]

_VERSION = 1
"""Raised when a key is removed or changes its meaning, not when one is added."""


def _json(data: object) -> str:
    return json_text(data, indent=2) + "\n"


def as_json(report: Report) -> str:
    """A report as JSON. Paths are from the root of the repository, lines 1-based and inclusive."""
    roots = {document.root for document in report.documents}
    documents: list[Data] = [
        {
            "path": document.path,
            "root": document.root,
            "references": len(document.items),
            "problems": [_problem(problem) for problem in document.problems],
        }
        for document in report.documents
    ]
    return _json(
        {
            "version": _VERSION,
            "root": roots.pop() if len(roots) == 1 else "",
            "documents": documents,
            "problems": [{"path": one.path, **_problem(one)} for one in report.problems],
            "findings": [_finding(report, item) for item in filter(report.reports, report.items)],
            "nearby": [
                {"document": one.document, **one.place._asdict(), "distance": one.distance}
                for one in report.nearby()
            ],
            "summary": {
                "documents": len(report.documents),
                "references": report.counts.total(),
                **{state.value.replace(" ", "_"): report.counts[state] for state in State},
                "known": report.known,
                "unreadable": report.unread,
                "failed": report.failed,
            },
        }
    )


def _problem(problem: Diagnostic) -> Data:
    return {"line": problem.line, "kind": problem.rule, "message": problem.text}


def _finding(report: Report, item: Item) -> Data:
    finding = item.finding
    place, commit = finding.place_now, report.commit(item)
    return {
        "state": finding.state.value,
        "reason": finding.reason,
        "document": item.document,
        "line": item.line,
        "kind": finding.reference.kind,
        **item.quoted._asdict(),
        "place": place and place._asdict(),
        "word": finding.word,
        "message": describe(finding),
        "to_do": remedy(finding),
        "commit": commit and {"id": commit.id, "author": commit.author, "subject": commit.subject},
        "fingerprint": item.fingerprint,
        "fails": report.fails(item),
    }


_GITLAB: Mapping[str, str] = {
    "unreadable": "critical",
    "gone": "critical",
    "changed": "major",
    "moved": "minor",
}


def as_gitlab(report: Report) -> str:
    """A report for GitLab's Code Quality, which keeps one issue of each fingerprint."""
    seen: Counter[str] = Counter()
    issues = []
    for diagnostic in diagnostics_of(report):
        word, item = diagnostic.rule, diagnostic.item
        name = item.fingerprint if item else short_hash(diagnostic.key)
        seen[name] += 1
        issue = {
            "description": inert("; ".join(diagnostic.lines)),
            "check_name": f"mkdocs-swimm/{word.replace(' ', '-')}",
            "fingerprint": name if seen[name] == 1 else f"{name}-{seen[name]}",
            "severity": _GITLAB.get(word, "info"),
            "location": {"path": diagnostic.path, "lines": {"begin": diagnostic.line}},
        }
        issues.append(issue)
    return _json(issues)


_RULES: Mapping[str, str] = {
    "moved": "The code has moved since the document was written.",
    "changed": "The code differs from what the document quotes.",
    "gone": "The code that the document quotes is no longer there.",
    "not checked": "The reference cannot be compared with code.",
    "unreadable": "The document cannot be read.",
    "problem": "Part of the file could not be read as intended.",
}


def as_sarif(report: Report) -> str:
    """A report for code scanning, as SARIF 2.1.0."""
    rules = [
        {"id": word.replace(" ", "-"), "shortDescription": {"text": text}}
        for word, text in _RULES.items()
    ]
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "mkdocs-swimm", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, seen) for diagnostic in diagnostics_of(report)],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _json({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _result(diagnostic: Diagnostic, seen: Counter[str]) -> Data:
    item, place = diagnostic.item, diagnostic.place
    result: Data = {
        "ruleId": diagnostic.rule.replace(" ", "-"),
        "level": diagnostic.level.replace("notice", "note"),
        "message": {"text": sarif_text("; ".join(diagnostic.lines))},
        "locations": [_location(Place(diagnostic.path, diagnostic.line))],
    }
    if item:
        # Numbered, because a document may contain the same reference several times.
        seen[item.fingerprint] += 1
        line_hash = f"{item.fingerprint}:{seen[item.fingerprint]}"
        result["partialFingerprints"] = {"primaryLocationLineHash": line_hash}
        if place:
            message = {"text": sarif_text(documented_in(item))}
            result["relatedLocations"] = [{"id": 1, **_location(place), "message": message}]
    return result


def _location(place: Place) -> Data:
    uri = quote(place.path, safe="/", errors="surrogateescape")
    location: Data = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if place.first:
        location["region"] = {"startLine": place.first, "endLine": place.last or place.first}
    return {"physicalLocation": location}


def as_junit(report: Report) -> str:
    """A report for build servers, with a suite for each document and a case for each reference."""
    root = Element("testsuites", name="mkdocs-swimm")
    others = (CheckedDocument(problem.path, problems=[problem]) for problem in report.problems)
    for document in (*others, *report.documents):
        suite = SubElement(root, "testsuite", name=shown(document.path))
        for problem in document.problems:
            case = _case(suite, problem.line, problem.rule)
            tag = "error" if problem.level == "error" else "skipped"
            SubElement(case, tag, message=problem.text)
        for item in document.items:
            state, text = item.finding.state, describe(item.finding)
            case = _case(suite, item.line, shown(subject(item.finding)))
            if report.fails(item):
                failure = SubElement(case, "failure", type=state.value, message=text)
                failure.text = f"{shown(item.document)}:{item.line}: {state.value}: {text}"
            elif state is State.NOT_CHECKED:
                SubElement(case, "skipped", message=text)
            elif item.is_stale:
                note = f"{state.value}: {text}" + ("; known before" if item.known else "")
                SubElement(case, "system-out").text = note
    for suite in (*root, root):
        suite.set("tests", str(len(list(suite.iter("testcase")))))
        for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            suite.set(name, str(len(list(suite.iter(tag)))))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'


def _case(suite: Element, line: int, name: str) -> Element:
    path, name = suite.attrib["name"], f"{name} (line {line})"
    return SubElement(suite, "testcase", name=name, classname=path, file=path, line=str(line))
