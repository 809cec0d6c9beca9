"""Snippets of all generations: from lines to their comment, which is Markdown, and their code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import count

from .constructs import Repo, Row, Snippet, quoted_rows
from .context import Block, Context, Part, block_of, hidden
from .lines import Lines, closing_run, fence_info, opening_run
from .tags import ATTRIBUTES, attributes, clean_path, repo_of

GUTTER_OPENING = re.compile(r"<!--\s*NOTE-swimm-snippet:[^\n]*-->\s*$")
REPO = re.compile(r"<!--\s*NOTE-swimm-repo\s*::(.*?)::\s*-->\s*$")
HEADING = re.compile("#{1,6} \U0001f4c4(?:\\(([^)\n]*)\\))?[ \u00a0]?(.+?)\\s*$")
_COLLAPSED = re.compile(r"<!--\s*collapsed\s*-->\s*$")
SQUARE = re.compile("(\u2b1c|\U0001f7e9)\ufe0f? ")
_NUMBER = re.compile(r"\d{1,9}")
_WIDTH = 7
"""Columns that the line number takes, spaces included; the code begins right after them."""
TAG_OPENING = re.compile(rf"<SwmSnippet{ATTRIBUTES}>\s*$")
_CLOSING = re.compile(r"</SwmSnippet>\s*$")
_RULE = re.compile(r"-{3,}\s*$")


def gutter_snippet(context: Context, row: str, index: int) -> Block | None:
    """A snippet of generation 1 or 2: a comment, the path as a heading, a fence (section 4)."""
    if not GUTTER_OPENING.match(row):
        return None
    lines = context.lines
    at = lines.below(index)
    if repo_id := REPO.match(lines.row(at)):
        at = lines.below(at)
    heading = HEADING.match(lines.row(at))
    at = lines.below(at)
    if collapsed := _COLLAPSED.match(lines.row(at)):
        at = lines.below(at)
    end = lines.fence_end(at)
    if heading is None or end is None:
        what = "a snippet's comment is not followed by its path and code"
        remedy = "restore the heading with the path and the fence below it, or delete the comment"
        return hidden(index, index + 1, context.flaw(index, what, remedy))
    name, repo = heading[1], None
    if repo_id or name:
        repo = Repo(repo_id[1] if repo_id else context.repo_names.get(name), name)
    snippet = Snippet(
        source=lines.source(index, end + 1),
        line=lines.first + index,
        path=clean_path(heading[2]),
        rows=quoted_rows(_rows(lines[at + 1 : end])),
        repo=repo,
        collapsed=bool(collapsed),
        info=fence_info(lines[at]),
    )
    return block_of(snippet, index, end + 1)


def _rows(lines: Sequence[str]) -> Sequence[Row]:
    rows: list[Row] = []
    for line in lines:
        rows.append(_row(line, rows[-1].number + 1 if rows else 1))
    return rows


def _row(line: str, expected: int) -> Row:
    """One line of the fence; its number is the expected one where a hand took the gutter off."""
    square = SQUARE.match(line)
    rest = line[square.end() :] if square else line
    marked = bool(square and square[1] == "\U0001f7e9")
    number = _NUMBER.match(rest)
    if not number:
        return Row(expected, line, marked)
    padding = rest[number.end() : _WIDTH]
    if not padding.strip(" "):
        return Row(int(number[0]), rest[max(_WIDTH, number.end()) :], marked)
    if padding.strip(" ").startswith("+") and rest[_WIDTH - 1] == "+":
        # An exercise's stub: shown to the reader, not in the file.
        return Row(int(number[0]), rest[_WIDTH:], marked, stub=True)
    if square or padding.startswith(" "):
        return Row(int(number[0]), rest[number.end() :].removeprefix(" "), marked)
    return Row(expected, line, marked)


def tag_snippet(context: Context, row: str, index: int) -> Block | None:
    """A ``<SwmSnippet>`` of generation 3, and what is left of a torn one.

    The end of its lines is not written down: it follows from their number; and the code is the last
    fence, since the comment may hold fences of its own (section 6.2).
    """
    if _CLOSING.match(row):
        what, remedy = "a </SwmSnippet> closes no snippet", "restore the <SwmSnippet …>"
        return hidden(index, index + 1, context.flaw(index, what, f"delete it, or {remedy}"))
    if not row.startswith("<SwmSnippet") or row.startswith("<SwmSnippetP"):
        return None
    lines, opening = context.lines, TAG_OPENING.match(row)
    body = lines.below(index)
    body = body + 1 if _RULE.match(lines.row(body)) else index + 1
    closing = _end(context, index, body) if opening else None
    if opening is None or closing is None:
        remedy = 'give it path="…" and line="…" and close it with </SwmSnippet>'
        flaw = context.flaw(index, "a <SwmSnippet> is torn", remedy)
        if opening:
            return hidden(index, index + 1, flaw)
        context.flaws.append(flaw)
        return None
    tail = lines.above(closing)
    tail = tail if tail >= body and _RULE.match(lines[tail]) else closing
    fence = _last_fence(lines, body, tail)
    start, stop = fence or (tail, tail)
    parts = [Part("swimm_hidden", index, body), Part("markdown", body, start)]
    if fence is None:
        remedy = "restore its fence, or delete the snippet"
        return Block(closing + 1, parts, context.flaw(index, "a snippet has no code", remedy))
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
    parts += block_of(snippet, start, stop).parts
    return Block(closing + 1, [*parts, Part("markdown", stop, tail)])


def _end(context: Context, opening: int, body: int) -> int | None:
    """The line of the tag that closes a snippet; None where there is none.

    Tags within fences are passed over, so that a snippet that quotes Swimm's own syntax does not
    end inside its code. Where a comment's stray fence swallows the end, the next tag that follows a
    fence and a rule serves.
    """
    lines = context.lines
    if context.snippet_ends is None:
        run = ""
        for at in range(body, len(lines)):
            line = lines[at]
            if run:
                run = "" if closing_run(line).startswith(run) else run
            elif _CLOSING.match(line):
                return at
            elif TAG_OPENING.match(line):
                return None
            else:
                run = opening_run(line)
        context.snippet_ends = [at for at in range(len(lines)) if _ends(lines, at)]
    place = bisect_right(context.snippet_ends, opening)
    return context.snippet_ends[place] if place < len(context.snippet_ends) else None


def _ends(lines: Lines, index: int) -> bool:
    """Whether a line is a closing tag that follows a fence and a rule."""
    if not _CLOSING.match(lines[index]):
        return False
    rule = lines.above(index)
    fence = lines.above(rule) if rule >= 0 and _RULE.match(lines[rule]) else -1
    return fence >= 0 and bool(closing_run(lines[fence]))


def _last_fence(lines: Lines, start: int, stop: int) -> tuple[int, int] | None:
    """First line of the last fence between two lines, and the line behind it."""
    end = lines.above(stop)
    while end >= start and not closing_run(lines[end]):
        end -= 1
    if end < start:
        return None
    # Swimm closes a fence with the run that opened it; shorter runs between are code.
    run = closing_run(lines[end])
    shorter: int | None = None
    for index in range(end - 1, start - 1, -1):
        opened = opening_run(lines[index])
        if opened == run:
            return index, end + 1
        if opened and run.startswith(opened):
            shorter = index
    return None if shorter is None else (shorter, end + 1)
