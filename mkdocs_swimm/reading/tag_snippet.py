"""Generation 3 snippets: ``<SwmSnippet>``, a comment of ordinary Markdown, the code.

The end of the lines is not written down: it follows from the number of code lines; and the code is
the last fence, since the comment may hold fences of its own (``FORMAT.md`` section 6.2).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from ..model import Row, Snippet, quoted_rows
from .attributes import attributes, clean_path, repo_of
from .code import CodeTracker
from .lines import FENCE_MARK, Lines, fence_info, fence_run, skip_blanks, skip_blanks_back

OPENING = re.compile(r'<SwmSnippet((?:\s+[A-Za-z][\w-]*(?:="[^"\n]*")?)*)\s*>\s*$')
CLOSING = re.compile(r"</SwmSnippet>\s*$")
_RULE = re.compile(r"-{3,}\s*$")
_NUMBER = re.compile(r"\d{1,9}")


class TagSnippet(NamedTuple):
    """A snippet's place among the lines of a document; all indices count from 0.

    Attributes:
        comment: First line of the comment and the line behind it.
        snippet: The code.
        code_end: The line behind the code.
        tail: The line behind what follows the code, where the closing machinery begins.
        end: The line behind the closing tag.
    """

    comment: tuple[int, int]
    snippet: Snippet | None
    code_end: int
    tail: int
    end: int


class _Ends(NamedTuple):
    """Where the parts of a snippet end.

    Attributes:
        fence: The first line of its code and the line behind it; None where there is no code.
        tail: The line behind what follows the code.
        closing: The line of the closing tag.
    """

    fence: tuple[int, int] | None
    tail: int
    closing: int


@dataclass(eq=False)
class TagSnippetReader:
    """Finds where the snippets of a document end.

    Attributes:
        lines: The lines of the document.
    """

    lines: Lines
    _closings: Sequence[int] | None = None

    def read(self, index: int) -> TagSnippet | None:
        """Read the snippet that opens on a line; None where it is never closed."""
        opening = OPENING.match(self.lines[index])
        if not opening:
            return None
        body = skip_blanks(self.lines, index + 1)
        body = body + 1 if body < len(self.lines) and _RULE.match(self.lines[body]) else index + 1
        ends = self._ends(index, body)
        if ends is None:
            return None
        fence, tail, closing = ends
        if fence is None:
            return TagSnippet((body, tail), None, tail, tail, closing + 1)
        start, stop = fence
        attrs = attributes(opening[1])
        snippet = Snippet(
            source=self.lines.source(start, stop),
            line=self.lines.first + start,
            path=clean_path(attrs.get("path", "")),
            rows=quoted_rows(self._rows(attrs.get("line", ""), start, stop)),
            repo=repo_of(attrs),
            collapsed="collapsed" in attrs,
            info=fence_info(self.lines[start]),
        )
        return TagSnippet((body, start), snippet, stop, tail, closing + 1)

    def _is_well_closed(self, index: int) -> bool:
        rule = skip_blanks_back(self.lines, index - 1)
        if rule < 0 or not _RULE.match(self.lines[rule]):
            return False
        fence = skip_blanks_back(self.lines, rule - 1)
        return fence >= 0 and fence_run(self.lines[fence]) is not None

    def _ends(self, opening: int, body: int) -> _Ends | None:
        """Where the parts of a snippet end; None where it is never closed.

        The comment and the code are walked as Markdown, so that a snippet quoting Swimm syntax
        does not end inside its own code. Where a comment's stray fence swallows the end, the next
        tag that closes a fence and a rule serves.
        """
        if self._closings is None:
            tracker, index, stop = CodeTracker(), body, len(self.lines)
            while index < stop:
                line = self.lines[index]
                if tracker.fence is None and line.startswith("<"):
                    if CLOSING.match(line):
                        return self._ends_before(index, body)
                    if OPENING.match(line):
                        return None
                tracker.feed(line)
                index += 1
            self._closings = self._well_closed()
        place = bisect_right(self._closings, opening)
        if place == len(self._closings):
            return None
        return self._ends_before(self._closings[place], body)

    def _ends_before(self, closing: int, body: int) -> _Ends:
        """Where the parts end of a snippet that a tag closes."""
        tail = skip_blanks_back(self.lines, closing - 1)
        tail = tail if tail >= body and _RULE.match(self.lines[tail]) else closing
        return _Ends(self._last_fence(body, tail), tail, closing)

    def _well_closed(self) -> Sequence[int]:
        """The lines of all closing tags that close a fence and a rule."""
        return [
            index
            for index, line in enumerate(self.lines)
            if line.startswith("</SwmSnippet>") and self._is_well_closed(index)
        ]

    def _last_fence(self, start: int, stop: int) -> tuple[int, int] | None:
        """First line of the last fence between two lines, and the line behind it."""
        end = skip_blanks_back(self.lines, stop - 1)
        while end >= start and fence_run(self.lines[end]) is None:
            end -= 1
        run = fence_run(self.lines[end]) if end >= start else None
        if run is None:
            return None
        # Swimm closes a fence with the run that opened it; shorter runs between are code.
        text, first = self.lines.text, self.lines.starts[start] - 1
        shorter: int | None = None
        before = text.rfind(f"\n{run[:3]}", first, self.lines.starts[end])
        while before >= 0:
            opened = FENCE_MARK.match(text, before + 1)
            if opened and len(opened[0]) == len(run):
                return self.lines.at(before + 1), end + 1
            if opened and len(opened[0]) < len(run):
                shorter = self.lines.at(before + 1)
            before = text.rfind(f"\n{run[:3]}", first, before + 1)
        return None if shorter is None else (shorter, end + 1)

    def _rows(self, first: str, start: int, stop: int) -> tuple[Row, ...]:
        number = int(first) if _NUMBER.fullmatch(first) else 1
        return tuple(map(Row, count(number), self.lines.bare(start + 1, stop - 1)))
