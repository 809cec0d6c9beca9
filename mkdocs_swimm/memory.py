"""What is kept from one build to the next while MkDocs serves a site.

A page follows from its document, a few plain values, and the answers that the site gave to what
was asked while it was written. All of them are remembered with it; the next build asks the same
questions, and where one answer is another one the page is written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from .highlighted import Highlighted
from .model import Document
from .rendering import Page, Site, render

_Answer = tuple[str, tuple[object, ...], dict[str, object], object]
"""What was asked by name, with what, and what was answered."""


class PageOfSite(Site, Protocol):
    """A site as one page sees it, which notes what is asked."""

    def forget(self) -> None:
        """Forget what was asked so far."""


@dataclass(eq=False)
class _Asked:
    """A site that remembers what it was asked and what it said."""

    site: Site
    answers: list[_Answer] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.site, name)
        if not callable(found):
            self.answers.append((name, (), {}, found))
            return found

        def ask(*given: object, **named: object) -> object:
            answer = found(*given, **named)
            self.answers.append((name, given, named, answer))
            return answer

        return ask


@dataclass(frozen=True, slots=True)
class _Written:
    """A page with everything that it was made of."""

    document: Document
    values: tuple[object, ...]
    answers: Sequence[_Answer]
    page: Page

    def serves(self, document: Document, values: tuple[object, ...], site: Site) -> bool:
        """Whether the page would come out the same now; asks the site what it was asked then."""
        if document is not self.document or values != self.values:
            return False
        for name, given, named, answer in self.answers:
            found = getattr(site, name)
            if (found(*given, **named) if callable(found) else found) != answer:
                return False
        return True


@dataclass(eq=False)
class Memory:
    """Pages and highlighted code of the last build.

    Attributes:
        active: Whether there is going to be another build.
        quoted: The files of code that every page speaks of, by the page's URI.
        code: The files that were highlighted, by the root of their repository and their path.
    """

    active: bool = False
    quoted: dict[str, frozenset[Path]] = field(default_factory=dict)
    code: dict[Path, dict[str, Highlighted]] = field(default_factory=dict)
    _pages: dict[int, _Written] = field(default_factory=dict)
    _last: dict[int, _Written] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a build: what the last one had no use for is forgotten."""
        self._last, self._pages = self._pages, {}

    def render(self, document: Document, title: str, site: PageOfSite, **options: Any) -> Page:
        """Write a document as a page, or take the page as it was written before.

        Args:
            document: The document; the very same one as before where its file did not change.
            title: The page's title.
            site: The site around it.
            options: What else ``rendering.render`` is given.
        """
        if not self.active:
            return render(document, title, site, **options)
        values = (title, *options.items())
        known = self._last.get(id(document))
        if known is None or not known.serves(document, values, site):
            site.forget()
            asked = _Asked(site)
            page = render(document, title, cast("Site", asked), **options)
            known = _Written(document, values, asked.answers, page)
        self._pages[id(document)] = known
        return known.page
