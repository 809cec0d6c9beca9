"""The formats for programs: exact, valid, and escaped."""

import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

import markdown_it
import pytest

from mkdocs_swimm import __version__

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run

SNIPPET = "snippet src/app.py:6-10, now at lines 7-11; was 'result = 0', is 'result = 1'"
READ = "read the text around it, and quote the code as it is now"
SUMMARY = "1 document, 5 references: 1 up to date, 1 moved, 1 changed, 1 gone, 1 not checked\n"
FORMS = ("text", "json", "github", "gitlab", "markdown", "sarif", "junit")
LOGO = '\n<SwmToken path="logo.png" pos="1:2:2" line-data="x">`x`</SwmToken>\n'


@pytest.fixture
def mixed(project: Project) -> Project:
    """One reference of each state."""
    path = "\n<SwmPath>[src/old.py](src/old.py)</SwmPath>\n"
    project.commit({"src/app.py": APP, "logo.png": b"\0", NAME: DOCUMENT + path + LOGO})
    project.write({"src/app.py": "# head\n" + APP.replace("= 0", "= 1")})
    return project


def shown_in(row: str) -> list[str]:
    """The cells of a row of Markdown as people see them."""
    cells = row.strip().strip("|").split(" | ")
    return [html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in cells]


GITHUB = (
    f"::error file={NAME},line=25,title=mkdocs-swimm%3A gone::src/old.py no longer exists"
    "%0Ato do: describe what replaced the file, or remove the reference\n"
    f"::error file={NAME},line=13,title=mkdocs-swimm%3A changed::{SNIPPET}%0Ato do: {READ}\n"
    f"::warning file={NAME},line=4,title=mkdocs-swimm%3A moved::token 'parse' in src/app.py:3 is now at src/app.py:4"
    "%0Ato do: set its place to src/app.py:4\n"
    f"::notice file={NAME},line=27,title=mkdocs-swimm%3A not checked::logo.png is binary\n{SUMMARY}"
)


def test_github(mixed: Project, run: Run) -> None:
    done = run("--format", "github")
    assert (done.status, done.out, done.err) == (1, GITHUB, "")


def test_github_is_the_default_in_github_actions(mixed: Project, run: Run) -> None:
    assert run(GITHUB_ACTIONS="true").out == GITHUB
    assert run("--format", "text", GITHUB_ACTIONS="true").out == run().out
    assert run(GITHUB_ACTIONS="false").out == run().out


def test_github_annotates_what_a_branch_did_at_the_code_alone(numbers: Project, run: Run) -> None:
    numbers.commit(
        {"src/app.py": "# head\n" + APP, ".swm/old.a1b2.sw.md": "`📄 src/old.py`\n"},
        message="A head, 100% ::error::",
    )
    done = run("--format", "github", "--base", "HEAD~1")
    head = numbers.git("rev-parse", "--short", "HEAD").strip()
    by = f"%0Alast changed in {head} by Ann: A head, 100%25 ::error::"
    assert done.lines[:-1] == [
        "::error file=.swm/old.a1b2.sw.md,line=1,title=mkdocs-swimm%3A gone::src/old.py no longer exists"
        "%0Ato do: describe what replaced the file, or remove the reference",
        f"::warning file=src/app.py,line=4,title=mkdocs-swimm%3A moved::documented in {NAME}:4 (moved): "
        f"token 'parse' in src/app.py:3 is now at src/app.py:4{by}%0Ato do: set its place to src/app.py:4",
        f"::warning file=src/app.py,line=7,endLine=11,title=mkdocs-swimm%3A moved::documented in {NAME}:13 (moved): "
        f"snippet src/app.py:6-10 is now at src/app.py:7-11{by}%0Ato do: set its place to src/app.py:7-11",
    ]  # fmt: skip


def test_github_has_ten_annotations_and_counts_the_rest(project: Project, run: Run) -> None:
    paths = "".join(f"<SwmPath>[a{n}.py](a{n}.py)</SwmPath>\n\n" for n in range(12))
    twice = "<SwmPath>[b.py](b.py)</SwmPath>\n\n" * 2
    files: dict[str, str | bytes] = {".swm/paths.a1b2.sw.md": twice + paths}
    project.commit({"src/app.py": "# head\n" + APP, NAME: DOCUMENT, **files})
    done = run("--format", "github")
    commands = [line for line in done.lines if line.startswith("::")]
    assert len(commands) == 10
    assert all("title=mkdocs-swimm%3A gone" in line for line in commands[:9])
    assert "::b.py no longer exists (2 references)%0A" in commands[0]
    assert commands[9].endswith(
        "title=mkdocs-swimm%3A more::6 more: 4 gone, 2 moved; all are in the summary and the log of this job"
    )
    assert done.lines[10:14] == [
        f".swm/paths.a1b2.sw.md:{5 + 2 * n}: gone: a{n}.py no longer exists" for n in (8, 9, 10, 11)
    ]


def test_the_summary_of_a_job_has_everything(mixed: Project, run: Run) -> None:
    path = mixed.root / "summary"
    run("--format", "github", GITHUB_STEP_SUMMARY=str(path))
    rows = [line for line in path.read_text("utf-8").splitlines() if line.startswith("| **")]
    assert [re.findall(r"\*\*(.*?)\*\*", row) for row in rows] == [
        ["gone"], ["changed"], ["moved"], ["not checked"],
    ]  # fmt: skip
    assert shown_in(rows[1])[1:] == [f"{NAME.removeprefix('.swm/')}:13", SNIPPET, READ]


def test_markdown_is_one_comment(mixed: Project, run: Run) -> None:
    mixed.write({f".swm/a{n}.abc{n}.sw.md": DOCUMENT * 40 for n in range(30)})
    text = run("--format", "markdown").out
    assert text.startswith(
        "<!-- mkdocs-swimm: documents and code -->\n### Swimm documents: 2403 references no longer hold\n"
    )
    assert 50_000 < len(text) < 65_536
    assert text.count("<details>") == text.count("</details>") == 1
    assert re.search(r"^And \d+ more, for which there is no room here\.$", text, re.M)


def test_markdown_names_up_to_date_documents_near_a_change(numbers: Project, run: Run) -> None:
    numbers.commit({"src/app.py": APP + "\n\ndef more():\n    pass\n"})
    text = run("--format", "markdown", "--base", "HEAD~1").out
    assert "All documents hold" in text
    reported = (
        "- <code>numbers.x1y2.sw.md</code> is about <code>src/app.py:6-10</code>, beside a change\n"
    )
    assert html.unescape(text).count(reported) == 1


HOSTILE = [
    "x|y</details><!-- -->",
    "@ann #12 https://evil.example :tada: www.evil.example",
    "![a](b) [a](javascript:b) <b>*c*</b>",
    "x ::error::x `y` --> $z$",
]


def test_texts_of_documents_are_text_in_a_comment(project: Project, run: Run) -> None:
    name = ".swm/a|b`@ann](c)<img src=x>.x1y2.sw.md"
    tags = "".join(
        f'<SwmToken path="src/app.py" pos="1:2:2" line-data="x">``{text}``</SwmToken>\n\n'
        for text in HOSTILE
    )
    project.commit({"src/app.py": APP, name: tags})
    project.commit({"src/app.py": APP + "# x\n"}, message="@team </details> | *b*")
    text = run("--format", "markdown").out
    html_text = markdown_it.MarkdownIt("commonmark").enable("table").render(text)
    tags = set(re.findall(r"</?([\w-]+)", html_text))
    assert tags <= set("h3 p table thead tbody tr th td strong code br".split()), tags
    assert html_text.count("<tr>") == 1 + len(HOSTILE)
    shown = html.unescape(re.sub(r"<code>.*?</code>|<[^>]*>", "", html_text))
    assert not re.search(r"@\w|#\d|://|:tada:", shown)
    words = ("javascript", "evil.example", "@\u2060team </details> | *b*", "error::x `y` -->")
    assert [word for word in words if word not in shown] == [], shown


def test_json(mixed: Project, run: Run) -> None:
    data = json.loads(run("--format", "json").out)
    prints = [finding.pop("fingerprint") for finding in data["findings"]]
    assert len(set(prints)) == 4
    assert all(len(one) == 16 for one in prints)
    findings = data.pop("findings")
    assert data == {
        "version": 1,
        "root": "",
        "documents": [{"path": NAME, "root": "", "references": 5, "problems": []}],
        "problems": [],
        "nearby": [],
        "summary": {
            "documents": 1,
            "references": 5,
            **dict.fromkeys(("up_to_date", "not_checked", "moved", "changed", "gone"), 1),
            "known": 0,
            "unreadable": 0,
            "failed": True,
        },
    }
    keys = ("state", "reason", "line", "kind", "path", "first", "last", "place", "fails")
    assert [tuple(one[key] for key in keys) for one in findings] == [
        ("moved", "", 4, "token", "src/app.py", 3, 3, place(4, 4), True),
        ("changed", "", 13, "snippet", "src/app.py", 6, 10, place(7, 11), True),
        ("gone", "missing", 25, "path", "src/old.py", None, None, None, True),
        ("not checked", "binary", 27, "token", "logo.png", 1, 1, None, False),
    ]
    assert {key: findings[1][key] for key in findings[1] if key not in keys} == {
        "document": NAME,
        "word": "",
        "message": SNIPPET,
        "to_do": READ,
        "commit": None,
    }
    assert f"{NAME}:27: not checked: logo.png is binary" in run().lines


def place(first: int, last: int) -> dict[str, object]:
    return {"path": "src/app.py", "first": first, "last": last}


def test_json_has_problems(numbers: Project, run: Run) -> None:
    numbers.write({".swm/swimm.json": "", NAME: DOCUMENT.replace("Adds", "Größe").encode("cp1252")})
    data = json.loads(run("--format", "json").out)
    message = "it is not UTF-8 and was read as cp1252; save it as UTF-8"
    reported = {"line": 1, "kind": "problem", "message": message}
    assert data["documents"][0]["problems"] == [reported]
    assert [one["path"] for one in data["problems"]] == [".swm/swimm.json"]


def test_json_has_the_commit_that_changed_the_code_and_what_is_nearby(
    numbers: Project, run: Run
) -> None:
    other = '`📄 src/app.py` <SwmToken path="src/app.py" pos="1:0:0" line-data="import os">`os`</SwmToken>'
    numbers.commit({".swm/other.a1b2.sw.md": other})
    numbers.commit({"src/app.py": APP.replace("= 0", "= 1")}, message="Begin at one")
    head = numbers.git("rev-parse", "--short", "HEAD").strip()
    data = json.loads(run("--format", "json", "--base", "HEAD~1").out)
    [finding] = data["findings"]
    assert finding["commit"] == {"id": head, "author": "Ann", "subject": "Begin at one"}
    assert data["nearby"] == [{"document": ".swm/other.a1b2.sw.md", **place(1, 1), "distance": 6}]
    # Without a branch, a commit is named only if it is newer than the document.
    assert json.loads(run("--format", "json").out)["findings"][0]["commit"]["id"] == head
    numbers.commit({NAME: DOCUMENT + "\nMore.\n"})
    assert json.loads(run("--format", "json").out)["findings"][0]["commit"] is None


@pytest.mark.source
def test_sarif_is_valid(mixed: Project, run: Run) -> None:
    model = pytest.importorskip("pydantic_sarif.model")
    model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(
        run("--format", "sarif", "--base", "HEAD", folder=mixed.root / "src").out
    )


def test_sarif(mixed: Project, run: Run) -> None:
    data = json.loads(run("--format", "sarif").out)
    assert data["version"] == "2.1.0"
    assert data["$schema"].endswith("sarif-2.1.0.json")
    [log] = data["runs"]
    driver = log["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("mkdocs-swimm", __version__)
    assert [(result["ruleId"], result["level"]) for result in log["results"]] == [
        ("moved", "warning"),
        ("changed", "error"),
        ("gone", "error"),
        ("not-checked", "note"),
    ]
    _, changed, gone, _ = log["results"]
    assert changed["message"] == {"text": f"{SNIPPET}; to do: {READ}"}
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


def test_gitlab(mixed: Project, run: Run) -> None:
    issues = json.loads(run("--format", "gitlab").out)
    assert [(one["check_name"], one["severity"], one["location"]) for one in issues] == [
        ("mkdocs-swimm/moved", "minor", {"path": NAME, "lines": {"begin": 4}}),
        ("mkdocs-swimm/changed", "major", {"path": NAME, "lines": {"begin": 13}}),
        ("mkdocs-swimm/gone", "critical", {"path": NAME, "lines": {"begin": 25}}),
        ("mkdocs-swimm/not-checked", "info", {"path": NAME, "lines": {"begin": 27}}),
    ]
    assert issues[2]["description"] == (
        "src/old.py no longer exists; to do: describe what replaced the file, "
        "or remove the reference"
    )
    assert len({one["fingerprint"] for one in issues}) == 4


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
    assert failure.attrib == {"type": "changed", "message": SNIPPET}
    assert failure.text == f"{NAME}:13: changed: {SNIPPET}"
    assert {(case.get("classname"), case.get("file")) for case in suite} == {(NAME, NAME)}


def test_junit_of_what_does_not_fail(mixed: Project, run: Run) -> None:
    run("--write-baseline")
    [suite] = ET.fromstring(run("--format", "junit", "--fail-on", "gone").out)
    assert (suite.get("failures"), suite.get("tests")) == ("1", "5")
    known = run("--format", "junit", "--baseline", ".swm/freshness-baseline.json")
    [suite] = ET.fromstring(known.out)
    assert suite.get("failures") == "0"
    assert suite[2][0].tag == "system-out"
    assert suite[2][0].text == f"changed: {SNIPPET}; known before"


@pytest.mark.parametrize("form", FORMS)
def test_a_report_in_a_file(mixed: Project, run: Run, form: str) -> None:
    usual = run("--format", form)
    done = run("--format", form, "--output", "report")
    assert (done.status, done.out, done.err) == (1, "", SUMMARY)
    assert (mixed.root / "report").read_text("utf-8") == usual.out


def test_equal_findings_have_different_fingerprints(numbers: Project, run: Run) -> None:
    path = "<SwmPath>[a.py](a.py)</SwmPath>"
    numbers.write({NAME: f"{path}\n\n{path}\n"})
    one, other = json.loads(run("--format", "gitlab").out)
    assert one["fingerprint"] != other["fingerprint"]
    results = json.loads(run("--format", "sarif").out)["runs"][0]["results"]
    one, other = (result["partialFingerprints"]["primaryLocationLineHash"] for result in results)
    assert (one[:-1], one[-2:], other[-2:]) == (other[:-1], ":1", ":2")


def test_texts_of_documents_are_text_in_every_format(project: Project, run: Run) -> None:
    name = ".swm/a b,c:ü%#?\r\nd.x1y2.sw.md"
    said = '[x](https:__a){0} <img src=x> & "b" %0A::error::y \x1b'
    token = f'<SwmToken path="src/100%.py" pos="1:2:2" line-data="x">`{said}`</SwmToken>\n'
    project.commit({"src/100%.py": "nothing\n", name: token})
    assert run("--format", "github").out.startswith(
        "::error file=.swm/a b%2Cc%3Aü%25#?%0D%0Ad.x1y2.sw.md,line=1,title=mkdocs-swimm%3A gone::"
        "token '[x](https:__a){0} <img src=x> & \"b\" %250A::error::y \\x1b' in src/100%25.py"
    )
    assert "<img" not in json.loads(run("--format", "gitlab").out)[0]["description"]
    [result] = json.loads(run("--format", "sarif").out)["runs"][0]["results"]
    assert not {"](", "{0}"} & set(re.findall(r"\]\(|\{0\}", result["message"]["text"]))
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == ".swm/a%20b%2Cc%3A%C3%BC%25%23%3F%0D%0Ad.x1y2.sw.md"
    [[case]] = ET.fromstring(run("--format", "junit").out)
    shown = said.replace("\x1b", "\\x1b")
    assert case.get("name") == f"token '{shown}' in src/100%.py:1 (line 1)"


def test_an_unreadable_document(numbers: Project, run: Run) -> None:
    numbers.write({".swm/big.a2b3.sw.md": b"x" * (21 * 1024 * 1024)})
    root = ET.fromstring(run("--format", "junit").out)
    reported = {"message": "it is larger than 20 MB"}
    assert (root.get("errors"), root[0][0][0].attrib) == ("1", reported)
    assert json.loads(run("--format", "json").out)["summary"]["unreadable"] == 1
    assert "Swimm documents: Documents\n" in run("--format", "markdown").out


@pytest.mark.parametrize(
    ("form", "reported"),
    [
        ("json", '"findings": []'),
        ("gitlab", "[]"),
        ("sarif", '"results": []'),
        (
            "markdown",
            "<!-- mkdocs-swimm: documents and code -->\n### Swimm documents: All documents hold\n\n"
            "1 document, 3 references: 3 up to date\n",
        ),
    ],
)
def test_no_findings(numbers: Project, run: Run, form: str, reported: str) -> None:
    done = run("--format", form)
    assert (done.status, reported in done.out) == (0, True)
