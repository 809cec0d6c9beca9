"""What an editor shows in code."""

from ast import literal_eval
from typing import Any

import pytest

from ..cli.conftest import APP, DOCUMENT, NAME
from ..conftest import Project
from .conftest import Editor, types

pytestmark = pytest.mark.slow


@pytest.fixture
def numbers(project: Project) -> Project:
    other = DOCUMENT.replace("title: Numbers", "title: Sums & more")
    project.commit({"src/app.py": APP, NAME: DOCUMENT, ".swm/sums.s1u2.sw.md": other})
    return project


def test_the_documents_about_code(numbers: Project, editor: Editor) -> None:
    editor.start(numbers.root)
    code = editor.open(numbers.root / "src/app.py")
    lenses = editor.of(types.TEXT_DOCUMENT_CODE_LENS, code)
    shown = [(one.range.start.line + 1, one.command.title) for one in lenses]
    both = ("Explained in Numbers", "Explained in Sums & more")
    assert shown == [(line, title) for line in (1, 3, 6) for title in both]
    hover = editor.at(types.TEXT_DOCUMENT_HOVER, code, APP, "result += value")
    where = (numbers.root / NAME).as_uri()
    assert str(hover.contents.value).splitlines()[:3] == [
        "**Explained in**",
        "",
        f"- [Numbers](<{where}#L13>): snippet 6-10",
    ]
    context = types.ReferenceContext(include_declaration=True)
    found = editor.at(types.TEXT_DOCUMENT_REFERENCES, code, APP, "parse", context=context)
    places = [(one.uri.rpartition("/")[2], one.range.start.line + 1) for one in found]
    # References to the line come first, then those to the file.
    names = ("numbers.x1y2.sw.md", "sums.s1u2.sw.md")
    assert places == [(name, line) for line in (4, 5) for name in names]


def test_a_change_that_breaks_documents(numbers: Project, editor: Editor) -> None:
    editor.start(numbers.root)
    code = editor.open(numbers.root / "src/app.py")
    editor.type(code, f"# One line more moves all\n{APP}")
    assert editor.checked(code) == []
    assert editor.of(types.TEXT_DOCUMENT_CODE_LENS, code)[2].command.title == (
        "Explained in Numbers (moved)"
    )
    editor.type(code, APP.replace("+= value", "+= int(value)"))
    editor.wait(lambda: editor.diagnostics.get(code))
    first, second = editor.diagnostics[code]
    assert first.message == (
        f"documented in {NAME}:13 (changed): snippet src/app.py:6-10, whose lines have changed; "
        "was 'result += value', is 'result += int(value)'"
    )
    assert (first.range.start.line + 1, first.range.end.line + 1) == (6, 10)
    assert first.related_information[0].location.uri == (numbers.root / NAME).as_uri()
    assert second.message.startswith("documented in .swm/sums.s1u2.sw.md:13 (changed)")
    # Code that is gone is reported where it was.
    editor.type(code, APP.replace("def parse(text):\n    return text.split()\n", ""))
    gone = [one for one in editor.checked(code) if one.code == "gone"]
    assert [one.range.start.line + 1 for one in gone] == [3, 3]
    # Lines that another file has taken over are not gone.
    other = editor.open(numbers.root / "src/other.py", "")
    sums = APP[APP.index("def total") :]
    editor.type(code, APP.replace(sums, ""))
    assert {one.code for one in editor.checked(code)} == {"gone"}
    numbers.write({"src/other.py": sums})
    editor.saved(other)
    editor.type(other, sums)
    editor.wait(lambda: editor.checked(code) == [])


def test_copying_from_code(numbers: Project, editor: Editor) -> None:
    code_text = APP + "\nwords = {'é🟩': total | {}}\n"
    numbers.write({"src/app.py": code_text})
    editor.start(numbers.root)
    code = editor.open(numbers.root / "src/app.py")

    def actions(words: str, **more: Any) -> dict[str, Any]:
        start = code_text.index(words)
        ends = [code_text[:at].split("\n") for at in (start, start + len(words))]
        selected = types.Range(
            *(types.Position(len(one) - 1, len(one[-1].encode("utf-16-le")) // 2) for one in ends)
        )
        context = types.CodeActionContext([], **more)
        found = editor.of(types.TEXT_DOCUMENT_CODE_ACTION, code, range=selected, context=context)
        # pygls' client takes every action for a command, whose name is a text.
        return {one.title: literal_eval(one.command) for one in found or ()}

    copied = ""
    for words, title in (
        ("    result = 0\n    for value in values:\n", "Copy as snippet"),
        ("total | {}", "Copy as token"),
    ):
        command = actions(words)[title]
        name, arguments = command["command"], command["arguments"]
        text = editor.request(types.WORKSPACE_EXECUTE_COMMAND, command=name, arguments=arguments)
        assert text == arguments[0]
        # There is no clipboard where tests run; the editor shows the text instead.
        name, reported = editor.asked[-2:][0]
        assert (name, reported.message) == (types.WINDOW_LOG_MESSAGE, text)
        copied += f"{text}\n\n"
    assert 'line="7"' in copied
    assert "`total | {}`" in copied
    document = editor.open(numbers.root / NAME, f"---\ntitle: Copied\n---\n{copied}")
    assert editor.checked(document) == []
    [lens] = editor.of(types.TEXT_DOCUMENT_CODE_LENS, document)
    assert lens.command.title == "2 up to date"
    # A cursor alone is no wish to copy.
    automatic = types.CodeActionTriggerKind.Automatic
    assert set(actions("values", trigger_kind=automatic)) == {"Copy as snippet", "Copy as token"}
    assert not actions("", trigger_kind=automatic)
