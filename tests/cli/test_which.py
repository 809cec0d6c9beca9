"""``mkdocs-swimm which``: from a place in the code to the documents about it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_swimm.cli import main

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME


@pytest.fixture
def repository(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.write({"src/app.py": APP, NAME: DOCUMENT, "src/unsaid.py": "x\n"})
    project.commit()
    monkeypatch.chdir(project.root)
    return project


def which(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["which", *arguments])


def test_a_file(repository: Project) -> None:
    done = which("src/app.py")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        ".swm/numbers.x1y2.sw.md:4: Numbers (token 'parse' in src/app.py:3)",
        ".swm/numbers.x1y2.sw.md:13: Numbers (snippet src/app.py:6-10)",
        ".swm/numbers.x1y2.sw.md:5: Numbers (path src/app.py)",
    ]


def test_a_file_that_is_not_there(repository: Project, capsys: pytest.CaptureFixture[str]) -> None:
    def streams(place: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["which", place])
        return (end.value.code, *capsys.readouterr())

    told = "src/nope.py does not exist\nno document refers to src/nope.py\n"
    assert streams("src/nope.py") == (1, "", told)
    (repository.root / "src/app.py").unlink()
    status, out, err = streams("src/app.py:3")
    assert (status, err) == (0, "src/app.py does not exist\n")
    assert "snippet src/app.py, gone" in out


def test_a_line(repository: Project) -> None:
    assert [line.partition("(")[2] for line in which("src/app.py:8").stdout.splitlines()] == [
        "snippet src/app.py:6-10)",
        "path src/app.py)",
    ]
    # As compilers and editors write it.
    assert which("src/app.py:8:13").stdout == which("src/app.py:8").stdout


def test_documents_are_named_from_the_current_folder(
    repository: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root / "src")
    assert which("app.py:8").stdout.startswith("../.swm/numbers.x1y2.sw.md:13: Numbers")
    said = json.loads(which("--format", "json", "app.py:8").stdout)
    assert said["mentions"][0]["url"] == ".swm/numbers.x1y2.sw.md"


def test_code_that_went_on(repository: Project) -> None:
    repository.write({"src/app.py": "# new\n" + APP})
    assert "src/app.py:7-11, moved" in which("src/app.py:11").stdout


def test_a_folder_has_what_is_in_it(repository: Project) -> None:
    assert len(which("src").stdout.splitlines()) == 3
    assert len(which(".").stdout.splitlines()) == 3


def test_from_a_folder_of_the_repository(repository: Project) -> None:
    os.chdir(repository.root / "src")
    assert which("app.py:3").exit_code == 0
    assert which("../src/app.py:3").stdout == which("app.py:3").stdout


def test_nothing_speaks_of_it(repository: Project) -> None:
    done = which("src/unsaid.py:3")
    assert done.exit_code == 1
    assert done.output == "no document refers to src/unsaid.py:3\n"
    assert which("src/gone.py").exit_code == 1


def test_outside_of_the_repository(repository: Project) -> None:
    done = which("/etc/passwd")
    assert done.exit_code == 2
    assert "is not in" in done.output


def test_as_json(repository: Project) -> None:
    data = json.loads(which("--format", "json", "src/app.py:3").stdout)
    assert (data["path"], data["line"]) == ("src/app.py", 3)
    assert [one["kind"] for one in data["mentions"]] == ["token", "path"]


def test_from_the_index_of_a_site(repository: Project) -> None:
    built = repository.build()
    index = str(built.site / "swimm-index.json")
    done = which("--index", index, "src/app.py:8")
    assert done.stdout.splitlines() == [
        "swimm/numbers/:13: Numbers (snippet src/app.py:6-10)",
        "swimm/numbers/:5: Numbers (path src/app.py)",
    ]


@pytest.mark.parametrize(
    "content", [None, "{", "[]", '{"schema": 2, "files": {}}', '{"schema": 1, "files": {"a": [1]}}']
)
def test_a_bad_index(repository: Project, tmp_path: Path, content: str | None) -> None:
    index = tmp_path / "index.json"
    if content is not None:
        index.write_text(content)
    done = which("--index", str(index), "src/app.py")
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_no_documents(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write({"a.py": "x\n"})
    project.commit()
    monkeypatch.chdir(project.root)
    assert which("a.py").exit_code == 2


def test_what_a_branch_changed(repository: Project) -> None:
    project, other = repository, DOCUMENT.replace("src/app.py", "src/other.py")
    other = other.replace("title: Numbers", "title: Others")
    project.write({"src/other.py": APP, ".swm/other.z9y8.sw.md": other, "src/left.py": "x = 1\n"})
    project.write({".swm/left.q1w2.sw.md": "<SwmPath>[src/left.py](src/left.py)</SwmPath>\n"})
    project.commit()
    assert which("--base", "HEAD").exit_code == 1
    project.git("checkout", "-q", "-b", "topic")
    # What is committed counts, and what is not.
    project.write({"src/app.py": APP.replace("result = 0", "result = 1")})
    project.commit()
    project.git("mv", "src/other.py", "src/renamed.py")
    (project.root / "src/left.py").unlink()
    done = which("--base", "main")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        ".swm/numbers.x1y2.sw.md:5: Numbers (path src/app.py)",
        ".swm/numbers.x1y2.sw.md:13: Numbers (snippet src/app.py:6-10, changed)",
        ".swm/left.q1w2.sw.md:1: Left (path src/left.py, gone)",
        ".swm/other.z9y8.sw.md:4: Others (token 'parse' in src/renamed.py:3, moved)",
        ".swm/other.z9y8.sw.md:5: Others (path src/renamed.py, moved)",
        ".swm/other.z9y8.sw.md:13: Others (snippet src/renamed.py:6-10, moved)",
    ]
    # Up to date or not: a comment beside the quoted lines.
    project.git("checkout", "-q", "-f", "main")
    project.write({"src/app.py": APP.replace("import os\n", "import os, sys\n")})
    told = json.loads(which("--base", "HEAD", "--format", "json").stdout)
    assert told["base"] == "HEAD"
    assert [(one["kind"], one["state"]) for one in told["mentions"]] == [("path", "up to date")]


def test_a_place_or_a_base(repository: Project) -> None:
    for arguments in ([], ["src/app.py", "--base", "HEAD"]):
        done = which(*arguments)
        assert done.exit_code == 2
        assert "Give a place in the code, or --base." in done.stderr
    assert "'nope' of --base is not known" in which("--base", "nope").stderr
