"""How an editor and the server get on: folders, addresses, who asks whom."""

import subprocess
import sys
from pathlib import Path

import pytest

from mkdocs_swimm.server.positions import path_of

from ..cli.conftest import APP, DOCUMENT, NAME
from ..conftest import Project
from .conftest import Editor, types

pytestmark = pytest.mark.slow

STALE = APP.replace("+= value", "+= 1")


@pytest.fixture
def numbers(project: Project) -> Project:
    project.commit({"src/app.py": STALE, NAME: DOCUMENT})
    return project


def test_all_documents_have_diagnostics(numbers: Project, editor: Editor) -> None:
    refresh = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
    workspace = types.WorkspaceClientCapabilities(code_lens=refresh)
    editor.start(numbers.root, workspace=workspace)
    document, code = (numbers.root / NAME).as_uri(), (numbers.root / "src/app.py").as_uri()
    editor.wait(lambda: document in editor.diagnostics)
    assert [one.code for one in editor.diagnostics[document]] == ["changed"]
    # Of code, what is open alone.
    assert code not in editor.diagnostics
    editor.open(numbers.root / "src/app.py")
    assert [one.code for one in editor.checked(code)] == ["changed"]
    editor.asked.clear()
    editor.type(code, APP)
    editor.wait(lambda: editor.diagnostics[document] == [])
    editor.wait(lambda: editor.asked)
    assert {name for name, _ in editor.asked} == {types.WORKSPACE_CODE_LENS_REFRESH}
    # Files that others write are checked as well.
    numbers.write({NAME.replace("x1y2", "x3y4"): DOCUMENT.replace("+=", "-=")})
    editor.saved(code)
    editor.wait(lambda: editor.diagnostics.get(document.replace("x1y2", "x3y4")))


def test_an_editor_that_pulls_diagnostics_is_sent_those_of_closed_files(
    numbers: Project, editor: Editor
) -> None:
    can = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())
    refresh = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    workspace = types.WorkspaceClientCapabilities(diagnostics=refresh)
    editor.start(numbers.root, text_document=can, workspace=workspace)

    def asked(uri: str) -> list[str]:
        report = editor.of(types.TEXT_DOCUMENT_DIAGNOSTIC, uri)
        return [one.code for one in report.items]

    document = (numbers.root / NAME).as_uri()
    editor.wait(lambda: editor.diagnostics.get(document))
    # Else it would show them twice.
    editor.open(numbers.root / NAME)
    editor.wait(lambda: editor.diagnostics[document] == [])
    assert asked(document) == ["changed"]
    editor.asked.clear()
    code = editor.open(numbers.root / "src/app.py")
    assert asked(code) == ["changed"]
    editor.type(code, APP)
    editor.wait(lambda: (types.WORKSPACE_DIAGNOSTIC_REFRESH, None) in editor.asked)
    assert (asked(document), asked(code)) == ([], [])
    editor.type(code, STALE)
    assert asked(document) == ["changed"]
    editor.close(document)
    editor.wait(lambda: editor.diagnostics[document])


def test_a_cancelled_request(numbers: Project, editor: Editor) -> None:
    editor.start(numbers.root)
    document = editor.open(numbers.root / NAME)
    code = editor.open(numbers.root / "src/app.py")
    assert len(editor.checked(document)) == 1
    for size in range(20):
        editor.type(code, APP if size % 2 else f"{STALE}{size}")
        editor.take_back(types.TEXT_DOCUMENT_CODE_LENS, document)
    editor.wait(lambda: editor.diagnostics.get(document) == [])
    assert editor.checked(document) == []


def test_what_others_write_is_noticed(numbers: Project, editor: Editor) -> None:
    can = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    workspace = types.WorkspaceClientCapabilities(did_change_watched_files=can)
    editor.start(numbers.root, workspace=workspace)
    document = editor.open(numbers.root / NAME)
    assert len(editor.checked(document)) == 1
    [(name, wanted)] = editor.asked
    assert name == types.CLIENT_REGISTER_CAPABILITY
    assert [one.method for one in wanted.registrations] == [
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    ]

    def written(path: str) -> None:
        event = types.FileEvent((numbers.root / path).as_uri(), types.FileChangeType.Changed)
        editor.notify(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, changes=[event])

    numbers.write({"src/app.py": APP})
    written("src/app.py")
    editor.wait(lambda: editor.diagnostics.get(document) == [])
    numbers.git("mv", "src/app.py", "src/other.py")
    written("src/app.py")
    editor.wait(lambda: len(editor.diagnostics[document]) == 3)
    assert {one.code for one in editor.diagnostics[document]} == {"moved"}


def test_folders_and_names_of_any_kind(tmp_path: Path, editor: Editor) -> None:
    homes = [tmp_path / "a repository; #1", tmp_path / "hébergé 🟩"]
    for home in homes:
        one = Project(home)
        name = "src/the äpp.py"
        text = DOCUMENT.replace("/src/app.py", f"/{name}")
        text = text.replace("(src/app.py)", f"(/{name})".replace(" ", "%20"))
        home.mkdir()
        one.commit({name: STALE, NAME: text.replace('path="src/app.py"', f'path="{name}"')})
    # Editors write addresses in ways of their own.
    addresses = [home.as_uri() for home in homes]
    addresses[0] = addresses[0].replace("%20", " ").replace("%3B", ";")
    editor.start(*addresses, folder=tmp_path)
    for home, address in zip(homes, addresses, strict=True):
        document = editor.open(f"{address}/{NAME}", (home / NAME).read_text("utf-8"))
        editor.wait(lambda document=document: editor.diagnostics.get(document))
        [one] = editor.diagnostics[document]
        assert one.message.startswith("snippet src/the äpp.py:6-10, whose lines have changed")
        assert path_of(one.related_information[0].location.uri) == home / "src/the äpp.py"
    # A closed folder has no diagnostics.
    gone = types.WorkspaceFolder(addresses[0], "")
    event = types.WorkspaceFoldersChangeEvent([], [gone])
    editor.notify(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, event=event)
    assert editor.checked(f"{addresses[0]}/{NAME}") == []
    assert len(editor.checked(f"{addresses[1]}/{NAME}")) == 1


def test_what_is_outside_is_not_read(tmp_path: Path, editor: Editor) -> None:
    inside, outside = Project(tmp_path / "in"), Project(tmp_path / "out")
    for one in (inside, outside):
        one.root.mkdir()
        one.commit({"src/app.py": STALE, NAME: DOCUMENT})
    secret = tmp_path / "secret.py"
    secret.write_text("password = 'hidden'\n")
    (inside.root / "src/link.py").symlink_to(secret)
    text = (
        '<SwmToken path="src/link.py" pos="1:0:0" line-data="password = 1">`password`</SwmToken>\n'
        "<SwmPath>[../secret.py](../secret.py)</SwmPath> [x](../../secret.py)\n"
    )
    inside.write({".swm/out.o1u2.sw.md": text})
    editor.start(inside.root)
    document = editor.open(inside.root / ".swm/out.o1u2.sw.md")
    gone = [one.message for one in editor.checked(document) if one.code == "gone"]
    assert gone == [
        f"{path} is not a path within the repository\nto do: name a file in the repository"
        for path in ("src/link.py", "../secret.py")
    ]
    for words in ("`password`", "[../secret", "[x]"):
        hover = editor.at(types.TEXT_DOCUMENT_HOVER, document, text, words, words[:2])
        assert "hidden" not in str(hover)
        assert editor.at(types.TEXT_DOCUMENT_DEFINITION, document, text, words, words[:2]) is None
    # An open file of another repository has no diagnostics.
    for path in (outside.root / NAME, outside.root / "src/app.py", secret):
        assert editor.checked(editor.open(path)) == []
    link = editor.open(inside.root / "src/link.py")
    assert not editor.of(types.TEXT_DOCUMENT_CODE_LENS, link)


def test_a_folder_without_documents_or_git(tmp_path: Path, editor: Editor) -> None:
    (tmp_path / "app.py").write_text("one = 1\n")
    editor.start(tmp_path)
    code = editor.open(tmp_path / "app.py")
    assert editor.checked(code) == []
    assert not editor.of(types.TEXT_DOCUMENT_CODE_LENS, code)
    # The first document that is written there is one.
    document = editor.open(tmp_path / NAME, DOCUMENT.replace("src/app.py", "nope.py"))
    editor.wait(lambda: editor.diagnostics.get(document))
    assert {one.code for one in editor.diagnostics[document]} == {"gone"}


def test_the_command_names_the_extra_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls").mkdir()
    (tmp_path / "pygls/__init__.py").write_text("raise ModuleNotFoundError(name='pygls')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from mkdocs_swimm.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "server"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: the server requires 'mkdocs-swimm[editor]': install it\n"
