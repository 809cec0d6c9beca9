"""The state of every kind of reference after everything that happens to code."""

from collections.abc import Mapping

import pytest

from tests.conftest import Project
from tests.documents import token

from .story import Story

MODES = ("work tree", "staged", "commit", "shallow", "no git")
SAID = {1: (0, 0, 0, 0, 0), 2: (0, 0, 0, 1, 1), 3: (0, 1, 1, 2, 2)}
"""By the number of states of a case: which of them each mode has."""
WITH_GIT = pytest.mark.parametrize("mode", MODES[:3])

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
WEIGH = APP[APP.index("def weigh") : APP.index("class Parcel")]
LABEL = APP[APP.index("    def label") :]
SHIFTED = "".join(f"    {line}\n" if line else "\n" for line in WEIGH.rstrip().split("\n"))
SYS = ("import json\n", "import json\nimport sys\n")
NOT_THE_TOTAL = ("total = parcel.weight\n", "total = parcel.weight or 0\n")

EDITS = {
    "lines put in above": ([SYS], "moved a.py:14-18", "moved a.py:26"),
    "a line edited": ([NOT_THE_TOTAL], "changed a.py:13-17", "up to date a.py:25"),
    "lines put in above and within": (
        [SYS, ("item.weight\n", "item.weight\n        total += 1\n")],
        "changed a.py:14-19",
        "moved a.py:27",
    ),
    "a line taken out": (
        [("        total += item.weight\n", "")],
        "changed a.py:13-16",
        "moved a.py:24",
    ),
    "the head written again": (
        [("def weigh(parcel):", "async def compute(box, *, extra):")],
        "changed a.py:13-17",
        "up to date a.py:25",
    ),
    "a function deleted": ([(WEIGH, "")], "gone (deleted)", "moved a.py:18"),
    "a function moved down": (
        [(WEIGH, ""), (LABEL, LABEL + WEIGH)],
        "moved a.py:20-24",
        "moved a.py:18",
    ),
    # Without history it is only likely to have been this line.
    "a method deleted": (
        [(LABEL, "")],
        "up to date a.py:13-17",
        "gone (deleted) | changed (ambiguous) a.py:21",
    ),
    "a method renamed": (
        [("def label(self)", "def caption(self)")],
        "up to date a.py:13-17",
        "changed (renamed) a.py:25 = caption | changed (ambiguous) a.py:25",
    ),
    "an argument more": (
        [("def label(self):", "def label(self, unit=None):")],
        "up to date a.py:13-17",
        "changed a.py:25",
    ),
    "a function indented": (
        [(WEIGH, f"if True:\n{SHIFTED}\n\n")],
        "changed (white space) a.py:14-18",
        "moved a.py:26",
    ),
}
SAME = {
    "no change": APP,
    "CRLF": APP.replace("\n", "\r\n"),
    "BOM": "\ufeff" + APP,
    "trailing blanks": APP.replace("\n", "  \t\n"),
    "no end of line": APP.rstrip("\n"),
}
ALL_MISSING = [f"a.py{place} -> gone (missing)" for place in (":13-17", ":25 label", "")]
CASES = {
    **{
        name: (
            APP,
            now,
            f"a.py:13-17 -> {code}",
            f"a.py:25 label -> {word}",
            "a.py -> up to date a.py",
        )
        for name, (now, code, word) in (
            *EDITS.items(),
            *(
                (name, (now, "up to date a.py:13-17", "up to date a.py:25"))
                for name, now in SAME.items()
            ),
        )
    },
    "the file deleted": (APP, None, *ALL_MISSING),
    "the file renamed": (
        APP,
        {"a.py": None, "lib/parcels.py": APP},
        "a.py:13-17 -> moved (renamed) lib/parcels.py:13-17",
        "a.py:25 label -> moved (renamed) lib/parcels.py:25",
        "a.py -> moved (renamed) lib/parcels.py",
    ),
    # A file of the same name with the very lines is the only hint, and enough.
    "the file moved": (
        APP,
        {"a.py": None, "lib/a.py": APP},
        "a.py:13-17 -> moved (renamed) lib/a.py:13-17",
        "a.py:25 label -> moved (renamed) lib/a.py:25",
        "a.py -> moved (renamed) lib/a.py",
    ),
    # Another file of the name is not like it.
    "the file moved and edited": (
        APP,
        {
            "a.py": None,
            "lib/a.py": APP.replace(*NOT_THE_TOTAL),
            "other/a.py": "nothing = 'alike'\n" * 30,
        },
        "a.py:13-17 -> changed (renamed) lib/a.py:13-17 | gone (missing)",
        "a.py:25 label -> moved (renamed) lib/a.py:25 | gone (missing)",
        "a.py -> gone (missing) | moved (renamed) lib/a.py | gone (missing)",
    ),
    # Only git, once it knows of them, decides for one.
    "two copies of the file": (
        APP,
        {"a.py": None, "lib/a.py": APP, "box/a.py": APP},
        "a.py:13-17 -> gone (missing) | moved (renamed) box/a.py:13-17 | gone (missing)",
        "a.py:25 label -> gone (missing) | moved (renamed) box/a.py:25 | gone (missing)",
        "a.py -> gone (missing) | moved (renamed) box/a.py | gone (missing)",
    ),
    "a folder renamed": (
        {f"old/{name}.py": f"{name} = {name!r}\n" * 5 for name in "abc"},
        {"old": None, **{f"new/{name}.py": f"{name} = {name!r}\n" * 5 for name in "abc"}},
        "old -> gone (missing) | moved (renamed) new | gone (missing)",
        "old/b.py -> gone (missing) | moved (renamed) new/b.py | gone (missing)",
        "never -> gone (missing)",
    ),
    "a short line renamed by a letter": (
        "version: 2\n\nsphinx2:\n  builder: html\n",
        [("sphinx2", "sphinx")],
        "a.py:3 sphinx2 -> changed (renamed) a.py:3 = sphinx | gone (deleted)",
    ),
}

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
ITEM = "    return item\n"
BLOCK = "function {0}() {{\n  if (of_{0}) {{\n    go()\n  }}\n\n  return value\n}}\n\n"
BLOCKS = BLOCK.format("one") + BLOCK.format("two")
GUTTER = (
    "<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->\n### 📄 a.py\n"
    "```python\n⬜ {:<7}{}\n🟩 {:<7}{}\n⬜ {:<7}{}\n```\n\n<br/>\n"
)
SELECTED = GUTTER.format(1, "a = 1", 2, "b = 2", 3, "c = 3")
SECOND = GUTTER.format(9, "two()", 10, "return the_same_value", 11, "two_end()")
TWIN = "{0}()\nreturn the_same_value\n{0}_end()\n"
EMPTY = '<SwmSnippet path="/{}" line="9">\n\n---\n\nX\n\n```\n\n```\n\n---\n\n</SwmSnippet>\n\n'
CELL = (
    '|a|b|\n|---|---|\n|<SwmToken path="a.py" pos="1:0:0" '
    'line-data="if (a &lt; b \\|\\| c == &quot;&amp;amp;&quot;) {">`if`</SwmToken>|x|\n'
)
COMMANDS = 'static char *commands[] = {"help", "version"};\nint count = 2;\n'
SUM = "вес = сумма + 2\nprint(вес)\n"
BODY = "def weigh(parcel):\n    return parcel.weight\n"
BLANK_ROWS = f"import os\n\n{BODY}\nx = 1\n"
CASES |= {
    # Repeated lines around lead a comparison astray; the exact text settles it.
    "the same text where history lost most lines": (
        BLOCKS,
        BLOCK.format("zero") * 3 + BLOCKS,
        "a.py:9-15 -> moved a.py:33-39",
    ),
    "twins that move are distinguished": (
        TWINS,
        "# one\n# two\n# three\n" + TWINS,
        "a.py:2-5 -> moved a.py:5-8 | changed (ambiguous) a.py:5-8",
        "a.py:9-12 -> moved a.py:12-15 | changed (ambiguous) a.py:12-15",
        "a.py:10 box -> moved a.py:13 | changed (ambiguous) a.py:13",
    ),
    # The quoted lines are at their place, but only history knows that they are others.
    "a twin that came to stand where the other was": (
        TWINS,
        "\n" * 6 + "# moved\n" + TWINS,
        "a.py:9-12 -> moved a.py:16-19 | up to date a.py:9-12",
    ),
    "one of two twins deleted": (
        TWINS,
        TWINS[TWINS.index("def second") :],
        "a.py:2-5 -> gone (deleted) | up to date a.py:2-5",
        "a.py:9-12 -> moved a.py:2-5",
    ),
    # For git, the first of two equal lines stayed; the lines around show that this is no more
    # than a guess.
    "a twin put in above is not taken for the line": (
        f"{ITEM}total = add(item)\nvalue = weigh(item)\ntry:\n",
        f"{ITEM}x += 1\n{ITEM}beta = 3\n{ITEM}total = add(item)\nvalue = weigh(item)\ntry:\n",
        "a.py:1-1 -> changed (ambiguous) a.py:5 | up to date a.py:1",
        "a.py:1-2 -> moved a.py:5-6",
    ),
    "the context of selected lines does not count": (
        "a = 1\nb = 2\nc = 3\n",
        "a = 7\nb = 2\nc = 3\n",
        f"{SELECTED} -> up to date a.py:2",
    ),
    "selected lines count": (
        "a = 1\nb = 2\nc = 3\n",
        "a = 7\nb = 8\nc = 3\n",
        f"{SELECTED} -> changed a.py:2 | changed (ambiguous) a.py:2",
    ),
    "context tells twins apart": (
        TWIN.format("one") + "\n" * 5 + TWIN.format("two"),
        "# a\n# b\n# c\n# d\n" + TWIN.format("one") + "\n" * 5 + TWIN.format("two"),
        f"{SECOND} -> moved a.py:14",
    ),
    "empty snippets quote nothing": (
        "a = 1\n",
        {},
        f"{EMPTY.format('a.py')} -> not checked (no place) a.py",
        f"{EMPTY.format('b.py')} -> gone (missing)",
    ),
    "escapes of the document are no changes": (
        'if (a < b || c == "&amp;") {\n',
        {},
        f"{CELL} -> up to date a.py:1",
    ),
    **{
        f"tokens whose text is escaped, {state}": (
            COMMANDS,
            now,
            f"a.py:1 commands&#91;&#93; -> {state} a.py:1",
            f"a.py:1 &quot;help&quot; -> {state} a.py:1",
            "a.py:1 &lt;none&gt; -> gone (deleted)",
        )
        for state, now in (
            ("up to date", COMMANDS),
            ("changed", COMMANDS.replace("static char", "const char")),
        )
    },
    # An unchanged line proves nothing about a text that was written by hand.
    "tokens whose text is not on their line": (
        APP,
        APP,
        "a.py:25 label -> up to date a.py:25",
        "a.py:25 price -> gone (deleted)",
        "a.py:25 weigh -> changed a.py:13",
        "a.py:25 total -> changed (ambiguous) a.py:17",
        "a.py:25 labels -> gone (deleted)",
    ),
    "identifiers of other scripts": (
        f"сумма = 1\n{SUM}",
        f"# head\nself.сумма = 1\n{SUM}",
        "a.py:1 сумма -> changed a.py:2 | changed (ambiguous) a.py:2",
        "a.py:3 вес -> moved a.py:4",
        "a.py:2-3 -> moved a.py:3-4",
    ),
    "blank lines at both ends of a file": (
        f"\n\n{BODY}\n\n",
        f"\n\n{BODY}\n\n",
        "a.py:1-6 -> up to date a.py:3-4",
    ),
    "blank lines at the end of a file taken out": (
        f"\n\n{BODY}\n\n",
        f"\n\n{BODY}",
        "a.py:1-6 -> up to date a.py:3-4",
    ),
    "blank lines at both ends of a file taken out": (
        f"\n\n{BODY}\n\n",
        BODY,
        "a.py:1-6 -> moved a.py:1-2",
    ),
    "blank lines at both ends": (BLANK_ROWS, BLANK_ROWS, "a.py:2-5 -> up to date a.py:3-4"),
    "blank lines at both ends taken out": (
        BLANK_ROWS,
        f"import os\n{BODY}x = 1\n",
        "a.py:2-5 -> moved a.py:2-3",
    ),
}

# Code that could be taken for other code, or lost sight of.
LOAD = """def load(path):
    rows = read_rows(path, 'utf-8', strict=True)
    if not rows:
        raise ValueError(path)
    return sorted(rows)


"""
SAVE = "def save(path, rows):\n    write_rows(path, rows)\n"
LOAD_ALL = """def load_all(paths):
    rows = read_all_rows(paths)
    if not rows:
        raise ValueError(path)
    return sorted(rows)


"""
EDITED = LOAD.replace("if not rows", "if rows is None")
TWO = (
    "def first(alpha, beta):\n{}    return total\n\n\n"
    "def second(alpha, beta):\n{}    return total * 2\n"
)
ONE_LINE = "    total = combine(alpha, beta)\n"
THREE_LINES = "    total = combine(\n        alpha, beta\n    )\n"
LICENSE = "".join(
    f"# Line {number} of the licence that every file begins with\n" for number in range(12)
)
FILLER = "".join(f"value_{number} = {number}\n" for number in range(30))
NAME = "  public String getName() {\n    return name;\n  }\n\n"
USED = "  public String isUsedBy() {\n    return users.first();\n  }\n"
KEY = "    @Key\n    @Generated(Strategy.IDENTITY)\n    int identifier;\n"
LONG = "var data = [" + "1234567, " * 400
ADDING = "    total = add(item)\n    return round(total)\n"
GUARD = """def enter(module):
    try:
        saved.append(module)
    except KeyError:
        pass
    install(module)
    return module


"""
BELOW = GUARD.replace("saved.append(module)", "saved.remove(module)")
RECIPE = "".join(f"step {number} of the recipe\n" for number in range(1, 8)) + "serve\n"
POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    "size 12345\n"
)
UMLAUTS = "# Größe und Höhe\nprint('größer')\n"
CASES |= {
    # It was put in below, and a formatter went over the file.
    "another block that ends alike": (
        LOAD + SAVE,
        LOAD.replace("'", '"')
        + LOAD_ALL
        + SAVE.replace("path, rows)\n", "\n    path, rows\n    )\n"),
        "a.py:3-5 -> up to date a.py:3-5",
    ),
    # What was one line is three, and what was three is one: nothing changed places.
    "two functions wrapped in different ways": (
        TWO.format(ONE_LINE, THREE_LINES),
        TWO.format(THREE_LINES, ONE_LINE),
        "a.py:2-2 -> changed (white space) a.py:2-4 | changed (ambiguous) a.py:9",
        "a.py:2 combine -> changed (white space) a.py:2 | changed (ambiguous) a.py:9",
        "a.py:7-9 -> changed (white space) a.py:9 | changed (ambiguous) a.py:2-4",
    ),
    **{
        f"a line that a namesake happens to have: {line.strip()}": (
            {
                "old/a.py": f"first own line of this\n{line}\nlast own line of it\n",
                "other/a.py": f"nothing to do with it\n{line}\nand so on to the end\n",
            },
            {"old/a.py": None},
            "old/a.py:2-2 -> gone (missing)",
        )
        for line in (
            "\tif err != nil {",
            "import sys",
            "from shop.storage import Connection, Router, Session, transaction",
            '  "version": "1.0.0",',
        )
    },
    "a new file that begins with the same licence": (
        LICENSE + BODY,
        {"a.py": None, "b.py": LICENSE + "COLOURS = {'red': 1, 'green': 2}\nSIZES = [3, 4]\n"},
        "a.py:13-14 -> gone (missing)",
        "a.py -> gone (missing)",
    ),
    "a method deleted beside another is not renamed": (
        f"class Item {{\n{NAME}{USED}}}\n",
        f"class Item {{\n{USED}}}\n",
        "a.py:2 getName -> gone (deleted) | changed (ambiguous) a.py:2",
    ),
    "a method deleted where another is new is not renamed": (
        f"class Item {{\n{NAME}}}\n",
        f"class Item {{\n{USED}}}\n",
        "a.py:2 getName -> changed (ambiguous) a.py:2",
    ),
    "a name that went everywhere is a new name": (
        "def weigh(parcel):\n    return 1\n\n\nprint(weigh(2), 3)\n",
        "def mass(parcel):\n    return 2 * 3\n\n\nprint(mass(2), 3)\n",
        "a.py:1 weigh -> changed (renamed) a.py:1 = mass | changed (ambiguous) a.py:1",
    ),
    "the head of a function stands and nothing else": (
        LOAD + SAVE,
        "def load(path):\n    # begin\n    with open(path) as file:\n        yield from file\n\n\n"
        + SAVE,
        "a.py:1-5 -> changed (first line) a.py:1-4",
    ),
    "a line that is the same but for its indentation": (
        "x = 1\nstart_engine(now)\ny = 2\n",
        f"{FILLER}if y:\n    if x:\n            start_engine( now )\n",
        "a.py:2-2 -> changed (white space) a.py:33",
        "a.py:2 start_engine -> changed (white space) a.py:33",
    ),
    "the original edited above its copy": (
        LOAD + SAVE,
        EDITED + LOAD.replace("load", "load_strictly") + SAVE,
        "a.py:2-4 -> changed a.py:2-4 | changed (ambiguous) a.py:9-11",
    ),
    # A short line alone proves nothing; what stands around it does.
    "a function cut and pasted into another file": (
        {"a.py": f"import os\n\n\n{LOAD}{SAVE}", "lib/b.py": "import sys\n\nsys.exit\n"},
        {"a.py": f"import os\n\n\n{SAVE}", "lib/b.py": f"import sys\n\n{LOAD}sys.exit\n"},
        "a.py:4-8 -> moved (renamed) lib/b.py:3-7",
        "a.py:6 rows -> moved (renamed) lib/b.py:5 | changed (ambiguous) a.py:4",
    ),
    "an edited function pasted into another file": (
        {"a.py": f"import os\n\n\n{LOAD}{SAVE}", "lib/b.py": "import sys\n\nsys.exit\n"},
        {
            "a.py": f"import os\n\n\n{SAVE}",
            "lib/b.py": f"import sys\n\n{EDITED.replace('load', 'load_all')}sys.exit\n",
        },
        "a.py:5-6 -> changed (renamed) lib/b.py:4-5 | changed (ambiguous) lib/b.py:4-5",
    ),
    "a copy that was there before is not where code went": (
        {"a.py": f"import os\n\n\n{LOAD}{SAVE}", "lib/b.py": LOAD + SAVE},
        {"a.py": f"import os\n\n\n{SAVE}"},
        "a.py:4-8 -> gone (deleted) | moved (renamed) lib/b.py:1-5",
    ),
    "a few lines that many a class has": (
        {
            "a.py": f"class Consent {{\n    String artefact;\n{KEY}}}\n",
            "b.py": f"class Request {{\n{KEY}    String patient;\n}}\n",
        },
        {"a.py": "class Consent {\n    String artefact;\n}\n"},
        "a.py:3-5 -> gone (deleted) | changed (ambiguous) b.py:2-4",
    ),
    "a file renamed and replaced at once": (
        LOAD + SAVE,
        {"loading.py": LOAD + SAVE, "a.py": "from loading import load\n\nprint(load(1))\n"},
        "a.py:1-5 -> moved (renamed) loading.py:1-5",
        "a.py -> up to date a.py",
    ),
    "a very long line": (
        f"{LONG}1];\nstart(data);\n",
        f"var first = 0;\n{LONG}2];\nstart(data);\n",
        "a.py:1-1 -> changed a.py:2",
        "a.py:1 data -> changed a.py:2",
    ),
    "of several places none is certain without history": (
        f"def one(item):\n{ADDING}",
        f"# head\ndef one(item):\n{ADDING}" + "\n" * 21 + f"def two(item):\n{ADDING}",
        "a.py:2-3 -> moved a.py:3-4 | changed (ambiguous) a.py:3-4",
    ),
    "a copy above with the same neighbours is not called up to date": (
        GUARD + BELOW,
        GUARD.replace("enter", "enter_again") + GUARD + BELOW,
        "a.py:5-5 -> changed (ambiguous) a.py:5 | up to date a.py:5",
    ),
    # Either of the two may be meant.
    "an edited original and a copy of it without a definition around": (
        RECIPE,
        RECIPE.replace("step 4 of the", "step 4 of  the old") + f"again\n{RECIPE}",
        "a.py:4-4 -> changed (ambiguous) a.py:4 | changed (ambiguous) a.py:13",
    ),
    "a pointer of Git LFS is no code": (
        BODY,
        POINTER,
        "a.py:1-2 -> not checked (pointer)",
        "a.py:2 weight -> not checked (pointer)",
    ),
    "a file that is not in UTF-8": (
        UMLAUTS.encode("latin-1"),
        ("import os\n" + UMLAUTS).encode("latin-1"),
        "a.py:1-2 -> moved a.py:2-3",
        "a.py:2 größer -> moved a.py:3",
    ),
    "a file that is not in UTF-8, up to date": (
        UMLAUTS.encode("latin-1"),
        {},
        "a.py:1-2 -> up to date a.py:1-2",
        "a.py:2 größer -> up to date a.py:2",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_states(project: Project, name: str) -> None:
    """Every case in every mode.

    A case has the files before and after, or the texts of ``a.py``, and the state of each reference:
    in all modes; with history ``|`` without; or unstaged ``|`` staged ``|`` without history.
    """
    before, now, *states = CASES[name]
    story = Story(project)
    expected = {
        reference: reported.split(" | ")
        for reference, reported in (one.split(" -> ") for one in states)
    }
    story.change(before if isinstance(before, Mapping) else {"a.py": before})
    story.document(*expected)
    story.change(now if isinstance(now, Mapping) else {"a.py": now})
    assert {mode: story.states(mode) for mode in MODES} == {
        mode: [reported[SAID[len(reported)][at]] for reported in expected.values()]
        for at, mode in enumerate(MODES)
    }


RETURNS = "def one():\n    return 1\n\n\ndef two():\n    return 1\n"


@WITH_GIT
def test_the_version_that_the_front_matter_names(project: Project, mode: str) -> None:
    """The document was committed again when its code was stale already."""
    project.commit({"a.py": RETURNS})
    blob = project.git("hash-object", "a.py")
    story = Story(project)
    quoted = story.snippet("a.py", 6, 6)
    story.replace("a.py", ("def one", "# first\n\n\n\ndef one"))
    story.document(quoted, head=f"file_blobs:\n  a.py: {blob}\n")
    assert story.states(mode) == ["moved a.py:10"]


@WITH_GIT
def test_a_document_edited_when_it_was_stale_already(project: Project, mode: str) -> None:
    project.write({"a.py": RETURNS})
    story = Story(project)
    quoted = story.snippet("a.py", 6, 6)
    story.document(quoted)
    story.replace("a.py", ("def one", "# first\ndef one"))
    story.document("A word more.\n\n", quoted)
    story.replace("a.py", ("# first\n", "# first\n# of them\n# all\n"))
    assert story.states(mode) == ["moved a.py:9"]


def test_bad_files_are_one_finding_each(project: Project) -> None:
    secret = project.root.parent / f"{project.root.name}-secret.txt"
    secret.write_text("classified\n")
    (project.root / "link.txt").symlink_to(secret)
    (project.root / "loop").symlink_to("loop")
    project.write(
        {
            "image.png": b"\x89PNG\r\n\x1a\n\0\0\0" * 20,
            "large.py": b"x = 1\n" * 2_000_000,
            "nested/file.py": "x\n",
        }
    )
    states = {
        "image.png": "not checked (binary)",
        "large.py": "not checked (too large)",
        "link.txt": "gone (outside)",
        "loop": "gone (missing)",
        f"../{secret.name}": "gone (outside)",
        "nested": "gone (missing)",
        ".git/config": "gone (outside)",
        "nested/../../etc/passwd": "gone (outside)",
        "a\x00b": "gone (missing)",
        "C:/Windows/x": "gone (outside)",
    }
    story = Story(project)
    story.document(*(token(path, 1, "x", "x = 1") + "\n\n" for path in states))
    assert dict(zip(states, story.states(), strict=True)) == states
    assert "classified" not in repr(story.check())


@pytest.mark.parametrize("mode", MODES)
def test_a_path_in_other_capitals(project: Project, mode: str) -> None:
    project.write({"Src/App.py": APP, "one/a.py": "x\n", "One/a.py": "y\n"})
    story = Story(project)
    quoted = story.snippet("Src/App.py", 13, 17).replace("Src/App", "src/app")
    story.document(quoted, "src/app.py", "SRC", "ONE/a.py")
    assert story.states(mode) == [
        "moved (renamed) Src/App.py:13-17",
        "moved (renamed) Src/App.py",
        "moved (renamed) Src",
        "gone (missing)",
    ]
