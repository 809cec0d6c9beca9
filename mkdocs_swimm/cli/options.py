"""What commands share: options, the selection of documents, and output."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from ..code.git import Git
from ..project.documents import Doc, DocumentCache
from ..project.folders import (
    REFUSED,
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

_NO_PROGRESS_UP_TO = 50
"""The largest number of documents that are checked without a progress bar."""


class CommandError(click.ClickException):
    """A command cannot run: reported in one sentence, with exit status 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(shown(message))


@contextmanager
def or_fail(failure: str) -> Iterator[None]:
    """Turn an OSError into a CommandError: ``failure``, a colon, and the system's reason."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{failure}: {error.strerror or error}") from None


def is_set(name: str) -> bool:
    """Whether ``quiet`` or ``no_progress``, which all commands have, is set."""
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get(name))


def log(*messages: str) -> None:
    """Print messages to stderr unless ``--quiet`` is set; control characters are escaped."""
    if not is_set("quiet"):
        for text in messages:
            click.echo(shown(text), err=True)


def print_line(text: str) -> None:
    """Print a line to stdout; control characters are escaped."""
    click.echo(shown(text))


def print_text(text: str, encoding: str | None = None) -> None:
    """Print text to stdout, by default in its own encoding; a closed pipe is no error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Characters that a terminal cannot show are escaped.
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
    colour = bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
    colour = colour and not os.environ.get("NO_COLOR")
    try:
        click.echo(text, nl=False, color=colour)
    except BrokenPipeError:
        # Flushing the rest at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_progress(docs: Sequence[Doc]) -> Iterator[Doc]:
    """Yield the documents; a terminal shows a progress bar if there are many."""
    few = len(docs) <= _NO_PROGRESS_UP_TO
    if few or not sys.stderr.isatty() or is_set("quiet") or is_set("no_progress"):
        yield from docs
        return
    with click.progressbar(docs, label="Checking", file=sys.stderr) as bar:
        yield from bar


def commit_of(project: Project, revision: str, option: str) -> tuple[Git, str]:
    """Git, and the commit of the revision that an option names; raises CommandError."""
    repository = project.repositories[0]
    if repository.git is None:
        raise CommandError(f"{option} needs git, but {repository.why_no_git}")
    commit = repository.git.commit(revision)
    if commit is None:
        raise CommandError(f"the revision '{revision}' of {option} is not known; fetch it first")
    return repository.git, commit


def branch_point(revision: str, ref: str | None, project: Project) -> str:
    """The commit at which ``ref``, by default HEAD, branched off the value of ``--base``."""
    git, commit = commit_of(project, revision, "--base")
    head = ref or "HEAD"
    base = git.merge_base(commit, head)
    if base is None:
        hint = "; the clone is shallow: fetch the full history" if git.is_shallow() else ""
        raise CommandError(f"'{revision}' and '{head}' have no commit in common{hint}")
    return base


def home_git(project: Project) -> Git | None:
    """Git, if its root is the project's home, to which reported paths are relative."""
    git = project.repositories[0].git
    return git if git and git.root.resolve() == project.home else None


def changed_lines(
    base: str, ref: str | None, project: Project
) -> Mapping[str, Sequence[tuple[int, int]]]:
    """Lines changed since a commit, in the work tree or at ``ref`` (see ``Git.changed_lines``)."""
    git = home_git(project)
    return git.changed_lines(base, git.commit(ref) if ref else None) if git else {}


def find_documents(given: Sequence[Path], project: Project) -> Sequence[Path]:
    """The documents to work on, sorted, each once.

    By default, these are all documents and checked pages of the site or, without a site, all
    documents of the repository that git does not ignore.
    """
    if not given and (project.sources or project.pages):
        found = {*project.site_documents(), *pages_in(project.home, project.pages)}
    else:
        found = documents_below(given, project)
    if not found:
        where = ", ".join(map(str, given or (project.home,)))
        raise CommandError(f"no Swimm documents ({SUFFIX}) in {where}")
    for path in sorted(found):
        inside = path.is_relative_to(project.home) or not project.by_part
        if not inside and project.source_of(path.parent) is None:
            raise CommandError(
                f"{path} is not in {project.home}; check it in a separate run, or set --root"
            )
    return sorted(found)


def documents_below(given: Sequence[Path], project: Project) -> set[Path]:
    """The documents in files and folders, by default in the whole repository."""
    found: set[Path] = set()
    home, folders = project.home, []
    for path in given or (home,):
        if is_folder(path):
            folders.append(path.resolve())
        elif not is_file(path):
            raise CommandError(f"{path} does not exist")
        elif not is_document_name(path.name) and not is_page(path):
            raise CommandError(
                f"{path} is not a document: its name must end in {SUFFIX}, {UNIT} or {MARKDOWN}"
            )
        else:
            found.add(path.parent.resolve() / path.name)
    try:
        git = home_git(project) or Git.find(home)
        listed = repository_documents(home, git) if folders else ()
        for folder in folders:
            below = [path for path in listed if path.is_relative_to(folder)]
            # A folder that git ignores is checked if it is named.
            found.update(below if below or not given else documents_in(folder))
    except (OSError, RuntimeError) as error:
        raise CommandError(f"{home} cannot be searched: {error}") from None
    return found


def refused_documents(given: Sequence[Path], project: Project) -> Iterator[Diagnostic]:
    """A diagnostic for each document that is a symbolic link and is not followed."""
    home = project.home
    git = home_git(project) or Git.find(home)
    folders = [path.resolve() for path in given or (home,)]
    listed = (git.files or ()) if git else ()
    for path in (home / name for name in listed if is_document_name(name)):
        selected = path.is_symlink() and any(path.is_relative_to(folder) for folder in folders)
        if selected and is_refused(path, home):
            yield problem(project.shown(path), 1, REFUSED)


_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<first>\d{1,7})(?:-(?P<last>\d{1,7}))?)?(?::\d{1,7})?")

Lines = tuple[int, int]
"""First and last line, 1-based and inclusive."""

PATH = click.Path(path_type=Path)
DOCS = click.argument("docs", nargs=-1, type=PATH)
PLACE = click.argument("place", type=click.Path())
"""A place in the code (see ``read_place``), which shells complete as a file name."""

flag = partial(click.option, is_flag=True)

EXIT_ZERO = flag("--exit-zero", help="Exit with status 0 even if something was found.")
FORMAT = click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
REPO_URL = click.option(
    "--repo-url", metavar="URL", help="Where the code is hosted.  [default: the remote 'origin']"
)


def _shared(*names: str, **settings: Any) -> Callable[..., Any]:
    """An option whose environment variable is the same for all commands."""
    name = names[-1].strip("-").replace("-", "_").upper()
    return click.option(*names, envvar=f"MKDOCS_SWIMM_{name}", **settings)


_SHARED = (
    _shared("--no-progress", is_flag=True, help="Hide the progress bar."),
    _shared("-q", "--quiet", is_flag=True, help="Print only the findings."),
    _shared(
        "--ref", metavar="REV", help="Read the code at this git revision, without checking it out."
    ),
    _shared(
        "--root",
        type=PATH,
        metavar="DIR",
        help="Root of the code; overrides mkdocs.yml.  [default: found by the paths in documents]",
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
    """What a command works on, from the options that all commands share."""

    docs: tuple[Path, ...] = ()  # empty for all; the first determines the repository
    root: Path | None = None
    config_file: Path | None = None
    ref: str | None = None

    def open(
        self, hosting: Hosting = DEFAULT_HOSTING, cache: DocumentCache | None = None
    ) -> Project:
        """Open the project without reading documents; ``hosting`` overrides the configuration."""
        start = self.docs[0] if self.docs else Path.cwd()
        try:
            project = open_project(start, self.root, self.config_file, self.ref, hosting, cache)
        except ProjectError as error:
            raise CommandError(str(error)) from None
        if self.ref is not None:
            project = project.at(commit_of(project, self.ref, "--ref")[1], history=False)
        return project

    def read(
        self, hosting: Hosting = DEFAULT_HOSTING, cache: DocumentCache | None = None
    ) -> Project:
        """Open the project (see ``open``) and read the documents; log which are unreadable."""
        project = self.open(hosting, cache)
        project.read(find_documents(self.docs, project))
        for doc in project.unread:
            log(f"{project.shown(doc.path)} cannot be read: {doc.reason}")
        return project


def project_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the shared options to a command, which gets them as a ``Scope``."""

    @wraps(command)
    def run(**options: Any) -> Any:
        # ``is_set`` takes these from the context.
        del options["quiet"], options["no_progress"]
        names = [field.name for field in fields(Scope) if field.name in options]
        return command(Scope(**{name: options.pop(name) for name in names}), **options)

    for option in _SHARED:
        run = option(run)
    return run


def read_place(place: str, root: Path) -> tuple[str, Lines | None]:
    """Split ``src/app.py:5-9`` into path and lines; raises CommandError for a path not in root."""
    match = _PLACE.fullmatch(place)
    path, lines = place, None
    if match and not Path(place).exists():
        path = match["path"]
        if match["first"]:
            lines = int(match["first"]), int(match["last"] or match["first"])
    # The file may be missing; symbolic links below the root are not resolved.
    full = Path.cwd() / path
    with suppress(OSError, RuntimeError):
        full = full if full.is_relative_to(root) else full.resolve()
    inside = full.is_relative_to(root)
    relative = confined(full.relative_to(root).as_posix()) if inside else None
    if relative is None:
        raise CommandError(f"{path} is not in {root}")
    return relative, lines
