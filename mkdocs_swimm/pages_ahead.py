"""Pages that a second process has written by the time that MkDocs asks for them.

MkDocs makes HTML of one page after another, which takes much longer than it takes to write their
Markdown: beside it, that costs no time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from . import ahead
from .allocator import give_back_all
from .rendering import Problem

_RETURNED = 8
"""After so many pages, memory is given back: meanwhile there are two processes that want some."""


class WrittenPage(NamedTuple):
    """A document as a page, and what came of writing it.

    Attributes:
        text: The text that it was made of, without front matter.
        markdown: The page's Markdown.
        problems: What is wrong with the document.
        meta: What MkDocs and the theme are told of it.
        quoted: The files of code that it shows, by their paths from the root.
        images: Images that join the site, with the URIs that they have there.
    """

    text: str
    markdown: str
    problems: Sequence[Problem]
    meta: Mapping[str, Any]
    quoted: frozenset[str]
    images: Mapping[Path, str]


class Writer(Protocol):
    """Writes pages, by what MkDocs calls them."""

    def of_file(self, uri: str) -> WrittenPage:
        """A page, as the file of its document has it."""

    def rest(self) -> None:
        """Let go of what is not needed once all pages are written."""

    def peeks_of(self, uri: str) -> str:
        """The code to look at on a page that was written, as HTML."""


class PagesAhead:
    """Pages, and then the code to look at on each of them, from a second process.

    Args:
        uris: What MkDocs calls the pages, in the order in which it will ask for them.
        writer: Writes them.
    """

    def __init__(self, uris: Sequence[str], writer: Writer) -> None:
        self.numbers = {uri: number for number, uri in enumerate(uris)}
        self.taken: set[str] = set()
        self._latest: tuple[int, WrittenPage | None] = (-1, None)
        self.other = ahead.begin(partial(_work, uris, writer))

    def page(self, uri: str, text: str) -> WrittenPage | None:
        """A page.

        Args:
            uri: What MkDocs calls it.
            text: What it is to be made of.

        Returns:
            The page; None where nobody has written it, or of another text.
        """
        found = self._written(uri)
        # It is asked for once, and MkDocs is about to need much memory for it.
        self._latest = (-1, None)
        # Blank lines around it make no difference.
        if found is None or found.text.strip() != text.strip():
            return None
        self.taken.add(uri)
        return found

    def text(self, uri: str) -> str | None:
        """The text that a page was made of; None where nobody has written it."""
        found = self._written(uri)
        return found.text if found else None

    def _written(self, uri: str) -> WrittenPage | None:
        number = self.numbers.get(uri)
        if self.other is None or number is None:
            return None
        if self._latest[0] != number:
            if number % _RETURNED == 0:
                give_back_all()
            found = self.other.result(number)
            self._latest = (number, found if isinstance(found, WrittenPage) else None)
        return self._latest[1]

    def has(self, uri: str) -> bool:
        """Whether a page was taken from here, and with it the code to look at."""
        return uri in self.taken

    def peeks(self, uri: str) -> str | None:
        """The code to look at on a page, as HTML; None where nobody has made it."""
        if self.other is None or uri not in self.taken:
            return None
        # They come when all pages are written: what is wanted of a file is known by then.
        found = self.other.result(len(self.numbers) + self.numbers[uri])
        return found if isinstance(found, str) else None

    def end(self) -> None:
        """End the other process."""
        if self.other:
            self.other.end()
            self.other = None


def _work(uris: Sequence[str], writer: Writer) -> Iterator[WrittenPage | str]:
    yield from map(writer.of_file, uris)
    writer.rest()
    give_back_all()
    yield from map(writer.peeks_of, uris)
