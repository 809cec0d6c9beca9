"""``mkdocs-swimm verify``: whether the code is still as the documents say."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from ..code.git import Commit
from ..freshness import STALE, State
from ..project.documents import DocumentCache
from ..project.project import Project
from ..reports.checking import check, id_problems, root_hints
from ..reports.messages import counted, summary
from ..reports.report import CheckedDocument, Report, path_from_here
from ..safety.files import write_whole
from . import known, opening
from .formats import FORMATS
from .formats.markdown import markdown
from .options import DOCS, EXIT_ZERO, PATH, Scope, project_options
from .output import CanNotRun, print_text, say, show_progress

_MOST_FILES = 200
"""Of more files than these, git is not asked who changed them."""

_LARGEST_SUMMARY = 1024 * 1024
"""GitHub drops the whole summary of a step that is larger."""

_HELP = """Check every snippet, token and path in Swimm documents against the code.

DOCS are documents or folders; by default, all documents of the site, or else all documents of the
repository that git does not ignore. Ordinary Markdown pages (.md) given here are checked by their
links to lines of code. Broken links, missing images and duplicate ids are reported too, but do not
fail. Documents are never changed.

Paths are relative to the current folder, in machine-readable formats to the root of the repository.

\b
Examples:
  mkdocs-swimm verify
  mkdocs-swimm verify .swm/queue.x1y2z.sw.md
  mkdocs-swimm verify README.md
  mkdocs-swimm verify --base origin/main
  mkdocs-swimm verify --watch
  mkdocs-swimm verify --write-baseline
  mkdocs-swimm verify --baseline .swm/freshness-baseline.json
  mkdocs-swimm verify --format sarif --output freshness.sarif

Exit status: 0 if all is well, 1 if something was found, 2 if nothing could be checked, 130 if
interrupted.
"""
_STATES = {state.value: state for state in STALE}


@click.command(help=_HELP, short_help="Check documents against the code.")
@DOCS
@project_options
@click.option(
    "--base",
    metavar="REV",
    help="Report only what broke since the branch left REV, also at the changed code.",
)
@click.option(
    "--baseline",
    type=PATH,
    metavar="FILE",
    help="Report only what is not in this baseline, or has become worse.",
)
@click.option(
    "--write-baseline",
    is_flag=True,
    help=f"Write what is stale now to the baseline, {known.DEFAULT.as_posix()} by default.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_STATES)),
    default=State.MOVED.value,
    show_default=True,
    help="The least severe state that fails.",
)
@click.option(
    "--format",
    type=click.Choice(list(FORMATS)),
    help="Format of the report.  [default: text; github in GitHub Actions]",
)
@click.option(
    "-o",
    "--output",
    type=PATH,
    metavar="FILE",
    help="Write the report to this file instead of standard output; its folder must exist.",
)
@EXIT_ZERO
@click.option(
    "--watch",
    is_flag=True,
    help="Stay open in the terminal and check again after every save; check once elsewhere.",
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Also list everything that could not be checked."
)
@click.pass_context
def verify(
    ctx: click.Context,
    scope: Scope,
    base: str | None,
    baseline: Path | None,
    write_baseline: bool,
    fail_on: str,
    format: str | None,
    output: Path | None,
    exit_zero: bool,
    watch: bool,
    verbose: bool,
) -> None:
    """Check documents and report what was found."""
    if watch and (write_baseline or output or format not in (None, "text")):
        raise click.UsageError("--watch is for a terminal: it goes with text alone")
    cache = DocumentCache(text=False)
    check_now = partial(
        _report, scope, base, baseline, write_baseline, _STATES[fail_on], verbose, cache
    )
    if watch and sys.stdout.isatty():
        from .watch import watch as show

        ctx.exit(show(check_now))
    if watch:
        say("--watch is for a terminal; this is checked once")
    report = check_now()
    form = format or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    text = FORMATS[form](report)
    if output is None:
        print_text(text, None if form in ("text", "github") else "utf-8")
    else:
        try:
            write_whole(output, click.unstyle(text).encode(), report.home)
        except OSError as error:
            raise CanNotRun(f"{output} can not be written: {error.strerror}") from None
        say(summary(report))
    job_summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and job_summary:
        try:
            with Path(job_summary).open("ab") as file:
                file.write(markdown(report, _LARGEST_SUMMARY - file.tell()).encode())
        except OSError as error:
            say(f"the summary of the job can not be written: {error.strerror}")
    ctx.exit(1 if report.failed and not exit_zero else 0)


def _report(
    scope: Scope,
    base: str | None,
    baseline: Path | None,
    write_baseline: bool,
    fail_on: State,
    verbose: bool,
    cache: DocumentCache,
) -> Report:
    """Check the documents as they are now, as the options of the same names say."""
    docs, ref = scope.docs, scope.ref
    project = scope.open(cache=cache)
    home = project.home
    paths = opening.find_documents(docs, project)
    whole_site = project.sources and not docs
    others = len(opening.documents_below((), home) - {*paths}) if whole_site else 0
    if others:
        say(
            f"checking the documents of the site; {counted(others, 'document')} elsewhere in "
            "the repository left out: name a folder, such as '.', to check everything in it"
        )
    elif not docs and home != Path.cwd().resolve():
        say(
            f"checking all documents of the repository in {path_from_here(home)}; "
            "name a folder, such as '.', to check only those in it"
        )
    for limit in opening.limits(project):
        say(limit)
    began = None if base is None else opening.branch_point(base, ref, project)
    with project.asking_git(paths):
        project.read(paths, opening.every_document(project) if docs else paths)
    documents = check(project, show_progress)
    for hint in root_hints(project):
        say(hint)
    if base is not None and began is not None:
        known.known_at_base(base, began, documents, project)
    if write_baseline:
        known.write_baseline(baseline, documents, home, partly=bool(docs))
    elif baseline is not None:
        known.known_by_baseline(baseline, documents, partly=bool(docs))
    return Report(
        documents,
        home,
        [*opening.refused_documents(docs, project), *id_problems(project)],
        fail_on,
        verbose,
        write_baseline,
        None if began is None else opening.changed_lines(began, ref, project),
        _last_commits(documents, began, ref, project),
        project.repositories[0].host if opening.home_git(project) else None,
    )


def _last_commits(
    documents: Sequence[CheckedDocument], base: str | None, ref: str | None, project: Project
) -> Mapping[str, Commit]:
    """The last commits of documents and code of new findings, since ``base`` if there is one."""
    git = opening.home_git(project)
    paths = {
        path
        for document in documents
        for item in document.items
        if item.is_new and item.finding.reason != "outside"
        for path in (document.path, *item.paths)
    }
    head = git.commit(ref or "HEAD") if git else None
    if git is None or head is None or len(paths) > _MOST_FILES:
        return {}
    return git.last_commits(f"{base}..{head}" if base else head, paths)
