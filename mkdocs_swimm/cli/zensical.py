"""``mkdocs-swimm zensical``: the documents as a site that Zensical builds, or serves."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ..export.pages import FLAVOURS, export_pages
from ..export.writing import write_files
from ..project.documents import DocumentCache
from .export import add_config, hosting, say_notes
from .options import DOCS, PATH, REPO_URL, Scope, project_options
from .output import CanNotRun, say
from .watch import SECONDS, Watch

_HELP = """Build or serve a site of the documents with Zensical, which must be installed.

Zensical runs no MkDocs plugins, so the documents are exported for it, to a temporary folder. DOCS
are documents or folders; by default, all documents of the site, or else all documents of the
repository that git does not ignore. Documents are never changed.

\b
Examples:
  mkdocs-swimm zensical build --strict
  mkdocs-swimm zensical build --output public
  mkdocs-swimm zensical serve

Exit status: that of Zensical, or 2 if nothing could be built.
"""
_ZENSICAL = (sys.executable, "-P", "-m", "zensical")


@click.group(help=_HELP, short_help="Build or serve the documents with Zensical.")
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
    help="Folder of the site; an older site there is replaced.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Fail if Zensical warns, for example of a link to a missing heading.",
)
@click.pass_context
def build(
    ctx: click.Context, scope: Scope, repo_url: str | None, output: Path, strict: bool
) -> None:
    """Export the documents, and build a site from them with Zensical."""
    # Zensical builds in the folder that it builds from alone. What every site has is this page.
    is_site = output.is_dir() and ((output / "404.html").is_file() or not any(output.iterdir()))
    if output.is_symlink() or (output.exists() and not is_site):
        raise CanNotRun(f"{output} has files that are not those of a site; name another folder")
    with TemporaryDirectory(prefix="mkdocs-swimm-") as name:
        _write(Path(name), scope, repo_url, DocumentCache(), Watch())
        options = ["--strict"] if strict else []
        done = subprocess.run([*_ZENSICAL, "build", "--clean", *options], cwd=name, check=False)  # noqa: S603
        if not done.returncode:
            try:
                shutil.rmtree(output, ignore_errors=True)
                shutil.copytree(Path(name, "site"), output, dirs_exist_ok=True)
            except OSError as error:
                reason = error.strerror or error
                raise CanNotRun(f"{output} can not be written: {reason}") from None
    ctx.exit(done.returncode)


@zensical.command(short_help="Serve the site, and rebuild it after every save.")
@DOCS
@project_options
@REPO_URL
@click.option(
    "-a", "--dev-addr", metavar="IP:PORT", help="Address to serve on.  [default: localhost:8000]"
)
@click.option("-o", "--open", is_flag=True, help="Open the site in a browser.")
@click.pass_context
def serve(
    ctx: click.Context, scope: Scope, repo_url: str | None, dev_addr: str | None, open: bool
) -> None:
    """Serve the site, and export the documents again when they or their code are saved."""
    options = ["--dev-addr", dev_addr] if dev_addr else []
    options += ["--open"] if open else []
    with TemporaryDirectory(prefix="mkdocs-swimm-") as name:
        cache, files = DocumentCache(), Watch()
        _write(Path(name), scope, repo_url, cache, files)
        command = [*_ZENSICAL, "serve", *options]
        with subprocess.Popen(command, cwd=name) as server:  # noqa: S603
            try:
                while server.poll() is None:
                    time.sleep(SECONDS)
                    try:
                        if files.has_changed():
                            _write(Path(name), scope, repo_url, cache, files)
                    except CanNotRun as error:
                        say(error.format_message())
            finally:
                server.terminate()
        ctx.exit(server.returncode)


def _write(
    folder: Path, scope: Scope, repo_url: str | None, cache: DocumentCache, files: Watch
) -> None:
    """Export the documents to the folder that Zensical builds from, and watch what they quote."""
    if find_spec("zensical") is None:
        raise CanNotRun("Zensical is not installed here; 'pip install zensical' does that")
    begun = time.time_ns()
    project = scope.read(hosting(repo_url), cache)
    for one in project.unread:
        say(f"{project.shown(one.path)}:1: not on the site: {one.reason}")
    project.check()
    made = export_pages(project, FLAVOURS["zensical"], {})
    add_config(made, project)
    # Files that are as they should be are not touched.
    root = folder.resolve()
    write_files(made.files, root, root, overwrite=True, complete=True)
    say_notes(made, project, err=True)
    code = (path for doc in project.docs.values() for path in project.quoted_files(doc))
    files.follow({*project.docs, *code}, begun)
    project.close()
