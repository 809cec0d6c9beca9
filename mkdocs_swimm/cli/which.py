"""``mkdocs-swimm which``: list the documents that refer to a file or a line of code."""

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
    CommandError,
    Scope,
    branch_point,
    changed_lines,
    find_documents,
    log,
    print_line,
    project_options,
    read_place,
)

Files = Mapping[str, list[dict[str, Any]]]
"""References to the code, as in ``swimm-index.json``, by the path of its file."""

_HELP = """List the documents that refer to a file, a folder, or a line of a file.

PLACE is a path relative to the current folder, optionally with a line. References to the line come
first, then those to the file, then those to the folders around it.

With --base, list the documents that refer to lines or files that a branch has changed, whether they
are up to date or not. Uncommitted changes are included.

\b
Examples:
  mkdocs-swimm which src/app.py
  mkdocs-swimm which src/app.py:12
  mkdocs-swimm which --format json src/
  mkdocs-swimm which --base origin/main
  mkdocs-swimm which --index site/swimm-index.json src/app.py

Exit status: 0 if documents were found, 1 if none were, 2 if the search failed.
"""


@click.command(help=_HELP, short_help="List the documents that refer to a file.")
@click.argument("place", type=click.Path(), required=False)
@project_options
@click.option(
    "--base",
    metavar="REV",
    help="Instead of PLACE: list references to what changed since the branch left REV.",
)
@click.option(
    "--index",
    type=PATH,
    metavar="FILE",
    help="Search the swimm-index.json of a site instead of the documents.",
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
    if (place is None) == (base is None):
        raise click.UsageError("Give a place in the code, or --base.")
    project = scope.open()
    top = scope.root.resolve() if scope.root else project.home
    # JSON has paths from the root of the repository, like that of ``verify``.
    shown = project.shown if format == "json" else path_from_here
    files = _read_index(index) if index else _index_documents(project, top, shown)
    query: dict[str, Any] = {"base": base}
    if place is None:
        branched = branch_point(base or "", scope.ref, project)
        found = _changed(files, branched, scope.ref, project, top)
        target = f"what changed since {base}"
    else:
        path, lines = read_place(place, top)
        line = lines[0] if lines else None
        found = mentions_from(files, path, line)
        query = {"path": path, "line": line}
        target = f"{path}:{line}" if line else path or "the repository"
        if format == "text" and not index and path and not os.path.lexists(top / path):
            log(f"{path} does not exist")
    if format == "json":
        click.echo(json_text({**query, "mentions": found}, indent=1))
    else:
        for record in found:
            print_line(_as_line(record))
        if not found:
            log(f"no document refers to {target}")
    ctx.exit(0 if found else 1)


def _changed(
    files: Files, base: str, ref: str | None, project: Project, top: Path
) -> list[dict[str, Any]]:
    """References to lines changed since a commit, and to renamed or deleted files."""
    repository = project.repositories[0].at(top)
    before, now, git = repository.code_at(base), repository.code, repository.git
    changed = changed_lines(base, ref, project)
    renamed = set(git.renames(base, git.commit(ref) if ref else None).values()) if git else set()
    found = []
    for path, records in files.items():
        name = repository.prefix + path
        whole = name in renamed or (before.kind(path) and not now.kind(path))
        for record in records:
            first, last = record["first"], record["last"] or record["first"]
            lines = changed.get(name, ())
            if whole or any(first is None or (first <= b and a <= last) for a, b in lines):
                found.append({"path": path, **record})
    return found


def _read_index(path: Path) -> Files:
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["schema"] == 1:
            lines, files = {"first": None, "last": None}, data["files"].items()
            return {path: [{**lines, **one} for one in records] for path, records in files}
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        pass
    raise CommandError(f"{path} is not the swimm-index.json of a site")


def _index_documents(project: Project, top: Path, shown: Callable[[Path], str]) -> Files:
    project.read(find_documents((), project))
    project.check()
    files: dict[str, list[dict[str, Any]]] = {}
    for repository in project.repositories:
        data = index_data(project.mentions(repository), lambda doc: shown(doc.path))
        if repository.root.is_relative_to(top):
            for path, records in data.items():
                files.setdefault(below(top, repository.root) + path, []).extend(records)
    return files


def _as_line(record: Mapping[str, Any]) -> str:
    """``.swm/a.x1y2.sw.md:12: Title (snippet src/app.py:3-9, changed)``."""
    place = Place(str(record.get("path", "")), record.get("first") or None, record.get("last"))
    kind = str(record.get("kind", ""))
    text = f" '{record['text']}'" if record.get("text") else ""
    reference = f"{kind}{text} in {place}" if kind == "token" else f"{kind} {place}"
    state = record.get("state")
    stale = f", {state}" if state not in (None, "up to date", "not checked") else ""
    line = f"{record.get('url', '')}:{record.get('document_line', 1)}"
    return f"{line}: {record.get('title', '')} ({reference}{stale})"
