"""The nodes of a part of a document in the making."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..model import Node, Text
from .lines import Lines


@dataclass(eq=False)
class Pieces:
    """Nodes in their order: what lies between those that are put in is the author's text.

    Attributes:
        lines: The lines of the text.
        end: Where what no node holds yet begins.
        line: The line of the file at that place.
        code: Whether that is code.
        nodes: All nodes so far.
    """

    lines: Lines
    end: int
    line: int
    code: bool = False
    nodes: list[Node] = field(default_factory=list)

    def put_all(self, place: int, nodes: Iterable[Node], end: int) -> None:
        """Add nodes that follow each other from one place to another."""
        self.close(place)
        self.nodes += nodes
        self.line += self.lines.text.count("\n", place, end)
        self.end = end

    def close(self, place: int) -> None:
        """Make a node of the text that ends at a place."""
        if self.end < place:
            source = self.lines.text[self.end : place]
            self.nodes.append(Text(source, self.line, self.code))
            self.line += source.count("\n")
            self.end = place
