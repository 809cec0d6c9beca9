"""``mkdocs-swimm coverage``: measure how much of the code is documented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from math import floor

import click

from ..project import coverage as measuring
from ..project.coverage import Figures, FileCoverage, percent
from ..project.project import Project
from ..project.repository import Repository, below
from ..reports.report import root_hints
from ..safety.printable import json_text, shown
from .options import (
    DOCS,
    EXIT_ZERO,
    FORMAT,
    CommandError,
    Scope,
    log,
    print_text,
    project_options,
    show_progress,
)

_MOST_IN_NEED = 10
_HELP = """Measure how much of the code is documented, and list where to begin.

DOCS are documents or folders; by default, all documents of the repository. A file is documented if
the code of a snippet or token is now in it. It is named if a path in a document leads to it or to a
folder around it. Blank lines do not count.

All text files tracked by git are code, except documents and other prose, lock files, and vendored
or generated files (vendor, node_modules, *.min.js). A GLOB is a pattern as in .gitignore. With
--include, every file that matches is code, except Swimm documents.

\b
Examples:
  mkdocs-swimm coverage
  mkdocs-swimm coverage --exclude tests --min 30
  mkdocs-swimm coverage --include 'src/**/*.py' --format json

Exit status: 0 if all is well, 1 if the share is below --min, 2 if nothing could be measured.
"""
_globs = partial(click.option, multiple=True, metavar="GLOB")


@click.command(help=_HELP, short_help="Measure how much of the code is documented.")
@DOCS
@project_options
@_globs("--include", help="Measure only files that match; may be repeated.")
@_globs("--exclude", help="Leave out files that match; may be repeated.")
@click.option(
    "--min",
    "minimum",
    envvar="MKDOCS_SWIMM_COVERAGE_MIN",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail if less than this share of the files is documented or named.",
)
@EXIT_ZERO
@FORMAT
@click.pass_context
def coverage(
    ctx: click.Context,
    scope: Scope,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    minimum: float | None,
    exit_zero: bool,
    format: str,
) -> None:
    project = scope.read()
    if not project.docs:
        raise CommandError("none of the documents can be read")
    own = project.repositories[0]
    whole = own.at(project.home) if project.by_part else own  # a part if a root is set
    files = _measure(project, whole, include, exclude)
    total = measuring.figures_of(files)
    covered = total.documented_files + total.named_files
    failed = 100 * covered / total.files < (minimum or 0)
    if format == "text":
        print_text(_as_text(files, total))
    else:
        data = {
            "version": 1,
            "root": below(project.home, whole.root),
            "documents": len(project.docs),
            "minimum": minimum,
            "failed": failed,
            "summary": asdict(total),
            "folders": [asdict(one) for one in measuring.folders_of(files)],
            "needs": [file.path for file in measuring.most_in_need(files)],
            "files": [asdict(file) for file in files],
        }
        print_text(json_text(data, indent=2) + "\n", "utf-8")
    if failed:
        # Rounded down, so that it never equals the minimum.
        share = f"({floor(1000 * covered / total.files) / 10:g} %)"
        text = f"{_counted(covered, total.files)} documented or named {share}"
        log(f"{text}, which is less than the {minimum:g} % of --min")
        ctx.exit(0 if exit_zero else 1)


def _measure(
    project: Project, whole: Repository, include: Sequence[str], exclude: Sequence[str]
) -> Sequence[FileCoverage]:
    """Check the documents and measure the coverage of each file; log what limits the result."""
    try:
        is_selected = measuring.selection(include, exclude)
    except ValueError as error:
        raise click.UsageError(f"--include or --exclude: {error}") from None
    project.check(show_progress)
    log(*project.repositories[0].limits(), *root_hints(project))
    places = [
        one._replace(path=below(whole.root, repository.root) + one.path)
        for repository in project.repositories
        for one in project.mentions(repository).places
    ]
    files, unread = measuring.coverage_of(whole.code, places, is_selected)
    if unread:
        more = f" and {len(unread) - 1} more" if unread[1:] else ""
        log(f"left out as unreadable: {unread[0]}{more}")
    if not files:
        selected = " that --include and --exclude select" if include or exclude else ""
        tracked = f" that git tracks{' and' * bool(selected)}" if whole.git else ""
        raise CommandError(f"no code{tracked}{selected} in {whole.root}")
    return files


def _as_text(files: Sequence[FileCoverage], total: Figures) -> str:
    count, named = total.files, total.named_files
    text = (
        f"{_counted(total.documented_files, count)} documented "
        f"({percent(total.documented_files, count)} %), {total.documented_lines:,} of "
        f"{total.lines:,} lines ({percent(total.documented_lines, total.lines)} %)"
    )
    text += f"; {named:,} more {'is' if named == 1 else 'are'} named" if named else ""
    folders = [
        (
            shown(f"{one.folder or '.'}/"),
            f"{one.files:,}",
            _share(one.documented_files, one.files),
            f"{one.named_files:,}",
            f"{one.lines:,}",
            _share(one.documented_lines, one.lines),
        )
        for one in measuring.folders_of(files)
    ]
    head = ("Folder", "Files", "Documented", "Named", "Lines", "Documented")
    text += f"\n\n{_table([head, *folders])}"
    needs = [
        (shown(file.path), f"{file.lines:,}", "yes" if file.named else "no")
        for file in measuring.most_in_need(files)[:_MOST_IN_NEED]
    ]
    return text + f"\n{_table([('Files most in need', 'Lines', 'Named'), *needs])}" * bool(needs)


def _share(part: int, whole: int) -> str:
    return f"{part:,} " + f"({percent(part, whole)} %)".rjust(7)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns, the first to the left and the others to the right, below a bold head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    form = "  ".join(f"{{:{'>' if at else '<'}{width}}}" for at, width in enumerate(widths))
    head, *others = (form.format(*row) for row in rows)
    return "\n".join([click.style(head, bold=True), *others]) + "\n"


def _counted(count: int, files: int) -> str:
    """``1 of 12 files is``."""
    noun = "file" if files == 1 else "files"
    return f"{count:,} of {files:,} {noun} {'is' if count == 1 else 'are'}"
