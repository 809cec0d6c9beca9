"""The pages on all documents, as files of an MkDocs site: lists of them, and their health."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from mkdocs.structure.files import File

from ..freshness import Place, State
from ..project.coverage import FileCoverage, coverage_of, selection
from ..project.documents import Doc
from ..project.overview import folded_overview, overview
from ..project.project import Project
from ..project.repository import Repository
from ..rendering.markup import WIDE
from .health import health_page
from .navigation import MANY, SiteNavigation
from .output import generated_page
from .site_files import SiteFiles
from .styles_and_scripts import FILTER_SCRIPT, HEALTH_SCRIPT, packaged


def add_health(site: SiteFiles, main: str) -> None:
    """Add the page that shows the state of all documents.

    There is none where nothing was checked, or the site has such a page of its own.

    Args:
        site: The files of the site.
        main: The URL path that the page is below.
    """
    project = site.project
    uri = posixpath.join(main, "health.md")
    checked = [one for one in project.repositories if one in project.checked]
    if not checked or site.files.get_file_from_path(uri):
        return
    coverage = [
        (one.root.name if project.repositories[1:] else "", _coverage(project, one))
        for one in checked
        if project.mentions(one).all
    ]
    site.health = generated_page(site.config, uri, "")
    content = health_page(site, coverage, site.health)
    site.files.append(generated_page(site.config, uri, WIDE + content, site.own_inclusion))
    packaged(HEALTH_SCRIPT).add(site.files, site.config)


def _coverage(project: Project, repository: Repository) -> Sequence[FileCoverage]:
    """How far the code of a repository is documented."""
    places = (
        Place(one.path, one.first, one.last)
        for one in project.mentions(repository).all
        if one.state is not State.GONE
    )
    return coverage_of(repository.code, places, selection())[0]


def add_overviews(site: SiteFiles, navigation: SiteNavigation) -> None:
    """Add a home page where the site has none, and a list of the documents at their mount."""
    files, config, strings = site.files, site.config, site.strings
    if not site.docs:
        return
    home = any(files.get_file_from_path(uri) for uri in ("index.md", "README.md"))
    wanted = {posixpath.join(source.mount, "index.md") for source in site.project.sources}
    used = {posixpath.dirname(file.src_uri) for file in site.of.values()}
    for uri in sorted(wanted | {"index.md"}):
        if uri == "index.md" and home:
            continue
        folder = posixpath.dirname(uri)
        if files.get_file_from_path(uri) or (folder and folder not in used):
            continue
        title = config.site_name if uri == "index.md" else strings.documents
        tree = navigation.tree(folder if uri != "index.md" else None)
        uris = {path: file.src_uri for path, file in site.of.items()}
        if len(site.docs) > MANY:
            page = generated_page(config, uri, "")

            def url(doc: Doc, page: File = page) -> str:
                return site.url(doc, page)

            content = folded_overview(tree, url, title or strings.documents, strings)
            packaged(FILTER_SCRIPT).add(files, config)
        else:
            content = overview(tree, uris, uri, title or strings.documents)
        files.append(generated_page(config, uri, content))
