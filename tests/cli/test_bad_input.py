"""Input that is broken or hostile: one clear line each, never a traceback."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_swimm.cli import main

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run


def test_a_document_that_is_not_utf8(numbers: Project, run: Run) -> None:
    numbers.write({NAME: DOCUMENT.replace("Adds", "Größe").encode("cp1252")})
    done = run()
    assert done.status == 0
    assert done.out == (
        f"{NAME}:1: problem: it is not UTF-8 and was read as cp1252; save it as UTF-8\n"
        "1 document, 3 references: 3 up to date\n"
    )


def test_a_torn_document(numbers: Project, run: Run) -> None:
    torn = DOCUMENT[: DOCUMENT.index("</SwmSnippet>")]
    numbers.write({NAME: torn})
    done = run()
    assert done.status == 0
    assert done.lines[0].startswith(f"{NAME}:7: problem: ")
    assert done.lines[1:] == ["1 document, 2 references: 2 up to date"]


def test_front_matter_that_is_none(numbers: Project, run: Run) -> None:
    numbers.write({NAME: DOCUMENT.replace("title: Numbers", "title: a: b")})
    done = run()
    assert done.status == 0
    assert done.lines[0].startswith(f"{NAME}:2: problem: the front matter is not valid YAML")
    assert done.lines[1:] == ["1 document, 3 references: 3 up to date"]


def test_front_matter_that_would_grow_without_bound(numbers: Project, run: Run) -> None:
    bombs = {"aliases": "a: &a [x]\nb: [*a, *a]", "deep": "a: " + "[" * 400_000}
    for name, bomb in bombs.items():
        numbers.write({f".swm/{name}.{name[:2]}b3.sw.md": f"---\n{bomb}\n---\nText\n"})
    done = run()
    assert done.status == 0
    assert [line.partition(" (")[2].partition(")")[0] for line in done.lines[:2]] == [
        "it uses aliases, which can grow without bound",
        "it is nested too deeply",
    ]
    assert done.lines[2:] == ["3 documents, 3 references: 3 up to date"]


REFUSED = (
    ".swm/link.a2b3.sw.md:1: problem: this link leads out of the repository, to no file, or to what "
    "git ignores: it is not followed; delete it, or put the document itself there\n"
    "1 document, 3 references: 3 up to date\n"
)


def test_a_document_that_is_a_link_into_the_folder_of_git(numbers: Project, run: Run) -> None:
    (numbers.root / ".swm/link.a2b3.sw.md").symlink_to("../.git/config")
    assert run().out == REFUSED


@pytest.mark.parametrize("content", ["{", "[]", '{"repo_id": 1}', "[" * 100_000])
def test_swimm_json_that_is_none(numbers: Project, run: Run, content: str) -> None:
    numbers.write({".swm/swimm.json": content})
    done = run()
    assert done.status == 0
    assert done.out == (
        ".swm/swimm.json:1: problem: it is not JSON with a 'repo_id', so this repository's id is "
        "not known\n1 document, 3 references: 3 up to date\n"
    )


def test_a_document_that_can_not_be_read(numbers: Project, run: Run) -> None:
    numbers.write({".swm/big.a2b3.sw.md": b"x" * (21 * 1024 * 1024)})
    done = run("--fail-on", "gone")
    assert done.status == 1
    assert done.out == (
        ".swm/big.a2b3.sw.md:1: unreadable: it is larger than 20 MB\n"
        "2 documents, 3 references: 3 up to date; 1 document can not be read\n"
    )


@pytest.mark.parametrize(
    "reason",
    [PermissionError(13, "Permission denied"), FileNotFoundError(2, "No such file or directory")],
    ids=["nobody may read it", "it vanishes"],
)
def test_a_document_that_the_system_does_not_give(
    numbers: Project,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    reason: OSError,
) -> None:
    def refuse(path: Path) -> bytes:
        raise reason

    assert in_process(numbers, monkeypatch, refuse) == 1
    assert capfd.readouterr() == (
        f"{NAME}:1: unreadable: {reason.strerror}\n"
        "1 document, 0 references; 1 document can not be read\n",
        "",
    )


def test_code_that_vanishes(
    numbers: Project, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    read_bytes = Path.read_bytes

    def vanish(path: Path) -> bytes:
        if path.name == "app.py":
            path.unlink()
        return read_bytes(path)

    assert in_process(numbers, monkeypatch, vanish) == 1
    out, err = capfd.readouterr()
    assert out.splitlines()[0] == (
        f"{NAME}:4: gone: src/app.py does not exist any more (2 references)"
    )
    assert err == ""


def in_process(
    project: Project, monkeypatch: pytest.MonkeyPatch, read_bytes: Callable[[Path], bytes]
) -> object:
    """Run the command with another way to read files; give its exit status."""
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.chdir(project.root)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    with pytest.raises(SystemExit) as end:
        main(["verify"])
    return end.value.code


def test_a_document_that_leads_nowhere(numbers: Project, run: Run) -> None:
    (numbers.root / ".swm/link.a2b3.sw.md").symlink_to("nowhere")
    assert run().out == "1 document, 3 references: 3 up to date\n"
    done = run(".swm/link.a2b3.sw.md")
    assert (done.status, done.err) == (2, "Error: .swm/link.a2b3.sw.md does not exist\n")


def test_a_document_that_is_a_link_out_of_the_repository(
    numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret"
    outside.write_text(DOCUMENT)
    (numbers.root / ".swm/link.a2b3.sw.md").symlink_to(outside)
    assert run().out == REFUSED


def test_code_that_is_a_link_out_of_the_repository(
    numbers: Project, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "app.py"
    outside.write_text(APP)
    (numbers.root / "src/app.py").unlink()
    (numbers.root / "src/app.py").symlink_to(outside)
    assert run().lines[0] == f"{NAME}:4: gone: src/app.py is not a path within the repository"


def test_a_document_of_bytes(numbers: Project, run: Run) -> None:
    numbers.write({".swm/bytes.a2b3.sw.md": bytes(range(256)) * 50})
    done = run()
    assert done.status == 0
    assert done.lines[-1] == "2 documents, 3 references: 3 up to date"
    assert all(line.isprintable() for line in done.lines)


def test_control_characters_are_not_put_out(project: Project, run: Run) -> None:
    name = ".swm/a\x1b[31mb.x1y2.sw.md"
    project.write(
        {
            "src/app.py": APP,
            name: '<SwmToken path="src/&#27;[2Japp.py" pos="1:2:2" line-data="x">`x`</SwmToken>\n\n'
            '<SwmToken path="src/app.py" pos="1:2:2" line-data="import \x9b31m">`\x1b]0;x\x07\u202e`</SwmToken>\n',
        }
    )  # fmt: skip
    project.commit()
    for form in ("text", "github", "json", "sarif", "junit"):
        done = run("--format", form)
        assert done.status == 1
        control = [char for char in done.out if not char.isprintable() and char != "\n"]
        assert control == [], form
    assert (
        run()
        .lines[1]
        .endswith("gone: token '\\x1b]0;x\\x07\\u202e' in src/app.py:1 is no longer there")
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        (".swm/a b ü 日本.x1y2.sw.md", ".swm/a b ü 日本.x1y2.sw.md"),
        (".swm/a\nb.x1y2.sw.md", ".swm/a\\nb.x1y2.sw.md"),
        (os.fsdecode(b".swm/a\xff.x1y2.sw.md"), ".swm/a\\udcff.x1y2.sw.md"),
        ('.swm/"a"<b>&.x1y2.sw.md', '.swm/"a"<b>&.x1y2.sw.md'),
        (".swm/-a:b,c%.x1y2.sw.md", ".swm/-a:b,c%.x1y2.sw.md"),
    ],
)
def test_names_of_documents(project: Project, run: Run, name: str, told: str) -> None:
    project.write({"src/app.py": APP})
    path = project.root / os.fsdecode(name)
    path.parent.mkdir()
    path.write_text(DOCUMENT)
    project.commit()
    project.write({"src/app.py": "# head\n" + APP})
    done = run()
    assert done.lines[1] == f"{told}:13: moved: snippet src/app.py:6-10 is now at src/app.py:7-11"
    for form in ("github", "json", "sarif", "junit"):
        assert run("--format", form).status == 1
    assert run("--base", "HEAD").status == 1
    assert run("--write-baseline").status == 0
    assert run("--baseline", ".swm/freshness-baseline.json").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("name", ["src/a b ü.py", "src/日本 (1).py", "src/&amp;.py"])
def test_names_of_code(project: Project, run: Run, name: str) -> None:
    shown = name.replace("&amp;", "&")
    document = DOCUMENT.replace("src/app.py", name)
    project.write({shown: APP, NAME: document.replace(f"[{name}]({name})", "[src](src)")})
    project.commit()
    assert run().out == "1 document, 3 references: 3 up to date\n"
    project.write({shown: "# head\n" + APP})
    assert run().lines[1] == f"{NAME}:13: moved: snippet {shown}:6-10 is now at {shown}:7-11"


def test_letters_that_the_terminal_does_not_know(project: Project, run: Run) -> None:
    project.write({NAME: "<SwmPath>[日本.py](日本.py)</SwmPath>\n", "src/app.py": APP})
    project.commit()
    done = run(PYTHONIOENCODING="latin-1")
    assert done.lines[0] == f"{NAME}:1: gone: \\u65e5\\u672c.py does not exist any more"
    data = json.loads(run("--format", "json", PYTHONIOENCODING="latin-1").out)
    assert data["findings"][0]["path"] == "日本.py"


def test_a_huge_binary_file(project: Project, run: Run) -> None:
    token = '<SwmToken path="big.bin" pos="1:2:2" line-data="x">`x`</SwmToken>\n'
    project.write({NAME: token})
    project.commit()
    with (project.root / "big.bin").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    done = run()
    assert (done.status, done.lines[0]) == (
        0,
        f"{NAME}:1: not checked: big.bin is too large to be read",
    )


def test_a_document_of_many_brackets(numbers: Project, run: Run) -> None:
    numbers.write({".swm/deep.a2b3.sw.md": "[" * 20_000 + "<SwmToken>" * 2_000})
    assert run().lines[-1] == "2 documents, 3 references: 3 up to date"


def test_an_index_that_is_damaged(numbers: Project, run: Run) -> None:
    (numbers.root / ".git/index").write_bytes(b"damaged")
    done = run()
    assert (done.status, done.out) == (0, "1 document, 3 references: 3 up to date\n")
    assert done.err == (
        "git can not read the repository (see 'git status'): files that it ignores are checked, "
        "too\n"
    )


def test_what_is_not_fetched_is_told(project: Project, run: Run) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    token = '<SwmToken path="a.py" pos="1:0:0" line-data="x = 1">`x`</SwmToken>\n'
    project.write({"a.py": pointer, NAME: token})
    project.commit()
    done = run()
    assert (done.status, done.lines[0]) == (
        0,
        f"{NAME}:1: not checked: a.py is a pointer of Git LFS; fetch the file with 'git lfs pull'",
    )
