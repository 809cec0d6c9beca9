"""The session of an editor: its repositories, and the diagnostics that were sent to it."""

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

_DEBOUNCE = 0.2
"""The seconds after a keystroke before the file is checked, unless a request needs it earlier."""


class Session(LanguageServer):
    """The server of one editor, whose folders may have several repositories.

    Files are read and checked in one other thread at a time, while ``_busy`` is held, so that the
    server stays responsive. While a repository is reloaded, its previous state answers requests.
    """

    def __init__(self) -> None:
        super().__init__(
            "mkdocs-swimm", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.editor = Editor()
        self.projects: dict[Path, EditedProject] = {}  # by root, once they are read
        self._folders: set[Path] = set()
        self._uris: dict[Path, str] = {}  # as the editor writes them
        self._sent: dict[Path, list[types.Diagnostic]] = {}  # the last diagnostics of each file
        self._loading: dict[Path, asyncio.Task[None]] = {}  # of all open repositories, by root
        self._waiting: set[Path] = set()  # roots of repositories whose task has yet to start
        self._changed: set[Path] = set()  # files to check
        self._checking: set[Path] = set()  # files that are being checked
        self._saved = False  # whether files may have been written since the last search
        self._busy = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, folders: Iterable[str]) -> None:
        """Open folders, given by their URIs."""
        for folder in filter(None, map(path_of, folders)):
            self._folders.add(folder)
            git = Git.find(folder)
            home = git.root.resolve() if git else folder
            if home not in self._loading:
                self._load(home)

    def remove(self, folders: Iterable[str]) -> None:
        """Close folders, and drop the repositories in them."""
        self._folders -= set(filter(None, map(path_of, folders)))
        for home in [home for home in self._loading if not self._is_open(home)]:
            del self._loading[home]
            self.projects.pop(home, None)
            for path in [path for path in self._sent if path.is_relative_to(home)]:
                self._publish(path, [])

    def edit(self, uri: str, text: str) -> None:
        """Take the text of a file that was opened or changed, but not saved."""
        path = path_of(uri)
        if path:
            if self.pulls and path not in self.editor.buffers and self._sent.get(path):
                self._send(path, [])
            self.editor.buffers[path], self._uris[path] = text, uri
            self._mark(path)

    def close(self, uri: str) -> None:
        """Drop the unsaved text of a file that was closed."""
        path = path_of(uri)
        if path and self.editor.buffers.pop(path, None) is not None:
            if self.pulls and (items := self._sent.get(path)):
                self._send(path, items)
            self._mark(path)

    @property
    def pulls(self) -> bool:
        """Whether the editor pulls the diagnostics of open files, and does so again on request."""
        refresh = get_capability(self.client_capabilities, "workspace.diagnostics.refresh_support")
        pulls = get_capability(self.client_capabilities, "text_document.diagnostic")
        return bool(pulls and refresh)

    def saved(self) -> None:
        """Schedule a search for files that were written, by the editor or other programs."""
        self._saved = True
        self._check_later()

    async def settled(self, uri: str) -> tuple[EditedProject, Path] | None:
        """The repository and path of a file, once all changes are checked; None without one."""
        path = path_of(uri)
        home = self._home_of(path) if path else None
        if path is None or home is None:
            return None
        # Checks go on even if the editor cancels its request.
        if home not in self.projects:
            await asyncio.shield(self._loading[home])
        await asyncio.shield(self._start(self._check()))
        return (self.projects[home], path) if home in self.projects else None

    def _is_open(self, path: Path) -> bool:
        return any(
            path.is_relative_to(folder) or folder.is_relative_to(path) for folder in self._folders
        )

    def _home_of(self, path: Path) -> Path | None:
        """The repository of a file, which is loaded if it is in an open folder, or none is open."""
        home = repository_root(path)
        if home and home not in self._loading and (self._is_open(home) or not self._folders):
            self._load(home)
        return self._known_home(path)

    def _known_home(self, path: Path) -> Path | None:
        around = (home for home in self._loading if path.is_relative_to(home))
        return max(around, key=lambda home: len(home.parts), default=None)

    def _load(self, home: Path) -> None:
        """Start to read and check a repository, for the first time or again."""
        if home not in self._waiting:
            self._waiting.add(home)
            self._loading[home] = self._start(self._read(home))

    async def _read(self, home: Path) -> None:
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
                paths = {*project.reported_files(), *self._sent, *self.editor.buffers}
                await self._report(project, paths)
        await self._check()

    def _mark(self, path: Path) -> None:
        """Mark a file as changed in the editor, and schedule a check."""
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
        self._timer = loop.call_later(_DEBOUNCE, lambda: self._start(self._check_all()))

    async def _check_all(self) -> None:
        """Find files that were written, and check all changes."""
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
        """Check all changes, and report new diagnostics."""
        # Requests without changes do not wait for a repository that is reloaded.
        if not (self._changed or self._checking):
            return
        async with self._busy:
            self._checking, self._changed = self._changed, set()
            changed: defaultdict[EditedProject, set[Path]] = defaultdict(set)
            for path in self._checking:
                home = self._home_of(path)
                # A repository that is not loaded yet checks all of its files later.
                if home and home in self.projects:
                    changed[self.projects[home]].add(path)
            for project, paths in changed.items():
                await self._report(project, await asyncio.to_thread(project.update, paths))
            self._checking = set()

    def diagnostics(self, project: EditedProject, path: Path) -> list[types.Diagnostic]:
        """The diagnostics of a file; for code, only while it is open."""
        found = in_documents.diagnostics(project, path)
        if path in self.editor.buffers and path not in project.documents:
            found += in_code.diagnostics(project, path)
        return found

    async def _report(self, project: EditedProject, paths: Set[Path]) -> None:
        """Publish the diagnostics of files that have changed, and refresh what depends on them."""
        own = [path for path in paths if self._known_home(path) == project.home]
        found = await asyncio.to_thread(
            lambda: {path: self.diagnostics(project, path) for path in own}
        )
        # The folder may have been closed meanwhile.
        if project not in self.projects.values():
            return
        changed = {path: one for path, one in found.items() if one != self._sent.get(path, [])}
        for path, items in changed.items():
            self._publish(path, items)
        if not changed:
            return
        if self.pulls:
            self.workspace_diagnostic_refresh(None)
        if get_capability(self.client_capabilities, "workspace.code_lens.refresh_support"):
            self.workspace_code_lens_refresh(None)
        if get_capability(self.client_capabilities, "workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)

    def _publish(self, path: Path, items: list[types.Diagnostic]) -> None:
        """Send the diagnostics of a file, unless it is open and the editor pulls them."""
        self._sent[path] = items
        if not (self.pulls and path in self.editor.buffers):
            self._send(path, items)

    def _send(self, path: Path, items: list[types.Diagnostic]) -> None:
        uri = self._uris.get(path) or path.as_uri()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items))
