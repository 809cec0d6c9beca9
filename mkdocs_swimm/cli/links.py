"""What is wrong with the links and ids of documents, as a build of a site tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
    entries = {path: _entry(home / path, documents.get(path)) for path in every}
    names = DocumentNames(entries.values())
    _, doubles = names.sharing()
    first = {entry.path: other for entry, other in doubles}
    pages = {entry.path: path for path, entry in entries.items()}
    shelved = Shelved(pages, names, Path.as_posix)
    found = []
    for one in checked:
        entry = entries.get(one.path)
        if entry is None or one.unread:
            found.append(one)
            continue
        own = names_in(entry.document)
        site = ExportSite(entry, one.path, shelved, code, github_slug, file_url, own, {})
        told = [
            problem
            for problem in render(entry.document, "", site, state=False).problems
            if problem.kind in _KINDS
        ]
        if entry.path in first:
            told.append(doubled_id(entry.name.id, pages[first[entry.path].path]))
        problems = (
            Problem(one.path, max(problem.line, 1), f"{problem.message}; {problem.remedy}")
            for problem in told
        )
        found.append(replace(one, problems=(*one.problems, *problems)))
    return found


def _entry(path: Path, document: Document | None) -> Entry:
    """A document; one of which no more than the name is needed has no content."""
    name = name_of(path.name)
    assert name  # noqa: S101 - for the type checker
    return Entry(path, name, Decoded(""), "", document or Document())
