"""The real server, started by a client as an editor does it."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as types
from pygls.lsp import client

from ..conftest import Project

_PATIENCE = 60


class _Client(client.LanguageClient):
    """A client that hears what the server writes beside its answers."""

    ended = False
    error = ""

    async def server_exit(self, server: asyncio.subprocess.Process) -> None:
        if server.stderr:
            self.error = (await server.stderr.read()).decode()
        self.ended = True


class Editor:
    """An editor that records what the server sends."""

    def __init__(self) -> None:
        self.diagnostics: dict[str, list[Any]] = {}  # what was pushed, by URI
        self.asked: list[tuple[str, Any]] = []  # the server's requests and their parameters
        self.options: Any = None  # the initialization options
        self.server_capabilities: Any = None
        # In a thread: a browser of other tests may have a loop in this one.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._client = _Client("tests", "1")
        self._asked = 0
        self._started = False
        self._versions: dict[str, int] = {}

    def start(self, *folders: Path | str, folder: Path | None = None, **capabilities: Any) -> None:
        """Start the server in a folder, the first by default, and open some.

        Capabilities are of the protocol.
        """
        for name in (
            types.WINDOW_LOG_MESSAGE,
            types.WINDOW_SHOW_MESSAGE,
            types.WINDOW_SHOW_DOCUMENT,
            types.WORKSPACE_DIAGNOSTIC_REFRESH,
            types.WORKSPACE_CODE_LENS_REFRESH,
            types.CLIENT_REGISTER_CAPABILITY,
        ):
            self._client.feature(name)(self._recorder(name))

        @self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: Any) -> None:
            self.diagnostics[params.uri] = list(params.diagnostics)

        command = (sys.executable, "-m", "mkdocs_swimm", "server", "--stdio")
        self._run(self._client.start_io(*command, cwd=folder or folders[0]))
        self._started = True
        uris = [one if isinstance(one, str) else one.as_uri() for one in folders]
        opened = [types.WorkspaceFolder(uri, uri) for uri in uris]
        can = types.ClientCapabilities(**capabilities)
        wanted = types.InitializeParams(
            capabilities=can, workspace_folders=opened, initialization_options=self.options
        )
        self.server_capabilities = self._run(self._client.initialize_async(wanted)).capabilities
        self.notify(types.INITIALIZED)

    def _recorder(self, name: str) -> Callable[[Any], Any]:
        def record(params: Any = None) -> Any:
            self.asked.append((name, params))
            shows = name == types.WINDOW_SHOW_DOCUMENT
            return types.ShowDocumentResult(success=True) if shows else None

        return record

    def open(self, path: Path | str, text: str | None = None) -> str:
        """Open a file as it is saved, or with a text; return its URI."""
        uri = path if isinstance(path, str) else path.as_uri()
        if text is None:
            # Line ends stay as they are.
            text = Path(path).read_bytes().decode()
        item = types.TextDocumentItem(uri, "any", 1, text)
        self.notify(types.TEXT_DOCUMENT_DID_OPEN, text_document=item)
        return uri

    def type(self, uri: str, text: str) -> None:
        """Change an open file without saving it."""
        self._versions[uri] = self._versions.get(uri, 1) + 1
        file = types.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.notify(types.TEXT_DOCUMENT_DID_CHANGE, text_document=file, content_changes=[change])

    def saved(self, uri: str) -> None:
        self.notify(types.TEXT_DOCUMENT_DID_SAVE, text_document=types.TextDocumentIdentifier(uri))

    def close(self, uri: str) -> None:
        self.notify(types.TEXT_DOCUMENT_DID_CLOSE, text_document=types.TextDocumentIdentifier(uri))

    def notify(self, name: str, **params: Any) -> None:
        reported = _params(name, params)
        self._loop.call_soon_threadsafe(self._client.protocol.notify, name, reported)

    def request(self, name: str, **params: Any) -> Any:
        return self._run(self._ask(name, params))

    def take_back(self, name: str, uri: str) -> None:
        """Ask about a file, and take the question back before it can have an answer."""
        self._asked += 1
        identity = self._asked
        params = {"text_document": types.TextDocumentIdentifier(uri)}

        async def ask() -> None:
            asked = asyncio.ensure_future(self._ask(name, params, identity))
            await asyncio.sleep(0)
            self._client.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(identity))
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())

        self._run(ask())

    async def _ask(self, name: str, params: dict[str, Any], identity: int | None = None) -> Any:
        asked = _params(name, params)
        return await self._client.protocol.send_request_async(name, asked, identity)

    def at(self, name: str, uri: str, text: str, words: str, after: str = "", **more: Any) -> Any:
        """Ask about the place of some words in a text, or behind its beginning."""
        offset = text.index(words) + len(after)
        before = text[:offset].split("\n")
        column = len(before[-1].encode("utf-16-le")) // 2
        return self.of(name, uri, position=types.Position(len(before) - 1, column), **more)

    def of(self, name: str, uri: str, **more: Any) -> Any:
        """Ask about a file: of hints about all of it."""
        if name == types.TEXT_DOCUMENT_INLAY_HINT:
            more["range"] = types.Range(types.Position(0, 0), types.Position(10_000, 0))
        return self.request(name, text_document=types.TextDocumentIdentifier(uri), **more)

    def checked(self, uri: str) -> list[Any]:
        """The diagnostics of a file, once it is checked: an answer comes after that."""
        self.of(types.TEXT_DOCUMENT_CODE_LENS, uri)
        return self.diagnostics.get(uri, [])

    def wait(self, until: Callable[[], object]) -> None:
        end = time.monotonic() + _PATIENCE
        while not until():
            assert time.monotonic() < end, "it did not happen"
            self.pause()

    def pause(self, seconds: float = 0.02) -> None:
        self._run(asyncio.sleep(seconds))

    def stop(self) -> str:
        """End the session; return what the server wrote to stderr."""
        if self._started:
            self._run(self._client.shutdown_async(None))
            self.notify(types.EXIT)
            self.wait(lambda: self._client.ended)
            self._run(self._client.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        return self._client.error

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)


def _params(name: str, params: dict[str, Any]) -> Any:
    """What the protocol sends with a message."""
    kind = types.METHOD_TO_TYPES[name][2]
    return kind(**params) if kind else None


@pytest.fixture
def editor(project: Project) -> Iterator[Editor]:
    """An editor in which nothing is open; at the end no file is another one than before."""
    made = Editor()
    yield made
    error = made.stop()
    assert "Traceback" not in error, error
