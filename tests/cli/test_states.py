"""The messages about each kind of reference in each state, as a person reads them."""

import pytest

from ..conftest import Project
from ..documents import token
from .conftest import APP, DOCUMENT, NAME, Run

CHANGED = APP.replace("def parse(text):", "def parse(text: str):").replace("= 0", "= 1")
PARSE = "was 'def parse(text):', is 'def parse(text: str):'"
RESULT = "was 'result = 0', is 'result = 1'"
OTHER = "async fn add_up(&self) -> i64 {\n    self.items.iter().sum()\n}\n"


@pytest.mark.parametrize(
    ("app", "reported", "counts"),
    [
        (APP, [], "3 up to date"),
        (
            APP.replace("import os\n", "import os\nimport sys\n"),
            [
                "4: moved: token 'parse' in src/app.py:3 is now at src/app.py:4",
                "13: moved: snippet src/app.py:6-10 is now at src/app.py:7-11",
            ],
            "1 up to date, 2 moved",
        ),
        (
            CHANGED,
            [
                f"4: changed: token 'parse' in src/app.py:3, whose line has changed; {PARSE}",
                f"13: changed: snippet src/app.py:6-10, whose lines have changed; {RESULT}",
            ],
            "1 up to date, 2 changed",
        ),
        (
            f"# head\n# head\n{CHANGED}",
            [
                f"4: changed: token 'parse' in src/app.py:3, now at line 5; {PARSE}",
                f"13: changed: snippet src/app.py:6-10, now at lines 8-12; {RESULT}",
            ],
            "1 up to date, 2 changed",
        ),
        (
            APP.replace("def parse(", "def parse_all("),
            [
                "4: changed: token 'parse' is now called 'parse_all', src/app.py:3; "
                "was 'def parse(text):', is 'def parse_all(text):'"
            ],
            "2 up to date, 1 changed",
        ),
        (
            "import os\n",
            [
                "4: gone: token 'parse' in src/app.py:3 is no longer there",
                "13: gone: snippet src/app.py:6-10 is no longer there",
            ],
            "1 up to date, 2 gone",
        ),
        (
            # Only the version at the commit that wrote the document shows where this was.
            f"{APP[: APP.index('def total')]}{OTHER}\nlast = 1\n",
            ["13: gone: snippet src/app.py:6-10 has been rewritten, hardly any of it is unchanged"],
            "2 up to date, 1 gone",
        ),
    ],
)
def test_code_that_changed(
    numbers: Project, run: Run, app: str, reported: list[str], counts: str
) -> None:
    numbers.write({"src/app.py": app})
    done = run()
    assert (done.status, done.err) == (1 if reported else 0, "")
    assert done.lines == [
        *(f"{NAME}:{line}" for line in reported),
        f"1 document, 3 references: {counts}",
    ]


def test_a_renamed_file(numbers: Project, run: Run) -> None:
    numbers.git("mv", "src/app.py", "src/numbers.py")
    numbers.commit()
    assert run().lines == [
        f"{NAME}:4: moved: token 'parse' in src/app.py:3 is now at src/numbers.py:3",
        f"{NAME}:5: moved: src/app.py is now src/numbers.py",
        f"{NAME}:13: moved: snippet src/app.py:6-10 is now at src/numbers.py:6-10",
        "1 document, 3 references: 3 moved",
    ]
    numbers.write({"src/numbers.py": APP.replace("result = 0", "result = 1")})
    assert run().lines[2] == (
        f"{NAME}:13: changed: snippet src/app.py:6-10, now at src/numbers.py:6-10; {RESULT}"
    )


def test_one_of_several_places(project: Project, run: Run) -> None:
    line = "return compute(value)"
    project.commit(
        {"src/app.py": f"a\n\n{line}\nb\n{line}\n", NAME: token("src/app.py", 9, "compute", line)}
    )
    assert run().lines[0] == (
        f"{NAME}:1: changed: token 'compute' in src/app.py:9, perhaps now at line 5"
    )


def test_a_missing_file_is_one_line_and_its_cause_one_of_the_summary(
    numbers: Project, run: Run
) -> None:
    numbers.commit({f".swm/more{number}.x1y{number}.sw.md": DOCUMENT for number in range(2)})
    numbers.git("rm", "-q", "src/app.py")
    numbers.commit()
    assert run().lines == [
        ".swm/more0.x1y0.sw.md:4: gone: src/app.py no longer exists (9 references)",
        "3 documents, 9 references: 9 gone",
        "  9 references gone: src/app.py no longer exists",
    ]
    assert run(NAME).lines[-1] == "1 document, 3 references: 3 gone"


def test_code_that_cannot_be_compared(project: Project, run: Run) -> None:
    files = {
        "logo.png": (b"\x89PNG\0\0", "logo.png is binary"),
        "data.csv": (b"x,y\n" * 3_000_000, "data.csv is too large to be read"),
        "gen/api.py": ("def a():\n", "gen/api.py is ignored by git"),
        "lfs.bin": (
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "lfs.bin is a pointer of Git LFS; fetch the file with 'git lfs pull'",
        ),
    }
    project.write({path: content for path, (content, _) in files.items()})
    tokens = [token(path, 1, "a", "a") for path in files]
    outside = token("../../etc/passwd", 1, "root", "root:x:0:0")
    project.commit({".gitignore": "/gen\n", NAME: "\n".join([*tokens, outside])})
    assert run().lines == [
        *(f"{NAME}:{at}: not checked: {why}" for at, (_, why) in enumerate(files.values(), 1)),
        f"{NAME}:5: gone: ../../etc/passwd is not a path within the repository",
        "1 document, 5 references: 1 gone, 4 not checked",
    ]


ELSEWHERE = (
    '<SwmPath repo-id="abc" repo-name="other">[x.py](x.py)</SwmPath>\n\n'
    "<SwmToken>`parse`</SwmToken>\n\n"
    '<SwmSnippet path="/src/app.py" line="6">\n\n---\n\nWhat?\n\n```python\n\n```\n\n---\n\n</SwmSnippet>\n'
)


def test_references_that_cannot_be_checked_are_listed_on_request(
    project: Project, run: Run
) -> None:
    project.commit({"src/app.py": APP, NAME: ELSEWHERE})
    done = run()
    assert (done.status, done.out) == (0, "1 document, 3 references: 3 not checked\n")
    done = run("--verbose")
    assert done.status == 0
    assert done.lines == [
        f"{NAME}:1: not checked: x.py is in another repository",
        f"{NAME}:3: not checked: token 'parse' names no file",
        f"{NAME}:11: not checked: snippet src/app.py quotes nothing",
        "1 document, 3 references: 3 not checked",
    ]


@pytest.mark.parametrize(("least", "status"), [("moved", 1), ("changed", 1), ("gone", 0)])
def test_what_fails_is_chosen(numbers: Project, run: Run, least: str, status: int) -> None:
    numbers.write({"src/app.py": APP.replace("= 0", "= 1")})
    done = run("--fail-on", least)
    assert (done.status, done.lines) == (status, run().lines)
    assert run("--fail-on", least, "--exit-zero").status == 0
    assert (numbers.root / NAME).read_text() == DOCUMENT
