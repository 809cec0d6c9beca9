"""What a reader's device remembers of the playlists of a site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from mkdocs.utils import get_relative_url

from ..markdown.contract import Target
from ..project.document_site import DocumentSite, Playlists
from ..project.documents import Doc
from ..rendering.links import Links, Reading, Stop
from ..rendering.playlist import step_target
from .page_site import PageSite, page_site
from .site_files import SiteFiles

_NESTED = 200
"""A step that is a playlist is read when so many of the first steps below it are."""


class ReadingPaths(Playlists):
    """The playlists of a site, and how far a device has read them."""

    def __init__(self, pages: SiteFiles) -> None:
        Playlists.__init__(self, pages.project)
        self._pages = pages
        self._stops: dict[Path, Sequence[Stop]] = {}
        self._outside: dict[tuple[Path, int], str] = {}

    def reading(self, site: PageSite) -> Reading:
        """How far a document has been read, as the device of its reader remembers it."""
        root = get_relative_url("./", site.file.url)
        stops = self.stops_of(site.doc) if site.doc.path in self.documents else ()
        return Reading(root, "" if stops else self._key(site.doc), stops)

    def between(
        self, site: DocumentSite, playlist: Doc, steps: range
    ) -> Sequence[tuple[str, Target, str]]:
        """Label, target and key of steps that are no documents but can be read."""
        if not isinstance(site, PageSite):
            return ()
        links = Links(page_site(self._pages, playlist, site.file))
        found = []
        for at in steps:
            step, key = self.steps[playlist.path][at], self._outside_key(playlist, at)
            _, target = step_target(step, links, self._pages.strings)
            if key and target:
                found.append((step.label or step.target, target, key))
        return found

    def stops_of(self, playlist: Doc) -> Sequence[Stop]:
        """What is to be read of every step of a playlist."""
        if playlist.path not in self._stops:
            self._stops[playlist.path] = [
                self._stop(playlist, at) for at in range(len(self.steps[playlist.path]))
            ]
        return self._stops[playlist.path]

    def _stop(self, playlist: Doc, at: int) -> Stop:
        document = self.documents[playlist.path][at]
        keys = tuple(dict.fromkeys(filter(None, self._keys(playlist, at))))
        if document is None:
            return Stop(keys, "other")
        return Stop(keys, "playlist" if self.documents.get(document.path) else "document")

    def _keys(self, playlist: Doc, at: int) -> Iterator[str]:
        """What there is to be read of a step, that of playlists in it included."""
        seen = {playlist.path}
        left = [(playlist, at)]
        for _ in range(_NESTED):
            if not left:
                return
            playlist, at = left.pop()
            document = self.documents[playlist.path][at]
            if document is None:
                yield self._outside_key(playlist, at)
            elif not self.documents.get(document.path):
                yield self._key(document)
            elif document.path not in seen:
                seen.add(document.path)
                count = min(len(self.documents[document.path]), _NESTED)
                left += [(document, step) for step in reversed(range(count))]

    def _outside_key(self, playlist: Doc, at: int) -> str:
        """What a step that is no document is remembered by; empty for one that leads nowhere."""
        place = playlist.path, at
        if place not in self._outside:
            step = self.steps[playlist.path][at]
            around = page_site(self._pages, playlist, self._pages.of[playlist.path])
            _, target = step_target(step, Links(around), self._pages.strings)
            self._outside[place] = quote(step.target, safe="") if target and target.html else ""
        return self._outside[place]

    def _key(self, doc: Doc) -> str:
        """The id of a document; for one whose id another has already, where it is."""
        unique = self.project.names.by_id.get(doc.name.id) is doc
        name = doc.name.id if unique else self._pages.of[doc.path].src_uri
        return quote(name, safe="")
