"""Snippets that follow each other with nothing between them."""

from __future__ import annotations

from collections.abc import Iterable, Set

from ..model import Hidden, Node, Snippet, Text


def following_snippets(nodes: Iterable[Node]) -> Set[int]:
    """What ``id`` gives for the snippets that stand right below another one.

    Only snippets that are indented alike do: others are in different items of a list. Line numbers
    do not tell snippets apart: a JSON unit may stand on one line.
    """
    found = set()
    above: Snippet | None = None
    for node in nodes:
        if isinstance(node, Snippet):
            if above is not None and _indent(above) == _indent(node):
                found.add(id(node))
            above = node
        elif above is not None and not _is_nothing(node):
            above = None
    return found


def _is_nothing(node: Node) -> bool:
    if isinstance(node, Text):
        return not node.source or node.source.isspace()
    return isinstance(node, Hidden)


def _indent(snippet: Snippet) -> int:
    return len(snippet.source) - len(snippet.source.lstrip(" "))
