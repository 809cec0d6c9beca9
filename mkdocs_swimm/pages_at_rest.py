"""Pages that MkDocs holds until the last one is written, in half the memory.

MkDocs keeps the Markdown and the HTML of every page. Python needs two bytes for each letter of a
text in which there is a single dash, and four where there is an emoji: as UTF-8, such a page takes
half as much, or a quarter.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

from mkdocs.structure.pages import Page

_MOST = 100
"""More bytes than that has no text beside one for each letter."""


def rest(page: Page) -> None:
    """Let a page keep its texts as UTF-8; whoever asks for them is given what they were.

    Args:
        page: The page, of whatever class.
    """
    page.__class__ = _resting(type(page))


class _Text:
    """A text of a page, in whatever form is the smaller one."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, page: Any, owner: type) -> str | None:
        text: str | bytes | None = page.__dict__.get(self.name)
        return text.decode("utf-8", "surrogatepass") if isinstance(text, bytes) else text

    def __set__(self, page: Any, text: str | None) -> None:
        page.__dict__[self.name] = _small(text) if type(text) is str else text


def _small(text: str) -> str | bytes:
    if sys.getsizeof(text) < len(text) + _MOST:
        return text
    return text.encode("utf-8", "surrogatepass")


@lru_cache
def _resting(kind: type[Page]) -> type[Page]:
    """A class of pages whose texts rest."""
    if any(isinstance(value, _Text) for value in vars(kind).values()):
        return kind

    def equal(page: Page, other: object) -> bool:
        # MkDocs asks whether the other page is of the same class.
        return isinstance(other, kind) and kind.__eq__(other, page)

    names = {"markdown": _Text(), "content": _Text(), "__eq__": equal}
    made: type[Page] = type(kind.__name__, (kind,), names)
    return made
