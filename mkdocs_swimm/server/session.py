"""An editor's session: what is open in it, and what it was told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from time import monotonic
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from .. import __version__
from ..code.git import Git, repository_of
from ..project.repository import ProjectError
from ..reports.messages import Diagnostic
from . import in_code, in_documents
from .positions import Columns, path_of
from .project import EditedProject

_PAUSE = 0.2
"""So many seconds after the last key a change is checked, where the editor does not ask itself."""

_SLICE = 0.02
"""So many seconds documents are read before a question is answered in between."""


class Session(LanguageServer):
    """The server of one editor.

    All that reads or checks happens in one thread at a time, while ``_busy`` is held, so that
    the editor is heard meanwhile.

    Attributes:
        buffers: The texts of files that are open, by their path without links.
        projects: The repositories of its folders, and of the files that were opened in those.
        columns: Converts columns, for all of them.
        pages: Globs of ordinary Markdown that is checked, beside those of ``mkdocs.yml``.
    """

    def __init__(self) -> None:
        super().__init__(
            "mkdocs-swimm", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.buffers: dict[Path, str] = {}
        self.projects: dict[Path, EditedProject] = {}
        self.columns = Columns()
        self.pages: Sequence[str] = ()
        self._folders: set[Path] = set()
        self._addresses: dict[Path, str] = {}
        self._changed: set[Path] = set()
        self._edited: set[Path] = set()
        self._outdated: set[Path] = set()
        self._written = False
        self._sent: dict[Path, list[types.Diagnostic]] = {}
        self._busy = asyncio.Lock()
        self._loading: dict[Path, asyncio.Task[None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._answered = False

    def begin(self, folders: Iterable[str]) -> None:
        """Open the folders of the editor."""
        encoding = self.server_capabilities.position_encoding
        self.columns = Columns(str(getattr(encoding, "value", encoding) or "utf-16"))
        self.add(folders)

    def add(self, folders: Iterable[str]) -> None:
        """Open more folders, by their addresses."""
        for folder in filter(None, map(path_of, folders)):
            self._folders.add(folder)
            home = Git.find(folder)
            self._open(home.root.resolve() if home else folder)

    def remove(self, folders: Iterable[str]) -> None:
        """Close folders, and what is known of the repositories in them."""
        self._folders -= set(filter(None, map(path_of, folders)))
        for home in [home for home in self.projects if not self._is_open(home)]:
            self._loading.pop(home).cancel()
            del self.projects[home]

    def edit(self, uri: str, text: str) -> None:
        """A file was opened or changed, and not saved."""
        path = path_of(uri)
        if path:
            self.buffers[path], self._addresses[path] = text, uri
            self._project_of(path)
            self._mark(path)

    def close(self, uri: str) -> None:
        """A file was closed: what was not saved of it is gone."""
        path = path_of(uri)
        if path and self.buffers.pop(path, None) is not None:
            self._mark(path)
            if self._sent.pop(path, None) and not self.pulls:
                self._publish(uri, [])
            del self._addresses[path]

    def saved(self) -> None:
        """Files were written, here or by others: find out which."""
        self._written = True
        self._later()

    async def settled(self, uri: str) -> tuple[EditedProject, Path] | None:
        """The repository of a file, once what was changed is checked; None for a file of none."""
        path = path_of(uri)
        project = self._project_of(path) if path else None
        if path is None or project is None:
            return None
        await self._loaded(project)
        # An editor may take its question back: what is checked is checked nevertheless.
        await asyncio.shield(self._start(self._settle()))
        return project, path

    def diagnostics(self, project: EditedProject, path: Path) -> list[types.Diagnostic]:
        """What is to be told of a file."""
        checked = project.documents.get(path)
        if checked:
            return in_documents.diagnostics(project, checked, checked.told)
        return in_code.diagnostics(project, path)

    def pulled(
        self, project: EditedProject, path: Path
    ) -> tuple[list[types.Diagnostic], str | None]:
        """What is to be told of a file, now that the editor asks, and an id for that.

        An editor tells by the ids of documents what it knows.
        """
        self._sent[path] = self.diagnostics(project, path)
        checked = project.documents.get(path)
        return self._sent[path], _id_of(checked.told) if checked else None

    async def every(
        self, known: Mapping[str, str]
    ) -> Sequence[types.WorkspaceFullDocumentDiagnosticReport]:
        """What is new to be told of all documents; waits until there is something.

        Args:
            known: What the editor knows already, by address.
        """
        while True:
            for project in list(self.projects.values()):
                await self._loaded(project)
            await asyncio.shield(self._start(self._settle()))
            self._news.clear()
            new: dict[str, types.WorkspaceFullDocumentDiagnosticReport] = {
                uri: types.WorkspaceFullDocumentDiagnosticReport(uri, [], result_id="")
                for uri, id in known.items()
                if id
            }
            for project in list(self.projects.values()):
                for path, told in project.told():
                    # All documents take half a second, and others may ask meanwhile.
                    await asyncio.sleep(0)
                    uri = self._addresses.get(path) or path.as_uri()
                    if told and known.get(uri) == _id_of(told):
                        new.pop(uri, None)
                    elif told:
                        checked = project.documents.get(path)
                        items = in_documents.diagnostics(project, checked, told)
                        new[uri] = types.WorkspaceFullDocumentDiagnosticReport(
                            uri, items, result_id=_id_of(told)
                        )
            if new or not self._answered:
                self._answered = True
                return list(new.values())
            # Some editors ask again and again: nothing is done meanwhile.
            await self._news.wait()

    def _is_open(self, path: Path) -> bool:
        return any(
            path.is_relative_to(folder) or folder.is_relative_to(path) for folder in self._folders
        )

    def _project_of(self, path: Path) -> EditedProject | None:
        """The repository of a file; one of a folder of the editor is opened by its first file."""
        home = repository_of(path)
        if home and home not in self.projects and (self._is_open(home) or not self._folders):
            self._open(home)
        if home not in self.projects:
            home = next((one for one in self.projects if path.is_relative_to(one)), None)
        return self.projects[home] if home else None

    def _open(self, home: Path) -> None:
        if home not in self.projects:
            self.projects[home] = EditedProject(home, self.buffers, self.columns, self.pages)
            self._loading[home] = self._start(self._load(home))

    async def _load(self, home: Path) -> None:
        """Read and check a repository, with a pause for questions after every slice."""
        project = self.projects[home]
        steps = project.load()
        try:
            while True:
                async with self._busy:
                    if not await asyncio.to_thread(_slice, steps):
                        break
        except ProjectError as error:
            message = types.LogMessageParams(types.MessageType.Warning, str(error))
            self.window_log_message(message)
        if home in self._outdated:
            self._outdated.remove(home)
            self._loading[home] = self._start(self._load(home))
        # What was changed meanwhile may have been read before.
        self._changed |= self._edited
        self._news.set()
        self._start(self._settle())

    def _load_again(self, home: Path) -> None:
        """Read and check a repository again, once it is not being read."""
        if self._loading[home].done():
            self._loading[home] = self._start(self._load(home))
        else:
            self._outdated.add(home)

    def _mark(self, path: Path) -> None:
        """Remember that a file is another one in the editor now."""
        self._changed.add(path)
        self._edited.add(path)
        self._later()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _later(self) -> None:
        if self._timer:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_PAUSE, lambda: self._start(self._look()))

    async def _look(self) -> None:
        """Find out what was written, and check what was changed."""
        projects = dict(self.projects) if self._written else {}
        self._written = False
        for home, project in projects.items():
            await self._loaded(project)
            async with self._busy:
                written = await asyncio.to_thread(project.written)
            if written is None:
                self._load_again(home)
            else:
                self._changed |= set(written)
        await self._settle()

    async def _settle(self) -> None:
        """Check what was changed, and tell the editor what is new."""
        async with self._busy:
            found = {path: self._project_of(path) for path in self._changed}
            self._changed.clear()
            # What is edited while a repository is read is checked at the end.
            changed = {path: one for path, one in found.items() if one and one.loaded}
            if not changed:
                return
            touched, new = await asyncio.to_thread(self._check, changed)
        for home in new:
            self._load_again(home)
        self._tell(touched)

    async def _loaded(self, project: EditedProject) -> None:
        """Wait until a repository is read; what was known of it before does as well."""
        if not project.loaded:
            await asyncio.shield(self._loading[project.home])

    def _check(self, changed: Mapping[Path, EditedProject]) -> tuple[set[Path], set[Path]]:
        """Check files that were changed.

        Returns:
            The files of which something else may be told now, and the repositories that have a
            document which was not known.
        """
        again: dict[tuple[Path, Path], EditedProject] = {}
        new = set()
        for path, project in changed.items():
            if path in project.documents:
                again[project.home, path] = project
            elif project.is_document(path) and path in self.buffers:
                new.add(project.home)
            # A document may be quoted as well.
            for document in project.code_changed(path):
                again[project.home, document] = project
        touched = set(changed)
        for (home, path), project in again.items():
            before, after = project.documents[path], project.check(path)
            touched |= {path, *(home / file for file in before.files | after.files)}
        return touched, new

    @property
    def asks(self) -> bool:
        """Whether the editor asks for the diagnostics of a file, when it is changed."""
        text = self.client_capabilities.text_document
        return bool(text and text.diagnostic)

    @property
    def pulls(self) -> bool:
        """Whether it asks again when it is told to, so that diagnostics need not be sent.

        Neovim 0.11 does not: it would not hear that code in another file has changed.
        """
        can = self.client_capabilities.workspace
        return self.asks and bool(can and can.diagnostics and can.diagnostics.refresh_support)

    def _tell(self, touched: Set[Path]) -> None:
        """Send the diagnostics of files that are open where they are other ones now."""
        self._news.set()
        differ = False
        for path in touched & self._addresses.keys():
            project, uri = self._project_of(path), self._addresses[path]
            items = self.diagnostics(project, path) if project else []
            if items != self._sent.get(path, []):
                differ, self._sent[path] = True, items
                if not self.pulls:
                    self._publish(uri, items)
        if differ:
            # It asks again for what may look different now.
            can = self.client_capabilities.workspace
            if self.pulls:
                self.workspace_diagnostic_refresh(None)
            if can and can.code_lens and can.code_lens.refresh_support:
                self.workspace_code_lens_refresh(None)
            if can and can.inlay_hint and can.inlay_hint.refresh_support:
                self.workspace_inlay_hint_refresh(None)

    def _publish(self, uri: str, items: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items))


def _id_of(told: Sequence[Diagnostic]) -> str:
    return f"{hash(tuple((one.line, one.text) for one in told)):x}" if told else ""


def _slice(steps: Iterator[object]) -> bool:
    """Take steps for a short while; return whether there are more."""
    end = monotonic() + _SLICE
    return any(monotonic() > end for _ in steps)
