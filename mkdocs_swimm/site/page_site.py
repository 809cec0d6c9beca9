"""The site as one of its pages sees it: where code, documents and images are."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from ..format.constructs import Repo
from ..freshness import Finding, Reference
from ..markdown.contract import Target
from ..project.library import Entry
from ..project.linked_code import (
    Code,
    bracketed,
    candidates,
    code_link,
    code_target,
    foreign_document,
    image_of,
)
from ..rendering import CodeLink
from ..safety.files import confined
from .files import asset
from .mounting import Mounted
from .previews import Previews
from .source_files import SourceFiles


@dataclass(eq=False)
class PageSite:
    """The site around one document (see ``rendering.Site``).

    Attributes:
        entry: The document.
        file: Its file on the site.
        files: All files of the site.
        config: The configuration of the site.
        mounted: All documents.
        code: The code.
        slugify: Makes the id of a heading from its text.
        assets: The URL path for images from elsewhere in the repository.
        known_ids: What the document itself calls its repository.
        findings: What was found out about the references, by their identity.
        checked: Whether somebody looked: what is not there is not linked to then.
        health_file: The page that tells the state of all documents.
        sources: The pages of code, where there are any.
        previews: The previews of the page, where they are wanted.
    """

    entry: Entry
    file: File
    files: Files
    config: MkDocsConfig
    mounted: Mounted
    code_: Code
    slugify: Callable[[str], str]
    assets: str
    known_ids: frozenset[str] = frozenset()
    findings: Mapping[int, Finding] = field(default_factory=dict)
    checked: bool = False
    health_file: File | None = None
    sources: SourceFiles | None = None
    previews: Previews | None = None

    def finding(self, reference: Reference) -> Finding | None:
        """What was found out about a reference of the document."""
        return self.findings.get(id(reference))

    @property
    def health(self) -> Target | None:
        """The page that tells the state of all documents."""
        return self._target(self.health_file) if self.health_file else None

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
        simple = confined(path)
        kind = None
        if simple is not None and self.code_.own.owns(repo, self.known_ids):
            kind = self.code_.base.kind(simple)
        if simple is not None and kind == "file":
            page = self.source(simple, first, last)
            if page:
                return CodeLink(simple, bracketed(page.markdown), html=page.html)
        return code_link(
            self.code_,
            path,
            (first, last),
            repo=repo,
            folder=folder,
            known_ids=self.known_ids,
            checked=self.checked,
        )

    def source(self, path: str, first: int | None, last: int | None) -> Target | None:
        """The page of a file of code."""
        return self.sources.target(path, first, last, self.file) if self.sources else None

    def preview(self, link: CodeLink, line: int | None) -> str:
        """The name of a preview on the page."""
        return self.previews.add(link.path, line) if self.previews else ""

    def document(self, id: str, fragment: str, repo: Repo | None, file: str = "") -> Target | None:
        """The page of a document."""
        entry = self.find(id, repo, file)
        return self.page_of(entry, fragment) if entry else None

    def page_of(self, entry: Entry, fragment: str = "") -> Target:
        """The page of a document."""
        file = self.mounted.files[entry.path]
        # Swimm's own ids of headings are hashes of something not written down: the page serves.
        anchor = "" if fragment.startswith("heading-") or not fragment else f"#{quote(fragment)}"
        return self._target(file, anchor, entry.title.replace("`", ""))

    def find(self, id: str, repo: Repo | None, file: str) -> Entry | None:
        """A document: of the repository that is named, else of this one, else of any.

        Args:
            id: Its id.
            repo: The repository that the link names, if any.
            file: The name of its file, if the link has it.
        """
        own = self.code_.own.owns(repo, self.known_ids)
        other = self.code_.neighbour(repo) if repo and not own else None
        # A document of another repository may be called the same as one of these.
        file = file if own or other else ""
        names = self.mounted.names.get(other.number if other else self.code_.number)
        return (names.find(id, file) if names else None) or self.mounted.entries.get(id)

    def foreign_document(self, href: str, repo: Repo | None) -> Target | None:
        """Where a document of another repository is; None for one of this repository."""
        if self.code_.own.owns(repo, self.known_ids):
            return None
        return foreign_document(href, lambda path: self.code(path, repo=repo))

    def _target(self, file: File, anchor: str = "", title: str = "") -> Target:
        here = posixpath.dirname(self.file.src_uri)
        markdown = quote(posixpath.relpath(file.src_uri, here), safe="/~")
        url = file.url_relative_to(self.file)
        return Target(markdown=markdown + anchor, html=url + anchor, title=title)

    def asset(self, src: str) -> Target | None:
        """Where an image of the repository is; images from outside of ``images`` join the site."""
        found = self._candidates(src)
        known = next((path for path in found if path in self.mounted.images), None)
        path = known or image_of(src, self.entry.path.parent, self.code_.root)
        if path is None:
            return None
        if self.mounted.refuses(path):
            return Target("", "")
        if path not in self.mounted.images:
            self.mounted.images[path] = self._present(path) or asset(
                self.files, self.config, path, self._asset_uri(path)
            )
        return self._target(self.mounted.images[path])

    def _asset_uri(self, path: Path) -> str:
        below = path.relative_to(self.code_.root).as_posix()
        return posixpath.join(self.assets, "files", below).removeprefix("/")

    def _present(self, path: Path) -> File | None:
        """The file of the site that a path is, if it is one already."""
        docs = Path(self.config.docs_dir).resolve()
        if not path.is_relative_to(docs):
            return None
        return self.files.get_file_from_path(path.relative_to(docs).as_posix())

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes: to a page, or into the code."""
        bare, hash_mark, fragment = href.partition("#")
        for path in self._candidates(bare):
            page = self.mounted.files.get(path) or (self._present(path) if path.exists() else None)
            if page and page.is_documentation_page():
                return self._target(page, f"#{fragment}" if hash_mark else "")
            target = code_target(self.code_, path, fragment, self.code)
            if target:
                return target
        return None

    def _candidates(self, href: str) -> list[Path]:
        return candidates(href, self.entry.path.parent, self.code_.root)

    def heading_id(self, text: str) -> str:
        """The id that a heading with this text has on a page."""
        return self.slugify(text)
