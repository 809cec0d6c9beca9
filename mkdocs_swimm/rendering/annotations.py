"""Which snippets of a document get annotations, and what becomes of the lists that explain them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..freshness import STALE, Finding, Reference
from ..model import Node, Snippet
from .comments import numbered_comments
from .explanations import MARK, Item, explanations
from .languages import language_of_path
from .snippets import in_one_piece


@dataclass(frozen=True, slots=True)
class Plan:
    """A snippet that gets annotations.

    Attributes:
        items: What explains its lines, in the order of their numbers.
        comments: What is added to its code, by the index of the row.
    """

    items: Sequence[Item]
    comments: Mapping[int, str]


def plans(
    nodes: Sequence[Node], finding: Callable[[Reference], Finding | None]
) -> Mapping[int, Plan]:
    """The snippets that get annotations, by their line of the document (1-based).

    Only snippets that are seen as they are quoted and in one piece do, in languages with comments
    that can carry them; what explains any other stays where it is.

    Args:
        nodes: The nodes of the document, cut into lines.
        finding: What was found out about a reference.
    """
    snippets = {node.line: node for node in nodes if isinstance(node, Snippet)}
    found: dict[int, Plan] = {}
    for line, items in explanations(nodes).items():
        snippet = snippets[line]
        known = finding(snippet)
        if not in_one_piece(snippet) or (known and known.state in STALE):
            continue
        comments = numbered_comments(
            [row.code for row in snippet.rows],
            {item.row: number for number, item in enumerate(items, 1)},
            language_of_path(snippet.path),
        )
        if comments:
            found[line] = Plan(items, comments)
    return found


def without_items(nodes: Sequence[Node], found: Mapping[int, Plan]) -> Sequence[Node]:
    """The nodes of a document without the lists that became annotations."""
    moved = {id(node) for plan in found.values() for item in plan.items for node in item.nodes}
    return [node for node in nodes if id(node) not in moved]


def numbered_item(text: str, number: int) -> str:
    """A list item with another mark.

    Args:
        text: The item with the mark that it has, as CommonMark.
        number: Its number.
    """
    first, *rest = text.expandtabs(4).rstrip().split("\n")
    mark = MARK.match(first)
    width = mark.end() if mark else 0
    shown = f"{number}. "
    lines = (line[min(width, len(line) - len(line.lstrip(" "))) :] for line in rest)
    return "\n".join([shown + first[width:], *(" " * len(shown) + line for line in lines)])
