"""Pages that MkDocs holds until the last one is written, in half the memory.

MkDocs keeps the HTML of every page. Python needs two bytes for each letter of a text in which there
is a single dash, and four where there is an emoji: as UTF-8, such a page takes half as much, or a
quarter.
"""

from __future__ import annotations

import sys
from typing import Any

from mkdocs.structure.pages import Page

_WORTH = 0.75
"""What takes more than this part of the room stays as it is: Chinese, for example."""


def rest(page: Page) -> None:
    """Let a page keep its HTML in less room; whoever asks for it is given what it was.

    Args:
        page: The page. One of a class of another plugin's stays as it is.
    """
    if type(page) is Page:
        page.__class__ = PageAtRest


class _Text:
    """A text of a page, in whatever form is the smaller one."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, page: Any, owner: type) -> str | None:
        text: str | bytes | None = page.__dict__.get(self.name)
        return text.decode("utf-8", "surrogatepass") if isinstance(text, bytes) else text

    def __set__(self, page: Any, text: str | None) -> None:
        page.__dict__[self.name] = _small(text) if type(text) is str else text

    def __delete__(self, page: Any) -> None:
        del page.__dict__[self.name]


def _small(text: str) -> str | bytes:
    if text.isascii():
        return text
    data = text.encode("utf-8", "surrogatepass")
    return data if len(data) < sys.getsizeof(text) * _WORTH else text


class PageAtRest(Page):
    """A page of MkDocs' whose HTML rests."""

    content = _Text()

    def __eq__(self, other: object) -> bool:
        # As all pages: it is no class of its own to anybody.
        return isinstance(other, Page) and (self.title, self.file) == (other.title, other.file)
