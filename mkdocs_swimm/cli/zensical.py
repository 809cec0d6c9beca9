"""``mkdocs-swimm zensical``: the documents as a site that Zensical builds, or serves."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from ..code.codehost import repo_url_problem
from ..export.pages import FLAVOURS, export_pages
from ..export.writing import write_files
from ..project.documents import DocumentCache
from ..project.repository import Hosting
from .export import add_config
from .opening import find_documents, open_project, project_options
from .output import CanNotRun, say
from .watching import SECONDS, stamp_of

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


@click.group(help=_HELP, short_help="Build or serve the documents with Zensical.")
def zensical() -> None:
    """Build or serve the documents with Zensical."""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    url = click.option(
        "--repo-url",
        metavar="URL",
        help="Where the code is hosted.  [default: the remote 'origin']",
    )
    docs = click.argument("docs", nargs=-1, type=click.Path(path_type=Path))
    return docs(project_options(url(command)))


@zensical.command(short_help="Build the site.")
@_options
@click.option(
    "--output",
    type=click.Path(path_type=Path),
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
def build(ctx: click.Context, /, output: Path, strict: bool, **where: Any) -> None:
    """Export the documents, and build a site from them with Zensical."""
    _need_zensical()
    # Zensical builds in the folder that it builds from alone.
    if output.is_symlink() or (output.exists() and not _is_site(output)):
        raise CanNotRun(f"{output} has files that are not those of a site; name another folder")
    with TemporaryDirectory(prefix="mkdocs-swimm-") as name:
        stage = _Stage(Path(name).resolve(), where)
        stage.write()
        options = ["--strict"] if strict else []
        done = subprocess.run([*_ZENSICAL, "build", "--clean", *options], cwd=name, check=False)  # noqa: S603
        if not done.returncode:
            _replace(output, stage.folder / "site")
    ctx.exit(done.returncode)


def _is_site(folder: Path) -> bool:
    """Whether a folder is empty, or has what every site has."""
    return folder.is_dir() and ((folder / "404.html").is_file() or not any(folder.iterdir()))


def _replace(output: Path, site: Path) -> None:
    try:
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(site, output, dirs_exist_ok=True)
    except OSError as error:
        raise CanNotRun(f"{output} can not be written: {error.strerror or error}") from None


@zensical.command(short_help="Serve the site, and rebuild it after every save.")
@_options
@click.option(
    "-a", "--dev-addr", metavar="IP:PORT", help="Address to serve on.  [default: localhost:8000]"
)
@click.option("-o", "--open", "opens", is_flag=True, help="Open the site in a browser.")
@click.pass_context
def serve(ctx: click.Context, /, dev_addr: str | None, opens: bool, **where: Any) -> None:
    """Serve the site, and export the documents again when they or their code are saved."""
    _need_zensical()
    options = ["--dev-addr", dev_addr] if dev_addr else []
    options += ["--open"] if opens else []
    with TemporaryDirectory(prefix="mkdocs-swimm-") as name:
        stage = _Stage(Path(name).resolve(), where)
        stage.write()
        command = [*_ZENSICAL, "serve", *options]
        with subprocess.Popen(command, cwd=name) as server:  # noqa: S603
            try:
                _follow(stage, server)
            finally:
                server.terminate()
        ctx.exit(server.returncode)


_ZENSICAL = (sys.executable, "-P", "-m", "zensical")


def _need_zensical() -> None:
    if find_spec("zensical") is None:
        raise CanNotRun("Zensical is not installed here; 'pip install zensical' does that")


class _Stage:
    """The folder that Zensical builds from.

    Attributes:
        folder: The folder.
        where: The options that say where documents and code are.
        stamps: The files and folders that the pages depend on, as they were before they were read.
    """

    def __init__(self, folder: Path, where: Mapping[str, Any]) -> None:
        self.folder, self.where = folder, where
        self.stamps: dict[Path, tuple[int, int] | None] = {}
        self.cache = DocumentCache()

    def write(self) -> None:
        """Export the documents; files of the folder that are as they should be are not touched."""
        begun = time.time_ns()
        docs: Sequence[Path] = self.where["docs"]
        url = self.where["repo_url"]
        problem = repo_url_problem(url) if url else None
        if problem:
            raise CanNotRun(f"--repo-url: {problem}")
        project = open_project(
            docs,
            self.where["root"],
            self.where["config_file"],
            self.where["ref"],
            Hosting(url),
            self.cache,
        )
        project.read(find_documents(docs, project))
        for one in project.unread:
            say(f"{project.shown(one.path)}:1: not on the site: {one.reason}")
        project.check()
        made = export_pages(project, FLAVOURS["zensical"], {})
        add_config(made, project)
        write_files(made.files, self.folder, self.folder, overwrite=True, complete=True)
        for note in sorted(made.notes, key=lambda note: (note.path, note.line)):
            say(f"{project.shown(note.path)}:{note.line}: {note.message}")
        files = {doc.path for doc in project.docs.values()}
        files.update(path for doc in project.docs.values() for path in project.quoted_files(doc))
        files.update([path.parent for path in files])
        project.close()
        for path in files:
            stamp = stamp_of(path)
            # What was written since is looked at again.
            new = stamp if stamp and stamp[0] < begun else None
            self.stamps[path] = self.stamps.get(path, new)

    def has_changed(self) -> bool:
        """Whether a file changed since this was asked, or the pages were written."""
        now = {path: stamp_of(path) for path in self.stamps}
        changed = now != self.stamps
        self.stamps = now
        return changed


def _follow(stage: _Stage, server: subprocess.Popen[bytes]) -> None:
    """Export the documents again after every save, as long as Zensical serves them."""
    while server.poll() is None:
        time.sleep(SECONDS)
        if stage.has_changed():
            try:
                stage.write()
            except CanNotRun as error:
                say(error.format_message())
