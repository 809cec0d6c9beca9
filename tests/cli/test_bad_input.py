"""Input that is broken or hostile: one clear line each, never a traceback."""

import json
import os
import sys
from pathlib import Path

import pytest

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run

WELL = "1 document, 3 references: 3 up to date"
NO_ID = "it is not JSON with a 'repo_id', so this repository's id is not known"
NOT_FOLLOWED = (
    ".swm/link.a2b3.sw.md:1: problem: this link leads out of the repository, to a missing file, or to "
    "one that git ignores, and is not followed; delete it, or replace it with the file itself"
)
windows = pytest.mark.skipif(sys.platform == "win32", reason="no such names there")


@pytest.mark.parametrize(
    ("name", "content", "reported", "counts"),
    [
        (
            NAME,
            DOCUMENT.replace("Adds", "Größe").encode("cp1252"),
            "1: problem: it is not UTF-8 and was read as cp1252; save it as UTF-8",
            WELL,
        ),
        (
            NAME,
            DOCUMENT[: DOCUMENT.index("</SwmSnippet>")],
            "7: problem: ",
            "1 document, 2 references: 2 up to date",
        ),
        (
            NAME,
            DOCUMENT.replace("title: Numbers", "title: a: b"),
            "2: problem: the front matter is not valid YAML",
            WELL,
        ),
        (
            ".swm/big.a2b3.sw.md",
            b"x" * (21 * 1024 * 1024),
            "1: unreadable: it is larger than 20 MB",
            f"{WELL.replace('1 document', '2 documents')}; 1 document cannot be read",
        ),
        *(
            (".swm/swimm.json", content, f"1: problem: {NO_ID}", WELL)
            for content in ("{", "[]", '{"repo_id": 1}', "[" * 100_000)
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_files(
    numbers: Project, run: Run, name: str, content: str | bytes, reported: str, counts: str
) -> None:
    numbers.write({name: content})
    done = run("--fail-on", "gone")
    assert done.status == ("unreadable" in reported)
    [line, last] = done.lines
    assert line.startswith(f"{name}:{reported}")
    assert last == counts


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 50, "[" * 20_000 + "<SwmToken>" * 2_000], ids=["bytes", "deep"]
)
def test_noise(numbers: Project, run: Run, content: str | bytes) -> None:
    numbers.write({".swm/noise.a2b3.sw.md": content})
    done = run()
    assert (done.status, done.lines[-1]) == (0, "2 documents, 3 references: 3 up to date")
    assert all(line.isprintable() for line in done.lines)


@windows
@pytest.mark.parametrize("to", ["../.git/config", "link.a2b3.sw.md", "{outside}/secret"])
def test_documents_that_are_links_to_elsewhere(
    numbers: Project, run: Run, outside: Path, to: str
) -> None:
    (outside / "secret").write_text(DOCUMENT)
    (numbers.root / ".swm/link.a2b3.sw.md").symlink_to(to.replace("{outside}", str(outside)))
    numbers.git("add", ".")
    assert run().lines == [NOT_FOLLOWED, WELL]


def test_a_document_that_leads_nowhere(numbers: Project, run: Run) -> None:
    (numbers.root / ".swm/link.a2b3.sw.md").symlink_to("nowhere")
    assert run().lines == [WELL]
    done = run(".swm/link.a2b3.sw.md")
    assert (done.status, done.err) == (2, "Error: .swm/link.a2b3.sw.md does not exist\n")


def test_a_document_without_read_permission(
    numbers: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    done = run()
    assert (done.status, done.err) == (1, "")
    assert done.lines == [
        f"{NAME}:1: unreadable: Permission denied",
        "1 document, 0 references; 1 document cannot be read",
    ]


def test_code_that_vanishes(numbers: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    read_bytes = Path.read_bytes

    def vanish(path: Path) -> bytes:
        if path.name == "app.py":
            path.unlink()
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    done = run()
    assert (done.status, done.err) == (1, "")
    assert done.lines[0] == f"{NAME}:4: gone: src/app.py no longer exists (2 references)"


@windows
@pytest.mark.parametrize(
    ("name", "reported"),
    [
        (".swm/a b ü 日本.x1y2.sw.md", ".swm/a b ü 日本.x1y2.sw.md"),
        (".swm/a\nb.x1y2.sw.md", ".swm/a\\nb.x1y2.sw.md"),
        (os.fsdecode(b".swm/a\xff.x1y2.sw.md"), ".swm/a\\udcff.x1y2.sw.md"),
        (".swm/-a:b,c%\"'<b>&.x1y2.sw.md", ".swm/-a:b,c%\"'<b>&.x1y2.sw.md"),
    ],
)
def test_names_of_documents(project: Project, run: Run, name: str, reported: str) -> None:
    project.write({"src/app.py": APP})
    path = project.root / os.fsdecode(name)
    path.parent.mkdir()
    path.write_text(DOCUMENT)
    project.commit()
    project.write({"src/app.py": "# head\n" + APP})
    assert run().lines[1] == (
        f"{reported}:13: moved: snippet src/app.py:6-10 is now at src/app.py:7-11"
    )
    for form in ("github", "json", "sarif", "junit"):
        assert run("--format", form).status == 1
    assert run("--base", "HEAD").status == 1
    assert run("--write-baseline").status == 0
    assert run("--baseline", ".swm/freshness-baseline.json").status == 0


@windows
@pytest.mark.parametrize("name", ["src/a b ü.py", "src/日本 (1).py", "src/&amp;.py"])
def test_names_of_code(project: Project, run: Run, name: str) -> None:
    shown = name.replace("&amp;", "&")
    document = DOCUMENT.replace("src/app.py", name)
    project.commit({shown: APP, NAME: document.replace(f"[{name}]({name})", "[src](src)")})
    assert run().lines == [WELL]
    project.write({shown: "# head\n" + APP})
    assert run().lines[1] == f"{NAME}:13: moved: snippet {shown}:6-10 is now at {shown}:7-11"


def test_characters_that_the_terminal_does_not_have(project: Project, run: Run) -> None:
    project.commit({NAME: "<SwmPath>[日本.py](日本.py)</SwmPath>\n", "src/app.py": APP})
    done = run(PYTHONIOENCODING="latin-1")
    assert done.lines[0] == f"{NAME}:1: gone: \\u65e5\\u672c.py no longer exists"
    data = json.loads(run("--format", "json", PYTHONIOENCODING="latin-1").out)
    assert data["findings"][0]["path"] == "日本.py"


def test_an_index_that_is_damaged(numbers: Project, run: Run) -> None:
    (numbers.root / ".git/index").write_bytes(b"damaged")
    done = run()
    assert (done.status, done.lines) == (0, [WELL])
    assert done.err == (
        "git cannot read the repository (see 'git status'): files that it ignores are checked too\n"
    )
