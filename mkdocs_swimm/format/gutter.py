"""Generation 1 and 2 snippets: a comment, the path as a heading, a fence with a gutter.

``FORMAT.md`` section 4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .attributes import clean_path
from .constructs import Repo, Row, Snippet, quoted_rows
from .lines import Lines, fence_info, skip_blanks

OPENING = re.compile(r"<!--\s*NOTE-swimm-snippet:[^\n]*-->\s*$")
REPO = re.compile(r"<!--\s*NOTE-swimm-repo\s*::(.*?)::\s*-->\s*$")
_HEADING = re.compile("#{1,6} \U0001f4c4(?:\\(([^)\n]*)\\))?[ \u00a0]?(.+?)\\s*$")
_COLLAPSED = re.compile(r"<!--\s*collapsed\s*-->\s*$")
_SQUARE = re.compile("(\u2b1c|\U0001f7e9)\ufe0f? ")
_NUMBER = re.compile(r"\d{1,9}")
_WIDTH = 7
"""Columns that the line number takes, blanks included; the code begins right after them."""


def gutter_snippet(
    lines: Lines, index: int, line: int, repo_names: Mapping[str, str]
) -> tuple[Snippet, int] | None:
    """Read the snippet whose comment stands on a line.

    Args:
        lines: The lines of the document.
        index: Where the comment stands.
        line: The line of the file at that index.
        repo_names: Ids of other repositories by the names the document uses for them.

    Returns:
        The snippet and the index behind it; None where the block is not complete.
    """
    at = skip_blanks(lines, index + 1)
    repo_id = REPO.match(lines[at]) if at < len(lines) else None
    if repo_id:
        at = skip_blanks(lines, at + 1)
    heading = _HEADING.match(lines[at]) if at < len(lines) else None
    if not heading:
        return None
    at = skip_blanks(lines, at + 1)
    collapsed = at < len(lines) and bool(_COLLAPSED.match(lines[at]))
    if collapsed:
        at = skip_blanks(lines, at + 1)
    end = lines.fence_end(at) if at < len(lines) else None
    if end is None:
        return None
    name = heading[1]
    repo = None
    if repo_id or name:
        repo = Repo(id=repo_id[1] if repo_id else repo_names.get(name), name=name)
    snippet = Snippet(
        source=lines.source(index, end + 1),
        line=line,
        path=clean_path(heading[2]),
        rows=quoted_rows(_rows(lines[at + 1 : end])),
        repo=repo,
        collapsed=collapsed,
        info=fence_info(lines[at]),
    )
    return snippet, end + 1


def _rows(lines: Sequence[str]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for line in lines:
        rows.append(_row(line, rows[-1].number + 1 if rows else 1))
    return tuple(rows)


def _row(line: str, expected: int) -> Row:
    """One line of the fence.

    Args:
        line: The line.
        expected: The number it has where a hand took the gutter off.
    """
    square = _SQUARE.match(line)
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
