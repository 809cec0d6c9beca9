"""The protocol's URIs and positions, 0-based, with columns in the negotiated encoding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types
from pygls.uris import to_fs_path
from pygls.workspace import PositionCodec

from ..format.constructs import Construct, Diagram, Snippet
from ..format.document import Document
from ..ordinary.reading import links_in


def path_of(uri: str) -> Path | None:
    """The file of a URI, symbolic links in its folder resolved; None for other URIs."""
    name = to_fs_path(uri)
    if name is None:
        return None
    path = Path(name)
    try:
        return path.parent.resolve() / path.name
    except (OSError, RuntimeError, ValueError):
        return None


class Span(NamedTuple):
    """The place of a construct in a file: 0-based rows and columns."""

    value: Construct | None
    first: int  # row
    start: int  # column in the first row
    last: int  # row
    end: int  # column in the last row, exclusive


class Columns(PositionCodec):
    """Converts columns of text to those of the protocol and back."""

    def range(self, lines: Sequence[str], span: Span) -> types.Range:
        """The range of a span; ``lines`` are those of the file."""
        start = types.Position(span.first, span.start)
        end = types.Position(span.last, span.end)
        return self.range_to_client_units(lines, types.Range(start, end))

    def rows(self, lines: Sequence[str], first: int, last: int) -> types.Range:
        """The range of whole lines, 1-based and inclusive, without the space at both ends."""
        first = min(max(first, 1), len(lines))
        last = min(max(last, first), len(lines))
        top, end = lines[first - 1], lines[last - 1]
        start = len(top) - len(top.lstrip())
        return self.range(lines, Span(None, first - 1, start, last - 1, len(end.rstrip())))


def spans(document: Document, lines: Sequence[str], *, fences: bool = False) -> Iterator[Span]:
    """The spans of a document's constructs, including those in diagrams.

    For ordinary Markdown, the spans of its links and, with ``fences``, of fences that quote code.
    """
    if links := list(_links(document, fences)):
        yield from links
        return
    ends: dict[int, int] = {}  # the column after the last construct in a row
    for construct in document.constructs:
        nested = construct.references if isinstance(construct, Diagram) else ()
        for value in (construct, *nested):
            row = min(max(value.line, 1), len(lines)) - 1
            head, *rest = value.source.rstrip("\n").split("\n")
            start = lines[row].find(head, 0 if rest else ends.get(row, 0))
            if rest:
                last = min(row + len(rest), len(lines) - 1)
                if isinstance(value, Snippet):
                    row, last = _with_tag(lines, row, last)
                yield Span(value, row, 0, last, len(lines[last]))
            elif start < 0:
                # In a JSON unit, the parsed text differs from that of the file.
                yield Span(value, row, 0, row, len(lines[row]))
            else:
                ends[row] = start + len(head)
                yield Span(value, row, start, row, ends[row])


def _links(document: Document, fences: bool) -> Iterator[Span]:
    head = document.front_matter.source if document.front_matter else ""
    for link, value in links_in(document):
        if link.span:
            before, until = (document.source[: len(head) + at].split("\n") for at in link.span)
            yield Span(value, len(before) - 1, len(before[-1]), len(until) - 1, len(until[-1]))
        if fences and link.fence:
            first, end = (head.count("\n") + row for row in link.fence)
            yield Span(value, first, 0, end, 0)


def _with_tag(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """First and last row of a snippet, including the tag around it if there is one."""
    above = (row for row in range(first, -1, -1) if "SwmSnippet" in lines[row])
    below = (row for row in range(last, len(lines)) if "SwmSnippet" in lines[row])
    top, end = next(above, first), next(below, last)
    if not lines[top].startswith("<SwmSnippet"):
        return first, last
    return top, end if lines[end].startswith("</SwmSnippet") else last


def construct_at(document: Document, lines: Sequence[str], row: int, column: int) -> Span | None:
    """The innermost construct that contains a position or ends there."""
    around = (
        span
        for span in spans(document, lines, fences=True)
        if (span.first, span.start) <= (row, column) <= (span.last, span.end)
    )
    return min(around, key=lambda one: (one.last - one.first, one.end - one.start), default=None)
