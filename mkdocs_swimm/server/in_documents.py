"""What the editor shows in documents: how they stand to the code, and where that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lsprotocol import types

from ..code.languages import language_of
from ..format.constructs import DocLink, Snippet
from ..format.document import Document
from ..freshness import Finding, Place, State
from ..markdown.escaping import fenced
from ..markdown.inline import plain_text
from ..reports.messages import Diagnostic, describe
from ..reports.report import LEVELS
from .positions import Span, construct_at, spans
from .project import Checked, EditedProject

SOURCE = "mkdocs-swimm"
"""Whose diagnostics these are."""

SEVERITIES: Mapping[str, types.DiagnosticSeverity] = {
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


def diagnostics(
    project: EditedProject,
    checked: Checked | None,
    messages: Sequence[Diagnostic],
) -> list[types.Diagnostic]:
    """Messages about a document, or about another file, as an editor shows them."""
    lines = checked.lines if checked else [""]
    document = checked.document if checked else Document()
    places = {id(span.value): span for span in spans(document, lines)}
    found = []
    for told in messages:
        span = places.get(id(told.item.finding.reference)) if told.item else None
        where = project.columns.rows(lines, told.line, told.line)
        if span and span.first == span.last:
            where = project.columns.range(lines, span)
        at = _location(project, told.place) if told.place else None
        found.append(
            types.Diagnostic(
                where,
                "\n".join(told.lines),
                SEVERITIES[told.level],
                told.word,
                source=SOURCE,
                related_information=[types.DiagnosticRelatedInformation(at, str(told.place))]
                if at
                else None,
            )
        )
    return found


def _location(project: EditedProject, place: Place) -> types.Location | None:
    """A place of the code, from the root of the repository; None where there is no such file."""
    path = project.home / place.path
    lines = project.code_lines(path)
    if lines is None:
        return None
    first = place.first or 1
    return types.Location(path.as_uri(), project.columns.rows(lines, first, place.last or first))


def _construct(project: EditedProject, checked: Checked, position: types.Position) -> Span | None:
    lines, row = checked.lines, position.line
    column = project.columns.to_text(lines[row], position.character) if row < len(lines) else 0
    return construct_at(checked.document, lines, row, column)


def hover(project: EditedProject, checked: Checked, position: types.Position) -> types.Hover | None:
    """The code of today, or the document, that a place of a document refers to."""
    span = _construct(project, checked, position)
    if span is None:
        return None
    if isinstance(span.value, DocLink):
        linked = project.linked(span.value)
        text = f"**{plain(linked.title)}**\n\n{_summary(linked)}" if linked else ""
    else:
        finding = _finding(checked, span)
        text = _code_of(project, checked, finding) if finding else ""
    if not text:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.Hover(content, project.columns.range(checked.lines, span))


def _finding(checked: Checked, span: Span) -> Finding | None:
    return next((one for one in checked.findings if one.reference is span.value), None)


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


def _summary(checked: Checked) -> str:
    """How many references a document has, by their state."""
    order = (State.UP_TO_DATE, State.MOVED, State.CHANGED, State.GONE, State.NOT_CHECKED)
    counts = {state: sum(one.state is state for one in checked.findings) for state in order}
    parts = [f"{count} {state.value}" for state, count in counts.items() if count]
    return ", ".join(parts) or "no references into the code"


def definition(
    project: EditedProject, checked: Checked, position: types.Position
) -> types.Location | None:
    """Where the code is that a place of a document refers to, or the document."""
    span = _construct(project, checked, position)
    if span is None:
        return None
    if isinstance(span.value, DocLink):
        linked = project.linked(span.value)
        return project.location(linked, 1) if linked else None
    finding = _finding(checked, span)
    place = project.place(checked, finding) if finding else None
    return _location(project, place) if place else None


def hints(project: EditedProject, checked: Checked, span: types.Range) -> Iterator[types.InlayHint]:
    """The state of every reference that does not hold, behind it."""
    lines = checked.lines
    states = {id(one.reference): one for one in checked.findings}
    for found in spans(checked.document, lines):
        finding = states.get(id(found.value))
        if finding is None or LEVELS.get(finding.state) in (None, "notice"):
            continue
        row = found.first
        if span.start.line <= row <= span.end.line:
            end = found.end if found.first == found.last else len(lines[row])
            place = finding.place_now
            where = f" → {place}" if place and finding.state is not State.GONE else ""
            at = types.Position(row, project.columns.from_text(lines[row], end))
            yield types.InlayHint(
                at, f"{finding.state.value}{where}", tooltip=describe(finding), padding_left=True
            )


def lenses(project: EditedProject, checked: Checked) -> list[types.CodeLens]:
    """One line above a document that shows whether it is up to date."""
    if not checked.findings:
        return []
    where = project.columns.rows(checked.lines, 1, 1)
    return [types.CodeLens(where, types.Command(_summary(checked), ""))]


def symbols(project: EditedProject, checked: Checked) -> list[types.DocumentSymbol]:
    """The headings of a document, each with the snippets below it."""
    lines = checked.lines
    found: list[tuple[int, int, str, types.SymbolKind, Span]] = []
    for level, row, text, last in _sections(checked):
        span = Span(None, row, 0, last, len(lines[last]))
        found.append((row, level, text or "…", types.SymbolKind.String, span))
    for span in spans(checked.document, lines):
        if isinstance(span.value, Snippet):
            name = span.value.path.strip("/") or "snippet"
            found.append((span.first, 7, name, types.SymbolKind.File, span))
    roots: list[types.DocumentSymbol] = []
    around: list[tuple[int, list[types.DocumentSymbol]]] = [(0, roots)]
    for row, level, name, kind, span in sorted(found, key=lambda one: one[:2]):
        children: list[types.DocumentSymbol] = []
        whole = project.columns.range(lines, span)
        head = project.columns.rows(lines, row + 1, row + 1)
        while around[-1][0] >= level:
            around.pop()
        around[-1][1].append(types.DocumentSymbol(name, kind, whole, head, children=children))
        around.append((level, children))
    return roots


def folds(checked: Checked) -> list[types.FoldingRange]:
    """The front matter, sections and snippets of a document."""
    region = types.FoldingRangeKind.Region
    found = [(row, last) for _, row, _, last in _sections(checked)]
    found += [
        (span.first, span.last)
        for span in spans(checked.document, checked.lines)
        if isinstance(span.value, Snippet)
    ]
    front_matter = checked.document.front_matter
    if front_matter and checked.path.name.endswith(".sw.md"):
        found.append((0, front_matter.source.rstrip().count("\n")))
    return [types.FoldingRange(first, last, kind=region) for first, last in found if last > first]


def _sections(checked: Checked) -> list[tuple[int, int, str, int]]:
    """Level, first row, text and last row of every heading's section; rows count from 0."""
    document, lines = checked.document, checked.lines
    head = document.front_matter.source.count("\n") if document.front_matter else 0
    shift = head if checked.path.name.endswith(".sw.md") else 0
    headings = [
        (int(token.tag[1]), token.map[0] + shift, plain_text(inline.children or ()))
        for token, inline in zip(document.tokens, document.tokens[1:], strict=False)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    found = []
    for number, (level, row, text) in enumerate(headings):
        below = (at for other, at, _ in headings[number + 1 :] if other <= level)
        last = next(below, len(lines)) - 1
        while last > row and not lines[min(last, len(lines) - 1)].strip():
            last -= 1
        found.append((level, min(row, len(lines) - 1), text, min(last, len(lines) - 1)))
    return found
