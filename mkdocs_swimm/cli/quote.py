"""``mkdocs-swimm quote``, ``token``, ``path`` and ``link``: what to paste into a document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ..code.source_file import SourceFile
from ..code.words import split_words
from ..project.documents import Doc, DocumentCache
from ..project.repository import Repository
from ..reports.messages import obstacle
from ..safety.files import is_within
from ..writing import forms
from .options import PATH, PLACE, Lines, Scope, project_options, read_place
from .output import CanNotRun, print_text

_EXIT = """
Nothing is changed. Exit status: 0 if it was printed, 2 if it could not be, for example because the
file is binary or git ignores it.
"""
_QUOTE = f"""Print lines of code as a snippet, ready to paste into a document.

PLACE is a file with lines, relative to the current folder; without lines, the whole file is quoted.
Blank lines at either end are left out. Replace '&nbsp;' with the comment of the snippet. With
--plain, the lines must be committed.

\b
Examples:
  mkdocs-swimm quote src/app.py:5-9
  mkdocs-swimm quote --plain src/app.py:5-9
{_EXIT}"""
_TOKEN = f"""Print a name in the code, or a few words of a line, as a token.

PLACE is a file with a line, relative to the current folder. If the line has NAME several times, the
occurrences are listed; choose one with --nth.

\b
Examples:
  mkdocs-swimm token src/app.py:12 parse
  mkdocs-swimm token src/app.py:12 parse --nth 2
{_EXIT}"""
_PATH_HELP = f"""Print the path of a file or folder, ready to paste into a document.

PLACE is the file or folder, relative to the current folder.
{_EXIT}"""
_LINK = f"""Print a link to a document, ready to paste into another one.

DOC is the file of the document, relative to the current folder.
{_EXIT}"""
_PLAIN = click.option(
    "--plain", is_flag=True, help="Print ordinary Markdown with permalinks to the code host."
)


def _prints(command: Callable[..., str]) -> Callable[..., None]:
    """Print what a command returns; what no document can say is an error of the command."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            text = command(*arguments, **options)
        except forms.CanNotWriteError as error:
            raise CanNotRun(str(error)) from None
        print_text(text + "\n", "utf-8")

    return run


@click.command(help=_QUOTE, short_help="Print lines of code as a snippet.")
@PLACE
@project_options
@_PLAIN
@_prints
def quote(scope: Scope, place: str, plain: bool) -> str:
    """Print lines of code as a snippet."""
    repository, path, lines = _look_up(scope, place)
    file = _file(repository, path)
    first, last = forms.line_span(file, *(lines or (1, max(1, len(file.raw)))))
    if plain:
        return forms.plain_snippet(file, first, last, _url(repository, path, (first, last)))
    return forms.snippet(file, first, last)


@click.command(help=_TOKEN, short_help="Print a name in the code as a token.")
@PLACE
@click.argument("name")
@project_options
@click.option(
    "--nth",
    type=click.IntRange(1),
    metavar="N",
    help="Which occurrence on the line, if there are several.",
)
@_PLAIN
@_prints
def token(scope: Scope, place: str, name: str, nth: int | None, plain: bool) -> str:
    """Print a name in the code as a token."""
    repository, path, lines = _look_up(scope, place)
    if lines is None or lines[0] != lines[1]:
        raise CanNotRun(f"{place} is not one line; name it, as in app.py:5")
    file, number, name = _file(repository, path), lines[0], name.strip()
    forms.line_span(file, number, number)
    words = _choose(f"{path}:{number}", file.raw[number - 1].removesuffix("\r"), name, nth)
    if plain:
        return forms.plain_link(name, _url(repository, path, lines))
    return forms.token(file, number, words)


@click.command(help=_PATH_HELP, short_help="Print the path of a file or folder.")
@PLACE
@project_options
@_PLAIN
@_prints
def path(scope: Scope, place: str, plain: bool) -> str:
    """Print the path of a file or folder."""
    repository, path, lines = _look_up(scope, place)
    if lines or not path:
        raise CanNotRun(f"{place} is {'a line' if lines else 'the root'}; name a file or folder")
    folder = _kind(repository, path) == "folder"
    if plain:
        return forms.plain_link(path, _url(repository, path, None))
    return forms.path(path, folder=folder)


@click.command(help=_LINK, short_help="Print a link to a document.")
@click.argument("doc", type=PATH)
@_PLAIN
@_prints
def link(doc: Path, plain: bool) -> str:
    """Print a link to a document."""
    project = Scope((doc,)).open()
    if not is_within(doc, project.home):
        raise CanNotRun(f"{doc} is not in {project.home}")
    read, shown = DocumentCache().read(doc), project.shown(doc)
    if not isinstance(read, Doc):
        raise CanNotRun(f"{doc} can not be read: {read.reason}")
    if plain:
        return forms.plain_link(read.title, f"/{forms.href(shown)}", code=False)
    return forms.link(shown, read.title)


def _look_up(scope: Scope, place: str) -> tuple[Repository, str, Lines | None]:
    """The repository that a place is in, by its nearest root, and path and lines in there."""
    project = scope.open()
    here = (Path.cwd() / place).parent.resolve()
    around = [one for one in project.repositories if here.is_relative_to(one.root)]
    own = project.repositories[0]
    # What no document of the site is about may be quoted in others all the same.
    rest = own if scope.root else own.at(project.home)
    repository = max(around, key=lambda one: len(one.root.parts), default=rest)
    return repository, *read_place(place, repository.root)


def _kind(repository: Repository, path: str) -> str:
    """What a path is that a document may refer to."""
    kind = repository.code.kind(path)
    if kind is None:
        raise CanNotRun(f"{path} does not exist")
    if repository.code.ignored([path]):
        raise CanNotRun(obstacle(path, "ignored"))
    return kind


def _file(repository: Repository, path: str) -> SourceFile:
    if _kind(repository, path) == "folder":
        raise CanNotRun(f"{path} is a folder; name a file")
    file = repository.code.read(path)
    if not isinstance(file, SourceFile):
        raise CanNotRun(obstacle(path, file.obstacle))
    return file


def _choose(place: str, line: str, name: str, nth: int | None) -> tuple[int, int]:
    """The words of a line that a name is."""
    found, words = forms.occurrences(line, name), split_words(line)
    times = "once" if len(found) == 1 else f"{len(found)} times"
    if not found:
        at = line.find(name) if name else -1
        part = forms.words_between(line, at, at + len(name)) if at >= 0 else None
        whole = "".join(words[part[0] : part[1] + 1]) if part else ""
        hint = f" but as a part of '{whole}'; give that" if whole else ""
        raise CanNotRun(f"{place} has no '{name}'{hint}")
    if nth is None and len(found) > 1:
        columns = [len("".join(words[:first])) + 1 for first, _ in found]
        choices = [f"--nth {number} in column {at}" for number, at in enumerate(columns, 1)]
        raise CanNotRun(f"{place} has '{name}' {times}; give {', '.join(choices)}")
    if nth and nth > len(found):
        raise CanNotRun(f"{place} has '{name}' only {times}")
    return found[(nth or 1) - 1]


def _url(repository: Repository, path: str, lines: Lines | None) -> str:
    """Where a path is hosted, pinned to the commit that is checked out."""
    host = repository.host
    if repository.git is None or host is None:
        raise CanNotRun(
            "it is not known where the code is hosted; "
            "set 'repo_url' in mkdocs.yml, or git's remote 'origin' to its address"
        )
    committed, now, full = repository.code_at("HEAD"), repository.code, repository.prefix + path
    if lines is None:
        if committed.kind(path) is None:
            raise CanNotRun(f"{path} is not committed, so that no link leads to it")
        return host.folder_url(full) if now.kind(path) == "folder" else host.file_url(full)
    files, part = (committed.read(path), now.read(path)), slice(lines[0] - 1, lines[1])
    old, new = (one.lines[part] if isinstance(one, SourceFile) else None for one in files)
    if old is None or old != new:
        raise CanNotRun(f"{path} has other lines there than its last commit; commit it first")
    return host.file_url(full, *lines)
