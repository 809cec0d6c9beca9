"""What goes into the writer and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

SLOT_OPEN = "\ue000"
SLOT_CLOSE = "\ue001"


class Place(NamedTuple):
    """Where running text stands.

    Attributes:
        heading: In a heading.
        link: In the text of a link.
        table: In a cell of a table, where a pipe would end the cell.
    """

    heading: bool = False
    link: bool = False
    table: bool = False

    def with_link(self, link: bool) -> Place:
        """The same place in the text of a link, or not in one."""
        return self if link == self.link else self._replace(link=link)


RUNNING = Place()
IN_HEADING = Place(heading=True)
IN_TABLE = Place(table=True)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads.

    Attributes:
        markdown: The address for a Markdown link, such as the path of another page's source;
            empty where there is nothing to link to.
        html: The address for an attribute of raw HTML.
        title: The title of what it leads to.
    """

    markdown: str
    html: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page.

    Attributes:
        level: Its level on the page, from 1.
        text: Its plain text.
        id: The id it was given; None where the renderer makes one.
    """

    level: int
    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The page.

    Attributes:
        markdown: Markdown for Python-Markdown.
        headings: Its headings in order.
        ids: The ids that its raw HTML and its headings were given.
    """

    markdown: str
    headings: tuple[Heading, ...]
    ids: frozenset[str] = frozenset()


class Slots(Protocol):
    """Fills the slots: marks in the text that stand for what the caller puts there."""

    def is_block(self, index: int) -> bool:
        """Whether a slot stands for a block."""

    def inline(self, index: int, place: Place) -> str:
        """Finished Markdown for running text; that of a block on one line."""

    def block(self, index: int) -> str:
        """Finished Markdown for a block that begins at column 0."""

    def html(self, index: int) -> str:
        """Finished HTML, for a slot inside of raw HTML."""

    def plain(self, index: int) -> str:
        """Plain text, for alternative texts and headings."""

    def source(self, index: int) -> str:
        """The original text, for a slot that turned out to stand in code."""

    def link(self, href: str, *, image: bool) -> Target | None:
        """Where a link or image leads; None for one that leads nowhere."""

    def code_language(self, info: str) -> str:
        """The language of a fence by its info string; empty for none."""
