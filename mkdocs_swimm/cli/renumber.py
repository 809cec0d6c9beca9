"""``mkdocs-swimm renumber``: references that are moved are set to where the code is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

import click

from ..freshness import Checker, Place, Reference, State
from ..project.folders import LARGEST
from ..project.workspace import ROOT, open_workspace
from ..safety.files import RefusedError, read_whole, write_whole
from ..safety.printable import json_text, shown
from ..writing.moves import Renumbered, renumbered
from .documents import Reading, by_root, find_documents, read_documents
from .identity import kind_of, quoted_place
from .messages import counted, describe
from .output import print_text, say

_HELP = """Set the paths and lines of references that are moved to where the code is.

DOCS are documents or folders of them; without any, all documents of the repository that git does
not ignore. What would change is shown as a diff, and nothing is written without --write.

Only the path, the line and the 'pos' of a reference are set, and only where its text stands byte
for byte at one new place alone, or git says that its file was renamed. What is changed or gone is
for a person to mend.

\b
Examples:
  mkdocs-swimm renumber
  mkdocs-swimm renumber --write .swm/queue.x1y2z.sw.md

Exit status: 0 when there is nothing to set, or it was written, 1 when there is, 2 when documents
could not be read or written.
"""


Results = Sequence[tuple[Reading, Renumbered]]


@click.command(help=_HELP, short_help="Set references that are moved to where the code is.")
@click.argument("docs", nargs=-1, type=click.Path(path_type=Path))
@ROOT
@click.option("--write", is_flag=True, help="Write the documents.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def renumber(
    ctx: click.Context, docs: tuple[Path, ...], root: Path | None, write: bool, form: str
) -> None:
    """Check documents, show or write what is to be set."""
    workspace = open_workspace(docs, root)
    readings = read_documents(find_documents(docs, workspace), workspace)
    for limit in workspace.limits():
        say(limit)
    results: list[tuple[Reading, Renumbered]] = []
    stale: Counter[State] = Counter()
    done = True
    for part, some in by_root(readings, workspace):
        own, _ = part.own(workspace.home / reading.path for reading in some)
        checker = Checker(part.code(None), part.git, prefix=part.prefix, own=own)
        checker.expect((reading.path, reading.document) for reading in some)
        for reading in some:
            findings = checker.check(reading.document, reading.path)
            stale.update(finding.state for finding in findings)
            if all(finding.state is not State.MOVED for finding in findings):
                continue
            path = workspace.home / reading.path
            try:
                data = read_whole(path, LARGEST)
                result = renumbered(data, reading.document, reading.path, findings, checker)
                if write and result.moves:
                    # Nobody may have saved it meanwhile.
                    if read_whole(path, LARGEST) != data:
                        raise RefusedError("it has just been changed")
                    write_whole(path, result.data, workspace.home)
            except OSError as error:
                say(f"{reading.path} can not be written: {error.strerror}")
                done = False
            else:
                results.append((reading, result))
    for reading in readings:
        for problem in reading.problems:
            if problem.unread:
                say(f"{reading.path} can not be read: {problem.message}")
                done = False
    if form == "json":
        click.echo(json_text(_data(results, written=write), indent=2))
    else:
        print_text("" if write else "".join(map(_diff, results)), None)
        for line in _told(results, stale, written=write):
            say(line)
    found = any(result.moves for _, result in results)
    ctx.exit(2 if not done else 1 if found and not write else 0)


def _diff(one: tuple[Reading, Renumbered]) -> str:
    reading, result = one
    lines = unified_diff(
        result.before.splitlines(),
        result.after.splitlines(),
        f"a/{reading.path}",
        f"b/{reading.path}",
        lineterm="",
    )
    # Tabs do nothing to a terminal.
    return "".join("\t".join(map(shown, line.split("\t"))) + "\n" for line in lines)


def _told(results: Results, stale: Mapping[State, int], *, written: bool) -> Iterator[str]:
    """What was not set and why, and all in one line."""
    for reading, result in results:
        for finding, why in result.left:
            where = f"{reading.path}:{finding.reference.line}"
            yield f"{where}: moved, but not set: {describe(finding)}; {why}"
    count = sum(len(result.moves) for _, result in results)
    documents = sum(bool(result.moves) for _, result in results)
    done = "set" if written else "to be set with --write"
    yield f"{counted(count, 'reference')} {done}, in {counted(documents, 'document')}"
    left = stale.get(State.CHANGED, 0) + stale.get(State.GONE, 0)
    if left:
        yield f"{counted(left, 'reference')} changed or gone, to be mended by hand: see 'verify'"


def _data(results: Results, *, written: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "written": written,
        "documents": [
            {
                "path": reading.path,
                "set": [
                    _record(of.reference, _place(quoted_place(of.result))) for of in result.moves
                ],
                "left": [
                    _record(finding.reference, _place(finding.place)) | {"why": why}
                    for finding, why in result.left
                ],
            }
            for reading, result in results
        ],
    }


def _record(reference: Reference, now: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "line": reference.line,
        "kind": kind_of(reference),
        **(_place(quoted_place(reference)) or {}),
        "place": now,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    return {"path": place.path, "first": place.first, "last": place.last} if place else None
