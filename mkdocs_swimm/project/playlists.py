"""The playlists of a project: which documents their steps are, and where a document is in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..code.ownership import names_in
from ..format.constructs import Step
from ..format.links import doc_target
from ..markdown.contract import Target
from ..rendering.links import Passage, Stop
from ..rendering.page import plain_title
from .document_site import DocumentSite
from .documents import Doc
from .project import Project

_PLACES = 3
"""A document that a playlist repeats shows so many of its places in it."""


class Playlists:
    """The playlists of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.steps: dict[Path, Sequence[Step]] = {}  # by the path of the playlist
        self.documents: dict[Path, Sequence[Doc | None]] = {}  # None for a step that is none
        self._places: dict[Path, list[tuple[Doc, int]]] = {}
        for playlist in project.docs.values():
            if not playlist.is_playlist:
                continue
            steps = self.steps[playlist.path] = tuple(playlist.steps)
            names = names_in(playlist.document)
            found: list[Doc | None] = []
            for index, step in enumerate(steps):
                to = doc_target(step.target)
                doc = project.find(playlist, to.id, to.repo, to.file, names) if to else None
                if doc and found.count(doc) < _PLACES:
                    self._places.setdefault(doc.path, []).append((playlist, index))
                found.append(doc)
            self.documents[playlist.path] = found

    def passages(self, site: DocumentSite) -> Sequence[Passage]:
        """A document's places in playlists, with links from its page."""
        places = self._places.get(site.doc.path, ())
        return [self._passage(site, playlist, index) for playlist, index in places]

    def _passage(self, site: DocumentSite, playlist: Doc, index: int) -> Passage:
        documents = self.documents[playlist.path]
        before = next((at for at in range(index - 1, -1, -1) if documents[at]), None)
        after = next((at for at in range(index + 1, len(documents)) if documents[at]), None)

        def named(at: int | None) -> tuple[str, Target] | None:
            other = documents[at] if at is not None else None
            return (plain_title(other.title), site.page_of(other)) if other else None

        return Passage(
            plain_title(playlist.title),
            site.page_of(playlist),
            step=index + 1,
            count=len(documents),
            previous=named(before),
            next=named(after),
            between=self.between(site, playlist, range(index + 1, after or len(documents))),
            stops=self.stops_of(playlist),
        )

    def between(
        self, site: DocumentSite, playlist: Doc, steps: range
    ) -> Sequence[tuple[str, Target, str]]:
        """Label, target and key of steps that are no documents; none where nothing is kept."""
        return ()

    def stops_of(self, playlist: Doc) -> Sequence[Stop]:
        """What is to be read of every step of a playlist; nothing where nothing is kept."""
        return ()
