"""Which lines of a Markdown text are code, so that nothing in them is taken for Swimm syntax.

This follows CommonMark's rules for fences, indented code, list items and block quotes closely
enough to say what is an example and what is not. What the structure of the page is, a real parser
decides later; should the two disagree, text that looked like Swimm syntax is shown as it stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from .lines import bare

_ITEM = re.compile(r"( {0,3})([-*+]|\d{1,9}[.)])( +|$)")
_QUOTE = re.compile(r" {0,3}> ?")
_FENCE = re.compile(r" {0,3}(?:(`{3,})([^`]*)|(~{3,})(.*))$")
_CODE_INDENT = 4
_DEPTH = 100
"""Containers opened on one line beyond this are not looked into: no person writes them."""


class Fence(NamedTuple):
    """An open fence.

    Attributes:
        mark: The run of backticks or tildes.
        info: The info string.
        indent: Columns of list items around it.
        quotes: Block quotes around it.
    """

    mark: str
    info: str
    indent: int
    quotes: int

    def closed_by(self, content: str) -> bool:
        """Whether a line, freed of its containers, closes the fence."""
        stripped = content.strip()
        return (
            len(stripped) >= len(self.mark)
            and not stripped.strip(self.mark[0])
            and _indent(content) < _CODE_INDENT
        )


@dataclass(eq=False)
class CodeTracker:
    """Reads lines one after another and tells for each whether it is code.

    Attributes:
        fence: The fence that is open after the last line, if any.
    """

    fence: Fence | None = None
    _items: list[int] = field(default_factory=list)
    _paragraph: bool = False

    def restart(self) -> None:
        """Forget the lines so far: what follows is in no container and goes on no paragraph."""
        self.fence, self._paragraph = None, False
        self._items.clear()

    def feed(self, line: str) -> bool:
        """Read the next line.

        Args:
            line: The line, with its end or without.

        Returns:
            Whether it is code: part of a fence (its first and last line included) or indented.
        """
        fence = self.fence
        if fence is not None and not fence.indent and not fence.quotes:
            # Nothing but its own end ends a fence outside of all containers.
            if fence.mark[0] in line and fence.closed_by(line.expandtabs(4)):
                self.fence, self._paragraph = None, False
            return True
        if fence is not None:
            content = self._inside(line.expandtabs(4), fence)
            if content is not None:
                if fence.closed_by(content):
                    self.fence, self._paragraph = None, False
                return True
            self.fence = None
        return self._plain(bare(line).expandtabs(4))

    def _inside(self, line: str, fence: Fence) -> str | None:
        """The line without the fence's containers; None where it is outside of them."""
        for _ in range(fence.quotes):
            quote = _QUOTE.match(line)
            if quote is None:
                return None
            line = line[quote.end() :]
        if line.strip() and _indent(line) < fence.indent:
            return None
        return line[fence.indent :]

    def _plain(self, line: str) -> bool:
        if line[:1] in ("`", "~"):
            if not self._paragraph:
                self._items.clear()
            if self._opens(line, 0, 0):
                return True
        quotes = 0
        while quotes < _DEPTH and (quote := _QUOTE.match(line)):
            line = line[quote.end() :]
            quotes += 1
        if not line.strip():
            self._paragraph = False
            return False
        indent = _indent(line)
        if not (self._paragraph and self._items and indent < self._items[-1]):
            while self._items and indent < self._items[-1]:
                self._items.pop()
        outer = min(indent, self._items[-1] if self._items else 0)
        line = line[outer:]
        column = outer
        for _ in range(_DEPTH):
            item = _ITEM.match(line)
            if item is None:
                break
            blanks = len(item[3])
            width = len(item[1]) + len(item[2]) + (blanks if 1 <= blanks <= _CODE_INDENT else 1)
            column += width
            line = line[width:]
            self._items.append(column)
            self._paragraph = False
        if _indent(line) >= _CODE_INDENT and line.strip():
            return not self._paragraph
        if self._opens(line, column, quotes):
            return True
        self._paragraph = bool(line.strip()) and not line.lstrip().startswith("#")
        return False

    def _opens(self, line: str, column: int, quotes: int) -> bool:
        """Whether a line, freed of its containers, opens a fence."""
        opened = _FENCE.match(line)
        if not opened:
            return False
        mark = opened[1] or opened[3]
        info = (opened[2] if opened[1] else opened[4]) or ""
        self.fence = Fence(mark, info.strip(), column, quotes)
        return True


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
