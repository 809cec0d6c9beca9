"""What a command works on: the project, its documents, and the options that say which."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ..code.git import Git, is_bare
from ..project.documents import DocumentCache
from ..project.folders import documents_in, is_named, is_refused, repository_documents
from ..project.names import MARKDOWN, SUFFIX, UNIT
from ..project.opening import open_project as open_nearest
from ..project.pages import is_page, pages_in
from ..project.project import Project
from ..project.repository import NOT_SAID, Hosting, ProjectError, is_file, is_folder
from ..reports.report import Problem
from .output import CanNotRun

Command = TypeVar("Command", bound=Callable[..., Any])

_BY_TEXT = "moved code is found by its text alone"


def _take(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Let everything that a command calls know of an option."""
    ctx.meta[f"mkdocs_swimm.{parameter.name}"] = value


EXIT_ZERO = click.option(
    "--exit-zero", is_flag=True, help="Exit with 0 even if something was found."
)
"""An option of commands whose findings make them fail."""


def project_options(command: Command) -> Command:
    """The options of all commands that read documents and code."""
    for option in (
        click.option(
            "--no-progress",
            is_flag=True,
            envvar="MKDOCS_SWIMM_NO_PROGRESS",
            expose_value=False,
            callback=_take,
            help="Show no progress bar.",
        ),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            envvar="MKDOCS_SWIMM_QUIET",
            expose_value=False,
            callback=_take,
            help="Print only the findings.",
        ),
        click.option(
            "--ref",
            envvar="MKDOCS_SWIMM_REF",
            metavar="REV",
            help="Read the code at this git revision, without checking it out.",
        ),
        click.option(
            "--root",
            envvar="MKDOCS_SWIMM_ROOT",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Root of the code, over mkdocs.yml.  [default: found by the paths in documents]",
        ),
        click.option(
            "-f",
            "--config-file",
            envvar="MKDOCS_SWIMM_CONFIG_FILE",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Read the plugin's options from this mkdocs.yml.  [default: the nearest one]",
        ),
    ):
        command = option(command)
    return command


def open_project(
    docs: Sequence[Path] = (),
    root: Path | None = None,
    config_file: Path | None = None,
    ref: str | None = None,
    hosting: Hosting = NOT_SAID,
    cache: DocumentCache | None = None,
) -> Project:
    """Open the project that a command works on, without any documents yet.

    Args:
        docs: The files and folders that were asked for; the first one determines the repository.
        root: The root of the code, where that is chosen.
        config_file: The configuration of a site; the nearest one where it is not given.
        ref: The revision of the code to look at; None for the files as they are.
        hosting: What options of the command say about the repository, over the configuration.
        cache: Reads documents, or remembers them.
    """
    if root is not None and not is_folder(root):
        raise CanNotRun(f"the folder {root} of --root does not exist")
    start = docs[0] if docs else Path.cwd()
    try:
        project = open_nearest(start, root, config_file, ref, hosting, cache)
    except ProjectError as error:
        raise CanNotRun(str(error)) from None
    if ref is not None:
        _, commit = commit_of(project, ref, "--ref")
        project = project.at(commit, history=False)
    return project


def commit_of(project: Project, revision: str, option: str) -> tuple[Git, str]:
    """The commit that an option names, and git, which must be there for that."""
    repository = project.repositories[0]
    if repository.git is None:
        raise CanNotRun(f"{option} needs git, but {repository.why_no_git}")
    commit = repository.git.commit(revision)
    if commit is None:
        raise CanNotRun(f"the revision '{revision}' of {option} is not known; fetch it first")
    return repository.git, commit


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

    Args:
        given: Files and folders; where there are none, all documents and checked pages of the site
            are meant, or without a site those of the repository that git does not ignore.
        project: Where documents and code are.
    """
    if not given and (project.sources or project.pages):
        found = {*project.site_documents(), *pages_in(project.home, project.pages)}
    else:
        found = _found(given, project)
    if not found:
        where = ", ".join(map(str, given or (project.home,)))
        if is_bare(project.home):
            raise CanNotRun(f"{where} is a bare repository, which has no files: do this in a clone")
        raise CanNotRun(f"there is no Swimm document ({SUFFIX}) in {where}")
    for path in sorted(found):
        inside = path.is_relative_to(project.home) or not project.by_part
        if not inside and project.source_of(path.parent) is None:
            raise CanNotRun(
                f"{path} is not in {project.home}; check it in a run of its own, or give --root"
            )
    return sorted(found)


def left_out(paths: Collection[Path], project: Project) -> int:
    """How many documents of the repository are none of the site's, which are ``paths``."""
    return len(_found((), project) - {*paths}) if project.sources else 0


def _found(given: Sequence[Path], project: Project) -> set[Path]:
    home = project.home
    found: set[Path] = set()
    listed: Sequence[Path] | None = None
    for path in given or (home,):
        if is_folder(path):
            folder = path.resolve()
            if listed is None:
                listed = _search(home)
            below = [one for one in listed if one.is_relative_to(folder)]
            # A folder that git ignores is checked when it is asked for.
            found.update(below if below or not given else _walk(folder))
        elif not is_file(path):
            raise CanNotRun(f"{path} does not exist")
        elif not is_named(path.name) and not is_page(path):
            raise CanNotRun(
                f"{path} is not a document: "
                f"its name ends in none of {SUFFIX}, {UNIT} and {MARKDOWN}"
            )
        else:
            found.add(path.parent.resolve() / path.name)
    return found


def _search(home: Path) -> Sequence[Path]:
    try:
        return repository_documents(home)
    except (OSError, RuntimeError) as error:
        raise CanNotRun(f"{home} can not be searched: {error}") from None


def _walk(folder: Path) -> Sequence[Path]:
    try:
        return documents_in(folder)
    except (OSError, RuntimeError) as error:
        raise CanNotRun(f"{folder} can not be searched: {error}") from None


def refused_documents(given: Sequence[Path], project: Project) -> Sequence[Problem]:
    """Documents of the repository that are links which are not followed."""
    home = project.home
    git = Git.find(home)
    folders = [path.resolve() for path in given or (home,)]
    message = (
        "this link leads out of the repository, to no file, or to what git ignores: it is not "
        "followed; delete it, or put the document itself there"
    )
    return [
        Problem(project.shown(path), 1, message)
        for path in (home / name for name in (git.files() if git else ()) if is_named(name))
        if path.is_symlink()
        and any(path.is_relative_to(folder) for folder in folders)
        and is_refused(path, home)
    ]


def every_document(project: Project) -> Sequence[Path]:
    """All documents of the project, which links may lead to."""
    try:
        return [*find_documents((), project)]
    except CanNotRun:
        return []
