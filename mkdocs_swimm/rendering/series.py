"""Snippets that follow each other with nothing between them."""

from __future__ import annotations

from collections.abc import Iterable, Set

from ..model import Hidden, Node, Snippet, Text


def following_snippets(nodes: Iterable[Node]) -> Set[int]:
    """The document lines (1-based) of snippets that stand right below another one.

    Only snippets that are indented alike do: others are in different items of a list.
    """
    found = set()
    above: Snippet | None = None
    for node in nodes:
        match node:
            case Snippet():
                if above is not None and _indent(above) == _indent(node):
                    found.add(node.line)
                above = node
            case Text(source=text) if not text.strip():
                pass
            case Hidden():
                pass
            case _:
                above = None
    return found


def _indent(snippet: Snippet) -> int:
    return len(snippet.source) - len(snippet.source.lstrip(" "))
