"""Generation 3 snippets: ``<SwmSnippet>``, a comment of ordinary Markdown, the code.

The end of the lines is not written down: it follows from the number of code lines; and the code is
the last fence, since the comment may hold fences of its own (``FORMAT.md`` section 6.2).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from .attributes import attributes, clean_path, repo_of
from .constructs import Row, Snippet, quoted_rows
from .lines import (
    Lines,
    closing_run,
    fence_info,
    opening_run,
    skip_blanks,
    skip_blanks_back,
)

OPENING = re.compile(r'<SwmSnippet((?:\s+[A-Za-z][\w-]*(?:="[^"\n]*")?)*)\s*>\s*$')
CLOSING = re.compile(r"</SwmSnippet>\s*$")
_RULE = re.compile(r"-{3,}\s*$")
_NUMBER = re.compile(r"\d{1,9}")


class TagSnippet(NamedTuple):
    """A snippet's place among the lines of a document; all indices count from 0.

    Attributes:
        comment: First line of the comment and the line behind it.
        snippet: The code; None where there is none.
        code_end: The line behind the code.
        tail: The line behind what follows the code, where the closing machinery begins.
        end: The line behind the closing tag.
    """

    comment: tuple[int, int]
    snippet: Snippet | None
    code_end: int
    tail: int
    end: int


class TagSnippetReader:
    """Finds where the snippets of a document end.

    Args:
        lines: The lines of the document.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._closings: Sequence[int] | None = None

    def read(self, index: int) -> TagSnippet | None:
        """Read the snippet that opens on a line; None where it is never closed."""
        lines = self.lines
        opening = OPENING.match(lines[index])
        if not opening:
            return None
        body = skip_blanks(lines, index + 1)
        body = body + 1 if body < len(lines) and _RULE.match(lines[body]) else index + 1
        closing = self._closing(index, body)
        if closing is None:
            return None
        tail = skip_blanks_back(lines, closing - 1)
        tail = tail if tail >= body and _RULE.match(lines[tail]) else closing
        fence = self._last_fence(body, tail)
        if fence is None:
            return TagSnippet((body, tail), None, tail, tail, closing + 1)
        start, stop = fence
        attrs = attributes(opening[1])
        first = attrs.get("line", "")
        number = int(first) if _NUMBER.fullmatch(first) else 1
        snippet = Snippet(
            source=lines.source(start, stop),
            line=lines.first + start,
            path=clean_path(attrs.get("path", "")),
            rows=quoted_rows(tuple(map(Row, count(number), lines[start + 1 : stop - 1]))),
            repo=repo_of(attrs),
            collapsed="collapsed" in attrs,
            info=fence_info(lines[start]),
        )
        return TagSnippet((body, start), snippet, stop, tail, closing + 1)

    def _closing(self, opening: int, body: int) -> int | None:
        """The line of the tag that closes a snippet; None where there is none.

        Tags within fences are passed over, so that a snippet that quotes Swimm's own syntax does
        not end inside its code. Where a comment's stray fence swallows the end, the next tag that
        follows a fence and a rule serves.
        """
        if self._closings is None:
            run = ""
            for index in range(body, len(self.lines)):
                line = self.lines[index]
                if run:
                    run = "" if closing_run(line).startswith(run) else run
                elif CLOSING.match(line):
                    return index
                elif OPENING.match(line):
                    return None
                else:
                    run = opening_run(line)
            self._closings = [at for at in range(len(self.lines)) if self._is_well_closed(at)]
        place = bisect_right(self._closings, opening)
        return self._closings[place] if place < len(self._closings) else None

    def _is_well_closed(self, index: int) -> bool:
        """Whether a line is a closing tag that follows a fence and a rule."""
        if not CLOSING.match(self.lines[index]):
            return False
        rule = skip_blanks_back(self.lines, index - 1)
        if rule < 0 or not _RULE.match(self.lines[rule]):
            return False
        fence = skip_blanks_back(self.lines, rule - 1)
        return fence >= 0 and bool(closing_run(self.lines[fence]))

    def _last_fence(self, start: int, stop: int) -> tuple[int, int] | None:
        """First line of the last fence between two lines, and the line behind it."""
        end = skip_blanks_back(self.lines, stop - 1)
        while end >= start and not closing_run(self.lines[end]):
            end -= 1
        if end < start:
            return None
        # Swimm closes a fence with the run that opened it; shorter runs between are code.
        run = closing_run(self.lines[end])
        shorter: int | None = None
        for index in range(end - 1, start - 1, -1):
            opened = opening_run(self.lines[index])
            if opened == run:
                return index, end + 1
            if opened and run.startswith(opened):
                shorter = index
        return None if shorter is None else (shorter, end + 1)
