"""Places as the protocol has them: addresses of files, lines from 0, columns as was agreed on."""

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
    """The file of an address, its folder without links; None for an address of another kind."""
    name = to_fs_path(uri)
    if name is None:
        return None
    path = Path(name)
    try:
        return path.parent.resolve() / path.name
    except (OSError, RuntimeError, ValueError):
        return None


class Span(NamedTuple):
    """Where something stands in a file: rows and columns count from 0, the end is behind it."""

    value: Construct | None
    first: int
    start: int
    last: int
    end: int


class Columns(PositionCodec):
    """Converts between columns of text and those of the protocol."""

    def range(self, lines: Sequence[str], span: Span) -> types.Range:
        """A range of a file, of which these are the lines."""
        start = types.Position(span.first, span.start)
        end = types.Position(span.last, span.end)
        return self.range_to_client_units(lines, types.Range(start, end))

    def rows(self, lines: Sequence[str], first: int, last: int) -> types.Range:
        """Whole lines of a file, from 1, without the spaces at both ends."""
        first = min(max(first, 1), len(lines))
        last = min(max(last, first), len(lines))
        top, end = lines[first - 1], lines[last - 1]
        start = len(top) - len(top.lstrip())
        return self.range(lines, Span(None, first - 1, start, last - 1, len(end.rstrip())))


def spans(document: Document, lines: Sequence[str], *, fences: bool = False) -> Iterator[Span]:
    """Where the constructs of a document stand, those in diagrams included.

    Of ordinary Markdown, it is the links, and ``fences`` that quote code if that is wanted.
    """
    if links := list(_links(document, fences)):
        yield from links
        return
    behind: dict[int, int] = {}
    for one in document.constructs:
        for value in (one, *(one.references if isinstance(one, Diagram) else ())):
            row = min(max(value.line, 1), len(lines)) - 1
            head, *rest = value.source.rstrip("\n").split("\n")
            start = lines[row].find(head, 0 if rest else behind.get(row, 0))
            if rest:
                last = min(row + len(rest), len(lines) - 1)
                if isinstance(value, Snippet):
                    row, last = _tagged(lines, row, last)
                yield Span(value, row, 0, last, len(lines[last]))
            elif start < 0:
                # In a unit of JSON the text is not as it is read.
                yield Span(value, row, 0, row, len(lines[row]))
            else:
                behind[row] = start + len(head)
                yield Span(value, row, start, row, behind[row])


def _links(document: Document, fences: bool) -> Iterator[Span]:
    """Where the links of ordinary Markdown stand."""
    head = document.front_matter.source if document.front_matter else ""
    for link, value in links_in(document):
        if link.span:
            before, until = (document.source[: len(head) + at].split("\n") for at in link.span)
            yield Span(value, len(before) - 1, len(before[-1]), len(until) - 1, len(until[-1]))
        if fences and link.fence:
            first, behind = (head.count("\n") + row for row in link.fence)
            yield Span(value, first, 0, behind, 0)


def _tagged(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """First and last row of a snippet with the tag around it, if there is one."""
    above = (row for row in range(first, -1, -1) if "SwmSnippet" in lines[row])
    below = (row for row in range(last, len(lines)) if "SwmSnippet" in lines[row])
    top, end = next(above, first), next(below, last)
    if not lines[top].startswith("<SwmSnippet"):
        return first, last
    return top, end if lines[end].startswith("</SwmSnippet") else last


def construct_at(document: Document, lines: Sequence[str], row: int, column: int) -> Span | None:
    """The innermost construct at a place of a document, or right before it."""
    found = (
        span
        for span in spans(document, lines, fences=True)
        if (span.first, span.start) <= (row, column) <= (span.last, span.end)
    )
    return min(found, key=lambda one: (one.last - one.first, one.end - one.start), default=None)
