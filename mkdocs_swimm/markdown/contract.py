"""The interface between the writers of Markdown and the renderer of Swimm's constructs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from markdown_it.token import Token


class TextContext(NamedTuple):
    """What a piece of inline text is part of."""

    heading: bool = False
    link: bool = False  # the label of a link
    table: bool = False  # a table cell, which a pipe would end
    html: bool = False  # raw HTML, in which Markdown is not parsed


IN_TEXT = TextContext()
IN_HEADING = TextContext(heading=True)
IN_LINK = TextContext(link=True)
IN_TABLE = TextContext(table=True)
IN_HTML = TextContext(html=True)


@dataclass(frozen=True, slots=True)
class Target:
    """The destination of a link."""

    markdown: str  # for a Markdown link, such as the source path of a page; empty if unknown
    html: str  # for an attribute of raw HTML
    title: str = ""  # of the page


Content = Callable[[TextContext], str]
"""Writes the content of a construct as Markdown."""


class Renderer(Protocol):
    """Renders Swimm's constructs and resolves links."""

    def block(self, token: Token, content: Content) -> str:
        """The Markdown of a construct on lines of its own; empty if it is not shown."""

    def inline(self, token: Token, place: TextContext) -> str:
        """The Markdown or HTML of a construct in inline text."""

    def link(self, token: Token, href: str, *, image: bool) -> Target | None:
        """The destination of a link, an image or a raw tag; None for a dead link."""

    def report_size(self, token: Token, message: str) -> None:
        """Report a block that is too large to be rendered as usual."""

    def code_language(self, info: str) -> str:
        """The language for the info string of a fence; empty for none."""
