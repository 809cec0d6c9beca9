"""The CommonMark parser, with GitHub's tables but for what those drop."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore


def parser(nesting: int, *features: str) -> MarkdownIt:
    """A parser of CommonMark.

    Args:
        nesting: How deep blocks and emphasis may be nested; beyond that it drops text.
        features: What it is to know besides, by markdown-it's names.
    """
    made = _Parser("commonmark", {"maxNesting": nesting}).enable(list(features))
    made.core.ruler.before("inline", "surplus_cells", _keep_surplus_cells)
    return made


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Which addresses may be linked is decided by the writer, who keeps the others' text."""
        return True


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
