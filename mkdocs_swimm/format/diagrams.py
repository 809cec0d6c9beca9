"""Parses Mermaid diagrams, which Swimm writes twice; the second copy contains the references.

Generations 1 and 2 escape the fence as if it were Markdown text, and write the second copy as a
comment (``FORMAT.md`` section 5.6). Generation 3 writes it below ``%% Swimm:`` inside the fence and
adds ``click`` lines (section 6.7).
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
_CODE_RANGE = re.compile(r"(.*?)(?::(\d{1,9})(?::(\d{1,9}))?)?(?:,[\d:,]*)?$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPAN = re.compile(r"`([^`\n]+)`")
_BREAK = re.compile(r"<br\s*/?>\s*$")
_LONGEST_COMMENT = 5_000  # lines


def commented_diagram(context: Context, row: str, index: int) -> Block | None:
    """Parse a diagram of generation 1 or 2, or a second copy without a diagram above it."""
    lines = context.lines
    if _CONTENT.match(row):
        end = _content_end(lines, index)
        return hidden(index, end) if end else None
    opening, at = _OPENING.match(row), lines.below(index)
    end = lines.fence_end(at) if opening and FENCE.match(lines.row(at)) else None
    if opening is None or end is None:
        return None
    code = [_BREAK.sub("", _ESCAPE.sub(r"\1", row)) for row in lines[at + 1 : end]]
    references, after = _second_copy(context, end)
    diagram = Diagram(
        source=lines.source(index, after),
        line=lines.first + index,
        code=_SPAN.sub(r"\1", "\n".join(code).strip("\n")),
        width=int(opening[1] or 100),
        references=tuple(references),
    )
    return block_of(diagram, index, after)


def _second_copy(context: Context, index: int) -> tuple[Sequence[Reference], int]:
    """The references in the second copy below a line, and the index behind it."""
    lines = context.lines
    at = lines.below(index)
    end = _content_end(lines, at) if _CONTENT.match(lines.row(at)) else None
    if end is None:
        return (), index + 1
    text = lines.source(at, end)
    first, last = text.find('"'), text.rfind('"')
    try:
        content = json.loads(text[first : last + 1], strict=False) if last > first else ""
    except ValueError:
        content = text
    return context.references(str(content), lines.first + at), end


def _content_end(lines: Sequence[str], index: int) -> int | None:
    """The index behind an ``MCONTENT`` comment; None if it is not closed at the end of a line."""
    for end in range(index, min(len(lines), index + _LONGEST_COMMENT)):
        if end > index and "<!--" in lines[end]:
            break
        if "-->" in lines[end]:
            return end + 1 if lines[end].rstrip().endswith("-->") else None
    return None


def fenced_diagram(context: Context, source: str, rows: Sequence[str], line: int) -> Diagram:
    """Parse a diagram of generation 3; its rows are not indented."""
    start = next((at for at, row in enumerate(rows) if SHADOW.match(row)), len(rows))
    # The second copy repeats the click lines.
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


def _click(match: re.Match[str]) -> Click:
    element, callback, argument = match.groups()
    if callback == "goToHeading":
        return Click(element, heading=argument)
    code = _CODE_RANGE.match(argument)
    if not code:
        return Click(element, path=clean_path(argument))
    first = int(code[2]) if code[2] else None
    last = int(code[3]) if code[3] else None
    # `"path:1"` means the whole file.
    return Click(element, clean_path(code[1]), first if last else None, last)
