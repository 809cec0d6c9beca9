"""What is asked of documents again and again while their nodes are not at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from sys import intern

from .codebase import confined
from .model import DocLink, Document, PathRef, Snippet
from .ownership import names_in

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


def facts_of(document: Document, text: str) -> Facts:
    """What is to be known of a document.

    Args:
        document: The document.
        text: The text that it was read from.
    """
    # The same few words are in many documents: each is kept once, and holds none of the nodes.
    return Facts(
        document.is_playlist,
        frozenset(map(intern, names_in(document))),
        frozenset(intern(node.id) for node in document.nodes if type(node) is DocLink),
        _folders(document),
        "mermaid" in text,
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
            parts = tuple(map(intern, path.split("/")))
            folders[parts if folder else parts[:-1]] += weight
    return folders
