"""``mkdocs-swimm which``: the documents that refer to a file, or to a line of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from ..freshness import Place
from ..project.listings import index_data, mentions_from
from ..project.project import Project
from ..project.repository import below
from ..reports.report import path_from_here
from ..safety.printable import json_text
from .options import (
    FORMAT,
    PATH,
    CanNotRun,
    Scope,
    answer,
    branch_point,
    changed_lines,
    find_documents,
    project_options,
    read_place,
    say,
)

Files = Mapping[str, list[dict[str, Any]]]
"""What documents say of the code, by the path of its file."""

_HELP = """List the documents that refer to a file, a folder, or a line of a file.

PLACE is a path relative to the current folder, optionally with a line. References to the line come
first, then those to the file, then those to the folders around it.

With --base, list the documents that refer to lines or files changed on a branch, whether they are
up to date or not. Uncommitted changes are included.

\b
Examples:
  mkdocs-swimm which src/app.py
  mkdocs-swimm which src/app.py:12
  mkdocs-swimm which --format json src/
  mkdocs-swimm which --base origin/main
  mkdocs-swimm which --index site/swimm-index.json src/app.py

Exit status: 0 if a document was found, 1 if none was, 2 if the lookup failed.
"""


@click.command(help=_HELP, short_help="List the documents that refer to a file.")
@click.argument("place", type=click.Path(), required=False)
@project_options
@click.option(
    "--base",
    metavar="REV",
    help="Instead of PLACE: references to what changed since the branch left REV.",
)
@click.option(
    "--index",
    type=PATH,
    metavar="FILE",
    help="Look it up in the swimm-index.json of a site instead of in the documents.",
)
@FORMAT
@click.pass_context
def which(
    ctx: click.Context,
    scope: Scope,
    place: str | None,
    base: str | None,
    index: Path | None,
    format: str,
) -> None:
    """Look a place up and print what was found."""
    if (place is None) == (base is None):
        raise click.UsageError("Give a place in the code, or --base.")
    project = scope.open()
    top = scope.root.resolve() if scope.root else project.home
    # Programs get paths from the root of the repository, as from ``verify``.
    shown = project.shown if format == "json" else path_from_here
    files = _from_file(index) if index else _from_documents(project, top, shown)
    asked: dict[str, Any] = {"base": base}
    if place is None:
        found = _changed(
            files, branch_point(base or "", scope.ref, project), scope.ref, project, top
        )
        where = f"what changed since {base}"
    else:
        path, lines = read_place(place, top)
        line = lines[0] if lines else None
        found = mentions_from(files, path, line)
        asked = {"path": path, "line": line}
        where = f"{path}:{line}" if line else path or "the repository"
        if format == "text" and not index and path and not os.path.lexists(top / path):
            say(f"{path} does not exist")
    if format == "json":
        click.echo(json_text({**asked, "mentions": found}, indent=1))
    else:
        for record in found:
            answer(_words(record))
        if not found:
            say(f"no document refers to {where}")
    ctx.exit(0 if found else 1)


def _changed(
    files: Files, base: str, ref: str | None, project: Project, top: Path
) -> list[dict[str, Any]]:
    """References to lines that changed since a commit, and to renamed or deleted files."""
    whole_code = project.repositories[0].at(top)
    before, now, git = whole_code.code_at(base), whole_code.code, whole_code.git
    changed = changed_lines(base, ref, project)
    renamed = set(git.renames(base, git.commit(ref) if ref else None).values()) if git else set()
    found = []
    for path, records in files.items():
        name = whole_code.prefix + path
        whole = name in renamed or (before.kind(path) and not now.kind(path))
        for one in records:
            first, last = one["first"], one["last"] or one["first"]
            lines = changed.get(name, ())
            if whole or any(first is None or (first <= b and a <= last) for a, b in lines):
                found.append({"path": path, **one})
    return found


def _from_file(path: Path) -> Files:
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["schema"] == 1:
            lines = {"first": None, "last": None}
            return {name: [{**lines, **one} for one in its] for name, its in data["files"].items()}
    except OSError as error:
        raise CanNotRun(f"{path} can not be read: {error.strerror}") from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        pass
    raise CanNotRun(f"{path} is not the swimm-index.json of a site")


def _from_documents(project: Project, top: Path, shown: Callable[[Path], str]) -> Files:
    project.read(find_documents((), project))
    project.check()
    files: dict[str, list[dict[str, Any]]] = {}
    for repository in project.repositories:
        data = index_data(project.mentions(repository), lambda doc: shown(doc.path))
        if repository.root.is_relative_to(top):
            for path, records in data.items():
                files.setdefault(below(top, repository.root) + path, []).extend(records)
    return files


def _words(record: Mapping[str, Any]) -> str:
    """``.swm/a.x1y2.sw.md:12: Title (snippet of src/app.py:3-9, changed)``."""
    where = Place(str(record.get("path", "")), record.get("first") or None, record.get("last"))
    kind = str(record.get("kind", ""))
    text = f" '{record['text']}'" if record.get("text") else ""
    of = f"{kind}{text} in {where}" if kind == "token" else f"{kind} {where}"
    state = record.get("state")
    stale = f", {state}" if state not in (None, "up to date", "not checked") else ""
    line = f"{record.get('url', '')}:{record.get('document_line', 1)}"
    return f"{line}: {record.get('title', '')} ({of}{stale})"
