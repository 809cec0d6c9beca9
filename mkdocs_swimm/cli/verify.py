"""``mkdocs-swimm verify``: whether the code is still as the documents say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ..freshness import STALE, State
from ..project.workspace import ROOT, open_workspace
from .baseline import DEFAULT
from .checking import check, misled
from .documents import (
    by_root,
    every_document,
    find_documents,
    read_documents,
    refused_documents,
)
from .formats import FORMATS, step_summary
from .history import branch_point, changed_lines, host_of, last_commits
from .known import at_base, from_baseline, marked, to_baseline
from .links import with_links
from .messages import summary, whose
from .output import add_step_summary, put_out, say, usual_format
from .report import CheckedDocument, Report, seen_from_here

_HELP = """Check every snippet, token and path of Swimm documents against the code.

DOCS are documents or folders of them; without any, all documents of the repository that git does
not ignore are checked. Documents are never changed. Paths are told from the current folder, in
formats for programs from the root of the repository.

\b
Examples:
  mkdocs-swimm verify
  mkdocs-swimm verify .swm/queue.x1y2z.sw.md
  mkdocs-swimm verify --base origin/main
  mkdocs-swimm verify --write-baseline
  mkdocs-swimm verify --baseline .swm/freshness-baseline.json
  mkdocs-swimm verify --format sarif --output freshness.sarif

Dead links, missing images and doubled ids are told as well, as a build of a site tells them.

Exit status: 0 when all is well, 1 when something was found, 2 when nothing could be checked.
"""
_STATES = {state.value: state for state in STALE}


@click.command(help=_HELP, short_help="Check documents against the code.")
@click.argument("docs", nargs=-1, type=click.Path(path_type=Path))
@ROOT
@click.option("--ref", metavar="REV", help="Read the code from this revision of git.")
@click.option("--base", metavar="REV", help="Tell only what broke since the branch left REV.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tell only what is not known from this file, or is worse.",
)
@click.option(
    "--write-baseline",
    "writes",
    is_flag=True,
    help=f"Write what is stale now to the baseline.  [default: {DEFAULT.as_posix()}]",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_STATES)),
    default=State.MOVED.value,
    show_default=True,
    help="The least grave state that fails.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="How to tell it.  [default: text; github in GitHub Actions]",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report there instead of to the standard output.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell all that could not be checked, too.")
@click.pass_context
def verify(
    ctx: click.Context,
    docs: tuple[Path, ...],
    root: Path | None,
    ref: str | None,
    base: str | None,
    baseline: Path | None,
    writes: bool,
    fail_on: str,
    form: str | None,
    output: Path | None,
    verbose: bool,
) -> None:
    """Check documents, tell what was found."""
    workspace = open_workspace(docs, root)
    paths = find_documents(docs, workspace)
    order = {workspace.shown(path): number for number, path in enumerate(paths)}
    readings = read_documents(paths, workspace)
    if not docs and workspace.home != Path.cwd().resolve():
        say(whose(seen_from_here(workspace.home)))
    for limit in workspace.limits():
        say(limit)
    documents: list[CheckedDocument] = []
    problems = list(refused_documents(docs, workspace))
    known = []
    began = None if base is None else branch_point(base, ref or "HEAD", workspace)
    every = dict.fromkeys([*every_document(workspace), *order])
    for part, some in by_root(readings, workspace, ref):
        its = [part.home / reading.path for reading in some]
        own, wrong = part.own(its)
        code = replace(part.hosted(its), base=part.code(ref))
        found = check(some, part, code.base, own)
        content = {reading.path: reading.document for reading in some}
        found = with_links(found, content, every, code, part.home)
        for hint in misled(some, part, code.base):
            say(hint)
        if base is not None and began is not None:
            known.append(at_base(base, began, found, part, code))
        documents += found
        problems += [problem for problem in wrong if problem not in problems]
    documents.sort(key=lambda document: order[document.path])
    if writes:
        known.append(to_baseline(baseline, documents, workspace, partly=bool(docs)))
    elif baseline is not None:
        known.append(from_baseline(baseline, documents, partly=bool(docs)))
    told = marked(documents, known)
    report = Report(
        documents=told,
        home=workspace.home,
        problems=tuple(problems),
        fail_on=_STATES[fail_on],
        verbose=verbose,
        changed=None if began is None else changed_lines(began, ref, workspace),
        commits=last_commits(told, began, ref, workspace),
        host=host_of(workspace),
    )
    form = form or usual_format()
    encoding = None if form in ("text", "github") else "utf-8"
    put_out(FORMATS[form](report), summary(report), output, workspace.home, encoding)
    if form == "github":
        add_step_summary(lambda most: step_summary(report, most))
    ctx.exit(1 if report.failed else 0)
