"""Zed, and the IDEs of JetBrains with LSP4IJ: what their sources have them send, byte for byte.

Both are read in source, not started. A client of ours may forgive what theirs do not, so these
tests write and read the messages themselves.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ..cli.conftest import APP, DOCUMENT, NAME
from ..conftest import Project

pytestmark = pytest.mark.slow

CAPABILITIES = json.loads(Path(__file__).with_name("capabilities.json").read_text("utf-8"))
"""The capabilities of each client."""


class Wire:
    """A client of the server that is nothing but messages."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.heard: list[tuple[str, Any]] = []  # requests and notifications of the server
        self._asked = 0
        self._server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs_swimm", "server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root,
        )

    def start(self, name: str, without: str = "") -> dict[str, Any]:
        """Open the folder as a client does, without one capability; return those of the server."""
        capabilities = deepcopy(CAPABILITIES[name])
        capabilities["workspace"].pop(without, None)
        params = {
            "processId": None,
            "clientInfo": {"name": name, "version": "1"},
            "rootPath": str(self.root),
            "rootUri": self.root.as_uri(),
            "workspaceFolders": [{"uri": self.root.as_uri(), "name": ""}],
            "capabilities": capabilities,
        }
        can: dict[str, Any] = self.ask("initialize", params)["capabilities"]
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": {}})
        return can

    def open(self, path: str, language: str) -> str:
        uri, text = (self.root / path).as_uri(), (self.root / path).read_text()
        item = {"uri": uri, "languageId": language, "version": 0, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return uri

    def of(self, method: str, uri: str, **more: Any) -> Any:
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more})

    def pulled(self, uri: str) -> list[str]:
        """The codes of the diagnostics of a file."""
        report = self.of("diagnostic", uri)
        assert report["kind"] == "full"
        return [one["code"] for one in report["items"]]

    def tell(self, method: str, params: Any) -> None:
        self._write({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """Ask the server, and answer what it asks meanwhile."""
        self._asked += 1
        self._write({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._read()
            if "method" not in message:
                assert "error" not in message, message
                assert message["id"] == self._asked
                return message.get("result")
            self._hear(message)

    def wait_for(self, method: str) -> None:
        """Read messages until one has this method."""
        while method not in [name for name, _ in self.heard]:
            self._hear(self._read())

    def stop(self) -> str:
        """End the session; return what the server wrote to stderr."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self._server.communicate(timeout=60)[1].decode()

    def _hear(self, message: dict[str, Any]) -> None:
        # The only answer to a message that the server cannot read.
        assert "Error in server" not in str(message), message
        self.heard.append((message["method"], message.get("params")))
        if "id" in message:
            shown = message["method"] == "window/showDocument"
            self._write({"id": message["id"], "result": {"success": True} if shown else None})

    def _write(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._server.stdin.flush()

    def _read(self) -> dict[str, Any]:
        stream, size = self._server.stdout, 0
        assert stream
        while (line := stream.readline()) != b"\r\n":
            assert line, "the server has ended"
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        read: dict[str, Any] = json.loads(stream.read(size))
        return read


@pytest.fixture
def wire(project: Project) -> Iterator[Wire]:
    project.commit({"src/app.py": APP.replace("+= value", "+= 1"), NAME: DOCUMENT})
    made = Wire(project.root)
    yield made
    error = made.stop()
    assert "Traceback" not in error, error


def place(text: str, words: str) -> dict[str, int]:
    before = text[: text.index(words)].split("\n")
    return {"line": len(before) - 1, "character": len(before[-1])}


def selection(text: str, words: str) -> dict[str, dict[str, int]]:
    start = place(text, words)
    return {"start": start, "end": {**start, "character": start["character"] + len(words)}}


@pytest.mark.parametrize("name", CAPABILITIES)
def test_documents(wire: Wire, name: str) -> None:
    can = wire.start(name)
    assert can["positionEncoding"] == "utf-16"
    # Both ask for diagnostics of open files, and have no others than those then.
    assert can["diagnosticProvider"]["interFileDependencies"]
    document = wire.open(NAME, "markdown")
    assert wire.pulled(document) == ["changed"]
    [lens] = wire.of("codeLens", document)
    assert lens["command"]["title"] == "2 up to date, 1 changed"
    whole = {"start": place(DOCUMENT, "---"), "end": {"line": 10_000, "character": 0}}
    [hint] = wire.of("inlayHint", document, range=whole)
    assert hint["label"] == "changed → src/app.py:6-10"
    found = wire.of("hover", document, position=place(DOCUMENT, "parse`</SwmToken>"))
    assert found["contents"]["kind"] == "markdown"
    found = wire.of("definition", document, position=place(DOCUMENT, "parse`</SwmToken>"))
    assert found["uri"].endswith("/src/app.py")
    assert wire.of("documentSymbol", document)[0]["name"] == "src/app.py"
    assert wire.of("foldingRange", document)
    # Without columns, as a server wants that takes the whole text.
    text = f"{DOCUMENT}\n`pars"
    changed = {"textDocument": {"uri": document, "version": 1}, "contentChanges": [{"text": text}]}
    wire.tell("textDocument/didChange", changed)
    end = {"line": text.count("\n"), "character": len("`pars")}
    offered = wire.of("completion", document, position=end, context={"triggerKind": 1})
    item = next(one for one in offered["items"] if one["label"] == "parse")
    assert item["textEdit"]["newText"].startswith("<SwmToken path")
    # After changes elsewhere, they are asked to pull again.
    wire.heard.clear()
    (wire.root / "src/app.py").write_text(APP)
    wire.tell("textDocument/didSave", {"textDocument": {"uri": document}})
    wire.wait_for("workspace/diagnostic/refresh")
    assert wire.pulled(document) == []
    assert "textDocument/publishDiagnostics" not in dict(wire.heard)


def test_a_zed_of_2025(wire: Wire) -> None:
    # It pulls diagnostics, but ignores requests to pull again: they are pushed.
    can = wire.start("Zed", without="diagnostics")
    assert "diagnosticProvider" not in can
    document = wire.open(NAME, "markdown")
    wire.wait_for("textDocument/publishDiagnostics")
    reported = dict(wire.heard)["textDocument/publishDiagnostics"]
    assert (reported["uri"], [one["code"] for one in reported["diagnostics"]]) == (
        document,
        ["changed"],
    )


def test_code_in_zed(wire: Wire) -> None:
    can = wire.start("Zed")
    code = wire.open("src/app.py", "python")
    assert wire.pulled(code) == ["changed"]
    # It asks at every position of the cursor, and does not mark these requests as automatic.
    actions = wire.of(
        "codeAction", code, range=selection(APP, "total"), context={"diagnostics": []}
    )
    assert [one["title"] for one in actions] == ["Copy as snippet", "Copy as token"]
    # It runs no command that is not named beforehand.
    command = actions[1]["command"]
    assert command["command"] in can["executeCommandProvider"]["commands"]
    text = wire.ask("workspace/executeCommand", command)
    assert text.startswith("<SwmToken")
    lenses = [one["command"] for one in wire.of("codeLens", code)]
    shows = next(one for one in lenses if one["title"].startswith("Explained in Numbers"))
    assert shows["command"] in can["executeCommandProvider"]["commands"]
    wire.ask("workspace/executeCommand", shows)
    # It cannot be asked to show a document; a message names the place.
    method, reported = wire.heard[-1]
    assert method == "window/showMessage"
    assert NAME in reported["message"]


def test_code_in_an_ide_of_jetbrains(wire: Wire) -> None:
    wire.start("IntelliJ IDEA")
    wire.wait_for("client/registerCapability")
    code = wire.open("src/app.py", "python")
    assert wire.pulled(code) == ["changed"]
    # Every request is an automatic one: for a selection there is something, for a cursor nothing.
    context = {"diagnostics": [], "triggerKind": 2}
    cursor = {"start": place(APP, "total"), "end": place(APP, "total")}
    assert wire.of("codeAction", code, range=cursor, context=context) is None
    fixes = {**context, "only": ["quickfix"]}
    assert wire.of("codeAction", code, range=selection(APP, "total"), context=fixes) is None
    actions = wire.of("codeAction", code, range=selection(APP, "total"), context=context)
    assert [one["title"] for one in actions] == ["Copy as snippet", "Copy as token"]
    assert wire.ask("workspace/executeCommand", actions[0]["command"]).startswith("<SwmSnippet")
    lenses = [one["command"] for one in wire.of("codeLens", code)]
    shows = next(one for one in lenses if one["title"].startswith("Explained in Numbers"))
    wire.ask("workspace/executeCommand", shows)
    shown = dict(wire.heard)["window/showDocument"]
    assert (shown["uri"].endswith(NAME), shown["selection"]["start"]["line"]) == (True, 4)
    found = wire.of(
        "references", code, position=place(APP, "total"), context={"includeDeclaration": False}
    )
    assert found[0]["uri"].endswith(NAME)
