"""The documents and code of a repository, as they are in an editor, and the results of checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from lsprotocol import types

from ..code.codebase import Kind, WorkTree
from ..code.git import Git
from ..code.source_file import SourceFile, Unreadable
from ..format.constructs import DocLink
from ..format.document import Document
from ..format.encoding import decode
from ..format.links import doc_target
from ..freshness import STALE, Finding, Place
from ..project.documents import Doc, DocumentCache, Unread
from ..project.folders import is_document, is_document_name, repository_documents
from ..project.mentions import Mention, mentions_in, most_exact
from ..project.names import SUFFIX
from ..project.opening import open_project
from ..project.pages import matches_page, pages_in
from ..project.repository import Repository
from ..reports.messages import Diagnostic, diagnostics_of
from ..reports.report import (
    CheckedDocument,
    Links,
    Report,
    checked_document,
    id_problems,
    unread_document,
)
from ..safety.files import confined, is_within
from .positions import Columns


@dataclass(eq=False)
class Editor:
    """The open files, options and capabilities of an editor."""

    buffers: dict[Path, str] = field(default_factory=dict)  # by path, with a resolved folder
    pages: Sequence[str] = ()  # globs of ordinary Markdown, in addition to those of ``mkdocs.yml``
    columns: Columns = field(default_factory=Columns)
    templates: bool = False  # whether it supports what the protocol calls snippets
    cache: DocumentCache = field(default_factory=partial(DocumentCache, text=False))


@dataclass
class EditedTree(WorkTree):
    """The files below a folder, with the unsaved text of those that are open in the editor."""

    buffers: Mapping[Path, str] = field(default_factory=dict)

    def kind(self, path: str) -> Kind | None:
        """The kind of a path, which may be a file that was never saved."""
        return super().kind(path) or ("file" if isinstance(self._data(path), bytes) else None)

    def _data(self, path: str) -> bytes | Unreadable:
        saved = super()._data(path)
        text = self.buffers.get(self.root / path)
        if text is None or (isinstance(saved, Unreadable) and saved.obstacle == "outside"):
            return saved
        return text.encode("utf-8", "replace")


@dataclass(eq=False)
class Checked:
    """A document and the results of checking it."""

    path: Path
    report: CheckedDocument
    doc: Doc | None = None  # None if it cannot be read
    text: str | None = None  # unsaved text, if it is open in the editor

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """The findings about its references."""
        return [item.finding for item in self.report.items]

    @property
    def document(self) -> Document:
        """The parsed document, empty if it cannot be read."""
        return self.doc.document if self.doc else Document()

    @property
    def title(self) -> str:
        """The title as plain text."""
        return self.doc.plain_title if self.doc else self.path.name


class EditedProject:
    """The documents, pages of ordinary Markdown, and code of a repository."""

    def __init__(self, home: Path, editor: Editor) -> None:
        """Read and check all documents below a resolved folder; raises ProjectError."""
        self.home, self.editor, self.columns = home, editor, editor.columns
        self._project = project = open_project(home, cache=editor.cache)
        self._pages = [*project.pages, *editor.pages]
        self._code: dict[Repository, EditedTree] = {}
        paths = [*repository_documents(home, Git.find(home)), *pages_in(home, self._pages)]
        project.read(paths, paths)
        self._edit_code()
        project.check()
        self._links = Links(project)
        read: list[Doc | Unread] = [*project.docs.values(), *project.unread]
        self.documents = {one.path: self._checked(one) for one in read}
        self._problems = Report((), home, tuple(id_problems(project)))
        self._saved = self._snapshot()
        self.update([path for path in list(editor.buffers) if path.is_relative_to(home)])

    def _edit_code(self) -> None:
        """Make all repositories read the code as it is in the editor."""
        for one in self._project.repositories:
            if one not in self._code:
                tree = EditedTree(one.root, one.git, one.prefix, buffers=self.editor.buffers)
                one.code = self._code[one] = tree

    def shown(self, path: Path) -> str:
        """A path relative to the root."""
        return path.relative_to(self.home).as_posix()

    def update(self, paths: Collection[Path]) -> Set[Path]:
        """Check again what depends on changed files; return files whose diagnostics may differ."""
        stale: set[Path] = set()
        for path in paths:
            stale |= {path} if self._is_document(path) else set()
            stale |= self._forget(path)
        affected = {*paths, *stale}
        # Another thread may be iterating over the documents.
        documents = dict(self.documents)
        for path in stale:
            if path in self.editor.buffers or path.exists():
                documents[path] = self._check(path)
            else:
                documents.pop(path, None)
            for checked in filter(None, (self.documents.get(path), documents.get(path))):
                affected.update(self.home / name for name in checked.report.files)
        self.documents = documents
        return affected

    def _is_document(self, path: Path) -> bool:
        """Whether a file is a document; if it was never saved, its name decides."""
        if path in self.documents or matches_page(path, self.home, self._pages):
            return True
        if not is_document_name(path.name) or not is_within(path, self.home):
            return False
        return is_document(path) if path.exists() else path.name.endswith(SUFFIX)

    def _forget(self, path: Path) -> Set[Path]:
        """Drop a file from the caches; return the documents to check again."""
        name, lost = self.shown(path), False
        for repository, code in self._code.items():
            if path.is_relative_to(repository.root):
                inside = path.relative_to(repository.root).as_posix()
                code.forget(inside)
                lost |= self._project.checker(repository).search.forget(inside)
        return {
            checked.path
            for checked in self.documents.values()
            if name in checked.report.files
            or (lost and any(finding.state in STALE for finding in checked.findings))
        }

    def written(self) -> Collection[Path] | None:
        """The files, among those that results depend on, that were written since the last call.

        None if files were added or removed, or HEAD changed: everything must be read again.
        """
        before, self._saved = self._saved, self._snapshot()
        if before[0] != self._saved[0]:
            return None
        stamps = self._saved[1].items()
        return [self.home / name for name, stamp in stamps if before[1].get(name, stamp) != stamp]

    def _snapshot(self) -> tuple[object, Mapping[str, object]]:
        """HEAD with the paths of all files, and the stamps of files that results depend on."""
        git = Git.find(self.home)
        tree = EditedTree(self.home, git)
        known = {name for one in self.documents.values() for name in one.report.files}
        head = git and git.commit("HEAD")
        return (head, tree.paths()), {name: tree.stamp(name) for name in known}

    def messages(self, path: Path) -> Sequence[Diagnostic]:
        """What ``mkdocs-swimm verify`` reports about a document or another file."""
        checked = self.documents.get(path)
        if checked:
            return list(diagnostics_of(Report((checked.report,), self.home)))
        return [one for one in diagnostics_of(self._problems) if self.home / one.path == path]

    def reported_files(self) -> Set[Path]:
        """The files that may have diagnostics, without code."""
        return {*self.documents, *(self.home / one.path for one in self._problems.problems)}

    def mentions(self, path: Path, line: int | None = None) -> Sequence[Mention]:
        """References to a file, or to a line and its whole file, the most exact first.

        Not cached, because the garbage collector would delay requests while it visits them.
        """
        found: list[Mention] = []
        for checked in self.documents_about(path):
            if checked.doc:
                own = self._project.repository_of(checked.doc).own
                mentions = mentions_in([checked.doc], {checked.path: checked.findings}, own)
                name = self.shown(path).removeprefix(checked.report.root)
                found += mentions.by_path.get(name, ())
        return most_exact(found, line)

    def documents_about(self, path: Path) -> Collection[Checked]:
        """The documents that quote a file, or whose code is there now."""
        name = self.shown(path)
        return [checked for checked in self.documents.values() if name in checked.report.files]

    def place(self, checked: Checked, finding: Finding) -> Place | None:
        """The present place of a reference's code, from the root; None if unknown."""
        place = finding.place_now
        return place._replace(path=checked.report.root + place.path) if place else None

    def location(self, path: Path, line: int) -> types.Location:
        """The location of a line of a document, 1-based."""
        return types.Location(path.as_uri(), self.columns.rows(self.lines(path), line, line))

    def lines(self, path: Path) -> Sequence[str]:
        """The lines of a document, or of another file that has diagnostics."""
        checked = self.documents.get(path)
        text = checked.text if checked else None
        try:
            text = decode(path.read_bytes()).text if text is None else text
        except OSError:
            text = ""
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def code_lines(self, path: Path) -> Sequence[str] | None:
        """The lines of a file of the code, as in the editor; None for other files."""
        file = self.code_file(path)
        return [line.removesuffix("\r") for line in file.raw or [""]] if file else None

    def code_file(self, path: Path) -> SourceFile | None:
        """A file of the code, as in the editor; None for other files."""
        for repository, code in self._code.items():
            if path.is_relative_to(repository.root):
                name = confined(path.relative_to(repository.root).as_posix())
                file = code.read(name) if name else None
                return file if isinstance(file, SourceFile) else None
        return None

    def linked(self, link: DocLink) -> Checked | None:
        """The document that a link leads to, by id or file name."""
        target = doc_target(link.target)
        doc = self._project.names.find(link.id, target.file if target else "")
        return self.documents.get(doc.path) if doc else None

    def code_of(self, checked: Checked) -> EditedTree | None:
        """The code that a document refers to; None if the document cannot be read."""
        return self._code[self._project.repository_of(checked.doc)] if checked.doc else None

    def _check(self, path: Path) -> Checked:
        """Read and check a document, which may be new."""
        project, text = self._project, self.editor.buffers.get(path)
        edited = None if text is None else decode(text.encode("utf-8", "replace"))
        read = project.read_one(path, edited)
        if isinstance(read, Doc):
            if path not in project.docs:
                project.include([read])
                self._edit_code()
                self._links = Links(project)
            project.docs[path] = read
            project.findings[path] = project.check_text(read, read.document)
        return self._checked(read, text)

    def _checked(self, read: Doc | Unread, text: str | None = None) -> Checked:
        project, path = self._project, read.path
        if isinstance(read, Unread):
            return Checked(path, unread_document(self.shown(path), read.reason), text=text)
        report = checked_document(project, read, project.findings[path], self._links)
        return Checked(path, report, read, text)
