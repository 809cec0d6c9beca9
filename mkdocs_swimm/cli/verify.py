"""``mkdocs-swimm verify``: check the references of documents against the code."""

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
from .options import DOCS, EXIT_ZERO, PATH, CommandError, Scope, flag, log, or_fail, project_options

_MOST_FILES = 200
"""The largest number of files whose last commits git is asked for."""

_LARGEST_SUMMARY = 1024 * 1024
"""In bytes; GitHub drops the whole summary of a step if it is larger."""

_HELP = """Check every snippet, token and path in Swimm documents against the code.

DOCS are documents or folders; by default, all documents of the site or, without a site, all
documents of the repository that git does not ignore. Ordinary Markdown pages (.md) given here are
checked by their links to lines of code. Broken links, missing images and duplicate ids are reported
too, but do not fail the check. Documents are never changed.

Paths are relative to the current folder or, in machine-readable formats, to the repository root.

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

Exit status: 0 if the check passed, 1 if it failed (see --fail-on), 2 if it could not run, 130 if it
was interrupted.
"""


@click.command(help=_HELP, short_help="Check documents against the code.")
@DOCS
@project_options
@click.option(
    "--base",
    metavar="REV",
    help="Report only what broke since the branch left REV, also at the code that changed.",
)
@click.option(
    "--baseline",
    type=PATH,
    metavar="FILE",
    help="Report only findings that are not in this baseline or have become worse.",
)
@flag(
    "--write-baseline",
    help=f"Write all stale references to the baseline, by default {known.DEFAULT.as_posix()}.",
)
@click.option(
    "--fail-on",
    type=click.Choice([state.value for state in STALE]),
    default=State.MOVED.value,
    show_default=True,
    help="Least severe state that fails the check.",
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
@flag("--watch", help="In a terminal, check again after every save; elsewhere, check once.")
@flag("-v", "--verbose", help="Also list every reference that could not be checked.")
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
    if watch and (write_baseline or output or format not in (None, "text")):
        raise click.UsageError(
            "--watch cannot be combined with --write-baseline, --output or a --format but text"
        )
    if write_baseline and scope.docs:
        raise click.UsageError("--write-baseline is for all documents: do not name any")
    cache = DocumentCache(text=False)
    run = partial(_check, scope, base, baseline, write_baseline, State(fail_on), verbose, cache)
    if watch and sys.stdout.isatty():
        ctx.exit(_watch(run))
    if watch:
        log("--watch needs a terminal: checking once")
    report = run()
    form = format or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    text = FORMATS[form](report)
    if output is None:
        options.print_text(text, None if form in ("text", "github") else "utf-8")
    else:
        with or_fail(f"{output} cannot be written"):
            write_whole(output, click.unstyle(text).encode(), report.home)
        log(summary(report))
    if form == "github" and (job_summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        try:
            with Path(job_summary).open("ab") as file:
                file.write(markdown(report, _LARGEST_SUMMARY - file.tell()).encode())
        except OSError as error:
            log(f"the job summary cannot be written: {error.strerror}")
    ctx.exit(1 if report.failed and not exit_zero else 0)


def _check(
    scope: Scope,
    base: str | None,
    baseline: Path | None,
    write_baseline: bool,
    fail_on: State,
    verbose: bool,
    cache: DocumentCache,
) -> Report:
    """Check the documents as they are now; the parameters are the options of the same names."""
    docs, ref = scope.docs, scope.ref
    project = scope.open(cache=cache)
    home = project.home
    paths = options.find_documents(docs, project)
    whole_site = project.sources and not docs
    others = len(options.documents_below((), project) - {*paths}) if whole_site else 0
    if others:
        log(
            f"checking only the documents of the site, not {counted(others, 'document')} elsewhere "
            "in the repository; name a folder, such as '.', to check everything in it"
        )
    log(*project.repositories[0].limits())
    branched = None if base is None else options.branch_point(base, ref, project)
    linkable = paths
    if docs:
        # Links may lead to documents that are not named.
        with suppress(CommandError):
            linkable = options.find_documents((), project)
    project.read(paths, linkable)
    documents = check(project, options.show_progress)
    log(*root_hints(project))
    if branched is not None:
        known.known_at_base(branched, documents, project)
    if write_baseline:
        known.write_baseline(baseline or home / known.DEFAULT, documents, home)
    elif baseline is not None:
        known.known_by_baseline(baseline, documents, complete=not (docs or project.unread))
    git = options.home_git(project)
    return Report(
        documents,
        home,
        [*options.refused_documents(docs, project), *id_problems(project)],
        fail_on,
        verbose,
        write_baseline,
        None if branched is None else options.changed_lines(branched, ref, project),
        _last_commits(documents, branched, ref, git),
        project.repositories[0].host if git else None,
    )


def _last_commits(
    documents: Sequence[CheckedDocument], base: str | None, ref: str | None, git: Git | None
) -> Mapping[str, Commit]:
    """The last commits, since ``base`` if given, of files in new findings, by path."""
    items = (item for document in documents for item in document.items if item.is_new)
    inside = (item for item in items if item.finding.reason != "outside")
    paths = {path for item in inside for path in (item.document, *item.paths)}
    head = git.commit(ref or "HEAD") if git else None
    if git is None or head is None or len(paths) > _MOST_FILES:
        return {}
    return git.last_commits(f"{base}..{head}" if base else head, paths)


POLL_SECONDS = 0.5


class Watch:
    """Watches files by polling them, and their folders, in which new files may appear."""

    def __init__(self) -> None:
        self._polled = time.time_ns()
        # Modification time in nanoseconds and size; None for a missing file.
        self._stamps: dict[Path, tuple[int, int] | None] = {}

    def follow(self, files: Collection[Path]) -> None:
        """Also watch files that were read since the last call of ``has_changed``."""
        for path in {*files, *(file.parent for file in files)} - self._stamps.keys():
            stamp = _stamp(path)
            # A file that was written since then may have been read before: it counts as changed.
            self._stamps[path] = stamp if stamp and stamp[0] < self._polled else None

    def has_changed(self) -> bool:
        """Whether a file has changed since the last call."""
        self._polled = time.time_ns()
        before, self._stamps = self._stamps, {path: _stamp(path) for path in self._stamps}
        return before != self._stamps


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _watch(check: Callable[[], Report]) -> int:
    """Check and show the result after every save; Ctrl-C returns the last exit status."""
    files, report = Watch(), None
    try:
        while True:
            try:
                report = check()
            except CommandError as error:
                if report is None:
                    raise
                click.echo(error.format_message(), err=True)
            else:
                paths = {path for document in report.documents for path in document.files}
                files.follow({report.home / path for path in paths})
                click.clear()
                options.print_text(_screen(report))
            while not files.has_changed():
                time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        if report is None:
            raise
        return 1 if report.failed else 0


def _screen(report: Report) -> str:
    """The report's summary, below as many of its lines as fit into the terminal."""
    lines = as_text(report).splitlines()
    end = lines.index(summary(report)) if summary(report) in lines else len(lines)
    footer = [*lines[end:], f"checked at {datetime.now():%H:%M:%S}"]
    columns, rows = shutil.get_terminal_size()
    heights = accumulate(len(click.unstyle(line)) // columns + 1 for line in lines[:end])
    room = rows - len(footer) - 2
    shown = [line for line, height in zip(lines, heights, strict=False) if height <= room]
    more = [f"and {end - len(shown)} more lines"] if len(shown) < end else []
    return "\n".join([*shown, *more, *footer, ""])
