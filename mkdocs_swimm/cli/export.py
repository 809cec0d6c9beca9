"""``mkdocs-swimm export``: documents as plain files for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from ..code.codehost import KINDS, repo_url_problem
from ..export.codetour import export_tours
from ..export.images import Fetched, bucket_images, fetch_images
from ..export.pages import FLAVOURS, Export, Note, export_pages
from ..export.settings import mkdocs_yml, style_sheets
from ..export.writing import write_files
from ..project.listings import overview
from ..project.names import is_long
from ..project.problems import long_name
from ..project.project import Project
from ..project.repository import Hosting
from .options import DOCS, PATH, REPO_URL, Scope, project_options
from .output import CanNotRun, say

_HELP = """Export Swimm documents as plain files for other tools.

They are written to the folder DIR; tours to .tours by default. DOCS are documents or folders; by
default, all documents of the site, or else all documents of the repository that git does not
ignore. Documents are never changed. Existing files with other content are left as they are, unless
--overwrite is given.

\b
Flavours:
  material    Markdown for MkDocs with Material
  zensical    the same for Zensical
  github      Markdown as GitHub shows it
  docusaurus  MDX for Docusaurus
  codetour    tours for CodeTour in Visual Studio Code

\b
Examples:
  mkdocs-swimm export github handbook
  mkdocs-swimm export github handbook .swm/queue.x1y2z.sw.md
  mkdocs-swimm export material site --with-config
  mkdocs-swimm export codetour

Exit status: 0 if everything was written, 1 if existing files were left as they are, 2 if nothing
could be written.
"""


@click.command(help=_HELP, short_help="Export documents for other tools.")
@click.argument("flavour", type=click.Choice([*FLAVOURS, "codetour"]), metavar="FLAVOUR")
@click.argument("output", type=PATH, metavar="[DIR]", required=False)
@DOCS
@project_options
@REPO_URL
@click.option(
    "--host",
    type=click.Choice(KINDS),
    help="The kind of code host, if its address does not show it.",
)
@click.option(
    "--revision",
    default="commit",
    show_default=True,
    metavar="NAME",
    help="What links into the code are pinned to: 'commit', or a branch.",
)
@click.option(
    "--fetch-images",
    is_flag=True,
    help="Download images from Swimm's bucket; otherwise they stay links.",
)
@click.option(
    "--with-config",
    is_flag=True,
    help="For material and zensical: also write mkdocs.yml, with the pages below docs/.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Overwrite existing files, and remove pages of documents that are gone.",
)
@click.pass_context
def export(
    ctx: click.Context,
    scope: Scope,
    flavour: str,
    output: Path | None,
    repo_url: str | None,
    host: str | None,
    revision: str,
    fetch_images: bool,
    with_config: bool,
    overwrite: bool,
) -> None:
    """Export documents and print what could not be converted."""
    if output is None and flavour != "codetour":
        raise CanNotRun(f"name the folder to write to, as in 'export {flavour} handbook'")
    if with_config and flavour not in ("material", "zensical"):
        raise CanNotRun("--with-config is for material and zensical alone")
    project = scope.read(hosting(repo_url, host, revision))
    for one in project.unread:
        say(f"{project.shown(one.path)}:1: not exported: {one.reason}")
    project.check()
    if not any(repository.host for repository in project.repositories):
        say("no code host is known, so there are no links into the code; give it with --repo-url")
    fetched = _fetched(project) if fetch_images else Fetched()
    if flavour == "codetour":
        made = export_tours(project)
    else:
        made = export_pages(project, FLAVOURS[flavour], fetched.files)
    long = [path for path in project.docs if is_long(project.shown(path))]
    if long:
        too_long = long_name(len(long) - 1)
        made.notes.append(Note(long[0], 1, f"{too_long.message}; {too_long.remedy}"))
    if with_config:
        add_config(made, project)
    target = output or project.home / ".tours"
    try:
        written = write_files(
            made.files, target, project.home, overwrite=overwrite, complete=not scope.docs
        )
    except OSError as error:
        raise CanNotRun(f"{target} can not be written to: {error.strerror or error}") from None
    say_notes(made, project)
    for name in written["kept"]:
        say(
            f"{name}: left as it is, it has other content; give --overwrite to replace it",
            err=False,
        )
    for name in written["refused"]:
        say(
            f"{name}: left as it is, it is a link, a folder or behind a link; delete that",
            err=False,
        )
    left = len(written["kept"]) + len(written["refused"])
    counts = {word: len(written[word]) for word in ("new", "replaced", "unchanged")}
    counts |= {"left as they are": left, "removed": len(written["removed"])}
    parts = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    say(f"{len(made.pages)} documents in {target}: {parts}", err=False)
    ctx.exit(1 if left else 0)


def hosting(url: str | None, host: str | None = None, revision: str = "commit") -> Hosting:
    """What the options say of the repository; --repo-url must be the address of one."""
    problem = repo_url_problem(url, host) if url else None
    if problem:
        raise CanNotRun(f"--repo-url: {problem}")
    return Hosting(url, host, revision=revision)


def _fetched(project: Project) -> Fetched:
    found = {doc.path: bucket_images(doc) for doc in project.docs.values()}
    fetched = fetch_images(url for urls in found.values() for url in urls)
    for path, urls in found.items():
        for url, line in urls.items():
            if url in fetched.failed:
                say(f"{project.shown(path)}:{line}: not fetched: {fetched.failed[url]}")
    return fetched


def add_config(made: Export, project: Project) -> None:
    """Settings of MkDocs above the pages, a home page and the style among them."""
    tree = project.navigation()
    url = next((one.host.repo_url for one in project.repositories if one.host), None)
    name = (url or project.home.as_posix()).rpartition("/")[2]
    made.files.setdefault("index.md", overview(tree, made.pages, "index.md", name).encode())
    made.files.update(style_sheets())
    made.files = {f"docs/{path}": content for path, content in made.files.items()}
    made.files["mkdocs.yml"] = mkdocs_yml(tree, made.pages, name, url, "index.md").encode()


def say_notes(made: Export, project: Project, *, err: bool = False) -> None:
    """Print what could not be converted."""
    for note in sorted(made.notes, key=lambda note: (note.path, note.line)):
        say(f"{project.shown(note.path)}:{note.line}: {note.message}", err=err)
