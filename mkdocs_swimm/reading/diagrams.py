"""Mermaid diagrams: which of the two copies is clean, and what can be clicked.

Generations 1 and 2 escape the fence as if it were prose and keep a second copy in a comment
(``FORMAT.md`` section 5.6); generation 3 keeps the second copy behind ``%% Swimm:`` inside the
fence and adds ``click`` lines of its own (section 6.7).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..model import Click, Diagram, Document, Node
from .attributes import clean_path
from .inline import InlineReader
from .lines import Lines, bare, fence_end, skip_blanks

OPENING = re.compile(r"<!--\s*MERMAID\b\s*(?:\{\s*width:\s*(\d{1,4})\s*\})?.*-->\s*$")
CONTENT = re.compile(r"<!--\s*MCONTENT\b")
FENCE = re.compile(r"[ ]*(?:`{3,}|~{3,})[ \t]*mermaid\b")
_SHADOW = re.compile(r"^\s*%%\s*Swimm:\s*$")
_COPIED = re.compile(r"\s*(?:%%|$)")
_CLICK = re.compile(r'^\s*click\s+(\S+)\s+(openCode|goToHeading)\s+"([^"]*)"\s*;?\s*$')
_PLACE = re.compile(r"(.*?)(?::(\d{1,9})(?::(\d{1,9}))?)?(?:,[\d:,]*)?$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPAN = re.compile(r"`([^`\n]+)`")
_BREAK = re.compile(r"<br\s*/?>\s*$")
_LONGEST_COMMENT = 5_000


def commented_diagram(
    lines: Lines, index: int, line: int, inline: InlineReader
) -> tuple[Diagram, int] | None:
    """Read the generation 1 or 2 diagram whose ``MERMAID`` comment stands on a line.

    Args:
        lines: The lines of the document.
        index: Where the comment stands.
        line: The line of the file at that index.
        inline: Reads the tokens of the second copy.

    Returns:
        The diagram and the index behind it, the second copy included; None where no diagram
        follows the comment.
    """
    opening = OPENING.match(bare(lines[index]))
    at = skip_blanks(lines, index + 1)
    if not opening or at >= len(lines) or not FENCE.match(lines[at]):
        return None
    end = fence_end(lines, at)
    if end is None:
        return None
    code = [_BREAK.sub("", _ESCAPE.sub(r"\1", row)) for row in lines.bare(at + 1, end)]
    references, after = _second_copy(lines, end + 1, line + end + 1 - index, inline)
    diagram = Diagram(
        source=lines.source(index, after),
        line=line,
        code=_SPAN.sub(r"\1", "\n".join(code).strip("\n")),
        width=int(opening[1] or 100),
        references=references,
    )
    return diagram, after


def _second_copy(
    lines: Lines, index: int, line: int, inline: InlineReader
) -> tuple[tuple[Node, ...], int]:
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
    return _references(inline.read(str(content), line + at - index)), end


def content_end(lines: Sequence[str], index: int) -> int:
    """The index behind an ``MCONTENT`` comment."""
    for end in range(index, min(len(lines), index + _LONGEST_COMMENT)):
        if end > index and "<!--" in lines[end]:
            break
        if "-->" in lines[end]:
            return end + 1
    return index + 1


def damaged_end(lines: Sequence[str], index: int, stop: int) -> int:
    """The index behind a generation 3 diagram, where that is before the end of its fence.

    Its second copy is not shown. A line in it that is no comment is none of it: the end of the
    fence is damaged, and what follows is the author's.

    Args:
        lines: The lines of the document.
        index: Where the fence begins.
        stop: The index behind the last line of the fence.
    """
    shadow = next((at for at in range(index + 1, stop) if _SHADOW.match(lines[at])), stop)
    closed = not lines[stop - 1].strip().strip("`~")
    return next((at for at in range(shadow, stop - closed) if not _COPIED.match(lines[at])), stop)


def fenced_diagram(rows: Sequence[str], line: int, inline: InlineReader) -> Diagram:
    """Read a generation 3 diagram.

    Args:
        rows: The lines of the fence with their ends, its first and last line included.
        line: The line of the file on which it begins.
        inline: Reads the tokens and paths of the second copy.
    """
    indent = len(rows[0]) - len(rows[0].lstrip(" "))
    closed = len(rows) > 1 and not bare(rows[-1]).strip().strip("`~")
    body = [_dedent(bare(row), indent) for row in (rows[1:-1] if closed else rows[1:])]
    shadow = next((at for at, row in enumerate(body) if _SHADOW.match(row)), len(body))
    clean = body[:shadow]
    # The second copy repeats the click lines with their tokens: one reading of them is enough.
    found = [_CLICK.match(row) if "click" in row else None for row in clean]
    code = "\n".join(row for row, click in zip(clean, found, strict=True) if not click)
    references: list[Node] = []
    for offset, row in enumerate(body[shadow:], shadow):
        if "<Swm" in row:
            references.extend(inline.read(row, line + 1 + offset))
    return Diagram(
        source="".join(rows),
        line=line,
        code=code.strip("\n").rstrip(),
        clicks=tuple(_click(click) for click in found if click),
        references=_references(references),
    )


def _dedent(row: str, indent: int) -> str:
    return row[min(indent, len(row) - len(row.lstrip(" "))) :]


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


def _references(nodes: Sequence[Node]) -> tuple[Node, ...]:
    # `{{…}}` is a shape here, not a prompt: what stands inside counts.
    return tuple(Document(tuple(nodes)).references())
