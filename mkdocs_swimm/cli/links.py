"""What is wrong with the links and ids of documents, as a build of a site tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..code.ownership import names_in
from ..export.site import ExportSite, Shelved, file_url, github_slug
from ..format.document import Document
from ..format.encoding import Decoded
from ..project.library import DocumentNames, Entry
from ..project.linked_code import Code
from ..project.names import name_of
from ..project.problems import doubled_id
from ..rendering import render
from .report import CheckedDocument, Problem

_KINDS = ("links", "images")


@dataclass(eq=False)
class Links:
    """The documents that links of a repository can lead to.

    Attributes:
        every: The paths of all documents of the repository, from its root.
        home: Its root.
    """

    every: Iterable[str]
    home: Path
    _shelved: Shelved = field(init=False)
    _first: Mapping[Path, Entry] = field(init=False)

    def __post_init__(self) -> None:
        entries = [_entry(self.home / path) for path in self.every]
        names = DocumentNames(entries)
        pages = {entry.path: self._shown(entry) for entry in entries}
        self._shelved = Shelved(pages, names, Path.as_posix)
        self._first = {entry.path: other for entry, other in names.sharing()[1]}

    def checked(self, one: CheckedDocument, document: Document, code: Code) -> CheckedDocument:
        """A checked document with what is wrong with its links and its id."""
        path = self.home / one.path
        if one.unread or path not in self._shelved.pages:
            return one
        own = names_in(document)
        entry = _entry(path, document)
        site = ExportSite(entry, one.path, self._shelved, code, github_slug, file_url, own, {})
        told = [
            problem
            for problem in render(document, "", site, state=False).problems
            if problem.kind in _KINDS
        ]
        if path in self._first:
            told.append(doubled_id(entry.name.id, self._shown(self._first[path])))
        problems = (
            Problem(one.path, max(problem.line, 1), f"{problem.message}; {problem.remedy}")
            for problem in told
        )
        return replace(one, problems=(*one.problems, *problems))

    def find(self, id: str, file: str) -> Entry | None:
        """The document that a link leads to (see ``DocumentNames.find``)."""
        return self._shelved.names.find(id, file)

    def _shown(self, entry: Entry) -> str:
        return entry.path.relative_to(self.home).as_posix()


def with_links(
    checked: Iterable[CheckedDocument],
    documents: Mapping[str, Document],
    every: Iterable[str],
    code: Code,
    home: Path,
) -> Sequence[CheckedDocument]:
    """Checked documents with what is wrong with their links and ids.

    ``every`` are the paths of all documents of the repository, from its root ``home``.
    """
    links = Links(every, home)
    return [links.checked(one, documents.get(one.path, Document()), code) for one in checked]


def _entry(path: Path, document: Document | None = None) -> Entry:
    """A document; one of which no more than the name is needed has no content."""
    name = name_of(path.name)
    assert name  # noqa: S101 - for the type checker
    return Entry(path, name, Decoded(""), "", document or Document())
