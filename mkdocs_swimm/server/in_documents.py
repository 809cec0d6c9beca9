"""What the editor shows in documents: how they stand to the code, and where that is."""

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

_MOST_ROWS = 60
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&!])")


def plain(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def diagnostic(
    where: types.Range, text: str, word: str, about: types.DiagnosticRelatedInformation | None
) -> types.Diagnostic:
    """What is wrong at a place, of a kind of ``LEVELS``, and another place that it is about."""
    severity, related = _SEVERITIES[LEVELS[word]], [about] if about else None
    return types.Diagnostic(
        where, text, severity, word, source="mkdocs-swimm", related_information=related
    )


def diagnostics(project: EditedProject, path: Path) -> list[types.Diagnostic]:
    """What is wrong with a document, or another file that is no code."""
    messages, found = project.told(path), []
    checked = project.documents.get(path)
    lines = project.lines(path) if messages else []
    document = checked.document if checked and messages else Document()
    places = {id(span.value): span for span in spans(document, lines)}
    for told in messages:
        span = places.get(id(told.item.finding.reference)) if told.item else None
        where = project.columns.rows(lines, told.line, told.line)
        if span and span.first == span.last:
            where = project.columns.range(lines, span)
        at = _location(project, told.place) if told.place else None
        about = types.DiagnosticRelatedInformation(at, str(told.place)) if at else None
        found.append(diagnostic(where, "\n".join(told.lines), told.rule, about))
    return found


def _location(project: EditedProject, place: Place) -> types.Location | None:
    """A place of the code, from the root of the repository; None where there is no such file."""
    path = project.home / place.path
    lines = project.code_lines(path)
    if lines is None:
        return None
    first = place.first or 1
    return types.Location(path.as_uri(), project.columns.rows(lines, first, place.last or first))


def _at(
    project: EditedProject, checked: Checked, position: types.Position
) -> tuple[Span | None, Checked | Finding | None]:
    """What stands at a place of a document, and the document or code that it is about."""
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
    """The code of today, or the document, that a place of a document refers to."""
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
    told = f"**{finding.state.value}** · {plain(describe(finding))}"
    place = project.place(checked, finding)
    lines = project.code_lines(project.home / place.path) if place else None
    if not place or not place.first or lines is None:
        return told
    rows = lines[place.first - 1 : place.last or place.first]
    more = f"\n\n… {len(rows) - _MOST_ROWS} more lines" if len(rows) > _MOST_ROWS else ""
    code = fenced("\n".join(rows[:_MOST_ROWS]), language_of(place.path))
    return f"{told}\n\n{code}{more}"


def _summary(project: EditedProject, checked: Checked) -> str:
    """How many references a document has, by their state."""
    counts = summary(Report((checked.report,), project.home)).partition(": ")[2]
    return counts or "no references into the code"


def definition(
    project: EditedProject, checked: Checked, params: types.DefinitionParams
) -> types.Location | None:
    """Where the code is that a place of a document refers to, or the document."""
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
    """The state of every reference that does not hold, behind it."""
    found, lines = [], project.lines(checked.path)
    states = {id(one.reference): one for one in checked.findings}
    for span in spans(checked.document, lines):
        finding, row = states.get(id(span.value)), span.first
        if finding is None or finding.state not in STALE:
            continue
        if params.range.start.line <= row <= params.range.end.line:
            end = span.end if row == span.last else len(lines[row])
            place = finding.place_now
            where = f" → {place}" if place and finding.state is not State.GONE else ""
            at = project.columns.range(lines, Span(None, row, end, row, end)).start
            label, tip = f"{finding.state.value}{where}", describe(finding)
            found.append(types.InlayHint(at, label, tooltip=tip, padding_left=True))
    return found


def lenses(
    project: EditedProject, checked: Checked, params: types.CodeLensParams
) -> list[types.CodeLens]:
    """One line above a document that shows whether it is up to date."""
    if not checked.findings:
        return []
    where = project.columns.rows(project.lines(checked.path), 1, 1)
    return [types.CodeLens(where, types.Command(_summary(project, checked), ""))]


def symbols(
    project: EditedProject, checked: Checked, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    """The headings of a document, each with the snippets below it."""
    lines = project.lines(checked.path)
    roots: list[types.DocumentSymbol] = []
    around: list[tuple[int, list[types.DocumentSymbol]]] = [(0, roots)]
    for level, name, first, last in _sections(checked, lines):
        children: list[types.DocumentSymbol] = []
        kind = types.SymbolKind.File if level == _SNIPPET else types.SymbolKind.String
        whole = project.columns.range(lines, Span(None, first, 0, last, len(lines[last])))
        head = project.columns.rows(lines, first + 1, first + 1)
        while around[-1][0] >= level:
            around.pop()
        symbol = types.DocumentSymbol(name, kind, whole, head, children=children)
        around[-1][1].append(symbol)
        around.append((level, children))
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
"""The level of a snippet among those of headings."""


def _sections(checked: Checked, lines: Sequence[str]) -> list[tuple[int, str, int, int]]:
    """Level, name, first and last row of every heading's section, and of snippets, in order."""
    document = checked.document
    if not checked.path.name.endswith(SUFFIX):
        # Other servers know the outline of ordinary Markdown and JSON.
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
