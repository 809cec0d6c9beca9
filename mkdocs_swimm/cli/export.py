"""``mkdocs-swimm export`` and ``zensical``: write documents as plain files for other tools."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ..code.codehost import KINDS, repo_url_problem
from ..export.codetour import export_tours
from ..export.images import Fetched, bucket_images, fetch_images
from ..export.pages import FLAVOURS, Export, export_pages
from ..export.settings import mkdocs_yml, style_sheets
from ..export.writing import write_files
from ..project.documents import DocumentCache
from ..project.listings import overview
from ..project.project import Project
from ..project.repository import Hosting
from ..reports.messages import counted
from .options import (
    DOCS,
    PATH,
    REPO_URL,
    CommandError,
    Scope,
    flag,
    log,
    or_fail,
    print_line,
    project_options,
)
from .verify import POLL_SECONDS, Watch

_HELP = """Export Swimm documents as plain files for other tools.

The files are written to the folder DIR, which is required except for codetour (default: .tours).
DOCS are documents or folders; by default, all documents of the site or, without a site, all
documents of the repository that git does not ignore. Documents are never changed. Existing files
with other content are kept, unless --overwrite is given.

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

Exit status: 0 if everything was written, 1 if existing files were kept, 2 if nothing could be
written.
"""


@click.command(help=_HELP, short_help="Export documents for other tools.")
@click.argument("flavour", type=click.Choice([*FLAVOURS, "codetour"]), metavar="FLAVOUR")
@click.argument("output", type=PATH, metavar="[DIR]", required=False)
@DOCS
@project_options
@REPO_URL
@click.option(
    "--host", type=click.Choice(KINDS), help="Kind of code host, if its address does not show it."
)
@click.option(
    "--revision",
    default="commit",
    show_default=True,
    metavar="NAME",
    help="What links into the code are pinned to: 'commit', or the name of a branch.",
)
@flag("--fetch-images", help="Download images from Swimm's bucket instead of linking to them.")
@flag(
    "--with-config",
    help="For material and zensical: also write mkdocs.yml, with the pages below docs/.",
)
@flag("--overwrite", help="Overwrite existing files, and remove pages of deleted documents.")
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
    if output is None and flavour != "codetour":
        raise CommandError(f"name the folder to write to, as in 'export {flavour} handbook'")
    if with_config and flavour not in ("material", "zensical"):
        raise CommandError("--with-config is only for material and zensical")
    project = scope.read(_hosting(repo_url, host, revision))
    project.check()
    if not any(repository.host for repository in project.repositories):
        log("no code host is known, so there are no links into the code; set it with --repo-url")
    fetched = _fetch_images(project) if fetch_images else Fetched()
    if flavour == "codetour":
        exported = export_tours(project)
    else:
        exported = export_pages(project, FLAVOURS[flavour], fetched.files)
    if with_config:
        _add_config(exported, project)
    target = output or project.home / ".tours"
    with or_fail(f"{target} cannot be written to"):
        written = write_files(
            exported.files, target, project.home, overwrite=overwrite, complete=not scope.docs
        )
    _print_notes(exported, project, print_line)
    for name in written["kept"]:
        print_line(f"{name}: kept, because its content differs; replace it with --overwrite")
    for name in written["refused"]:
        print_line(
            f"{name}: kept, because it is a link, a folder or behind a link; delete it first"
        )
    kept = len(written["kept"]) + len(written["refused"])
    counts = {word: len(written[word]) for word in ("new", "replaced", "unchanged")}
    counts |= {"kept": kept, "removed": len(written["removed"])}
    parts = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    print_line(f"{counted(len(exported.pages), 'document')} in {target}: {parts}")
    ctx.exit(1 if kept else 0)


def _hosting(url: str | None, host: str | None = None, revision: str = "commit") -> Hosting:
    problem = repo_url_problem(url, host) if url else None
    if problem:
        raise CommandError(f"--repo-url: {problem}")
    return Hosting(url, host, revision=revision)


def _fetch_images(project: Project) -> Fetched:
    images = {doc.path: bucket_images(doc) for doc in project.docs.values()}
    fetched = fetch_images(url for urls in images.values() for url in urls)
    for path, urls in images.items():
        for url, line in urls.items():
            if url in fetched.failed:
                log(f"{project.shown(path)}:{line}: not fetched: {fetched.failed[url]}")
    return fetched


def _add_config(exported: Export, project: Project) -> None:
    """Move the files to ``docs/``, add style sheets and a home page, and ``mkdocs.yml`` above."""
    tree, files = project.navigation(), exported.files
    url = next((one.host.repo_url for one in project.repositories if one.host), None)
    name = (url or project.home.as_posix()).rpartition("/")[2]
    files.setdefault("index.md", overview(tree, exported.pages, "index.md", name).encode())
    files.update(style_sheets())
    exported.files = {f"docs/{path}": content for path, content in files.items()}
    exported.files["mkdocs.yml"] = mkdocs_yml(tree, exported.pages, name, url, "index.md").encode()


def _print_notes(exported: Export, project: Project, output: Callable[[str], None]) -> None:
    for note in sorted(exported.notes, key=lambda note: (note.path, note.line)):
        output(f"{project.shown(note.path)}:{note.line}: {note.message}")


_ZENSICAL_HELP = """Build or serve a site of the documents with Zensical, which must be installed.

Zensical does not run MkDocs plugins, so the documents are exported for it to a temporary folder.
DOCS are documents or folders; by default, all documents of the site or, without a site, all
documents of the repository that git does not ignore. Documents are never changed.

\b
Examples:
  mkdocs-swimm zensical build --strict
  mkdocs-swimm zensical build --output public
  mkdocs-swimm zensical serve

Exit status: that of Zensical, or 2 if nothing could be built.
"""
_ZENSICAL = (sys.executable, "-P", "-m", "zensical")


@click.group(help=_ZENSICAL_HELP, short_help="Build or serve the documents with Zensical.")
def zensical() -> None:
    """Build or serve the documents with Zensical."""


@zensical.command(short_help="Build the site.")
@DOCS
@project_options
@REPO_URL
@click.option(
    "-o",
    "--output",
    type=PATH,
    metavar="DIR",
    default="site",
    show_default=True,
    help="Folder to write the site to; an existing site there is replaced.",
)
@flag("--strict", help="Fail if Zensical warns, for example of a link to a missing heading.")
@click.pass_context
def build(
    ctx: click.Context, scope: Scope, repo_url: str | None, output: Path, strict: bool
) -> None:
    """Export the documents, and build a site from them with Zensical."""
    # Every site has a 404.html.
    is_site = output.is_dir() and ((output / "404.html").is_file() or not any(output.iterdir()))
    if output.is_symlink() or (output.exists() and not is_site):
        raise CommandError(f"{output} exists and is not a site; name another folder")
    # Zensical writes the site only below the folder that it builds from.
    with TemporaryDirectory(prefix="mkdocs-swimm-") as name:
        _write(Path(name), scope, repo_url, DocumentCache(), Watch())
        options = ["--strict"] if strict else []
        done = subprocess.run([*_ZENSICAL, "build", "--clean", *options], cwd=name, check=False)  # noqa: S603
        if not done.returncode:
            with or_fail(f"{output} cannot be written"):
                shutil.rmtree(output, ignore_errors=True)
                shutil.copytree(Path(name, "site"), output, dirs_exist_ok=True)
    ctx.exit(done.returncode)


@zensical.command(short_help="Serve the site, and rebuild it after every save.")
@DOCS
@project_options
@REPO_URL
@click.option(
    "-a", "--dev-addr", metavar="IP:PORT", help="Address to serve on.  [default: localhost:8000]"
)
@flag("-o", "--open", help="Open the site in a browser.")
@click.pass_context
def serve(
    ctx: click.Context, scope: Scope, repo_url: str | None, dev_addr: str | None, open: bool
) -> None:
    """Serve the site, and export the documents again when they or the quoted code change."""
    options = ["--dev-addr", dev_addr] if dev_addr else []
    options += ["--open"] if open else []
    with TemporaryDirectory(prefix="mkdocs-swimm-") as name:
        cache, files = DocumentCache(), Watch()
        _write(Path(name), scope, repo_url, cache, files)
        command = [*_ZENSICAL, "serve", *options]
        with subprocess.Popen(command, cwd=name) as server:  # noqa: S603
            try:
                while server.poll() is None:
                    time.sleep(POLL_SECONDS)
                    try:
                        if files.has_changed():
                            _write(Path(name), scope, repo_url, cache, files)
                    except CommandError as error:
                        log(error.format_message())
            finally:
                server.terminate()
        ctx.exit(server.returncode)


def _write(
    folder: Path, scope: Scope, repo_url: str | None, cache: DocumentCache, files: Watch
) -> None:
    """Export the documents to the folder that Zensical builds from; watch them and their code."""
    if find_spec("zensical") is None:
        raise CommandError("Zensical is not installed; install it with 'pip install zensical'")
    project = scope.read(_hosting(repo_url), cache)
    project.check()
    exported = export_pages(project, FLAVOURS["zensical"], {})
    _add_config(exported, project)
    root = folder.resolve()
    # Unchanged files are not touched.
    write_files(exported.files, root, root, overwrite=True, complete=True)
    _print_notes(exported, project, log)
    code = (path for doc in project.docs.values() for path in project.quoted_files(doc))
    files.follow({*project.docs, *code})
    project.close()
