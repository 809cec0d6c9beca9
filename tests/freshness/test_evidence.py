"""What is told of code that could be taken for other code, or lost sight of."""

from __future__ import annotations

import pytest

from tests.conftest import Project

from .story import Story

WITH_HISTORY = pytest.mark.parametrize("mode", ["work tree", "commit"])
WITHOUT = pytest.mark.parametrize("mode", ["shallow", "no git"])
ANYHOW = pytest.mark.parametrize("mode", ["work tree", "commit", "shallow", "no git"])

LOAD = """def load(path):
    rows = read_rows(path, 'utf-8', strict=True)
    if not rows:
        raise ValueError(path)
    return sorted(rows)


def save(path, rows):
    write_rows(path, rows)
"""


@ANYHOW
def test_another_block_that_ends_alike(project: Project, mode: str) -> None:
    """It was put in below, and a formatter went over the file."""
    project.write({"a.py": LOAD})
    story = Story(project)
    story.document(story.snippet("a.py", 3, 5))
    story.replace(
        "a.py",
        ("'utf-8'", '"utf-8"'),
        (
            "def save(path, rows):\n    write_rows(path, rows)\n",
            "def load_all(paths):\n    rows = read_all_rows(paths)\n    if not rows:\n"
            "        raise ValueError(path)\n    return sorted(rows)\n\n\n"
            "def save(path, rows):\n    write_rows(\n        path, rows\n    )\n",
        ),
    )
    assert story.told(mode) == ["up to date a.py:3-5"]


TWO = """def first(alpha, beta):
    total = combine(alpha, beta)
    return total


def second(alpha, beta):
    total = combine(
        alpha, beta
    )
    return total * 2
"""


@pytest.mark.parametrize("mode", ["work tree", "commit", "shallow", "no git"])
def test_two_functions_wrapped_in_different_ways(project: Project, mode: str) -> None:
    """What was one line is three, and what was three is one: nothing changed places."""
    project.write({"a.py": TWO})
    story = Story(project)
    story.document(
        story.snippet("a.py", 2, 2), story.token("a.py", 2, "combine"), story.snippet("a.py", 7, 9)
    )
    one, three = (
        "    total = combine(alpha, beta)\n",
        ("    total = combine(\n        alpha, beta\n    )\n"),
    )
    story.replace("a.py", (f"beta):\n{one}", f"beta):\n{three}@"))
    story.replace("a.py", (f"second(alpha, beta):\n{three}", f"second(alpha, beta):\n{one}"))
    story.replace("a.py", ("@", ""))
    told = story.told(mode)
    if mode in ("shallow", "no git"):
        assert told[:2] == ["changed (ambiguous) a.py:9"] * 2
        return
    assert told == [
        "changed (white space) a.py:2-4",
        "changed (white space) a.py:2",
        "changed (white space) a.py:9",
    ]


@ANYHOW
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("main.go", "\tif err != nil {"),
        ("app.py", "import sys"),
        ("models.py", "from shop.storage import Connection, Router, Session, transaction"),
        ("package.json", '  "version": "1.0.0",'),
    ],
)
def test_a_line_that_a_namesake_happens_to_have(
    project: Project, mode: str, name: str, line: str
) -> None:
    project.write(
        {
            f"old/{name}": f"first own line of this\n{line}\nlast own line of it\n",
            f"other/{name}": f"nothing to do with it\n{line}\nand so on to the end\n",
        }
    )
    story = Story(project)
    story.document(story.snippet(f"old/{name}", 2, 2))
    (project.root / "old" / name).unlink()
    assert story.told(mode) == ["gone (missing)"]


LICENSE = "".join(
    f"# Line {number} of the licence that every file begins with\n" for number in range(12)
)


@WITH_HISTORY
def test_a_new_file_that_begins_with_the_same_licence(project: Project, mode: str) -> None:
    project.write({"a.py": LICENSE + "def weigh(parcel):\n    return parcel.weight\n"})
    story = Story(project)
    story.document(story.snippet("a.py", 13, 14), story.path("a.py"))
    project.git("rm", "-q", "a.py")
    project.write({"b.py": LICENSE + "COLOURS = {'red': 1, 'green': 2}\nSIZES = [3, 4]\n"})
    project.commit()
    assert story.told(mode) == ["gone (missing)", "gone (missing)"]


METHODS = """class Item {
  public String getName() {
    return name;
  }

  public String isUsedBy() {
    return users.first();
  }
}
"""


@ANYHOW
@pytest.mark.parametrize("was_there", [True, False])
def test_a_method_deleted_beside_another_is_not_renamed(
    project: Project, mode: str, was_there: bool
) -> None:
    other = METHODS[METHODS.index("  public String isUsedBy") : -2]
    code = METHODS if was_there else METHODS.replace(other, "")
    project.write({"Item.java": code})
    story = Story(project)
    story.document(story.token("Item.java", 2, "getName"))
    project.write({"Item.java": f"class Item {{\n{other}}}\n"})
    [finding] = story.check(mode)
    assert not finding.word
    assert finding.state.value == "gone" or finding.reason == "ambiguous"


@WITH_HISTORY
def test_a_name_that_went_everywhere_is_a_new_name(project: Project, mode: str) -> None:
    project.write({"a.py": "def weigh(parcel):\n    return 1\n\n\nprint(weigh(2), 3)\n"})
    story = Story(project)
    story.document(story.token("a.py", 1, "weigh"))
    project.write({"a.py": "def mass(parcel):\n    return 2 * 3\n\n\nprint(mass(2), 3)\n"})
    assert story.told(mode) == ["changed (renamed) a.py:1 = mass"]


@ANYHOW
def test_the_head_of_a_function_stands_and_nothing_else(project: Project, mode: str) -> None:
    project.write({"a.py": LOAD})
    story = Story(project)
    story.document(story.snippet("a.py", 1, 5))
    start, end = LOAD.index("    rows"), LOAD.index("\n\n\ndef save")
    body = "    # begin\n    with open(path) as file:\n        yield from file\n"
    story.replace("a.py", (LOAD[start:end] + "\n", body))
    assert story.told(mode) == ["changed (first line) a.py:1-4"]


@ANYHOW
def test_a_line_that_is_the_same_but_for_its_indentation(project: Project, mode: str) -> None:
    project.write({"a.py": "x = 1\nstart_engine(now)\ny = 2\n"})
    story = Story(project)
    story.document(story.snippet("a.py", 2, 2), story.token("a.py", 2, "start_engine"))
    filler = "".join(f"value_{number} = {number}\n" for number in range(30))
    project.write({"a.py": f"{filler}if y:\n    if x:\n            start_engine( now )\n"})
    told = story.told(mode)
    assert told == ["changed (white space) a.py:33", "changed (white space) a.py:33"]


@ANYHOW
def test_the_original_edited_above_its_copy(project: Project, mode: str) -> None:
    project.write({"a.py": LOAD})
    story = Story(project)
    story.document(story.snippet("a.py", 2, 4))
    copy = LOAD[: LOAD.index("def save")].replace("def load", "def load_strictly")
    story.replace("a.py", ("if not rows:", "if rows is None:"), ("def save", f"{copy}def save"))
    told = "changed (ambiguous) a.py:9-11" if mode in ("shallow", "no git") else "changed a.py:2-4"
    assert story.told(mode) == [told]


@ANYHOW
def test_a_function_cut_and_pasted_into_another_file(project: Project, mode: str) -> None:
    project.write({"a.py": "import os\n\n\n" + LOAD, "lib/other.py": "import sys\n\nsys.exit\n"})
    story = Story(project)
    story.document(story.snippet("a.py", 4, 8), story.token("a.py", 6, "rows"))
    function = LOAD[: LOAD.index("def save")]
    story.replace("a.py", (function, ""))
    story.replace("lib/other.py", ("import sys\n\n", f"import sys\n\n{function}"))
    told = story.told(mode)
    assert told[0] == "moved (renamed) lib/other.py:3-7"
    # A short line alone proves nothing; what stands around it does.
    assert told[1] == (
        "moved (renamed) lib/other.py:5"
        if mode in ("work tree", "commit")
        else "changed (ambiguous) a.py:4"
    )


@ANYHOW
def test_a_copy_that_was_there_before_is_not_where_code_went(project: Project, mode: str) -> None:
    project.write({"a.py": "import os\n\n\n" + LOAD, "lib/other.py": LOAD})
    story = Story(project)
    story.document(story.snippet("a.py", 4, 8))
    story.replace("a.py", (LOAD[: LOAD.index("def save")], ""))
    told = story.told(mode)
    assert told == (
        ["gone (deleted)"]
        if mode in ("work tree", "commit")
        else ["moved (renamed) lib/other.py:1-5"]
    )


@ANYHOW
def test_a_few_lines_that_many_a_class_has(project: Project, mode: str) -> None:
    key = "    @Key\n    @Generated(Strategy.IDENTITY)\n    int identifier;\n"
    project.write(
        {
            "Consent.java": f"class Consent {{\n    String artefact;\n{key}}}\n",
            "Request.java": f"class Request {{\n{key}    String patient;\n}}\n",
        }
    )
    story = Story(project)
    story.document(story.snippet("Consent.java", 3, 5))
    story.replace("Consent.java", (key, ""))
    assert story.told(mode) == (
        ["gone (deleted)"]
        if mode in ("work tree", "commit")
        else ["changed (ambiguous) Request.java:2-4"]
    )


@ANYHOW
def test_a_file_renamed_and_replaced_at_once(project: Project, mode: str) -> None:
    project.write({"a.py": LOAD})
    story = Story(project)
    story.document(story.snippet("a.py", 1, 5), story.path("a.py"))
    project.write({"loading.py": LOAD, "a.py": "from loading import load\n\nprint(load(1))\n"})
    project.commit()
    assert story.told(mode) == ["moved (renamed) loading.py:1-5", "up to date a.py"]


@ANYHOW
def test_a_very_long_line(project: Project, mode: str) -> None:
    long = "var data = [" + "1234567, " * 400
    project.write({"a.js": f"{long}1];\nstart(data);\n"})
    story = Story(project)
    story.document(story.snippet("a.js", 1, 1), story.token("a.js", 1, "data"))
    project.write({"a.js": f"var first = 0;\n{long}2];\nstart(data);\n"})
    assert story.told(mode) == ["changed a.js:2", "changed a.js:2"]


@WITHOUT
def test_of_several_places_none_is_told_for_certain(project: Project, mode: str) -> None:
    twin = "    total = add(item)\n    return round(total)\n"
    project.write({"a.py": f"def one(item):\n{twin}"})
    story = Story(project)
    story.document(story.snippet("a.py", 2, 3))
    project.write(
        {"a.py": f"# head\ndef one(item):\n{twin}\n" + "\n" * 20 + f"def two(item):\n{twin}"}
    )
    assert story.told(mode) == ["changed (ambiguous) a.py:3-4"]


@WITHOUT
def test_a_renamed_file_is_known_by_what_is_quoted_of_it(project: Project, mode: str) -> None:
    project.write({"a.py": LOAD, "b.py": "x = 1\n"})
    story = Story(project)
    story.document(
        story.snippet("a.py", 1, 5), story.token("a.py", 9, "write_rows"), story.path("a.py")
    )
    (project.root / "a.py").rename(project.root / "loading.py")
    assert story.told(mode) == [
        "moved (renamed) loading.py:1-5",
        "moved (renamed) loading.py:9",
        "moved (renamed) loading.py",
    ]


GUARD = """def enter(module):
    try:
        saved.append(module)
    except KeyError:
        pass
    install(module)
    return module
"""


@WITH_HISTORY
def test_a_copy_above_with_the_same_neighbours_is_not_called_up_to_date(
    project: Project, mode: str
) -> None:
    below = GUARD.replace("saved.append(module)", "saved.remove(module)")
    project.write({"a.py": f"{GUARD}\n\n{below}"})
    story = Story(project)
    story.document(story.snippet("a.py", 5, 5))
    copy = GUARD.replace("enter", "enter_again")
    project.write({"a.py": f"{copy}\n\n{GUARD}\n\n{below}"})
    assert story.told(mode) == ["changed (ambiguous) a.py:5"]


@WITH_HISTORY
def test_an_edited_original_and_a_copy_of_it_without_a_definition_around(
    project: Project, mode: str
) -> None:
    """Nobody can tell which of the two is meant."""
    lines = [f"step {number} of the recipe" for number in range(1, 8)]
    project.write({"a.txt": "\n".join([*lines, "serve", ""])})
    story = Story(project)
    story.document(story.snippet("a.txt", 4, 4))
    edited = [line.replace("step 4 of the", "step 4 of  the old") for line in lines]
    project.write({"a.txt": "\n".join([*edited, "serve", "again", *lines, "serve", ""])})
    assert story.told(mode) == ["changed (ambiguous) a.txt:4"]


@ANYHOW
def test_an_edited_function_pasted_into_another_file(project: Project, mode: str) -> None:
    project.write({"a.py": "import os\n\n\n" + LOAD, "lib/other.py": "import sys\n\nsys.exit\n"})
    story = Story(project)
    story.document(story.snippet("a.py", 5, 6))
    function = LOAD[: LOAD.index("def save")]
    story.replace("a.py", (function, ""))
    pasted = function.replace("if not rows", "if rows is None").replace("load", "load_all")
    story.replace("lib/other.py", ("import sys\n\n", f"import sys\n\n{pasted}"))
    why = "renamed" if mode in ("work tree", "commit") else "ambiguous"
    assert story.told(mode) == [f"changed ({why}) lib/other.py:4-5"]


@ANYHOW
def test_a_file_that_is_not_in_utf_8(project: Project, mode: str) -> None:
    code = "# Größe und Höhe\nprint('größer')\n"
    project.write({"a.py": code})
    story = Story(project)
    parts = [story.snippet("a.py", 1, 2), story.token("a.py", 2, "größer")]
    project.write({"a.py": code.encode("latin-1")})
    story.document(*parts)
    assert story.told(mode) == ["up to date a.py:1-2", "up to date a.py:2"]
    project.write({"a.py": ("import os\n" + code).encode("latin-1")})
    assert story.told("no git") == ["moved a.py:2-3", "moved a.py:3"]
    assert story.told() == ["moved a.py:2-3", "moved a.py:3"]


@ANYHOW
def test_quoted_blank_lines_at_the_ends_do_not_count(project: Project, mode: str) -> None:
    body = "def weigh(parcel):\n    return parcel.weight\n"
    project.write({"a.py": f"import os\n\n{body}\nx = 1\n"})
    story = Story(project)
    story.document(story.snippet("a.py", 2, 5))
    assert story.told(mode if mode != "shallow" else "commit") == ["up to date a.py:3-4"]
    project.write({"a.py": f"import os\n{body}x = 1\n"})
    assert story.told(mode) == ["moved a.py:2-3"]
