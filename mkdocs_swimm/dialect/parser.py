"""The CommonMark parser, with GitHub's tables, but for what would hide text of the author's."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore

_UNTIL_CLOSED = {
    f"<{opening}": re.compile(f"(?P<open><{opening})|{closing}", re.I)
    for opening, closing in (
        (r"pre(?=[\s>])", "</pre>"),
        (r"script(?=[\s>])", "</script>"),
        (r"style(?=[\s>])", "</style>"),
        (r"textarea(?=[\s>])", "</textarea>"),
        ("!--", "-->"),
        (r"\?", r"\?>"),
        (r"!\[CDATA\[", "]]>"),
        ("![A-Z]", "[>\n]"),
    )
}
"""HTML that blank lines do not end: how each kind begins, and what to look for behind that."""
_OPENING = re.compile("|".join(f"({opening})" for opening in _UNTIL_CLOSED), re.I)
_KINDS = tuple(_UNTIL_CLOSED.values())

_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}[.)]) {1,4}(?! )")
_FAKE_INDENT = re.compile(
    r"^ *(?:&nbsp;|\u00a0)(?:&nbsp;|[ \u00a0])*(?=(?:[-*+]|\d{1,9}[.)]) {1,4}(?! ))", re.M
)
_FENCE = re.compile(r"[\s>]*(?:```|~~~)")


def parser(nesting: int, *features: str) -> MarkdownIt:
    """A parser of CommonMark.

    Args:
        nesting: How deep blocks and emphasis may be nested; beyond that it drops text.
        features: What it is to know besides, by markdown-it's names.
    """
    made = _Parser("commonmark", {"maxNesting": nesting}).enable(list(features))
    made.block.ruler.at(
        "html_block", _closed_html_block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    made.core.ruler.after("normalize", "fake_indent", _nest_items)
    made.core.ruler.before("inline", "surplus_cells", _keep_surplus_cells)
    return made


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Which addresses may be linked is decided by the writer, who keeps the others' text."""
        return True


def _closed_html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block of HTML; one that would go on to the end of the document is text instead.

    One that another of its kind begins in was not closed either.
    """
    place = state.bMarks[start] + state.tShift[start]
    opening = _OPENING.match(state.src, place)
    if opening:
        found = _KINDS[(opening.lastindex or 1) - 1].search(state.src, place + 2)
        if found is None or found["open"] or found[0] == "\n":
            return False
    return html_block(state, start, end, silent)


def _nest_items(state: StateCore) -> None:
    """Indent with blanks what authors indent with ``&nbsp;``: items of lists within an item."""
    if not _FAKE_INDENT.search(state.src):
        return
    lines = state.src.split("\n")
    around: list[tuple[int, int]] = []  # where the items above begin, and their text
    fenced, gap = False, True
    for number, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        fake, item = _FAKE_INDENT.match(line), _ITEM.match(line)
        if fenced or not (item or (fake and around)):
            if gap and line[:1].strip():
                around = []
            gap = not line.strip()
            continue
        begin = len(fake[0].replace("&nbsp;", " ")) if fake else len(item[1]) if item else 0
        around = [above for above in around if above[0] < begin]
        if fake:
            lines[number] = line = " " * (around[-1][1] if around else 0) + line[fake.end() :]
            item = _ITEM.match(line)
        around.append((begin, item.end() if item else begin))
        gap = False
    state.src = "\n".join(lines)


def _keep_surplus_cells(state: StateCore) -> None:
    """Put the text of cells beyond the last column, which would be dropped, into the last one."""
    lines: list[str] = []
    row = columns = 0
    for at, token in enumerate(state.tokens):
        if token.type == "tr_open" and token.map:
            row, columns = token.map[0], 0
        elif token.type == "td_close":
            columns += 1
        elif token.type == "tr_close" and columns:
            lines = lines or state.src.split("\n")
            cells = escapedSplit(lines[row].lstrip("> \t").rstrip())
            surplus = cells[columns + (not cells[0]) :]
            words = " ".join(filter(None, map(str.strip, surplus)))
            if words:
                last = state.tokens[at - 2]
                last.content = f"{last.content} {words}".strip()
