"""``mkdocs-swimm verify``: whether the code is still as the documents say."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
from .formats import FORMATS
from .formats.markdown import markdown
from .known import DEFAULT, known_at_base, known_by_baseline, write_baseline
from .opening import (
    branch_point,
    changed_lines,
    every_document,
    find_documents,
    home_git,
    left_out,
    limits,
    refused_documents,
)
from .options import DOCS, EXIT_ZERO, Scope, project_options
from .output import add_step_summary, put_out, say, show_progress, usual_format

_MOST_FILES = 200
"""Of more files than these, git is not asked who changed them."""

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
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Report only what is not in this baseline, or has become worse.",
)
@click.option(
    "--write-baseline",
    "writes",
    is_flag=True,
    help=f"Write what is stale now to the baseline, {DEFAULT.as_posix()} by default.",
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
    "form",
    type=click.Choice(list(FORMATS)),
    help="Format of the report.  [default: text; github in GitHub Actions]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report to this file instead of standard output; its folder must exist.",
)
@EXIT_ZERO
@click.option(
    "--watch",
    "watches",
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
    writes: bool,
    fail_on: str,
    form: str | None,
    output: Path | None,
    exit_zero: bool,
    watches: bool,
    verbose: bool,
) -> None:
    """Check documents and report what was found."""
    if watches and (writes or output or form not in (None, "text")):
        raise click.UsageError("--watch is for a terminal: it goes with text alone")
    verification = Verification(scope, base, baseline, writes, _STATES[fail_on], verbose)
    if watches and sys.stdout.isatty():
        from .watch import watch

        ctx.exit(watch(verification))
    if watches:
        say("--watch is for a terminal; this is checked once")
    report = verification.report()
    form = form or usual_format()
    encoding = None if form in ("text", "github") else "utf-8"
    put_out(FORMATS[form](report), summary(report), output, report.home, encoding)
    if form == "github":
        add_step_summary(lambda most: markdown(report, most))
    ctx.exit(1 if report.failed and not exit_zero else 0)


@dataclass(frozen=True, slots=True)
class Verification:
    """What is to be checked and reported, as the options of the same names say."""

    scope: Scope
    base: str | None
    baseline: Path | None
    writes: bool
    fail_on: State
    verbose: bool
    cache: DocumentCache = field(default_factory=partial(DocumentCache, text=False))

    def report(self, skip: Collection[str] = ()) -> Report:
        """Check the documents as they are now.

        Args:
            skip: Those that are left out, by their paths from the root of the repository.
        """
        docs, ref, base = self.scope.docs, self.scope.ref, self.base
        project = self.scope.open(cache=self.cache)
        paths = find_documents(docs, project)
        if not docs and (others := left_out(paths, project)):
            say(
                f"checking the documents of the site; {counted(others, 'document')} elsewhere in "
                "the repository left out: name a folder, such as '.', to check everything in it"
            )
        elif not docs and project.home != Path.cwd().resolve():
            say(
                f"checking all documents of the repository in {path_from_here(project.home)}; "
                "name a folder, such as '.', to check only those in it"
            )
        for limit in limits(project):
            say(limit)
        began = None if base is None else branch_point(base, ref, project)
        with project.asking_git(paths):
            project.read(paths, every_document(project) if docs else paths)
        documents = check(project, show_progress, skip)
        for hint in root_hints(project):
            say(hint)
        if base is not None and began is not None:
            documents = known_at_base(base, began, documents, project)
        partly = bool(docs or skip)
        if self.writes:
            documents = write_baseline(self.baseline, documents, project.home, partly=partly)
        elif self.baseline is not None:
            documents = known_by_baseline(self.baseline, documents, partly=partly)
        git = home_git(project)
        return Report(
            documents=tuple(documents),
            home=project.home,
            problems=(*refused_documents(docs, project), *id_problems(project)),
            fail_on=self.fail_on,
            verbose=self.verbose,
            writes=self.writes,
            changed=None if began is None else changed_lines(began, ref, project),
            commits=_last_commits(documents, began, ref, project),
            host=project.repositories[0].host if git else None,
        )


def _last_commits(
    documents: Sequence[CheckedDocument], base: str | None, ref: str | None, project: Project
) -> Mapping[str, Commit]:
    """The last commits of documents and code of stale findings, since ``base`` if there is one.

    What is known from before is left out.
    """
    git = home_git(project)
    paths = {
        path
        for document in documents
        for item in document.items
        if item.is_stale and not item.known and item.finding.reason != "outside"
        for path in (document.path, *item.paths)
    }
    head = git.commit(ref or "HEAD") if git else None
    if git is None or head is None or len(paths) > _MOST_FILES:
        return {}
    return git.last_commits(f"{base}..{head}" if base else head, paths)
