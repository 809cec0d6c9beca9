"""``mkdocs-swimm renumber``: references that are moved are set to where the code is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from typing import Any

import click

from ..freshness import Place, Reference, State
from ..project.documents import Doc
from ..project.folders import LARGEST
from ..project.pages import link_reader, page_document
from ..project.project import Project
from ..reports.messages import counted, describe
from ..reports.report import kind_of, quoted_place
from ..safety.files import RefusedError, read_whole, write_whole
from ..safety.printable import json_text, shown
from ..writing.addresses import PageEdit
from ..writing.moves import Renumbered, renumbered
from .opening import limits
from .options import DOCS, EXIT_ZERO, FORMAT, Scope, project_options
from .output import print_text, say

_HELP = """Update the paths and lines of moved references to where the code is now.

DOCS are documents or folders; by default, all documents of the site, or else all documents of the
repository that git does not ignore. The changes are shown as a diff; nothing is written without
--write.

Only the path, the line and the 'pos' of a reference are updated, and only if its text exists byte
for byte at exactly one new place, or git reports that its file was renamed. References that are
changed or gone are left for a person to fix.

\b
Examples:
  mkdocs-swimm renumber
  mkdocs-swimm renumber --write .swm/queue.x1y2z.sw.md

Exit status: 0 if there is nothing to update or it was written, 1 if there is something to update, 2
if a document could not be read or written.
"""


Results = Sequence[tuple[str, Renumbered]]
"""The path of every document with something that is moved, and what is to be set in it."""


@click.command(help=_HELP, short_help="Update moved references.")
@DOCS
@project_options
@click.option("--write", is_flag=True, help="Write the changes to the documents.")
@EXIT_ZERO
@FORMAT
@click.pass_context
def renumber(ctx: click.Context, scope: Scope, write: bool, exit_zero: bool, form: str) -> None:
    """Check documents, and show or write the updates."""
    project = scope.read()
    for limit in limits(project):
        say(limit)
    project.check()
    results: list[tuple[str, Renumbered]] = []
    stale: Counter[State] = Counter()
    done = True
    for doc in project.docs.values():
        shown_path, findings = project.shown(doc.path), project.findings[doc.path]
        stale.update(finding.state for finding in findings)
        if all(finding.state is not State.MOVED for finding in findings):
            continue
        repository = project.repository_of(doc)
        try:
            data = read_whole(doc.path, LARGEST)
            inside, checker = repository.path_of(doc.path), project.checker(repository)
            page = _page_edit(project, doc) if doc.is_page else None
            result = renumbered(data, doc.document, inside, findings, checker, page)
            if write and result.moves:
                # Nobody may have saved it meanwhile.
                if read_whole(doc.path, LARGEST) != data:
                    raise RefusedError("it has just been changed")
                write_whole(doc.path, result.data, project.home)
        except OSError as error:
            say(f"{shown_path} can not be written: {error.strerror}")
            done = False
        else:
            results.append((shown_path, result))
    for unread in project.unread:
        say(f"{project.shown(unread.path)} can not be read: {unread.reason}")
        done = False
    if form == "json":
        click.echo(json_text(_data(results, written=write), indent=2))
    else:
        print_text("" if write else "".join(map(_diff, results)), None)
        for line in _told(results, stale, written=write):
            say(line)
    found = any(result.moves for _, result in results)
    ctx.exit(2 if not done else 1 if found and not write and not exit_zero else 0)


def _page_edit(project: Project, doc: Doc) -> PageEdit:
    """How the links of a page are set to where the code is at the commit that is checked."""
    repository = project.repository_of(doc)
    commit = repository.code.revision or (repository.git.commit("HEAD") if repository.git else "")
    return PageEdit(
        link_reader(doc.path, repository),
        lambda text: page_document(doc.path, text, repository, project.documents_at),
        commit or "",
        repository.code_at(commit) if commit else None,
    )


def _diff(one: tuple[str, Renumbered]) -> str:
    path, result = one
    lines = unified_diff(
        result.before.splitlines(),
        result.after.splitlines(),
        f"a/{path}",
        f"b/{path}",
        lineterm="",
    )
    # Tabs do nothing to a terminal.
    return "".join("\t".join(map(shown, line.split("\t"))) + "\n" for line in lines)


def _told(results: Results, stale: Mapping[State, int], *, written: bool) -> Iterator[str]:
    """What was not set and why, and all in one line."""
    for path, result in results:
        for finding, why in result.left:
            where = f"{path}:{finding.reference.line}"
            yield f"{where}: moved, but not set: {describe(finding)}; {why}"
    count = sum(len(result.moves) for _, result in results)
    documents = sum(bool(result.moves) for _, result in results)
    done = "set" if written else "to be set with --write"
    yield f"{counted(count, 'reference')} {done}, in {counted(documents, 'document')}"
    left = stale.get(State.CHANGED, 0) + stale.get(State.GONE, 0)
    if left:
        yield f"{counted(left, 'reference')} changed or gone, to be fixed by hand: see 'verify'"


def _data(results: Results, *, written: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "written": written,
        "documents": [
            {
                "path": path,
                "set": [
                    _record(of.reference, _place(quoted_place(of.result))) for of in result.moves
                ],
                "left": [
                    _record(finding.reference, _place(finding.place)) | {"why": why}
                    for finding, why in result.left
                ],
            }
            for path, result in results
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
