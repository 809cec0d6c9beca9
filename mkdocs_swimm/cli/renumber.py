"""``mkdocs-swimm renumber``: update references to code that has moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import unified_diff

import click

from ..freshness import Place, Reference, State
from ..freshness.quotes import quoted_place
from ..project.documents import Doc
from ..project.folders import LARGEST
from ..project.pages import link_reader, page_document
from ..project.project import Project
from ..reports.messages import counted, describe
from ..safety.files import RefusedError, read_whole, write_whole
from ..safety.printable import json_text, shown
from ..writing.moves import PageEdit, Renumbered, renumbered
from .options import DOCS, EXIT_ZERO, FORMAT, Scope, flag, log, print_text, project_options

_HELP = """Update the paths and lines of moved references to where the code is now.

DOCS are documents or folders; by default, all documents of the site or, without a site, all
documents of the repository that git does not ignore. The changes are shown as a diff; nothing is
written without --write.

Only the path, the line and the 'pos' of a reference are updated, and only if its text exists byte
for byte at exactly one new place, or git reports that its file was renamed. References to code that
has changed or is gone must be fixed by hand.

\b
Examples:
  mkdocs-swimm renumber
  mkdocs-swimm renumber --write .swm/queue.x1y2z.sw.md

Exit status: 0 if there is nothing left to update, 1 if updates were found but not written, 2 if a
document could not be read or written.
"""

Results = dict[str, Renumbered]
"""The updates of each document with references to moved code, by its path."""


@click.command(help=_HELP, short_help="Update moved references.")
@DOCS
@project_options
@flag("--write", help="Write the changes to the documents.")
@EXIT_ZERO
@FORMAT
@click.pass_context
def renumber(ctx: click.Context, scope: Scope, write: bool, exit_zero: bool, format: str) -> None:
    project = scope.read()
    log(*project.repositories[0].limits())
    project.check()
    results: Results = {}
    complete = not project.unread
    for doc in project.docs.values():
        if all(finding.state is not State.MOVED for finding in project.findings[doc.path]):
            continue
        path = project.shown(doc.path)
        try:
            results[path] = _renumber(project, doc, write=write)
        except OSError as error:
            log(f"{path} cannot be written: {error.strerror}")
            complete = False
    if format == "json":
        click.echo(json_text(_data(results, written=write), indent=2))
    else:
        print_text("" if write else "".join(_diff(*one) for one in results.items()))
        states = Counter(one.state for found in project.findings.values() for one in found)
        log(*_summary(results, states, written=write))
    pending = not write and any(result.moves for result in results.values())
    ctx.exit(2 if not complete else 1 if pending and not exit_zero else 0)


def _renumber(project: Project, doc: Doc, *, write: bool) -> Renumbered:
    """Update the moved references of a document; raises OSError if it cannot be written."""
    repository, page = project.repository_of(doc), None
    data = read_whole(doc.path, LARGEST)
    if doc.is_page:
        # Links in ordinary Markdown are set to the commit that is checked.
        code, git = repository.code, repository.git
        commit = code.revision or (git.commit("HEAD") if git else "") or ""
        page = PageEdit(
            link_reader(doc.path, repository),
            lambda text: page_document(doc.path, text, repository),
            commit,
            repository.code_at(commit) if commit else None,
        )
    findings, checker = project.findings[doc.path], project.checker(repository)
    path = repository.path_of(doc.path)
    result = renumbered(data, doc.document, path, findings, checker, page)
    if write and result.moves:
        # An editor may have saved it meanwhile.
        if read_whole(doc.path, LARGEST) != data:
            raise RefusedError("it has just been changed")
        write_whole(doc.path, result.after.encode(), project.home)
    return result


def _diff(path: str, result: Renumbered) -> str:
    before, after = result.before.splitlines(), result.after.splitlines()
    lines = unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="")
    # Tabs are kept, because they are harmless in a terminal.
    return "".join("\t".join(map(shown, line.split("\t"))) + "\n" for line in lines)


def _summary(results: Results, states: Counter[State], *, written: bool) -> Iterator[str]:
    """A line for each reference that is not updated, and the totals."""
    for path, result in results.items():
        for finding, why in result.left:
            where = f"{path}:{finding.reference.line}"
            yield f"{where}: moved, but not updated: {describe(finding)}; {why}"
    count = sum(len(result.moves) for result in results.values())
    documents = sum(bool(result.moves) for result in results.values())
    done = "updated" if written else "to update with --write"
    yield f"{counted(count, 'reference')} {done}, in {counted(documents, 'document')}"
    left = states[State.CHANGED] + states[State.GONE]
    if left:
        yield f"{counted(left, 'reference')} changed or gone, to be fixed by hand: see 'verify'"


def _data(results: Results, *, written: bool) -> dict[str, object]:
    documents = [
        {
            "path": path,
            "set": [_record(move.reference, quoted_place(move.result)) for move in result.moves],
            "left": [
                {**_record(finding.reference, finding.place), "why": why}
                for finding, why in result.left
            ],
        }
        for path, result in results.items()
    ]
    return {"version": 1, "written": written, "documents": documents}


def _record(reference: Reference, now: Place | None) -> dict[str, object]:
    return {
        "line": reference.line,
        "kind": reference.kind,
        **quoted_place(reference)._asdict(),
        "place": now._asdict() if now else None,
    }
