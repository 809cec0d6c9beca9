"""One document as a page by itself, for hosts that run Markdown extensions but no plugins.

The documents around it are read as well, so that links between them and places in playlists are as
on a whole site. What only a whole site has is missing: the navigation, previews of code, the pages
about code and health.
"""

from __future__ import annotations

import posixpath
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from .code.ownership import names_in
from .export.passages import Places, passages, places_of
from .export.site import ExportSite, Shelved, file_url
from .format.encoding import Decoded
from .freshness import Checker, Finding
from .i18n.strings import ENGLISH, Strings
from .markdown.contract import Target
from .project.folders import documents_in
from .project.library import DocumentNames, Entry, Shelf, entry_of
from .project.linked_code import Code, candidates
from .project.mentions import Mentions, mentions_in
from .project.names import SUFFIX, Name
from .project.workspace import Workspace, open_workspace
from .rendering import Page, Problem, render
from .rendering.page import plain_title

_FRESH = 10.0
"""So many seconds the code is taken for unchanged: pages of one build follow each other faster."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a page is to be like.

    Attributes:
        docs_dir: The folder that the site is made of.
        root: The root of the code; None for that of the git repository.
        repo_url: Where the code is hosted; None for what git's remote ``origin`` says.
        host: The kind of code host, where its address does not tell.
        revision: What links into the code are pinned to: ``commit``, or the name of a branch.
        freshness: Whether references are checked.
        strings: The words to use.
    """

    docs_dir: Path
    root: Path | None = None
    repo_url: str | None = None
    host: str | None = None
    revision: str = "commit"
    freshness: bool = True
    strings: Strings = ENGLISH


@dataclass(eq=False)
class _Surroundings:
    """Documents and code, as they are now."""

    workspace: Workspace
    entries: Mapping[Path, Entry]
    shelved: Shelved
    places: Places
    codes: Mapping[Path, Code]
    checkers: Mapping[Path, Checker]
    findings: Mapping[Path, Sequence[Finding]]
    mentions: Mapping[Path, Mentions]
    used: float = field(default_factory=time.monotonic)


def _in_place(docs_dir: Path) -> Callable[[Path], str | None]:
    """The places of images that are on the site because they are below its pages."""
    return lambda path: (
        path.relative_to(docs_dir).as_posix() if path.is_relative_to(docs_dir) else None
    )


@dataclass(eq=False)
class _Site(ExportSite):
    """A site whose other pages stay where they are."""

    docs_dir: Path

    def reference(self, href: str) -> Target | None:
        """Where a relative link that leads to no document goes: to a page, or into the code."""
        bare, hash_mark, fragment = href.partition("#")
        for path in candidates(bare, self.entry.path.parent, self.code_.root):
            if path.suffix == ".md" and path.is_file() and path.is_relative_to(self.docs_dir):
                place = path.relative_to(self.docs_dir).as_posix()
                anchor = f"{hash_mark}{fragment}"
                here = posixpath.dirname(self.page)
                markdown = quote(posixpath.relpath(place, here), safe="/~")
                return Target(markdown + anchor, self.page_url(place, self.page) + anchor)
        # Without arguments, ``super`` does not know classes with slots.
        return ExportSite.reference(self, href)


_lock = threading.Lock()
_shelf = Shelf()
_known: dict[Settings, _Surroundings] = {}


def write_page(
    path: Path,
    markdown: str,
    settings: Settings,
    slugify: Callable[[str], str],
) -> tuple[Page, Path] | None:
    """Write a document as a page.

    Args:
        path: The document.
        markdown: Its text, with or without its front matter.
        settings: What the page is to be like.
        slugify: Makes the id of a heading from its text.

    Returns:
        The page, and the folder that its problems are told from; None for a file that can not be
        read as a document.

    Raises:
        CanNotRun: There is no code around the document.
    """
    # One process of git answers for all threads of a host, one after the other.
    with _lock:
        around = _surroundings(path, settings)
        entry = around.entries.get(path)
        if entry is None:
            return None
        document = entry.with_text(markdown)
        findings = around.findings.get(path, ())
        checker = around.checkers.get(path)
        if document is not entry.document and checker:
            findings = checker.check(document, around.workspace.shown(path))
        site = _Site(
            entry,
            around.shelved.pages[path],
            around.shelved,
            around.codes[path],
            slugify,
            # Hosts that run extensions alone look for pages in raw HTML as well.
            file_url,
            names_in(document),
            {id(finding.reference): finding for finding in findings},
            settings.docs_dir,
        )
        page = render(
            document,
            entry.title,
            site,
            passages=passages(entry, around.places, site),
            related=[
                (plain_title(other.title), site.target_of(other))
                for other in around.mentions[path].related(entry)
            ],
            strings=settings.strings,
            state=settings.freshness,
        )
        around.used = time.monotonic()
        return page, around.workspace.home


def write_text(
    text: str,
    settings: Settings,
    slugify: Callable[[str], str],
) -> Page:
    """Write a text as a page that nobody has said the place of; nothing is checked.

    Args:
        text: The text, with its front matter where it has any.
        settings: What the page is to be like.
        slugify: Makes the id of a heading from its text.
    """
    path = settings.docs_dir / f"document{SUFFIX}"
    entry = entry_of(path, Name("", "document", is_playlist=False), Decoded(text))
    assert entry  # noqa: S101 - for the type checker
    with _lock:
        workspace = open_workspace((), settings.root)
        code = workspace.hosted((), settings.repo_url, settings.host, settings.revision)
        shelved = Shelved({path: path.name}, DocumentNames(), _in_place(settings.docs_dir))
        known = names_in(entry.document)
        site = _Site(entry, path.name, shelved, code, slugify, file_url, known, {}, path.parent)
        return render(
            entry.document,
            entry.title,
            site,
            strings=settings.strings,
            state=False,
        )


def _surroundings(path: Path, settings: Settings) -> _Surroundings:
    known = _known.get(settings)
    if known and time.monotonic() - known.used < _FRESH and path in known.entries:
        return known
    workspace = open_workspace((path,), settings.root)
    read = [_shelf.read(one) for one in documents_in(settings.docs_dir)]
    entries = {entry.path: entry for entry in read if isinstance(entry, Entry)}
    ids = DocumentNames(entries.values())
    pages = {one: one.relative_to(settings.docs_dir).as_posix() for one in entries}
    documents = {one: entry.document for one, entry in entries.items()}
    codes: dict[Path, Code] = {}
    checkers: dict[Path, Checker] = {}
    findings: dict[Path, Sequence[Finding]] = {}
    mentions: dict[Path, Mentions] = {}
    for part, paths in workspace.parts(documents):
        code = part.hosted(paths, settings.repo_url, settings.host, settings.revision)
        codes.update(dict.fromkeys(paths, code))
        if settings.freshness:
            checker = Checker(code.base, part.git, prefix=code.prefix, own=code.own)
            checker.expect((part.shown(one), documents[one]) for one in paths)
            checkers.update(dict.fromkeys(paths, checker))
            findings.update((one, checker.check(documents[one], part.shown(one))) for one in paths)
        found = mentions_in([entries[one] for one in paths], findings, code.own)
        mentions.update(dict.fromkeys(paths, found))
    _known[settings] = _Surroundings(
        workspace,
        entries,
        Shelved(pages, ids, _in_place(settings.docs_dir)),
        places_of(entries.values(), ids),
        codes,
        checkers,
        findings,
        mentions,
    )
    return _known[settings]


def told(problems: Sequence[Problem]) -> Sequence[Problem]:
    """The problems that somebody should mend; the rest is for those who ask."""
    return [one for one in problems if one.kind not in ("repositories", "prompts")]
