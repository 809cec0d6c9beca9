"""What an editor can ask for, by the names of the protocol."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

from lsprotocol import types

from . import completion, in_code, in_documents
from .project import Checked, EditedProject
from .session import Session

server = Session()


@server.feature(types.INITIALIZE)
def initialize(ls: Session, params: types.InitializeParams) -> None:
    """Offer what the editor can make use of."""
    given = params.initialization_options
    globs = given.get("pages") if isinstance(given, dict) else getattr(given, "pages", None)
    if isinstance(globs, list):
        ls.pages = [one for one in globs if isinstance(one, str)]
    if ls.pulls or not ls.asks:
        options = types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier="mkdocs-swimm"
        )
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(diagnostic)
        ls.feature(types.WORKSPACE_DIAGNOSTIC)(workspace_diagnostic)


@server.feature(types.INITIALIZED)
async def initialized(ls: Session, params: types.InitializedParams) -> None:
    """Open the folders of the editor, and have it tell what is written to them."""
    folders = [folder.uri for folder in ls.workspace.folders.values()]
    ls.begin(folders or filter(None, [ls.workspace.root_uri]))
    can = ls.client_capabilities.workspace
    watched = can and can.did_change_watched_files
    if watched and watched.dynamic_registration:
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
        wanted = types.Registration("watched", method, options)
        await ls.client_register_capability_async(types.RegistrationParams([wanted]))


@server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
async def folders_changed(ls: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Open and close folders."""
    ls.remove(folder.uri for folder in params.event.removed)
    ls.add(folder.uri for folder in params.event.added)


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
async def written(ls: Session, params: object) -> None:
    """Check what was written, here or by others."""
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
    """What is wrong with a file."""
    found = await ls.settled(params.text_document.uri)
    items, result_id = ls.pulled(*found) if found else ([], None)
    return types.RelatedFullDocumentDiagnosticReport(items, result_id=result_id)


async def workspace_diagnostic(
    ls: Session, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """What is wrong with all documents."""
    known = {one.uri: one.value for one in params.previous_result_ids}
    return types.WorkspaceDiagnosticReport(list(await ls.every(known)))


@server.feature(types.TEXT_DOCUMENT_HOVER)
async def hover(ls: Session, params: types.HoverParams) -> types.Hover | None:
    """The code that a document refers to, the documents that refer to code."""
    found = await ls.settled(params.text_document.uri)
    if found is None:
        return None
    project, path = found
    checked = project.documents.get(path)
    if checked:
        return in_documents.hover(project, checked, params.position)
    return in_code.hover(project, path, params.position.line)


@server.feature(types.TEXT_DOCUMENT_DEFINITION)
async def definition(ls: Session, params: types.DefinitionParams) -> types.Location | None:
    """The code, or the document, that a document refers to."""
    found = await _document(ls, params.text_document.uri)
    return in_documents.definition(*found, params.position) if found else None


@server.feature(types.TEXT_DOCUMENT_REFERENCES)
async def references(ls: Session, params: types.ReferenceParams) -> list[types.Location] | None:
    """The places in documents that refer to a line of code."""
    found = await ls.settled(params.text_document.uri)
    if found is None or found[1] in found[0].documents:
        return None
    return in_code.references(*found, params.position.line)


@server.feature(types.TEXT_DOCUMENT_CODE_LENS)
async def code_lens(ls: Session, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """How a document stands; which documents explain code."""
    found = await ls.settled(params.text_document.uri)
    if found is None:
        return None
    project, path = found
    checked = project.documents.get(path)
    return in_documents.lenses(project, checked) if checked else in_code.lenses(project, path)


@server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
async def inlay_hint(ls: Session, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """The state of what does not hold."""
    found = await _document(ls, params.text_document.uri)
    return list(in_documents.hints(*found, params.range)) if found else None


@server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
async def document_symbol(
    ls: Session, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    """Headings and snippets."""
    found = await _own(ls, params.text_document.uri)
    return in_documents.symbols(*found) if found else None


@server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
async def folding_range(
    ls: Session, params: types.FoldingRangeParams
) -> list[types.FoldingRange] | None:
    """Front matter, sections and snippets."""
    found = await _own(ls, params.text_document.uri)
    return in_documents.folds(found[1]) if found else None


@server.feature(
    types.TEXT_DOCUMENT_COMPLETION,
    types.CompletionOptions(trigger_characters=completion.TRIGGERS),
)
async def complete(ls: Session, params: types.CompletionParams) -> types.CompletionList | None:
    """Paths, tokens and links to documents."""
    found = await _own(ls, params.text_document.uri)
    if found is None:
        return None
    text = ls.client_capabilities.text_document
    item = text.completion.completion_item if text and text.completion else None
    templates = bool(item and item.snippet_support)
    return completion.completions(*found, params.position, templates=templates)


@server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
async def code_action(ls: Session, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """'Copy as snippet', 'Copy as token'."""
    asked = params.context.trigger_kind is not types.CodeActionTriggerKind.Automatic
    kinds = params.context.only
    fits = not kinds or types.CodeActionKind.Refactor in kinds
    found = await ls.settled(params.text_document.uri) if fits else None
    # A lamp beside every line that the cursor comes to would be too much.
    if found is None or not (asked or params.range.start != params.range.end):
        return None
    return list(in_code.actions(*found, params.range))


@server.command(in_code.COPY)
async def copy(ls: Session, text: str, what: str) -> str:
    """Copy a text where that is possible, and give it to the editor; else it is in the log."""
    copied = await asyncio.to_thread(_copy, text)
    told = f"The {what} was copied"
    if not copied:
        ls.window_log_message(types.LogMessageParams(types.MessageType.Info, text))
        told = f"There is no clipboard here: the {what} is in the log of the language server"
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, told))
    return text


@server.command(in_code.OPEN)
async def open_document(ls: Session, uri: str, line: int) -> None:
    """Show a document."""
    window = ls.client_capabilities.window
    at = types.Position(max(line - 1, 0), 0)
    if window and window.show_document and window.show_document.support:
        wanted = types.ShowDocumentParams(uri, take_focus=True, selection=types.Range(at, at))
        await ls.window_show_document_async(wanted)
    else:
        message = f"{uri}, line {line}"
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))


async def _own(ls: Session, uri: str) -> tuple[EditedProject, Checked] | None:
    """A document of Swimm's; of ordinary Markdown other servers know more."""
    found = await _document(ls, uri)
    return None if found and found[1].doc and found[1].doc.is_page else found


async def _document(ls: Session, uri: str) -> tuple[EditedProject, Checked] | None:
    """A document; None for another file."""
    found = await ls.settled(uri)
    checked = found[0].documents.get(found[1]) if found else None
    return (found[0], checked) if found and checked else None


def _copy(text: str) -> bool:
    """Put a text on the clipboard of the machine; return whether there is one."""
    for command in _clipboards():
        program = shutil.which(command[0])
        if program is None:
            continue
        # Windows takes the encoding of the console for any other.
        data = text.encode("utf-16-le" if command[0] == "clip.exe" else "utf-8", "replace")
        quiet = subprocess.DEVNULL
        try:
            done = subprocess.run(  # noqa: S603 - the program is one of ours, the text its input
                [program, *command[1:]], input=data, stdout=quiet, stderr=quiet, timeout=3
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False


def _clipboards() -> Iterator[Sequence[str]]:
    if os.environ.get("WAYLAND_DISPLAY"):
        yield ("wl-copy",)
    if os.environ.get("DISPLAY"):
        yield ("xclip", "-selection", "clipboard")
        yield ("xsel", "--clipboard", "--input")
    yield ("pbcopy",)
    yield ("clip.exe",)
