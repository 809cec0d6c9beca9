"""The playlists of a site as reading paths: where its documents are in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from ..format.constructs import Step
from ..format.links import doc_target
from ..i18n.strings import Strings
from ..markdown.contract import Target
from ..project.library import Entry
from ..rendering.context import Passage, Reading, Stop
from ..rendering.links import Links
from ..rendering.page import plain_title
from ..rendering.playlist import step_target
from .mounting import Mounted
from .page_site import PageSite
from .styles_and_scripts import packaged

STYLE = "swimm-playlist.css"
SCRIPT = "swimm-playlist.js"

_PLACES = 3
"""A document that a playlist repeats shows so many of its places in it."""

_NESTED = 10_000
"""A step that is a playlist is read when so many of the first steps below it are."""

SiteOf = Callable[[Entry, File], PageSite]
"""Gives the site as a document sees it, with links from a page."""


@dataclass(eq=False)
class ReadingPaths:
    """The playlists of a site.

    Attributes:
        mounted: All documents.
        site_of: The site around a document.
        strings: The words to use.
    """

    mounted: Mounted
    site_of: SiteOf
    strings: Strings
    _places: dict[Path, list[tuple[Entry, int]]] = field(default_factory=dict)
    _steps: dict[Path, Sequence[Step]] = field(default_factory=dict)
    _documents: dict[Path, Sequence[Entry | None]] = field(default_factory=dict)
    _stops: dict[Path, Sequence[Stop]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for playlist in self.mounted.by_uri.values():
            if not playlist.is_playlist:
                continue
            site = self._site(playlist)
            steps = self._steps[playlist.path] = tuple(playlist.steps)
            documents = self._documents[playlist.path] = [_document(step, site) for step in steps]
            repeated: Counter[Path] = Counter()
            for index, document in enumerate(documents):
                if document:
                    repeated[document.path] += 1
                    if repeated[document.path] <= _PLACES:
                        self._places.setdefault(document.path, []).append((playlist, index))

    def add_assets(self, files: Files, config: MkDocsConfig) -> None:
        """Add what shows how far a playlist has been read, where there are any."""
        if not self._documents:
            return
        for asset in (packaged(STYLE), packaged(SCRIPT)):
            asset.use(config)
            asset.add(files, config)

    def reading(self, entry: Entry) -> Reading:
        """How far a document has been read, as the device of its reader remembers it."""
        root = get_relative_url("./", self.mounted.files[entry.path].url)
        stops = self._stops_of(entry) if entry.path in self._documents else ()
        return Reading(root, "" if stops else self._key(entry), stops)

    def passages(self, entry: Entry) -> Sequence[Passage]:
        """A document's places in playlists."""
        return [
            self._passage(entry, playlist, index)
            for playlist, index in self._places.get(entry.path, ())
        ]

    def _passage(self, entry: Entry, playlist: Entry, index: int) -> Passage:
        here = self.mounted.files[entry.path]
        documents = self._documents[playlist.path]
        before = next((at for at in range(index - 1, -1, -1) if documents[at]), None)
        after = next((at for at in range(index + 1, len(documents)) if documents[at]), None)
        stops = self._stops_of(playlist)
        links = Links(self.site_of(playlist, here))
        between = []
        for at in range(index + 1, len(documents) if after is None else after):
            if stops[at].keys:
                step = self._steps[playlist.path][at]
                _, target = step_target(step, links, self.strings)
                if target and target.html:
                    between.append((step.label or step.target, target, stops[at].keys[0]))

        def named(at: int | None) -> tuple[str, Target] | None:
            other = documents[at] if at is not None else None
            return self._named(other, here) if other else None

        return Passage(
            *self._named(playlist, here),
            step=index + 1,
            count=len(documents),
            previous=named(before),
            next=named(after),
            between=between,
            stops=stops,
        )

    def _named(self, entry: Entry, here: File) -> tuple[str, Target]:
        url = self.mounted.files[entry.path].url_relative_to(here)
        return plain_title(entry.title), Target(markdown=url, html=url)

    def _stops_of(self, playlist: Entry) -> Sequence[Stop]:
        if playlist.path not in self._stops:
            self._stops[playlist.path] = [
                Stop(self._keys(playlist, index), self._kind(document))
                for index, document in enumerate(self._documents[playlist.path])
            ]
        return self._stops[playlist.path]

    def _kind(self, document: Entry | None) -> Literal["document", "playlist", "other"]:
        if document is None:
            return "other"
        return "playlist" if self._documents.get(document.path) else "document"

    def _keys(self, playlist: Entry, index: int) -> Sequence[str]:
        """What there is to be read of a step, that of playlists in it included, each once."""
        keys: dict[str, None] = {}
        seen = {playlist.path}
        steps = [(playlist, index)]
        for _ in range(_NESTED):
            if not steps:
                break
            playlist, index = steps.pop()
            document = self._documents[playlist.path][index]
            if document is None:
                step = self._steps[playlist.path][index]
                links = Links(self._site(playlist))
                _, target = step_target(step, links, self.strings)
                if target and target.html:
                    keys[quote(step.target, safe="")] = None
            elif not self._documents.get(document.path):
                keys[self._key(document)] = None
            elif document.path not in seen:
                seen.add(document.path)
                inner = range(len(self._documents[document.path]))
                steps += [(document, at) for at in reversed(inner)]
        return tuple(keys)

    def _key(self, entry: Entry) -> str:
        """The id of a document; for one whose id another has already, where it is."""
        unique = self.mounted.entries.get(entry.name.id) is entry
        name = entry.name.id if unique else self.mounted.files[entry.path].src_uri
        return quote(name, safe="")

    def _site(self, entry: Entry) -> PageSite:
        return self.site_of(entry, self.mounted.files[entry.path])


def _document(step: Step, site: PageSite) -> Entry | None:
    target = doc_target(step.target)
    return site.find(target.id, target.repo, target.file) if target else None
