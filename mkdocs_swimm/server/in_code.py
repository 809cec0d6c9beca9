"""What the editor shows in code: the documents that explain it, and those that changes break."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from lsprotocol import types

from ..freshness import State
from ..project.mentions import Mention
from ..reports.messages import describe, documented_in
from ..writing import forms
from .in_documents import diagnostic, plain
from .project import EditedProject

OPEN = "mkdocs-swimm.open"
"""The command that shows a document; its arguments are the URI and the 1-based line."""

COPY = "mkdocs-swimm.copy"
"""The command that copies a text; its arguments are the text and its kind."""

_MOST_LENSES = 3
_BROKEN = (State.CHANGED, State.GONE)
"""Moved code is not reported, because pages show it at its new place."""


def diagnostics(project: EditedProject, path: Path) -> list[types.Diagnostic]:
    """Diagnostics at code that changed or removed what a document quotes."""
    found: list[types.Diagnostic] = []
    name, lines = project.shown(path), project.code_lines(path)
    if lines is None:
        return found
    for checked in project.documents_about(path):
        for item in checked.report.items:
            finding = item.finding
            # For code that is gone, the nearest known place is the line that it was on.
            place = finding.place_now or item.quoted
            if finding.state in _BROKEN and item.root + place.path == name:
                first = place.first or 1
                rows = project.columns.rows(lines, first, place.last or first)
                text = f"{documented_in(item)}: {describe(finding)}"
                location = project.location(checked.path, item.line)
                related = types.DiagnosticRelatedInformation(location, checked.title)
                found.append(diagnostic(rows, text, finding.state.value, related))
    return found


def lenses(
    project: EditedProject, path: Path, params: types.CodeLensParams
) -> list[types.CodeLens] | None:
    """'Explained in …' above every line at which code begins that a document refers to."""
    lines, found = project.code_lines(path), []
    if lines is None:
        return None
    by_line: dict[int, dict[Path, Mention]] = {}
    for mention in project.mentions(path):
        # The snippet of a document is preferred to its tokens on the same line.
        by_document = by_line.setdefault(mention.first or 1, {})
        if mention.doc.path not in by_document or mention.kind == "snippet":
            by_document[mention.doc.path] = mention
    for first, by_document in sorted(by_line.items()):
        row = project.columns.rows(lines, first, first)
        for mention in list(by_document.values())[:_MOST_LENSES]:
            title = f"Explained in {mention.doc.plain_title}{_state(mention)}"
            arguments = [mention.doc.path.as_uri(), mention.line]
            found.append(types.CodeLens(row, types.Command(title, OPEN, None, arguments)))
        if len(by_document) > _MOST_LENSES:
            more = types.Command(f"and {len(by_document) - _MOST_LENSES} more", "")
            found.append(types.CodeLens(row, more))
    return found


def hover(project: EditedProject, path: Path, params: types.HoverParams) -> types.Hover | None:
    """A list of the documents that refer to a line, the most exact first."""
    items = []
    for mention in project.mentions(path, params.position.line + 1):
        first, last = mention.first, mention.last
        lines = "" if first is None else f" {first}" if first == last else f" {first}-{last}"
        what = f"token '{plain(mention.text)}'" if mention.text else f"{mention.kind}{lines}"
        link = f"{mention.doc.path.as_uri()}#L{mention.line}"
        items.append(f"- [{plain(mention.doc.plain_title)}](<{link}>): {what}{_state(mention)}")
    if not items:
        return None
    text = "**Explained in**\n\n" + "\n".join(items)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))


def references(
    project: EditedProject, path: Path, params: types.ReferenceParams
) -> list[types.Location]:
    """The places in documents that refer to a line, or to its file as a whole."""
    mentions = project.mentions(path, params.position.line + 1)
    return [project.location(mention.doc.path, mention.line) for mention in mentions]


def _state(mention: Mention) -> str:
    unremarkable = (State.UP_TO_DATE, State.NOT_CHECKED)
    return "" if mention.state in unremarkable else f" ({mention.state.value})"


def actions(
    project: EditedProject, path: Path, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """'Copy as snippet' and 'Copy as token' for the selection."""
    selected, kinds = params.range, params.context.only
    automatic = params.context.trigger_kind is types.CodeActionTriggerKind.Automatic
    # A light bulb on every line that the cursor enters would be too much.
    if (automatic and selected.start == selected.end) or (
        kinds and types.CodeActionKind.Refactor not in kinds
    ):
        return None
    file, found = project.code_file(path), []
    if file is None or not file.raw:
        return None
    span = project.columns.range_from_client_units(file.raw, selected)
    first, last = span.start.line, span.end.line
    if last > first and span.end.character == 0:
        last -= 1
    with suppress(forms.CannotWriteError):
        found.append(_copy_action("snippet", forms.snippet(file, first + 1, last + 1)))
    line = file.raw[first].removesuffix("\r")
    words = forms.words_between(line, span.start.character, span.end.character)
    with suppress(forms.CannotWriteError):
        if words and selected.start.line == selected.end.line:
            found.append(_copy_action("token", forms.token(file, first + 1, words)))
    return found


def _copy_action(what: str, text: str) -> types.CodeAction:
    title = f"Copy as {what}"
    command = types.Command(title, COPY, None, [text, what])
    return types.CodeAction(title, types.CodeActionKind.Refactor, command=command)
