"""Which documents are checked against which code, and the messages where that fails."""

import os
from pathlib import Path

import pytest
import yaml

from mkdocs_swimm import __version__

from ..conftest import REPOSITORY, Project
from .conftest import APP, DOCUMENT, NAME, Run, invoke

WELL = "1 document, 3 references: 3 up to date\n"
BY_TEXT = "moved code is found by its text alone"


def test_documents_anywhere_that_git_does_not_ignore(numbers: Project, run: Run) -> None:
    numbers.write(
        {
            ".gitignore": "/build\n",
            "docs/deep/other.a2b3.sw.md": DOCUMENT,
            "build/copy.a2b4.sw.md": DOCUMENT,
            "README.md": DOCUMENT,
        }
    )
    assert run().out == "2 documents, 6 references: 6 up to date\n"


def test_documents_from_a_folder_within(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    done = run(folder=numbers.root / "src")
    assert done.lines[0] == (
        f"../{NAME}:13: changed: snippet src/app.py:6-10, whose lines have changed; "
        "was 'result = 0', is 'result = 1'"
    )
    inside = run(".", folder=numbers.root / ".swm")
    assert inside.err == ""
    assert inside.lines[0].startswith("numbers.x1y2.sw.md:13: changed: ")
    github = run("--format", "github", folder=numbers.root / "src")
    assert github.lines[0].startswith(f"::error file={NAME},line=13,")


def test_code_from_a_folder_within(numbers: Project, run: Run) -> None:
    numbers.git("switch", "-q", "-c", "work")
    numbers.commit({"src/app.py": APP.replace("= 0", "= 1")})
    done = run("--base", "main", folder=numbers.root / "src")
    assert done.lines[1].startswith(f"app.py:6: documented in ../{NAME}:13 (changed)")


def test_no_line_is_printed_twice(project: Project, run: Run) -> None:
    token, rest = DOCUMENT.split(",\nsee ", 1)
    twice = f"{token}, {token.rpartition('Calls ')[2]},\nsee {rest}"
    project.commit({"src/app.py": "# head\n" + APP, NAME: twice})
    for form in ("text", "github"):
        lines = run("--format", form).lines
        assert len(set(lines)) == len(lines) == 3
    assert run().lines[-1] == "1 document, 4 references: 1 up to date, 3 moved"


@pytest.mark.parametrize("asked", [NAME, ".swm", ".", f"./.swm/../{NAME}", f"{NAME} .swm {NAME}"])
def test_documents_that_are_asked_for(numbers: Project, run: Run, asked: str) -> None:
    numbers.write({"docs/other.a2b3.sw.md": DOCUMENT} if asked != "." else {})
    assert run(*asked.split()).out == WELL


def test_an_ignored_folder_that_is_asked_for(numbers: Project, run: Run) -> None:
    numbers.write({".gitignore": "/build\n", "build/copy.a2b4.sw.md": DOCUMENT})
    assert run("build").out == WELL


def test_another_root_of_the_code(project: Project, run: Run) -> None:
    path = "\n<SwmPath>[b/c.txt](b/c.txt)</SwmPath>\n"
    project.commit({"widget/src/app.py": APP, "widget/b/c.txt": "x\n" * 9, NAME: DOCUMENT + path})
    assert run("--root", "widget").out == "1 document, 4 references: 4 up to date\n"
    assert run().status == 1
    project.git("mv", "widget/src/app.py", "widget/src/new.py")
    project.git("mv", "widget/b", "widget/d")
    project.commit()
    lines = run("--root", "widget").lines
    assert lines[1] == f"{NAME}:5: moved: src/app.py is now src/new.py"
    assert lines[3] == f"{NAME}:25: moved: b/c.txt is now d/c.txt"


def test_a_revision_that_is_not_checked_out(numbers: Project, run: Run) -> None:
    numbers.git("switch", "-q", "-c", "other")
    numbers.commit({"src/app.py": "# head\n" + APP})
    numbers.git("switch", "-q", "main")
    numbers.write({"src/app.py": "nothing\n"})
    assert run("--ref", "main").out == WELL
    assert run("--ref", "other").lines[0] == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4"
    )


def test_without_git(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": "# head\n" + APP.replace("= 0", "= 1")})
    done = run(PATH="/nowhere")
    assert (done.status, done.err) == (1, f"git is not available: {BY_TEXT}\n")
    assert done.out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4\n"
        f"{NAME}:13: changed: snippet src/app.py:6-10, now at lines 7-11; "
        "was 'result = 0', is 'result = 1'\n"
        "1 document, 3 references: 1 up to date, 1 moved, 1 changed\n"
    )
    for option in ("--ref", "--base"):
        done = run(option, "main", PATH="/nowhere")
        reported = f"Error: {option} needs git, but git is not available"
        assert (done.status, done.out, done.err.splitlines()[-1]) == (2, "", reported)


def test_without_a_repository(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, NAME: DOCUMENT, "node_modules/a/copy.a2b4.sw.md": DOCUMENT})
    done = run()
    assert (done.status, done.err) == (0, f"there is no git repository: {BY_TEXT}\n")
    assert done.out == WELL


def test_a_shallow_clone(numbers: Project, run: Run) -> None:
    numbers.git("rm", "-q", "src/app.py")
    numbers.commit({"lib/app.py": "# head\n" + APP})
    done = run(folder=numbers.clone("--depth=1").root)
    assert done.err == (
        f"the clone is shallow: {BY_TEXT} where history ends; fetch the full history, for "
        "example with 'fetch-depth: 0'\n"
    )
    assert done.status == 1
    assert done.out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at lib/app.py:4\n"
        f"{NAME}:5: moved: src/app.py is now lib/app.py\n"
        f"{NAME}:13: moved: snippet src/app.py:6-10 is now at lib/app.py:7-11\n"
        "1 document, 3 references: 3 moved\n"
    )


def test_a_shallow_clone_has_no_base(numbers: Project, run: Run) -> None:
    numbers.git("switch", "-q", "-c", "branch")
    numbers.commit({"src/app.py": "# head\n" + APP})
    clone = numbers.clone("--depth=1", "--no-single-branch")
    done = run("--base", "origin/main", folder=clone.root)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[-1] == (
        "Error: 'origin/main' and 'HEAD' have no commit in common; the clone is shallow: fetch the "
        "full history"
    )


def test_ids_of_this_repository(project: Project, run: Run) -> None:
    document = DOCUMENT.replace("<SwmPath>", '<SwmPath repo-id="Own1" repo-name="w">')
    project.commit({"src/app.py": APP, NAME: document})
    assert run().out == "1 document, 3 references: 2 up to date, 1 not checked\n"
    project.write({".swm/swimm.json": '{"repo_id": "Own1"}'})
    assert run().out == WELL
    assert run(NAME, folder=project.root).out == WELL


def test_a_root_without_any_of_the_files(project: Project, run: Run) -> None:
    tokens = "".join(
        f'<SwmToken path="lib/{n}.py" pos="3:2:2" line-data="def parse(text):">`parse`</SwmToken>\n'
        for n in range(5)
    )
    # Files of the same names do not make the root right.
    project.commit({NAME: tokens, "widget/lib/0.py": APP, "widget/lib/1.py": APP})
    done = run()
    assert (done.status, done.lines[-1]) == (1, "1 document, 5 references: 5 gone")
    assert done.err == (
        f"none of the 5 files that the documents name is in {project.root}; if that is not the "
        "root of the code, set it with --root\n"
    )
    assert run("--root", "widget").err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere does not exist"),
        (["src/app.py"], "src/app.py is not a document: its name must end in .sw.md, .swm or .md"),
        (["src"], "no Swimm documents (.sw.md) in src"),
        (["--root", "nowhere"], "the folder nowhere of the option 'root' does not exist"),
        (["--ref", "nope"], "the revision 'nope' of --ref is not known; fetch it first"),
        (["--base", "--nope"], "the revision '--nope' of --base is not known; fetch it first"),
        (["--baseline", "no.json"], "the baseline no.json does not exist; write it with --write-baseline"),
        (["--baseline", "src"], "the baseline src cannot be read: Is a directory"),
        (["--output", "no/report"], "no/report cannot be written: No such file or directory"),
        (["no\x1b[31m\nfile"], "no\\x1b[31m\\nfile does not exist"),
    ],
)  # fmt: skip
def test_invalid_arguments(numbers: Project, run: Run, arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert (done.status, done.out, done.err) == (2, "", f"Error: {message}\n")


def test_documents_of_two_repositories(numbers: Project, run: Run, outside: Path) -> None:
    other = outside / "a.a2b3.sw.md"
    other.write_text(DOCUMENT)
    done = run(NAME, str(other))
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        f"Error: {other} is not in {numbers.root}; check it in a separate run, or set --root\n"
    )


def test_documents_apart_from_the_code(numbers: Project, run: Run, outside: Path) -> None:
    Project(outside).commit({"guide/a.a2b3.sw.md": DOCUMENT})
    numbers.write({"src/app.py": "# head\n" + APP})
    done = run("--root", str(numbers.root), folder=outside)
    assert (done.status, done.err) == (1, "")
    assert done.lines[1] == (
        "guide/a.a2b3.sw.md:13: moved: snippet src/app.py:6-10 is now at src/app.py:7-11"
    )


def test_version(tmp_path: Path) -> None:
    assert invoke(tmp_path, "--version").out == f"mkdocs-swimm {__version__}\n"


def test_git_that_does_not_trust_the_repository(numbers: Project, run: Run) -> None:
    # As in a container whose files belong to another user.
    done = run(GIT_TEST_ASSUME_DIFFERENT_OWNER="1", GIT_CONFIG_GLOBAL=os.devnull)
    assert (done.status, done.out) == (0, WELL)
    assert done.err == f"git cannot read the repository (see 'git status'): {BY_TEXT}\n"


def test_the_hook_of_pre_commit() -> None:
    [hook] = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["entry"]) == ("mkdocs-swimm-verify", "mkdocs-swimm verify")
    assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("python", False, True)
