"""``mkdocs-swimm coverage``: how much of the code is documented."""

import json
import os
import re
import sys
from pathlib import Path

import pytest

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run

COMMAND = "coverage"
BY_TEXT = "moved code is found by its text alone"


def path_to(path: str) -> str:
    """A document that names a file or folder."""
    return f"---\ntitle: A path\n---\nSee <SwmPath>[{path}]({path})</SwmPath>.\n"


def files(run: Run, *arguments: str, **more: str) -> dict[str, dict[str, object]]:
    """The entry of each file, by its path."""
    done = run("--format", "json", *arguments, **more)
    assert done.status == 0, done.err
    return {file.pop("path"): file for file in json.loads(done.out)["files"]}


@pytest.fixture
def shop(project: Project) -> Project:
    """A repository of several folders and languages.

    One file is documented, one is named, and two are in a folder that is named.
    """
    project.commit(
        {
            "src/app.py": APP,
            "src/store.py": "a = 1\n" * 6,
            "src/api/http.py": "b = 2\n\n\nc = 3\n",
            "src/api/rpc.py": "d = 4\n",
            "web/page.ts": "let e = 5\n" * 1_200,
            "web/list.ts": "let f = 6\n",
            "Makefile": "all:\n\techo\n",
            NAME: DOCUMENT,
            ".swm/other.a2b3.sw.md": path_to("src/api"),
            ".swm/third.a2b4.sw.md": path_to("src/store.py") + path_to("src/store.py"),
        }
    )
    project.commit({"src/store.py": "a = 2\n" * 6, "web/list.ts": "let f = 7\n"})
    project.commit({"web/list.ts": "let f = 8\n" * 3})
    return project


TEXT = """\
1 of 7 files is documented (14 %), 6 of 1,222 lines (1 %); 3 more are named

Folder    Files  Documented  Named  Lines  Documented
web/          2   0   (0 %)      0  1,203   0   (0 %)
src/          2   1  (50 %)      1     14   6  (43 %)
src/api/      2   0   (0 %)      2      3   0   (0 %)
./            1   0   (0 %)      0      2   0   (0 %)

Files most in need  Lines  Named
web/page.ts         1,200     no
src/store.py            6    yes
web/list.ts             3     no
Makefile                2     no
src/api/http.py         2    yes
src/api/rpc.py          1    yes
"""


def test_text(shop: Project, run: Run) -> None:
    done = run()
    assert (done.status, done.out, done.err) == (0, TEXT, "")


def test_json(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, "lib/a.xyz": "a\n\nb\n", NAME: DOCUMENT})
    project.commit({".swm/other.a2b3.sw.md": path_to("lib")})
    done = run("--format", "json", "--min", "50.5")
    assert (done.status, done.err) == (0, "")
    names = ("folder", "files", "documented_files", "named_files", "lines", "documented_lines")
    whole, src, lib = (
        dict(zip(names, one, strict=True))
        for one in (("", 2, 1, 1, 10, 6), ("src", 1, 1, 0, 8, 6), ("lib", 1, 0, 1, 2, 0))
    )
    assert json.loads(done.out) == {
        "version": 1,
        "root": "",
        "documents": 2,
        "minimum": 50.5,
        "failed": False,
        "summary": whole,
        "folders": [src, lib],
        "needs": ["lib/a.xyz"],
        "files": [
            {"path": "lib/a.xyz", "lines": 2, "documented": 0, "named": True},
            {"path": "src/app.py", "lines": 8, "documented": 6, "named": True},
        ],
    }


def test_folders_are_split_as_far_as_the_table_stays_short(project: Project, run: Run) -> None:
    project.write({f"src/a{number % 4}/b{number}/c.py": "a\n" for number in range(30)})
    project.commit({NAME: path_to("src")})
    assert [line.split()[0] for line in run().lines[3:7]] == [f"src/a{n}/" for n in range(4)]


def test_everything_is_documented(numbers: Project, run: Run) -> None:
    whole = DOCUMENT.replace('line="6"', 'line="1"').replace(
        DOCUMENT.partition("```python\n")[2].partition("```")[0], APP
    )
    numbers.write({NAME: whole})
    done = run("--min", "100")
    assert done.status == 0
    assert done.lines[0] == "1 of 1 file is documented (100 %), 8 of 8 lines (100 %)"
    assert "most in need" not in done.out


def test_code_counts_where_it_is_now(numbers: Project, run: Run) -> None:
    assert files(run)["src/app.py"]["documented"] == 6
    numbers.git("mv", "src/app.py", "src/moved.py")
    numbers.commit()
    assert list(files(run)) == ["src/moved.py"]
    assert files(run)["src/moved.py"]["documented"] == 6
    changed = "# head\n" + APP.replace("result = 0", "result = 1  # begin")
    numbers.write({"src/moved.py": changed})
    assert files(run)["src/moved.py"]["documented"] == 6
    numbers.write({"src/moved.py": "nothing = 0\n"})
    reported = files(run)["src/moved.py"]
    assert (reported["documented"], reported["named"]) == (0, True)


@pytest.mark.parametrize(
    ("document", "documented", "named"),
    [
        (DOCUMENT + DOCUMENT, 6, True),
        (re.sub("<(SwmPath|SwmSnippet|SwmToken)", r'<\1 repo-name="other"', DOCUMENT), 0, False),
        (path_to("/"), 0, False),
        (path_to("src"), 0, True),
    ],
    ids=["twice", "of another repository", "the root", "a folder"],
)
def test_what_counts(
    numbers: Project, run: Run, document: str, documented: int, named: bool
) -> None:
    numbers.write({NAME: document})
    reported = files(run)["src/app.py"]
    assert (reported["documented"], reported["named"]) == (documented, named)


# Continuous integration.


@pytest.mark.parametrize(
    ("minimum", "enough"), [("0", True), ("57.1", True), ("57.2", False), ("100", False)]
)
def test_the_share_that_is_asked_for(shop: Project, run: Run, minimum: str, enough: bool) -> None:
    done = run("--min", minimum)
    reported = f"(57.1 %), which is less than the {minimum} % of --min\n"
    message = "" if enough else f"4 of 7 files are documented or named {reported}"
    assert (done.status, done.out, done.err) == (int(not enough), TEXT, message)
    data = json.loads(run("--format", "json", "--min", minimum).out)
    assert (data["minimum"], data["failed"]) == (float(minimum), not enough)


def test_exactly_enough(project: Project, run: Run) -> None:
    # 30.1 * 1000 is a little more than 30100 to a computer.
    project.write({f"a/{number}.py": "a\n" for number in range(301)})
    project.write({f"b/{number}.py": "b\n" for number in range(699)})
    project.commit({NAME: path_to("a")})
    assert run("--min", "30.1").status == 0
    assert run("--min", "30.2").status == 1


# Which files count.


def test_files_that_are_not_code(numbers: Project, run: Run) -> None:
    names = """
        .github/workflows/ci.yml .gitattributes .swm/swimm.json CHANGELOG LICENSE README.txt
        a/node_modules/b/c.js a/vendor/b.go api_pb2.py data.csv docs/a.md docs/a.rst go.sum
        img/logo.svg lib/a.min.js package-lock.json poetry.lock third_party/a.c yarn.lock
    """.split()
    numbers.write(dict.fromkeys(names, "text\n"))
    numbers.git("add", "-f", ".")
    assert list(files(run)) == ["src/app.py"]


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ("--include src/**/*.py", "src/api/http.py src/api/rpc.py src/app.py src/store.py"),
        ("--include src/*.py", "src/app.py src/store.py"),
        ("--include *.ts --include Makefile", "Makefile web/list.ts web/page.ts"),
        ("--exclude web/ --exclude api", "Makefile src/app.py src/store.py"),
        ("--include src --exclude *[a!]p[pi]*", "src/store.py"),
        ("--include vendor/** --include *.md", "docs/a.md vendor/a.js"),
        ("--include nowhere", ""),
    ],
)
def test_include_and_exclude(shop: Project, run: Run, arguments: str, left: str) -> None:
    shop.write({"vendor/a.js": "a\n", "docs/a.md": "a\n"})
    shop.git("add", ".")
    if left:
        assert list(files(run, *arguments.split())) == left.split()
        return
    done = run(*arguments.split())
    assert (done.status, done.out) == (2, "")
    assert "no code that git tracks and that --include and --exclude select" in done.err


def test_only_what_git_tracks_counts(numbers: Project, run: Run) -> None:
    built = "<p>\n" * 90
    numbers.write({".gitignore": "out\n", "out/a.py": "a\n", "site/index.html": built})
    numbers.write({"new.py": "a\n"})
    assert list(files(run)) == ["src/app.py"]
    numbers.git("add", "new.py")
    assert list(files(run)) == ["new.py", "src/app.py"]


def test_binary_empty_and_huge_files_do_not_count(numbers: Project, run: Run) -> None:
    numbers.write(
        {
            "binary.py": b"a\0b\n",
            "empty.py": "",
            "blank.py": "\n \t\r\n",
            "wide.py": "\ufeffa\n\nb\n".encode("utf-16-le"),
            "old.py": "größe = 1\n".encode("cp1252"),
            "marked.py": b"\xef\xbb\xbf\n\xef\xbb\xbfa\r\n",
        }
    )
    with (numbers.root / "huge.py").open("wb") as file:
        file.write(b"a\n" * (5 * 1024 * 1024 + 1))
    numbers.git("add", ".")
    assert {path: file["lines"] for path, file in files(run).items()} == {
        "marked.py": 1,
        "old.py": 1,
        "src/app.py": 8,
        "wide.py": 2,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_links_and_pipes_do_not_count(numbers: Project, run: Run, outside: Path) -> None:
    (outside / "secret.py").write_text("a\n")
    (numbers.root / "again.py").symlink_to("src/app.py")
    (numbers.root / "secret.py").symlink_to(outside / "secret.py")
    (numbers.root / "nowhere.py").symlink_to("nowhere")
    numbers.commit({"lib/secret.py": "a\nb\n"})
    os.mkfifo(numbers.root / "pipe.py")
    assert list(files(run)) == list(files(run, "--ref", "HEAD")) == ["lib/secret.py", "src/app.py"]
    # A folder that became a link still has its files in git's index.
    (numbers.root / "lib/secret.py").unlink()
    (numbers.root / "lib").rmdir()
    (numbers.root / "lib").symlink_to(outside)
    assert list(files(run)) == ["src/app.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_odd_names(project: Project, run: Run) -> None:
    names = ["a b ü.py", "a\nb.py", "a\x1b[31m.py", "'\"<&>.py", "-rf.py", "a\\b.py"]
    names.append(os.fsdecode(b"a\xff.py"))
    project.commit(dict.fromkeys(names, "a\n") | {NAME: DOCUMENT})
    reported = {line.partition("  ")[0] for line in run().lines[-len(names) :]}
    assert {"a\\nb.py", "a\\x1b[31m.py", "a\\udcff.py", "-rf.py"} < reported
    assert list(files(run)) == sorted(names)


# Surroundings.


def test_a_revision(shop: Project, run: Run) -> None:
    reported = files(run, "--ref", "HEAD~1")
    assert reported["web/list.ts"]["lines"] == 1
    assert reported["src/app.py"]["documented"] == 6
    done = run("--ref", "nowhere")
    assert (done.status, done.out) == (2, "")
    assert done.err == ("Error: the revision 'nowhere' of --ref is not known; fetch it first\n")


def test_without_git(shop: Project, run: Run) -> None:
    shop.write({".hidden/a.py": "a\n", "build/a.py": "a\n", "site/a.js": "a\n"})
    done = run(PATH="/nowhere")
    assert (done.status, done.err) == (0, f"git is not available: {BY_TEXT}\n")
    assert done.out == TEXT


def test_nothing_is_tracked(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, NAME: DOCUMENT})
    project.git("init", "-q")
    done = run()
    assert (done.status, done.out) == (2, "")
    assert done.err == f"Error: no code that git tracks in {project.root}\n"
    project.git("add", "-A")
    assert files(run)["src/app.py"]["documented"] == 6


def test_a_part_of_a_repository(project: Project, run: Run) -> None:
    part = {f"part/{path}": text for path, text in {"src/app.py": APP, NAME: DOCUMENT}.items()}
    project.commit({**part, "other.py": "a\n"})
    data = json.loads(run("--root", "part", "--format", "json").out)
    assert (data["root"], [file["path"] for file in data["files"]]) == ("part/", ["src/app.py"])
    assert data["files"][0]["documented"] == 6
    again = json.loads(run("--root", "part", "--format", "json", "--ref", "HEAD").out)
    assert again == data


# What stops it.


def test_unreadable_documents(numbers: Project, run: Run) -> None:
    numbers.write({".swm/big.a2b3.sw.md": b"x" * (21 * 1024 * 1024)})
    done = run()
    assert done.status == 0
    assert done.err == ".swm/big.a2b3.sw.md cannot be read: it is larger than 20 MB\n"
    assert files(run)["src/app.py"]["documented"] == 6
    done = run(".swm/big.a2b3.sw.md")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        ".swm/big.a2b3.sw.md cannot be read: it is larger than 20 MB\n"
        "Error: none of the documents can be read\n"
    )
