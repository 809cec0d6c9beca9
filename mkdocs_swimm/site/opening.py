"""A project opened by the nearest ``mkdocs.yml``; only where there is one, MkDocs is imported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..project.documents import DocumentCache
from ..project.opening import open_folder, open_site
from ..project.project import Project
from ..project.repository import NOT_SAID, Hosting, is_file, is_folder


def open_project(
    start: Path,
    root: Path | None = None,
    config_file: Path | None = None,
    ref: str | None = None,
    hosting: Hosting = NOT_SAID,
    cache: DocumentCache | None = None,
) -> Project:
    """Open the project around a file or folder, without any documents yet.

    Args:
        start: The file or folder.
        root: The root of the code, where that is chosen.
        config_file: The configuration of a site; the nearest one where it is not given.
        ref: The revision that the caller is going to look at, whatever the configuration says.
        hosting: What is said about the repository, over the configuration.
        cache: Reads documents, or remembers them.

    Raises:
        ProjectError: There is no such folder, or the configuration can not be followed.
    """
    project = open_folder(config_file or start, root, hosting, cache)
    home = project.home
    config_file = config_file or _nearest(start, home)
    if config_file is None:
        return project
    from .config_file import read_config

    settings = read_config(config_file)
    said = settings.hosting
    hosting = Hosting(
        hosting.repo_url or said.repo_url,
        hosting.host or said.host,
        said.link_template,
        said.revision if hosting.revision == "commit" else hosting.revision,
        None if ref else said.ref,
    )
    if root is not None:
        return open_folder(start, root, hosting, cache)
    project = open_site(replace(settings, hosting=hosting), cache)
    project.home = home
    return project


def _nearest(start: Path, home: Path) -> Path | None:
    start = start.resolve()
    folders = (start, *start.parents) if is_folder(start) else tuple(start.parents)
    if not any(is_file(at / name) for at in folders for name in ("mkdocs.yml", "mkdocs.yaml")):
        return None
    from .config_file import find_config

    return find_config(folders[0], home)
