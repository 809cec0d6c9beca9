"""What rendering asks of the site around a document, and what it tells about the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from ..dialect import Target
from ..freshness import Finding, Reference
from ..model import Repo

ProblemKind = Literal[
    "front_matter",
    "encoding",
    "torn_tags",
    "links",
    "images",
    "paths",
    "repositories",
    "prompts",
    "ids",
]
"""The kinds of problems, named as the options that set their levels."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a document that its author or the site's owner may want to know.

    Attributes:
        kind: What kind of problem it is.
        line: The line of the document.
        message: What is wrong.
        remedy: What to do about it.
    """

    kind: ProblemKind
    line: int
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CodeLink:
    """A place in the code, as a reader of the site reaches it.

    Attributes:
        path: The path, relative to the root of its repository; empty for the root.
        url: Where it is shown, percent-encoded, brackets included; empty where nobody knows.
        html: The same for an attribute of HTML, where that is another address.
        repository: The name of the repository if it is not the site's own.
        folder: Whether it is a folder.
        problem: Why it can not be linked: ``outside`` (the path leaves the repository) or
            ``unknown repository``; empty where nothing is wrong.
    """

    path: str
    url: str = ""
    repository: str = ""
    folder: bool = False
    problem: str = ""
    html: str = ""

    @property
    def address(self) -> str:
        """Where it is shown, for an attribute of HTML."""
        return self.html or self.url


@dataclass(frozen=True, slots=True)
class Passage:
    """A document's place in a playlist.

    Attributes:
        title: The title of the playlist.
        target: Where the playlist is.
        step: The number of this step, from 1.
        count: How many steps there are.
        previous: Title and target of the step before; None at the beginning.
        next: Title and target of the step after; None at the end.
    """

    title: str
    target: Target
    step: int
    count: int
    previous: tuple[str, Target] | None = None
    next: tuple[str, Target] | None = None


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

    def peek(self, link: CodeLink, line: int | None) -> str:
        """What names the piece of code that can be looked at on the page; empty for none."""

    @property
    def health(self) -> Target | None:
        """The page that tells the state of all documents; None where there is none."""

    def document(self, id: str, fragment: str, repo: Repo | None) -> Target | None:
        """The page of a document; None where there is none. Its ``title`` is the page's."""

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """Where a document of another repository is; None for one of this repository.

        A target without an address stands for one that nobody knows the place of.
        """

    def asset(self, src: str) -> Target | None:
        """Where an image or other file beside the documents is; None where it does not exist."""

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes; None where nowhere."""

    def heading_id(self, text: str) -> str:
        """The id that a heading with this text has on a page."""
