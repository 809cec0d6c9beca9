"""``mkdocs-swimm init``: the smallest good ``mkdocs.yml`` for a repository."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from ..project.folders import files_in, is_folder
from ..project.names import SUFFIX
from ..project.opening import open_folder
from ..project.project import Project
from ..project.repository import ProjectError
from ..project.settings import find_config
from ..reports.messages import counted
from ..safety.files import read_whole, write_whole
from .opening import find_documents
from .output import CanNotRun, say

_NAMES = ("mkdocs.yml", "mkdocs.yaml")
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


@dataclass(frozen=True, slots=True)
class _Repository:
    """What a repository has: how many documents, playlists, and ordinary pages in ``docs``.

    ``folders`` are those that the documents are in, from the root; ``.`` for the root itself.
    """

    name: str
    repo_url: str | None
    documents: int
    playlists: int
    folders: Sequence[str]
    pages: int

    @property
    def docs_dir(self) -> str | None:
        """The folder that MkDocs is to take; None for its own choice, ``docs``."""
        # MkDocs passes over hidden folders, but not over one that it is told of.
        seen = (one for one in self.folders if not _is_hidden(one))
        if self.pages or any(one.split("/")[0] == "docs" for one in seen):
            return None
        return self.folders[0] if self.folders[0] != "." else None

    @property
    def lacks_pages(self) -> bool:
        """Whether the folder ``docs`` is needed and may not be there."""
        return not self.docs_dir and not self.pages and self.folders[0] == "."

    @property
    def sources(self) -> Sequence[str]:
        """The folders that the plugin has to be told of."""
        below = self.docs_dir or "docs"
        others = [
            one
            for one in self.folders
            if one != below
            and (not one.startswith(f"{below}/") or _is_hidden(one.removeprefix(f"{below}/")))
        ]
        return [] if others in ([], [".swm"]) else others


_AGENTS = """\
## Documents about the code

Documents in this repository (`.sw.md`) explain the code and quote lines of it. Before you change
code, `mkdocs-swimm which FILE:LINE` lists the documents that explain it: read them. Afterwards,
`mkdocs-swimm verify --base origin/HEAD` lists what no longer holds, and `mkdocs-swimm which --base
origin/HEAD` the documents whose words may need a change. Fix what they say first; `mkdocs-swimm
renumber --write` then updates the lines of quotes that have only moved.
"""


@click.command(help=_HELP, short_help="Write an mkdocs.yml for a repository.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
@click.option("--agents", is_flag=True, help="Add a paragraph to AGENTS.md instead.")
def init(folder: Path, agents: bool) -> None:
    """Look at a repository, write the configuration and print what was found."""
    if not is_folder(folder):
        raise CanNotRun(f"the folder {folder} does not exist")
    project = open_folder(folder)
    if agents:
        _add_to_agents(project.home)
        return
    _refuse_to_overwrite(project.home)
    found = _look(project)
    path = project.home / _NAMES[0]
    try:
        # Fails where somebody else has made the file meanwhile.
        with path.open("x", encoding="utf-8") as file:
            file.write(_configuration(found))
        docs = project.home / "docs"
        if found.lacks_pages and not is_folder(docs):
            # MkDocs wants the folder, and git keeps none that is empty.
            docs.mkdir()
            (docs / ".gitkeep").touch()
    except FileExistsError as error:
        raise CanNotRun(f"{path} can not be written: {error.strerror}") from None
    except OSError as error:
        path.unlink(missing_ok=True)
        raise CanNotRun(f"{path} can not be written: {error.strerror}") from None
    for line in _summary(found, _from_here(path)):
        say(line, err=False)


def _add_to_agents(home: Path) -> None:
    """Write a paragraph to ``AGENTS.md``; what is there keeps every byte."""
    path = home / "AGENTS.md"
    try:
        there = read_whole(path, _LARGEST) if os.path.lexists(path) else b""
        if b"mkdocs-swimm which" in there:
            raise CanNotRun(f"{path} already mentions the documents: there is nothing to do")
        gap = "" if not there else "\n" if there.endswith(b"\n") else "\n\n"
        text = gap + _AGENTS
        if b"\r\n" in there:
            text = text.replace("\n", "\r\n")
        there.decode("utf-8")
        write_whole(path, there + text.encode(), home)
    except UnicodeDecodeError:
        raise CanNotRun(f"{path} is not UTF-8; save it as that first") from None
    except OSError as error:
        raise CanNotRun(f"{path} can not be written: {error.strerror}") from None
    say(f"wrote {_from_here(path)}", err=False)


def _refuse_to_overwrite(home: Path) -> None:
    for path in (home / name for name in _NAMES):
        if not os.path.lexists(path):
            continue
        try:
            used = find_config(home, home) == path
        except ProjectError:
            used = False
        if used:
            raise CanNotRun(f"{path} exists and already uses swimm: there is nothing to do")
        raise CanNotRun(
            f"{path} is there already and is left as it is; add 'swimm' to its 'plugins' "
            "('search' as well where it has none yet)"
        )


def _look(project: Project) -> _Repository:
    paths, docs = find_documents((), project), project.home / "docs"
    project.read(paths)
    url = project.repositories[0].origin
    pages = files_in(docs, (".md", ".markdown")) if is_folder(docs) else ()
    return _Repository(
        name=(url or project.home.as_posix()).rstrip("/").rpartition("/")[2] or "Documentation",
        repo_url=url,
        documents=len(paths),
        playlists=sum(doc.is_playlist for doc in project.docs.values()),
        folders=_topmost(path.parent.relative_to(project.home) for path in paths),
        pages=sum(not path.name.endswith(SUFFIX) for path in pages),
    )


def _topmost(parents: Iterable[Path]) -> Sequence[str]:
    """The folders with documents that are not within another; a ``.swm`` is taken as a whole."""
    wholes = {
        Path(*parent.parts[: parent.parts.index(".swm") + 1]) if ".swm" in parent.parts else parent
        for parent in parents
    }
    top = [one.as_posix() for one in wholes if wholes.isdisjoint(one.parents)]
    # The usual place comes first.
    return sorted(top, key=lambda one: (one != ".swm", one.split("/")))


def _configuration(found: _Repository) -> str:
    """The text of an ``mkdocs.yml``."""
    settings: dict[str, Any] = {"site_name": found.name}
    if found.repo_url:
        settings["repo_url"] = found.repo_url
    if found.docs_dir:
        settings["docs_dir"] = found.docs_dir
    settings["theme"] = {"name": "material", "palette": yaml.safe_load(_PALETTE)}
    swimm: Any = "swimm"
    if found.sources:
        # Each but the first gets a place of its own on the site: 'web' for 'web/.swm'.
        first, *others = found.sources
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


def _from_here(path: Path) -> str:
    return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()


def _summary(found: _Repository, path: str) -> Iterator[str]:
    yield f"wrote {path}"
    lists = f" and {counted(found.playlists, 'playlist')}" if found.playlists else ""
    count = f"{counted(found.documents - found.playlists, 'document')}{lists}"
    yield f"  documents   {count}, in {', '.join(found.folders)}"
    if found.docs_dir:
        yield f"  other pages none in docs, so {found.docs_dir} is the whole site"
    elif found.pages:
        yield f"  other pages {found.pages} in docs, which the documents join"
    elif found.lacks_pages:
        yield "  other pages none: the folder docs, which MkDocs requires, is there for them"
    if found.repo_url:
        yield f"  code host   {found.repo_url}, from the remote 'origin'"
    else:
        yield "  code host   unknown: the site shows the code itself; set 'repo_url' to link to one"
    yield "next: mkdocs serve"
