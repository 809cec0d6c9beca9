"""The formats for programs: exact, valid, and escaped."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest

from mkdocs_swimm import __version__

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run

LOGO = '\n<SwmToken path="logo.png" pos="1:2:2" line-data="x">`x`</SwmToken>\n'


@pytest.fixture
def mixed(project: Project) -> Project:
    """One reference of each state."""
    path = "\n<SwmPath>[src/old.py](src/old.py)</SwmPath>\n"
    project.write({"src/app.py": APP, "logo.png": b"\0", NAME: DOCUMENT + path + LOGO})
    project.commit()
    project.write({"src/app.py": "# head\n" + APP.replace("= 0", "= 1")})
    return project


def test_text_for_all_of_them(mixed: Project, run: Run) -> None:
    assert run().out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4\n"
        f"{NAME}:13: changed: snippet src/app.py:6-10, now at lines 7-11; "
        "was 'result = 0', is 'result = 1'\n"
        f"{NAME}:25: gone: src/old.py does not exist any more\n"
        f"{NAME}:27: not checked: logo.png is binary\n"
        "1 document, 5 references: 1 up to date, 1 moved, 1 changed, 1 gone, 1 not checked\n"
    )


GITHUB = (
    f"::warning file={NAME},line=4,title=mkdocs-swimm%3A moved::token 'parse' in src/app.py:3 is now at src/app.py:4\n"
    f"::error file={NAME},line=13,title=mkdocs-swimm%3A changed::snippet src/app.py:6-10, now at lines 7-11; "
    "was 'result = 0', is 'result = 1'\n"
    f"::error file={NAME},line=25,title=mkdocs-swimm%3A gone::src/old.py does not exist any more\n"
    f"::notice file={NAME},line=27,title=mkdocs-swimm%3A not checked::logo.png is binary\n"
    "1 document, 5 references: 1 up to date, 1 moved, 1 changed, 1 gone, 1 not checked\n"
)


def test_github(mixed: Project, run: Run) -> None:
    done = run("--format", "github")
    assert (done.status, done.out, done.err) == (1, GITHUB, "")


def test_github_is_usual_in_github_actions(mixed: Project, run: Run) -> None:
    assert run(GITHUB_ACTIONS="true").out == GITHUB
    assert run("--format", "text", GITHUB_ACTIONS="true").out == run().out
    assert run(GITHUB_ACTIONS="false").out == run().out


def test_github_tells_it_at_the_code(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": "# head\n" + APP})
    done = run("--format", "github", "--base", "HEAD")
    assert done.lines[2:4] == [
        f"::warning file={NAME},line=13,title=mkdocs-swimm%3A moved::snippet src/app.py:6-10 is now at src/app.py:7-11",
        f"::warning file=src/app.py,line=7,endLine=11,title=mkdocs-swimm%3A moved::documented in {NAME}:13 (moved): "
        "snippet src/app.py:6-10 is now at src/app.py:7-11",
    ]  # fmt: skip


def test_github_escapes(project: Project, run: Run) -> None:
    name = ".swm/a,b:c%\r\nd.x1y2.sw.md"
    document = (
        '<SwmToken path="src/100%.py" pos="1:2:2" line-data="x">`x%0A::error::y`</SwmToken>\n'
    )
    project.write({"src/100%.py": "nothing\n", name: document})
    project.commit()
    assert run("--format", "github").lines[0] == (
        "::error file=.swm/a%2Cb%3Ac%25%0D%0Ad.x1y2.sw.md,line=1,title=mkdocs-swimm%3A gone::"
        "token 'x%250A::error::y' in src/100%25.py:1 is no longer there"
    )


def test_json(mixed: Project, run: Run) -> None:
    done = run("--format", "json")
    data = json.loads(done.out)
    prints = [finding.pop("fingerprint") for finding in data["findings"]]
    assert len(set(prints)) == 4
    assert all(len(one) == 16 for one in prints)
    assert data == {
        "version": 1,
        "root": "",
        "documents": [{"path": NAME, "root": "", "references": 5, "problems": []}],
        "problems": [],
        "findings": [
            {
                "state": "moved",
                "reason": "",
                "document": NAME,
                "line": 4,
                "kind": "token",
                "path": "src/app.py",
                "first": 3,
                "last": 3,
                "place": {"path": "src/app.py", "first": 4, "last": 4},
                "word": "",
                "message": "token 'parse' in src/app.py:3 is now at src/app.py:4",
                "fails": True,
            },
            {
                "state": "changed",
                "reason": "",
                "document": NAME,
                "line": 13,
                "kind": "snippet",
                "path": "src/app.py",
                "first": 6,
                "last": 10,
                "place": {"path": "src/app.py", "first": 7, "last": 11},
                "word": "",
                "message": "snippet src/app.py:6-10, now at lines 7-11; "
                "was 'result = 0', is 'result = 1'",
                "fails": True,
            },
            {
                "state": "gone",
                "reason": "missing",
                "document": NAME,
                "line": 25,
                "kind": "path",
                "path": "src/old.py",
                "first": None,
                "last": None,
                "place": None,
                "word": "",
                "message": "src/old.py does not exist any more",
                "fails": True,
            },
            {
                "state": "not checked",
                "reason": "binary",
                "document": NAME,
                "line": 27,
                "kind": "token",
                "path": "logo.png",
                "first": 1,
                "last": 1,
                "place": None,
                "word": "",
                "message": "logo.png is binary",
                "fails": False,
            },
        ],
        "summary": {
            "documents": 1,
            "references": 5,
            "up_to_date": 1,
            "not_checked": 1,
            "moved": 1,
            "changed": 1,
            "gone": 1,
            "known": 0,
            "unreadable": 0,
            "failed": True,
        },
    }


def test_json_tells_problems(numbers: Project, run: Run) -> None:
    numbers.write({".swm/swimm.json": "", NAME: DOCUMENT.replace("Adds", "Größe").encode("cp1252")})
    data = json.loads(run("--format", "json").out)
    assert data["documents"][0]["problems"] == [
        {
            "line": 1,
            "kind": "problem",
            "message": "it is not UTF-8 and was read as cp1252; save it as UTF-8",
        }
    ]
    assert [one["path"] for one in data["problems"]] == [".swm/swimm.json"]


def test_sarif(mixed: Project, run: Run) -> None:
    data = json.loads(run("--format", "sarif").out)
    assert data["version"] == "2.1.0"
    assert data["$schema"].endswith("sarif-2.1.0.json")
    [log] = data["runs"]
    driver = log["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("mkdocs-swimm", __version__)
    for result in log["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert [(result["ruleId"], result["level"]) for result in log["results"]] == [
        ("moved", "warning"),
        ("changed", "error"),
        ("gone", "error"),
        ("not-checked", "note"),
    ]
    _, changed, gone, _ = log["results"]
    assert changed["message"] == {
        "text": "snippet src/app.py:6-10, now at lines 7-11; was 'result = 0', is 'result = 1'"
    }
    assert changed["locations"] == [{"physicalLocation": location(NAME, 13, 13)}]
    assert changed["relatedLocations"] == [
        {
            "id": 1,
            "physicalLocation": location("src/app.py", 7, 11),
            "message": {"text": f"documented in {NAME}:13 (changed)"},
        }
    ]
    assert "relatedLocations" not in gone
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in log["results"]]
    assert len(set(prints)) == 4


def location(path: str, first: int, last: int) -> Mapping[str, Any]:
    return {
        "artifactLocation": {"uri": path, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": first, "endLine": last},
    }


def test_sarif_tells_two_of_a_kind_apart(numbers: Project, run: Run) -> None:
    path = "<SwmPath>[a.py](a.py)</SwmPath>"
    numbers.write({NAME: f"{path}\n\n{path}\n"})
    results = json.loads(run("--format", "sarif").out)["runs"][0]["results"]
    one, other = (result["partialFingerprints"]["primaryLocationLineHash"] for result in results)
    assert (one[:-1], one[-2:], other[-2:]) == (other[:-1], ":1", ":2")


def test_sarif_has_valid_addresses(project: Project, run: Run) -> None:
    name = ".swm/a b:ü%#?.x1y2.sw.md"
    project.write({"src/app.py": APP, name: "<SwmPath>[a.py](a.py)</SwmPath>\n"})
    project.commit()
    [result] = json.loads(run("--format", "sarif").out)["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == ".swm/a%20b%3A%C3%BC%25%23%3F.x1y2.sw.md"
    assert unquote(uri) == name


def test_sarif_of_nothing(numbers: Project, run: Run) -> None:
    done = run("--format", "sarif")
    assert done.status == 0
    assert json.loads(done.out)["runs"][0]["results"] == []


def test_junit(mixed: Project, run: Run) -> None:
    root = ET.fromstring(run("--format", "junit").out)
    counts = {"tests": "5", "failures": "3", "errors": "0", "skipped": "1"}
    assert (root.tag, root.attrib) == ("testsuites", {"name": "mkdocs-swimm", **counts})
    [suite] = root
    assert (suite.tag, suite.attrib) == ("testsuite", {"name": NAME, **counts})
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [
        ("token 'parse' in src/app.py:3 (line 4)", ["failure"]),
        ("src/app.py (line 5)", []),
        ("snippet src/app.py:6-10 (line 13)", ["failure"]),
        ("src/old.py (line 25)", ["failure"]),
        ("token 'x' in logo.png:1 (line 27)", ["skipped"]),
    ]
    failure = suite[2][0]
    assert failure.attrib == {
        "type": "changed",
        "message": "snippet src/app.py:6-10, now at lines 7-11; was 'result = 0', is 'result = 1'",
    }
    assert (
        failure.text
        == f"{NAME}:13: changed: snippet src/app.py:6-10, now at lines 7-11; was 'result = 0', is 'result = 1'"
    )
    assert {(case.get("classname"), case.get("file")) for case in suite} == {(NAME, NAME)}


def test_junit_of_what_does_not_fail(mixed: Project, run: Run) -> None:
    run("--write-baseline")
    [suite] = ET.fromstring(run("--format", "junit", "--fail-on", "gone").out)
    assert (suite.get("failures"), suite.get("tests")) == ("1", "5")
    known = run("--format", "junit", "--baseline", ".swm/freshness-baseline.json")
    [suite] = ET.fromstring(known.out)
    assert suite.get("failures") == "0"
    assert suite[2][0].tag == "system-out"
    assert (
        suite[2][0].text
        == "changed: snippet src/app.py:6-10, now at lines 7-11; was 'result = 0', is 'result = 1'; known before"
    )


def test_junit_of_a_document_that_can_not_be_read(numbers: Project, run: Run) -> None:
    numbers.write({".swm/big.a2b3.sw.md": b"x" * (21 * 1024 * 1024)})
    root = ET.fromstring(run("--format", "junit").out)
    assert root.get("errors") == "1"
    assert root[0][0][0].attrib == {"message": "it is larger than 20 MB"}


def test_junit_escapes(project: Project, run: Run) -> None:
    document = (
        '<SwmToken path="src/app.py" pos="1:2:2" line-data="x">`<a> & "b" \x01\x1b`</SwmToken>\n'
    )
    project.write({"src/app.py": APP, NAME: document})
    project.commit()
    [[case]] = ET.fromstring(run("--format", "junit").out)
    assert case.get("name") == "token '<a> & \"b\" \\x01\\x1b' in src/app.py:1 (line 1)"


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_a_report_in_a_file(mixed: Project, run: Run, form: str) -> None:
    usual = run("--format", form)
    done = run("--format", form, "--output", "report")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "1 document, 5 references: 1 up to date, 1 moved, 1 changed, 1 gone, 1 not checked\n"
    )
    assert (mixed.root / "report").read_text("utf-8") == usual.out


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_formats_are_stable(mixed: Project, run: Run, form: str) -> None:
    mixed.write({f".swm/d{n}.abc{n}.sw.md": DOCUMENT for n in range(5)})
    assert (
        run("--format", form, PYTHONHASHSEED="1").out
        == run("--format", form, PYTHONHASHSEED="2").out
    )
