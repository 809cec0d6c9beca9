"""What rendering asks about the surroundings of one document, answered for any kind of site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from ..code.ownership import names_in
from ..format.constructs import Repo
from ..format.document import Document
from ..freshness import Finding, Reference
from ..markdown.contract import Target
from ..rendering import CodeLink
from .code_links import candidates, code_link, code_target, foreign_document, image_of
from .documents import Doc
from .project import Project
from .repository import Repository

Slugify = Callable[[str], str]
"""Makes the id of a heading from its text."""


@dataclass(eq=False)
class DocumentSite:
    """The surroundings of one document (see ``rendering.Site``).

    Subclasses say where pages and images are: that is what sites differ in.

    Attributes:
        project: All documents and their code.
        doc: The document as it is in its file.
        slugify: Makes the id of a heading from its text.
        parsed: What is rendered, where another plugin or an editor has changed it.
        findings: What was found for its references, by their identity.
    """

    project: Project
    doc: Doc
    slugify: Slugify
    parsed: Document | None = None
    findings: Mapping[int, Finding] = field(default_factory=dict)

    def add_findings(self) -> None:
        """Look up what was found for the document, or check it where it has been changed."""
        found: Iterable[Finding] = self.project.findings.get(self.doc.path, ())
        if self.parsed and self.parsed is not self.doc.document and self.is_checked:
            found = self.project.check_text(self.doc, self.parsed)
        self.findings = {id(finding.reference): finding for finding in found}

    @property
    def content(self) -> Document:
        """What is rendered."""
        return self.parsed or self.doc.document

    @cached_property
    def repository(self) -> Repository:
        """The repository of the document."""
        return self.project.repository_of(self.doc)

    @property
    def is_checked(self) -> bool:
        """Whether the document was checked: what is not there is not linked to then."""
        return self.repository in self.project.checked

    @cached_property
    def own_names(self) -> frozenset[str]:
        """What the document itself calls its repository."""
        return names_in(self.content)

    def finding(self, reference: Reference) -> Finding | None:
        """What was found for a reference of the document."""
        return self.findings.get(id(reference))

    def preview(self, link: CodeLink, line: int | None) -> str:
        """No preview."""
        return ""

    @property
    def health(self) -> Target | None:
        """No page about the state of all documents."""
        return None

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
        return code_link(
            self.repository,
            path,
            (first, last),
            repo=repo,
            folder=folder,
            known_ids=self.own_names,
            checked=self.is_checked,
        )

    def find(self, id: str, repo: Repo | None, file: str) -> Doc | None:
        """A document by what a link says of it (see ``Project.find``)."""
        return self.project.find(self.doc, id, repo, file, self.own_names)

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        """The page of a document by what a link says of it."""
        doc = self.find(id, repo, file)
        return self.page_of(doc, fragment) if doc else None

    def page_of(self, doc: Doc, fragment: str = "") -> Target:
        """The page of a document.

        Swimm's own ids of headings are hashes of something not written down: the page serves.
        """
        anchor = "" if fragment.startswith("heading-") or not fragment else f"#{quote(fragment)}"
        return self.page_target(doc, anchor)

    def page_target(self, doc: Doc, anchor: str) -> Target:
        """Where the page of a document is, with an anchor on it."""
        raise NotImplementedError

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """Where a document of another repository is; None for one of this repository."""
        if self.repository.own.owns(repo, self.own_names):
            return None
        return foreign_document(href, lambda path: self.code(path, repo=repo))

    def asset(self, src: str) -> Target | None:
        """Where an image of the repository is."""
        path = image_of(src, self.doc.path.parent, self.repository.root)
        return self.image_target(path) if path else None

    def image_target(self, path: Path) -> Target | None:
        """Where an image is; None where it is not on the site."""
        raise NotImplementedError

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes: to a page, or into the code."""
        bare, hash_mark, fragment = href.partition("#")
        for path in self.candidates(bare):
            target = self.file_page(path, f"#{fragment}" if hash_mark else "")
            target = target or code_target(self.repository, path, fragment, self.code)
            if target:
                return target
        return None

    def file_page(self, path: Path, anchor: str) -> Target | None:
        """The page of the site that a file is; None for one that is none."""
        return None

    def candidates(self, href: str) -> list[Path]:
        """What a relative address in the document can mean."""
        return candidates(href, self.doc.path.parent, self.repository.root)

    def heading_id(self, text: str) -> str:
        """The id that a heading with this text has on a page."""
        return self.slugify(text)
