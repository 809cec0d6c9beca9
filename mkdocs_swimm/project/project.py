"""The documents and the code of one or several repositories: read, checked and rendered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..code.ownership import names_in
from ..format.constructs import Repo
from ..format.document import Document
from ..format.encoding import Decoded
from ..freshness import Checker, Finding
from ..i18n.strings import ENGLISH, Strings
from ..markdown.contract import Target
from ..rendering import Page, render
from ..safety.files import confined
from .documents import Doc, DocumentCache, DocumentNames, Unread, disambiguate, doc_of
from .folders import documents_in, markdown_in
from .mentions import Mentions, mentions_in
from .names import Name, name_of
from .navigation import Tree, generator_folders, navigation
from .pages import is_page, read_page
from .problems import shown_path
from .repository import Repository, Source, ids_around, part_of, root_of

if TYPE_CHECKING:
    from .document_site import DocumentSite, Playlists

Steps = Callable[[Sequence[Doc]], Iterable[Doc]]
"""Iterates over documents, and may show the progress."""


@dataclass(eq=False)
class Project:
    """Documents and code (see ``opening`` for how a project is opened)."""

    home: Path  # paths in messages are relative to it
    repositories: list[Repository]  # the project's own first
    cache: DocumentCache = field(default_factory=DocumentCache)
    sources: Sequence[Source] = ()  # the folders of documents that are configured for a site
    docs_dir: Path | None = None  # the folder of a site's pages
    pages: Sequence[
        str
    ] = ()  # globs of ordinary Markdown to check, from the root of the repository
    by_part: bool = True  # whether documents outside of sources belong to the part they are in

    def __post_init__(self) -> None:
        self.docs: dict[Path, Doc] = {}
        self.unread: list[Unread] = []
        self.findings: dict[Path, Sequence[Finding]] = {}  # in the order of the references
        self.checked: set[Repository] = set()
        self.names = DocumentNames()  # also of documents that were not read
        self._repositories: dict[Path, Repository] = {}
        self._names: dict[Repository, DocumentNames] = {}
        self._checkers: dict[Repository, Checker] = {}
        self._mentions: dict[Repository, Mentions] = {}
        self._hidden: dict[Repository, frozenset[str]] = {}

    def shown(self, path: Path) -> str:
        """A path for messages: relative to ``home`` if it is below it."""
        return shown_path(path.parent.resolve() / path.name, self.home)

    def site_documents(self) -> Sequence[Path]:
        """The documents of a site: those in its sources and in its folder of pages."""
        docs_dir, found = self.docs_dir or Path(), []
        for path in documents_in(docs_dir) if self.docs_dir else ():
            # MkDocs excludes hidden files and folders.
            if not any(part.startswith(".") for part in path.relative_to(docs_dir).parts):
                found.append(path)
        return [*found, *(path for path, _ in self.documents_in_sources())]

    def documents_in_sources(self) -> Iterator[tuple[Path, Source]]:
        """The documents in the sources, each with its source."""
        for source in self.sources:
            inside = self.docs_dir and source.folder.is_relative_to(self.docs_dir)
            plain = () if inside else markdown_in(source.folder)
            yield from ((path, source) for path in (*documents_in(source.folder), *plain))

    def read(self, paths: Iterable[Path], named: Iterable[Path] = ()) -> None:
        """Read documents, and add them (see ``include``).

        Meanwhile, git lists the commits that wrote them, which takes 0.6 of 3 seconds for 533
        documents in a history of 70,000 commits. Pages can only be read after that.
        """
        own, paths = self.repositories[0], list(paths)
        with ThreadPoolExecutor(1) as pool:
            if own.git:
                inside = [own.path_of(path) for path in paths if path.is_relative_to(own.top)]
                asking = pool.submit(own.git.commits_writing, own.documents_at, inside)
                if any(map(self.is_page, paths)):
                    asking.result()
            read = list(map(self.read_one, paths))
        self.unread += [one for one in read if isinstance(one, Unread)]
        self.include([one for one in read if isinstance(one, Doc)], named)

    def read_one(self, path: Path, text: Decoded | None = None) -> Doc | Unread:
        """Read a document or a page: its file, or the text that is given."""
        if self.is_page(path):
            return read_page(path, self.repositories[0], text)
        return self.cache.read(path) if text is None else doc_of(path, text)

    def is_page(self, path: Path) -> bool:
        """Whether a file is ordinary Markdown, not written by a generator beside documents."""
        return is_page(path) and self.source_of(path.parent) is None

    def include(self, docs: Sequence[Doc], named: Iterable[Path] = ()) -> None:
        """Assign each document to its repository, and add them (see ``add``)."""
        found: dict[Path, Repository] = {}
        parts: dict[str, list[Doc]] = {}
        for doc in docs:
            source = self.source_of(doc.path.parent)
            in_site = self.docs_dir and doc.path.is_relative_to(self.docs_dir)
            if source:
                found[doc.path] = source.repository
            elif doc.is_page or in_site or not self.by_part:
                found[doc.path] = self.repositories[0]
            else:
                parts.setdefault(part_of(self.shown(doc.path)), []).append(doc)
        whole = self.repositories[0].at(self.home) if parts else self.repositories[0]
        for part, its in parts.items():
            root = self.home / root_of(part, (doc.document for doc in its), whole.code)
            repository = next((one for one in self.repositories if one.root == root), None)
            if repository is None:
                repository = self.repositories[0].at(root)
                self.repositories.append(repository)
            found.update((doc.path, repository) for doc in its)
        self.add(((doc, found[doc.path]) for doc in docs), named)

    def source_of(self, folder: Path) -> Source | None:
        """The nearest source around a folder, whose path has no symbolic links."""
        around = [one for one in self.sources if folder.is_relative_to(one.folder.resolve())]
        return max(around, key=lambda source: len(source.folder.parts), default=None)

    def add(self, docs: Iterable[tuple[Doc, Repository]], named: Iterable[Path] = ()) -> None:
        """Add documents, each with its repository.

        Links may lead to the ``named`` ones as well, of which only the file names are needed.
        """
        for doc, repository in docs:
            self.docs[doc.path] = doc
            self._repositories[doc.path] = repository
        known = [*self.docs.values(), *(_named(one) for one in named if one not in self.docs)]
        if len(known) > len(self.docs):
            known.sort(key=lambda one: one.path.parts)
        self.names = DocumentNames(known)
        self._names = {
            one: DocumentNames(doc for doc in known if self._repositories.get(doc.path, one) is one)
            for one in self.repositories
        }
        for repository in self.repositories:
            repository.set_ids(filter(None, self.ids_of(repository).values()))
        disambiguate(doc for doc in self.docs.values() if not doc.is_page)
        self._mentions.clear()

    def ids_of(self, repository: Repository) -> Mapping[Path, str | None]:
        """The ids in the ``swimm.json`` files of a repository, by folder; None for no id in it."""
        folders = {source.folder for source in self.sources if source.repository is repository}
        folders.update(doc.path.parent for doc in self.docs_of(repository))
        home = repository.top if repository.foreign else self.repositories[0].top
        return ids_around(folders, home)

    def repository_of(self, doc: Doc) -> Repository:
        """The repository of a document."""
        return self._repositories.get(doc.path, self.repositories[0])

    def docs_of(self, repository: Repository) -> Sequence[Doc]:
        """The documents of a repository."""
        return [doc for doc in self.docs.values() if self.repository_of(doc) is repository]

    def check(self, steps: Steps = iter, skip: Collection[Path] = ()) -> None:
        """Check all documents against the code, apart from those to skip."""
        self._checkers.clear()
        self._mentions.clear()
        for its in self.repositories:
            docs = [doc for doc in self.docs_of(its) if doc.path not in skip]
            # One query of git for all of them.
            self.checker(its).expect((its.path_of(doc.path), doc.document) for doc in docs)
            self.checked.add(its)
        for doc in steps([doc for doc in self.docs.values() if doc.path not in skip]):
            self.findings[doc.path] = self.check_text(doc, doc.document)
        self.close()

    def check_text(self, doc: Doc, document: Document) -> Sequence[Finding]:
        """Check a document as an editor or another plugin has changed it."""
        its = self.repository_of(doc)
        return self.checker(its).check(document, its.path_of(doc.path))

    def checker(self, its: Repository) -> Checker:
        """The checker for the documents of a repository."""
        if its not in self._checkers:
            self._checkers[its] = Checker(its.code, its.git, its.documents_at, its.prefix, its.own)
        return self._checkers[its]

    def discard(self, repository: Repository) -> None:
        """Forget the findings for the documents of a repository."""
        self.checked.discard(repository)
        self._mentions.clear()
        for doc in self.docs_of(repository):
            self.findings.pop(doc.path, None)

    def release(self, doc: Doc) -> None:
        """Drop the text of a document whose page is written, and keep its references.

        A build of 533 documents takes 180 MB instead of 211.
        """
        self.cache.docs.pop(doc.path, None)
        doc.document = doc.document.without_text()

    def close(self) -> None:
        """End the processes of git; the next query starts new ones."""
        for repository in self.repositories:
            if repository.git:
                repository.git.close()

    def mentions(self, repository: Repository) -> Mentions:
        """The mentions of a repository's code in its documents."""
        if repository not in self._mentions:
            found = mentions_in(self.docs_of(repository), self.findings, repository.own)
            self._mentions[repository] = found
            self._hidden.pop(repository, None)
        return self._mentions[repository]

    def hidden(self, repository: Repository) -> frozenset[str]:
        """The mentioned files that git ignores: they may contain secrets, and are not shown."""
        mentioned = self.mentions(repository).by_path
        if repository not in self._hidden:
            self._hidden[repository] = repository.code.ignored(mentioned)
        return self._hidden[repository]

    def named_paths(self, repository: Repository) -> Set[str]:
        """The paths in a repository that its own documents name, as they were checked."""
        docs = self.docs_of(repository)
        findings = (one for doc in docs for one in self.findings.get(doc.path, ()))
        own = (one.reference.path for one in findings if one.reason != "other repository")
        return {path for path in map(confined, own) if path}

    def quoted_files(self, doc: Doc) -> frozenset[Path]:
        """The files that a document refers to, and those where the code is now."""
        repository = self.repository_of(doc)
        if repository.code.revision:
            # Code at a revision does not depend on files.
            return frozenset()
        names = names_in(doc.document)
        references = doc.document.references
        paths = {one.path for one in references if repository.own.owns(one.repo, names)}
        found = self.findings.get(doc.path, ())
        paths.update(finding.place.path for finding in found if finding.place)
        return frozenset(repository.root / path for path in map(confined, paths) if path)

    def find(
        self, here: Doc, id: str, repo: Repo | None, file: str, own_names: frozenset[str]
    ) -> Doc | None:
        """The document that a link in ``here`` refers to; None if there is none.

        It is looked up in the repository that the link names, else in that of ``here``, which calls
        it ``own_names``, else, by id, in the whole project.
        """
        repository = self.repository_of(here)
        own = repository.own.owns(repo, own_names)
        other = repository.neighbour(repo) if repo and not own else None
        # A document in an unknown repository may have the same file name as one here.
        file = file if own or other else ""
        known = self._names.get(other or repository)
        return (known.find(id, file) if known else None) or self.names.by_id.get(id)

    def duplicates(self) -> Sequence[tuple[Doc, Doc]]:
        """Pairs of a document and another of its repository with the same id, by mistake."""
        return [one for names in self._names.values() for one in names.duplicates()]

    def navigation(self, docs: Iterable[Doc] | None = None) -> Tree:
        """The documents, all or some, as a tree of sections."""
        docs = list(self.docs.values() if docs is None else docs)
        folders: dict[str, str] = {}
        for folder in dict.fromkeys(doc.path.parent for doc in docs):
            folders.update(generator_folders(folder))
        return navigation(docs, folders)

    def at(self, commit: str, *, history: bool = True) -> Project:
        """The project at a commit, without documents; without ``history``, theirs is of HEAD."""
        then = {one: one for one in self.repositories}
        for one in self.repositories:
            if not one.foreign:
                hosting = replace(one.hosting, ref=commit)
                then[one] = replace(
                    one, hosting=hosting, documents_at=commit if history else "HEAD"
                )
        sources = [replace(one, repository=then[one.repository]) for one in self.sources]
        return replace(self, repositories=list(then.values()), sources=sources)

    def render(
        self,
        site: DocumentSite,
        playlists: Playlists,
        *,
        related: bool = True,
        strings: Strings = ENGLISH,
        state: bool = True,
    ) -> Page:
        """Render a document as a page (see ``rendering.render``).

        With ``related``, the page lists documents about the same code; with ``state``, its head
        has the state of its references.
        """
        return render(
            site.content,
            site.doc.title,
            site,
            passages=playlists.passages(site),
            related=self.related(site) if related else (),
            strings=strings,
            state=state,
        )

    def related(self, site: DocumentSite) -> Sequence[tuple[str, Target]]:
        """Title and page of the documents that share most code with that of ``site``."""
        others = self.mentions(site.repository).related(site.doc)
        return [(other.plain_title, site.page_of(other)) for other in others]


def _named(path: Path) -> Doc:
    """A document whose name alone is known."""
    name = name_of(path.name) or Name("", path.name)
    return Doc(path, name, Decoded(""), "", Document())
