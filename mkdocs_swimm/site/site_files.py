"""Adds documents, images and redirects from old addresses to the files of an MkDocs site."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from ..code.git import repository_root
from ..format.links import doc_target
from ..i18n.strings import Strings
from ..project.documents import Doc, Unread
from ..project.folders import REFUSED, images_in, is_document, is_refused, refused_links
from ..project.names import SUFFIX, UNIT, as_text, name_of, page_names, safe_name
from ..project.pages import pages_in, read_page
from ..project.problems import log, shown_path
from ..project.project import Project
from ..project.repository import Repository
from ..safety.svg import svg_problem
from .files import DocumentFile, ImageFile, redirect

if TYPE_CHECKING:
    from .source_pages import SourcePage

_SETTINGS = ("swimm.json", "rules.json", "ssg.json", "swimm-folders.json")


@dataclass(eq=False)
class SiteFiles:
    """The files of an MkDocs site, and which of them are documents and images."""

    project: Project
    config: MkDocsConfig
    files: Files
    strings: Strings
    file_of: dict[Path, File] = field(default_factory=dict)  # of each of ``docs`` and ``pages``
    docs: dict[str, Doc] = field(default_factory=dict)  # by URI
    pages: dict[str, Doc] = field(default_factory=dict)  # ordinary pages with links to code, by URI
    images: dict[Path, File] = field(default_factory=dict)
    source_pages: dict[Repository, dict[str, SourcePage]] = field(default_factory=dict)  # by path
    code_pages: dict[str, SourcePage] = field(default_factory=dict)  # the same by URI
    health: File | None = None
    own_assets: list[str] = field(default_factory=list)  # for the plugin's own pages alone
    _refused: dict[Path, str] = field(default_factory=dict)

    @property
    def own_inclusion(self) -> InclusionLevel:
        """Whether the navigation has pages about all documents: not if there are no documents."""
        return InclusionLevel.UNDEFINED if self.docs else InclusionLevel.NOT_IN_NAV

    def add_page(
        self,
        uri: str,
        content: str | Callable[[File], str],
        inclusion: InclusionLevel = InclusionLevel.UNDEFINED,
    ) -> File | None:
        """Add a page with some content, or a function of the page that returns it.

        None if there is a page at the URI. A page has a path in ``docs_dir``, though no file is
        there: plugins such as RSS feeds require a path, but not a file.
        """
        if self.files.get_file_from_path(uri):
            return None
        page = File.generated(self.config, uri, content="", inclusion=inclusion)
        self.files.append(page)
        page.content_string = content if isinstance(content, str) else content(page)
        # Setting the content has removed the path.
        page.abs_src_path = str(Path(self.config.docs_dir, uri))
        return page

    def add_image(self, path: Path, uri: str) -> None:
        """Add an image, unless it or another file at its URI is on the site."""
        file = self.present(path) or self.files.get_file_from_path(uri)
        if file is None:
            included = InclusionLevel.INCLUDED
            file = ImageFile.generated(self.config, uri, abs_src_path=str(path), inclusion=included)
            self.files.append(file)
        self.images[path] = file

    def url(self, doc: Doc, here: File) -> str:
        """The URL of a document's page, relative to another page."""
        return self.file_of[doc.path].url_relative_to(here)

    def refuses(self, path: Path) -> bool:
        """Whether an image must not be on the site, because it has scripts; logged once."""
        if path.suffix.lower() != ".svg":
            return False
        if path not in self._refused:
            self._refused[path] = problem = svg_problem(path)
            if problem:
                log.warning(
                    "%s: the image is not on the site, because %s; save it as a plain drawing, or "
                    "as PNG",
                    path,
                    problem,
                )
        return bool(self._refused[path])

    def present(self, path: Path) -> File | None:
        """The file of the site at a real path in ``docs_dir``; None if there is none."""
        docs = Path(self.config.docs_dir).resolve()
        if not path.is_relative_to(docs):
            return None
        return self.files.get_file_from_path(path.relative_to(docs).as_posix())

    def link(self, page: File, href: str) -> str | None:
        """Resolve a link on an ordinary page to a document's file: ``../.swm/name.id.sw.md``.

        Returns a link to the source of the document's page, which MkDocs understands; None if the
        link leads to no document.
        """
        target = doc_target(href)
        if target is None or target.repo or not target.file or not page.abs_src_path:
            return None
        address, hash_mark, fragment = href.partition("#")
        try:
            path = (Path(page.abs_src_path).parent / unquote(address)).resolve()
        except (OSError, RuntimeError, ValueError):
            return None
        if path not in self.file_of:
            # The file may have been renamed: the id decides.
            doc = self.project.names.by_id.get(target.id)
            if doc is None or doc.path.parent != path.parent:
                return None
            path = doc.path
        uri = posixpath.relpath(self.file_of[path].src_uri, posixpath.dirname(page.src_uri) or ".")
        return quote(uri) + hash_mark + fragment


def add_documents(site: SiteFiles, main: str) -> None:
    """Add all documents of a project to a site, with their images.

    Documents in ``docs_dir`` get readable addresses; addresses by id, in ``main``, redirect there.
    """
    project, files, config = site.project, site.files, site.config
    _drop_refused(site)
    # Documents in ``docs_dir``.
    inside = {
        Path(file.abs_src_path).resolve(): file
        for file in files
        if file.abs_src_path and is_document(Path(file.abs_src_path))
    }
    _drop_settings(files, inside)
    # The folder of each document on the site.
    folders = {path: as_text(posixpath.dirname(file.src_uri)) for path, file in inside.items()}
    for path, source in project.documents_in_sources():
        below = as_text(path.relative_to(source.folder.resolve()).parent.as_posix())
        folders.setdefault(path, _joined(source.mount, below))
    names = {path: name for path in folders if (name := name_of(path.name))}
    pages = page_names(names, folders)
    added: list[tuple[Doc, Repository]] = []
    for path, folder in folders.items():
        doc, present = project.cache.read(path), inside.get(path)
        if present:
            files.remove(present)
        if isinstance(doc, Unread):
            project.unread.append(doc)
            continue
        uri = present.src_uri if present else _joined(folder, as_text(path.name))
        if files.get_file_from_path(uri):
            continue
        nearest = project.source_of(path.parent)
        address = _joined(folder, pages[path])
        file = DocumentFile(
            uri,
            None,
            config.site_dir,
            config.use_directory_urls,
            dest_uri=address + ("/index.html" if config.use_directory_urls else ".html"),
            # A folder in the option ``sources`` is included, even if it is hidden.
            inclusion=present.inclusion if present and not nearest else InclusionLevel.INCLUDED,
        )
        file.abs_src_path = str(path)
        file.name = posixpath.basename(address)
        outside = PurePath(as_text(relpath(path, config.docs_dir))).as_posix()
        file.edit_uri = present.edit_uri if present else outside
        files.append(file)
        site.file_of[path] = file
        site.docs[uri] = doc
        added.append((doc, nearest.repository if nearest else project.repositories[0]))
    project.add(added)
    _add_images(site)
    _add_redirects(site, main)


def add_pages(site: SiteFiles) -> None:
    """Add the pages that match the option ``pages`` and have links to lines of code."""
    project = site.project
    own = project.repositories[0]
    pages = {path.resolve() for path in pages_in(project.home, project.pages)}
    for file in site.files.documentation_pages() if pages else ():
        path = Path(file.abs_src_path).resolve() if file.abs_src_path else None
        if path not in pages or path in site.file_of:
            continue
        doc = read_page(path, own)
        if isinstance(doc, Unread):
            log.warning(
                "%s:1: the page cannot be read: %s; its links to code are not followed",
                project.shown(path),
                doc.reason,
            )
        elif any(doc.document.references):
            site.file_of[path] = file
            site.pages[file.src_uri] = doc
    project.add((doc, own) for doc in site.pages.values())


def _joined(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name)).removeprefix("./")


def _drop_refused(site: SiteFiles) -> None:
    """Remove files behind symbolic links out of the repository, which MkDocs would follow."""
    docs = Path(site.config.docs_dir).resolve()
    home = repository_root(docs / "x") or docs
    refused: set[Path] = set()
    for source in site.project.sources:
        root = repository_root(source.folder / "x") or source.folder
        refused.update(refused_links(source.folder, root))
    for file in list(site.files):
        path = docs / file.src_uri
        if not file.abs_src_path or not path.name:
            continue
        if path.name.endswith((SUFFIX, UNIT)) and path.is_symlink() and is_refused(path, home):
            refused.add(path)
        if not refused.isdisjoint((path, *path.parents)):
            site.files.remove(file)
    for path in sorted(refused):
        log.warning("%s:1: %s", shown_path(path, home), REFUSED)


def _drop_settings(files: Files, documents: Mapping[Path, File]) -> None:
    folders = {path.parent for path in documents}
    for file in list(files):
        path = Path(file.abs_src_path or "").resolve()
        is_settings = path.name in _SETTINGS or path.suffix == UNIT
        if is_settings and path.parent in folders and path not in documents:
            files.remove(file)


def _add_images(site: SiteFiles) -> None:
    for source in site.project.sources:
        for path in images_in(source.folder):
            if not site.refuses(path):
                below = path.relative_to(source.folder.resolve()).as_posix()
                site.add_image(path, _joined(source.mount, as_text(below)))
            elif present := site.present(path):
                site.files.remove(present)


def _add_redirects(site: SiteFiles, main: str) -> None:
    for id, doc in site.project.names.by_id.items():
        name = safe_name(id)
        uri = _joined(main, f"d/{name}/index.html")
        if name:
            target = get_relative_url(site.file_of[doc.path].url, posixpath.dirname(uri) + "/")
            site.add_page(uri, redirect(target, doc.title, site.strings))
