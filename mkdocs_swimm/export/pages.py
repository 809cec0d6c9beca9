"""Documents as pages of one of the flavours of Markdown, with everything that they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import yaml
from markdown.extensions.toc import slugify
from markupsafe import Markup

from ..format.constructs import Problem, Video
from ..freshness import STALE, Finding
from ..markdown.commonmark import Docusaurus, GitHub
from ..project.documents import Doc
from ..project.playlists import Playlists
from ..project.project import Project
from ..rendering import Page
from ..safety.untrusted import page_meta, template_text
from .images import bucket_images
from .layout import Assets, pages_of
from .plain import render_plain
from .site import Files, FileSite, PageUrl, bare_url, file_url, folder_url, github_slug

Render = Callable[[FileSite, Playlists], Page]


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
        templates: Whether templates print front matter as it is.
    """

    suffix: str
    render: Render
    page_url: PageUrl
    slugify: Callable[[str], str] = github_slug
    players: bool = False
    taken: Set[str] = frozenset()
    templates: bool = False


def _material(site: FileSite, playlists: Playlists) -> Page:
    return site.project.render(site, playlists, related=False, state=False)


def _github(site: FileSite, playlists: Playlists) -> Page:
    return _plain(site, GitHub(), playlists)


def _docusaurus(site: FileSite, playlists: Playlists) -> Page:
    return _plain(site, Docusaurus(), playlists)


def _plain(site: FileSite, dialect: GitHub, playlists: Playlists) -> Page:
    return render_plain(
        site.content,
        site.doc.title,
        site,
        dialect,
        passages=playlists.passages(site),
        permalink=site.permalink,
    )


FLAVOURS: Mapping[str, Flavour] = {
    "material": Flavour(
        ".md",
        _material,
        folder_url,
        partial(slugify, separator="-"),
        players=True,
        templates=True,
    ),
    # It looks for pages in raw HTML, too, where MkDocs takes addresses as they are.
    "zensical": Flavour(
        ".md",
        _material,
        file_url,
        partial(slugify, separator="-"),
        players=True,
        templates=True,
    ),
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
        written = flavour.render(site, playlists)
        text = front_matter(doc, flavour) + written.markdown
        export.files[pages[doc.path]] = text.encode()
        found = project.findings.get(doc.path, ())
        export.notes += notes_of(doc, written.problems, found, fetched, players=flavour.players)
    for place, path in assets.files.items():
        export.files[place] = path.read_bytes()
    for path, problem in assets.refused.items():
        remedy = "save it as a plain drawing, or as PNG"
        export.notes.append(
            Note(path, 1, f"the image is not exported, because {problem}; {remedy}")
        )
    for place, content in fetched.values():
        export.files[place] = content
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
    if flavour.templates:
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
    doc: Doc,
    problems: Iterable[Problem],
    findings: Sequence[Finding],
    fetched: Mapping[str, object],
    *,
    players: bool = False,
) -> Iterator[Note]:
    """What could not be carried over of a document.

    ``problems`` are those of writing it; ``players`` says whether pages play videos.
    """
    for problem in problems:
        yield Note(doc.path, problem.line, f"{problem.message}; {problem.remedy}")
    for url, line in bucket_images(doc).items():
        if url not in fetched:
            yield Note(doc.path, line, f"the image stays in Swimm's bucket: {url}")
    for one in () if players else doc.document.constructs:
        if isinstance(one, Video):
            yield Note(doc.path, one.line, f"the video is a link now: {one.url}")
    for finding in findings:
        if finding.state in STALE:
            line = max(finding.reference.line, 1)
            yield Note(doc.path, line, f"{finding.state.value}: see 'mkdocs-swimm verify'")
