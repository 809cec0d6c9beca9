"""What a renderer is asked while a document is written, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from markdown_it.token import Token


class Place(NamedTuple):
    """Where running text stands."""

    heading: bool = False
    link: bool = False  # in the text of a link
    table: bool = False  # in a cell, which a pipe would end
    html: bool = False  # within raw HTML, where Markdown means nothing


RUNNING = Place()
IN_HEADING = Place(heading=True)
IN_LINK = Place(link=True)
IN_TABLE = Place(table=True)
IN_HTML = Place(html=True)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads."""

    markdown: str  # for a Markdown link, such as the path of a page's source; empty for nowhere
    html: str  # for an attribute of raw HTML
    title: str = ""  # of what it leads to


Content = Callable[[Place], str]
"""The Markdown of what stands in a construct, written for a place."""


class Renderer(Protocol):
    """Renders Swimm's constructs, and tells where links lead."""

    def block(self, token: Token, content: Content) -> str:
        """A construct on lines of its own, as Markdown; empty where nothing is shown."""

    def inline(self, token: Token, place: Place) -> str:
        """A construct in running text, as Markdown or as HTML."""

    def link(self, token: Token, href: str, *, image: bool) -> Target | None:
        """Where a link, an image or a raw tag leads; None for one that leads nowhere."""

    def too_large(self, token: Token, what: str) -> None:
        """Tell that something is so large that it is shown as it stands."""

    def code_language(self, info: str) -> str:
        """The language of a fence by its info string; empty for none."""
