"""``mkdocs-swimm verify``: whether the code is still as the documents say."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ..freshness import STALE, State
from .baseline import (
    DEFAULT,
    Entry,
    Known,
    entries_of,
    read_baseline,
    states_in,
    write_baseline,
)
from .checking import check, known_at, marked, missing
from .documents import find_documents, read_documents
from .errors import CanNotRun
from .escaping import shown
from .formats import FORMATS
from .messages import recovered, summary
from .report import CheckedDocument, Report
from .workspace import Workspace, open_workspace

_HELP = """Check every snippet, token and path of Swimm documents against the code.

DOCS are documents or folders of them; without any, all documents of the repository that git does
not ignore are checked. Documents are never changed. Paths are told from the root of the
repository.

\b
Examples:
  mkdocs-swimm verify
  mkdocs-swimm verify .swm/queue.x1y2z.sw.md
  mkdocs-swimm verify --base origin/main
  mkdocs-swimm verify --write-baseline
  mkdocs-swimm verify --baseline .swm/freshness-baseline.json
  mkdocs-swimm verify --format sarif --output freshness.sarif

Exit status: 0 when all is well, 1 when something was found, 2 when nothing could be checked.
"""
_STATES = {state.value: state for state in STALE}


@click.command(help=_HELP, short_help="Check documents against the code.")
@click.argument("docs", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Root of the code that documents speak of.  [default: the git repository's]",
)
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
    code = workspace.code(ref)
    for limit in workspace.limits():
        _tell(limit)
    own, problems = workspace.own(paths)
    readings = read_documents(paths, workspace)
    files = missing(readings, code, own)
    if files:
        _tell(
            f"none of the {files} files that the documents speak of is in {workspace.root}; "
            "is '--root' right?"
        )
    checked = check(readings, workspace, code, own)
    known = []
    if base is not None:
        known.append(known_at(base, ref or "HEAD", checked, workspace, own))
    if writes:
        known.append(_write(baseline, checked, workspace, partly=bool(docs)))
    elif baseline is not None:
        known.append(_read(baseline, checked, partly=bool(docs)))
    report = Report(
        documents=marked(checked, *known),
        problems=problems,
        prefix=workspace.shown_prefix,
        fail_on=_STATES[fail_on],
        verbose=verbose,
        at_code=base is not None,
    )
    if workspace.git:
        workspace.git.close()
    _put_out(report, form or _usual_format(), output)
    ctx.exit(1 if report.failed else 0)


def _read(path: Path, checked: Sequence[CheckedDocument], *, partly: bool) -> Known:
    """What a baseline knows; what it knows in vain is told."""
    entries = read_baseline(path)
    stale = {entry.fingerprint for entry in _entries(checked)}
    seen = _seen(checked)
    lapsed = [
        entry
        for entry in entries
        if entry.fingerprint not in stale and (entry.document in seen or not partly)
    ]
    if lapsed:
        _tell(recovered(len(lapsed)))
    return states_in(entries)


def _write(
    path: Path | None,
    checked: Sequence[CheckedDocument],
    workspace: Workspace,
    *,
    partly: bool,
) -> Known:
    """Write a baseline; what it says of documents that were not looked at stays."""
    path = path or workspace.home / DEFAULT
    entries = {entry.fingerprint: entry for entry in _entries(checked)}
    seen = _seen(checked)
    unread = {one.path for one in checked} - seen
    if (partly or unread) and path.exists():
        for entry in read_baseline(path):
            if entry.document not in seen and (partly or entry.document in unread):
                entries.setdefault(entry.fingerprint, entry)
    write_baseline(path, entries.values())
    _tell(f"{len(entries)} written to {workspace.shown(path)}")
    return states_in(entries.values())


def _entries(checked: Sequence[CheckedDocument]) -> Sequence[Entry]:
    return entries_of([item for one in checked for item in one.items])


def _seen(checked: Sequence[CheckedDocument]) -> set[str]:
    """The documents that could be read."""
    return {one.path for one in checked if not any(problem.unread for problem in one.problems)}


def _usual_format() -> str:
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _put_out(report: Report, form: str, output: Path | None) -> None:
    text = FORMATS[form](report)
    if output is None or str(output) == "-":
        _print(text, None if form in ("text", "github") else "utf-8")
        return
    try:
        output.write_text(click.unstyle(text), "utf-8", newline="\n")
    except OSError as error:
        raise CanNotRun(f"{output} can not be written: {error.strerror}") from None
    _tell(summary(report))


def _print(text: str, encoding: str | None) -> None:
    """Print a text on the standard output; that nobody reads it to its end is no mistake."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    stream = click.get_text_stream("stdout", encoding, errors="backslashreplace")
    try:
        click.echo(text, file=stream, nl=False, color=colour)
        stream.flush()
    except BrokenPipeError:
        # What is still to be written at the end of the process goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(message: str) -> None:
    click.echo(shown(message), err=True)
