"""``mkdocs-swimm new``: a document with a name of its own, empty or from a template."""

from __future__ import annotations

import re
import secrets
import string
from pathlib import Path

import click
import yaml

from ..code.ownership import decode_repo_id
from ..format.constructs import Meta
from ..format.document import Document, read
from ..format.tags import escape
from ..project.documents import Doc, DocumentCache
from ..project.folders import is_folder, repo_id_of
from ..project.names import SUFFIX, name_of, safe_name
from ..project.project import Project
from ..reports.report import path_from_here
from ..safety.files import destination, is_within
from .opening import every_document
from .options import Scope
from .output import CanNotRun, say

_TEMPLATE = ".t.sw.md"
_ID = string.ascii_lowercase + string.digits
_LONGEST_SLUG = 80
_HELP = f"""Create a new document and print its path.

It is created in the nearest .swm folder, from the current folder up to the root of the repository,
with a name and an id that no other document has. If that folder has a template (*{_TEMPLATE}), the
document starts from it; choose among several with --template. Existing files are never overwritten.

\b
Examples:
  mkdocs-swimm new "How the queue works"
  mkdocs-swimm new "Release 4" --template release

Exit status: 0 if it was created, 2 if it could not be.
"""


@click.command(help=_HELP, short_help="Create a new document.")
@click.argument("title")
@click.option("--template", metavar="NAME", help=f"Start from the template NAME{_TEMPLATE}.")
@click.option("--blank", is_flag=True, help="Start without a template.")
def new(title: str, template: str | None, blank: bool) -> None:
    """Write a new document."""
    title = " ".join(title.split())
    if not title or not title.isprintable():
        raise CanNotRun("the title is empty, or has characters that can not be printed")
    project = Scope().open()
    folder = _folder(project.home)
    start = None if blank else _template(folder, template)
    text = _text(title, start, repo_id_of(folder))
    name = f"{_slug(title)}.{_fresh_id(project)}{SUFFIX}"
    try:
        path = destination(folder / name, project.home)
        path.parent.mkdir(exist_ok=True)
        # Fails where somebody else has made the file meanwhile.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise CanNotRun(f"{folder / name} can not be written: {error.strerror}") from None
    say(path_from_here(path), err=False)


def _folder(home: Path) -> Path:
    here = Path.cwd().resolve()
    above = [one for one in (here, *here.parents) if one.is_relative_to(home)]
    found = (one / ".swm" for one in above if is_folder(one / ".swm"))
    return next(found, home / ".swm")


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


def _slug(title: str) -> str:
    """A title as Swimm has it in the name of a file (section 2)."""
    words = re.sub(r"[^\w\s-]", "", title.lower())
    return safe_name(re.sub(r"[\s-]+", "-", words)[:_LONGEST_SLUG].strip("-")) or "document"


def _fresh_id(project: Project) -> str:
    names = (name_of(path.name) for path in every_document(project))
    taken = {name.id for name in names if name}
    while (id := "".join(secrets.choice(_ID) for _ in range(8))) in taken:
        pass
    return id
