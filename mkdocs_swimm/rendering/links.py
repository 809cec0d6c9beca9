"""Where everything on a page leads, and what is told about links that lead nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from ..format import constructs as swimm
from ..format.links import doc_target, file_name
from ..freshness import Reference
from ..markdown.contract import Target
from ..safety.untrusted import is_safe
from .context import CodeLink, Problem, ProblemKind, Site

_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
_WITHOUT_SCHEME = re.compile(
    r"(?:www\.[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|gov))(?:[/?#]|$)",
    re.I,
)


_LONGEST = 5_000_000
"""Characters of addresses: few references can repeat a long one without end."""


@dataclass(eq=False)
class Links:
    """The links of one page.

    Attributes:
        site: The site around it.
        problems: What was found out about them, in no order.
    """

    site: Site
    problems: dict[Problem, None] = field(default_factory=dict)
    _code: dict[tuple[object, ...], CodeLink] = field(default_factory=dict)
    _length: int = 0

    def code(self, node: Reference, span: tuple[int, int] | None = None) -> CodeLink:
        """Where a reference is shown; a problem with it is told once.

        Args:
            node: The reference.
            span: First and last line of the file; None for the file as a whole.
        """
        first, last = span or (None, None)
        folder = isinstance(node, swimm.PathRef) and node.folder
        key = (node.path, first, last, node.repo, folder)
        link = self._code.get(key)
        if link is None:
            link = self.site.code(node.path, first, last, repo=node.repo, folder=folder)
            if isinstance(node, swimm.Token) and not node.path:
                link = CodeLink("")
            self._code[key] = link
            if link.problem:
                self._tell_of(node, link)
        return link

    def _tell_of(self, node: Reference, link: CodeLink) -> None:
        if link.problem == "outside":
            self.problem(
                "paths",
                node.line,
                f"the path '{node.path}' leads out of the repository",
                "name a file by its path from the root of the repository",
            )
        else:
            self.problem(
                "repositories",
                node.line,
                f"it is not known where the repository '{link.repository}' is",
                "give its address under 'repositories' in the options of the plugin",
            )

    def page_of(
        self,
        href: str,
        id: str,
        fragment: str,
        repo: swimm.Repo | None,
        line: int,
    ) -> Target | None:
        """Where a document is: a page of this site, or a file of another repository.

        Args:
            href: The link as the document has it.
            id: The id of the document.
            fragment: What follows ``#``.
            repo: The repository, where the link names one.
            line: The line of the document that the link is on.
        """
        target = self.site.document(id, fragment, repo, _file_of(href))
        if target is not None:
            return target
        elsewhere = self.site.foreign_document(href, repo)
        if elsewhere is None:
            self.problem(
                "links",
                line,
                f"the link to '{href}' leads to no document",
                f"no document has the id '{id}': correct the link or delete it",
            )
        elif not elsewhere.markdown:
            self.problem(
                "repositories",
                line,
                f"the document '{id}' is in another repository, where is not known",
                "give its address under 'repositories' in the options of the plugin",
            )
        return elsewhere

    def author_link(self, href: str, image: bool, line: int) -> Target | None:
        """Where a link or image of the author's own leads; ``line`` is the document's."""
        self._length += len(href)
        if self._length > _LONGEST:
            what = f"the addresses of its links are more than {_LONGEST:,} characters"
            problem = Problem("sizes", 1, what, "give it fewer links with long addresses")
            self.problems[problem] = None
            return None
        if not is_safe(href):
            self.problem("links", line, f"the address '{href}' is not safe", "delete it")
            return None
        if _ELSEWHERE.match(href) and (image or not doc_target(href)):
            known = self.site.asset(href) if image else None
            return known or Target(markdown=href, html=href)
        document = None if image else doc_target(href)
        if document:
            return self.page_of(href, document.id, document.fragment, document.repo, line)
        target = self.site.asset(href) if image else self._reference(href)
        if target is None:
            self.problem(
                "images" if image else "links",
                line,
                f"the {'image' if image else 'link'} '{href}' leads nowhere",
                "correct it, or add the file to the repository",
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

    def problem(self, kind: ProblemKind, line: int, message: str, remedy: str) -> None:
        """Tell something about the document, once."""
        self.problems[Problem(kind, line, message, remedy)] = None


def _file_of(href: str) -> str:
    """The name of the file that a link leads to."""
    return file_name(unquote(re.split("[?#]", href, maxsplit=1)[0]))
