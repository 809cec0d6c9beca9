"""Places as the protocol has them: addresses of files, lines from 0, columns in UTF-16."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lsprotocol import types

from ..format.constructs import Construct, Diagram, Snippet
from ..format.document import Document
from ..ordinary.reading import links_in

_DRIVE = re.compile(r"/[A-Za-z]:")
_UNITS: Mapping[str, tuple[str, int]] = {
    "utf-8": ("utf-8", 1),
    "utf-16": ("utf-16-le", 2),
    "utf-32": ("utf-32-le", 4),
}
"""The encodings in which columns are counted, and how many bytes one unit of each has."""


def path_of(uri: str) -> Path | None:
    """The file of an address, its folder without links; None for an address of another kind."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    name = unquote(parts.path, errors="surrogateescape")
    if parts.netloc not in ("", "localhost"):
        name = f"//{parts.netloc}{name}"
    path = Path(name[1:] if _DRIVE.match(name) else name)
    try:
        return path.parent.resolve() / path.name
    except (OSError, RuntimeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Columns:
    """Converts between columns of text, from 0, and those of the protocol.

    Attributes:
        encoding: The encoding that was agreed on.
    """

    encoding: str = "utf-16"

    def to_text(self, line: str, column: int) -> int:
        """The column of a line at which a column of the protocol is."""
        codec, size = _UNITS[self.encoding]
        before = line.encode(codec, "surrogatepass")[: column * size]
        return len(before.decode(codec, "ignore"))

    def from_text(self, line: str, column: int) -> int:
        """The column of the protocol at which a column of a line is."""
        codec, size = _UNITS[self.encoding]
        return len(line[:column].encode(codec, "surrogatepass")) // size

    def range(self, lines: Sequence[str], span: Span) -> types.Range:
        """A range of a file, of which these are the lines."""
        return types.Range(
            self._position(lines, span.first, span.start),
            self._position(lines, span.last, span.end),
        )

    def rows(self, lines: Sequence[str], first: int, last: int) -> types.Range:
        """Whole lines of a file, from 1, without the spaces at both ends."""
        first = min(max(first, 1), max(len(lines), 1))
        last = min(max(last, first), max(len(lines), 1))
        top, end = (lines[row - 1] if lines else "" for row in (first, last))
        start = len(top) - len(top.lstrip())
        return self.range(lines, Span(None, first - 1, start, last - 1, len(end.rstrip())))

    def _position(self, lines: Sequence[str], row: int, column: int) -> types.Position:
        line = lines[row] if row < len(lines) else ""
        return types.Position(row, self.from_text(line, column))


class Span(NamedTuple):
    """Where something stands in a file.

    Attributes:
        value: What it is.
        first: Its first line, from 0.
        start: The column at which it begins.
        last: Its last line.
        end: The column behind it.
    """

    value: Construct | None
    first: int
    start: int
    last: int
    end: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a place is in it, or right behind it."""
        return (self.first, self.start) <= (row, column) <= (self.last, self.end)


def spans(document: Document, lines: Sequence[str]) -> Iterator[Span]:
    """Where the constructs of a document stand, those in diagrams included.

    Args:
        document: The document.
        lines: The lines of its file.
    """
    if links := list(_links(document, lines)):
        yield from links
        return
    behind: dict[int, int] = {}
    for one in document.constructs:
        inner = one.references if isinstance(one, Diagram) else ()
        for value in (one, *inner):
            row = min(max(value.line, 1), len(lines)) - 1
            head, *rest = value.source.rstrip("\n").split("\n")
            start = lines[row].find(head, 0 if rest else behind.get(row, 0))
            if start < 0:
                # In a unit of JSON the text is not as it is read.
                yield Span(value, row, 0, row, len(lines[row]))
            elif rest:
                last = min(row + len(rest), len(lines) - 1)
                if isinstance(value, Snippet):
                    row, last = _tagged(lines, row, last)
                yield Span(value, row, start, last, len(lines[last]))
            else:
                behind[row] = start + len(head)
                yield Span(value, row, start, row, behind[row])


def _links(document: Document, lines: Sequence[str]) -> Iterator[Span]:
    """Where the links of ordinary Markdown stand."""
    head = len(document.front_matter.source) if document.front_matter else 0
    for link, value in links_in(document):
        if link.span is None:
            row = min(link.line, len(lines)) - 1
            yield Span(value, row, 0, row, len(lines[row]))
            continue
        before, until = (document.source[: head + at].split("\n") for at in link.span)
        yield Span(value, len(before) - 1, len(before[-1]), len(until) - 1, len(until[-1]))


def _fences(document: Document, lines: Sequence[str]) -> Iterator[Span]:
    """The fences of ordinary Markdown that quote code."""
    head = document.front_matter.source.count("\n") if document.front_matter else 0
    for link, value in links_in(document):
        if link.fence:
            first, last = head + link.fence[0], head + link.fence[1] - 1
            yield Span(value, first, 0, last, len(lines[last]) if last < len(lines) else 0)


def _tagged(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """First and last row of a snippet with the tag that its comment stands in, if there is one."""
    opening = (row for row in range(first, -1, -1) if "SwmSnippet" in lines[row])
    row = next(opening, first)
    if not lines[row].startswith("<SwmSnippet"):
        return first, last
    closing = (row for row in range(last, len(lines)) if "SwmSnippet" in lines[row])
    end = next(closing, last)
    return row, end if lines[end].startswith("</SwmSnippet") else last


def construct_at(document: Document, lines: Sequence[str], row: int, column: int) -> Span | None:
    """The innermost construct at a place of a document; row and column count from 0."""
    every = (*spans(document, lines), *_fences(document, lines))
    found = [span for span in every if span.holds(row, column)]
    return min(
        found, key=lambda span: (span.last - span.first, span.end - span.start), default=None
    )
