"""``mkdocs-swimm init``, ``schema`` and ``server``: set up a repository and an editor."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from ..project.folders import files_in, is_folder
from ..project.names import SUFFIX
from ..project.opening import open_folder
from ..project.project import Project
from ..reports.messages import counted
from ..reports.report import path_from_here
from ..safety.files import read_whole, write_whole
from .options import PATH, CommandError, find_documents, flag, or_fail, print_line

_LARGEST = 1024 * 1024
_HELP = """Write a minimal mkdocs.yml for the Swimm documents of a repository.

DIR is the repository, or a folder in it; by default, the current folder. The file gets the site's
name, the code host of the remote 'origin', light and dark colours, and the folders of documents.

An existing mkdocs.yml is never changed; the command then explains what to add to it. With --agents,
a paragraph about the documents is added to AGENTS.md instead.

Exit status: 0 if the file was written, 2 if it could not be.
"""
_PALETTE = """
- media: "(prefers-color-scheme: light)"
  scheme: default
  toggle: {icon: material/weather-night, name: Dark colours}
- media: "(prefers-color-scheme: dark)"
  scheme: slate
  toggle: {icon: material/weather-sunny, name: Light colours}
"""
_NO_HOST = "unknown: the site shows the code itself; set 'repo_url' to link to a host"
_AGENTS = """\
## Documents about the code

Documents in this repository (`.sw.md`) explain the code and quote lines of it. Before you change
code, `mkdocs-swimm which FILE:LINE` lists the documents that explain it: read them. Afterwards,
`mkdocs-swimm verify --base origin/HEAD` lists what no longer holds, and `mkdocs-swimm which --base
origin/HEAD` the documents whose words may need a change. Fix what they say first; `mkdocs-swimm
renumber --write` then updates the lines of quotes that have only moved.
"""


@click.command(help=_HELP, short_help="Write an mkdocs.yml for a repository.")
@click.argument("folder", type=PATH, default=Path(), metavar="[DIR]")
@flag("--agents", help="Add a paragraph to AGENTS.md instead.")
def init(folder: Path, agents: bool) -> None:
    if not is_folder(folder):
        raise CommandError(f"the folder {folder} does not exist")
    project = open_folder(folder)
    path = project.home / ("AGENTS.md" if agents else "mkdocs.yml")
    with or_fail(f"{path} cannot be written"):
        if agents:
            _add_to_agents(path, project.home)
        else:
            _write_configuration(path, project)


def _add_to_agents(path: Path, home: Path) -> None:
    """Append a paragraph to ``AGENTS.md``, in its line endings."""
    before = read_whole(path, _LARGEST) if os.path.lexists(path) else b""
    if b"mkdocs-swimm which" in before:
        raise CommandError(f"{path} already mentions the documents: there is nothing to do")
    try:
        before.decode()
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not UTF-8; save it as UTF-8 first") from None
    text = ("" if not before else "\n" if before.endswith(b"\n") else "\n\n") + _AGENTS
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    write_whole(path, before + text.encode(), home)
    print_line(f"wrote {path_from_here(path)}")


def _write_configuration(path: Path, project: Project) -> None:
    home, docs = project.home, project.home / "docs"
    for existing in (path, path.with_suffix(".yaml")):
        if os.path.lexists(existing):
            raise CommandError(
                f"{existing} already exists and is not changed; add 'swimm' to its 'plugins' if it "
                "is missing ('search' as well if there are no 'plugins' yet)"
            )
    paths = find_documents((), project)
    project.read(paths)
    folders = _topmost(path.parent.relative_to(home) for path in paths)
    files = files_in(docs, (".md", ".markdown")) if is_folder(docs) else ()
    pages = sum(not file.name.endswith(SUFFIX) for file in files)
    # MkDocs skips hidden folders, except as its docs_dir.
    in_docs = any(one.split("/")[0] == "docs" and not _is_hidden(one) for one in folders)
    docs_dir = None if pages or in_docs or folders[0] == "." else folders[0]
    url = project.repositories[0].origin
    name = (url or home.as_posix()).rstrip("/").rpartition("/")[2] or "Documentation"
    needs_docs = not docs_dir and not pages and folders[0] == "."
    if needs_docs and not is_folder(docs):
        # MkDocs requires the folder, and git does not track empty ones.
        docs.mkdir()
        (docs / ".gitkeep").touch()
    write_whole(path, _configuration(name, url, docs_dir, folders).encode(), home)
    print_line(f"wrote {path_from_here(path)}")
    playlists = sum(doc.is_playlist for doc in project.docs.values())
    count = counted(len(paths) - playlists, "document")
    count += f" and {counted(playlists, 'playlist')}" if playlists else ""
    print_line(f"  documents   {count}, in {', '.join(folders)}")
    if docs_dir:
        print_line(f"  other pages none in docs, so {docs_dir} is the whole site")
    elif pages:
        print_line(f"  other pages {pages} in docs, which the documents join")
    elif needs_docs:
        print_line("  other pages none: the folder docs, which MkDocs requires, is there for them")
    host = f"{url}, from the remote 'origin'" if url else _NO_HOST
    print_line(f"  code host   {host}")
    print_line("next: mkdocs serve")


def _topmost(parents: Iterable[Path]) -> Sequence[str]:
    """The folders of documents, without those inside others; a ``.swm`` counts as a whole."""
    folders = {
        Path(*parent.parts[: parent.parts.index(".swm") + 1]) if ".swm" in parent.parts else parent
        for parent in parents
    }
    top = [folder.as_posix() for folder in folders if folders.isdisjoint(folder.parents)]
    return sorted(top, key=lambda name: (name != ".swm", name.split("/")))


def _configuration(name: str, url: str | None, docs_dir: str | None, folders: Sequence[str]) -> str:
    """The text of ``mkdocs.yml``; ``folders`` are those of documents."""
    settings: dict[str, Any] = {"site_name": name}
    if url:
        settings["repo_url"] = url
    if docs_dir:
        settings["docs_dir"] = docs_dir
    settings["theme"] = {"name": "material", "palette": yaml.safe_load(_PALETTE)}
    # Documents that MkDocs finds by itself need no source.
    below = f"{docs_dir or 'docs'}/"
    sources = [
        folder
        for folder in folders
        if not f"{folder}/".startswith(below) or _is_hidden(f"{folder}/".removeprefix(below))
    ]
    swimm: Any = "swimm"
    if sources not in ([], [".swm"]):
        # Each but the first gets a mount of its own: 'swimm/web' for 'web/.swm'.
        first, *others = sources
        mounts = [path.removesuffix("/.swm").replace("..", "").strip("./") for path in others]
        more = [
            {"path": path, "mount": f"swimm/{mount or 'documents'}"}
            for path, mount in zip(others, mounts, strict=True)
        ]
        swimm = {"swimm": {"sources": [first, *more]}}
    settings["plugins"] = ["search", swimm]
    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True, width=100)


def _is_hidden(folder: str) -> bool:
    return any(part.startswith(".") for part in folder.split("/"))


_SERVER = """Run a language server for documents and code.

Editors start it and communicate with it over standard input and output. It requires
mkdocs-swimm[editor] to be installed, and never changes files.
"""
_SCHEMA = """Print a JSON schema of mkdocs.yml with the options of swimm.

Editors with a YAML language server use it to complete and check the options. Write it to a file and
name that file on the first line of mkdocs.yml:

\b
  mkdocs-swimm schema > .mkdocs.schema.json
  # yaml-language-server: $schema=.mkdocs.schema.json
"""


@click.command(help=_SERVER, short_help="Run a language server.")
@flag("--stdio", help="Use standard input and output, as it always does.")
def server(stdio: bool) -> None:
    try:
        from ..server.features import server as session
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("lsprotocol", "pygls"):
            raise CommandError("the server requires 'mkdocs-swimm[editor]': install it") from None
        raise
    session.start_io()


@click.command(help=_SCHEMA, short_help="Print a JSON schema of the options.")
def schema() -> None:
    # Imports MkDocs, which mkdocs-swimm-slim does without.
    try:
        from ..site.schema import schema as options_schema
    except ModuleNotFoundError:
        message = "the schema requires MkDocs: install mkdocs-swimm in place of mkdocs-swimm-slim"
        raise CommandError(message) from None
    click.echo(json.dumps(options_schema(), indent=2))
