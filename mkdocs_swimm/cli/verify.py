"""``mkdocs-swimm verify``: whether the code is still as the documents say."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..freshness import STALE, State
from ..reports.messages import summary
from .baseline import DEFAULT
from .formats import FORMATS, step_summary
from .opening import EXIT_ZERO, project_options
from .output import add_step_summary, put_out, say, usual_format
from .verification import Verification
from .watching import watch

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
@click.argument("docs", nargs=-1, type=click.Path(path_type=Path))
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
    docs: tuple[Path, ...],
    config_file: Path | None,
    root: Path | None,
    ref: str | None,
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
    wanted = Verification(
        docs, config_file, root, ref, base, baseline, writes, _STATES[fail_on], verbose
    )
    if watches and sys.stdout.isatty():
        ctx.exit(watch(wanted))
    if watches:
        say("--watch is for a terminal; this is checked once")
    report = wanted.report()
    form = form or usual_format()
    encoding = None if form in ("text", "github") else "utf-8"
    put_out(FORMATS[form](report), summary(report), output, report.home, encoding)
    if form == "github":
        add_step_summary(lambda most: step_summary(report, most))
    ctx.exit(1 if report.failed and not exit_zero else 0)
