"""``mkdocs-swimm new``, and ``quote``, ``token``, ``path`` and ``link``, which print references."""

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
    CommandError,
    Lines,
    Scope,
    flag,
    or_fail,
    print_line,
    print_text,
    project_options,
    read_place,
)

_TEMPLATE = ".t.sw.md"
_ID = string.ascii_lowercase + string.digits
_LONGEST_SLUG = 80
_NEW = f"""Create a new document and print its path.

It is created in the nearest .swm folder, from the current folder up to the root of the repository,
with a name and an id of its own. If that folder has a template (*{_TEMPLATE}), the document starts
from it; choose among several with --template. Existing files are never overwritten.

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
    title = " ".join(title.split())
    if not title or not title.isprintable():
        raise CommandError("the title is empty or has unprintable characters")
    project = Scope().open()
    home, here = project.home, Path.cwd().resolve()
    above = (path / ".swm" for path in (here, *here.parents) if path.is_relative_to(home))
    folder = next(filter(is_folder, above), home / ".swm")
    start = None if blank else _template(folder, template)
    text = _text(title, start, repo_id_of(folder))
    # The slug is formed as by Swimm (``FORMAT.md`` section 2).
    words = re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title.lower()))
    slug = safe_name(words[:_LONGEST_SLUG].strip("-")) or "document"
    name = f"{slug}.{''.join(secrets.choice(_ID) for _ in range(8))}{SUFFIX}"
    with or_fail(f"{folder / name} cannot be written"):
        path = destination(folder / name, home)
        path.parent.mkdir(exist_ok=True)
        # Fails if the file exists.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    print_line(path_from_here(path))


def _template(folder: Path, name: str | None) -> Document | None:
    """The template of a name, by default the only one; None if there is none."""
    paths = (path for path in sorted(folder.glob(f"*{_TEMPLATE}")) if is_within(path, folder))
    templates = {path.name.removesuffix(_TEMPLATE): path for path in paths}
    # An id after the name may be left out.
    chosen = [key for key in templates if name in (None, key, key.partition(".")[0])]
    if name is not None and not chosen:
        raise CommandError(f"no template '{name}' in {path_from_here(folder)}")
    if len(chosen) > 1:
        choices = ", ".join(f"--template {key}" for key in chosen)
        raise CommandError(f"there are several templates; choose {choices}, or --blank")
    if not chosen:
        return None
    doc = DocumentCache().read(templates[chosen[0]])
    if not isinstance(doc, Doc):
        raise CommandError(f"{path_from_here(doc.path)} cannot be read: {doc.reason}")
    return doc.document


def _text(title: str, template: Document | None, repo_id: str | None) -> str:
    """A document of the newest generation (``FORMAT.md`` sections 1 and 6.6)."""
    front_matter = yaml.safe_dump({"title": title}, allow_unicode=True, width=10**9)
    body = template.body.strip("\n") if template else "&nbsp;"
    text = f"---\n{front_matter}---\n\n{body}\n"
    if any(isinstance(construct, Meta) for construct in read(text).constructs):
        return text
    repo = ""
    if repo_id:
        decoded = decode_repo_id(repo_id)
        repo = f' repo-id="{escape(repo_id)}"'
        repo += f' repo-name="{escape(decoded.name)}"' if decoded else ""
    powered = "<sup>Powered by [Swimm](https://app.swimm.io/)</sup>"
    return f'{text}\n<SwmMeta version="3.0.0"{repo}>{powered}</SwmMeta>\n'


_EXIT = """
No file is changed. Exit status: 0 if it was printed, 2 if it could not be, for example because the
file is binary or git ignores it.
"""
_QUOTE = f"""Print lines of code as a snippet, ready to paste into a document.

PLACE is a file with lines, relative to the current folder; without lines, the whole file is quoted.
Blank lines at either end are left out. Replace '&nbsp;' with a comment on the snippet. With
--plain, the lines must be committed.

\b
Examples:
  mkdocs-swimm quote src/app.py:5-9
  mkdocs-swimm quote --plain src/app.py:5-9
{_EXIT}"""
_TOKEN = f"""Print a name in the code, or a few words of a line, as a token.

PLACE is a file with a line, relative to the current folder. If NAME is on the line several times,
the occurrences are listed; choose one with --nth.

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
    """Make a command print what it returns, and fail if a document cannot express it."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            text = command(*arguments, **options)
        except forms.CannotWriteError as error:
            raise CommandError(str(error)) from None
        print_text(text + "\n", "utf-8")

    return run


@click.command(help=_QUOTE, short_help="Print lines of code as a snippet.")
@PLACE
@project_options
@_PLAIN
@_prints
def quote(scope: Scope, place: str, plain: bool) -> str:
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
    repository, path, lines = _look_up(scope, place)
    if lines is None or lines[0] != lines[1]:
        raise CommandError(f"{place} is not one line; name it, as in app.py:5")
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
    repository, path, lines = _look_up(scope, place)
    if lines or not path:
        raise CommandError(f"{place} is {'a line' if lines else 'the root'}; name a file or folder")
    folder = _kind(repository, path) == "folder"
    if plain:
        return forms.plain_link(path, _url(repository, path, None))
    return forms.path(path, folder=folder)


@click.command(help=_LINK, short_help="Print a link to a document.")
@click.argument("doc", type=PATH)
@_PLAIN
@_prints
def link(doc: Path, plain: bool) -> str:
    project = Scope((doc,)).open()
    if not is_within(doc, project.home):
        raise CommandError(f"{doc} is not in {project.home}")
    read, shown = DocumentCache().read(doc), project.shown(doc)
    if not isinstance(read, Doc):
        raise CommandError(f"{doc} cannot be read: {read.reason}")
    if plain:
        return forms.plain_link(read.title, f"/{forms.href(shown)}", code=False)
    return forms.link(shown, read.title)


def _look_up(scope: Scope, place: str) -> tuple[Repository, str, Lines | None]:
    """The repository with the nearest root around a place, and the place's path and lines there."""
    project = scope.open()
    here = (Path.cwd() / place).parent.resolve()
    around = [one for one in project.repositories if here.is_relative_to(one.root)]
    own = project.repositories[0]
    # Code of the repository outside of all roots may be quoted too.
    fallback = own if scope.root else own.at(project.home)
    repository = max(around, key=lambda one: len(one.root.parts), default=fallback)
    return repository, *read_place(place, repository.root)


def _kind(repository: Repository, path: str) -> str:
    """The kind of a path; raises CommandError if documents cannot refer to it."""
    kind = repository.code.kind(path)
    if kind is None:
        raise CommandError(f"{path} does not exist")
    if repository.code.ignored([path]):
        raise CommandError(obstacle(path, "ignored"))
    return kind


def _file(repository: Repository, path: str) -> SourceFile:
    if _kind(repository, path) == "folder":
        raise CommandError(f"{path} is a folder; name a file")
    file = repository.code.read(path)
    if not isinstance(file, SourceFile):
        raise CommandError(obstacle(path, file.obstacle))
    return file


def _choose(place: str, line: str, name: str, nth: int | None) -> tuple[int, int]:
    """The span, in words of the line, of an occurrence of a name."""
    found, words = forms.occurrences(line, name), split_words(line)
    times = "once" if len(found) == 1 else f"{len(found)} times"
    if not found:
        raise CommandError(f"{place} does not have '{name}' as whole words")
    if nth is None and len(found) > 1:
        columns = [len("".join(words[:first])) + 1 for first, _ in found]
        choices = [f"--nth {number} (column {at})" for number, at in enumerate(columns, 1)]
        raise CommandError(f"{place} has '{name}' {times}; choose {', '.join(choices)}")
    if nth and nth > len(found):
        raise CommandError(f"{place} has '{name}' only {times}")
    return found[(nth or 1) - 1]


def _url(repository: Repository, path: str, lines: Lines | None) -> str:
    """The permalink to a path, pinned to the commit that is checked out."""
    host = repository.host
    if repository.git is None or host is None:
        raise CommandError(
            "no code host is known; set 'repo_url' in mkdocs.yml, or the URL of the remote 'origin'"
        )
    committed, now, full = repository.code_at("HEAD"), repository.code, repository.prefix + path
    if lines is None:
        if committed.kind(path) is None:
            raise CommandError(f"{path} is not committed, so it has no permalink; commit it first")
        return host.folder_url(full) if now.kind(path) == "folder" else host.file_url(full)
    files, part = (committed.read(path), now.read(path)), slice(lines[0] - 1, lines[1])
    old, new = (one.lines[part] if isinstance(one, SourceFile) else None for one in files)
    if old is None or old != new:
        raise CommandError(f"the lines of {path} differ from its last commit; commit them first")
    return host.file_url(full, *lines)
