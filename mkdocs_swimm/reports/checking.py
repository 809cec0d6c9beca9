"""The documents of a project checked for a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..export.site import Files, FileSite, file_url, github_slug
from ..freshness import Finding
from ..project.documents import Doc
from ..project.problems import doubled_id
from ..project.project import Project, Steps
from ..project.repository import ENOUGH, below, paths_in
from ..rendering import link_problems
from .report import CheckedDocument, Diagnostic, Item, path_from_here, problem


def check(project: Project, steps: Steps = iter) -> Sequence[CheckedDocument]:
    """Check all documents; those that could not be read are among the results.

    ``steps`` goes through the documents, and may show how far it is.
    """
    project.check(steps)
    links = Links(project)
    checked = [
        checked_document(project, doc, project.findings[doc.path], links)
        for doc in project.docs.values()
    ]
    checked += [unread_document(project.shown(one.path), one.reason) for one in project.unread]
    return sorted(checked, key=lambda one: (project.home / one.path).parts)


def unread_document(path: str, reason: str) -> CheckedDocument:
    """A document that can not be read, and why."""
    return CheckedDocument(path, problems=[problem(path, 1, reason, unread=True)])


def checked_document(
    project: Project, doc: Doc, findings: Iterable[Finding], links: Links
) -> CheckedDocument:
    """A document with what was found about its references and what is wrong with its text."""
    path = project.shown(doc.path)
    root = below(project.home, project.repository_of(doc).root)
    problems = []
    if doc.decoded.encoding != "utf-8":
        message = f"it is not UTF-8 and was read as {doc.decoded.encoding}; save it as UTF-8"
        problems.append(problem(path, 1, message))
    for flaw in dict.fromkeys(doc.document.flaws):
        problems.append(problem(path, flaw.line, f"{flaw.message}; {flaw.remedy}"))
    if not doc.is_page:
        problems += links.problems(doc)
    return CheckedDocument(path, [Item(path, one, root) for one in findings], problems, root)


class Links:
    """Finds problems with links, images and ids, in the words of a build."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._first = {doc.path: other for doc, other in project.doubles()}
        pages = {doc.path: project.shown(doc.path) for doc in project.names.docs}
        self._files = Files(pages, file_url)

    def problems(self, doc: Doc) -> Iterator[Diagnostic]:
        """The problems of a document."""
        project, path = self._project, self._files.pages[doc.path]
        site = FileSite(project, doc, github_slug, files=self._files)
        found = list(link_problems(site.content, site))
        if doc.path in self._first:
            found.append(doubled_id(doc.name.id, project.shown(self._first[doc.path].path)))
        for one in found:
            yield problem(path, max(one.line, 1), f"{one.message}; {one.remedy}")


def id_problems(project: Project) -> Iterator[Diagnostic]:
    """Every ``swimm.json`` without an id."""
    message = "it is not JSON with a 'repo_id', so this repository's id is not known"
    ids = [project.ids_of(repository) for repository in project.repositories]
    for folder in dict.fromkeys(at for found in ids for at, id in found.items() if not id):
        yield problem(project.shown(folder / "swimm.json"), 1, message)


def root_hints(project: Project) -> Iterator[str]:
    """A sentence for each repository most of whose files are not where the documents say."""
    for repository in project.repositories:
        paths = paths_in(doc.document for doc in project.docs_of(repository))
        found = repository.elsewhere(paths)
        if found:
            root, words = found
            given = path_from_here(repository.top / root)
            yield f"{words}; give '--root {given}' if that is the root of the code"
        elif len(paths) >= ENOUGH and not any(map(repository.code.kind, paths)):
            yield (
                f"none of the {len(paths)} files of the documents is where they say in "
                f"{repository.root}; name the root of the code with --root if it is another folder"
            )
