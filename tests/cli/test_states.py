"""What is told about each kind of reference in each state, as a person reads it."""

from __future__ import annotations

import pytest

from ..conftest import Project
from .conftest import APP, DOCUMENT, NAME, Run


def token(text: str, path: str, line: int, data: str) -> str:
    return f'<SwmToken path="{path}" pos="{line}:2:2" line-data="{data}">`{text}`</SwmToken>'


def test_all_is_well(numbers: Project, run: Run) -> None:
    done = run()
    assert (done.status, done.err) == (0, "")
    assert done.out == "1 document, 3 references: 3 up to date\n"


def test_moved_lines(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": APP.replace("import os\n", "import os\nimport sys\n")})
    done = run()
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4\n"
        f"{NAME}:13: moved: snippet src/app.py:6-10 is now at src/app.py:7-11\n"
        "1 document, 3 references: 1 up to date, 2 moved\n"
    )


def test_a_renamed_file(numbers: Project, run: Run) -> None:
    numbers.git("mv", "src/app.py", "src/numbers.py")
    numbers.commit()
    done = run()
    assert done.status == 1
    assert done.out == (
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/numbers.py:3\n"
        f"{NAME}:5: moved: src/app.py is now src/numbers.py\n"
        f"{NAME}:13: moved: snippet src/app.py:6-10 is now at src/numbers.py:6-10\n"
        "1 document, 3 references: 3 moved\n"
    )


def test_a_renamed_file_that_changed(numbers: Project, run: Run) -> None:
    numbers.git("mv", "src/app.py", "src/numbers.py")
    numbers.write({"src/numbers.py": APP.replace("result = 0", "result = 1")})
    numbers.commit()
    assert run().lines[2] == (
        f"{NAME}:13: changed: snippet src/app.py:6-10, now at src/numbers.py:6-10; "
        "was 'result = 0', is 'result = 1'"
    )


def test_changed_code(numbers: Project, run: Run) -> None:
    changed = APP.replace("def parse(text):", "def parse(text: str):").replace("= 0", "= 1")
    numbers.write({"src/app.py": changed})
    done = run()
    assert done.status == 1
    assert done.out == (
        f"{NAME}:4: changed: token 'parse' in src/app.py:3, whose line has changed; "
        "was 'def parse(text):', is 'def parse(text: str):'\n"
        f"{NAME}:13: changed: snippet src/app.py:6-10, whose lines have changed; "
        "was 'result = 0', is 'result = 1'\n"
        "1 document, 3 references: 1 up to date, 2 changed\n"
    )


def test_changed_code_at_other_lines(numbers: Project, run: Run) -> None:
    changed = APP.replace("def parse(text):", "def parse(text: str):").replace("= 0", "= 1")
    numbers.write({"src/app.py": "# head\n# head\n" + changed})
    assert run().out == (
        f"{NAME}:4: changed: token 'parse' in src/app.py:3, now at line 5; "
        "was 'def parse(text):', is 'def parse(text: str):'\n"
        f"{NAME}:13: changed: snippet src/app.py:6-10, now at lines 8-12; "
        "was 'result = 0', is 'result = 1'\n"
        "1 document, 3 references: 1 up to date, 2 changed\n"
    )


def test_a_renamed_identifier(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": APP.replace("def parse(", "def parse_all(")})
    assert run().out == (
        f"{NAME}:4: changed: token 'parse' is now called 'parse_all', src/app.py:3; "
        "was 'def parse(text):', is 'def parse_all(text):'\n"
        "1 document, 3 references: 2 up to date, 1 changed\n"
    )


def test_one_of_several_places(project: Project, run: Run) -> None:
    line = "return compute(value)"
    project.write(
        {"src/app.py": f"a\n\n{line}\nb\n{line}\n", NAME: token("compute", "src/app.py", 9, line)}
    )
    project.commit()
    assert run().lines[0] == (
        f"{NAME}:1: changed: token 'compute' in src/app.py:9, perhaps now at line 5"
    )


def test_code_that_is_gone(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": "import os\n"})
    done = run()
    assert done.status == 1
    assert done.out == (
        f"{NAME}:4: gone: token 'parse' in src/app.py:3 is no longer there\n"
        f"{NAME}:13: gone: snippet src/app.py:6-10 is no longer there\n"
        "1 document, 3 references: 1 up to date, 2 gone\n"
    )


def test_code_that_was_rewritten(numbers: Project, run: Run) -> None:
    # Only the version at the commit that wrote the document tells where this was.
    other = "async fn add_up(&self) -> i64 {\n    self.items.iter().sum()\n}\n"
    numbers.write({"src/app.py": APP[: APP.index("def total")] + other + "\nlast = 1\n"})
    numbers.commit()
    assert run().lines[0] == (
        f"{NAME}:13: gone: snippet src/app.py:6-10 has been rewritten, next to nothing of it "
        "is as it was"
    )


def test_a_file_that_is_gone(numbers: Project, run: Run) -> None:
    numbers.git("rm", "-q", "src/app.py")
    numbers.commit()
    assert run().out == (
        f"{NAME}:4: gone: src/app.py does not exist any more (3 references)\n"
        "1 document, 3 references: 3 gone\n"
    )


def test_a_cause_of_many_references_is_one_line_of_the_summary(numbers: Project, run: Run) -> None:
    numbers.write({f".swm/more{number}.x1y{number}.sw.md": DOCUMENT for number in range(2)})
    numbers.commit()
    numbers.git("rm", "-q", "src/app.py")
    numbers.commit()
    assert run().out == (
        ".swm/more0.x1y0.sw.md:4: gone: src/app.py does not exist any more (9 references)\n"
        "3 documents, 9 references: 9 gone\n"
        "  9 references gone: src/app.py does not exist any more\n"
    )


def test_a_path_that_climbs_out(project: Project, run: Run) -> None:
    project.write({NAME: token("root", "../../etc/passwd", 1, "root:x:0:0"), "src/app.py": APP})
    project.commit()
    assert run().lines[0] == f"{NAME}:1: gone: ../../etc/passwd is not a path within the repository"


def test_what_can_not_be_compared(project: Project, run: Run) -> None:
    project.write(
        {
            "logo.png": b"\x89PNG\0\0",
            "data.csv": b"x,y\n" * 3_000_000,
            NAME: token("a", "logo.png", 1, "a") + "\n\n" + token("x", "data.csv", 1, "x"),
        }
    )
    project.commit()
    done = run()
    assert done.status == 0
    assert done.out == (
        f"{NAME}:1: not checked: logo.png is binary\n"
        f"{NAME}:3: not checked: data.csv is too large to be read\n"
        "1 document, 2 references: 2 not checked\n"
    )


def test_what_git_ignores(project: Project, run: Run) -> None:
    project.write(
        {".gitignore": "/gen\n", "src/app.py": APP, NAME: token("a", "gen/api.py", 1, "def a():")}
    )
    project.commit()
    done = run()
    assert done.status == 0
    assert done.lines[0] == f"{NAME}:1: not checked: gen/api.py is ignored by git"


ELSEWHERE = (
    '<SwmPath repo-id="abc" repo-name="other">[x.py](x.py)</SwmPath>\n\n'
    "<SwmToken>`parse`</SwmToken>\n\n"
    '<SwmSnippet path="/src/app.py" line="6">\n\n---\n\nWhat?\n\n```python\n\n```\n\n---\n\n</SwmSnippet>\n'
)


def test_what_nobody_can_check_is_counted(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, NAME: ELSEWHERE})
    project.commit()
    done = run()
    assert (done.status, done.out) == (0, "1 document, 3 references: 3 not checked\n")


def test_what_nobody_can_check_is_told_when_asked(project: Project, run: Run) -> None:
    project.write({"src/app.py": APP, NAME: ELSEWHERE})
    project.commit()
    done = run("--verbose")
    assert done.status == 0
    assert done.out == (
        f"{NAME}:1: not checked: x.py is in another repository\n"
        f"{NAME}:3: not checked: token 'parse' names no file\n"
        f"{NAME}:11: not checked: snippet src/app.py quotes nothing\n"
        "1 document, 3 references: 3 not checked\n"
    )


@pytest.mark.parametrize(
    ("least", "status"),
    [("moved", 1), ("changed", 1), ("gone", 0)],
)
def test_what_fails_is_chosen(numbers: Project, run: Run, least: str, status: int) -> None:
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    done = run("--fail-on", least)
    assert done.status == status
    assert (
        done.lines[0]
        == f"{NAME}:13: changed: snippet src/app.py:6-10, whose lines have changed; was 'result = 0', is 'result = 1'"
    )


def test_moved_is_told_though_it_does_not_fail(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": "# head\n" + APP})
    done = run("--fail-on", "changed")
    assert done.status == 0
    assert done.lines[-1] == "1 document, 3 references: 1 up to date, 2 moved"


def test_documents_are_never_changed(numbers: Project, run: Run) -> None:
    numbers.write({"src/app.py": "# head\n" + APP})
    run("--write-baseline")
    assert (numbers.root / NAME).read_text() == DOCUMENT
    assert numbers.git("status", "--porcelain") == "M src/app.py\n?? .swm/freshness-baseline.json"
