"""Documents as pages of one of the flavours of Markdown, with everything that they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import yaml
from markdown.extensions.toc import slugify

from ..format.constructs import Video
from ..freshness import STALE, Finding
from ..project.document_site import DocumentSite
from ..project.documents import Doc
from ..project.playlists import Playlists
from ..project.project import Project
from ..rendering import Page, Problem
from ..safety.untrusted import page_meta
from .images import bucket_images
from .layout import Assets, pages_of
from .plain import render_plain
from .readers import Docusaurus, GitHub
from .site import Files, FileSite, PageUrl, bare_url, file_url, folder_url, github_slug

Render = Callable[[DocumentSite, Playlists], Page]


@dataclass(frozen=True, slots=True)
class Flavour:
    """A flavour of Markdown.

    Attributes:
        suffix: The end of the names of its files.
        render: Writes a document.
        page_url: The address of a page for raw HTML.
        slugify: Makes the id of a heading from its text.
        players: Whether pages play videos.
        taken: Keys of front matter that are not the document's but the site's to set.
    """

    suffix: str
    render: Render
    page_url: PageUrl
    slugify: Callable[[str], str] = github_slug
    players: bool = False
    taken: Set[str] = frozenset()


def _material(site: DocumentSite, playlists: Playlists) -> Page:
    return site.project.render(site, playlists=playlists, related=False, state=False)


def _github(site: DocumentSite, playlists: Playlists) -> Page:
    return _plain(site, GitHub(), playlists)


def _docusaurus(site: DocumentSite, playlists: Playlists) -> Page:
    return _plain(site, Docusaurus(), playlists)


def _plain(site: DocumentSite, dialect: GitHub, playlists: Playlists) -> Page:
    places = playlists.passages(site)
    return render_plain(site.content, site.doc.title, site, dialect, passages=places)


FLAVOURS: Mapping[str, Flavour] = {
    "material": Flavour(
        ".md", _material, folder_url, partial(slugify, separator="-"), players=True
    ),
    # It looks for pages in raw HTML, too, where MkDocs takes addresses as they are.
    "zensical": Flavour(".md", _material, file_url, partial(slugify, separator="-"), players=True),
    "github": Flavour(".md", _github, file_url),
    "docusaurus": Flavour(".mdx", _docusaurus, bare_url, taken=frozenset(("id", "slug"))),
}
"""The flavours by name."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something of a document that could not be carried over, and what to do about it."""

    path: Path
    line: int
    message: str


@dataclass(eq=False)
class Export:
    """Content of files by path below the folder, the page of every document, and notes."""

    files: dict[str, bytes] = field(default_factory=dict)
    pages: Mapping[Path, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def export_pages(
    project: Project, flavour: Flavour, fetched: Mapping[str, tuple[str, bytes]]
) -> Export:
    """Write documents as files.

    Args:
        project: The documents and their code.
        flavour: The flavour of Markdown.
        fetched: Place and content of images that were fetched, by their address.

    Returns:
        The files; nothing is raised for a document that can not be carried over as it is.
    """
    pages = pages_of(project.docs.values(), project.home, flavour.suffix)
    assets = Assets(project.home)
    places = {url: place for url, (place, _) in fetched.items()}
    files = Files(pages, flavour.page_url, assets.place, places)
    playlists = Playlists(project)
    export = Export(pages=pages)
    for doc in project.docs.values():
        site = FileSite(project, doc, flavour.slugify, files=files)
        site.add_findings()
        written = flavour.render(site, playlists)
        text = front_matter(doc, flavour.taken) + written.markdown
        export.files[pages[doc.path]] = text.encode()
        found = project.findings.get(doc.path, ())
        export.notes += notes_of(doc, written.problems, found, fetched, players=flavour.players)
    for place, path in assets.files.items():
        export.files[place] = path.read_bytes()
    for place, content in fetched.values():
        export.files[place] = content
    return export


_HARMLESS = ("id", "name", "file_version", "file_blobs", "app_version")
"""What Swimm writes, and nobody obeys."""


def front_matter(doc: Doc, taken: Set[str] = frozenset()) -> str:
    """The front matter of an exported page: that of the document, with a title.

    Args:
        doc: The document.
        taken: Keys that mean something else to the reader of the page; they get another name.
    """
    given = doc.document.front_matter
    data = dict(given.data) if given else {}
    # What the reader of the page may obey, such as a template, gets another name.
    seen, _ = page_meta(data, ())
    kept = {*seen, "title", *_HARMLESS} - taken
    if given and not given.error and isinstance(data.get("title"), str) and kept >= data.keys():
        return given.source.rstrip() + "\n\n"
    others = {key if key in kept else f"swimm_{key}": data[key] for key in data if key != "title"}
    data = {"title": doc.title, **others}
    return f"---\n{yaml.safe_dump(data, allow_unicode=True, sort_keys=False)}---\n\n"


def notes_of(
    doc: Doc,
    problems: Iterable[Problem],
    findings: Sequence[Finding],
    fetched: Mapping[str, object],
    *,
    players: bool = False,
) -> Iterator[Note]:
    """What could not be carried over of a document.

    ``problems`` are those of writing it; ``players`` tells whether pages play videos.
    """
    for problem in problems:
        yield Note(doc.path, problem.line, f"{problem.message}; {problem.remedy}")
    for url, line in bucket_images(doc).items():
        if url not in fetched:
            yield Note(doc.path, line, f"the image stays in Swimm's bucket: {url}")
    for one in () if players else doc.document.constructs():
        if isinstance(one, Video):
            yield Note(doc.path, one.line, f"the video is a link now: {one.url}")
    for finding in findings:
        if finding.state in STALE:
            line = max(finding.reference.line, 1)
            yield Note(doc.path, line, f"{finding.state.value}: see 'mkdocs-swimm verify'")
