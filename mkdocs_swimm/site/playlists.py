"""What a reader's device remembers of the playlists of a site."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from ..markdown.contract import Target
from ..project.document_site import DocumentSite
from ..project.documents import Doc
from ..project.playlists import Playlists
from ..rendering.links import Links, Passage, Reading, Stop
from ..rendering.playlist import step_target
from .page_site import PageSite
from .site_files import SiteFiles
from .styles_and_scripts import packaged

STYLE = "swimm-playlist.css"
SCRIPT = "swimm-playlist.js"

_NESTED = 200
"""A step that is a playlist is read when so many of the first steps below it are."""

_PROGRESS = 1_000
"""A page shows the progress of its playlists as far as that takes so many keys."""

SiteOf = Callable[[Doc, File], PageSite]
"""Gives the surroundings of a document, with links from a page."""


class ReadingPaths(Playlists):
    """The playlists of a site, and how far a device has read them."""

    def __init__(self, pages: SiteFiles, site_of: SiteOf) -> None:
        Playlists.__init__(self, pages.project)
        self._pages = pages
        self._site_of = site_of
        self._strings = pages.strings
        self._stops: dict[Path, Sequence[Stop]] = {}
        self._sites: dict[Path, PageSite] = {}
        self._outside: dict[tuple[Path, int], str] = {}

    def add_assets(self, files: Files, config: MkDocsConfig) -> None:
        """Add what shows how far a playlist has been read, where there are any."""
        if not self.documents:
            return
        for asset in (packaged(STYLE), packaged(SCRIPT)):
            asset.use(config)
            asset.add(files, config)

    def reading(self, site: PageSite) -> Reading:
        """How far a document has been read, as the device of its reader remembers it."""
        root = get_relative_url("./", site.file.url)
        stops = self.stops_of(site.doc) if site.doc.path in self.documents else ()
        return Reading(root, "" if stops else self._key(site.doc), stops)

    def passages(self, site: DocumentSite) -> Sequence[Passage]:
        """A document's places in playlists, with links from its page."""
        found = []
        left = _PROGRESS
        for passage in Playlists.passages(self, site):
            left -= sum(len(stop.keys) for stop in passage.stops)
            found.append(passage if left >= 0 else replace(passage, stops=()))
        return found

    def between(
        self, site: DocumentSite, playlist: Doc, steps: range
    ) -> Sequence[tuple[str, Target, str]]:
        """Label, target and key of steps that are no documents but can be read."""
        if not isinstance(site, PageSite):
            return ()
        around = self._site_of(playlist, site.file)
        around.own_names = self._site(playlist).own_names
        links = Links(around)
        stops = self.stops_of(playlist)
        found = []
        for at in steps:
            if stops[at].keys:
                step = self.steps[playlist.path][at]
                _, target = step_target(step, links, self._strings)
                if target and target.html:
                    found.append((step.label or step.target, target, stops[at].keys[0]))
        return found

    def stops_of(self, playlist: Doc) -> Sequence[Stop]:
        """What is to be read of every step of a playlist."""
        if playlist.path not in self._stops:
            self._stops[playlist.path] = [
                Stop(self._keys(playlist, index), self._kind(document))
                for index, document in enumerate(self.documents[playlist.path])
            ]
        return self._stops[playlist.path]

    def _kind(self, document: Doc | None) -> Literal["document", "playlist", "other"]:
        if document is None:
            return "other"
        return "playlist" if self.documents.get(document.path) else "document"

    def _keys(self, playlist: Doc, index: int) -> Sequence[str]:
        """What there is to be read of a step, that of playlists in it included, each once."""
        keys: dict[str, None] = {}
        seen = {playlist.path}
        steps = [(playlist, index)]
        for _ in range(_NESTED):
            if not steps:
                break
            playlist, index = steps.pop()
            document = self.documents[playlist.path][index]
            if document is None:
                if key := self._outside_key(playlist, index):
                    keys[key] = None
            elif not self.documents.get(document.path):
                keys[self._key(document)] = None
            elif document.path not in seen:
                seen.add(document.path)
                inner = range(min(len(self.documents[document.path]), _NESTED))
                steps += [(document, at) for at in reversed(inner)]
        return tuple(keys)

    def _outside_key(self, playlist: Doc, index: int) -> str:
        """What a step that is no document is remembered by; empty for one that leads nowhere."""
        place = (playlist.path, index)
        if place not in self._outside:
            step = self.steps[playlist.path][index]
            _, target = step_target(step, Links(self._site(playlist)), self._strings)
            self._outside[place] = quote(step.target, safe="") if target and target.html else ""
        return self._outside[place]

    def _site(self, playlist: Doc) -> PageSite:
        if playlist.path not in self._sites:
            self._sites[playlist.path] = self._site_of(playlist, self._pages.of[playlist.path])
        return self._sites[playlist.path]

    def _key(self, doc: Doc) -> str:
        """The id of a document; for one whose id another has already, where it is."""
        unique = self.project.names.by_id.get(doc.name.id) is doc
        name = doc.name.id if unique else self._pages.of[doc.path].src_uri
        return quote(name, safe="")
