"""For build servers: JUnit's XML, a suite for each document, a case for each reference."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...freshness import State
from ...reports.messages import describe, subject
from ...reports.report import Item, Problem, Report
from ...safety.printable import shown


def as_junit(report: Report) -> str:
    """A report as XML."""
    root = Element("testsuites", name="mkdocs-swimm")
    for problem in report.problems:
        _problem(_suite(root, problem.path), problem)
    for document in report.documents:
        suite = _suite(root, document.path)
        for problem in document.problems:
            _problem(suite, problem)
        for item in document.items:
            _reference(suite, report, item)
    for suite in (*root, root):
        suite.set("tests", str(len(list(suite.iter("testcase")))))
        for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            suite.set(name, str(len(list(suite.iter(tag)))))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'


def _suite(root: Element, path: str) -> Element:
    return SubElement(root, "testsuite", name=shown(path))


def _testcase(suite: Element, line: int, name: str) -> Element:
    path = suite.attrib["name"]
    name = f"{name} (line {line})"
    return SubElement(suite, "testcase", name=name, classname=path, file=path, line=str(line))


def _problem(suite: Element, problem: Problem) -> None:
    case = _testcase(suite, problem.line, problem.kind)
    SubElement(case, "error" if problem.unread else "skipped", message=shown(problem.message))


def _reference(suite: Element, report: Report, item: Item) -> None:
    finding = item.finding
    case = _testcase(suite, item.line, shown(subject(finding)))
    state, text = finding.state, describe(finding)
    if report.fails(item):
        failure = SubElement(case, "failure", type=state.value, message=text)
        failure.text = f"{shown(item.document)}:{item.line}: {state.value}: {text}"
    elif state is State.NOT_CHECKED:
        SubElement(case, "skipped", message=text)
    elif item.is_stale:
        note = f"{state.value}: {text}" + ("; known before" if item.known else "")
        SubElement(case, "system-out").text = note
