"""What the editor shows in code: which documents explain it, and which a change breaks."""

from __future__ import annotations

from collections.abc import Sequence
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
"""The command that shows a document: its address, and the line from 1."""

COPY = "mkdocs-swimm.copy"
"""The command that copies a text: the text, and what it is called."""

_FEW = 3
_BROKEN = (State.CHANGED, State.GONE)
"""What has only moved, pages show at its new place by themselves."""


def diagnostics(project: EditedProject, path: Path) -> list[types.Diagnostic]:
    """The documents that the code of a file breaks, at its lines; none for another file."""
    found: list[types.Diagnostic] = []
    name, lines = project.shown(path), project.code_lines(path)
    if lines is None:
        return found
    for checked in project.documents_about(path):
        for item in checked.report.items:
            finding = item.finding
            # Where code is gone, the line that it was on is as near as anybody knows.
            place = finding.place_now or item.quoted
            if finding.state in _BROKEN and item.root + place.path == name:
                first = place.first or 1
                where = project.columns.rows(lines, first, place.last or first)
                text = f"{documented_in(item)}: {describe(finding)}"
                at = project.location(checked.path, item.line)
                about = types.DiagnosticRelatedInformation(at, checked.title)
                found.append(diagnostic(where, text, finding.state.value, about))
    return found


def lenses(
    project: EditedProject, path: Path, params: types.CodeLensParams
) -> list[types.CodeLens] | None:
    """'Explained in …' above every line at which a reference of a document begins."""
    lines, found = project.code_lines(path), []
    if lines is None:
        return None
    rows: dict[int, dict[Path, Mention]] = {}
    for mention in project.about(path):
        # A snippet says more of a line than an identifier on it.
        about = rows.setdefault(mention.first or 1, {})
        if mention.doc.path not in about or mention.kind == "snippet":
            about[mention.doc.path] = mention
    for first, about in sorted(rows.items()):
        where = project.columns.rows(lines, first, first)
        for mention in list(about.values())[:_FEW]:
            title = f"Explained in {mention.doc.plain_title}{_state(mention)}"
            address = [mention.doc.path.as_uri(), mention.line]
            found.append(types.CodeLens(where, types.Command(title, OPEN, None, address)))
        if len(about) > _FEW:
            more = types.Command(f"and {len(about) - _FEW} more", "")
            found.append(types.CodeLens(where, more))
    return found


def hover(project: EditedProject, path: Path, params: types.HoverParams) -> types.Hover | None:
    """The documents that refer to a line, the most exact first."""
    rows = []
    for mention in _of_line(project, path, params.position.line):
        first, last = mention.first, mention.last
        lines = "" if first is None else f" {first}" if first == last else f" {first}-{last}"
        what = f"token '{plain(mention.text)}'" if mention.text else f"{mention.kind}{lines}"
        link = f"{mention.doc.path.as_uri()}#L{mention.line}"
        rows.append(f"- [{plain(mention.doc.plain_title)}](<{link}>): {what}{_state(mention)}")
    if not rows:
        return None
    text = "**Explained in**\n\n" + "\n".join(rows)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))


def references(
    project: EditedProject, path: Path, params: types.ReferenceParams
) -> list[types.Location]:
    """The places in documents that refer to a line, or to its file as a whole."""
    about = _of_line(project, path, params.position.line)
    return [project.location(mention.doc.path, mention.line) for mention in about]


def _of_line(project: EditedProject, path: Path, row: int) -> Sequence[Mention]:
    about = project.about(path, row + 1)
    return sorted(about, key=lambda one: (one.first is None, (one.last or 0) - (one.first or 0)))


def _state(mention: Mention) -> str:
    quiet = (State.UP_TO_DATE, State.NOT_CHECKED)
    return "" if mention.state in quiet else f" ({mention.state.value})"


def actions(
    project: EditedProject, path: Path, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """'Copy as snippet' and 'Copy as token' for what is selected."""
    selected, kinds = params.range, params.context.only
    automatic = params.context.trigger_kind is types.CodeActionTriggerKind.Automatic
    # A lamp beside every line that the cursor comes to would be too much.
    if (automatic and selected.start == selected.end) or (
        kinds and types.CodeActionKind.Refactor not in kinds
    ):
        return None
    file, found = project.code_file(path), []
    if file is None or not file.raw:
        return None
    at = project.columns.range_from_client_units(file.raw, selected)
    first, last = at.start.line, at.end.line
    if last > first and at.end.character == 0:
        last -= 1
    with suppress(forms.CanNotWriteError):
        found.append(_copied("snippet", forms.snippet(file, first + 1, last + 1)))
    line = file.raw[first].removesuffix("\r")
    words = forms.words_between(line, at.start.character, at.end.character)
    with suppress(forms.CanNotWriteError):
        if words and selected.start.line == selected.end.line:
            found.append(_copied("token", forms.token(file, first + 1, words)))
    return found


def _copied(what: str, text: str) -> types.CodeAction:
    title = f"Copy as {what}"
    command = types.Command(title, COPY, None, [text, what])
    return types.CodeAction(title, types.CodeActionKind.Refactor, command=command)
