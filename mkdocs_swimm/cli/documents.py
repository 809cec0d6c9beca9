"""The documents that a command works on: found, and read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..code.git import Git, is_bare
from ..format.document import Document
from ..format.encoding import Decoded, decode
from ..format.unit import NotJsonError
from ..project.folders import documents_in, is_document, is_refused
from ..project.library import Entry, Shelf, read_named
from ..project.names import SUFFIX, UNIT
from ..project.workspace import Workspace, is_file, is_folder
from ..safety.files import is_within
from .identity import document_key
from .output import CanNotRun
from .report import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read: nothing where it could not be; paths are from the root."""

    path: str
    document: Document
    problems: tuple[Problem, ...] = ()


def find_documents(given: Sequence[Path], workspace: Workspace) -> Sequence[Path]:
    """The documents to check, in a stable order, each once.

    Args:
        given: Files and folders; where there are none, the whole repository is meant.
        workspace: Where documents and code are.
    """
    git = Git.find(workspace.home)
    if git and not git.lists_files():
        git = None
    listed = [workspace.home / name for name in (git.files() if git else ()) if _is_one(name)]
    found: set[Path] = set()
    for path in given or (workspace.home,):
        if is_folder(path):
            folder = path.resolve()
            below = [
                one
                for one in listed
                if one.is_relative_to(folder)
                and is_file(one)
                and not (one.is_symlink() and is_refused(one, workspace.home))
                and is_within(one, workspace.home)
                and is_document(one)
            ]
            # A folder that git ignores is checked when it is asked for.
            found.update(below if below or (git and not given) else _walk(folder))
        elif not is_file(path):
            raise CanNotRun(f"{path} does not exist")
        elif not _is_one(path.name):
            raise CanNotRun(
                f"{path} is no Swimm document: its name ends in neither {SUFFIX} nor {UNIT}"
            )
        else:
            found.add(path.parent.resolve() / path.name)
    if not found:
        where = ", ".join(map(str, given or (workspace.home,)))
        if is_bare(workspace.home):
            raise CanNotRun(f"{where} is a bare repository, which has no files: do this in a clone")
        raise CanNotRun(f"there is no Swimm document ({SUFFIX}) in {where}")
    outside = [path for path in sorted(found) if not path.is_relative_to(workspace.home)]
    if outside and not workspace.chosen:
        raise CanNotRun(
            f"{outside[0]} is not in {workspace.home}; check it in a run of its own, or give --root"
        )
    return sorted(found)


def refused_documents(given: Sequence[Path], workspace: Workspace) -> Sequence[Problem]:
    """Documents of the repository that are links which are not followed."""
    git = Git.find(workspace.home)
    listed = [workspace.home / name for name in (git.files() if git else ()) if _is_one(name)]
    folders = [path.resolve() for path in given or (workspace.home,)]
    message = (
        "this link leads out of the repository, to no file, or to what git ignores: it is not "
        "followed; delete it, or put the document itself there"
    )
    return [
        Problem(workspace.shown(path), 1, message)
        for path in listed
        if path.is_symlink()
        and any(path.is_relative_to(folder) for folder in folders)
        and is_refused(path, workspace.home)
    ]


def _walk(folder: Path) -> Sequence[Path]:
    try:
        return documents_in(folder)
    except (OSError, RuntimeError) as error:
        raise CanNotRun(f"{folder} can not be searched: {error}") from None


def _is_one(name: str) -> bool:
    return name.endswith((SUFFIX, UNIT))


def read_documents(
    paths: Iterable[Path], workspace: Workspace, shelf: Shelf | None = None
) -> Sequence[Reading]:
    """Read documents; nothing is raised for one that can not be read."""
    shelf = shelf or Shelf()
    readings = []
    for path in paths:
        shown = workspace.shown(path)
        entry = shelf.read(path)
        if isinstance(entry, Entry):
            readings.append(reading_of(shown, entry.decoded, entry.document))
        else:
            problem = Problem(shown, 1, entry.reason, unread=True)
            readings.append(Reading(shown, Document(), (problem,)))
    return readings


def by_root(
    readings: Sequence[Reading], workspace: Workspace, revision: str | None = None
) -> Iterator[tuple[Workspace, Sequence[Reading]]]:
    """Documents by the root of the code that they speak of (see ``Workspace.parts``)."""
    known = {workspace.home / reading.path: reading for reading in readings}
    documents = {path: reading.document for path, reading in known.items()}
    for part, paths in workspace.parts(documents, revision):
        yield part, [known[path] for path in paths]


def every_document(workspace: Workspace, commit: str | None = None) -> Sequence[str]:
    """The paths of all documents of a commit, or of the files as they are, from the root."""
    if commit is not None:
        git = Git.find(workspace.home)
        return [path for path in (git.files(commit) if git else ()) if _is_one(path)]
    try:
        return [workspace.shown(path) for path in find_documents((), workspace)]
    except CanNotRun:
        return []


def documents_at(commit: str, git: Git, names: frozenset[str]) -> Sequence[Reading]:
    """Those documents of a commit that have one of some keys (see ``document_key``)."""
    readings = []
    for path in git.files(commit):
        if _is_one(path) and document_key(path) in names:
            data = git.read(f"{commit}:{path}")
            if data is not None:
                decoded = decode(data)
                try:
                    document = read_named(path, decoded.text)
                except NotJsonError:
                    continue
                if document is not None:
                    readings.append(reading_of(path, decoded, document))
    return readings


def reading_of(path: str, decoded: Decoded, document: Document) -> Reading:
    """A document that was read, with what is wrong with it."""
    problems = [
        Problem(path, flaw.line, f"{flaw.message}; {flaw.remedy}")
        for flaw in dict.fromkeys(document.flaws)
    ]
    if decoded.encoding != "utf-8":
        message = f"it is not UTF-8 and was read as {decoded.encoding}; save it as UTF-8"
        problems.insert(0, Problem(path, 1, message))
    return Reading(path, document, tuple(problems))
