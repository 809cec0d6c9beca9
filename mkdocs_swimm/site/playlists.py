"""The progress that a reader's browser stores of a site's playlists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from mkdocs.utils import get_relative_url

from ..markdown.contract import Target
from ..project.document_site import DocumentSite, Playlists
from ..project.documents import Doc
from ..rendering.links import Links, ReadingProgress, Stop
from ..rendering.playlist import step_target
from .page_site import PageSite, page_site
from .site_files import SiteFiles

_NESTED = 200
"""Steps that are followed of a playlist that is a step, with those of playlists below it."""


class ReadingPaths(Playlists):
    """The playlists of a site, with keys by which a browser stores what was read."""

    def __init__(self, pages: SiteFiles) -> None:
        Playlists.__init__(self, pages.project)
        self._pages = pages
        self._stops: dict[Path, Sequence[Stop]] = {}
        self._outside: dict[tuple[Path, int], str] = {}

    def reading(self, site: PageSite) -> ReadingProgress:
        """What the page of a document has to know to show and store progress."""
        root = get_relative_url("./", site.file.url)
        stops = self.stops_of(site.doc) if site.doc.path in self.documents else ()
        return ReadingProgress(root, "" if stops else self._key(site.doc), stops)

    def between(
        self, site: DocumentSite, playlist: Doc, steps: range
    ) -> Sequence[tuple[str, Target, str]]:
        """Label, target and key of steps that are not documents but can be read."""
        if not isinstance(site, PageSite):
            return ()
        links = Links(page_site(self._pages, playlist, site.file))
        between = []
        for at in steps:
            step, key = self.steps[playlist.path][at], self._outside_key(playlist, at)
            _, target = step_target(step, links, self._pages.strings)
            if key and target:
                between.append((step.label or step.target, target, key))
        return between

    def stops_of(self, playlist: Doc) -> Sequence[Stop]:
        """What there is to read in each step of a playlist."""
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
        """The keys of what there is to read in a step, with the steps of playlists in it."""
        seen = {playlist.path}
        stack = [(playlist, at)]
        for _ in range(_NESTED):
            if not stack:
                return
            playlist, at = stack.pop()
            document = self.documents[playlist.path][at]
            if document is None:
                yield self._outside_key(playlist, at)
            elif not self.documents.get(document.path):
                yield self._key(document)
            elif document.path not in seen:
                seen.add(document.path)
                count = min(len(self.documents[document.path]), _NESTED)
                stack += [(document, step) for step in reversed(range(count))]

    def _outside_key(self, playlist: Doc, at: int) -> str:
        """The key of a step that is not a document; empty if it leads nowhere."""
        place = playlist.path, at
        if place not in self._outside:
            step = self.steps[playlist.path][at]
            site = page_site(self._pages, playlist, self._pages.file_of[playlist.path])
            _, target = step_target(step, Links(site), self._pages.strings)
            self._outside[place] = quote(step.target, safe="") if target and target.html else ""
        return self._outside[place]

    def _key(self, doc: Doc) -> str:
        """The key of a document: its id, or its URI if another document has the id."""
        is_unique = self.project.names.by_id.get(doc.name.id) is doc
        return quote(doc.name.id if is_unique else self._pages.file_of[doc.path].src_uri, safe="")
