"""Adds the pages about all documents to a site: lists, the index of code, the health page."""

from __future__ import annotations

import posixpath
from functools import partial

from mkdocs.structure.files import File

from ..project.coverage import coverage_of, selection
from ..project.listings import folded_overview, index_json, index_page, overview
from ..project.repository import Repository
from .files import write_to_site
from .health import health_page
from .navigation import SiteNavigation
from .site_files import SiteFiles
from .styles_and_scripts import FILTER_SCRIPT, HEALTH_SCRIPT, use_with_documents

DATA = "swimm-index.json"
MANY = 50
"""With more documents, lists are collapsed, and pages omit collapsed parts of the navigation."""


class _JsonIndex(File):
    def copy_file(self, dirty: bool = False) -> None:
        """Write the file atomically."""
        write_to_site(self.dest_dir, self.dest_uri, self.content_string)


def add_index(site: SiteFiles, repository: Repository) -> None:
    """Add the index of a repository's code, as a page and as JSON."""
    mentions = site.project.mentions(repository)
    if not mentions.all:
        return
    # Programs look for the index of the site's own repository at the root.
    is_own = repository is site.project.repositories[0]
    data = DATA if is_own else posixpath.join(repository.mount, DATA)
    if not site.files.get_file_from_path(data):
        content = index_json(mentions, lambda doc: site.file_of[doc.path].url)
        site.files.append(_JsonIndex.generated(site.config, data, content=content))
    uri = posixpath.join(repository.mount, "code.md")
    if site.add_page(uri, partial(_index, site, repository), site.own_inclusion):
        use_with_documents(site, FILTER_SCRIPT)


def _index(site: SiteFiles, repository: Repository, page: File) -> str:
    mentions, code = site.project.mentions(repository), repository.code
    sources = site.source_pages.get(repository, {})

    def url_of(path: str) -> str:
        if path in sources:
            return sources[path].target(None, None, page).html
        host = repository.host if code.kind(path) == "file" else None
        return host.file_url(repository.prefix + path) if host else ""

    folders = frozenset(path for path in mentions.by_path if code.kind(path) == "folder")
    return index_page(mentions, folders, lambda doc: site.url(doc, page), url_of, site.strings)


def add_health(site: SiteFiles, main: str) -> None:
    """Add the health page, if documents were checked and the site has no such page."""
    project = site.project
    checked = [one for one in project.repositories if one in project.checked]
    several = len(project.repositories) > 1

    def content(page: File) -> str:
        coverage = [
            (one.root.name if several else "", coverage_of(one.code, known.places, selection())[0])
            for one in checked
            if (known := project.mentions(one)).all
        ]
        return health_page(site, coverage, page)

    if checked:
        site.health = site.add_page(posixpath.join(main, "health.md"), content, site.own_inclusion)
    if site.health:
        use_with_documents(site, HEALTH_SCRIPT)


def add_overviews(site: SiteFiles, navigation: SiteNavigation) -> None:
    """Add a list of the documents at each mount, and as the home page if the site has none."""
    if not site.docs:
        return
    folders = {posixpath.dirname(file.src_uri) for file in site.file_of.values()}
    mounts = {source.mount for source in site.project.sources if source.mount in folders}
    uris = {posixpath.join(mount, "index.md") for mount in mounts if mount}
    if not any(map(site.files.get_file_from_path, ("index.md", "README.md"))):
        uris.add("index.md")
    for uri in sorted(uris):
        site.add_page(uri, partial(_overview, site, navigation))


def _overview(site: SiteFiles, navigation: SiteNavigation, page: File) -> str:
    uri, strings = page.src_uri, site.strings
    is_home = uri == "index.md"
    title = (site.config.site_name if is_home else "") or strings.documents
    tree = navigation.tree(None if is_home else posixpath.dirname(uri))
    if len(site.docs) > MANY:
        use_with_documents(site, FILTER_SCRIPT)
        return folded_overview(tree, lambda doc: site.url(doc, page), title, strings)
    return overview(tree, {path: file.src_uri for path, file in site.file_of.items()}, uri, title)
