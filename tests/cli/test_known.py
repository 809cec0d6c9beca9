"""Only what is new: since a branch began, or against a baseline."""

import json

import pytest

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Done, Run

BASELINE = ".swm/freshness-baseline.json"
OLD = "<SwmPath>[src/old.py](src/old.py)</SwmPath>\n"


def states(done: Done) -> list[str]:
    """The reported states of the first document."""
    return [line.split(": ")[1] for line in done.lines if line.startswith(NAME)]


@pytest.fixture
def stale(project: Project) -> Project:
    """A repository whose main branch has one stale path, and a branch that breaks a snippet."""
    project.commit({"src/app.py": APP, NAME: DOCUMENT, ".swm/old.a2b3.sw.md": OLD})
    project.git("switch", "-q", "-c", "branch")
    project.write({"src/app.py": "# head\n" + APP.replace("= 0", "= 1")})
    return project


def test_only_what_the_branch_broke(stale: Project, run: Run) -> None:
    done = run("--base", "main")
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4\n"
        f"src/app.py:4: documented in {NAME}:4 (moved)\n"
        f"{NAME}:13: changed: snippet src/app.py:6-10, now at lines 7-11; "
        "was 'result = 0', is 'result = 1'\n"
        f"src/app.py:7: documented in {NAME}:13 (changed)\n"
        "2 documents, 4 references: 1 up to date, 1 moved, 1 changed, 1 gone; 1 of them known "
        "before\n"
    )


def test_the_base_is_where_the_branch_began(stale: Project, run: Run) -> None:
    stale.commit()
    stale.git("switch", "-q", "main")
    # What main broke since is not what the branch broke, and does not excuse it.
    stale.commit({"src/app.py": "# another\n# head\n" + APP.replace("= 0", "= 2")})
    assert states(run("--base", "main", "--ref", "branch")) == ["moved", "changed"]
    stale.git("switch", "-q", "branch")
    assert states(run("--base", "main")) == ["moved", "changed"]


def test_problems_that_were_there_before(stale: Project, run: Run) -> None:
    stale.git("checkout", "-q", "src/app.py")
    stale.write({NAME: DOCUMENT.replace("Adds", "Größe").encode("cp1252")})
    line = f"{NAME}:1: problem: it is not UTF-8 and was read as cp1252; save it as UTF-8"
    assert run("--base", "main").lines[0] == line
    stale.commit()
    assert run().lines[0] == line
    assert run("--base", "HEAD").out == (
        "2 documents, 4 references: 3 up to date, 1 gone; 1 of them known before\n"
    )


def test_a_document_that_is_moved_and_edited_stays_known(stale: Project, run: Run) -> None:
    stale.git("checkout", "-q", "src/app.py")
    stale.git("mv", ".swm/old.a2b3.sw.md", ".swm/older.a2b3.sw.md")
    stale.commit({".swm/older.a2b3.sw.md": "# New\n\nWords.\n\n" + OLD})
    assert run("--base", "main").status == 0


def test_a_baseline(stale: Project, run: Run) -> None:
    done = run("--write-baseline")
    assert (done.status, done.err) == (0, f"3 findings written to {BASELINE}\n")
    assert done.out == (
        "2 documents, 4 references: 1 up to date, 1 moved, 1 changed, 1 gone; 3 of them known "
        "from now on\n"
    )
    text = (stale.root / BASELINE).read_text()
    first, *entries, last = text.splitlines()
    assert (first, last) == ('{"version": 1, "findings": [', "]}")
    assert [
        (entry["document"], entry["path"], entry["kind"], entry["state"])
        for entry in map(json.loads, (line.rstrip(",") for line in entries))
    ] == [
        (NAME, "src/app.py", "snippet", "changed"),
        (NAME, "src/app.py", "token", "moved"),
        (".swm/old.a2b3.sw.md", "src/old.py", "path", "gone"),
    ]
    done = run("--baseline", BASELINE)
    assert (done.status, done.err) == (0, "")
    run("--write-baseline")
    assert (stale.root / BASELINE).read_text() == text


def test_a_baseline_survives_other_numbers_of_lines(stale: Project, run: Run) -> None:
    run("--write-baseline")
    stale.write({NAME: DOCUMENT.replace('line="6"', 'line="7"').replace('pos="3:', 'pos="2:')})
    done = run("--baseline", BASELINE)
    assert (done.status, done.err) == (0, "")
    assert done.lines[-1].endswith("1 moved, 1 changed, 1 gone; 3 of them known before")


def test_new_drift_fails(stale: Project, run: Run) -> None:
    run("--write-baseline")
    stale.write({"src/app.py": "import os\n"})
    done = run("--baseline", BASELINE)
    assert done.status == 1
    assert done.lines == [
        f"{NAME}:4: gone: token 'parse' in src/app.py:3 is no longer there",
        f"{NAME}:13: gone: snippet src/app.py:6-10 is no longer there",
        "2 documents, 4 references: 1 up to date, 3 gone; 1 of them known before",
    ]


def test_entries_that_are_no_longer_needed(stale: Project, run: Run) -> None:
    run("--write-baseline")
    stale.git("checkout", "-q", "src/app.py")
    done = run("--baseline", BASELINE)
    assert (done.status, done.err) == (
        0,
        "2 entries of the baseline are no longer stale; write it again with --write-baseline\n",
    )
    assert run("--write-baseline").err == f"1 finding written to {BASELINE}\n"
    stale.write({"src/old.py": ""})
    assert run("--baseline", BASELINE).err == (
        "1 entry of the baseline is no longer stale; write it again with --write-baseline\n"
    )


def test_a_part_of_the_documents(stale: Project, run: Run) -> None:
    run("--write-baseline")
    assert run(NAME, "--baseline", BASELINE).err == ""
    done = run(NAME, "--write-baseline")
    assert (done.status, "is for all documents" in done.err) == (2, True)


def test_base_and_baseline_together(stale: Project, run: Run) -> None:
    run("--write-baseline")
    stale.commit()
    stale.write({NAME: DOCUMENT + "\n<SwmPath>[a.py](a.py)</SwmPath>\n"})
    done = run("--base", "main", "--baseline", BASELINE)
    assert [line for line in done.lines if "gone:" in line] == [
        f"{NAME}:25: gone: a.py no longer exists"
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<<<<<<< ours\n", "is not valid JSON; resolve the merge conflict in it, or write it again"),
        ("[" * 100_000, "is not valid JSON; resolve the merge conflict in it, or write it again"),
        (b"\xff\xfe\x00", "is not valid JSON; resolve the merge conflict in it, or write it again"),
        ('{"version": 2}', "has an unknown format; write it again with --write-baseline"),
        ('{"version": 1}', "has an unknown format; write it again with --write-baseline"),
        ('{"version": 1, "findings": 7}', "has an unknown format; write it again with --write-baseline"),
        ('{"version": 1, "findings": [{"state": "gone"}]}', "has an unknown format; write it again with --write-baseline"),
        ("[]", "has an unknown format; write it again with --write-baseline"),
    ],
)  # fmt: skip
def test_an_invalid_baseline(stale: Project, run: Run, content: str | bytes, problem: str) -> None:
    stale.write({"b.json": content})
    done = run("--baseline", "b.json")
    assert (done.status, done.out, done.err) == (2, "", f"Error: the baseline b.json {problem}\n")


def test_baseline_entries_of_an_unreadable_document_are_not_reported(
    stale: Project, run: Run
) -> None:
    run("--write-baseline")
    stale.write({".swm/old.a2b3.sw.md": b"x" * (21 * 1024 * 1024)})
    assert run("--baseline", BASELINE).err == ""


TWICE = """\
def first(item):
    total = add(item)
    return total

def second(item):
    total = add(item)
    return total
"""
SNIPPETS = "".join(
    f'<SwmSnippet path="/src/twice.py" line="{line}">\n\n---\n\nX\n\n```\n    total = add(item)\n'
    "    return total\n```\n\n---\n\n</SwmSnippet>\n\n"
    for line in (2, 6)
)
"""Two snippets that quote the same text of two places: on lines 8 and 22."""


@pytest.fixture
def twice(project: Project) -> Project:
    """A repository with one document that has two equal snippets, one of them stale."""
    project.commit({"src/twice.py": TWICE, NAME: SNIPPETS})
    project.commit({"src/twice.py": TWICE.replace("add(item)", "sum(item)", 1)})
    return project


@pytest.mark.parametrize("way", ["base", "baseline"])
def test_one_of_two_equal_references_excuses_no_other(twice: Project, run: Run, way: str) -> None:
    asked = ("--base", "HEAD") if way == "base" else ("--baseline", BASELINE)
    if way == "baseline":
        assert run("--write-baseline").status == 0
        assert len(json.loads((twice.root / BASELINE).read_text())["findings"]) == 1
    assert run(*asked).status == 0
    twice.write({"src/twice.py": TWICE.replace("add(item)", "sum(item)")})
    done = run(*asked)
    assert done.status == 1
    assert [line for line in done.lines if line.startswith(NAME)] == [
        f"{NAME}:22: changed: snippet src/twice.py:6-7, whose lines have changed; "
        "was 'total = add(item)', is 'total = sum(item)'"
    ]
    assert done.lines[-1].endswith("2 changed; 1 of them known before")


def test_the_other_one_of_two_equal_references(twice: Project, run: Run) -> None:
    """The newly stale one is reported, not the first."""
    twice.write({"src/twice.py": "# head\n" + TWICE.replace("add(item)", "sum(item)", 1)})
    twice.git("commit", "-qam", "moved")
    twice.write({"src/twice.py": TWICE.replace("add(item)", "sum(item)")})
    done = run("--base", "HEAD")
    assert [line.split(": ")[:2] for line in done.lines if line.startswith(NAME)] == [
        [f"{NAME}:22", "changed"]
    ]


def test_the_same_reference_repeated_is_known(twice: Project, run: Run) -> None:
    assert run("--write-baseline").status == 0
    first = SNIPPETS[: SNIPPETS.index("</SwmSnippet>")] + "</SwmSnippet>\n\n"
    twice.write({NAME: first + SNIPPETS})
    done = run("--baseline", BASELINE)
    assert done.status == 0
    assert "2 changed; 2 of them known before" in done.out


def test_a_file_that_the_branch_deleted_is_reported_where_it_was(stale: Project, run: Run) -> None:
    stale.git("rm", "-qf", "src/app.py")
    done = run("--base", "main")
    assert done.out == (
        f"{NAME}:4: gone: src/app.py no longer exists\n"
        f"src/app.py:3: documented in {NAME}:4 (gone)\n"
        f"{NAME}:5: gone: src/app.py no longer exists\n"
        f"src/app.py: documented in {NAME}:5 (gone)\n"
        f"{NAME}:13: gone: src/app.py no longer exists\n"
        f"src/app.py:6: documented in {NAME}:13 (gone)\n"
        "2 documents, 4 references: 4 gone; 1 of them known before\n"
    )


def test_a_base_whose_files_were_not_fetched(stale: Project, run: Run) -> None:
    """What cannot be compared is reported: it may well be the branch that broke it."""
    stale.commit()
    stale.git("config", "uploadpack.allowFilter", "true")
    done = run("--base", "origin/main", folder=stale.clone("--filter=blob:none").root)
    assert (done.status, states(done)) == (1, ["moved", "changed"])
    assert done.err == (
        "the clone is partial: moved code is found by its text alone where old files were not "
        "fetched\n"
        "the code of 2 references cannot be read where the branch began, so findings about it are "
        "reported as new; fetch the files of old commits\n"
    )
