"""The state of every kind of reference after everything that happens to code."""

from __future__ import annotations

import pytest

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.code.git import Git
from mkdocs_swimm.format.document import read
from mkdocs_swimm.freshness import Checker
from tests.conftest import Project

from .story import Story

APP = '''"""Parcels."""

import json


def load(path):
    """Read parcels from a file."""
    with open(path) as file:
        rows = json.load(file)
    return [Parcel(**row) for row in rows]


def weigh(parcel):
    total = parcel.weight
    for item in parcel.items:
        total += item.weight
    return total


class Parcel:
    def __init__(self, weight, items):
        self.weight = weight
        self.items = items

    def label(self):
        return f"{self.weight} g, {len(self.items)} items"
'''

WITH_GIT = pytest.mark.parametrize("mode", ["work tree", "commit"])
ANYHOW = pytest.mark.parametrize("mode", ["work tree", "commit", "no git"])


@pytest.fixture
def story(project: Project) -> Story:
    project.write({"src/app.py": APP})
    told = Story(project)
    told.document(
        told.snippet("src/app.py", 13, 17),
        told.token("src/app.py", 25, "label"),
        told.path("src/app.py"),
    )
    return told


WEIGH = APP[APP.index("def weigh") : APP.index("class Parcel")]
LABEL = APP[APP.index("    def label") :]
SHIFTED = "".join(f"    {line}\n" if line else "\n" for line in WEIGH.rstrip().split("\n"))


@pytest.mark.parametrize(
    ("changes", "snippet", "token"),
    [
        ([], "up to date src/app.py:13-17", "up to date src/app.py:25"),
        (
            [("import json\n", "import json\nimport sys\nimport time\n")],
            "moved src/app.py:15-19",
            "moved src/app.py:27",
        ),
        (
            [("total = parcel.weight\n", "total = parcel.weight or 0\n")],
            "changed src/app.py:13-17",
            "up to date src/app.py:25",
        ),
        (
            [
                ("import json\n", "import json\nimport sys\n"),
                ("item.weight\n", "item.weight\n        total += 1\n"),
            ],
            "changed src/app.py:14-19",
            "moved src/app.py:27",
        ),
        (
            [("        total += item.weight\n", "")],
            "changed src/app.py:13-16",
            "moved src/app.py:24",
        ),
        (
            [("def weigh(parcel):", "async def compute(box, *, extra):")],
            "changed src/app.py:13-17",
            "up to date src/app.py:25",
        ),
        ([(WEIGH, "")], "gone (deleted)", "moved src/app.py:18"),
        ([(WEIGH, ""), (LABEL, LABEL + WEIGH)], "moved src/app.py:20-24", "moved src/app.py:18"),
        ([(LABEL, "")], "up to date src/app.py:13-17", "gone (deleted)"),
        (
            [("def label(self)", "def caption(self)")],
            "up to date src/app.py:13-17",
            "changed (renamed) src/app.py:25 = caption",
        ),
        (
            [("def label(self):", "def label(self, unit=None):")],
            "up to date src/app.py:13-17",
            "changed src/app.py:25",
        ),
        (
            [(WEIGH, f"if True:\n{SHIFTED}\n\n")],
            "changed (white space) src/app.py:14-18",
            "moved src/app.py:26",
        ),
    ],
)
def test_edits(story: Story, changes: list[tuple[str, str]], snippet: str, token: str) -> None:
    story.replace("src/app.py", *changes)
    # Without history nothing says that it was this line, although it is the most likely one.
    unsure = "(deleted)" in token or "(renamed)" in token
    assert story.told("no git")[0] == snippet
    assert unsure or story.told("no git")[1] == token
    for mode in ("work tree", "commit"):
        assert story.told(mode) == [snippet, token, "up to date src/app.py"]


@WITH_GIT
def test_the_file_renamed(story: Story, mode: str) -> None:
    (story.project.root / "lib").mkdir()
    story.project.git("mv", "src/app.py", "lib/parcels.py")
    assert story.told(mode) == [
        "moved (renamed) lib/parcels.py:13-17",
        "moved (renamed) lib/parcels.py:25",
        "moved (renamed) lib/parcels.py",
    ]


@pytest.mark.parametrize("mode", ["work tree", "no git"])
def test_the_file_moved_without_telling_git(story: Story, mode: str) -> None:
    """A file of the same name with the very lines is the only hint, and enough."""
    (story.project.root / "lib").mkdir()
    (story.project.root / "src/app.py").rename(story.project.root / "lib/app.py")
    assert story.told(mode)[0] == "moved (renamed) lib/app.py:13-17"


def test_the_file_moved_and_edited_without_telling_git(story: Story) -> None:
    (story.project.root / "lib").mkdir()
    (story.project.root / "src/app.py").rename(story.project.root / "lib/app.py")
    story.replace("lib/app.py", ("total = parcel.weight\n", "total = parcel.weight or 0\n"))
    # Another file of the name is not like it.
    story.project.write({"other/app.py": "nothing = 'alike'\n" * 30})
    assert story.told() == [
        "changed (renamed) lib/app.py:13-17",
        "moved (renamed) lib/app.py:25",
        "gone (missing)",
    ]


def test_the_file_renamed_without_telling_git(story: Story) -> None:
    (story.project.root / "src/app.py").rename(story.project.root / "src/parcels.py")
    assert story.told()[:2] == [
        "moved (renamed) src/parcels.py:13-17",
        "moved (renamed) src/parcels.py:25",
    ]


def test_two_likely_files_are_not_guessed_between(story: Story) -> None:
    for folder in ("lib", "box"):
        story.project.write({f"{folder}/app.py": APP})
    (story.project.root / "src/app.py").unlink()
    assert story.told() == ["gone (missing)"] * 3


@WITH_GIT
def test_a_folder_renamed(project: Project, mode: str) -> None:
    project.write({f"src/old/{name}.py": f"{name} = {name!r}\n" * 5 for name in ("a", "b", "c")})
    story = Story(project)
    story.document(story.path("src/old"), story.path("src/old/b.py"), story.path("src/never"))
    project.git("mv", "src/old", "src/new")
    assert story.told(mode) == [
        "moved (renamed) src/new",
        "moved (renamed) src/new/b.py",
        "gone (missing)",
    ]


@ANYHOW
def test_the_file_deleted(story: Story, mode: str) -> None:
    (story.project.root / "src/app.py").unlink()
    assert story.told(mode) == ["gone (missing)", "gone (missing)", "gone (missing)"]


@WITH_GIT
def test_a_short_line_renamed_by_a_letter(project: Project, mode: str) -> None:
    project.write({"conf.yaml": "version: 2\n\nsphinx2:\n  builder: html\n"})
    story = Story(project)
    story.document(story.token("conf.yaml", 3, "sphinx2"))
    story.replace("conf.yaml", ("sphinx2", "sphinx"))
    assert story.told(mode) == ["changed (renamed) conf.yaml:3 = sphinx"]


@WITH_GIT
def test_the_same_text_where_history_lost_most_lines(project: Project, mode: str) -> None:
    """Repeated lines around lead a comparison astray; the exact text settles it."""
    block = "  }\n\n  return value\n}\n"
    project.write(
        {
            "a.js": "function one() {\n  if (x) {\n    go(1)\n"
            + block
            + "\n"
            + "function two() {\n  if (y) {\n    go(2)\n"
            + block
        }
    )
    story = Story(project)
    story.document(story.snippet("a.js", 9, 15))
    text = (project.root / "a.js").read_text()
    extra = "function zero() {\n  if (z) {\n    go(0)\n" + block + "\n"
    project.write({"a.js": extra * 3 + text})
    assert story.told(mode) == ["moved a.js:33-39"]


@ANYHOW
@pytest.mark.parametrize(
    "rewrite",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"  \t\n"),
        lambda data: data.rstrip(b"\n"),
    ],
    ids=["CRLF", "BOM", "trailing blanks", "no end of line"],
)
def test_what_is_no_change(story: Story, mode: str, rewrite) -> None:  # type: ignore[no-untyped-def]
    file = story.project.root / "src/app.py"
    file.write_bytes(rewrite(file.read_bytes()))
    assert {told.split()[0] for told in story.told(mode)} == {"up"}


def test_escapes_of_the_document_are_no_changes(project: Project) -> None:
    project.write({"a.c": 'if (a < b || c == "&amp;") {\n'})
    story = Story(project)
    data = "if (a &lt; b \\|\\| c == &quot;&amp;amp;&quot;) {"
    cell = f'<SwmToken path="a.c" pos="1:0:0" line-data="{data}">`if`</SwmToken>'
    story.document(f"|a|b|\n|---|---|\n|{cell}|x|\n")
    assert story.told() == ["up to date a.c:1"]


TWINS = """def first():
    total = 0
    for item in box:
        total += item
    return total


def second():
    total = 0
    for item in box:
        total += item
    return total
"""


@pytest.fixture
def twins(project: Project) -> Story:
    project.write({"src/twins.py": TWINS})
    told = Story(project)
    told.document(
        told.snippet("src/twins.py", 2, 5),
        told.snippet("src/twins.py", 9, 12),
        told.token("src/twins.py", 10, "box"),
    )
    return told


@WITH_GIT
def test_twins_that_move_are_told_apart(twins: Story, mode: str) -> None:
    twins.replace("src/twins.py", ("def first", "# one\n# two\n# three\ndef first"))
    assert twins.told(mode) == [
        "moved src/twins.py:5-8",
        "moved src/twins.py:12-15",
        "moved src/twins.py:13",
    ]


@WITH_GIT
def test_a_twin_that_came_to_stand_where_the_other_was(twins: Story, mode: str) -> None:
    """The quoted lines are at their place, but they are not the quoted lines."""
    twins.replace("src/twins.py", ("def first", "\n" * 6 + "# moved\ndef first"))
    assert twins.told(mode)[1] == "moved src/twins.py:16-19"


@WITH_GIT
def test_one_of_two_twins_deleted(twins: Story, mode: str) -> None:
    body = TWINS[: TWINS.index("def second")]
    twins.replace("src/twins.py", (body, ""))
    assert twins.told(mode)[:2] == ["gone (deleted)", "moved src/twins.py:2-5"]


@WITH_GIT
def test_the_version_that_the_front_matter_names(project: Project, mode: str) -> None:
    """The document was committed again when its code was stale already."""
    project.write({"a.py": "def one():\n    return 1\n\n\ndef two():\n    return 1\n"})
    project.commit()
    blob = project.git("hash-object", "a.py")
    story = Story(project)
    quoted = story.snippet("a.py", 6, 6)
    story.replace("a.py", ("def one", "# first\n\n\n\ndef one"))
    story.document(quoted, head=f"file_blobs:\n  a.py: {blob}\n")
    assert story.told(mode) == ["moved a.py:10"]


@WITH_GIT
def test_a_document_edited_when_it_was_stale_already(project: Project, mode: str) -> None:
    project.write({"a.py": "def one():\n    return 1\n\n\ndef two():\n    return 1\n"})
    story = Story(project)
    quoted = story.snippet("a.py", 6, 6)
    story.document(quoted)
    story.replace("a.py", ("def one", "# first\ndef one"))
    story.document("A word more.\n\n", quoted)
    story.replace("a.py", ("# first\n", "# first\n# of them\n# all\n"))
    assert story.told(mode) == ["moved a.py:9"]


def test_selected_lines_count_and_their_context_does_not(project: Project) -> None:
    project.write({"a.py": "a = 1\nb = 2\nc = 3\n"})
    story = Story(project)
    story.document(
        "<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->\n### 📄 a.py\n"
        "```python\n⬜ 1      a = 1\n🟩 2      b = 2\n⬜ 3      c = 3\n```\n\n<br/>\n"
    )
    story.replace("a.py", ("a = 1", "a = 7"))
    assert story.told() == ["up to date a.py:2"]
    story.replace("a.py", ("b = 2", "b = 8"))
    assert story.told() == ["changed a.py:2"]


def test_context_tells_twins_apart_without_history(project: Project) -> None:
    twin = "{}()\nreturn the_same_value\n{}_end()\n"
    project.write({"a.py": twin.format("one", "one") + "\n" * 5 + twin.format("two", "two")})
    story = Story(project)
    story.document(
        "<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->\n### 📄 a.py\n"
        "```python\n⬜ 9      two()\n🟩 10     return the_same_value\n⬜ 11     two_end()\n```\n\n"
        "<br/>\n"
    )
    story.replace("a.py", ("one()\n", "# a\n# b\n# c\n# d\none()\n"))
    assert story.told("no git") == ["moved a.py:14"]


def test_other_repositories_are_not_checked(project: Project) -> None:
    story = Story(project)
    story.document(
        '<SwmToken path="a.py" pos="1:0:0" line-data="a" repo-id="other">`a`</SwmToken>\n\n'
        '<SwmToken path="a.py" pos="1:0:0" line-data="a" repo-id="own">`a`</SwmToken>\n\n'
    )
    assert [finding.state.value for finding in story.check(own="own")] == ["not checked", "gone"]


def test_empty_snippets_quote_nothing(project: Project) -> None:
    project.write({"a.py": "a = 1\n"})
    story = Story(project)
    empty = '<SwmSnippet path="/{}" line="9">\n\n---\n\nX\n\n```\n\n```\n\n---\n\n</SwmSnippet>\n\n'
    story.document(empty.format("a.py"), empty.format("b.py"))
    assert story.told() == ["not checked (no place) a.py", "gone (missing)"]


def test_bad_files_are_one_finding_each(project: Project) -> None:
    project.write(
        {
            "image.png": b"\x89PNG\r\n\x1a\n\0\0\0" * 20,
            "large.py": b"x = 1\n" * 2_000_000,
            "nested/file.py": "x\n",
        }
    )
    secret = project.root.parent / f"{project.root.name}-secret.txt"
    secret.write_text("classified\n")
    (project.root / "link.txt").symlink_to(secret)
    (project.root / "loop").symlink_to("loop")
    story = Story(project)
    token = '<SwmToken path="{}" pos="1:0:0" line-data="x = 1">`x`</SwmToken>\n\n'
    paths = [
        "image.png",
        "large.py",
        "link.txt",
        "loop",
        f"../{secret.name}",
        "nested",
        ".git/config",
        "nested/../../etc/passwd",
        "a\x00b",
        "C:/Windows/x",
    ]
    story.document(*(token.format(path) for path in paths))
    assert story.told() == [
        "not checked (binary)",
        "not checked (too large)",
        "gone (outside)",
        "gone (missing)",
        "gone (outside)",
        "gone (missing)",
        "gone (outside)",
        "gone (outside)",
        "gone (missing)",
        "gone (outside)",
    ]
    assert "classified" not in repr(story.check())


def test_a_part_of_a_repository(project: Project) -> None:

    project.write({"web/src/a.py": "one = 1\ntwo = 2\n", "web/b/c.txt": "x\n" * 9})
    story = Story(project)
    document = story.token("web/src/a.py", 2, "two").replace("web/", "")
    path = "web/.swm/a.abc12.sw.md"
    project.write({path: document + story.path("b/c.txt")})
    project.commit()
    project.git("mv", "web/b", "web/d")
    project.git("mv", "web/src/a.py", "web/src/z.py")
    project.commit()
    git = Git.find(project.root)
    assert git
    code = WorkTree(project.root / "web", git, "web/")
    checker = Checker(code, git, prefix="web/")
    found = checker.check(read((project.root / path).read_text()), path)
    assert [str(finding.place) for finding in found] == ["src/z.py:2", "d/c.txt"]


def test_a_twin_put_in_above_is_not_taken_for_the_line(project: Project) -> None:
    """For git, the first of two equal lines stayed; what stands around tells that this is no more
    than a guess."""
    project.write({"a.py": "    return item\ntotal = add(item)\nvalue = weigh(item)\ntry:\n"})
    story = Story(project)
    story.document(story.snippet("a.py", 1, 1), story.snippet("a.py", 1, 2))
    new = "    return item\nx += 1\n    return item\nbeta = 3\n"
    project.write({"a.py": new + "".join(f"{line}\n" for line in story.lines("a.py") if line)})
    assert story.told() == ["changed (ambiguous) a.py:5", "moved a.py:5-6"]


@ANYHOW
def test_identifiers_of_other_scripts(project: Project, mode: str) -> None:
    project.write({"a.py": "сумма = 1\nвес = сумма + 2\nprint(вес)\n"})
    story = Story(project)
    story.document(
        story.token("a.py", 1, "сумма"), story.token("a.py", 3, "вес"), story.snippet("a.py", 2, 3)
    )
    head = "# head\n"
    project.write({"a.py": head + "self.сумма = 1\nвес = сумма + 2\nprint(вес)\n"})
    assert story.told(mode) == [
        "changed (ambiguous) a.py:2" if mode == "no git" else "changed a.py:2",
        "moved a.py:4",
        "moved a.py:3-4",
    ]


@ANYHOW
def test_a_token_whose_text_is_not_on_its_line(story: Story, mode: str) -> None:
    """That the line is as it was says nothing of a text that somebody wrote by hand."""
    right = story.token("src/app.py", 25, "label")
    wrong = right.replace("`label`", "`{}`")
    texts = ("price", "weigh", "total", "labels")
    story.document(right, *(wrong.format(text) for text in texts))
    assert story.told(mode) == [
        "up to date src/app.py:25",
        "gone (deleted)",
        "changed src/app.py:13",
        "changed (ambiguous) src/app.py:17",
        "gone (deleted)",
    ]


@ANYHOW
def test_quoted_blank_lines_at_the_edges_of_a_file(project: Project, mode: str) -> None:
    body = "def weigh(parcel):\n    return parcel.weight\n"
    project.write({"a.py": f"\n\n{body}\n\n"})
    story = Story(project)
    story.document(story.snippet("a.py", 1, 6))
    assert story.told(mode) == ["up to date a.py:3-4"]
    project.write({"a.py": body})
    assert story.told(mode) == ["moved a.py:1-2"]
    project.write({"a.py": f"\n\n{body}"})
    assert story.told(mode) == ["up to date a.py:3-4"]


@ANYHOW
def test_a_path_in_other_capitals(project: Project, mode: str) -> None:
    project.write({"Src/App.py": APP, "one/a.py": "x\n", "One/a.py": "y\n"})
    story = Story(project)
    story.document(
        story.snippet("Src/App.py", 13, 17).replace("Src/App", "src/app"),
        story.path("src/app.py"),
        story.path("SRC"),
        story.path("ONE/a.py"),
    )
    assert story.told(mode) == [
        "moved (renamed) Src/App.py:13-17",
        "moved (renamed) Src/App.py",
        "moved (renamed) Src",
        "gone (missing)",
    ]


@ANYHOW
def test_a_token_whose_text_is_escaped(project: Project, mode: str) -> None:
    project.write({"a.c": 'static char *commands[] = {"help", "version"};\nint count = 2;\n'})
    story = Story(project)
    right = story.token("a.c", 1, "{}")
    texts = ("commands&#91;&#93;", "&quot;help&quot;", "&lt;none&gt;")
    story.document(*(right.replace("`{}`", f"`{text}`") for text in texts))
    assert story.told(mode) == ["up to date a.c:1", "up to date a.c:1", "gone (deleted)"]
    story.replace("a.c", ("static char", "const char"))
    assert story.told(mode) == ["changed a.c:1", "changed a.c:1", "gone (deleted)"]
