"""The site as rendering sees it, and the links of a page into it."""

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
    """A place in the code as specified by a document."""

    path: str
    first: int | None = None  # 1-based; None for the whole file
    last: int | None = None  # inclusive
    repo: Repo | None = None  # if the document names one
    folder: bool = False  # whether the document marks it as a folder


class CodeLink(NamedTuple):
    """A link to a place in the code."""

    path: str  # relative to the root of its repository; empty for the root
    url: str = ""  # percent-encoded, including brackets; empty if unknown
    repository: str = ""  # its name if it is not the site's own
    folder: bool = False
    problem: str = ""  # `outside` (the path leaves the repository), `unknown repository`
    html: str = ""  # the URL for an attribute of HTML, if different

    @property
    def address(self) -> str:
        """The URL for an attribute of HTML."""
        return self.html or self.url


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of a playlist, whose reading progress is kept in the browser."""

    keys: Sequence[str] = ()  # one, or those of a playlist's documents; empty for a dead link
    kind: Literal["document", "playlist", "other"] = "other"  # `other`: read once it is followed


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """The reading progress of a page, which is kept in the browser."""

    root: str = ""  # the URL of the site's root, relative to the page
    key: str = ""  # of the page; empty for a playlist, which is read when its steps are
    stops: Sequence[Stop] = ()  # the steps of a playlist


NO_PROGRESS = ReadingProgress()  # of a page whose reading progress is not kept


@dataclass(frozen=True, slots=True)
class PlaylistPosition:
    """The position of a document in a playlist."""

    title: str  # of the playlist
    target: Target
    step: int  # 1-based
    count: int
    previous: tuple[str, Target] | None = None  # title and page of the previous document
    next: tuple[str, Target] | None = None
    between: Sequence[tuple[str, Target, str]] = ()  # label, target and key of steps up to `next`
    stops: Sequence[Stop] = ()  # all steps


class Site(Protocol):
    """The site that contains the page of a document."""

    def code(self, place: CodePlace) -> CodeLink:
        """The link to a file, lines of it, or a folder."""

    def finding(self, reference: Reference) -> Finding | None:
        """The finding for a reference of the document; None if it was not checked."""

    def preview(self, link: CodeLink, line: int | None) -> str:
        """The name of a preview of the code on the page; empty for none."""

    @property
    def health(self) -> Target | None:
        """The page with the state of all documents, if any."""

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        """The page of a document, if any; ``id`` is empty for a link by file name."""

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """A document of another repository, empty if it is unknown where; None for any other."""

    def asset(self, src: str) -> Target | None:
        """An image on the site; None if it has none, as for a remote image that was not copied."""

    def reference(self, href: str) -> Target | None:
        """The target of a relative link that is not to a document; None for a dead link."""

    def heading_id(self, text: str) -> str:
        """The id of a heading with this text on a page."""


_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
_WITHOUT_SCHEME = re.compile(
    r"(?:www\.[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|gov))(?:[/?#]|$)",
    re.I,
)
_LONGEST = 5_000_000
"""Characters of all link addresses of a page; reference links can repeat a long one very often."""
_GIVE_ADDRESS = "give its address under 'repositories' in the options of the plugin"


class Links:
    """Resolves the links of one page; ``problems`` are their problems, each of them once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.problems: dict[swimm.Problem, None] = {}
        self._code: dict[CodePlace, CodeLink] = {}
        self._length = 0

    def code(self, node: Reference, span: tuple[int, int] | None = None) -> CodeLink:
        """The link of a reference, or to lines of its file."""
        folder = isinstance(node, swimm.PathRef) and node.folder
        first, last = span or (None, None)
        place = CodePlace(node.path, first, last, node.repo, folder)
        if place not in self._code:
            link = self.site.code(place)
            if isinstance(node, swimm.Token) and not node.path:
                link = CodeLink("")
            self._code[place] = link
            if link.problem == "outside":
                message = f"the path '{node.path}' leads out of the repository"
                remedy = "name a file by its path from the root of the repository"
                self.problem("paths", node.line, message, remedy)
            elif link.problem:
                message = f"the address of the repository '{link.repository}' is unknown"
                self.problem("repositories", node.line, message, _GIVE_ADDRESS)
        return self._code[place]

    def page_of(self, href: str, to: swimm.DocLink | DocTarget, line: int) -> Target | None:
        """The page of a document on this site, or its file in another repository."""
        target = self.site.document(to.id, to.fragment, to.repo, _file_of(href))
        if target is not None:
            return target
        foreign = self.site.foreign_document(href, to.repo)
        if foreign is None:
            message = f"the link to '{href}' leads to no document"
            remedy = f"no document has the id '{to.id}': correct the link or delete it"
            self.problem("links", line, message, remedy)
        elif not foreign.markdown:
            message = f"the document '{to.id}' is in another repository, whose address is unknown"
            self.problem("repositories", line, message, _GIVE_ADDRESS)
        return foreign

    def author_link(self, href: str, image: bool, line: int) -> Target | None:
        """The target of an ordinary link or image; ``line`` is that of the document."""
        self._length += len(href)
        if self._length > _LONGEST:
            message = f"the addresses of its links have more than {_LONGEST:,} characters"
            self.problem("sizes", 1, message, "use fewer links with long addresses")
            return None
        if not is_safe(href):
            self.problem("links", line, f"the address '{href}' is not safe", "delete it")
            return None
        document = None if image else doc_target(href)
        if document:
            return self.page_of(href, document, line)
        target = self.site.asset(href) if image else None
        if target is None and _ABSOLUTE.match(href):
            return Target(href, href)
        target = target if image else self._relative_link(href)
        if target is None:
            message = f"the {'image' if image else 'link'} '{href}' leads nowhere"
            remedy = "correct it, or add the file to the repository"
            self.problem("images" if image else "links", line, message, remedy)
        return target

    def _relative_link(self, href: str) -> Target | None:
        """A file, an imported document, or a site without a scheme (``FORMAT.md`` 12.5, 12.6)."""
        target = self.site.reference(href)
        if target is None and (file := _file_of(href)).endswith(".md"):
            target = self.site.document("", unquote(href.partition("#")[2]), None, file)
        if target is None and _WITHOUT_SCHEME.match(href):
            target = Target(f"https://{href}", f"https://{href}")
        return target

    def problem(self, kind: swimm.ProblemKind, line: int, message: str, remedy: str) -> None:
        """Report a problem, unless it is already reported."""
        self.problems[swimm.Problem(kind, line, message, remedy)] = None


def _file_of(href: str) -> str:
    return file_name(unquote(re.split("[?#]", href, maxsplit=1)[0]))
