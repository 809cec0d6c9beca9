"""``mkdocs-swimm coverage``: how much of the code is documented, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from math import floor, isfinite

import click

from ..freshness import Place, State
from ..project.coverage import (
    Figures,
    FileCoverage,
    coverage_of,
    figures_of,
    folders_of,
    most_in_need,
    percent,
    selection,
)
from ..project.project import Project
from ..project.repository import Repository, below
from ..reports.checking import root_hints
from ..safety.printable import json_text, shown
from .opening import limits
from .options import DOCS, EXIT_ZERO, FORMAT, Scope, project_options
from .output import CanNotRun, print_text, say, show_progress

_MOST_IN_NEED = 10
_HELP = """Measure how much of the code is documented, and list where to begin.

DOCS are documents or folders; by default, all documents of the repository. A file is documented if
a snippet or token of a document is in it, wherever the code is now, and named if a path in a
document leads to it or to a folder around it. Blank lines do not count.

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


def _finite(ctx: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not isfinite(value):
        raise click.BadParameter(f"{value} is not a percentage")
    return value


@click.command(help=_HELP, short_help="Measure how much of the code is documented.")
@DOCS
@project_options
@click.option(
    "--include",
    multiple=True,
    metavar="GLOB",
    help="Measure only files that match; may be repeated.",
)
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="Leave out files that match; may be repeated."
)
@click.option(
    "--min",
    "minimum",
    type=click.FloatRange(0, 100),
    callback=_finite,
    metavar="PERCENT",
    help="Fail if a smaller share of the files is documented or named.",
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
    form: str,
) -> None:
    """Measure and print the coverage."""
    project = _read(scope)
    files = _measured(project, include, exclude)
    total = figures_of(files)
    covered = total.documented_files + total.named_files
    # Fractions: 30.1 % of 1,000 files are 301 files, and no bit more.
    failed = covered * 100 < Fraction(str(minimum or 0)) * total.files
    if form == "text":
        print_text(_as_text(files), None)
    else:
        more = {"documents": len(project.docs), "minimum": minimum, "failed": failed}
        whole = below(project.home, _whole(project).root)
        print_text(_as_json(files, whole, more), "utf-8")
    if failed:
        # Rounded down, so that it is never told to be as much as was asked for.
        share = floor(covered * 1000 / total.files) / 10
        say(
            f"{_counted(covered, total.files)} documented or named ({share:g} %), which is less "
            f"than the {minimum:g} % of --min"
        )
        ctx.exit(0 if exit_zero else 1)


def _read(scope: Scope) -> Project:
    """Open the project and read the documents; those that can not be read are reported."""
    project = scope.read()
    unread = [(project.shown(one.path), one.reason) for one in project.unread]
    if unread and not project.docs:
        raise CanNotRun(f"no document can be read; {unread[0][0]}: {unread[0][1]}")
    for path, reason in unread:
        say(f"{path} can not be read: {reason}")
    return project


def _whole(project: Project) -> Repository:
    """The code that is measured: that of the whole repository, unless a root was chosen."""
    own = project.repositories[0]
    return own.at(project.home) if project.by_part else own


def _measured(
    project: Project, include: Sequence[str], exclude: Sequence[str]
) -> Sequence[FileCoverage]:
    try:
        takes = selection(include, exclude)
    except ValueError as error:
        raise click.UsageError(f"--include or --exclude: {error}") from None
    whole = _whole(project)
    for limit in limits(project):
        say(limit)
    project.check(show_progress)
    for hint in root_hints(project):
        say(hint)
    places: list[Place] = []
    for repository in project.repositories:
        root = below(whole.root, repository.root)
        found = (one for doc in project.docs_of(repository) for one in project.findings[doc.path])
        there = (one.place for one in found if one.place and one.state is not State.GONE)
        places += [place._replace(path=root + place.path) for place in there]
    files, unread = coverage_of(whole.code, places, takes)
    if unread:
        more = f" and {len(unread) - 1} more" if unread[1:] else ""
        say(f"can not be read and left out: {unread[0]}{more}")
    if not files:
        which = " that --include and --exclude leave" if include or exclude else ""
        tracked = f" that git tracks{' and' * bool(which)}" if whole.git else ""
        raise CanNotRun(f"there is no code{tracked}{which} in {whole.root}")
    return files


def _as_text(files: Sequence[FileCoverage]) -> str:
    """What was measured, for people, with colours."""
    rows = [("Folder", "Files", "Documented", "Named", "Lines", "Documented")]
    for one in folders_of(files):
        documented = f"{one.documented_files:,} {_share(one.documented_files, one.files)}"
        lines = f"{one.documented_lines:,} {_share(one.documented_lines, one.lines)}"
        folder = shown(f"{one.folder or '.'}/")
        counts = [f"{count:,}" for count in (one.files, one.named_files, one.lines)]
        rows.append((folder, counts[0], documented, counts[1], counts[2], lines))
    text = f"{_summary(figures_of(files))}\n\n{_table(rows)}"
    needs = [("Files most in need", "Lines", "Named")]
    for file in most_in_need(files)[:_MOST_IN_NEED]:
        needs.append((shown(file.path), f"{file.lines:,}", "yes" if file.named else "no"))
    return f"{text}\n{_table(needs)}" if needs[1:] else text


def _share(part: int, whole: int) -> str:
    return f"({percent(part, whole)} %)".rjust(7)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Columns, the first flush left and the others flush right; the first row is the head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    form = "  ".join(f"{{:{'>' if at else '<'}{width}}}" for at, width in enumerate(widths))
    head, *others = (form.format(*row) for row in rows)
    return "\n".join([click.style(head, bold=True), *others]) + "\n"


def _summary(total: Figures) -> str:
    """All in one line."""
    files, named = total.files, total.named_files
    text = (
        f"{_counted(total.documented_files, files)} documented "
        f"({percent(total.documented_files, files)} %), {total.documented_lines:,} of "
        f"{total.lines:,} lines ({percent(total.documented_lines, total.lines)} %)"
    )
    return f"{text}; {named:,} more {'is' if named == 1 else 'are'} named" if named else text


def _counted(count: int, files: int) -> str:
    noun = "file" if files == 1 else "files"
    return f"{count:,} of {files:,} {noun} {'is' if count == 1 else 'are'}"


def _as_json(files: Sequence[FileCoverage], root: str, more: Mapping[str, object]) -> str:
    """What was measured, for programs; all paths are from the folder ``root``."""
    data = {
        "version": 1,
        "root": root,
        **more,
        "summary": asdict(figures_of(files)),
        "folders": [asdict(one) for one in folders_of(files)],
        "needs": [file.path for file in most_in_need(files)],
        "files": [asdict(file) for file in files],
    }
    return json_text(data, indent=2) + "\n"
