"""Documents as pages of one of the flavours of Markdown, with everything that they need."""

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

    suffix: str  # the end of the names of its files
    page_url: PageUrl  # the address of a page for raw HTML
    dialect: GitHub | None = None  # of CommonMark; None for pages as the plugin has them
    taken: Set[str] = frozenset()  # keys of front matter that are the site's to set

    def slugify(self, text: str) -> str:
        """The id of a heading."""
        return github_slug(text) if self.dialect else slugify(text, "-")

    def render(self, site: FileSite, playlists: Playlists) -> Page:
        """Write a document."""
        if self.dialect is None:
            return site.project.render(site, playlists=playlists, related=False, state=False)
        passages = playlists.passages(site)
        return render_plain(site.content, site.doc.title, site, self.dialect, passages=passages)


FLAVOURS: Mapping[str, Flavour] = {
    "material": Flavour(".md", folder_url),
    # It looks for pages in raw HTML, too, where MkDocs takes addresses as they are.
    "zensical": Flavour(".md", file_url),
    "github": Flavour(".md", file_url, GitHub()),
    "docusaurus": Flavour(".mdx", bare_url, Docusaurus(), taken=frozenset(("id", "slug"))),
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
    """Write documents as files; ``fetched`` are images, as in ``Fetched.files``."""
    pages = pages_of(project.docs.values(), project.home, flavour.suffix)
    assets = Assets(project.home)
    places = {url: place for url, (place, _) in fetched.items()}
    files = Files(pages, flavour.page_url, assets.place, places)
    playlists = Playlists(project)
    export = Export(pages=pages)
    for doc in project.docs.values():
        site = FileSite(project, doc, flavour.slugify, files=files)
        written = flavour.render(site, playlists)
        text = front_matter(doc, flavour) + written.markdown
        export.files[pages[doc.path]] = text.encode()
        players = flavour.dialect is None
        export.notes += notes_of(site, written.problems, fetched, players=players)
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
"""What Swimm writes, and nobody obeys."""


def front_matter(doc: Doc, flavour: Flavour) -> str:
    """The front matter of an exported page: that of the document, with a title.

    What its reader may obey, such as a template, gets another name.
    """
    given = doc.document.front_matter
    data = dict(given.data) if given else {}
    wanted = data.pop("title", None)
    seen, _ = page_meta(data, ())
    kept = {*seen, *_HARMLESS} - flavour.taken
    title = doc.title
    if flavour.dialect is None:
        # Templates print it as it is.
        data.update((key, _plain_value(value)) for key, value in seen.items())
        title = str(template_text(title))
    fit = {key if key in kept else f"swimm_{key}": value for key, value in data.items()}
    same = given and isinstance(wanted, str) and {"title": wanted, **fit} == given.data
    if given and not given.error and same and " ".join(str(wanted).split()) == title:
        return given.source.rstrip() + "\n\n"
    data = {"title": title, **fit}
    return f"---\n{yaml.safe_dump(data, allow_unicode=True, sort_keys=False)}---\n\n"


def _plain_value(value: object) -> object:
    """A value of front matter in types that YAML knows."""
    if isinstance(value, list):
        return [_plain_value(one) for one in value]
    return str(value) if isinstance(value, Markup) else value


def notes_of(
    site: FileSite,
    problems: Iterable[Problem],
    fetched: Mapping[str, object],
    *,
    players: bool = False,
) -> Iterator[Note]:
    """What could not be carried over of a document.

    ``problems`` are those of writing it; ``players`` says whether pages play videos.
    """
    doc = site.doc
    for problem in problems:
        yield Note(doc.path, problem.line, f"{problem.message}; {problem.remedy}")
    for url, line in bucket_images(doc).items():
        if url not in fetched:
            yield Note(doc.path, line, f"the image stays in Swimm's bucket: {url}")
    for one in () if players else doc.document.constructs:
        if isinstance(one, Video):
            yield Note(doc.path, one.line, f"the video is a link now: {one.url}")
    for finding in site.project.findings.get(doc.path, ()):
        if finding.state in STALE:
            line = max(finding.reference.line, 1)
            yield Note(doc.path, line, f"{finding.state.value}: see 'mkdocs-swimm verify'")
