"""Lists whose items are one line each, and such lists within them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from .tokens import made, shared

START = r"""(?:[^\s|:\-`~>*_+0-9\[<\#=]|\*\*(?=[^\s*])|_(?=[^\s_])|`(?!``)|\[|[0-9]++(?![.)]))"""
"""What a line begins with that can be nothing but text: unless it is ``[x]: y``."""

_ITEM = re.compile(
    rf"(\x20*+)([-*+]|([0-9]{{1,9}})[.)])(\x20{{1,4}})({START}[^\n]*+)(?:\n|\Z)((?:[ \t]*+\n)*+)",
    re.X,
)
_END = re.compile(r"[ \t]*+\Z")
_END_BEHIND_GAP = re.compile(r"[ \t]*+\Z|[^-+*0-9\s]|\*\*|--")
_DEEPEST = 8
"""Deeper lists go beyond what some parsers here may read."""


def content_of(text: str) -> str:
    """The content of a paragraph from its lines; empty for one that the parser must be asked of.

    Which white space is trimmed depends on the version of the parser.
    """
    content = text.strip(" \t\n")
    if content[-1].isspace() or (content[0] == "[" and "]:" in content):
        return ""
    return content


@dataclass(eq=False)
class _List:
    """A list.

    Attributes:
        level: How deep it is nested.
        base: How far the item is indented that it stands in.
        mark: The letter that tells it from others.
        lines: The first line, and the one behind the last.
        item: The same for its latest item.
        offset: How far the text of that item is indented.
        loose: Whether there are blank lines between what it consists of.
        paragraphs: Where its paragraphs are among the tokens.
    """

    level: int
    base: int
    mark: str
    lines: list[int]
    item: list[int] = field(default_factory=list)
    offset: int = 0
    loose: bool = False
    paragraphs: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Lists:
    """Reads a list.

    Attributes:
        tokens: Where its tokens go.
        line: The line that is read.
        position: Where that line begins.
    """

    tokens: list[Token]
    line: int
    position: int
    _open: list[_List] = field(default_factory=list)
    _gap: bool = False

    def reads(self, source: str) -> bool:
        """Read a list to its end; gives whether the parser need not be asked."""
        while (item := _ITEM.match(source, self.position)) and (content := content_of(item[5])):
            indent = len(item[1])
            while self._open and indent < self._open[-1].base:
                self._close()
            if not self._open or indent >= self._open[-1].offset:
                if not self._begins(item, indent):
                    return False
            elif indent - self._open[-1].base > 3:
                return False
            elif self._open[-1].mark != item[2][-1]:
                return self._is_whole()
            else:
                self._continues()
            self._add(item, content)
        end = _END_BEHIND_GAP if self._gap else _END
        if not self._open or not end.match(source, self.position):
            return False
        while self._open:
            self._close()
        return True

    def _is_whole(self) -> bool:
        """End the list below which another one begins, unless both are within an item."""
        whole = len(self._open) == 1
        self._close()
        return whole

    def _begins(self, item: re.Match[str], indent: int) -> bool:
        """Begin a list, where an item can begin nothing else."""
        outer = self._open[-1] if self._open else None
        base = outer.offset if outer else 0
        number = int(item[3] or 1)
        # Within a paragraph no list begins with another number.
        if indent - base > 3 or (number != 1 and outer and not self._gap):
            return False
        if outer:
            outer.loose = outer.loose or self._gap
        one = _List(2 * len(self._open), base, item[2][-1], [self.line, 0])
        kind, tag = ("ordered_list_open", "ol") if item[3] else ("bullet_list_open", "ul")
        opening = made(kind, tag, 1, one.level, "", one.mark, one.lines, None, True)
        if number != 1:
            opening.attrs = {"start": number}
        self.tokens.append(opening)
        self._open.append(one)
        return len(self._open) <= _DEEPEST

    def _continues(self) -> None:
        """End an item of the innermost list, below which is another one."""
        one = self._open[-1]
        one.loose = one.loose or self._gap
        self._end_item(one)

    def _add(self, item: re.Match[str], content: str) -> None:
        """Add an item to the innermost list, and the blank lines behind it."""
        one = self._open[-1]
        line = self.line
        one.offset = item.end(4) - self.position
        one.item = [line, 0]
        opening = made("list_item_open", "li", 1, one.level + 1, "", one.mark, one.item, None, True)
        opening.info = item[3] or ""
        one.paragraphs.append(len(self.tokens) + 1)
        lines = [line, line + 1]
        self.tokens += (
            opening,
            made("paragraph_open", "p", 1, one.level + 2, "", "", lines, None, True),
            made("inline", "", 0, one.level + 3, content, "", lines, None, True),
            shared("paragraph_close", "p", -1, one.level + 2, "", True),
        )
        self._gap = bool(item[6])
        self.line += 1 + item[6].count("\n")
        self.position = item.end()

    def _end_item(self, one: _List) -> None:
        one.item[1] = self.line
        self.tokens.append(shared("list_item_close", "li", -1, one.level + 1, one.mark, True))

    def _close(self) -> None:
        """End the innermost list."""
        one = self._open.pop()
        self._end_item(one)
        one.lines[1] = self.line
        kind, tag = (
            ("bullet_list_close", "ul") if one.mark in "-*+" else ("ordered_list_close", "ol")
        )
        self.tokens.append(shared(kind, tag, -1, one.level, one.mark, True))
        if not one.loose:
            closing = shared("paragraph_close", "p", -1, one.level + 2, "", True, True)
            for index in one.paragraphs:
                self.tokens[index].hidden = True
                self.tokens[index + 2] = closing
