"""Pages on all documents as files of an MkDocs site: lists, the index of code, their health."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from mkdocs.structure.files import File

from ..freshness import Place, State
from ..project.coverage import FileCoverage, coverage_of, selection
from ..project.documents import Doc
from ..project.listings import folded_overview, index_json, index_page, overview
from ..project.project import Project
from ..project.repository import Repository
from .files import generated_page, write_to_site
from .health import health_page
from .navigation import MANY, SiteNavigation
from .site_files import SiteFiles
from .styles_and_scripts import FILTER_SCRIPT, HEALTH_SCRIPT, use_with_documents

DATA = "swimm-index.json"

_WIDE = "---\nhide: [toc]\n---\n\n"
"""Front matter of a page whose tables need all the room there is."""


class _Data(File):
    """The index for programs."""

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file to the site, as a whole or not at all."""
        write_to_site(self.dest_dir, self.dest_uri, self.content_string)


def add_index(site: SiteFiles, repository: Repository) -> None:
    """Add the index of a repository's code for people, and the one for programs."""
    mentions = site.project.mentions(repository)
    if not mentions.all:
        return

    def url(doc: Doc) -> str:
        return site.of[doc.path].url

    # That of the site's own repository is where a program looks for it first.
    is_own = repository is site.project.repositories[0]
    data = DATA if is_own else posixpath.join(repository.mount, DATA)
    if not site.files.get_file_from_path(data):
        content = index_json(mentions, url)
        site.files.append(_Data.generated(site.config, data, content=content))
    uri = posixpath.join(repository.mount, "code.md")
    if site.files.get_file_from_path(uri):
        return
    page = generated_page(site.config, uri, "")
    sources = site.source_pages.get(repository, {})

    def shown_at(path: str) -> str:
        if path in sources:
            return sources[path].target(None, None, page).html
        host = repository.host if repository.code.kind(path) == "file" else None
        return host.file_url(repository.prefix + path) if host else ""

    folders = frozenset(path for path in mentions.by_path if repository.code.kind(path) == "folder")
    content = index_page(mentions, folders, lambda doc: site.url(doc, page), shown_at, site.strings)
    site.files.append(generated_page(site.config, uri, content, site.own_inclusion))
    use_with_documents(site, FILTER_SCRIPT)


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
    site.files.append(generated_page(site.config, uri, _WIDE + content, site.own_inclusion))
    use_with_documents(site, HEALTH_SCRIPT)


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
            use_with_documents(site, FILTER_SCRIPT)
        else:
            content = overview(tree, uris, uri, title or strings.documents)
        files.append(generated_page(config, uri, content))
