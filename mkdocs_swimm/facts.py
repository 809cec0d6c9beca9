"""What is asked of documents again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from .format.constructs import DocLink, PathRef, Snippet
from .format.document import Document
from .ownership import names_in
from .safe_files import confined

Folders = Mapping[tuple[str, ...], int]
"""How much a document says of the folders of the code, each from the root down."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A document in short.

    Attributes:
        is_playlist: Whether it is a playlist.
        names: What it calls its own repository (see ``names_in``).
        linked: The ids of the documents that it links to.
        folders: How much it says of the folders of the code.
        draws: Whether it may have a diagram of Mermaid's.
    """

    is_playlist: bool
    names: frozenset[str]
    linked: frozenset[str]
    folders: Folders
    draws: bool


def facts_of(document: Document) -> Facts:
    """What is to be known of a document."""
    return Facts(
        document.is_playlist,
        names_in(document),
        frozenset(one.id for one in document.constructs() if isinstance(one, DocLink)),
        _folders(document),
        "mermaid" in document.source,
    )


def _folders(document: Document) -> Folders:
    said: Counter[tuple[str, bool]] = Counter()
    for reference in document.references():
        if reference.repo is None:
            folder = isinstance(reference, PathRef) and reference.folder
            # A snippet says more about a document's subject than a name in passing.
            said[reference.path, folder] += 3 if isinstance(reference, Snippet) else 1
    folders: Counter[tuple[str, ...]] = Counter()
    for (written, folder), weight in said.items():
        path = confined(written)
        if path:
            parts = tuple(path.split("/"))
            folders[parts if folder else parts[:-1]] += weight
    return folders
