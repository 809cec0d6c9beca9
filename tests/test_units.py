"""JSON units of 2020 and 2021: read, shown, checked."""

import json
from pathlib import Path

import pytest

from mkdocs_swimm.format.constructs import DocLink, PathRef, Snippet, Token
from mkdocs_swimm.format.document import Document
from mkdocs_swimm.format.unit import read_unit
from mkdocs_swimm.project.documents import Doc, DocumentCache
from mkdocs_swimm.project.folders import documents_in

from .cli.conftest import invoke
from .conftest import Project

ID = "yFCjurbGjHHMYpIZPQC8"
PATH, TOKEN, LINK = "11111111-aaaa", "22222222-bbbb", "33333333-cccc"
UNIT = {
    "id": ID,
    "name": "Brewing: the `Kettle`",
    "file_version": "2.0.1",
    "meta": {"app_version": "0.4.4-0", "file_blobs": {}},
    "content": [
        {
            "type": "text",
            "text": f"# Kettles\n\nSee [[sym:./src/kettle.py({PATH})]], "
            f"[[sym-text:boil({TOKEN})]] and [[sym-link:Tea({LINK})]].",
        },
        {
            "type": "snippet",
            "path": "src/kettle.py",
            "comments": ["Water **first**."],
            "firstLineNumber": 1,
            "lines": [
                " import water\r",
                " ",
                "*def boil():",
                "+    pass",
                "*    return water.hot()",
            ],
        },
        {"type": "poll", "question": "Milk?"},
    ],
    "symbols": {
        PATH: {"type": "path", "text": "./src/kettle.py", "path": "src/kettle.py"},
        TOKEN: {
            "type": "generic_text",
            "symbol": "boil",
            "path": "src/kettle.py",
            "text": "boil",
            "lineNumber": 3,
            "lineData": "def boil():",
            "wordIndex": {"start": 2, "end": 2},
        },
        LINK: {"type": "link", "swimmId": "AbCdEfGhIjKlMnOpQrSt", "text": "Tea"},
    },
    "task": {
        "dod": "It boils.",
        "hints": ["Look at `water`."],
        "tests": ["pytest tests/kettle.py"],
        "crActions": [{"action": "includes", "value": "hot", "message": "Is it hot?"}],
    },
}
OTHER = {"id": "AbCdEfGhIjKlMnOpQrSt", "name": "Tea", "content": [{"type": "text", "text": "Tea."}]}
OTHERS = ("[]", "{}", "1", '{"name": 1, "content": []}', '{"name": "a"}', '{"content": []}')
"""JSON that is no unit."""
CODE = "import water\n\ndef boil():\n    return water.hot()\n"
PATCH = {
    "name": "Patched",
    "file_version": "1.0.4",
    "description": "What it is about.",
    "summary": "What was learned.",
    "swimmPatch": {
        "src/kettle.py": {
            "diffType": "MODIFIED",
            "hunks": [
                {
                    "swimmHunkMetadata": {"hunkComments": ["Second."]},
                    "hunkDiffLines": [
                        "@@ -3,2 +3,2 @@",
                        " def boil():",
                        "-    return water.hot()",
                        "+    pass",
                    ],
                },
                {"hunkDiffLines": ["@@ -1,1 +1,1 @@", " import water"]},
            ],
        }
    },
    "hunksOrder": ["src/kettle.py_1", "src/kettle.py_0"],
}


def _tree(project: Project) -> None:
    project.write(
        {
            f".swm/{ID}.swm": json.dumps(UNIT, indent=2),
            ".swm/AbCdEfGhIjKlMnOpQrSt.swm": json.dumps(OTHER),
            ".swm/settings.swm": '{"name": "no unit", "colour": "red"}',
            "src/kettle.py": CODE,
        }
    )


def document_of(unit: object) -> Document:
    document = read_unit(json.dumps(unit))
    assert document is not None
    return document


def test_cells_become_the_constructs_of_every_other_document() -> None:
    document = document_of(UNIT)
    assert not document.flaws
    snippet = next(one for one in document.constructs if isinstance(one, Snippet))
    assert snippet.path == "src/kettle.py"
    assert [(row.number, row.code, row.marked, row.stub) for row in snippet.rows] == [
        (1, "import water", False, False),
        (2, "", False, False),
        (3, "def boil():", True, False),
        (4, "    pass", False, True),
        (4, "    return water.hot()", True, False),
    ]
    token = next(one for one in document.constructs if isinstance(one, Token))
    assert (token.text, token.path, token.target_line) == ("boil", "src/kettle.py", 3)
    assert (token.words, token.line_text) == ((2, 2), "def boil():")
    assert (
        next(one.path for one in document.constructs if isinstance(one, PathRef)) == "src/kettle.py"
    )
    link = next(one for one in document.constructs if isinstance(one, DocLink))
    assert link.id == "AbCdEfGhIjKlMnOpQrSt"
    # The text of an unknown kind of cell is not lost.
    assert "Milk?" in document.source


def test_patches_are_snippets_in_the_order_of_the_unit() -> None:
    document = document_of(PATCH)
    snippets = [one for one in document.constructs if isinstance(one, Snippet)]
    assert [[row.number for row in snippet.rows] for snippet in snippets] == [[1], [3, 4, 5]]
    assert [row.stub for row in snippets[1].rows] == [False, False, True]
    source = document.source
    assert source.index("What it is about.") < source.index("Second.") < source.index("What was")


def test_diffs_stay_diffs() -> None:
    diff = (
        "diff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\n-a\n+```\n"
    )
    document = document_of({"name": "Old", "hints": ["Think."], "tests": [], "diff": diff})
    assert [one.path for one in document.constructs if isinstance(one, PathRef)] == ["src/a.py"]
    assert not [one for one in document.constructs if isinstance(one, Snippet)]
    assert "````diff\n" + diff.strip() + "\n````" in document.source


@pytest.mark.parametrize(
    "content",
    [
        [None, 1, "text", [], {"type": "snippet"}, {"type": "text", "text": 3}],
        [{"type": "snippet", "path": "a", "lines": [1, None], "firstLineNumber": "x"}],
        [{"type": "snippet", "path": "a", "lines": ["*`````"], "comments": [None, "c"]}],
        [{"type": "text", "text": "\ud800 [[sym:x(nobody)]]"}],
        [{"type": "text", "text": "<SwmSnippet path='x'>\n```"}],
    ],
)
def test_odd_cells_are_kept(content: list[object]) -> None:
    odd = {"name": "Odd\n---\nx", "content": content, "symbols": 3, "task": [], "cr": {}}
    document = document_of(odd)
    assert document.front_matter is not None
    assert document.front_matter.data["title"] == "Odd\n---\nx"
    assert all(one.line == 1 for one in document.constructs)


def test_units_are_pages(project: Project) -> None:
    _tree(project)
    project.write(
        {
            ".swm/torn.swm": '{"name": "Torn", <<<<<<<',
            ".swm/deep.swm": '{"a":' * 100_000,
            **{f".swm/other{number}.swm": text for number, text in enumerate(OTHERS)},
            "docs/other.swm": '{"name": "no unit"}',
            "docs/below/AbCdEfGhIjKlMnOpQrSu.swm": json.dumps(UNIT),
        }
    )
    built = project.build()
    html = built.content(f"swimm/{ID}/")
    assert "Brewing: the" in built.page(f"swimm/{ID}/")
    assert "To be written in this exercise" in html
    assert "kettle.py" in html
    assert 'href="../AbCdEfGhIjKlMnOpQrSt/"' in html
    assert "Is it hot?" in html
    assert "Water <strong>first</strong>" in html
    for name in ("settings", *(f"other{number}" for number in range(len(OTHERS)))):
        assert not (built.site / "swimm" / name).exists()
    assert "To be written in this exercise" in built.content("below/AbCdEfGhIjKlMnOpQrSu/")
    # What is broken is reported once, and the build goes on.
    assert [line.partition(":")[0] for line in built.warnings if "JSON" in line] == [
        ".swm/deep.swm",
        ".swm/torn.swm",
    ]


def test_units_are_verified(project: Project) -> None:
    _tree(project)
    answer = invoke(project.root, "verify")
    assert answer.status == 0, answer.err
    assert "2 documents, 3 references: 3 up to date" in answer.out
    project.write({"src/kettle.py": CODE.replace("water.hot()", "None")})
    answer = invoke(project.root, "verify")
    assert answer.status == 1
    lines = json.dumps(UNIT, indent=2).splitlines()
    line = lines.index('      "type": "snippet",')
    assert f".swm/{ID}.swm:{line}: gone: snippet src/kettle.py:3-4" in answer.out
    answer = invoke(project.root, "which", "src/kettle.py:3")
    text = next(number for number, row in enumerate(lines, 1) if "[[sym-text:boil" in row)
    for number in (line, text):
        assert f".swm/{ID}.swm:{number}: Brewing" in answer.out


@pytest.mark.corpus
def test_real_units_are_all_read(corpus: Path) -> None:
    folder = corpus / "swimmio+sqlalchemy_swimm"
    shelf = DocumentCache()
    entries = [shelf.read(path) for path in documents_in(folder)]
    assert entries
    for entry in entries:
        assert isinstance(entry, Doc)
        data = json.loads(entry.path.read_text())
        snippets = [one for one in entry.document.constructs if isinstance(one, Snippet)]
        cells = [cell for cell in data["content"] if cell["type"] == "snippet"]
        for snippet, cell in zip(snippets, cells, strict=True):
            # Blank lines at both ends are not shown.
            code = "\n".join(line[1:] for line in cell["lines"])
            assert "\n".join(row.code for row in snippet.rows).strip("\n") == code.strip("\n")
        for cell in data["content"]:
            assert cell["type"] == "snippet" or cell["text"].strip() in entry.document.source


def test_hunks_of_one_file_that_stand_on_one_line_of_the_json(project: Project) -> None:
    unit = {
        "name": "Two hunks",
        "swimmPatch": {
            "src/kettle.py": {
                "hunks": [
                    {
                        "swimmHunkMetadata": {"hunkComments": ["First."]},
                        "hunkDiffLines": ["@@ -1,1 +1,0 @@", "-import water"],
                    },
                    {"hunkDiffLines": ["@@ -3,2 +2,0 @@", "-def boil():"]},
                ]
            }
        },
    }
    project.write({f".swm/{ID}.swm": json.dumps(unit), "src/kettle.py": CODE})
    for annotated in (False, True):
        built = project.build({"annotations": annotated})
        page = built.content(f"swimm/{ID}/")
        assert page.count("swimm-snippet") == 2
        assert page.count("swimm-follows") == 1
        assert page.index("import") < page.index("swimm-follows") < page.index("boil")
