"""What rendering asks of the site around a document, and what it tells about the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from ..format.constructs import Repo
from ..freshness import Finding, Reference
from ..markdown.contract import Target


class CodeLink(NamedTuple):
    """A place in the code, as a reader of the site reaches it."""

    path: str  # from the root of its repository; empty for that
    url: str = ""  # percent-encoded, brackets included; empty if unknown
    repository: str = ""  # its name if it is not the site's own
    folder: bool = False
    problem: str = ""  # `outside` (the path leaves the repository), `unknown repository`
    html: str = ""  # the URL for an attribute of HTML, where that is another one

    @property
    def address(self) -> str:
        """Where it is shown, for an attribute of HTML."""
        return self.html or self.url


@dataclass(frozen=True, slots=True)
class Stop:
    """What there is to be read of a step of a playlist.

    Attributes:
        keys: What a reader's device remembers it by: the document, all documents of a playlist, or
            what else it leads to; empty for a step that leads nowhere.
        kind: Whether it is a document, a playlist with steps of its own, or something else, which
            is read as soon as it is followed.
    """

    keys: Sequence[str] = ()
    kind: Literal["document", "playlist", "other"] = "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a page has been read, as a reader's device remembers it."""

    root: str = ""  # the URL of the site's root from the page
    key: str = ""  # of the page; empty for a playlist, which is read when its steps are
    stops: Sequence[Stop] = ()  # the steps, where the page is a playlist


NOT_REMEMBERED = Reading()
"""A page that no device remembers."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A document's place in a playlist."""

    title: str  # of the playlist
    target: Target
    step: int  # from 1
    count: int
    previous: tuple[str, Target] | None = None  # title and place of the document before
    next: tuple[str, Target] | None = None
    between: Sequence[tuple[str, Target, str]] = ()  # label, place and key of steps up to the next
    stops: Sequence[Stop] = ()  # all steps


class Site(Protocol):
    """The site that a document becomes a page of."""

    def code(
        self,
        path: str,
        first: int | None = None,
        last: int | None = None,
        *,
        repo: Repo | None = None,
        folder: bool = False,
    ) -> CodeLink:
        """Where a file, lines of it, or a folder is shown."""

    def finding(self, reference: Reference) -> Finding | None:
        """What was found out about a reference of the document; None where nobody looked."""

    def preview(self, link: CodeLink, line: int | None) -> str:
        """The name of a preview of the code on the page; empty for none."""

    @property
    def health(self) -> Target | None:
        """The page that shows the state of all documents; None where there is none."""

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        """The page of a document, whose ``title`` is the page's; None where there is none.

        The id is empty where the link has none; what follows ``#`` in it is the fragment.
        """

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """Where a document of another repository is; None for one of this repository.

        A target without an address stands for one that nobody knows the place of.
        """

    def asset(self, src: str) -> Target | None:
        """Where an image or other file beside the documents is; None where it does not exist.

        An image from elsewhere, of which the site has no copy, is shown from there.
        """

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes; None where nowhere."""

    def heading_id(self, text: str) -> str:
        """The id that a heading with this text has on a page."""
