"""``mkdocs-swimm init``, ``schema`` and ``server``: what a repository and an editor need."""

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
from .options import PATH, CanNotRun, answer, find_documents, flag, or_stop

_LARGEST = 1024 * 1024
_HELP = """Write a minimal mkdocs.yml for the Swimm documents of a repository.

DIR is the repository, or a folder in it; by default, the current folder. The file gets the site's
name, the code host of the remote 'origin', light and dark colours, and the folders of documents.

An existing mkdocs.yml is never changed: the command then says what to add to it. With --agents, a
paragraph about the documents is added to AGENTS.md instead.

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
_NO_HOST = "unknown: the site shows the code itself; set 'repo_url' to link to one"
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
    """Look at a repository, write the configuration and print what was found."""
    if not is_folder(folder):
        raise CanNotRun(f"the folder {folder} does not exist")
    project = open_folder(folder)
    path = project.home / ("AGENTS.md" if agents else "mkdocs.yml")
    with or_stop(f"{path} can not be written"):
        if agents:
            _add_to_agents(path, project.home)
        else:
            _write_configuration(path, project)


def _add_to_agents(path: Path, home: Path) -> None:
    """Write a paragraph to ``AGENTS.md``; what is there keeps every byte."""
    there = read_whole(path, _LARGEST) if os.path.lexists(path) else b""
    if b"mkdocs-swimm which" in there:
        raise CanNotRun(f"{path} already mentions the documents: there is nothing to do")
    try:
        there.decode()
    except UnicodeDecodeError:
        raise CanNotRun(f"{path} is not UTF-8; save it as that first") from None
    text = ("" if not there else "\n" if there.endswith(b"\n") else "\n\n") + _AGENTS
    if b"\r\n" in there:
        text = text.replace("\n", "\r\n")
    write_whole(path, there + text.encode(), home)
    answer(f"wrote {path_from_here(path)}")


def _write_configuration(path: Path, project: Project) -> None:
    home, docs = project.home, project.home / "docs"
    for there in (path, path.with_suffix(".yaml")):
        if os.path.lexists(there):
            raise CanNotRun(
                f"{there} is there already and is left as it is; add 'swimm' to its 'plugins' "
                "where it is not among them ('search' as well where it has none yet)"
            )
    paths = find_documents((), project)
    project.read(paths)
    folders = _topmost(one.parent.relative_to(home) for one in paths)
    found = files_in(docs, (".md", ".markdown")) if is_folder(docs) else ()
    pages = sum(not one.name.endswith(SUFFIX) for one in found)
    # MkDocs passes over hidden folders, but not over one that it is told of.
    in_docs = any(one.split("/")[0] == "docs" and not _is_hidden(one) for one in folders)
    docs_dir = None if pages or in_docs or folders[0] == "." else folders[0]
    url = project.repositories[0].origin
    name = (url or home.as_posix()).rstrip("/").rpartition("/")[2] or "Documentation"
    lacks_pages = not docs_dir and not pages and folders[0] == "."
    if lacks_pages and not is_folder(docs):
        # MkDocs wants the folder, and git keeps none that is empty.
        docs.mkdir()
        (docs / ".gitkeep").touch()
    write_whole(path, _configuration(name, url, docs_dir, folders).encode(), home)
    answer(f"wrote {path_from_here(path)}")
    lists = sum(doc.is_playlist for doc in project.docs.values())
    count = counted(len(paths) - lists, "document")
    count += f" and {counted(lists, 'playlist')}" if lists else ""
    answer(f"  documents   {count}, in {', '.join(folders)}")
    if docs_dir:
        answer(f"  other pages none in docs, so {docs_dir} is the whole site")
    elif pages:
        answer(f"  other pages {pages} in docs, which the documents join")
    elif lacks_pages:
        none = "none: the folder docs, which MkDocs requires, is there for them"
        answer(f"  other pages {none}")
    host = f"{url}, from the remote 'origin'" if url else _NO_HOST
    answer(f"  code host   {host}")
    answer("next: mkdocs serve")


def _topmost(parents: Iterable[Path]) -> Sequence[str]:
    """The folders with documents that are not within another; a ``.swm`` is taken as a whole."""
    wholes = {
        Path(*parent.parts[: parent.parts.index(".swm") + 1]) if ".swm" in parent.parts else parent
        for parent in parents
    }
    top = [one.as_posix() for one in wholes if wholes.isdisjoint(one.parents)]
    # The usual place comes first.
    return sorted(top, key=lambda one: (one != ".swm", one.split("/")))


def _configuration(name: str, url: str | None, docs_dir: str | None, folders: Sequence[str]) -> str:
    """The text of an ``mkdocs.yml``."""
    settings: dict[str, Any] = {"site_name": name}
    if url:
        settings["repo_url"] = url
    if docs_dir:
        settings["docs_dir"] = docs_dir
    settings["theme"] = {"name": "material", "palette": yaml.safe_load(_PALETTE)}
    # The plugin has to be told of folders that MkDocs does not look at.
    below = f"{docs_dir or 'docs'}/"
    sources = [
        one
        for one in folders
        if not f"{one}/".startswith(below) or _is_hidden(f"{one}/".removeprefix(below))
    ]
    swimm: Any = "swimm"
    if sources not in ([], [".swm"]):
        # Each but the first gets a place of its own on the site: 'web' for 'web/.swm'.
        first, *others = sources
        mounts = [one.removesuffix("/.swm").replace("..", "").strip("./") for one in others]
        more = [
            {"path": one, "mount": f"swimm/{mount or 'documents'}"}
            for one, mount in zip(others, mounts, strict=True)
        ]
        swimm = {"swimm": {"sources": [first, *more]}}
    settings["plugins"] = ["search", swimm]
    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True, width=100)


def _is_hidden(folder: str) -> bool:
    return any(part.startswith(".") for part in folder.split("/"))


_SERVER = """Run a language server for documents and code.

Editors start it and talk to it over standard input and output. It needs the extra
mkdocs-swimm[editor], and never changes a file.
"""
_SCHEMA = """Print a JSON schema of mkdocs.yml with the options of swimm.

Editors with a YAML language server use it to complete and check the options. Write it to a file and
name that file on the first line of mkdocs.yml:

\b
  mkdocs-swimm schema > .mkdocs.schema.json
  # yaml-language-server: $schema=.mkdocs.schema.json
"""


@click.command(help=_SERVER, short_help="Run a language server.")
@flag("--stdio", help="Use standard input and output, which is what it always does.")
def server(stdio: bool) -> None:
    """Serve an editor until it ends the session."""
    try:
        from ..server.features import server as session
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("lsprotocol", "pygls"):
            raise CanNotRun("install 'mkdocs-swimm[editor]' for this command") from None
        raise
    session.start_io()


@click.command(help=_SCHEMA, short_help="Print a JSON schema of the options.")
def schema() -> None:
    """Print the schema."""
    # Imports MkDocs, which the other commands do without.
    try:
        from ..site.schema import schema as made
    except ModuleNotFoundError:
        raise CanNotRun("this needs MkDocs: install mkdocs-swimm in place of this") from None

    click.echo(json.dumps(made(), indent=2))
