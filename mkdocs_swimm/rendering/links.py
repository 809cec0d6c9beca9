"""What rendering asks of the site around a document: where everything on its page leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol
from urllib.parse import unquote

from ..format import constructs as swimm
from ..format.constructs import Repo
from ..format.links import DocTarget, doc_target, file_name
from ..freshness import Finding, Reference
from ..markdown.contract import Target
from ..safety.untrusted import is_safe


class CodePlace(NamedTuple):
    """A place in the code, as a document names it."""

    path: str
    first: int | None = None  # 1-based; None for the whole file
    last: int | None = None  # inclusive
    repo: Repo | None = None  # the repository that the document names, if any
    folder: bool = False  # whether the document says that it is a folder


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

    def code(self, place: CodePlace) -> CodeLink:
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


_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
_WITHOUT_SCHEME = re.compile(
    r"(?:www\.[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|gov))(?:[/?#]|$)",
    re.I,
)
_LONGEST = 5_000_000
"""Characters of addresses: few references can repeat a long one without end."""
_ADDRESS = "give its address under 'repositories' in the options of the plugin"


class Links:
    """The links of one page; ``problems`` is what was found out about them, in no order."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.problems: dict[swimm.Problem, None] = {}
        self._code: dict[CodePlace, CodeLink] = {}
        self._length = 0

    def code(self, node: Reference, span: tuple[int, int] | None = None) -> CodeLink:
        """Where a reference, or lines of its file, are shown; its problem is reported once."""
        folder = isinstance(node, swimm.PathRef) and node.folder
        first, last = span or (None, None)
        place = CodePlace(node.path, first, last, node.repo, folder)
        if place not in self._code:
            link = self.site.code(place)
            if isinstance(node, swimm.Token) and not node.path:
                link = CodeLink("")
            self._code[place] = link
            if link.problem == "outside":
                what = f"the path '{node.path}' leads out of the repository"
                remedy = "name a file by its path from the root of the repository"
                self.problem("paths", node.line, what, remedy)
            elif link.problem:
                what = f"it is not known where the repository '{link.repository}' is"
                self.problem("repositories", node.line, what, _ADDRESS)
        return self._code[place]

    def page_of(self, href: str, to: swimm.DocLink | DocTarget, line: int) -> Target | None:
        """Where a document is: a page of this site, or a file of another repository."""
        target = self.site.document(to.id, to.fragment, to.repo, _file_of(href))
        if target is not None:
            return target
        elsewhere = self.site.foreign_document(href, to.repo)
        if elsewhere is None:
            what = f"the link to '{href}' leads to no document"
            remedy = f"no document has the id '{to.id}': correct the link or delete it"
            self.problem("links", line, what, remedy)
        elif not elsewhere.markdown:
            what = f"the document '{to.id}' is in another repository, where is not known"
            self.problem("repositories", line, what, _ADDRESS)
        return elsewhere

    def author_link(self, href: str, image: bool, line: int) -> Target | None:
        """Where a link or image of the author's own leads; ``line`` is the document's."""
        self._length += len(href)
        if self._length > _LONGEST:
            what = f"the addresses of its links are more than {_LONGEST:,} characters"
            self.problem("sizes", 1, what, "give it fewer links with long addresses")
            return None
        if not is_safe(href):
            self.problem("links", line, f"the address '{href}' is not safe", "delete it")
            return None
        document = None if image else doc_target(href)
        if document:
            return self.page_of(href, document, line)
        target = self.site.asset(href) if image else None
        if target is None and _ELSEWHERE.match(href):
            return Target(href, href)
        target = target if image else self._reference(href)
        if target is None:
            kind = "image" if image else "link"
            remedy = "correct it, or add the file to the repository"
            self.problem(
                "images" if image else "links", line, f"the {kind} '{href}' leads nowhere", remedy
            )
        return target

    def _reference(self, href: str) -> Target | None:
        """Where a relative link leads: to a file, an imported document, or another site.

        See ``FORMAT.md``, sections 12.5 and 12.6.
        """
        target = self.site.reference(href)
        if target is None and (file := _file_of(href)).endswith(".md"):
            target = self.site.document("", unquote(href.partition("#")[2]), None, file)
        if target is None and _WITHOUT_SCHEME.match(href):
            target = Target(f"https://{href}", f"https://{href}")
        return target

    def problem(self, kind: swimm.ProblemKind, line: int, message: str, remedy: str) -> None:
        """Tell something about the document, once."""
        self.problems[swimm.Problem(kind, line, message, remedy)] = None


def _file_of(href: str) -> str:
    """The name of the file that a link leads to."""
    return file_name(unquote(re.split("[?#]", href, maxsplit=1)[0]))
