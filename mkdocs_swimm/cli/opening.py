"""The documents that a command works on, and what git tells of the repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..code.git import Git
from ..project.folders import (
    documents_in,
    is_file,
    is_folder,
    is_named,
    is_refused,
    repository_documents,
)
from ..project.names import MARKDOWN, SUFFIX, UNIT
from ..project.pages import is_page, pages_in
from ..project.project import Project
from ..reports.report import Problem
from .output import CanNotRun

_BY_TEXT = "moved code is found by its text alone"


def commit_of(project: Project, revision: str, option: str) -> tuple[Git, str]:
    """The commit that an option names, and git, which must be there for that."""
    repository = project.repositories[0]
    if repository.git is None:
        raise CanNotRun(f"{option} needs git, but {repository.why_no_git}")
    commit = repository.git.commit(revision)
    if commit is None:
        raise CanNotRun(f"the revision '{revision}' of {option} is not known; fetch it first")
    return repository.git, commit


def branch_point(revision: str, ref: str | None, project: Project) -> str:
    """The commit where a branch, the current one by default, left the value of ``--base``."""
    git, commit = commit_of(project, revision, "--base")
    head = ref or "HEAD"
    base = git.merge_base(commit, head)
    if base is None:
        hint = "; the clone is shallow, fetch the whole history" if git.is_shallow() else ""
        raise CanNotRun(f"'{revision}' and '{head}' have no commit in common{hint}")
    return base


def home_git(project: Project) -> Git | None:
    """The repository, if it is that of the documents: its paths are those that are reported."""
    git = project.repositories[0].git
    return git if git and git.root.resolve() == project.home else None


def changed_lines(
    base: str, ref: str | None, project: Project
) -> Mapping[str, Sequence[tuple[int, int]]]:
    """What changed since a commit, in the work tree or at ``ref`` (see ``Git.changed_lines``)."""
    git = home_git(project)
    return git.changed_lines(base, git.commit(ref) if ref else None) if git else {}


def limits(project: Project) -> Iterator[str]:
    """What can not be used here."""
    repository = project.repositories[0]
    if repository.git is None:
        yield f"{repository.why_no_git}: {_BY_TEXT}"
    elif not repository.git.lists_files():
        yield (
            "git can not read the repository (see 'git status'): files that it ignores are "
            "checked, too"
        )
    elif repository.git.is_shallow():
        yield (
            f"the clone is shallow: {_BY_TEXT} where history ends; fetch the whole history, "
            "for example with 'fetch-depth: 0'"
        )
    elif repository.git.is_partial():
        yield f"the clone is partial: {_BY_TEXT} where old files were not fetched"


def find_documents(given: Sequence[Path], project: Project) -> Sequence[Path]:
    """The documents to work on, in a stable order, each once.

    Where no files and folders are given, these are all documents and checked pages of the site, or
    without a site those of the repository that git does not ignore.
    """
    if not given and (project.sources or project.pages):
        found = {*project.site_documents(), *pages_in(project.home, project.pages)}
    else:
        found = documents_below(given, project.home)
    if not found:
        where = ", ".join(map(str, given or (project.home,)))
        raise CanNotRun(f"there is no Swimm document ({SUFFIX}) in {where}")
    for path in sorted(found):
        inside = path.is_relative_to(project.home) or not project.by_part
        if not inside and project.source_of(path.parent) is None:
            raise CanNotRun(
                f"{path} is not in {project.home}; check it in a run of its own, or give --root"
            )
    return sorted(found)


def every_document(project: Project) -> Sequence[Path]:
    """All documents of the project, which links may lead to."""
    try:
        return find_documents((), project)
    except CanNotRun:
        return []


def documents_below(given: Sequence[Path], home: Path) -> set[Path]:
    """The documents in files and folders, by default in all of a repository."""
    found: set[Path] = set()
    folders = []
    for path in given or (home,):
        if is_folder(path):
            folders.append(path.resolve())
        elif not is_file(path):
            raise CanNotRun(f"{path} does not exist")
        elif not is_named(path.name) and not is_page(path):
            raise CanNotRun(
                f"{path} is not a document: "
                f"its name ends in none of {SUFFIX}, {UNIT} and {MARKDOWN}"
            )
        else:
            found.add(path.parent.resolve() / path.name)
    try:
        listed = repository_documents(home) if folders else ()
        for folder in folders:
            below = [one for one in listed if one.is_relative_to(folder)]
            # A folder that git ignores is checked when it is asked for.
            found.update(below if below or not given else documents_in(folder))
    except (OSError, RuntimeError) as error:
        raise CanNotRun(f"{home} can not be searched: {error}") from None
    return found


def refused_documents(given: Sequence[Path], project: Project) -> Iterator[Problem]:
    """Documents of the repository that are links which are not followed."""
    home = project.home
    git = Git.find(home)
    folders = [path.resolve() for path in given or (home,)]
    for path in (home / name for name in (git.files() if git else ()) if is_named(name)):
        asked = path.is_symlink() and any(path.is_relative_to(folder) for folder in folders)
        if asked and is_refused(path, home):
            yield Problem(
                project.shown(path),
                1,
                "this link leads out of the repository, to no file, or to what git ignores: it is "
                "not followed; delete it, or put the document itself there",
            )
