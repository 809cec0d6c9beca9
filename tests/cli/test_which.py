"""``mkdocs-swimm which``: from a place in the code to the documents about it."""

import json
from pathlib import Path

import pytest

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run

COMMAND = "which"

TOKEN = f"{NAME}:4: Numbers (token 'parse' in src/app.py:3)"
SNIPPET = f"{NAME}:13: Numbers (snippet src/app.py:6-10)"
PATH = f"{NAME}:5: Numbers (path src/app.py)"


@pytest.fixture
def which(numbers: Project, run: Run) -> Run:
    numbers.write({"src/unsaid.py": "x\n"})
    return run


@pytest.mark.parametrize(
    ("place", "reported"),
    [
        ("src/app.py", [TOKEN, SNIPPET, PATH]),
        ("src/app.py:8", [SNIPPET, PATH]),
        ("src/app.py:8:13", [SNIPPET, PATH]),  # as compilers and editors write it
        ("src", [TOKEN, PATH, SNIPPET]),
        (".", [TOKEN, PATH, SNIPPET]),
    ],
)
def test_places(which: Run, place: str, reported: list[str]) -> None:
    done = which(place)
    assert (done.status, done.lines, done.err) == (0, reported, "")


@pytest.mark.parametrize(
    ("arguments", "status", "reported"),
    [
        (["src/unsaid.py:3"], 1, "no document refers to src/unsaid.py:3\n"),
        (["src/nope.py"], 1, "src/nope.py does not exist\nno document refers to src/nope.py\n"),
        (["/etc/passwd"], 2, "is not in"),
        ([], 2, "Give a place in the code, or --base."),
        (["src/app.py", "--base", "HEAD"], 2, "Give a place in the code, or --base."),
        (["--base", "nope"], 2, "'nope' of --base is not known"),
    ],
)
def test_nothing_is_found(which: Run, arguments: list[str], status: int, reported: str) -> None:
    done = which(*arguments)
    assert (done.status, done.out, reported in done.err) == (status, "", True)


def test_documents_are_named_from_the_current_folder(project: Project, which: Run) -> None:
    done = which("app.py:8", folder=project.root / "src")
    assert done.out.startswith(f"../{NAME}:13: Numbers")
    assert which("../src/app.py:8", folder=project.root / "src").out == done.out
    said = json.loads(which("--format", "json", "app.py:8", folder=project.root / "src").out)
    assert (said["path"], said["line"]) == ("src/app.py", 8)
    assert [(one["kind"], one["url"]) for one in said["mentions"]] == [
        ("snippet", NAME),
        ("path", NAME),
    ]


def test_code_that_went_on(project: Project, which: Run) -> None:
    project.write({"src/app.py": "# new\n" + APP})
    assert which("src/app.py:4").lines[0].endswith("(token 'parse' in src/app.py:4, moved)")
    (project.root / "src/app.py").unlink()
    done = which("src/app.py:3")
    assert (done.status, done.err) == (0, "src/app.py does not exist\n")
    assert "snippet src/app.py, gone" in done.out


def test_from_the_index_of_a_site(project: Project, which: Run) -> None:
    index = project.build().site / "swimm-index.json"
    assert which("--index", str(index), "src/app.py:8").lines == [
        "swimm/numbers/:13: Numbers (snippet src/app.py:6-10)",
        "swimm/numbers/:5: Numbers (path src/app.py)",
    ]


@pytest.mark.parametrize(
    "content", [None, "{", "[]", '{"schema": 2, "files": {}}', '{"schema": 1, "files": {"a": [1]}}']
)
def test_a_bad_index(which: Run, tmp_path: Path, content: str | None) -> None:
    index = tmp_path / "index.json"
    if content is not None:
        index.write_text(content)
    assert which("--index", str(index), "src/app.py").status == 2


def test_what_a_branch_changed(project: Project, which: Run) -> None:
    other = DOCUMENT.replace("src/app.py", "src/other.py").replace("Numbers", "Others")
    project.write({"src/other.py": APP, ".swm/other.z9y8.sw.md": other, "src/left.py": "x = 1\n"})
    project.commit({".swm/left.q1w2.sw.md": "<SwmPath>[src/left.py](src/left.py)</SwmPath>\n"})
    assert which("--base", "HEAD").status == 1
    project.git("checkout", "-q", "-b", "topic")
    # What is committed counts, and what is not.
    project.commit({"src/app.py": APP.replace("result = 0", "result = 1")})
    project.git("mv", "src/other.py", "src/renamed.py")
    (project.root / "src/left.py").unlink()
    assert which("--base", "main").lines == [
        PATH,
        SNIPPET.replace(")", ", changed)"),
        ".swm/left.q1w2.sw.md:1: Left (path src/left.py, gone)",
        ".swm/other.z9y8.sw.md:4: Others (token 'parse' in src/renamed.py:3, moved)",
        ".swm/other.z9y8.sw.md:5: Others (path src/renamed.py, moved)",
        ".swm/other.z9y8.sw.md:13: Others (snippet src/renamed.py:6-10, moved)",
    ]
    # Up to date or not: a comment beside the quoted lines.
    project.git("checkout", "-q", "-f", "main")
    project.write({"src/app.py": APP.replace("import os\n", "import os, sys\n")})
    reported = json.loads(which("--base", "HEAD", "--format", "json").out)
    assert reported["base"] == "HEAD"
    assert [(one["kind"], one["state"]) for one in reported["mentions"]] == [("path", "up to date")]
