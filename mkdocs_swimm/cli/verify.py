"""``mkdocs-swimm verify``: whether the code is still as the documents say."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import accumulate
from pathlib import Path

import click

from ..code.git import Commit, Git
from ..freshness import STALE, State
from ..project.documents import DocumentCache
from ..reports.messages import counted, summary
from ..reports.report import CheckedDocument, Report, check, id_problems, root_hints
from ..safety.files import write_whole
from . import known, options
from .formats import FORMATS, as_text, markdown
from .options import DOCS, EXIT_ZERO, PATH, CanNotRun, Scope, flag, or_stop, project_options, say

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
@flag(
    "--write-baseline",
    help=f"Write what is stale now to the baseline, {known.DEFAULT.as_posix()} by default.",
)
@click.option(
    "--fail-on",
    type=click.Choice([state.value for state in STALE]),
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
@flag(
    "--watch",
    help="Stay open in the terminal and check again after every save; check once elsewhere.",
)
@flag("-v", "--verbose", help="Also list everything that could not be checked.")
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
    if write_baseline and scope.docs:
        raise click.UsageError("--write-baseline is for all documents: name none")
    cache = DocumentCache(text=False)
    check_now = partial(
        _report, scope, base, baseline, write_baseline, State(fail_on), verbose, cache
    )
    if watch and sys.stdout.isatty():
        ctx.exit(_watch(check_now))
    if watch:
        say("--watch is for a terminal; this is checked once")
    report = check_now()
    form = format or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    text = FORMATS[form](report)
    if output is None:
        options.print_text(text, None if form in ("text", "github") else "utf-8")
    else:
        with or_stop(f"{output} can not be written"):
            write_whole(output, click.unstyle(text).encode(), report.home)
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
    paths = options.find_documents(docs, project)
    whole_site = project.sources and not docs
    others = len(options.documents_below((), project) - {*paths}) if whole_site else 0
    if others:
        say(
            f"checking the documents of the site; {counted(others, 'document')} elsewhere in "
            "the repository left out: name a folder, such as '.', to check everything in it"
        )
    say(*options.limits(project))
    began = None if base is None else options.branch_point(base, ref, project)
    named = paths
    if docs:
        # Links may lead to any document.
        with suppress(CanNotRun):
            named = options.find_documents((), project)
    project.read(paths, named)
    documents = check(project, options.show_progress)
    say(*root_hints(project))
    if began is not None:
        known.known_at_base(began, documents, project)
    if write_baseline:
        known.write_baseline(baseline or home / known.DEFAULT, documents, home)
    elif baseline is not None:
        known.known_by_baseline(baseline, documents, whole=not (docs or project.unread))
    git = options.home_git(project)
    return Report(
        documents,
        home,
        [*options.refused_documents(docs, project), *id_problems(project)],
        fail_on,
        verbose,
        write_baseline,
        None if began is None else options.changed_lines(began, ref, project),
        _last_commits(documents, began, ref, git),
        project.repositories[0].host if git else None,
    )


def _last_commits(
    documents: Sequence[CheckedDocument], base: str | None, ref: str | None, git: Git | None
) -> Mapping[str, Commit]:
    """The last commits of documents and code of new findings, since ``base`` if there is one."""
    items = (item for document in documents for item in document.items if item.is_new)
    inside = (item for item in items if item.finding.reason != "outside")
    paths = {path for item in inside for path in (item.document, *item.paths)}
    head = git.commit(ref or "HEAD") if git else None
    if git is None or head is None or len(paths) > _MOST_FILES:
        return {}
    return git.last_commits(f"{base}..{head}" if base else head, paths)


SECONDS = 0.5
"""How long a change may go unnoticed."""


class Watch:
    """Files that are read, and their folders, in which others may come to be."""

    def __init__(self) -> None:
        self._asked = time.time_ns()
        # When each was written, and its size; None for one that is not there.
        self._stamps: dict[Path, tuple[int, int] | None] = {}

    def follow(self, files: Collection[Path]) -> None:
        """Watch files, too, that were read since ``has_changed`` was asked last."""
        for path in {*files, *(file.parent for file in files)} - self._stamps.keys():
            stamp = _stamp(path)
            # What was written since may have been read before that.
            self._stamps[path] = stamp if stamp and stamp[0] < self._asked else None

    def has_changed(self) -> bool:
        """Whether a file has changed since this was asked last."""
        self._asked = time.time_ns()
        before, self._stamps = self._stamps, {path: _stamp(path) for path in self._stamps}
        return before != self._stamps


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _watch(check: Callable[[], Report]) -> int:
    """Show what is stale until somebody interrupts it; gives the exit status of the last report."""
    files, report = Watch(), None
    try:
        while True:
            try:
                report = check()
            except CanNotRun as error:
                if report is None:
                    raise
                click.echo(error.format_message(), err=True)
            else:
                paths = {path for document in report.documents for path in document.files}
                files.follow({report.home / path for path in paths})
                click.clear()
                options.print_text(_screen(report))
            while not files.has_changed():
                time.sleep(SECONDS)
    except KeyboardInterrupt:
        if report is None:
            raise
        return 1 if report.failed else 0


def _screen(report: Report) -> str:
    """What is stale, as much of it as the terminal has room for, and the summary."""
    lines = as_text(report).splitlines()
    end = lines.index(summary(report)) if summary(report) in lines else len(lines)
    last = [*lines[end:], f"checked at {datetime.now():%H:%M:%S}"]
    columns, rows = shutil.get_terminal_size()
    heights = accumulate(len(click.unstyle(line)) // columns + 1 for line in lines[:end])
    room = rows - len(last) - 2
    shown = [line for line, height in zip(lines, heights, strict=False) if height <= room]
    more = [f"and {end - len(shown)} lines more"] if len(shown) < end else []
    return "\n".join([*shown, *more, *last, ""])
