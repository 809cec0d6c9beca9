"""A repository as it is in an editor: its documents, its code, and how they stand."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ..cli.documents import Reading, every_document, reading_of
from ..cli.identity import quoted_place
from ..cli.links import Links
from ..cli.report import CheckedDocument, Item, Problem, Report
from ..cli.telling import Told, told
from ..code.codebase import SourceFile
from ..code.git import Git
from ..format.document import Document
from ..format.encoding import decode
from ..format.unit import NotJsonError
from ..freshness import STALE, Checker, Finding, Place
from ..freshness.history import SUFFIXES
from ..project.library import Entry, Shelf, entry_of
from ..project.linked_code import Code
from ..project.mentions import Mention, mentions_in
from ..project.names import name_of
from ..project.workspace import Workspace, open_workspace
from ..rendering.citations import place_now
from ..safety.files import confined, is_within
from .edited import EditedTree


@dataclass(eq=False)
class Checked:
    """A document and what was found.

    Attributes:
        path: The file.
        text: What was read, as the editor or the file has it, without carriage returns.
        entry: The document; None where it can not be read.
        report: Makes the report about it, when its messages are asked for: few documents are open.
        findings: What was found out about its references, in order.
        mentions: What it speaks of, by the path of the file or folder from ``EditedProject.home``.
        files: The files that it quotes, or where their lines are now, from ``EditedProject.home``.
    """

    path: Path
    text: str
    entry: Entry | None
    report: Callable[[], Report]
    findings: Sequence[Finding] = ()
    mentions: Mapping[str, Sequence[Mention]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()

    @cached_property
    def told(self) -> Sequence[Told]:
        """The messages about it, as ``mkdocs-swimm verify`` has them."""
        return list(told(self.report()))

    @property
    def title(self) -> str:
        """Its title as plain text."""
        return self.entry.title.replace("`", "") if self.entry else self.path.name

    @property
    def document(self) -> Document:
        """What it says."""
        return self.entry.document if self.entry else Document()

    @property
    def lines(self) -> Sequence[str]:
        """Its lines."""
        return self.text.split("\n")


@dataclass(eq=False)
class Part:
    """The code below one root, which some of the documents speak of (see ``Workspace.parts``).

    Attributes:
        workspace: Where it is.
        hosted: The code.
        code: The same, which reads it.
        checker: Checks documents against it.
    """

    workspace: Workspace
    hosted: Code
    code: EditedTree
    checker: Checker


@dataclass(eq=False)
class EditedProject:
    """The documents and the code of a repository.

    Attributes:
        home: Its root, without links.
        buffers: The texts of files that are open, by their real path.
        documents: All documents, read and checked.
        parts: The code that each of them speaks of; nothing for those that can not be read.
        problems: What is wrong with files that are no documents.
        loaded: Whether all this is known.
    """

    home: Path
    buffers: Mapping[Path, str]
    documents: dict[Path, Checked] = field(default_factory=dict)
    parts: Mapping[Path, Part] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    loaded: bool = False
    _links: Links = field(init=False)
    _shelf: Shelf = field(default_factory=Shelf)
    _stamps: Mapping[Path, object] = field(default_factory=dict)
    _head: str | None = None

    def load(self) -> Iterator[object]:
        """Read and check all documents; what was known before stays until all is.

        Yields:
            Something, after each piece of work, so that questions can be answered in between.
        """
        workspace = open_workspace((self.home,), None)
        self._head = Git(self.home).head()
        opened = (self.shown(path) for path in list(self.buffers) if self.is_document(path))
        names = list(dict.fromkeys([*every_document(workspace), *opened]))
        yield names
        with ThreadPoolExecutor(1) as pool:
            # Git is asked while documents are read: 0.8 of 3 seconds, of 70,000 commits.
            history = {
                folder: pool.submit(workspace.git.commits_of, "HEAD", folder, SUFFIXES)
                for folder in {posixpath.dirname(name) for name in names}
                if workspace.git
            }
            readings: dict[Path, tuple[Entry | None, Reading]] = {}
            for name in names:
                readings[self.home / name] = self._read(self.home / name)
                yield name
            commits = {folder: asked.result() for folder, asked in history.items()}
        texts = {path: entry.document for path, (entry, _) in readings.items() if entry}
        parts: dict[Path, Part] = {}
        problems: list[Problem] = []
        for one, its in workspace.parts(texts):
            own, wrong = one.own(its)
            problems += [problem for problem in wrong if problem not in problems]
            code = EditedTree(one.root, one.git, one.prefix, buffers=self.buffers)
            checker = Checker(code, one.git, prefix=one.prefix, own=own)
            if checker.history:
                for folder, known in commits.items():
                    checker.history.prepare(folder, known)
            checker.expect((one.shown(path), texts[path]) for path in its)
            part = Part(one, replace(one.hosted(its), base=code), code, checker)
            parts |= dict.fromkeys(its, part)
            yield part
        self._links = Links(names, self.home)
        documents = {}
        for path, (entry, reading) in readings.items():
            documents[path] = self._checked(path, entry, reading, parts.get(path))
            yield path
        self.documents, self.parts, self.problems = documents, parts, problems
        self._stamps, self.loaded = self._now(), True

    def is_document(self, path: Path) -> bool:
        """Whether a file of the repository is a document by its name."""
        return path.name.endswith(SUFFIXES) and is_within(path, self.home)

    def shown(self, path: Path) -> str:
        """A path from the root."""
        return path.relative_to(self.home).as_posix()

    def check(self, path: Path) -> Checked:
        """Read a document that is known and check it, as the editor has it now."""
        entry, reading = self._read(path)
        checked = self._checked(path, entry, reading, self.parts.get(path))
        self.documents[path] = checked
        return checked

    def code_changed(self, path: Path) -> Collection[Path]:
        """Forget a file of the code, which has other lines now.

        Returns:
            The documents that are to be checked again.
        """
        name, lost = self.shown(path), False
        for part in dict.fromkeys(self.parts.values()):
            if path.is_relative_to(part.workspace.root):
                below = path.relative_to(part.workspace.root).as_posix()
                part.code.forget(below)
                lost |= part.checker.forget(below)
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
        for part in dict.fromkeys(self.parts.values()):
            part.code.list_again()
        if Git(self.home).head() != self._head:
            return None
        written = [path for path, stamp in self._stamps.items() if before.get(path, stamp) != stamp]
        came_or_went = any(not (before[path] and self._stamps[path]) for path in written)
        return None if came_or_went else written

    def about(self, path: Path, line: int | None = None) -> Sequence[Mention]:
        """What documents say of a file, or of a line of it and of the file as a whole."""
        name = self.shown(path)
        return [
            mention
            for checked in self.documents.values()
            for mention in checked.mentions.get(name, ())
            if line is None
            or mention.first is None
            or mention.first <= line <= (mention.last or mention.first)
        ]

    def told(self) -> Iterator[tuple[Path, Sequence[Told]]]:
        """All documents, and other files that something is wrong with, with what it is."""
        for checked in list(self.documents.values()):
            yield checked.path, checked.told
        for one in told(Report((), self.home, tuple(self.problems))):
            yield self.home / one.path, [one]

    def documents_about(self, path: Path) -> Collection[Checked]:
        """The documents that quote a file, or have lines in it."""
        name = self.shown(path)
        return [checked for checked in self.documents.values() if name in checked.files]

    def place(self, checked: Checked, finding: Finding) -> Place | None:
        """Where the code of a reference is now, from the root; None where nobody knows."""
        place = place_now(finding)
        return self._from_home(checked, place) if place else None

    def quoted(self, checked: Checked, finding: Finding) -> Place:
        """Where a document says that the code is, from the root."""
        return self._from_home(checked, quoted_place(finding.reference))

    def code_lines(self, path: Path) -> Sequence[str] | None:
        """The lines of a file as the editor has them; None for what is no file of the code."""
        file = self.code_file(path)
        return [line.removesuffix("\r") for line in file.raw] if file else None

    def code_file(self, path: Path) -> SourceFile | None:
        """A file of the code as the editor has it."""
        for part in dict.fromkeys(self.parts.values()):
            if path.is_relative_to(part.workspace.root):
                name = confined(path.relative_to(part.workspace.root).as_posix())
                file = part.code.read(name) if name else None
                return file if isinstance(file, SourceFile) else None
        return None

    def find(self, id: str, file: str) -> Path | None:
        """The document that a link leads to, by its id, or the name of its file."""
        entry = self._links.find(id, file)
        return entry.path if entry else None

    def _from_home(self, checked: Checked, place: Place) -> Place:
        part = self.parts.get(checked.path)
        return place._replace(path=(part.workspace.shown_prefix if part else "") + place.path)

    def _now(self) -> Mapping[Path, object]:
        """When the known files were last written, and how many bytes they have."""
        files = {self.home / file for one in self.documents.values() for file in one.files}
        return {path: _stamp(path) for path in {*self.documents, *files}}

    def _read(self, path: Path) -> tuple[Entry | None, Reading]:
        """A document as the editor has it, else as it was saved."""
        name, shown = name_of(path.name), self.shown(path)
        saved = self._shelf.read(path)
        text = self.buffers.get(path.resolve()) if self.buffers else None
        entry, reason = (saved, "") if isinstance(saved, Entry) else (None, saved.reason)
        encoding = entry.decoded.encoding if entry else "utf-8"
        if text is not None and name:
            decoded = replace(decode(text.encode("utf-8", "replace")), encoding=encoding)
            try:
                entry, reason = entry_of(path, name, decoded), "it is JSON, but no unit of Swimm's"
            except NotJsonError as error:
                entry, reason = None, str(error)
        if entry is None:
            return None, Reading(shown, Document(), (Problem(shown, 1, reason, unread=True),))
        return entry, reading_of(shown, entry.decoded, entry.document)

    def _checked(
        self, path: Path, entry: Entry | None, reading: Reading, part: Part | None
    ) -> Checked:
        document = reading.document
        if entry is None or part is None:
            unread = Report((CheckedDocument(reading.path, (), reading.problems),), self.home)
            return Checked(path, self._text(path, document), entry, lambda: unread)
        findings = part.checker.check(document, reading.path)
        prefix = part.workspace.shown_prefix
        links = self._links

        def report() -> Report:
            items = tuple(Item(reading.path, finding, "") for finding in findings)
            one = CheckedDocument(reading.path, items, reading.problems, prefix)
            return Report((links.checked(one, document, part.hosted),), self.home)

        mentions = mentions_in([entry], {path: findings}, part.hosted.own).by_path
        files = {confined(finding.reference.path) for finding in findings}
        files |= {finding.place.path for finding in findings if finding.place}
        return Checked(
            path,
            self._text(path, document),
            entry,
            report,
            findings,
            {prefix + name: found for name, found in mentions.items()},
            frozenset(prefix + name for name in files if name),
        )

    def _text(self, path: Path, document: Document) -> str:
        if path.name.endswith(".sw.md"):
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
