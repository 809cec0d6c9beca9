"""An editor's session: what is open in it, and what it was told."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Set
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer

from .. import __version__
from ..code.git import Git, repository_root
from ..project.repository import ProjectError
from . import in_code, in_documents
from .positions import path_of
from .project import EditedProject, Editor

_PAUSE = 0.2
"""So many seconds after the last key a change is checked, unless something is asked before."""


class Session(LanguageServer):
    """The server of one editor, whose folders may have several repositories.

    All that reads or checks happens in one thread at a time, while ``_busy`` is held, so that the
    editor is heard meanwhile. While a repository is read again, what was known of it answers.
    """

    def __init__(self) -> None:
        super().__init__(
            "mkdocs-swimm", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.editor = Editor()
        self.projects: dict[Path, EditedProject] = {}
        self._folders: set[Path] = set()
        self._addresses: dict[Path, str] = {}
        self._sent: dict[Path, list[types.Diagnostic]] = {}
        self._loading: dict[Path, asyncio.Task[None]] = {}
        self._waiting: set[Path] = set()
        self._changed: set[Path] = set()
        self._checking: set[Path] = set()
        self._saved = False
        self._busy = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, folders: Iterable[str]) -> None:
        """Open folders, by their addresses."""
        for folder in filter(None, map(path_of, folders)):
            self._folders.add(folder)
            git = Git.find(folder)
            home = git.root.resolve() if git else folder
            if home not in self._loading:
                self._load(home)

    def remove(self, folders: Iterable[str]) -> None:
        """Close folders, and what is known of the repositories in them."""
        self._folders -= set(filter(None, map(path_of, folders)))
        for home in [home for home in self._loading if not self._is_open(home)]:
            del self._loading[home]
            self.projects.pop(home, None)
            for path in [path for path in self._sent if path.is_relative_to(home)]:
                self._publish(path, [])

    def edit(self, uri: str, text: str) -> None:
        """A file was opened or changed, and not saved."""
        path = path_of(uri)
        if path:
            if self.asks and path not in self.editor.buffers and self._sent.get(path):
                self._send(path, [])
            self.editor.buffers[path], self._addresses[path] = text, uri
            self._mark(path)

    def close(self, uri: str) -> None:
        """A file was closed: what was not saved of it is gone."""
        path = path_of(uri)
        if path and self.editor.buffers.pop(path, None) is not None:
            if self.asks and (items := self._sent.get(path)):
                self._send(path, items)
            self._mark(path)

    @property
    def asks(self) -> bool:
        """Whether the editor asks for the diagnostics of open files, again when it is told to."""
        again = get_capability(self.client_capabilities, "workspace.diagnostics.refresh_support")
        asks = get_capability(self.client_capabilities, "text_document.diagnostic")
        return bool(asks and again)

    def saved(self) -> None:
        """Files were written, here or by others: find out which."""
        self._saved = True
        self._check_later()

    async def settled(self, uri: str) -> tuple[EditedProject, Path] | None:
        """The repository of a file, once what was changed is checked; None for a file of none."""
        path = path_of(uri)
        home = self._home_of(path) if path else None
        if path is None or home is None:
            return None
        # An editor may take its question back: what is checked is checked nevertheless.
        if home not in self.projects:
            await asyncio.shield(self._loading[home])
        await asyncio.shield(self._start(self._check()))
        return (self.projects[home], path) if home in self.projects else None

    def _is_open(self, path: Path) -> bool:
        return any(
            path.is_relative_to(folder) or folder.is_relative_to(path) for folder in self._folders
        )

    def _home_of(self, path: Path) -> Path | None:
        """The repository of a file; one of a folder of the editor is opened by its first file."""
        home = repository_root(path)
        if home and home not in self._loading and (self._is_open(home) or not self._folders):
            self._load(home)
        return self._known_home(path)

    def _known_home(self, path: Path) -> Path | None:
        around = (home for home in self._loading if path.is_relative_to(home))
        return max(around, key=lambda home: len(home.parts), default=None)

    def _load(self, home: Path) -> None:
        """Read and check a repository, for the first time or again."""
        if home not in self._waiting:
            self._waiting.add(home)
            self._loading[home] = self._start(self._loaded(home))

    async def _loaded(self, home: Path) -> None:
        async with self._busy:
            self._waiting.discard(home)
            try:
                project = await asyncio.to_thread(EditedProject, home, self.editor)
            except ProjectError as error:
                message = types.LogMessageParams(types.MessageType.Warning, str(error))
                self.window_log_message(message)
                return
            # It may have been closed meanwhile.
            if home in self._loading:
                self.projects[home] = project
                await self._tell(
                    project, {*project.files_told(), *self._sent, *self.editor.buffers}
                )
        await self._check()

    def _mark(self, path: Path) -> None:
        """Remember that a file is another one in the editor now."""
        self._home_of(path)
        self._changed.add(path)
        self._check_later()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _check_later(self) -> None:
        if self._timer:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_PAUSE, lambda: self._start(self._check_all()))

    async def _check_all(self) -> None:
        """Find out what was written, and check what was changed."""
        if self._saved:
            self._saved = False
            for home in list(self._loading):
                project = self.projects.get(home)
                async with self._busy:
                    written = await asyncio.to_thread(project.written) if project else None
                if written is not None:
                    self._changed.update(written)
                elif home in self._loading:
                    self._load(home)
        await self._check()

    async def _check(self) -> None:
        """Check what was changed, and tell the editor what is new."""
        # Nothing waits for a repository that is read again without need.
        if not (self._changed or self._checking):
            return
        async with self._busy:
            self._checking, self._changed = self._changed, set()
            changed: defaultdict[EditedProject, set[Path]] = defaultdict(set)
            for path in self._checking:
                home = self._home_of(path)
                # What is edited before a repository is read is checked then.
                if home and home in self.projects:
                    changed[self.projects[home]].add(path)
            for project, paths in changed.items():
                await self._tell(project, await asyncio.to_thread(project.update, paths))
            self._checking = set()

    def diagnostics(self, project: EditedProject, path: Path) -> list[types.Diagnostic]:
        """What is to be told of a file: of code only where it is open."""
        found = in_documents.diagnostics(project, path)
        if path in self.editor.buffers and path not in project.documents:
            found += in_code.diagnostics(project, path)
        return found

    async def _tell(self, project: EditedProject, touched: Set[Path]) -> None:
        """Tell the diagnostics of documents, and of code that is open, where they are new."""
        own = [path for path in touched if self._known_home(path) == project.home]
        found = await asyncio.to_thread(
            lambda: {path: self.diagnostics(project, path) for path in own}
        )
        # The folder may have been closed meanwhile.
        if project not in self.projects.values():
            return
        news = {path: one for path, one in found.items() if one != self._sent.get(path, [])}
        for path, items in news.items():
            self._publish(path, items)
        if not news:
            return
        if self.asks:
            self.workspace_diagnostic_refresh(None)
        if get_capability(self.client_capabilities, "workspace.code_lens.refresh_support"):
            self.workspace_code_lens_refresh(None)
        if get_capability(self.client_capabilities, "workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)

    def _publish(self, path: Path, items: list[types.Diagnostic]) -> None:
        """Send the diagnostics of a file, but of an open one to an editor that asks for them."""
        self._sent[path] = items
        if not (self.asks and path in self.editor.buffers):
            self._send(path, items)

    def _send(self, path: Path, items: list[types.Diagnostic]) -> None:
        uri = self._addresses.get(path) or path.as_uri()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items))
