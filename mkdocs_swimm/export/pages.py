"""Export of documents as pages in a flavour of Markdown, with their images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from markdown.extensions.toc import slugify
from markupsafe import Markup

from ..format.constructs import Problem, Video
from ..freshness import STALE
from ..markdown.commonmark import Docusaurus, GitHub
from ..project.document_site import Playlists
from ..project.documents import Doc
from ..project.project import Project
from ..rendering import Page
from ..safety.untrusted import page_meta, template_text
from .images import Assets, bucket_images
from .plain import render_plain
from .site import Files, FileSite, PageUrl, bare_url, file_url, folder_url, github_slug, pages_of


@dataclass(frozen=True, slots=True)
class Flavour:
    """A flavour of Markdown."""

    suffix: str  # of file names
    page_url: PageUrl
    dialect: GitHub | None = None  # of CommonMark; None for pages as in the plugin
    reserved: Set[str] = frozenset()  # keys of front matter that documents must not set

    def slugify(self, text: str) -> str:
        """The id of a heading."""
        return github_slug(text) if self.dialect else slugify(text, "-")

    def render(self, site: FileSite, playlists: Playlists) -> Page:
        """Render a document."""
        if self.dialect is None:
            return site.project.render(site, playlists=playlists, related=False, state=False)
        passages = playlists.passages(site)
        return render_plain(site.content, site.doc.title, site, self.dialect, passages=passages)


FLAVOURS: Mapping[str, Flavour] = {
    "material": Flavour(".md", folder_url),
    # Unlike MkDocs, Zensical resolves links to files in raw HTML, too.
    "zensical": Flavour(".md", file_url),
    "github": Flavour(".md", file_url, GitHub()),
    "docusaurus": Flavour(".mdx", bare_url, Docusaurus(), reserved=frozenset(("id", "slug"))),
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a document that could not be converted, and what to do about it."""

    path: Path
    line: int
    message: str


@dataclass(eq=False)
class Export:
    """Exported files and pages, with paths relative to the output folder."""

    files: dict[str, bytes] = field(default_factory=dict)  # content by path
    pages: Mapping[Path, str] = field(default_factory=dict)  # path of the page by document
    notes: list[Note] = field(default_factory=list)


def export_pages(
    project: Project, flavour: Flavour, fetched: Mapping[str, tuple[str, bytes]]
) -> Export:
    """Export documents as pages; ``fetched`` is ``Fetched.files``."""
    pages = pages_of(project.docs.values(), project.home, flavour.suffix)
    assets = Assets(project.home)
    places = {url: place for url, (place, _) in fetched.items()}
    files = Files(pages, flavour.page_url, assets.place, places)
    playlists = Playlists(project)
    export = Export(pages=pages)
    for doc in project.docs.values():
        site = FileSite(project, doc, flavour.slugify, files=files)
        page = flavour.render(site, playlists)
        export.files[pages[doc.path]] = (front_matter(doc, flavour) + page.markdown).encode()
        players = flavour.dialect is None
        export.notes += notes_of(site, page.problems, fetched, players=players)
    for place, path in assets.files.items():
        export.files[place] = path.read_bytes()
    for path, problem in assets.refused.items():
        message = (
            f"the image is not exported, because {problem}; save it as a plain drawing, or as PNG"
        )
        export.notes.append(Note(path, 1, message))
    export.files.update(fetched.values())
    return export


_HARMLESS = ("id", "name", "file_version", "file_blobs", "app_version")
"""Keys of front matter that Swimm writes and no tool interprets."""


def front_matter(doc: Doc, flavour: Flavour) -> str:
    """The front matter of an exported page: that of the document, with a title.

    Keys that a tool may interpret, such as ``template``, are prefixed with ``swimm_``.
    """
    original = doc.document.front_matter
    data = dict(original.data) if original else {}
    given = data.pop("title", None)
    meta, _ = page_meta(data, ())
    kept = {*meta, *_HARMLESS} - flavour.reserved
    title = doc.title
    if flavour.dialect is None:
        # Templates do not escape these.
        data.update((key, _plain_value(value)) for key, value in meta.items())
        title = str(template_text(title))
    data = {key if key in kept else f"swimm_{key}": value for key, value in data.items()}
    same = original and isinstance(given, str) and {"title": given, **data} == original.data
    if original and not original.error and same and " ".join(str(given).split()) == title:
        return original.source.rstrip() + "\n\n"
    data = {"title": title, **data}
    return f"---\n{yaml.safe_dump(data, allow_unicode=True, sort_keys=False)}---\n\n"


def _plain_value(value: object) -> object:
    """A value of front matter with ``Markup`` as plain text, for YAML."""
    if isinstance(value, list):
        return [_plain_value(item) for item in value]
    return str(value) if isinstance(value, Markup) else value


def notes_of(
    site: FileSite,
    problems: Iterable[Problem],
    fetched: Mapping[str, object],
    *,
    players: bool = False,
) -> Iterator[Note]:
    """What could not be converted; ``players`` says whether pages play videos."""
    doc = site.doc
    for problem in problems:
        yield Note(doc.path, problem.line, f"{problem.message}; {problem.remedy}")
    for url, line in bucket_images(doc).items():
        if url not in fetched:
            yield Note(doc.path, line, f"the image stays in Swimm's bucket: {url}")
    for construct in () if players else doc.document.constructs:
        if isinstance(construct, Video):
            yield Note(doc.path, construct.line, f"the video is now a link: {construct.url}")
    for finding in site.project.findings.get(doc.path, ()):
        if finding.state in STALE:
            line = max(finding.reference.line, 1)
            yield Note(doc.path, line, f"{finding.state.value}: see 'mkdocs-swimm verify'")
