"""The slots of a page: what stands in the text for everything that is filled in later.

The author's Markdown goes through a CommonMark parser; what is Swimm's stands in it as a slot, a
single mark that parser and writer pass through (see ``dialect``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from secrets import token_hex
from typing import Protocol

from ..dialect import SLOT_CLOSE, SLOT_OPEN, Place, Target, html_text
from .languages import language_of_info
from .markup import plain_text

_MARKS = re.compile(f"[{SLOT_OPEN}{SLOT_CLOSE}]|&#(?:x0*e00[01]|0*5734[45]);", re.I)
"""What a slot is made of, as it is or as HTML writes it."""
_LINK_SCHEME = f"swimm:{token_hex(8)}-"
"""No document knows it."""


class Slot(Protocol):
    """What fills a slot.

    Attributes:
        source: The text of the document that it stands for, shown where it turns out to be code.
        plain: The same as plain text.
    """

    source: str
    plain: str

    def inline(self, place: Place) -> str:
        """Its Markdown in running text; that of a block on one line."""

    def html(self) -> str:
        """The same as HTML."""


@dataclass(eq=False)
class BlockSlot:
    """A slot on lines of its own, filled with Markdown that begins at column 0."""

    source: str
    block: str
    plain: str = ""

    def inline(self, place: Place) -> str:
        """Its Markdown on one line."""
        return self.block.replace("\n", " ")

    def html(self) -> str:
        """Its text: there are no blocks inside of raw HTML."""
        return html_text(self.source)


@dataclass(eq=False)
class TextSlot:
    """A slot in running text, filled by whoever made it."""

    source: str
    inline: Callable[[Place], str]
    html: Callable[[], str]
    plain: str


@dataclass(eq=False)
class PageSlots:
    """All slots of a page, and where its links lead.

    Attributes:
        resolve: Where a link or image of the author's own leads.
    """

    resolve: Callable[[str, bool], Target | None]
    slots: list[Slot] = field(default_factory=list)
    links: list[Target | None] = field(default_factory=list)

    def add(self, slot: Slot) -> str:
        """Take a slot; gives the mark that stands for it."""
        self.slots.append(slot)
        return f"{SLOT_OPEN}{len(self.slots) - 1}{SLOT_CLOSE}"

    def add_link(self, target: Target | None) -> str:
        """Take a link's target; gives the address that stands for it."""
        self.links.append(target)
        return f"{_LINK_SCHEME}{len(self.links) - 1}"

    def protect(self, text: str) -> str:
        """The author's text, in which nothing may be taken for a slot."""
        return _MARKS.sub(lambda found: self.add(_literal(found[0])), text)

    # What the writer asks (see ``dialect.Slots``).

    def is_block(self, index: int) -> bool:
        """Whether a slot stands for a block."""
        return index < len(self.slots) and isinstance(self.slots[index], BlockSlot)

    def inline(self, index: int, place: Place) -> str:
        """Its Markdown in running text; that of a block on one line."""
        return self.slots[index].inline(place) if index < len(self.slots) else ""

    def block(self, index: int) -> str:
        """Its Markdown as a block."""
        slot = self.slots[index] if index < len(self.slots) else None
        return slot.block if isinstance(slot, BlockSlot) else ""

    def html(self, index: int) -> str:
        """Its HTML."""
        return self.slots[index].html() if index < len(self.slots) else ""

    def plain(self, index: int) -> str:
        """Its plain text."""
        return self.slots[index].plain if index < len(self.slots) else ""

    def source(self, index: int) -> str:
        """The text of the document that it stands for."""
        return self.slots[index].source if index < len(self.slots) else ""

    def link(self, href: str, *, image: bool) -> Target | None:
        """Where a link or image leads."""
        if href.startswith(_LINK_SCHEME):
            number = href.removeprefix(_LINK_SCHEME)
            if number.isdigit() and int(number) < len(self.links):
                return self.links[int(number)]
        return self.resolve(href, image)

    def code_language(self, info: str) -> str:
        """The language of a fence."""
        return language_of_info(info)


def _literal(source: str) -> Slot:
    char = unescape(source)
    return TextSlot(source, lambda place: plain_text(char), lambda: html_text(char), char)
