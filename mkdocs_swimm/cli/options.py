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

from ..project.documents import DocumentCache
from ..project.folders import is_folder
from ..project.opening import open_project
from ..project.project import Project
from ..project.repository import NOT_SAID, Hosting, ProjectError
from ..safety.files import confined
from .opening import commit_of, find_documents
from .output import CanNotRun

_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<first>\d{1,7})(?:-(?P<last>\d{1,7}))?)?(?::\d{1,7})?")

Lines = tuple[int, int]
"""First and last line, 1-based and inclusive."""

PATH = click.Path(path_type=Path)
DOCS = click.argument("docs", nargs=-1, type=PATH)
PLACE = click.argument("place", type=click.Path())
"""A place in the code (see ``read_place``); shells complete it as the name of a file."""

EXIT_ZERO = click.option(
    "--exit-zero", is_flag=True, help="Exit with 0 even if something was found."
)
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

    def open(self, hosting: Hosting = NOT_SAID, cache: DocumentCache | None = None) -> Project:
        """Open the project, without any documents yet.

        ``hosting`` is what options of the command say about the repository, over the configuration.
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
        """Open the project (see ``open``) and read the documents."""
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
    # A file that is gone is looked up all the same; links are taken as they are written.
    full = Path.cwd() / path
    with suppress(OSError, RuntimeError):
        full = full if full.is_relative_to(root) else full.resolve()
    inside = full.is_relative_to(root)
    simple = confined(full.relative_to(root).as_posix()) if inside else None
    if simple is None:
        raise CanNotRun(f"{path} is not in {root}")
    return simple, lines
