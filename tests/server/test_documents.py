"""What an editor shows in documents."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ..cli.conftest import APP, DOCUMENT, NAME, invoke
from ..conftest import REPOSITORY, Project
from .conftest import Editor, types

pytestmark = pytest.mark.slow

CHANGED = APP.replace("result += value", "result = result + value")


@pytest.fixture
def numbers(project: Project) -> Project:
    project.commit({"src/app.py": APP, NAME: DOCUMENT, "other/words.py": "def first(words): ...\n"})
    return project


def texts(diagnostics: list[Any]) -> list[tuple[int, str, str]]:
    return [
        (one.range.start.line + 1, str(one.code), one.message.partition("\nto do: ")[0])
        for one in diagnostics
    ]


@pytest.mark.slow
def test_the_editor_shows_the_findings_of_the_command(tmp_path: Path, editor: Editor) -> None:
    documents = REPOSITORY / "sample_site" / ".swm"
    report = json.loads(invoke(REPOSITORY, "verify", "--format", "json", str(documents)).out)
    reported = {
        (one["document"], one["line"], one["state"], one["message"]) for one in report["findings"]
    }
    assert reported
    editor.start(documents.parent, folder=tmp_path)
    editor.checked(next(documents.glob("*.sw.md")).as_uri())
    shown = {
        (name, *one)
        for uri, diagnostics in editor.diagnostics.items()
        for one in texts(diagnostics)
        if (name := uri.removeprefix(f"{REPOSITORY.as_uri()}/")).startswith("sample_site")
    }
    assert reported <= shown
    # Problems are not findings; their words are those of the other formats.
    assert {word for _, _, word, _ in shown - reported} <= {"problem"}


def test_diagnostics_follow_opening_typing_and_saving(numbers: Project, editor: Editor) -> None:
    numbers.write({"src/app.py": CHANGED})
    editor.start(numbers.root)
    document = editor.open(numbers.root / NAME)
    editor.wait(lambda: editor.diagnostics.get(document))
    [one] = editor.diagnostics[document]
    assert texts([one]) == [
        (13, "changed", "snippet src/app.py:6-10, whose lines have changed; was "
         "'result += value', is 'result = result + value'")
    ]  # fmt: skip
    assert (one.severity, one.source) == (types.DiagnosticSeverity.Error, "mkdocs-swimm")
    assert one.related_information[0].location.uri == (numbers.root / "src/app.py").as_uri()
    # As one types.
    editor.type(document, DOCUMENT.replace("result += value", "result = result + value"))
    editor.wait(lambda: not editor.diagnostics[document])
    editor.type(document, DOCUMENT.replace("src/app.py)</SwmPath>", "src/nope.py)</SwmPath>"))
    editor.wait(lambda: len(editor.diagnostics[document]) == 2)
    [path, _] = editor.diagnostics[document]
    line = DOCUMENT.split("\n")[4]
    assert (path.range.start.character, path.range.end.character) == (
        4,
        line.index("</SwmPath>") + 11,
    )
    # As code is saved.
    editor.type(document, DOCUMENT)
    numbers.write({"src/app.py": APP})
    editor.saved((numbers.root / "src/app.py").as_uri())
    editor.wait(lambda: not editor.diagnostics[document])
    # As code is typed and not saved.
    code = editor.open(numbers.root / "src/app.py")
    editor.type(code, CHANGED)
    editor.wait(lambda: editor.diagnostics[document])
    editor.close(code)
    editor.wait(lambda: not editor.diagnostics[document])


def test_hover_and_definition(numbers: Project, editor: Editor) -> None:
    moved = f"# A comment\n{APP}"
    text = DOCUMENT.replace("Calls ", "Calls 🟩 é [that](words.q1w2.sw.md) ")
    other = "---\ntitle: Words & more\n---\nNothing.\n"
    numbers.write({"src/app.py": moved, NAME: text, ".swm/words.q1w2.sw.md": other})
    editor.start(numbers.root)
    document = editor.open(numbers.root / NAME)
    code = (numbers.root / "src/app.py").as_uri()

    def hover(words: str, after: str) -> str:
        found = editor.at(types.TEXT_DOCUMENT_HOVER, document, text, words, after)
        return str(found.contents.value) if found else ""

    def definition(words: str, after: str) -> tuple[str, int, int]:
        found = editor.at(types.TEXT_DOCUMENT_DEFINITION, document, text, words, after)
        return found.uri, found.range.start.line + 1, found.range.end.line + 1

    token = hover("`parse`</SwmToken>", "`pa")
    assert token.startswith("**moved** · token 'parse' in src/app.py:3 is now at src/app.py:4")
    assert token.endswith("``` python\ndef parse(text):\n```")
    assert definition("`parse`</SwmToken>", "`pa") == (code, 4, 4)
    for words in ('path="/src/app.py" line', "Adds up", "for value in"):
        assert "result += value\n    return result\n```" in hover(words, "p")
        assert definition(words, "") == (code, 7, 11)
    assert hover("[src/app.py]", "[s") == "**up to date** · src/app.py is up to date"
    assert definition("[src/app.py]", "[s") == (code, 1, 1)
    assert hover("[that]", "[t") == "**Words \\& more**\n\nno references into the code"
    assert definition("[that]", "[t")[0].endswith("/words.q1w2.sw.md")
    assert hover("title: Numbers", "") == ""
    # What is not saved is the code of today.
    uri = editor.open(numbers.root / "src/app.py")
    editor.type(uri, f"\n\n{moved}")
    assert definition("`parse`</SwmToken>", "`pa") == (code, 6, 6)


def test_symbols_folds_lenses_and_hints(numbers: Project, editor: Editor) -> None:
    text = DOCUMENT.replace("Calls", "# Top\n\n## Inner\n\nCalls") + "\n## Last\n\nWords.\n"
    numbers.write({"src/app.py": f"\n{CHANGED}", NAME: text})
    editor.start(numbers.root)
    document = editor.open(numbers.root / NAME)
    [top] = editor.of(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document)
    assert (top.name, [one.name for one in top.children]) == ("Top", ["Inner", "Last"])
    assert [one.name for one in top.children[0].children] == ["src/app.py"]
    rows = text.split("\n")
    folds = editor.of(types.TEXT_DOCUMENT_FOLDING_RANGE, document)
    folded = {(rows[one.start_line], rows[one.end_line]) for one in folds}
    assert folded == {
        ("---", "---"),
        ("# Top", "Words."),
        ("## Inner", "</SwmSnippet>"),
        ("## Last", "Words."),
        ('<SwmSnippet path="/src/app.py" line="6">', "</SwmSnippet>"),
    }
    [lens] = editor.of(types.TEXT_DOCUMENT_CODE_LENS, document)
    assert lens.command.title == "1 up to date, 1 moved, 1 changed"
    hints = editor.of(types.TEXT_DOCUMENT_INLAY_HINT, document)
    shown = [(rows[one.position.line][: one.position.character][-9:], one.label) for one in hints]
    assert shown == [
        ("SwmToken>", "moved → src/app.py:4"),
        ('line="6">', "changed → src/app.py:7-11"),
    ]


@pytest.mark.parametrize("encoding", [None, "utf-8", "utf-32"])
def test_columns_are_counted_as_agreed(
    numbers: Project, editor: Editor, encoding: str | None
) -> None:
    text = DOCUMENT.replace("Calls ", "🟩🟩 é ")
    numbers.write({"src/app.py": f"# A comment\n{APP}", NAME: text.replace("\n", "\r\n")})
    offered = types.GeneralClientCapabilities(position_encodings=[encoding] if encoding else None)
    editor.start(numbers.root, general=offered)
    document = editor.open(numbers.root / NAME)
    editor.wait(lambda: editor.diagnostics.get(document))
    token = next(one for one in editor.diagnostics[document] if "token" in one.message)
    line = text.split("\n")[3]
    codec, size = {"utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}.get(
        encoding or "", ("utf-16-le", 2)
    )
    start, end = line.index("<SwmToken"), line.index(",\n" if ",\n" in line else "</SwmToken>")
    columns = [len(line[:at].encode(codec)) // size for at in (start, end + len("</SwmToken>"))]
    assert [token.range.start.character, token.range.end.character] == columns


COMPLETED = [
    ("Uses `fir", "first", "SwmToken"),
    ("|a|`fir|\n", "first", "SwmToken"),
    ("In <SwmPath>[words", "other/words.py", "SwmPath"),
    ("In `📄 oth", "other/words.py", "SwmPath"),
    ('<SwmSnippet path="/oth" line="1">\n', "other/words.py", 'path="/other/words.py"'),
    ("See [[Oth", "Other words", "SwmLink"),
    ("See <SwmLink>other", "Other words", "SwmLink"),
    ("See [it](oth", "Other words", "(other-words.q1w2.sw.md"),
]
"""What is typed, what is chosen then, and what is written."""


def test_what_is_completed_is_up_to_date(numbers: Project, editor: Editor) -> None:
    other = "---\ntitle: Other words\n---\n<SwmPath>[other/words.py](other/words.py)</SwmPath>\n"
    numbers.write({".swm/other-words.q1w2.sw.md": other})
    editor.start(numbers.root)
    before = DOCUMENT + "\n<SwmPath>[other/words.py](other/words.py)</SwmPath> 🟩\n\n"
    document = editor.open(numbers.root / NAME, before)
    for typed, label, written in COMPLETED:
        text = before + typed
        editor.type(document, text)
        cursor = re.sub(r"(\|\n|\" line=.*\n)$", "", typed)
        found = editor.at(types.TEXT_DOCUMENT_COMPLETION, document, text, typed, cursor)
        item = next(one for one in found.items if one.label == label)
        after = edited(text, item.text_edit)
        assert written in after.removeprefix(before), typed
        # Editors narrow the list down by what stands where it is written.
        row = text.split("\n")[item.text_edit.range.start.line]
        at = item.text_edit.range.start.character, item.text_edit.range.end.character
        assert item.filter_text.casefold().startswith(row[slice(*at)].casefold())
        if "SwmSnippet" not in typed:
            editor.type(document, after)
            assert [one.message for one in editor.checked(document)] == []


def test_paths_that_begin_as_typed_come_first(numbers: Project, editor: Editor) -> None:
    numbers.write({"build/other/words.py": "built = 1\n"})
    editor.start(numbers.root)
    document = editor.open(numbers.root / NAME, DOCUMENT)
    typed = "<SwmPath>[other/"
    text = f"{DOCUMENT}\n{typed}"
    editor.type(document, text)
    found = editor.at(types.TEXT_DOCUMENT_COMPLETION, document, text, typed, typed)
    assert [one.label for one in found.items] == ["other/words.py", "build/other/words.py"]


def edited(text: str, edit: Any) -> str:
    """A text after an edit, whose columns count UTF-16."""
    lines = text.split("\n")
    row = edit.range.start.line
    line = lines[row].encode("utf-16-le")
    start, end = edit.range.start.character * 2, edit.range.end.character * 2
    lines[row] = line[:start].decode("utf-16-le") + edit.new_text + line[end:].decode("utf-16-le")
    return "\n".join(lines)


def test_an_editor_with_snippet_support(numbers: Project, editor: Editor) -> None:
    item = types.ClientCompletionItemOptions(snippet_support=True)
    can = types.CompletionClientCapabilities(completion_item=item)
    editor.start(numbers.root, text_document=types.TextDocumentClientCapabilities(completion=can))
    numbers.write({"src/app.py": APP + "\nparcel = f'{parse}$1'\n"})
    text = DOCUMENT + "\n`parcel"
    document = editor.open(numbers.root / NAME, text)
    found = editor.at(types.TEXT_DOCUMENT_COMPLETION, document, text, "`parcel", "`parcel")
    [one] = found.items
    assert one.insert_text_format == types.InsertTextFormat.Snippet
    assert r"parcel = f&#39;{parse\}\$1&#39;" in one.text_edit.new_text


@pytest.mark.slow
def test_a_document_that_is_half_typed(numbers: Project, editor: Editor) -> None:
    text = (
        DOCUMENT
        + '\n`parse`[<sup id="x">↓</sup>](#f-x) `📄 src`\n\n```mermaid\ngraph TD\n```\n|a|\n'
    )
    editor.start(numbers.root)
    document = editor.open(numbers.root / NAME, "")
    code = editor.open(numbers.root / "src/app.py", "")
    everywhere = (
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        types.TEXT_DOCUMENT_FOLDING_RANGE,
        types.TEXT_DOCUMENT_CODE_LENS,
        types.TEXT_DOCUMENT_INLAY_HINT,
    )
    for size in range(0, len(text), 7):
        typed = text[:size]
        editor.type(document, typed)
        editor.type(code, APP[: size % len(APP)])
        for name in everywhere:
            editor.of(name, document)
        for name in (types.TEXT_DOCUMENT_HOVER, types.TEXT_DOCUMENT_COMPLETION):
            editor.at(name, document, typed, "", typed)
        editor.checked(document)
        editor.checked(code)
    # A place that is no longer there is no reason to fail, either.
    beyond = types.Position(999, 999)
    assert editor.of(types.TEXT_DOCUMENT_HOVER, document, position=beyond) is None


def test_a_unit_of_json_that_is_half_typed(numbers: Project, editor: Editor) -> None:
    unit = {"name": "A unit", "content": [{"type": "text", "text": "See [[gone.sw.md]]"}]}
    path = numbers.root / ".swm/abcdefghij0123456789.swm"
    numbers.write({path.relative_to(numbers.root).as_posix(): json.dumps(unit, indent=1)})
    editor.start(numbers.root)
    document = editor.open(path)
    assert editor.checked(document) == []
    editor.type(document, '{"name": ')
    [one] = editor.checked(document)
    assert (one.code, one.severity) == ("unreadable", types.DiagnosticSeverity.Error)


def test_files_that_are_only_named_like_documents(numbers: Project, editor: Editor) -> None:
    numbers.write({"README.sw.md": "# Karibu\n\n[x](nope.g1n2.sw.md)\n", "rules.swm": "[1, 2]\n"})
    editor.start(numbers.root)
    for name in ("README.sw.md", "rules.swm"):
        uri = editor.open(numbers.root / name)
        assert editor.checked(uri) == []
        assert not editor.of(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, uri)


def test_documents_that_come_and_go(numbers: Project, editor: Editor) -> None:
    editor.start(numbers.root)
    first = editor.open(numbers.root / NAME)
    assert editor.checked(first) == []
    # One that was never saved is a document, too.
    text = "---\ntitle: New\n---\n[Numbers](numbers.x1y2.sw.md) [gone](nope.g1n2.sw.md)\n"
    new = editor.open(numbers.root / ".swm/new.n1w2.sw.md", text)
    editor.wait(lambda: editor.diagnostics.get(new))
    assert [one.range.start.line for one in editor.diagnostics[new]] == [3]
    numbers.commit({".swm/nope.g1n2.sw.md": "---\ntitle: Nope\n---\nHere.\n"})
    editor.saved(first)
    editor.wait(lambda: not editor.diagnostics[new])
