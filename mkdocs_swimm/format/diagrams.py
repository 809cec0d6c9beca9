"""Mermaid diagrams: which of the two copies is clean, and what can be clicked.

Generations 1 and 2 escape the fence as if it were prose and keep a second copy in a comment
(``FORMAT.md`` section 5.6); generation 3 keeps the second copy behind ``%% Swimm:`` inside the
fence and adds ``click`` lines of its own (section 6.7).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from .attributes import clean_path
from .constructs import Click, Diagram, Reference
from .lines import Lines, skip_blanks

OPENING = re.compile(r"<!--\s*MERMAID\b\s*(?:\{\s*width:\s*(\d{1,4})\s*\})?.*-->\s*$")
CONTENT = re.compile(r"<!--\s*MCONTENT\b")
INFO = re.compile(r"\s*mermaid\b")
FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*mermaid\b")
SHADOW = re.compile(r"\s*%%\s*Swimm:\s*$")
COPIED = re.compile(r"\s*(?:%%|$)")
_CLICK = re.compile(r'\s*click\s+(\S+)\s+(openCode|goToHeading)\s+"([^"]*)"\s*;?\s*$')
_PLACE = re.compile(r"(.*?)(?::(\d{1,9})(?::(\d{1,9}))?)?(?:,[\d:,]*)?$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPAN = re.compile(r"`([^`\n]+)`")
_BREAK = re.compile(r"<br\s*/?>\s*$")
_LONGEST_COMMENT = 5_000

References = Callable[[str, int], Sequence[Reference]]
"""Finds the references in a text that begins on a line of the file."""


def commented_diagram(
    lines: Lines, index: int, references: References
) -> tuple[Diagram, int] | None:
    """Read the generation 1 or 2 diagram whose ``MERMAID`` comment stands on a line.

    Args:
        lines: The lines of the document.
        index: Where the comment stands.
        references: Finds the references in the second copy.

    Returns:
        The diagram and the index behind it, the second copy included; None where no diagram
        follows the comment.
    """
    opening = OPENING.match(lines[index])
    at = skip_blanks(lines, index + 1)
    if not opening or at >= len(lines) or not FENCE.match(lines[at]):
        return None
    end = lines.fence_end(at)
    if end is None:
        return None
    code = [_BREAK.sub("", _ESCAPE.sub(r"\1", row)) for row in lines[at + 1 : end]]
    found, after = _second_copy(lines, end + 1, references)
    diagram = Diagram(
        source=lines.source(index, after),
        line=lines.first + index,
        code=_SPAN.sub(r"\1", "\n".join(code).strip("\n")),
        width=int(opening[1] or 100),
        references=tuple(found),
    )
    return diagram, after


def _second_copy(
    lines: Lines, index: int, references: References
) -> tuple[Sequence[Reference], int]:
    at = skip_blanks(lines, index)
    if at >= len(lines) or not CONTENT.match(lines[at]):
        return (), index
    end = content_end(lines, at)
    text = lines.source(at, end)
    opened, closed = text.find('"'), text.rfind('"')
    try:
        content = json.loads(text[opened : closed + 1], strict=False) if closed > opened else ""
    except ValueError:
        content = text
    return references(str(content), lines.first + at), end


def content_end(lines: Sequence[str], index: int) -> int:
    """The index behind an ``MCONTENT`` comment."""
    for end in range(index, min(len(lines), index + _LONGEST_COMMENT)):
        if end > index and "<!--" in lines[end]:
            break
        if "-->" in lines[end]:
            return end + 1
    return index + 1


def fenced_diagram(source: str, rows: Sequence[str], line: int, references: References) -> Diagram:
    """Read a generation 3 diagram.

    Args:
        source: The fence as the document has it.
        rows: The lines in the fence, freed of their indentation.
        line: The line of the file on which the fence opens.
        references: Finds the tokens and paths of the second copy.
    """
    start = next((at for at, row in enumerate(rows) if SHADOW.match(row)), len(rows))
    clean = rows[:start]
    # The second copy repeats the click lines with their tokens: one reading of them is enough.
    found = [_CLICK.match(row) if "click" in row else None for row in clean]
    code = "\n".join(row for row, click in zip(clean, found, strict=True) if not click)
    shadow = [
        reference
        for offset, row in enumerate(rows[start:], start)
        if "<Swm" in row
        for reference in references(row, line + 1 + offset)
    ]
    return Diagram(
        source=source,
        line=line,
        code=code.strip("\n").rstrip(),
        clicks=tuple(_click(click) for click in found if click),
        references=tuple(shadow),
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
