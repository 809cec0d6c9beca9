"""Documents, images and old addresses as files of an MkDocs site."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path, PurePath
from urllib.parse import quote, unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from ..code.git import repository_of
from ..format.links import doc_target
from ..i18n.strings import Strings
from ..project.folders import (
    documents_in,
    images_in,
    is_document,
    is_refused,
    markdown_in,
    refused_links,
)
from ..project.library import DocumentNames, Entry, Shelf, Unread
from ..project.names import SUFFIX, UNIT, Name, as_text, name_of, page_names, safe_name
from ..project.problems import log
from ..project.titles import tell_apart
from ..safety.svg import svg_problem
from .files import DocumentFile, asset
from .output import generated_page
from .redirects import redirect

_OWN_FILES = ("swimm.json", "rules.json", "ssg.json", "swimm-folders.json")


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of documents and where its pages are on the site.

    Attributes:
        folder: The folder.
        mount: The URL path of its pages, without slashes at its ends; empty for the site's root.
        repository: The number of the repository that they belong to; 0 for the site's own.
    """

    folder: Path
    mount: str
    repository: int = 0


@dataclass(eq=False)
class Mounted:
    """The documents that are pages of a site.

    Attributes:
        entries: The documents by id.
        files: MkDocs' files of all documents, by the path of the document.
        repositories: The number of the repository that a document is of, by its path.
        names: The documents of every repository, by its number, as links name them.
        by_uri: All documents by the URI that MkDocs knows them by, those that share an id included.
        images: MkDocs' files of images and other assets, by path.
        doubles: Documents whose id another one has by mistake, with that one.
        families: Documents that share an id on purpose.
        unread: Documents that could not be read.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    files: dict[Path, DocumentFile] = field(default_factory=dict)
    repositories: dict[Path, int] = field(default_factory=dict)
    names: dict[int, DocumentNames] = field(default_factory=dict)
    by_uri: dict[str, Entry] = field(default_factory=dict)
    images: dict[Path, File] = field(default_factory=dict)
    doubles: list[tuple[Entry, Entry]] = field(default_factory=list)
    families: list[Sequence[Entry]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    _looked_at: dict[Path, str] = field(default_factory=dict)

    def refuses(self, path: Path) -> bool:
        """Whether an image is a program, which no reader is to open; told once."""
        if path.suffix.lower() != ".svg":
            return False
        if path not in self._looked_at:
            self._looked_at[path] = problem = svg_problem(path)
            if problem:
                log.warning(
                    "%s: the image is not on the site, because %s; save it as a plain drawing, or "
                    "as PNG",
                    path,
                    problem,
                )
        return bool(self._looked_at[path])

    def link(self, page: File, href: str) -> str | None:
        """Where a link on an ordinary page leads that names a document by its place or name.

        Args:
            page: The page.
            href: The link as it is written: ``../.swm/name.id.sw.md``, or from where the pages of
                documents are.

        Returns:
            The link as MkDocs knows it; None for one that leads to no document.
        """
        target = doc_target(href)
        if target is None or target.repo or not target.file or not page.abs_src_path:
            return None
        address, hash_mark, fragment = href.partition("#")
        try:
            place = (Path(page.abs_src_path).parent / unquote(address)).resolve()
        except (OSError, RuntimeError, ValueError):
            return None
        file = self.files.get(place)
        if file is None:
            # The file was renamed: the id decides.
            entry = self.entries.get(target.id)
            if entry is None or entry.path.parent != place.parent:
                return None
            file = self.files[entry.path]
        uri = posixpath.relpath(file.src_uri, posixpath.dirname(page.src_uri) or ".")
        return quote(uri) + hash_mark + fragment


def mount(
    files: Files,
    config: MkDocsConfig,
    sources: Sequence[Source],
    shelf: Shelf,
    main: str,
    strings: Strings,
) -> Mounted:
    """Add all documents to a site.

    Args:
        files: The files of the site; documents among them get better addresses.
        config: The configuration of the site.
        sources: Folders of documents.
        shelf: Reads documents, or remembers them.
        main: The URL path under which old addresses lead to the pages.
        strings: The words to use.

    Returns:
        The documents by id and file.
    """
    mounted = Mounted()
    _drop_refused(files, config, sources)
    inside = _inside(files, config)
    _drop_machinery(files, inside)
    places: dict[Path, tuple[str, File | None]] = {
        path: (as_text(posixpath.dirname(file.src_uri)), file) for path, file in inside.items()
    }
    homes = _Homes(sources, config.docs_dir)
    for source in sources:
        plain = () if source.folder.is_relative_to(config.docs_dir) else markdown_in(source.folder)
        for path in (*documents_in(source.folder), *plain):
            if path not in places:
                places[path] = (homes.uri(path.parent, source), None)
    names = {path: name for path in places if (name := name_of(path.name)) is not None}
    pages = _pages(names, places)
    for path, (folder, present) in places.items():
        entry = shelf.read(path)
        if isinstance(entry, Unread):
            mounted.unread.append(entry)
            if present:
                files.remove(present)
            continue
        uri = present.src_uri if present else _joined(folder, as_text(path.name))
        file = _file(config, uri, path, folder, pages[path], present, homes)
        if present:
            files.remove(present)
        elif files.get_file_from_path(uri):
            continue
        files.append(file)
        _remember(mounted, entry, file, homes.of(path.parent).repository)
    _compare_ids(mounted)
    tell_apart(mounted.by_uri.values())
    _mount_images(files, config, sources, mounted)
    _mount_old_addresses(files, config, mounted, main, strings)
    return mounted


def _joined(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name)).removeprefix("./")


def _drop_refused(files: Files, config: MkDocsConfig, sources: Sequence[Source]) -> None:
    """Let links in folders of documents lead nowhere else, as MkDocs alone would follow them."""
    docs = Path(config.docs_dir).resolve()
    refused: set[Path] = set()
    for source in sources:
        root = repository_of(source.folder / "x") or source.folder
        refused.update(refused_links(source.folder, root))
    home = repository_of(docs / "x") or docs
    for file in list(files):
        path = docs / file.src_uri
        if not file.abs_src_path or not path.name:
            continue
        if path.name.endswith((SUFFIX, UNIT)) and path.is_symlink() and is_refused(path, home):
            refused.add(path)
        if refused and not refused.isdisjoint((path, *path.parents)):
            files.remove(file)
    for path in sorted(refused):
        log.warning(
            "%s:1: this link leads out of the repository, to no file, or to what git ignores: it "
            "is not followed; delete it, or put the file itself there",
            path.relative_to(home).as_posix() if path.is_relative_to(home) else path,
        )


def _inside(files: Files, config: MkDocsConfig) -> dict[Path, File]:
    """Documents that are in ``docs_dir`` anyway."""
    return {
        Path(file.abs_src_path).resolve(): file
        for file in files
        if file.abs_src_path and is_document(Path(file.abs_src_path))
    }


def _drop_machinery(files: Files, documents: Mapping[Path, File]) -> None:
    """Swimm's settings beside documents in ``docs_dir`` are no part of the site."""
    folders = {path.parent for path in documents}
    for file in list(files):
        path = Path(file.abs_src_path) if file.abs_src_path else None
        own = path and (path.name in _OWN_FILES or path.suffix == UNIT)
        if path and own and path.parent.resolve() in folders and path.resolve() not in documents:
            files.remove(file)


def _pages(
    names: Mapping[Path, Name], places: Mapping[Path, tuple[str, File | None]]
) -> Mapping[Path, str]:
    """Page names, unique within every folder of the site."""
    folders: dict[str, list[Path]] = {}
    for path in names:
        folders.setdefault(places[path][0], []).append(path)
    pages: dict[Path, str] = {}
    for paths in folders.values():
        pages.update(page_names({path: names[path] for path in paths}))
    return pages


def _file(
    config: MkDocsConfig,
    uri: str,
    path: Path,
    folder: str,
    page: str,
    present: File | None,
    homes: _Homes,
) -> DocumentFile:
    address = _joined(folder, page)
    dest = f"{address}/index.html" if config.use_directory_urls else f"{address}.html"
    home = homes.of(path.parent)
    file = DocumentFile(
        uri,
        None,
        config.site_dir,
        config.use_directory_urls,
        dest_uri=dest,
        # A folder that is named in the options is meant, hidden or not.
        inclusion=present.inclusion if present and not home.named else InclusionLevel.INCLUDED,
    )
    file.abs_src_path = str(path)
    file.name = page
    file.edit_uri = present.edit_uri if present else home.edit_uri + as_text(path.name)
    return file


@dataclass(frozen=True, slots=True)
class _Home:
    """What the documents right in a folder have in common.

    Attributes:
        named: Whether the folder, or one around it, is named in the options.
        repository: The repository that they are of: that of the nearest such folder.
        edit_uri: The folder from ``docs_dir``, with a slash at its end where it is not that.
    """

    named: bool
    repository: int
    edit_uri: str


@dataclass(eq=False)
class _Homes:
    """The folders that documents are in, each looked at once."""

    sources: Sequence[Source]
    docs: str
    _known: dict[Path, _Home] = field(default_factory=dict)
    _uris: dict[tuple[Path, Path], str] = field(default_factory=dict)

    def uri(self, folder: Path, source: Source) -> str:
        """Where the pages of the documents right in a folder are."""
        key = (folder, source.folder)
        if key not in self._uris:
            below = folder.relative_to(source.folder.resolve()).as_posix()
            self._uris[key] = _joined(source.mount, as_text(below))
        return self._uris[key]

    def of(self, folder: Path) -> _Home:
        """What is to be known of a folder."""
        if folder not in self._known:
            around = [one for one in self.sources if folder.is_relative_to(one.folder.resolve())]
            nearest = max(around, key=lambda source: len(source.folder.parts), default=None)
            below = PurePath(as_text(relpath(folder, self.docs))).as_posix()
            self._known[folder] = _Home(
                any(folder.is_relative_to(source.folder) for source in self.sources),
                nearest.repository if nearest else 0,
                "" if below == "." else f"{below}/",
            )
        return self._known[folder]


def _remember(mounted: Mounted, entry: Entry, file: DocumentFile, repository: int) -> None:
    mounted.files[entry.path] = file
    mounted.by_uri[file.src_uri] = entry
    mounted.repositories[entry.path] = repository
    mounted.entries.setdefault(entry.name.id, entry)
    names = mounted.names.setdefault(repository, DocumentNames())
    names.add(entry)


def _compare_ids(mounted: Mounted) -> None:
    """Find the documents that share an id."""
    for names in mounted.names.values():
        families, doubles = names.sharing()
        mounted.families += families
        mounted.doubles += doubles


def _mount_images(
    files: Files, config: MkDocsConfig, sources: Sequence[Source], mounted: Mounted
) -> None:
    found = [(source, images_in(source.folder)) for source in sources]
    present = _present(files) if any(images for _, images in found) else {}
    for source, images in found:
        for path in images:
            if mounted.refuses(path):
                if path in present:
                    files.remove(present[path])
                continue
            below = path.relative_to(source.folder.resolve()).as_posix()
            file = present.get(path) or asset(
                files, config, path, _joined(source.mount, as_text(below))
            )
            mounted.images[path] = file


def _present(files: Files) -> Mapping[Path, File]:
    """All files of a site that are read from a folder, without symbolic links."""
    # Those of documents have been followed already.
    return {
        Path(file.abs_src_path)
        if isinstance(file, DocumentFile)
        else Path(file.abs_src_path).resolve(): file
        for file in files
        if file.abs_src_path
    }


def _mount_old_addresses(
    files: Files, config: MkDocsConfig, mounted: Mounted, main: str, strings: Strings
) -> None:
    for id, entry in mounted.entries.items():
        name = safe_name(id)
        uri = _joined(main, f"d/{name}/index.html")
        if name and not files.get_file_from_path(uri):
            page = _redirect(uri, mounted.files[entry.path], entry, strings)
            files.append(generated_page(config, uri, page))


def _redirect(uri: str, file: File, entry: Entry, strings: Strings) -> str:
    target = get_relative_url(file.url, posixpath.dirname(uri) + "/")
    return redirect(target, entry.title, strings)
