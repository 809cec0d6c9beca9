"""``mkdocs-swimm verify``: whether the code is still as the documents say."""

from __future__ import annotations

from pathlib import Path

import click

from ..freshness import STALE, State
from ..reports.messages import summary
from .baseline import DEFAULT
from .formats import FORMATS, step_summary
from .opening import EXIT_ZERO, project_options
from .output import add_step_summary, put_out, usual_format
from .verification import Verification
from .watching import watch

_HELP = """Check every snippet, token and path of Swimm documents against the code.

DOCS are documents or folders of them; without any, all documents of the repository that git does
not ignore are checked. A page of ordinary Markdown (.md) that is named is checked by its links to
lines of code. Documents are never changed. Paths are told from the current folder, in
formats for programs from the root of the repository.

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

Dead links, missing images and doubled ids are told as well, as a build of a site tells them.

Exit status: 0 when all is well, 1 when something was found, 2 when nothing could be checked.
"""
_STATES = {state.value: state for state in STALE}


@click.command(help=_HELP, short_help="Check documents against the code.")
@click.argument("docs", nargs=-1, type=click.Path(path_type=Path))
@project_options
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
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report there instead of to the standard output.",
)
@EXIT_ZERO
@click.option("--watch", "watches", is_flag=True, help="Check again after every save.")
@click.option("-v", "--verbose", is_flag=True, help="Tell all that could not be checked, too.")
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
    """Check documents, tell what was found."""
    if watches and (writes or output or form not in (None, "text")):
        raise click.UsageError("--watch is for a terminal: it goes with text alone")
    wanted = Verification(
        docs, config_file, root, ref, base, baseline, writes, _STATES[fail_on], verbose
    )
    if watches:
        ctx.exit(watch(wanted))
    report = wanted.report()
    form = form or usual_format()
    encoding = None if form in ("text", "github") else "utf-8"
    put_out(FORMATS[form](report), summary(report), output, report.home, encoding)
    if form == "github":
        add_step_summary(lambda most: step_summary(report, most))
    ctx.exit(1 if report.failed and not exit_zero else 0)
