"""The handlers of the protocol's notifications and requests."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from . import completion, in_code, in_documents
from .positions import Columns
from .session import Session

server = Session()


@server.feature(types.INITIALIZE)
def initialize(ls: Session, params: types.InitializeParams) -> None:
    """Take the options and capabilities of the editor."""
    given = params.initialization_options
    globs = given.get("pages") if isinstance(given, dict) else getattr(given, "pages", None)
    if isinstance(globs, list):
        ls.editor.pages = [glob for glob in globs if isinstance(glob, str)]
    templates = "text_document.completion.completion_item.snippet_support"
    ls.editor.templates = bool(get_capability(params.capabilities, templates))
    ls.editor.columns = Columns(ls.workspace.position_codec.encoding)
    # Some editors pull without announcing it. Those that cannot be made to pull again get a push.
    if ls.pulls or not get_capability(params.capabilities, "text_document.diagnostic"):
        options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False)
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(diagnostic)


@server.feature(types.INITIALIZED)
async def initialized(ls: Session, params: types.InitializedParams) -> None:
    """Open the workspace folders, and register to be notified of changed files."""
    folders = [folder.uri for folder in ls.workspace.folders.values()]
    ls.add(folders or filter(None, [ls.workspace.root_uri]))
    registers = "workspace.did_change_watched_files.dynamic_registration"
    if get_capability(ls.client_capabilities, registers):
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
        registration = types.Registration("watched", method, options)
        await ls.client_register_capability_async(types.RegistrationParams([registration]))


@server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
async def folders_changed(ls: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Open and close folders."""
    ls.remove(folder.uri for folder in params.event.removed)
    ls.add(folder.uri for folder in params.event.added)


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
async def saved(ls: Session, params: object) -> None:
    """Check files that were written by the editor or other programs."""
    ls.saved()


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
async def did_open(ls: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Check a file as it is opened."""
    ls.edit(params.text_document.uri, params.text_document.text)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
async def did_change(ls: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Check a file as it is typed."""
    if params.content_changes:
        ls.edit(params.text_document.uri, params.content_changes[-1].text)


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
async def did_close(ls: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Check a file as it was saved."""
    ls.close(params.text_document.uri)


async def diagnostic(
    ls: Session, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    """Answer a pull of the diagnostics of an open file."""
    found = await ls.settled(params.text_document.uri)
    return types.RelatedFullDocumentDiagnosticReport(ls.diagnostics(*found) if found else [])


Handler = Callable[..., object]


def _register(name: str, options: Any, document: Handler | None, code: Handler | None) -> None:
    """Register handlers of a request for documents and for code; other files get None."""

    @server.feature(name, options)
    async def handle(ls: Session, params: Any) -> object:
        found = await ls.settled(params.text_document.uri)
        if found is None:
            return None
        project, path = found
        checked = project.documents.get(path)
        if checked:
            return document and document(project, checked, params)
        return code and code(project, path, params)


_COMPLETION = types.CompletionOptions(trigger_characters=completion.TRIGGERS)
for request in (
    (types.TEXT_DOCUMENT_HOVER, None, in_documents.hover, in_code.hover),
    (types.TEXT_DOCUMENT_DEFINITION, None, in_documents.definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, None, None, in_code.references),
    (types.TEXT_DOCUMENT_CODE_LENS, None, in_documents.lenses, in_code.lenses),
    (types.TEXT_DOCUMENT_INLAY_HINT, None, in_documents.hints, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, None, in_documents.symbols, None),
    (types.TEXT_DOCUMENT_FOLDING_RANGE, None, in_documents.folds, None),
    (types.TEXT_DOCUMENT_COMPLETION, _COMPLETION, completion.completions, None),
    (types.TEXT_DOCUMENT_CODE_ACTION, None, None, in_code.actions),
):
    _register(*request)


@server.command(in_code.COPY)
async def copy(ls: Session, text: str, what: str) -> str:
    """Copy a text to the clipboard, or log it if there is none; return it to the editor."""
    message = f"The {what} was copied"
    if not await asyncio.to_thread(_copy, text):
        ls.window_log_message(types.LogMessageParams(types.MessageType.Info, text))
        message = f"No clipboard was found: the {what} is in the log of the language server"
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))
    return text


@server.command(in_code.OPEN)
async def open_document(ls: Session, uri: str, line: int) -> None:
    """Show a document, or the message where it is if the editor cannot."""
    at = types.Position(max(line - 1, 0), 0)
    if get_capability(ls.client_capabilities, "window.show_document.support"):
        shown = types.ShowDocumentParams(uri, take_focus=True, selection=types.Range(at, at))
        await ls.window_show_document_async(shown)
    else:
        message = f"{uri}, line {line}"
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))


_CLIPBOARDS = (
    ("wl-copy", "WAYLAND_DISPLAY"),
    ("xclip -selection clipboard", "DISPLAY"),
    ("xsel --clipboard --input", "DISPLAY"),
    ("pbcopy", "PATH"),
    ("clip.exe", "PATH"),
)
"""Programs that copy their input to the clipboard, and the variable that they require."""


def _copy(text: str) -> bool:
    """Copy a text to the clipboard; return whether that succeeded."""
    for command, variable in _CLIPBOARDS:
        name, *arguments = command.split()
        program = shutil.which(name) if os.environ.get(variable) else None
        if program is None:
            continue
        # Windows takes any other encoding for that of the console.
        data = text.encode("utf-16-le" if name == "clip.exe" else "utf-8", "replace")
        quiet = subprocess.DEVNULL
        try:
            done = subprocess.run(  # noqa: S603 - the program is one of ours, the text its input
                [program, *arguments], input=data, stdout=quiet, stderr=quiet, timeout=3
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False
