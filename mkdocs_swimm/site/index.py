"""The index from code to documents as files of an MkDocs site."""

from __future__ import annotations

import posixpath

from mkdocs.structure.files import File

from ..project.documents import Doc
from ..project.file_index import index_json, index_page
from ..project.repository import Repository
from .output import generated_page, write_to_site
from .site_files import SiteFiles
from .styles_and_scripts import FILTER_SCRIPT, packaged

DATA = "swimm-index.json"


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
    sources = site.source_pages.get(repository)

    def shown_at(path: str) -> str:
        target = sources.target(path, None, None, page) if sources else None
        if target:
            return target.html
        host = repository.host if repository.code.kind(path) == "file" else None
        return host.file_url(repository.prefix + path) if host else ""

    folders = frozenset(path for path in mentions.by_path if repository.code.kind(path) == "folder")
    content = index_page(mentions, folders, lambda doc: site.url(doc, page), shown_at, site.strings)
    site.files.append(generated_page(site.config, uri, content, site.own_inclusion))
    packaged(FILTER_SCRIPT).add(site.files, site.config)
