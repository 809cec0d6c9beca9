"""What the editor shows in documents: the state of their references, and the code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from lsprotocol import types

from ..code.languages import language_of
from ..format.constructs import DocLink, Snippet
from ..format.document import Document
from ..freshness import STALE, Finding, Place, State
from ..markdown.escaping import fenced
from ..markdown.inline import text_of
from ..project.names import SUFFIX
from ..reports.messages import describe, summary
from ..reports.report import LEVELS, Report
from .positions import Span, construct_at, spans
from .project import Checked, EditedProject

_SEVERITIES: Mapping[str, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "notice": types.DiagnosticSeverity.Information,
}
"""Severities by the levels of ``mkdocs-swimm verify``."""

_MOST_LINES = 60
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&!])")


def plain(text: str) -> str:
    """Escape a text for Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def diagnostic(
    where: types.Range, text: str, rule: str, related: types.DiagnosticRelatedInformation | None
) -> types.Diagnostic:
    """A diagnostic of the protocol; ``rule`` is a key of ``LEVELS``."""
    severity, information = _SEVERITIES[LEVELS[rule]], [related] if related else None
    return types.Diagnostic(
        where, text, severity, rule, source="mkdocs-swimm", related_information=information
    )


def diagnostics(project: EditedProject, path: Path) -> list[types.Diagnostic]:
    """The diagnostics of a document, or of another file that is not code."""
    messages, found = project.messages(path), []
    checked = project.documents.get(path)
    lines = project.lines(path) if messages else []
    document = checked.document if checked and messages else Document()
    by_value = {id(span.value): span for span in spans(document, lines)}
    for message in messages:
        span = by_value.get(id(message.item.finding.reference)) if message.item else None
        where = project.columns.rows(lines, message.line, message.line)
        if span and span.first == span.last:
            where = project.columns.range(lines, span)
        code = _location(project, message.place) if message.place else None
        related = types.DiagnosticRelatedInformation(code, str(message.place)) if code else None
        found.append(diagnostic(where, "\n".join(message.lines), message.rule, related))
    return found


def _location(project: EditedProject, place: Place) -> types.Location | None:
    """The location of a place from the root of the repository; None if there is no such file."""
    path = project.home / place.path
    lines = project.code_lines(path)
    if lines is None:
        return None
    first = place.first or 1
    return types.Location(path.as_uri(), project.columns.rows(lines, first, place.last or first))


def _at(
    project: EditedProject, checked: Checked, position: types.Position
) -> tuple[Span | None, Checked | Finding | None]:
    """The construct at a position in a document, and the linked document or the finding."""
    lines = project.lines(checked.path)
    at = project.columns.position_from_client_units(lines, position)
    span = construct_at(checked.document, lines, at.line, at.character)
    if span and isinstance(span.value, DocLink):
        return span, project.linked(span.value)
    value = span.value if span else None
    return span, next((one for one in checked.findings if one.reference is value), None)


def hover(
    project: EditedProject, checked: Checked, params: types.HoverParams
) -> types.Hover | None:
    """The present code, or the summary of the document, that a reference leads to."""
    match _at(project, checked, params.position):
        case Span() as span, Checked() as linked:
            text = f"**{plain(linked.title)}**\n\n{_summary(project, linked)}"
        case Span() as span, Finding() as finding:
            text = _code_of(project, checked, finding)
        case _:
            return None
    content = types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.Hover(content, project.columns.range(project.lines(checked.path), span))


def _code_of(project: EditedProject, checked: Checked, finding: Finding) -> str:
    text = f"**{finding.state.value}** · {plain(describe(finding))}"
    place = project.place(checked, finding)
    lines = project.code_lines(project.home / place.path) if place else None
    if not place or not place.first or lines is None:
        return text
    lines = lines[place.first - 1 : place.last or place.first]
    more = f"\n\n… {len(lines) - _MOST_LINES} more lines" if len(lines) > _MOST_LINES else ""
    code = fenced("\n".join(lines[:_MOST_LINES]), language_of(place.path))
    return f"{text}\n\n{code}{more}"


def _summary(project: EditedProject, checked: Checked) -> str:
    """The number of references in each state."""
    counts = summary(Report((checked.report,), project.home)).partition(": ")[2]
    return counts or "no references into the code"


def definition(
    project: EditedProject, checked: Checked, params: types.DefinitionParams
) -> types.Location | None:
    """The location of the code, or the document, that a reference leads to."""
    match _at(project, checked, params.position):
        case _, Checked() as linked:
            return project.location(linked.path, 1)
        case _, Finding() as finding:
            place = project.place(checked, finding)
            return _location(project, place) if place else None
        case _:
            return None


def hints(
    project: EditedProject, checked: Checked, params: types.InlayHintParams
) -> list[types.InlayHint]:
    """The state of every stale reference, after it."""
    found, lines = [], project.lines(checked.path)
    findings = {id(finding.reference): finding for finding in checked.findings}
    for span in spans(checked.document, lines):
        finding, row = findings.get(id(span.value)), span.first
        if finding is None or finding.state not in STALE:
            continue
        if params.range.start.line <= row <= params.range.end.line:
            end = span.end if row == span.last else len(lines[row])
            place = finding.place_now
            now = f" → {place}" if place and finding.state is not State.GONE else ""
            at = project.columns.range(lines, Span(None, row, end, row, end)).start
            label, tip = f"{finding.state.value}{now}", describe(finding)
            found.append(types.InlayHint(at, label, tooltip=tip, padding_left=True))
    return found


def lenses(
    project: EditedProject, checked: Checked, params: types.CodeLensParams
) -> list[types.CodeLens]:
    """A summary of its references above the document."""
    if not checked.findings:
        return []
    row = project.columns.rows(project.lines(checked.path), 1, 1)
    return [types.CodeLens(row, types.Command(_summary(project, checked), ""))]


def symbols(
    project: EditedProject, checked: Checked, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    """The headings of a document, each with the snippets below it."""
    lines = project.lines(checked.path)
    roots: list[types.DocumentSymbol] = []
    ancestors: list[tuple[int, list[types.DocumentSymbol]]] = [(0, roots)]
    for level, name, first, last in _sections(checked, lines):
        children: list[types.DocumentSymbol] = []
        kind = types.SymbolKind.File if level == _SNIPPET else types.SymbolKind.String
        section = project.columns.range(lines, Span(None, first, 0, last, len(lines[last])))
        head = project.columns.rows(lines, first + 1, first + 1)
        while ancestors[-1][0] >= level:
            ancestors.pop()
        symbol = types.DocumentSymbol(name, kind, section, head, children=children)
        ancestors[-1][1].append(symbol)
        ancestors.append((level, children))
    return roots


def folds(
    project: EditedProject, checked: Checked, params: types.FoldingRangeParams
) -> list[types.FoldingRange]:
    """The front matter, sections and snippets of a document."""
    found = [(first, last) for _, _, first, last in _sections(checked, project.lines(checked.path))]
    if (head := checked.document.front_matter) and checked.path.name.endswith(SUFFIX):
        found.append((0, head.source.rstrip().count("\n")))
    region = types.FoldingRangeKind.Region
    return [types.FoldingRange(*rows, kind=region) for rows in found if rows[0] < rows[1]]


_SNIPPET = 7
"""The level of snippets, below those of headings."""


def _sections(checked: Checked, lines: Sequence[str]) -> list[tuple[int, str, int, int]]:
    """Level, name, first and last row of the sections and snippets, in order."""
    document = checked.document
    if not checked.path.name.endswith(SUFFIX):
        # Other servers outline ordinary Markdown and JSON.
        return []
    head = document.front_matter.source.count("\n") if document.front_matter else 0
    headings = [
        (int(token.tag[1]), text_of(inline.children or ()), token.map[0] + head)
        for token, inline in zip(document.tokens, document.tokens[1:], strict=False)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    found = []
    for number, (level, name, first) in enumerate(headings, 1):
        below = (row for other, _, row in headings[number:] if other <= level)
        last = next(below, len(lines)) - 1
        while last > first and not lines[last].strip():
            last -= 1
        found.append((level, name or "…", first, last))
    for span in spans(document, lines):
        if isinstance(span.value, Snippet):
            name = span.value.path.strip("/") or "snippet"
            found.append((_SNIPPET, name, span.first, span.last))
    return sorted(found, key=lambda one: (one[2], one[0]))
