"""Where everything on a page leads, and what is reported about links that lead nowhere."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..format import constructs as swimm
from ..format.links import DocTarget, doc_target, file_name
from ..freshness import Reference
from ..markdown.contract import Target
from ..safety.untrusted import is_safe
from .context import CodeLink, Site

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
        self._code: dict[tuple[object, ...], CodeLink] = {}
        self._length = 0

    def code(self, node: Reference, span: tuple[int, int] | None = None) -> CodeLink:
        """Where a reference, or lines of its file, are shown; its problem is reported once."""
        first, last = span or (None, None)
        folder = isinstance(node, swimm.PathRef) and node.folder
        key = (node.path, first, last, node.repo, folder)
        if key not in self._code:
            link = self.site.code(node.path, first, last, repo=node.repo, folder=folder)
            if isinstance(node, swimm.Token) and not node.path:
                link = CodeLink("")
            self._code[key] = link
            if link.problem == "outside":
                what = f"the path '{node.path}' leads out of the repository"
                remedy = "name a file by its path from the root of the repository"
                self.problem("paths", node.line, what, remedy)
            elif link.problem:
                what = f"it is not known where the repository '{link.repository}' is"
                self.problem("repositories", node.line, what, _ADDRESS)
        return self._code[key]

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
