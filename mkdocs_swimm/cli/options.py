"""What commands share: options, the documents that they name, and what is printed."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from ..code.git import Git
from ..project.documents import Doc, DocumentCache
from ..project.folders import (
    documents_in,
    is_document_name,
    is_file,
    is_folder,
    is_refused,
    repository_documents,
)
from ..project.names import MARKDOWN, SUFFIX, UNIT
from ..project.opening import open_project
from ..project.pages import is_page, pages_in
from ..project.project import Project
from ..project.repository import DEFAULT_HOSTING, Hosting, ProjectError
from ..reports.report import Diagnostic, problem
from ..safety.files import confined
from ..safety.printable import shown

_MANY = 50
"""So many documents take long enough to show how far it is."""


class CanNotRun(click.ClickException):
    """A command has nothing to work with: reported in one sentence, exit status 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(shown(message))


@contextmanager
def or_stop(failure: str) -> Iterator[None]:
    """Report what the system refuses, as what it means: ``notes.txt can not be written``."""
    try:
        yield
    except OSError as error:
        raise CanNotRun(f"{failure}: {error.strerror or error}") from None


def is_set(name: str) -> bool:
    """Whether one of the options that all commands have is set: ``quiet`` or ``no_progress``."""
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get(name))


def say(*remarks: str) -> None:
    """Print remarks beside the output, each on a line; control characters are only shown."""
    if not is_set("quiet"):
        for text in remarks:
            click.echo(shown(text), err=True)


def answer(text: str) -> None:
    """Print a line of the output; control characters are only shown."""
    click.echo(shown(text))


def print_text(text: str, encoding: str | None = None) -> None:
    """Print a text on the standard output; that nobody reads it to its end is no mistake.

    Without an encoding, it is that of the terminal.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that a terminal does not know is no reason to stop.
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
    colour = bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
    colour = colour and not os.environ.get("NO_COLOR")
    try:
        click.echo(text, nl=False, color=colour)
    except BrokenPipeError:
        # What is still to be written at the end of the process goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_progress(docs: Sequence[Doc]) -> Iterator[Doc]:
    """The documents one after another, with a bar for a person who waits for many."""
    if len(docs) <= _MANY or not sys.stderr.isatty() or is_set("quiet") or is_set("no_progress"):
        yield from docs
        return
    with click.progressbar(docs, label="Checking", file=sys.stderr) as bar:
        yield from bar


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
    elif repository.git.files is None:
        yield (
            "git cannot read the repository (see 'git status'): files that it ignores are "
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
        found = documents_below(given, project)
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


def documents_below(given: Sequence[Path], project: Project) -> set[Path]:
    """The documents in files and folders, by default in all of a repository."""
    found: set[Path] = set()
    home, folders = project.home, []
    for path in given or (home,):
        if is_folder(path):
            folders.append(path.resolve())
        elif not is_file(path):
            raise CanNotRun(f"{path} does not exist")
        elif not is_document_name(path.name) and not is_page(path):
            raise CanNotRun(
                f"{path} is not a document: "
                f"its name ends in none of {SUFFIX}, {UNIT} and {MARKDOWN}"
            )
        else:
            found.add(path.parent.resolve() / path.name)
    try:
        git = home_git(project) or Git.find(home)
        listed = repository_documents(home, git) if folders else ()
        for folder in folders:
            below = [one for one in listed if one.is_relative_to(folder)]
            # A folder that git ignores is checked when it is asked for.
            found.update(below if below or not given else documents_in(folder))
    except (OSError, RuntimeError) as error:
        raise CanNotRun(f"{home} can not be searched: {error}") from None
    return found


def refused_documents(given: Sequence[Path], project: Project) -> Iterator[Diagnostic]:
    """Documents of the repository that are links which are not followed."""
    home = project.home
    git = home_git(project) or Git.find(home)
    folders = [path.resolve() for path in given or (home,)]
    listed = (git.files or ()) if git else ()
    for path in (home / name for name in listed if is_document_name(name)):
        asked = path.is_symlink() and any(path.is_relative_to(folder) for folder in folders)
        if asked and is_refused(path, home):
            yield problem(
                project.shown(path),
                1,
                "this link leads out of the repository, to no file, or to what git ignores: it is "
                "not followed; delete it, or put the document itself there",
            )


_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<first>\d{1,7})(?:-(?P<last>\d{1,7}))?)?(?::\d{1,7})?")

Lines = tuple[int, int]
"""First and last line, 1-based and inclusive."""

PATH = click.Path(path_type=Path)
DOCS = click.argument("docs", nargs=-1, type=PATH)
PLACE = click.argument("place", type=click.Path())
"""A place in the code (see ``read_place``); shells complete it as the name of a file."""

flag = partial(click.option, is_flag=True)
"""An option without a value."""

EXIT_ZERO = flag("--exit-zero", help="Exit with 0 even if something was found.")
FORMAT = click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
REPO_URL = click.option(
    "--repo-url", metavar="URL", help="Where the code is hosted.  [default: the remote 'origin']"
)


def _shared(*names: str, **settings: Any) -> Callable[..., Any]:
    """An option with one variable of the environment for all commands."""
    name = names[-1].strip("-").replace("-", "_").upper()
    return click.option(*names, envvar=f"MKDOCS_SWIMM_{name}", **settings)


_SHARED = (
    _shared("--no-progress", is_flag=True, help="Show no progress bar."),
    _shared("-q", "--quiet", is_flag=True, help="Print only the findings."),
    _shared(
        "--ref",
        metavar="REV",
        help="Read the code at this git revision, without checking it out.",
    ),
    _shared(
        "--root",
        type=PATH,
        metavar="DIR",
        help="Root of the code, over mkdocs.yml.  [default: found by the paths in documents]",
    ),
    _shared(
        "-f",
        "--config-file",
        type=PATH,
        metavar="FILE",
        help="Read the plugin's options from this mkdocs.yml.  [default: the nearest one]",
    ),
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a command works on, as its options say."""

    docs: tuple[Path, ...] = ()  # none for all; the first determines the repository
    root: Path | None = None
    config_file: Path | None = None
    ref: str | None = None

    def open(
        self, hosting: Hosting = DEFAULT_HOSTING, cache: DocumentCache | None = None
    ) -> Project:
        """Open the project, without any documents yet.

        ``hosting`` is what options of the command say about the repository, over the configuration.
        """
        start = self.docs[0] if self.docs else Path.cwd()
        try:
            project = open_project(start, self.root, self.config_file, self.ref, hosting, cache)
        except ProjectError as error:
            raise CanNotRun(str(error)) from None
        if self.ref is not None:
            project = project.at(commit_of(project, self.ref, "--ref")[1], history=False)
        return project

    def read(
        self, hosting: Hosting = DEFAULT_HOSTING, cache: DocumentCache | None = None
    ) -> Project:
        """Open the project (see ``open``) and read the documents; say which can not be."""
        project = self.open(hosting, cache)
        project.read(find_documents(self.docs, project))
        for one in project.unread:
            say(f"{project.shown(one.path)} can not be read: {one.reason}")
        return project


def project_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of all that read documents and code; it gets a ``Scope``."""

    @wraps(command)
    def run(
        docs: tuple[Path, ...] = (),
        root: Path | None = None,
        config_file: Path | None = None,
        ref: str | None = None,
        **options: Any,
    ) -> Any:
        # ``is_set`` looks these up in the context.
        del options["quiet"], options["no_progress"]
        return command(Scope(docs, root, config_file, ref), **options)

    for option in _SHARED:
        run = option(run)
    return run


def read_place(place: str, root: Path) -> tuple[str, Lines | None]:
    """Path and lines, if any, of a place such as ``src/app.py:5-9``; the path is from a root."""
    found = _PLACE.fullmatch(place)
    path, lines = place, None
    if found and not Path(place).exists():
        path = found["path"]
        if found["first"]:
            lines = int(found["first"]), int(found["last"] or found["first"])
    # A file that is gone is looked up all the same; links are taken as they are written.
    full = Path.cwd() / path
    with suppress(OSError, RuntimeError):
        full = full if full.is_relative_to(root) else full.resolve()
    inside = full.is_relative_to(root)
    simple = confined(full.relative_to(root).as_posix()) if inside else None
    if simple is None:
        raise CanNotRun(f"{path} is not in {root}")
    return simple, lines
