"""``mkdocs-swimm which``: the documents that speak of a file, or of a line of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ..freshness import Checker
from ..project.file_index import index_data, mentions_from
from ..project.library import Entry, Shelf
from ..project.mentions import mentions_in
from ..project.workspace import ROOT, Workspace, open_workspace
from ..safety.printable import json_text
from .documents import find_documents
from .history import branch_point, changed_lines
from .output import CanNotRun, say
from .places import PLACE_OR_NONE, read_place
from .report import seen_from_here

_HELP = """Tell which documents speak of a file, a folder, or a line of a file.

PLACE is a path, from the current folder, with a line where one is wanted. What speaks of the line
itself comes first, then what speaks of the file, then of the folders that it is in.

With --base, these are the documents that speak of lines or files that a branch has changed, up to
date or not, what is not committed included.

\b
Examples:
  mkdocs-swimm which src/app.py
  mkdocs-swimm which src/app.py:12
  mkdocs-swimm which --format json src/
  mkdocs-swimm which --base origin/main
  mkdocs-swimm which --index site/swimm-index.json src/app.py

Exit status: 0 when a document speaks of it, 1 when none does, 2 when nothing could be looked up.
"""


@click.command(help=_HELP, short_help="Tell which documents speak of a file.")
@PLACE_OR_NONE
@ROOT
@click.option(
    "--base", metavar="REV", help="What speaks of what changed since the branch left REV."
)
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Look it up in the swimm-index.json of a site instead of the documents.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def which(
    ctx: click.Context,
    place: str | None,
    root: Path | None,
    base: str | None,
    index: Path | None,
    form: str,
) -> None:
    """Look a place up, tell what was found."""
    if (place is None) == (base is None):
        raise click.UsageError("Give a place in the code, or --base.")
    workspace = open_workspace((), root)
    # Programs get paths from the root of the repository, as from ``verify``.
    shown = workspace.shown if form == "json" else seen_from_here
    data = _from_file(index) if index else _from_documents(workspace, shown)
    if place is None:
        found = _changed(data, branch_point(base or "", "HEAD", workspace), workspace)
        asked: dict[str, Any] = {"base": base}
        where = f"what changed since {base}"
    else:
        path, lines = read_place(place, workspace)
        line = lines[0] if lines else None
        found = mentions_from(data, path, line)
        asked = {"path": path, "line": line}
        where = f"{path}:{line}" if line else path or "the repository"
        if form == "text" and not index and path and workspace.code(None).kind(path) is None:
            say(f"{path} does not exist")
    if form == "json":
        click.echo(json_text({**asked, "mentions": found}, indent=1))
    else:
        for record in found:
            say(_words(record), err=False)
        if not found:
            say(f"no document speaks of {where}")
    ctx.exit(0 if found else 1)


def _changed(data: Mapping[str, Any], base: str, workspace: Workspace) -> list[dict[str, Any]]:
    """What speaks of lines that changed since a commit, of their files, and of files that left."""
    before, now = workspace.code(base), workspace.code(None)
    changed = changed_lines(base, None, workspace)
    renamed = set(workspace.git.renames(base, None).values()) if workspace.git else set()
    found = []
    for path, records in data["files"].items():
        name = workspace.prefix + path
        whole = name in renamed or (before.kind(path) and not now.kind(path))
        for one in records:
            first, last = one["first"], one["last"] or one["first"]
            lines = changed.get(name, ())
            if whole or any(first is None or (first <= b and a <= last) for a, b in lines):
                found.append({"path": path, **one})
    return found


def _from_file(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CanNotRun(f"{path} can not be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise CanNotRun(f"{path} is not JSON") from None
    if not isinstance(data, dict) or data.get("schema") != 1 or not _is_index(data.get("files")):
        raise CanNotRun(f"{path} is not the swimm-index.json of a site")
    return data


def _is_index(files: object) -> bool:
    return isinstance(files, dict) and all(
        isinstance(records, Sequence) and all(isinstance(one, dict) for one in records)
        for records in files.values()
    )


def _from_documents(workspace: Workspace, shown: Callable[[Path], str]) -> Mapping[str, Any]:
    shelf = Shelf()
    read = (shelf.read(path) for path in find_documents((), workspace))
    entries = {entry.path: entry for entry in read if isinstance(entry, Entry)}
    files: dict[str, list[Any]] = {}
    documents = {path: entry.document for path, entry in entries.items()}
    for part, paths in workspace.parts(documents):
        own, _ = part.own(paths)
        checker = Checker(part.code(None), part.git, prefix=part.prefix, own=own)
        checker.expect((part.shown(path), documents[path]) for path in paths)
        findings = {path: checker.check(documents[path], part.shown(path)) for path in paths}
        mentions = mentions_in([entries[path] for path in paths], findings, own)
        data = index_data(mentions, lambda entry: shown(entry.path))
        for path, records in data["files"].items():
            files.setdefault(workspace.prefix_of(part) + path, []).extend(records)
    return {**data, "files": files}


def _words(record: Mapping[str, Any]) -> str:
    """``.swm/a.x1y2.sw.md:12: Title (snippet of src/app.py:3-9, changed)``."""
    where = str(record.get("path", ""))
    first, last = record.get("first"), record.get("last")
    if first:
        where += f":{first}" if first == last else f":{first}-{last}"
    kind = str(record.get("kind", ""))
    text = f" '{record['text']}'" if record.get("text") else ""
    of = f"{kind}{text} in {where}" if kind == "token" else f"{kind} {where}"
    state = record.get("state")
    told = f", {state}" if state not in (None, "up to date", "not checked") else ""
    return (
        f"{record.get('url', '')}:{record.get('document_line', 1)}: {record.get('title', '')} "
        f"({of}{told})"
    )
