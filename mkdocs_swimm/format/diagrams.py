"""Mermaid diagrams: which of the two copies is clean, and what can be clicked.

Generations 1 and 2 escape the fence as if it were prose and keep a second copy in a comment
(``FORMAT.md`` section 5.6); generation 3 keeps the second copy behind ``%% Swimm:`` inside the
fence and adds ``click`` lines of its own (section 6.7).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from .constructs import Click, Diagram, Reference
from .context import Block, Context, block_of, hidden
from .lines import clean_path

INFO = re.compile(r"\s*mermaid\b")
FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*mermaid\b")
SHADOW = re.compile(r"\s*%%\s*Swimm:\s*$")
COPIED = re.compile(r"\s*(?:%%|$)")
_OPENING = re.compile(r"<!--\s*MERMAID\b\s*(?:\{\s*width:\s*(\d{1,4})\s*\})?.*-->\s*$")
_CONTENT = re.compile(r"<!--\s*MCONTENT\b")
_CLICK = re.compile(r'\s*click\s+(\S+)\s+(openCode|goToHeading)\s+"([^"]*)"\s*;?\s*$')
_PLACE = re.compile(r"(.*?)(?::(\d{1,9})(?::(\d{1,9}))?)?(?:,[\d:,]*)?$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPAN = re.compile(r"`([^`\n]+)`")
_BREAK = re.compile(r"<br\s*/?>\s*$")
_LONGEST_COMMENT = 5_000


def commented_diagram(context: Context, row: str, index: int) -> Block | None:
    """A diagram of generation 1 or 2, and a second copy that has lost its diagram."""
    lines = context.lines
    if _CONTENT.match(row):
        end = _content_end(lines, index)
        return hidden(index, end) if end else None
    opening, at = _OPENING.match(row), lines.below(index)
    end = lines.fence_end(at) if opening and FENCE.match(lines.row(at)) else None
    if opening is None or end is None:
        return None
    code = [_BREAK.sub("", _ESCAPE.sub(r"\1", row)) for row in lines[at + 1 : end]]
    found, after = _second_copy(context, end)
    diagram = Diagram(
        source=lines.source(index, after),
        line=lines.first + index,
        code=_SPAN.sub(r"\1", "\n".join(code).strip("\n")),
        width=int(opening[1] or 100),
        references=tuple(found),
    )
    return block_of(diagram, index, after)


def _second_copy(context: Context, index: int) -> tuple[Sequence[Reference], int]:
    """The references in the second copy below a line, and the index behind it."""
    lines = context.lines
    at = lines.below(index)
    if not _CONTENT.match(lines.row(at)):
        return (), index + 1
    end = _content_end(lines, at)
    if end is None:
        return (), index + 1
    text = lines.source(at, end)
    opened, closed = text.find('"'), text.rfind('"')
    try:
        content = json.loads(text[opened : closed + 1], strict=False) if closed > opened else ""
    except ValueError:
        content = text
    return context.references(str(content), lines.first + at), end


def _content_end(lines: Sequence[str], index: int) -> int | None:
    """The index behind an ``MCONTENT`` comment; None for one without an end, which is text."""
    for end in range(index, min(len(lines), index + _LONGEST_COMMENT)):
        if end > index and "<!--" in lines[end]:
            break
        if "-->" in lines[end]:
            # What stands behind it is the author's.
            return end + 1 if lines[end].rstrip().endswith("-->") else None
    return None


def fenced_diagram(context: Context, source: str, rows: Sequence[str], line: int) -> Diagram:
    """Read a generation 3 diagram; its rows are free of their indentation."""
    start = next((at for at, row in enumerate(rows) if SHADOW.match(row)), len(rows))
    # The second copy repeats the click lines with their tokens: one reading of them is enough.
    clicks = [_CLICK.match(row) for row in rows[:start]]
    code = "\n".join(row for row, click in zip(rows, clicks, strict=False) if not click)
    references = [
        reference
        for offset, row in enumerate(rows[start:], start)
        if "<Swm" in row
        for reference in context.references(row, line + 1 + offset)
    ]
    return Diagram(
        source=source,
        line=line,
        code=code.strip("\n").rstrip(),
        clicks=tuple(_click(click) for click in clicks if click),
        references=tuple(references),
    )


def _click(found: re.Match[str]) -> Click:
    if found[2] == "goToHeading":
        return Click(found[1], heading=found[3])
    place = _PLACE.match(found[3])
    if not place:
        return Click(found[1], path=clean_path(found[3]))
    first = int(place[2]) if place[2] else None
    last = int(place[3]) if place[3] else None
    # `"path:1"` stands for the whole file, a range for itself.
    return Click(found[1], clean_path(place[1]), first if last else None, last)
