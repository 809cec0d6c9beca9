"""The places of documents in playlists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..format.links import doc_target
from ..project.library import DocumentNames, Entry
from ..rendering.context import Passage
from ..rendering.page import plain_title
from .site import ExportSite

Documents = Sequence[Entry | None]
Places = Mapping[Path, Sequence[tuple[Entry, Documents, int]]]
"""By document: playlist, the documents of its steps, and the index of the step."""


def documents_of(playlist: Entry, names: DocumentNames) -> Documents:
    """The documents of the steps of a playlist; None for a step that is no document."""
    targets = (doc_target(step.target) for step in playlist.steps)
    return [names.find(target.id, target.file) if target else None for target in targets]


def places_of(entries: Iterable[Entry], names: DocumentNames) -> Places:
    """Where documents are in playlists."""
    places: dict[Path, list[tuple[Entry, Documents, int]]] = {}
    for playlist in entries:
        documents = documents_of(playlist, names)
        for index, document in enumerate(documents):
            if document:
                places.setdefault(document.path, []).append((playlist, documents, index))
    return places


def passages(entry: Entry, places: Places, site: ExportSite) -> Sequence[Passage]:
    """A document's places in playlists, with links from its page."""
    return [_passage(site, *place) for place in places.get(entry.path, ())]


def _passage(site: ExportSite, playlist: Entry, documents: Documents, index: int) -> Passage:
    before = next((one for at in range(index - 1, -1, -1) if (one := documents[at])), None)
    after = next((one for at in range(index + 1, len(documents)) if (one := documents[at])), None)
    return Passage(
        plain_title(playlist.title),
        site.target_of(playlist),
        step=index + 1,
        count=len(documents),
        previous=(plain_title(before.title), site.target_of(before)) if before else None,
        next=(plain_title(after.title), site.target_of(after)) if after else None,
    )
