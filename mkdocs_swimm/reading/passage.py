"""Lines of the author's text between Swimm's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..model import Node
from .inline import InlineReader
from .lines import Lines
from .pieces import Pieces

_BLOCK_START = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s|\s*(?:#|\|)")
_HEADING_LINE = re.compile(r" {0,3}#{1,6}(?:\s|$)")


@dataclass(eq=False)
class Passage:
    """A range of lines, given one after another, whose text is read block by block.

    Attributes:
        lines: The lines of the document.
        inline: Reads running text.
        first: The first line of the range.
    """

    lines: Lines
    inline: InlineReader
    first: int
    _pieces: Pieces = field(init=False)
    _block: int | None = None

    def __post_init__(self) -> None:
        lines, first = self.lines, self.first
        self._pieces = Pieces(lines, lines.starts[first], lines.first + first)

    def add(self, index: int, code: bool) -> None:
        """Take a line, and read the block that it ends, if it ends one."""
        line = self.lines[index]
        if code or line.isspace():
            self.end_block(index)
        elif self._block is None:
            self._block = index
        elif _BLOCK_START.match(line) or _HEADING_LINE.match(self.lines[index - 1]):
            # A code span does not reach over the start of a block.
            self.end_block(index)
            self._block = index
        if code is not self._pieces.code:
            self._turn(index, code)

    def put(self, index: int, nodes: Sequence[Node], stop: int) -> None:
        """Take lines with their nodes."""
        self.end_block(index)
        starts = self.lines.starts
        self._pieces.put_all(starts[index], nodes, starts[stop])

    def end_block(self, index: int) -> None:
        """Read the block that ends before a line, if there is one."""
        if self._block is not None:
            starts = self.lines.starts
            self.inline.read_into(self._pieces, starts[self._block], starts[index])
            self._block = None

    def all_nodes(self, stop: int) -> list[Node]:
        """All nodes, the last of which ends before a line."""
        self.end_block(stop)
        self._pieces.close(self.lines.starts[stop])
        return self._pieces.nodes

    def _turn(self, index: int, code: bool) -> None:
        self._pieces.close(self.lines.starts[index])
        self._pieces.code = code
