"""What an editor shows of ordinary Markdown that links to lines of code."""

from typing import Any

import pytest

from ..cli.conftest import KETTLE, MOVED
from ..cli.conftest import kettle as kettle
from ..cli.test_pages import page
from ..conftest import Project, files_in
from .conftest import Editor, types

pytestmark = pytest.mark.slow

CHANGED = KETTLE.replace("water.hot()", "water.hot(100)")


@pytest.fixture
def tea(kettle: Project) -> Project:
    text = "---\ntitle: Tea time\n---\n" + page(kettle.git("rev-parse", "HEAD"))
    kettle.write({"docs/tea.md": text, "docs/other.md": text})
    kettle.commit({"mkdocs.yml": "plugins: [{swimm: {pages: [docs/tea.md]}}]\n"})
    return kettle


def ranges(diagnostics: list[Any]) -> list[tuple[int, int, int, str]]:
    return [
        (one.range.start.line + 1, one.range.start.character, one.range.end.character, one.code)
        for one in diagnostics
    ]


def test_pages_are_checked_as_documents_are(tea: Project, editor: Editor) -> None:
    tea.write({"src/kettle.py": CHANGED})
    before = files_in(tea.root)
    editor.start(tea.root)
    path = tea.root / "docs/tea.md"
    text = path.read_text()
    uri, code = editor.open(path), (tea.root / "src/kettle.py").as_uri()
    editor.wait(lambda: editor.diagnostics.get(uri))
    line = text.split("\n")[5]
    # The link is what is marked; the fence below it is as it was.
    assert ranges(editor.diagnostics[uri]) == [
        (6, line.index("[boil]"), line.index("):") + 1, "changed")
    ]
    assert "'return water.hot()', is 'return water.hot(100)'" in editor.diagnostics[uri][0].message
    for words in ("[boil]", "    return water.hot()"):
        hover = editor.at(types.TEXT_DOCUMENT_HOVER, uri, text, words, words[:3])
        assert "return water.hot(100)" in hover.contents.value
        found = editor.at(types.TEXT_DOCUMENT_DEFINITION, uri, text, words, words[:3])
        assert (found.uri, found.range.start.line + 1) == (code, 1)
    found = editor.at(types.TEXT_DOCUMENT_DEFINITION, uri, text, "[`pour`]", "[`p")
    assert (found.uri, found.range.start.line + 1) == (code, 5)
    [lens] = editor.of(types.TEXT_DOCUMENT_CODE_LENS, uri)
    assert lens.command.title == "2 up to date, 1 changed"
    hints = editor.of(types.TEXT_DOCUMENT_INLAY_HINT, uri)
    assert [(one.position.line + 1, one.label) for one in hints] == [
        (6, "changed \u2192 src/kettle.py:1-2")
    ]
    # As one types.
    editor.type(uri, text.replace("return water.hot()", "return water.hot(100)"))
    editor.wait(lambda: not editor.diagnostics[uri])
    other = editor.open(tea.root / "docs/other.md")
    assert editor.checked(other) == []
    assert files_in(tea.root) == before


def test_code_names_the_pages_that_explain_it(tea: Project, editor: Editor) -> None:
    editor.start(tea.root)
    code = editor.open(tea.root / "src/kettle.py")
    lenses = editor.of(types.TEXT_DOCUMENT_CODE_LENS, code)
    shown = [(one.range.start.line + 1, one.command.title) for one in lenses]
    assert shown == [(1, "Explained in Tea time"), (5, "Explained in Tea time")]
    context = types.ReferenceContext(include_declaration=True)
    found = editor.at(types.TEXT_DOCUMENT_REFERENCES, code, KETTLE, "water.hot", context=context)
    assert [(one.uri, one.range.start.line + 1) for one in found] == [
        ((tea.root / "docs/tea.md").as_uri(), 6)
    ]
    editor.type(code, MOVED)
    assert editor.checked(code) == []
    editor.type(code, CHANGED)
    editor.wait(lambda: editor.diagnostics.get(code))
    [one] = editor.diagnostics[code]
    assert one.message.startswith("documented in docs/tea.md:6 (changed)")


def test_pages_named_in_the_settings_of_the_editor(tea: Project, editor: Editor) -> None:
    tea.write({"src/kettle.py": CHANGED})
    (tea.root / "mkdocs.yml").unlink()
    editor.options = {"pages": ["docs/*.md", "!docs/tea.md"]}
    editor.start(tea.root)
    uri = editor.open(tea.root / "docs/other.md")
    editor.wait(lambda: editor.diagnostics.get(uri))
    tea_uri = editor.open(tea.root / "docs/tea.md")
    assert editor.checked(tea_uri) == []
    # One that is new is checked as it is typed.
    new = editor.open(
        tea.root / "docs/new.md", "[`pour`](../src/kettle.py#L9)\n\n[x](../src/no.py#L1)\n"
    )
    editor.wait(lambda: editor.diagnostics.get(new))
    assert (3, 0, 20, "gone") in ranges(editor.diagnostics[new])
