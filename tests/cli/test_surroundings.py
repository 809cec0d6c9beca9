"""Which documents are checked against which code, and what is said where that can not be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mkdocs_swimm import __version__

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run, clean_environment

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
    assert done.err == (
        "checking all documents of the repository in ..; name a folder, such as '.', to check only "
        "those in it\n"
    )
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
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    numbers.commit()
    done = run("--base", "main", folder=numbers.root / "src")
    assert done.lines[1].startswith(f"app.py:6: documented in ../{NAME}:13 (changed)")


def test_no_line_is_told_twice(project: Project, run: Run) -> None:
    token, rest = DOCUMENT.split(",\nsee ", 1)
    twice = f"{token}, {token.rpartition('Calls ')[2]},\nsee {rest}"
    project.write({"src/app.py": "# head\n" + APP, NAME: twice})
    project.commit()
    for form in ("text", "github"):
        lines = run("--format", form).lines
        assert len(set(lines)) == len(lines) == 3
    assert run().lines[-1] == "1 document, 4 references: 1 up to date, 3 moved"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_ctrl_c(numbers: Project) -> None:
    code = (
        "import os, signal, mkdocs_swimm.cli.verify as verify\n"
        "verify.opening.find_documents = lambda *_: os.kill(os.getpid(), signal.SIGINT)\n"
        "from mkdocs_swimm.cli import main\n"
        "main(['verify'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=numbers.root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nInterrupted\n")


@pytest.mark.parametrize("asked", [NAME, ".swm", ".", "./.swm/../" + NAME])
def test_documents_that_are_asked_for(numbers: Project, run: Run, asked: str) -> None:
    assert run(asked).out == WELL


def test_a_document_asked_for_twice_is_checked_once(numbers: Project, run: Run) -> None:
    assert run(NAME, ".swm", NAME).out == WELL


def test_one_of_two_documents(numbers: Project, run: Run) -> None:
    numbers.write({"docs/other.a2b3.sw.md": DOCUMENT})
    assert run("docs").out == WELL


def test_an_ignored_folder_that_is_asked_for(numbers: Project, run: Run) -> None:
    numbers.write({".gitignore": "/build\n", "build/copy.a2b4.sw.md": DOCUMENT})
    assert run("build").out == WELL


def test_documents_from_afar(
    numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    done = run(str(numbers.root / NAME), folder=tmp_path_factory.mktemp("elsewhere"))
    assert (done.status, done.out) == (0, WELL)


def test_another_root_of_the_code(project: Project, run: Run) -> None:
    project.write({"widget/src/app.py": APP, NAME: DOCUMENT})
    project.commit()
    assert run("--root", "widget").out == WELL
    assert run().status == 1


def test_history_below_another_root(project: Project, run: Run) -> None:
    project.write({"widget/src/app.py": APP, NAME: DOCUMENT})
    project.commit()
    project.git("mv", "widget/src/app.py", "widget/src/new.py")
    project.commit()
    assert run("--root", "widget").lines[1] == f"{NAME}:5: moved: src/app.py is now src/new.py"


def test_a_revision_that_is_not_checked_out(numbers: Project, run: Run) -> None:
    numbers.git("switch", "-q", "-c", "other")
    numbers.write({"src/app.py": "# head\n" + APP})
    numbers.commit()
    numbers.git("switch", "-q", "main")
    numbers.write({"src/app.py": "nothing\n"})
    assert run("--ref", "main").out == WELL
    assert run("--ref", "other").lines[0] == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4"
    )


def test_without_git(numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    numbers.write({"src/app.py": "# head\n" + APP.replace("= 0", "= 1")})
    empty = tmp_path_factory.mktemp("empty")
    done = run(PATH=str(empty))
    assert (done.status, done.err) == (1, f"git is not available: {BY_TEXT}\n")
    assert done.out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4\n"
        f"{NAME}:13: changed: snippet src/app.py:6-10, now at lines 7-11; "
        "was 'result = 0', is 'result = 1'\n"
        "1 document, 3 references: 1 up to date, 1 moved, 1 changed\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--ref", "main"], "Error: --ref needs git, but git is not available\n"),
        (["--base", "main"], "Error: --base needs git, but git is not available\n"),
    ],
)
def test_options_that_need_git(
    numbers: Project,
    run: Run,
    tmp_path_factory: pytest.TempPathFactory,
    arguments: list[str],
    message: str,
) -> None:
    done = run(*arguments, PATH=str(tmp_path_factory.mktemp("empty")))
    assert (done.status, done.out, done.err.splitlines()[-1] + "\n") == (2, "", message)


def test_without_a_repository(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, NAME: DOCUMENT, "node_modules/a/copy.a2b4.sw.md": DOCUMENT})
    done = run()
    assert (done.status, done.err) == (0, f"there is no git repository: {BY_TEXT}\n")
    assert done.out == WELL


def test_a_folder_of_documents_without_a_repository(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, NAME: DOCUMENT})
    assert run("numbers.x1y2.sw.md", folder=project.root / ".swm").out == WELL


def test_a_shallow_clone(
    numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    numbers.write({"lib/app.py": "# head\n" + APP})
    numbers.git("rm", "-q", "src/app.py")
    numbers.commit()
    clone = tmp_path_factory.mktemp("shallow") / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", numbers.root.as_uri(), str(clone)], check=True
    )
    done = run(folder=clone)
    assert done.err == (
        f"the clone is shallow: {BY_TEXT} where history ends; fetch the whole history, for "
        "example with 'fetch-depth: 0'\n"
    )
    assert done.status == 1
    assert done.out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at lib/app.py:4\n"
        f"{NAME}:5: moved: src/app.py is now lib/app.py\n"
        f"{NAME}:13: moved: snippet src/app.py:6-10 is now at lib/app.py:7-11\n"
        "1 document, 3 references: 3 moved\n"
    )


def test_a_shallow_clone_has_no_base(
    numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    numbers.git("switch", "-q", "-c", "branch")
    numbers.write({"src/app.py": "# head\n" + APP})
    numbers.commit()
    clone = tmp_path_factory.mktemp("shallow") / "clone"
    address = numbers.root.as_uri()
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-single-branch", address, str(clone)], check=True
    )
    done = run("--base", "origin/main", folder=clone)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[-1] == (
        "Error: 'origin/main' and 'HEAD' have no commit in common; the clone is shallow, fetch the "
        "whole history"
    )


def test_ids_of_this_repository(project: Project, run: Run) -> None:
    document = DOCUMENT.replace("<SwmPath>", '<SwmPath repo-id="Own1" repo-name="w">')
    project.write({"src/app.py": APP, NAME: document})
    project.commit()
    assert run().out == "1 document, 3 references: 2 up to date, 1 not checked\n"
    project.write({".swm/swimm.json": '{"repo_id": "Own1"}'})
    assert run().out == WELL
    assert run(NAME, folder=project.root).out == WELL


def test_the_remote_tells_the_id_of_this_repository(project: Project, run: Run) -> None:
    id = "Z2l0aHViJTNBJTNBd2lkZ2V0JTNBJTNBYWNtZQ=="  # github::widget::acme
    document = DOCUMENT.replace("<SwmPath>", f'<SwmPath repo-id="{id}" repo-name="widget">')
    project.write({"src/app.py": APP, NAME: document})
    project.commit()
    assert run().out == "1 document, 3 references: 2 up to date, 1 not checked\n"
    project.git("remote", "add", "origin", "git@github.com:acme/widget.git")
    assert run().out == WELL


def test_another_folder_of_code_than_the_documents_speak_of(project: Project, run: Run) -> None:
    tokens = "".join(
        f'<SwmToken path="lib/{n}.py" pos="3:2:2" line-data="def parse(text):">`parse`</SwmToken>\n'
        for n in range(5)
    )
    # Files of the same names do not make the root right.
    project.write({NAME: tokens, "widget/lib/0.py": APP, "widget/lib/1.py": APP})
    project.commit()
    done = run()
    assert (done.status, done.lines[-1]) == (1, "1 document, 5 references: 5 gone")
    assert done.err == (
        f"none of the 5 files of the documents is where they say in {project.root}; name the root "
        "of the code with --root if it is another folder\n"
    )
    assert run("--root", "widget").err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere does not exist"),
        (["src/app.py"], "src/app.py is not a document: its name ends in none of .sw.md, .swm and .md"),
        (["src"], "there is no Swimm document (.sw.md) in src"),
        (["--root", "nowhere"], "the folder nowhere of --root does not exist"),
        (["--ref", "nope"], "the revision 'nope' of --ref is not known; fetch it first"),
        (["--base", "--nope"], "the revision '--nope' of --base is not known; fetch it first"),
        (["--baseline", "no.json"], "the baseline no.json does not exist; write it with --write-baseline"),
        (["--baseline", "src"], "the baseline src can not be read: Is a directory"),
        (["--output", "no/report"], "no/report can not be written: No such file or directory"),
        (["no\x1b[31m\nfile"], "no\\x1b[31m\\nfile does not exist"),
    ],
)  # fmt: skip
def test_what_can_not_run(numbers: Project, run: Run, arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert (done.status, done.out, done.err) == (2, "", f"Error: {message}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such links there")
def test_a_link_in_a_circle(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, NAME: DOCUMENT})
    (project.root / ".swm/loop.a2b3.sw.md").symlink_to("loop.a2b3.sw.md")
    done = run(".swm/loop.a2b3.sw.md")
    assert (done.status, done.err) == (2, "Error: .swm/loop.a2b3.sw.md does not exist\n")
    project.commit()
    told, _, rest = run().out.partition("\n")
    assert told.startswith(".swm/loop.a2b3.sw.md:1: problem: this link leads out of the repository")
    assert rest == WELL


def test_a_bad_option(numbers: Project, run: Run) -> None:
    done = run("--format", "html")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[-1] == (
        "Error: Invalid value for '--format': 'html' is not one of 'text', 'json', 'github', "
        "'gitlab', 'markdown', 'sarif', 'junit'."
    )


def test_no_document_at_all(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP})
    project.commit()
    done = run()
    assert (done.status, done.out) == (2, "")
    assert done.err == f"Error: there is no Swimm document (.sw.md) in {project.root}\n"


def test_documents_of_two_repositories(
    numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "a.a2b3.sw.md"
    other.write_text(DOCUMENT)
    done = run(NAME, str(other))
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        f"Error: {other} is not in {numbers.root}; check it in a run of its own, or give --root\n"
    )


def test_documents_apart_from_the_code(
    numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Project(tmp_path_factory.mktemp("other"))
    other.write({"guide/a.a2b3.sw.md": DOCUMENT})
    other.commit()
    numbers.write({"src/app.py": "# head\n" + APP})
    done = run("--root", str(numbers.root), folder=other.root)
    assert (done.status, done.err) == (1, "")
    assert done.lines[1] == (
        "guide/a.a2b3.sw.md:13: moved: snippet src/app.py:6-10 is now at src/app.py:7-11"
    )


def test_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs_swimm", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"mkdocs-swimm {__version__}\n"


def test_help_has_examples(run: Run) -> None:
    done = run("--help")
    assert done.status == 0
    assert "  mkdocs-swimm verify --base origin/main\n" in done.out
    assert "Exit status: 0 if all is well" in done.out


def test_the_group_tells_its_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs_swimm", "--help"], capture_output=True, text=True, check=True
    )
    assert re.search(r"verify +Check documents against the code\.", done.stdout)


def test_mkdocs_is_not_imported(numbers: Project) -> None:
    script = (
        "import sys\n"
        "from mkdocs_swimm.cli import main\n"
        "try:\n    main(['verify'])\n"
        "except SystemExit as end:\n    assert end.code == 0, end.code\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('mkdocs', 'material')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=numbers.root,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == WELL + "[]\n"


def test_a_subcommand_is_imported_when_it_is_used() -> None:
    script = "import sys, mkdocs_swimm.cli\nprint('mkdocs_swimm.cli.verify' in sys.modules)\n"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.slow
def test_a_reader_who_has_enough(numbers: Project) -> None:
    path = '<SwmPath repo-id="abc" repo-name="other">[x.py](x.py)</SwmPath>\n'
    numbers.write({NAME: path * 5000})
    with subprocess.Popen(
        [sys.executable, "-m", "mkdocs_swimm", "verify", "--verbose"],
        cwd=numbers.root,
        # Unbuffered, Python itself would not notice.
        env=clean_environment(PYTHONUNBUFFERED=None),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read().decode() == ""
    assert process.returncode == 0


def watched(arguments: list[str], folder: Path, **environment: str | None) -> str:
    """What a person sees of a run, in a terminal."""
    if sys.platform == "win32":
        pytest.skip("no pseudo-terminal here")
    import pty

    main, end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mkdocs_swimm", "verify", *arguments],
        cwd=folder,
        env=clean_environment(**{"TERM": "xterm", **environment}),
        stdin=end,
        stdout=end,
        stderr=end,
    ):
        os.close(end)
        seen = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
    os.close(main)
    return seen.decode().replace("\r\n", "\n")


def test_colours_for_a_person(numbers: Project) -> None:
    numbers.write({"src/app.py": "# head\n" + APP.replace("= 0", "= 1")})
    assert watched([], numbers.root).splitlines()[:2] == [
        f"\x1b[1m{NAME}:4\x1b[0m: \x1b[36mmoved\x1b[0m: token 'parse' in src/app.py:3 is now at src/app.py:4",
        f"\x1b[1m{NAME}:13\x1b[0m: \x1b[33mchanged\x1b[0m: snippet src/app.py:6-10, now at lines 7-11; "
        "was 'result = 0', is 'result = 1'",
    ]


def test_no_colours_where_nobody_wants_them(numbers: Project) -> None:
    numbers.write({"src/app.py": "# head\n" + APP})
    assert "\x1b" not in watched([], numbers.root, NO_COLOR="1")


@pytest.mark.slow
def test_a_person_who_waits_sees_how_far_it_is(numbers: Project) -> None:
    assert "Checking" not in watched([], numbers.root)
    numbers.write({f".swm/d{n}.abc{n}.sw.md": DOCUMENT for n in range(60)})
    assert "Checking" in watched([], numbers.root)


def test_no_progress_where_nobody_watches(numbers: Project, run: Run) -> None:
    numbers.write({f".swm/d{n}.abc{n}.sw.md": DOCUMENT for n in range(60)})
    assert run().err == ""


def test_the_hook_of_pre_commit() -> None:
    import yaml

    [hook] = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    assert hook["id"] == "mkdocs-swimm-verify"
    assert hook["entry"] == "mkdocs-swimm verify"
    assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("python", False, True)


def test_git_that_does_not_trust_the_repository(numbers: Project, run: Run) -> None:
    # As in a container whose files belong to somebody else.
    done = run(GIT_TEST_ASSUME_DIFFERENT_OWNER="1", GIT_CONFIG_GLOBAL=os.devnull)
    assert (done.status, done.out) == (0, WELL)
    assert done.err == f"git can not read the repository (see 'git status'): {BY_TEXT}\n"
