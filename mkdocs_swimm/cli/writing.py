"""``mkdocs-swimm new``, and ``quote``, ``token``, ``path`` and ``link``: what to paste into it."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import yaml

from ..code.ownership import decode_repo_id
from ..code.source_file import SourceFile
from ..code.words import split_words
from ..format.constructs import Meta
from ..format.document import Document, read
from ..format.tags import escape
from ..project.documents import Doc, DocumentCache
from ..project.folders import is_folder, repo_id_of
from ..project.names import SUFFIX, safe_name
from ..project.repository import Repository
from ..reports.messages import obstacle
from ..reports.report import path_from_here
from ..safety.files import destination, is_within
from ..writing import forms
from .options import (
    PATH,
    PLACE,
    CanNotRun,
    Lines,
    Scope,
    answer,
    flag,
    or_stop,
    print_text,
    project_options,
    read_place,
)

_TEMPLATE = ".t.sw.md"
_ID = string.ascii_lowercase + string.digits
_LONGEST_SLUG = 80
_NEW = f"""Create a new document and print its path.

It is created in the nearest .swm folder, from the current folder up to the root of the repository,
with a name and an id that no other document has. If that folder has a template (*{_TEMPLATE}), the
document starts from it; choose among several with --template. Existing files are never overwritten.

\b
Examples:
  mkdocs-swimm new "How the queue works"
  mkdocs-swimm new "Release 4" --template release

Exit status: 0 if it was created, 2 if it could not be.
"""


@click.command(help=_NEW, short_help="Create a new document.")
@click.argument("title")
@click.option("--template", metavar="NAME", help=f"Start from the template NAME{_TEMPLATE}.")
@flag("--blank", help="Start without a template.")
def new(title: str, template: str | None, blank: bool) -> None:
    """Write a new document."""
    title = " ".join(title.split())
    if not title or not title.isprintable():
        raise CanNotRun("the title is empty, or has characters that can not be printed")
    project = Scope().open()
    home, here = project.home, Path.cwd().resolve()
    above = (one / ".swm" for one in (here, *here.parents) if one.is_relative_to(home))
    folder = next(filter(is_folder, above), home / ".swm")
    start = None if blank else _template(folder, template)
    text = _text(title, start, repo_id_of(folder))
    # As Swimm has the title in the name of a file (``FORMAT.md`` section 2).
    words = re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title.lower()))
    slug = safe_name(words[:_LONGEST_SLUG].strip("-")) or "document"
    name = f"{slug}.{''.join(secrets.choice(_ID) for _ in range(8))}{SUFFIX}"
    with or_stop(f"{folder / name} can not be written"):
        path = destination(folder / name, home)
        path.parent.mkdir(exist_ok=True)
        # Fails where somebody else has made the file meanwhile.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    answer(path_from_here(path))


def _template(folder: Path, wanted: str | None) -> Document | None:
    """The template that is asked for, or the only one."""
    paths = (path for path in sorted(folder.glob(f"*{_TEMPLATE}")) if is_within(path, folder))
    found = {path.name.removesuffix(_TEMPLATE): path for path in paths}
    # An id behind the name is decoration here.
    chosen = [key for key in found if wanted in (None, key, key.partition(".")[0])]
    if wanted is not None and not chosen:
        raise CanNotRun(f"there is no template '{wanted}' in {path_from_here(folder)}")
    if len(chosen) > 1:
        names = ", ".join(f"--template {key}" for key in chosen)
        raise CanNotRun(f"there are several templates; give one of {names}, or --blank")
    if not chosen:
        return None
    doc = DocumentCache().read(found[chosen[0]])
    if not isinstance(doc, Doc):
        raise CanNotRun(f"{path_from_here(doc.path)} can not be read: {doc.reason}")
    return doc.document


def _text(title: str, template: Document | None, repo_id: str | None) -> str:
    """A document of the newest generation (``FORMAT.md`` sections 1 and 6.6)."""
    front_matter = yaml.safe_dump({"title": title}, allow_unicode=True, width=10**9)
    body = template.body.strip("\n") if template else "&nbsp;"
    text = f"---\n{front_matter}---\n\n{body}\n"
    if any(isinstance(one, Meta) for one in read(text).constructs):
        return text
    repo = ""
    if repo_id:
        decoded = decode_repo_id(repo_id)
        repo = f' repo-id="{escape(repo_id)}"'
        repo += f' repo-name="{escape(decoded.name)}"' if decoded else ""
    powered = "<sup>Powered by [Swimm](https://app.swimm.io/)</sup>"
    return f'{text}\n<SwmMeta version="3.0.0"{repo}>{powered}</SwmMeta>\n'


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
_PLAIN = flag("--plain", help="Print ordinary Markdown with permalinks to the code host.")


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
        raise CanNotRun(f"{place} has no '{name}' as whole words")
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
