"""The options that commands share, and the project and the places in code that they name."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..project.documents import DocumentCache
from ..project.folders import is_folder
from ..project.opening import open_project
from ..project.project import Project
from ..project.repository import NOT_SAID, Hosting, ProjectError
from ..safety.files import confined
from .opening import commit_of, find_documents
from .output import CanNotRun

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<first>\d{1,7})(?:-(?P<last>\d{1,7}))?)?(?::\d{1,7})?")
_PATH = click.Path(path_type=Path)

Lines = tuple[int, int]
"""First and last line, 1-based and inclusive."""


def _files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


DOCS = click.argument("docs", nargs=-1, type=_PATH)
"""Documents and folders."""

PLACE = click.argument("place", shell_complete=_files)
"""A place in the code (see ``read_place``); shells complete it as the name of a file."""

PLACE_OR_NONE = click.argument("place", shell_complete=_files, required=False)

EXIT_ZERO = click.option(
    "--exit-zero", is_flag=True, help="Exit with 0 even if something was found."
)
"""An option of commands whose findings make them fail."""

FORMAT = click.option(
    "--format",
    "form",
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
        type=_PATH,
        metavar="DIR",
        help="Root of the code, over mkdocs.yml.  [default: found by the paths in documents]",
    ),
    _shared(
        "-f",
        "--config-file",
        type=_PATH,
        metavar="FILE",
        help="Read the plugin's options from this mkdocs.yml.  [default: the nearest one]",
    ),
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a command works on, as its options say.

    Attributes:
        docs: Files and folders; none for all documents. The first determines the repository.
        root: The root of the code, where that is chosen.
        config_file: The configuration of a site; the nearest one where it is not given.
        ref: The revision of the code to look at; None for the files as they are.
    """

    docs: tuple[Path, ...] = ()
    root: Path | None = None
    config_file: Path | None = None
    ref: str | None = None

    def open(self, hosting: Hosting = NOT_SAID, cache: DocumentCache | None = None) -> Project:
        """Open the project, without any documents yet.

        Args:
            hosting: What options of the command say about the repository, over the configuration.
            cache: Reads documents, or remembers them.
        """
        if self.root is not None and not is_folder(self.root):
            raise CanNotRun(f"the folder {self.root} of --root does not exist")
        start = self.docs[0] if self.docs else Path.cwd()
        try:
            project = open_project(start, self.root, self.config_file, self.ref, hosting, cache)
        except ProjectError as error:
            raise CanNotRun(str(error)) from None
        if self.ref is not None:
            project = project.at(commit_of(project, self.ref, "--ref")[1], history=False)
        return project

    def read(self, hosting: Hosting = NOT_SAID, cache: DocumentCache | None = None) -> Project:
        """Open the project and read the documents; the arguments are those of ``open``."""
        project = self.open(hosting, cache)
        project.read(find_documents(self.docs, project))
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
    full = Path(path) if Path(path).is_absolute() else Path.cwd() / path
    # A file that is gone is looked up all the same; links are taken as they are written.
    candidate = Path(re.sub(r"/+", "/", str(full)))
    with suppress(OSError, RuntimeError):
        candidate = candidate if candidate.is_relative_to(root) else candidate.resolve()
    inside = candidate.is_relative_to(root)
    simple = confined(candidate.relative_to(root).as_posix()) if inside else None
    if simple is None:
        raise CanNotRun(f"{path} is not in {root}")
    return simple, lines
