"""For build servers: JUnit's XML, a suite for each document, a case for each reference."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...freshness import STALE, State
from ...reports.diagnostics import problem_word
from ...reports.messages import describe, subject
from ...reports.report import CheckedDocument, Item, Problem, Report
from ...safety.printable import shown


def as_junit(report: Report) -> str:
    """A report as XML."""
    root = Element("testsuites", name="mkdocs-swimm")
    for problem in report.problems:
        _case(_suite(root, problem.path), problem.path, problem)
    for document in report.documents:
        suite = _suite(root, document.path)
        for problem in document.problems:
            _case(suite, document.path, problem)
        for item in document.items:
            _reference(suite, report, document, item)
    for suite in (*root, root):
        suite.set("tests", str(len(list(suite.iter("testcase")))))
        for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            suite.set(name, str(len(list(suite.iter(tag)))))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'


def _suite(root: Element, path: str) -> Element:
    return SubElement(root, "testsuite", name=shown(path))


def _testcase(suite: Element, path: str, line: int, name: str) -> Element:
    path = shown(path)
    return SubElement(
        suite, "testcase", name=f"{name} (line {line})", classname=path, file=path, line=str(line)
    )


def _case(suite: Element, path: str, problem: Problem) -> None:
    word = problem_word(problem)
    case = _testcase(suite, path, problem.line, word)
    SubElement(case, "error" if problem.unread else "skipped", message=shown(problem.message))


def _reference(suite: Element, report: Report, document: CheckedDocument, item: Item) -> None:
    finding = item.finding
    case = _testcase(suite, document.path, item.line, subject(finding))
    state, text = finding.state, describe(finding)
    if report.fails(item):
        failure = SubElement(case, "failure", type=state.value, message=text)
        failure.text = f"{shown(item.document)}:{item.line}: {state.value}: {text}"
    elif state is State.NOT_CHECKED:
        SubElement(case, "skipped", message=text)
    elif state in STALE:
        note = f"{state.value}: {text}" + ("; known before" if item.known else "")
        SubElement(case, "system-out").text = note
