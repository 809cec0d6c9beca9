"""``mkdocs-swimm coverage``: how much of the code is documented, and where to begin.

The keys of its JSON stay as they are; what is added gets a key of its own. ``version``: 1, of this
format. ``root``: the folder of the code in the repository, empty or with a slash at its end; all
paths are from there. ``documents``: how many were read. ``summary``, and each of ``folders`` (with
its ``path``, empty for files that are in none) and ``languages`` (with its ``name``, empty where it
is not known), the largest first:

- ``files``; ``documented_files``: with a line that is documented; ``named_files``: the others that
  documents name, or a folder that they are in;
- ``lines``: those that are not blank; ``documented_lines``;
- ``percent``: of ``documented_files``, ``covered_files`` (documented or named) and
  ``documented_lines``, with two decimals.

``needs``: the paths of files that are not documented, those most in need first. ``files``: for each
file, in order, ``path``, ``language``, ``lines``, ``documented_lines``, ``documents`` (how many
speak of its lines or name the file itself), ``named`` (the file, or a folder that it is in) and
``churn`` (commits that touched it in the twelve months before the last one; null where nobody
knows). ``unread``: files that could not be read and count for nothing. ``minimum``: what ``--min``
asks for, or null; ``failed``: whether there is less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import floor, isfinite
from pathlib import Path

import click

from ..coverage import Coverage, Figures, FileCoverage, Selection, coverage_of, percent
from ..freshness import Finding
from ..printable import shown
from ..whole_files import write_whole
from .checking import check, misled
from .documents import Reading, by_root, find_documents, read_documents
from .errors import CanNotRun
from .escaping import json_text
from .output import _print
from .workspace import Workspace, open_workspace

_VERSION = 1
_UNKNOWN = "other"
"""What a language is called that is not known."""

_HELP = """Measure how much of the code is documented, and tell where to begin.

DOCS are documents or folders of them; without any, all documents of the repository count. A file
is documented when a snippet or token of a document is in it, wherever the code is now, and named
when a path in a document leads to it or to a folder that it is in. Lines are counted without blank
ones.

All text files that git does not ignore are code, but for documents and other prose, lock files, and
what others or programs wrote (vendor, node_modules, *.min.js). A GLOB is as in .gitignore: without
a slash at any level, ** for any number of folders. What --include names counts in any case.

\b
Examples:
  mkdocs-swimm coverage
  mkdocs-swimm coverage --depth 2 --top 20
  mkdocs-swimm coverage --exclude tests --min 30
  mkdocs-swimm coverage --include 'src/**/*.py' --format json

Exit status: 0 when all is well, 1 when less is documented than --min asks for, 2 when nothing could
be measured.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What is told.

    Attributes:
        coverage: How far the code is documented.
        documents: How many documents were read.
        root: The folder of the code within the repository, empty or with a slash at its end.
        depth: How many levels of folders are told apart.
        top: How many files most in need are told.
        minimum: The least percentage of files that are to be documented or named.
    """

    coverage: Coverage
    documents: int
    root: str
    depth: int
    top: int
    minimum: float | None

    @property
    def failed(self) -> bool:
        """Whether less is documented than there is to be."""
        total = self.coverage.total
        # Fractions: 30.1 % of 1,000 files are 301 files, and no bit more.
        least = Fraction(str(self.minimum or 0)) * len(total.files)
        return total.covered_files * 100 < least


def _finite(ctx: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not isfinite(value):
        raise click.BadParameter(f"{value} is no percentage")
    return value


@click.command(help=_HELP, short_help="Measure how much of the code is documented.")
@click.argument("docs", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Root of the code that documents speak of.  [default: where paths exist]",
)
@click.option("--ref", metavar="REV", help="Read the code from this revision of git.")
@click.option(
    "--include", multiple=True, metavar="GLOB", help="Only files that match; may be repeated."
)
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="No files that match; may be repeated."
)
@click.option(
    "--min",
    "minimum",
    type=click.FloatRange(0, 100),
    callback=_finite,
    metavar="PERCENT",
    help="Fail when a smaller share of files is documented or named.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Levels of folders to tell apart.",
)
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="Files most in need to tell.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to tell it.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report there instead of to the standard output.",
)
@click.pass_context
def coverage(
    ctx: click.Context,
    docs: tuple[Path, ...],
    root: Path | None,
    ref: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    minimum: float | None,
    depth: int,
    top: int,
    form: str,
    output: Path | None,
) -> None:
    """Measure, tell how much it is."""
    workspace = open_workspace(docs, root)
    readings = _readings(docs, workspace)
    found = _measured(readings, workspace, ref, Selection(include, exclude))
    result = Result(found, len(readings), workspace.shown_prefix, depth, top, minimum)
    _put_out(result, form, output)
    if result.failed:
        click.echo(_too_little(result), err=True)
        ctx.exit(1)


def _readings(docs: Sequence[Path], workspace: Workspace) -> Sequence[Reading]:
    """The documents that can be read; the others are told."""
    readings = read_documents(find_documents(docs, workspace), workspace)
    unread = [problem for one in readings for problem in one.problems if problem.unread]
    if len(unread) == len(readings):
        raise CanNotRun(f"no document can be read; {unread[0].path}: {unread[0].message}")
    for problem in unread:
        click.echo(shown(f"{problem.path} can not be read: {problem.message}"), err=True)
    return [one for one in readings if not any(problem.unread for problem in one.problems)]


def _measured(
    readings: Sequence[Reading], workspace: Workspace, ref: str | None, selection: Selection
) -> Coverage:
    code = workspace.code(ref)
    for limit in workspace.limits():
        click.echo(shown(limit), err=True)
    findings = []
    for part, some in by_root(readings, workspace, ref):
        own, _ = part.own(part.home / reading.path for reading in some)
        its = part.code(ref)
        documents = check(some, part, its, own)
        for hint in misled(some, part, its):
            click.echo(shown(hint), err=True)
        root = workspace.prefix_of(part)
        findings += [[_from_top(item.finding, root) for item in one.items] for one in documents]
    found = coverage_of(code, findings, selection)
    if found.knows_churn and workspace.git and workspace.git.is_shallow():
        click.echo("commits are counted only as far as the clone goes", err=True)
    if found.unread:
        more = f" and {len(found.unread) - 1} more" if found.unread[1:] else ""
        click.echo(shown(f"can not be read and left out: {found.unread[0]}{more}"), err=True)
    if not found.files:
        which = " that --include and --exclude leave" if selection != Selection() else ""
        raise CanNotRun(f"there is no code{which} in {workspace.root}")
    return found


def _put_out(result: Result, form: str, output: Path | None) -> None:
    text = _FORMATS[form](result)
    if output is None or str(output) == "-":
        _print(text, "utf-8" if form == "json" else None)
        return
    try:
        write_whole(output, click.unstyle(text).encode())
    except OSError as error:
        raise CanNotRun(f"{output} can not be written: {error.strerror}") from None
    click.echo(_summary(result.coverage.total), err=True)


def as_text(result: Result) -> str:
    """What was measured, for people, with colours."""
    found = result.coverage
    folders = [_figures(_folder(one.name), one) for one in found.folders(result.depth)]
    languages = [_figures(one.name or _UNKNOWN, one) for one in found.languages]
    parts = [
        [_summary(found.total)],
        _table(("Folder", *_FIGURES), folders),
        _table(("Language", *_FIGURES), languages),
    ]
    needs = found.needs(result.top)
    if needs:
        rows = [_need(file) for file in needs]
        parts.append(_table(("Files most in need", "Lines", "Commits", "Named"), rows))
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


_FIGURES = ("Files", "Documented", "Named", "Lines", "Documented")


def _figures(name: str, figures: Figures) -> Sequence[str]:
    files = len(figures.files)
    return (
        name,
        f"{files:,}",
        f"{figures.documented_files:,} {_brackets(figures.documented_files, files)}",
        f"{figures.named_files:,}",
        f"{figures.lines:,}",
        f"{figures.documented_lines:,} {_brackets(figures.documented_lines, figures.lines)}",
    )


def _need(file: FileCoverage) -> Sequence[str]:
    churn = "–" if file.churn is None else f"{file.churn:,}"
    return shown(file.path), f"{file.lines:,}", churn, "yes" if file.named else "no"


def _folder(path: str) -> str:
    return shown(f"{path}/") if path else "./"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """Lines with columns: the first one flush left, the others flush right."""
    widths = [max(map(len, column)) for column in zip_longest(head, *rows, fillvalue="")]
    lines = [
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *rows)
    ]
    return [click.style(lines[0], bold=True), *lines[1:]]


def _summary(total: Figures) -> str:
    """All in one line."""
    files = len(total.files)
    named = total.named_files
    text = (
        f"{_counted(total.documented_files, files)} documented "
        f"({percent(total.documented_files, files)} %), {total.documented_lines:,} of "
        f"{total.lines:,} lines ({percent(total.documented_lines, total.lines)} %)"
    )
    if named:
        text += f"; {named:,} more {'is' if named == 1 else 'are'} named"
    return text


def _too_little(result: Result) -> str:
    total = result.coverage.total
    files = len(total.files)
    # Rounded down, so that it is never told to be as much as was asked for.
    share = floor(total.covered_files * 1000 / files) / 10
    return (
        f"{_counted(total.covered_files, files)} documented or named ({share:g} %), which is less "
        f"than the {result.minimum:g} % of --min"
    )


def _counted(count: int, files: int) -> str:
    noun = "file" if files == 1 else "files"
    return f"{count:,} of {files:,} {noun} {'is' if count == 1 else 'are'}"


def _brackets(part: int, whole: int) -> str:
    return f"({percent(part, whole)} %)".rjust(7)


def as_json(result: Result) -> str:
    """What was measured, for programs."""
    found = result.coverage
    data = {
        "version": _VERSION,
        "root": result.root,
        "documents": result.documents,
        "summary": _record(found.total),
        "minimum": result.minimum,
        "failed": result.failed,
        "folders": [{"path": one.name, **_record(one)} for one in found.folders(result.depth)],
        "languages": [{"name": one.name, **_record(one)} for one in found.languages],
        "needs": [file.path for file in found.needs(result.top)],
        "files": [_file(file) for file in found.files],
        "unread": list(found.unread),
    }
    return json_text(data, indent=2) + "\n"


def _record(figures: Figures) -> Mapping[str, object]:
    files = len(figures.files)
    return {
        "files": files,
        "documented_files": figures.documented_files,
        "named_files": figures.named_files,
        "lines": figures.lines,
        "documented_lines": figures.documented_lines,
        "percent": {
            "documented_files": _exactly(figures.documented_files, files),
            "covered_files": _exactly(figures.covered_files, files),
            "documented_lines": _exactly(figures.documented_lines, figures.lines),
        },
    }


def _file(file: FileCoverage) -> Mapping[str, object]:
    return {
        "path": file.path,
        "language": file.language,
        "lines": file.lines,
        "documented_lines": file.documented,
        "documents": file.documents,
        "named": file.named,
        "churn": file.churn,
    }


def _exactly(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


_FORMATS: Mapping[str, Callable[[Result], str]] = {"text": as_text, "json": as_json}


def _from_top(finding: Finding, root: str) -> Finding:
    """A finding whose place is told from the top of the repository."""
    place = finding.place
    return finding._replace(place=place and place._replace(path=root + place.path))
