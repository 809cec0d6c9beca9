"""Prose that explains single lines of a snippet.

The rule, which is strict because what becomes an annotation is out of sight until it is opened: a
list right above or right below a snippet explains its lines when *every* item of the list explains
one line, and no two items the same. An item explains a line

- when its tokens that point into the snippet all point at that line, which has their text, or
- when it has no such token and begins with ``Line 12``,

and when it says more than the token. A list that falls short in one item stays a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token as MarkdownToken

from ..model import (
    DocLink,
    Document,
    Hidden,
    Mention,
    Node,
    PathRef,
    Row,
    Snippet,
    Text,
    Token,
)

_PARSER = MarkdownIt("commonmark")
_RUNNING = (Text, Token, PathRef, DocLink, Mention, Hidden)
_PLAIN = frozenset(
    f"{kind}_{end}"
    for kind in ("paragraph", "list_item", "bullet_list", "ordered_list")
    for end in ("open", "close")
) | {"inline"}
MARK = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]+")
"""What a list item begins with."""
_LINE = re.compile(
    r"[*_`]*[Ll]ine[*_`]*\s+[*_`]*(\d{1,9})\b(?!\s*(?:-|\u2013|\u2014|to\b|and\b|,)\s*\d)"
)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list that explains a line.

    Attributes:
        row: The row of the snippet that it explains, from 0.
        nodes: The item with the mark that it begins with.
    """

    row: int
    nodes: tuple[Node, ...]


def by_line(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes of a document with its text cut into lines, so that a list can be taken out."""
    for node in nodes:
        if isinstance(node, Text) and not node.code:
            for offset, line in enumerate(node.source.splitlines(keepends=True)):
                yield replace(node, source=line, line=node.line + offset)
        else:
            yield node


def explanations(nodes: Sequence[Node]) -> Mapping[int, Sequence[Item]]:
    """The lists that explain lines of snippets.

    Args:
        nodes: The nodes of a document, cut into lines.

    Returns:
        The items of the list by the document line (1-based) of the snippet.
    """
    found: dict[int, Sequence[Item]] = {}
    taken: set[int] = set()
    snippets = [(at, node) for at, node in enumerate(nodes) if isinstance(node, Snippet)]
    # What stands above a snippet is its comment, in Swimm's own words: it comes first.
    for above in (True, False):
        for at, snippet in snippets:
            if snippet.line in found:
                continue
            items = _explained(snippet, _list(_run(nodes, at, above), above))
            lines = {node.line for item in items for node in item.nodes}
            if items and not lines & taken:
                found[snippet.line] = items
                taken |= lines
    return found


def _run(nodes: Sequence[Node], at: int, above: bool) -> Sequence[Node]:
    """The running text next to a node."""
    side = range(at - 1, -1, -1) if above else range(at + 1, len(nodes))
    run = list(takewhile(lambda node: isinstance(node, _RUNNING), (nodes[one] for one in side)))
    return run[::-1] if above else run


def _list(run: Sequence[Node], last: bool) -> Sequence[Sequence[Node]]:
    """The nodes of each item of the list that running text ends or begins with."""
    if not run:
        return ()
    tokens = _PARSER.parse("".join(map(_outline, run)))
    blocks = [token for token in tokens if token.level == 0 and token.map]
    if not blocks:
        return ()
    block = blocks[-1 if last else 0]
    if block.type not in ("bullet_list_open", "ordered_list_open"):
        return ()
    start, end = block.map or (0, 0)
    inside = [token for token in tokens if token.map and start <= token.map[0] < end]
    if any(token.type not in _PLAIN for token in inside):
        return ()
    items = [list(_between(run, item)) for item in inside if _is_item(item)]
    return items if all(items) else ()


def _is_item(token: MarkdownToken) -> bool:
    return token.type == "list_item_open" and token.level == 1


def _between(run: Sequence[Node], item: MarkdownToken) -> Iterator[Node]:
    """The nodes of an item."""
    start, end = item.map or (0, 0)
    for node in run:
        if start <= node.line - run[0].line < end:
            yield node


def _outline(node: Node) -> str:
    """The text of a node as far as it matters for where blocks begin and end."""
    match node:
        case Text():
            return node.source
        case Hidden():
            return "\n" * node.source.count("\n")
        case _:
            return re.sub(r"[^\n]", "x", node.source)


def _explained(snippet: Snippet, items: Sequence[Sequence[Node]]) -> Sequence[Item]:
    """The items with the rows that they explain; none where one of them explains no single one."""
    found = [
        Item(row, tuple(nodes)) for nodes in items if (row := _row(snippet, nodes)) is not None
    ]
    if len(found) < len(items) or len({item.row for item in found}) < len(found):
        return ()
    return found


def _row(snippet: Snippet, nodes: Sequence[Node]) -> int | None:
    """The row of a snippet that an item explains."""
    words = "".join(node.source for node in nodes if isinstance(node, Text))
    words = MARK.sub("", words, count=1)
    if not _WORD.search(words):
        return None
    tokens = [node for node in Document(tuple(nodes)).references() if isinstance(node, Token)]
    inside = [row for token in tokens for row in _rows(snippet, token)]
    if inside:
        rows = {index for index, _ in inside}
        named = all(text in snippet.rows[index].code for index, text in inside)
        return rows.pop() if named and len(rows) == 1 else None
    line = _LINE.match(words)
    if not line:
        return None
    return next(iter(_numbered(snippet.rows, int(line[1]))), None)


def _rows(snippet: Snippet, token: Token) -> Iterator[tuple[int, str]]:
    """The rows of a snippet that a token points at, with the token's text."""
    same = token.path == snippet.path and token.repo == snippet.repo
    if same and token.target_line is not None:
        for index in _numbered(snippet.rows, token.target_line):
            yield index, token.text


def _numbered(rows: Sequence[Row], number: int) -> Iterator[int]:
    for index, row in enumerate(rows):
        if row.number == number and not row.stub and row.code.strip():
            yield index
