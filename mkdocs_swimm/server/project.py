"""A repository as it is in an editor: its documents, its code, and how they stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from lsprotocol import types

from ..code.codebase import Kind, WorkTree
from ..code.git import Git
from ..code.source_file import SourceFile, Unreadable, source_file
from ..format.constructs import DocLink
from ..format.document import Document
from ..format.encoding import Decoded, decode
from ..format.links import doc_target
from ..freshness import STALE, Finding, Place
from ..project.documents import Doc, DocumentCache, Unread, doc_of
from ..project.folders import is_document, is_named, repository_documents
from ..project.mentions import Mention, mentions_in
from ..project.names import MARKDOWN, SUFFIX
from ..project.opening import open_project
from ..project.pages import is_named_page, page_of, pages_in, read_page
from ..project.project import Project
from ..project.repository import Repository, below
from ..reports.checking import Links, checked_document, id_problems, unread_document
from ..reports.messages import Diagnostic, diagnostics_of
from ..reports.report import Problem, Report, quoted_place
from ..safety.files import confined, is_within, real_path
from .positions import Columns


@dataclass
class EditedTree(WorkTree):
    """The files below a folder as they are in the editor.

    Attributes:
        buffers: The texts of files that are open, by their real path.
    """

    buffers: Mapping[Path, str] = field(default_factory=dict)
    _edited: dict[str, SourceFile | Unreadable] = field(default_factory=dict)

    def kind(self, path: str) -> Kind | None:
        """What a path is; a file that was never saved is one, too."""
        return super().kind(path) or ("file" if self._buffer(path) is not None else None)

    def paths(self) -> Iterator[str]:
        """All files that git does not ignore, as they were listed last."""
        for paths in self._names.values():
            yield from paths

    def list_again(self) -> None:
        """List the files again when they are asked for next."""
        for name in ("_names", "_spellings"):
            vars(self).pop(name, None)

    def read(self, path: str) -> SourceFile | Unreadable:
        """The lines of a file, what is not saved included."""
        saved, text = super().read(path), self._buffer(path)
        if text is None:
            return saved
        if path not in self._edited:
            self._edited[path] = source_file(path, text.encode("utf-8", "replace"))
        edited = self._edited[path]
        # An editor takes a byte order mark away; what git calls the file is known of the saved one.
        match saved, edited:
            case SourceFile(), SourceFile() if saved.raw == edited.raw:
                return saved
        return edited

    def each(
        self, takes: Callable[[str], bool], lines: Collection[str] = ()
    ) -> Iterator[SourceFile | Unreadable]:
        """All files whose paths are taken, those that are open as they are in the editor."""
        inside = [path for path in list(self.buffers) if path.is_relative_to(self.root)]
        opened = {path.relative_to(self.root).as_posix() for path in inside}
        yield from super().each(lambda path: path not in opened and takes(path), lines)
        yield from (self.read(path) for path in filter(takes, opened))

    def forget(self, path: str) -> None:
        """Read a file again when it is asked for next."""
        super().forget(path)
        self._edited.pop(path, None)

    def _buffer(self, path: str) -> str | None:
        real = real_path(self.root / path, self.root) if self.buffers else None
        return self.buffers.get(real) if real else None


@dataclass(eq=False)
class Checked:
    """A document and what was found.

    Attributes:
        path: The file.
        text: What was read, as the editor or the file has it, without carriage returns.
        doc: The document; None where it can not be read.
        report: Makes the report about it, when its messages are asked for: few documents are open.
        findings: What was found out about its references, in order.
        files: The files and folders that it refers to, and where they are now, from
            ``EditedProject.home``.
    """

    path: Path
    text: str
    doc: Doc | None
    report: Callable[[], Report]
    findings: Sequence[Finding] = ()
    files: frozenset[str] = frozenset()

    @cached_property
    def told(self) -> Sequence[Diagnostic]:
        """The messages about it, as ``mkdocs-swimm verify`` has them."""
        return list(diagnostics_of(self.report()))

    @property
    def title(self) -> str:
        """Its title as plain text."""
        return self.doc.plain_title if self.doc else self.path.name

    @property
    def document(self) -> Document:
        """What it says."""
        return self.doc.document if self.doc else Document()

    @property
    def lines(self) -> Sequence[str]:
        """Its lines."""
        return self.text.split("\n")


@dataclass(eq=False)
class EditedProject:
    """The documents and the code of a repository.

    Attributes:
        home: Its root, without links.
        buffers: The texts of files that are open, by their real path.
        columns: Converts columns.
        pages: Globs of ordinary Markdown that is checked like documents.
        documents: All documents and such pages, read and checked.
        code: The code of every repository, as the editor has it.
        problems: What is wrong with files that are no documents.
        loaded: Whether all this is known.
    """

    home: Path
    buffers: Mapping[Path, str]
    columns: Columns
    pages: Sequence[str] = ()
    documents: dict[Path, Checked] = field(default_factory=dict)
    code: Mapping[Repository, EditedTree] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    loaded: bool = False
    _project: Project = field(init=False)
    _links: Links = field(init=False)
    _cache: DocumentCache = field(default_factory=partial(DocumentCache, text=False))
    _stamps: Mapping[Path, object] = field(default_factory=dict)
    _head: str | None = None
    _globs: Sequence[str] = ()

    def load(self) -> Iterator[object]:
        """Read and check all documents; what was known before stays until all is.

        Yields:
            Something, after each piece of work, so that questions can be answered in between.
        """
        project = open_project(self.home)
        self._head, self._globs = Git(self.home).head(), [*project.pages, *self.pages]
        pages = pages_in(self.home, self._globs)
        opened = (path for path in list(self.buffers) if self.is_document(path))
        paths = list(dict.fromkeys([*repository_documents(self.home), *pages, *opened]))
        yield paths
        own = project.repositories[0]
        if own.git and pages:
            own.git.commits_writing(own.documents_at, [self.shown(path) for path in pages])
            yield pages
        read: dict[Path, Doc | Unread] = {}
        with project.asking_git(paths):
            for path in paths:
                read[path] = self._read(path, project)
                yield path
        project.include([one for one in read.values() if isinstance(one, Doc)], paths)
        code: dict[Repository, EditedTree] = {}
        for repository in project.repositories:
            tree = EditedTree(
                repository.root, repository.git, repository.prefix, buffers=self.buffers
            )
            repository.code = code[repository] = tree
            project.expect(repository)
            yield repository
        self._project, self._links, self.code = project, Links(project), code
        documents = {}
        for path, one in read.items():
            documents[path] = self._checked(path, one)
            yield path
        self.documents, self.problems = documents, list(id_problems(project))
        self._stamps, self.loaded = self._now(), True

    def is_document(self, path: Path) -> bool:
        """Whether a file of the repository is a document; one that was never saved by its name."""
        if is_named_page(path, self.home, self._globs):
            return True
        if not is_named(path.name) or not is_within(path, self.home):
            return False
        return is_document(path) if path.exists() else path.name.endswith(SUFFIX)

    def shown(self, path: Path) -> str:
        """A path from the root."""
        return path.relative_to(self.home).as_posix()

    def check(self, path: Path) -> Checked:
        """Read a document that is known and check it, as the editor has it now."""
        read = self._read(path, self._project)
        if isinstance(read, Doc):
            self._project.docs[path] = read
        self.documents[path] = self._checked(path, read)
        return self.documents[path]

    def code_changed(self, path: Path) -> Collection[Path]:
        """Forget a file of the code, which has other lines now.

        Returns:
            The documents that are to be checked again.
        """
        name, lost = self.shown(path), False
        for repository, code in self.code.items():
            if path.is_relative_to(repository.root):
                inside = path.relative_to(repository.root).as_posix()
                code.forget(inside)
                lost |= self._project.checker(repository).forget(inside)
        return [
            checked.path
            for checked in self.documents.values()
            if name in checked.files
            or (lost and any(finding.state in STALE for finding in checked.findings))
        ]

    def written(self) -> Collection[Path] | None:
        """The known files that were written since this was asked last.

        Returns:
            Documents and code; None where something came or went, or something was committed, so
            that all documents are to be checked again.
        """
        before, self._stamps = self._stamps, self._now()
        for code in self.code.values():
            code.list_again()
        if Git(self.home).head() != self._head:
            return None
        written = [path for path, stamp in self._stamps.items() if before.get(path, stamp) != stamp]
        came_or_went = any(not (before[path] and self._stamps[path]) for path in written)
        return None if came_or_went else written

    def about(self, path: Path, line: int | None = None) -> Sequence[Mention]:
        """What documents say of a file, or of a line of it and of the file as a whole."""
        return [
            mention
            for checked in self.documents_about(path)
            for mention in self._mentions(checked, self.shown(path))
            if line is None
            or mention.first is None
            or mention.first <= line <= (mention.last or mention.first)
        ]

    def _mentions(self, checked: Checked, name: str) -> Sequence[Mention]:
        """What a document says of a file.

        Not kept: an answer waits while Python's garbage collector goes through all that is.
        """
        if checked.doc is None:
            return ()
        own = self._project.repository_of(checked.doc).own
        found = mentions_in([checked.doc], {checked.path: checked.findings}, own)
        return found.by_path.get(name.removeprefix(self._prefix(checked.doc)), ())

    def told(self) -> Iterator[tuple[Path, Sequence[Diagnostic]]]:
        """All documents, and other files that something is wrong with, with what it is."""
        for checked in list(self.documents.values()):
            yield checked.path, checked.told
        for one in diagnostics_of(Report((), self.home, tuple(self.problems))):
            yield self.home / one.path, [one]

    def documents_about(self, path: Path) -> Collection[Checked]:
        """The documents that quote a file, or have lines in it."""
        name = self.shown(path)
        return [checked for checked in self.documents.values() if name in checked.files]

    def place(self, checked: Checked, finding: Finding) -> Place | None:
        """Where the code of a reference is now, from the root; None if unknown."""
        place = finding.place_now
        return self._from_home(checked, place) if place else None

    def location(self, checked: Checked, line: int) -> types.Location:
        """A line of a document."""
        return types.Location(checked.path.as_uri(), self.columns.rows(checked.lines, line, line))

    def quoted(self, checked: Checked, finding: Finding) -> Place:
        """Where a document says that the code is, from the root."""
        return self._from_home(checked, quoted_place(finding.reference))

    def code_lines(self, path: Path) -> Sequence[str] | None:
        """The lines of a file as the editor has them; None for what is not a file of the code."""
        file = self.code_file(path)
        return [line.removesuffix("\r") for line in file.raw] if file else None

    def code_file(self, path: Path) -> SourceFile | None:
        """A file of the code as the editor has it."""
        for repository, code in self.code.items():
            if path.is_relative_to(repository.root):
                name = confined(path.relative_to(repository.root).as_posix())
                file = code.read(name) if name else None
                return file if isinstance(file, SourceFile) else None
        return None

    def linked(self, link: DocLink) -> Checked | None:
        """The document that a link leads to, by its id, or the name of its file."""
        target = doc_target(link.target)
        doc = self._project.names.find(link.id, target.file if target else "")
        return self.documents.get(doc.path) if doc else None

    def code_of(self, checked: Checked) -> EditedTree | None:
        """The code that a document refers to; None for one that can not be read."""
        return self.code.get(self._project.repository_of(checked.doc)) if checked.doc else None

    def _from_home(self, checked: Checked, place: Place) -> Place:
        prefix = self._prefix(checked.doc) if checked.doc else ""
        return place._replace(path=prefix + place.path)

    def _prefix(self, doc: Doc) -> str:
        return below(self.home, self._project.repository_of(doc).root)

    def _now(self) -> Mapping[Path, object]:
        """When the known files were last written, and how many bytes they have."""
        files = {self.home / file for one in self.documents.values() for file in one.files}
        return {path: _stamp(path) for path in {*self.documents, *files}}

    def _read(self, path: Path, project: Project) -> Doc | Unread:
        """A document as the editor has it, else as it was saved."""
        text = self.buffers.get(path.resolve()) if self.buffers else None
        if is_named_page(path, self.home, self._globs):
            own = project.repositories[0]
            if text is None:
                return read_page(path, own)
            return page_of(path, Decoded(text), own)
        saved = self._cache.read(path)
        if text is None:
            return saved
        encoding = saved.decoded.encoding if isinstance(saved, Doc) else "utf-8"
        return doc_of(path, replace(decode(text.encode("utf-8", "replace")), encoding=encoding))

    def _checked(self, path: Path, read: Doc | Unread) -> Checked:
        if isinstance(read, Unread):
            unread = Report((unread_document(self.shown(path), read.reason),), self.home)
            return Checked(path, self._text(path, Document()), None, lambda: unread)
        project, links = self._project, self._links
        findings = project.check_text(read, read.document)

        def report() -> Report:
            return Report((checked_document(project, read, findings, links),), self.home)

        prefix = self._prefix(read)
        files = {confined(finding.reference.path) for finding in findings}
        files |= {finding.place.path for finding in findings if finding.place}
        return Checked(
            path,
            self._text(path, read.document),
            read,
            report,
            findings,
            frozenset(prefix + name for name in files if name),
        )

    def _text(self, path: Path, document: Document) -> str:
        if document.source and path.name.endswith(MARKDOWN):
            return document.source
        text = self.buffers.get(path.resolve())
        try:
            return text if text is not None else decode(path.read_bytes()).text
        except OSError:
            return ""


def _stamp(path: Path) -> object:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
