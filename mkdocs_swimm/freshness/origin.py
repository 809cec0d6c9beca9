"""Where references come from: a document, and what it says of the code that it was written for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..code.ownership import names_in
from ..format.document import Document
from .findings import Reference

_BLOB = re.compile(r"[0-9a-f]{40}")


@dataclass(eq=False)
class Origin:
    """A document that is checked.

    Attributes:
        document: The document.
        path: Its path from the root of the git repository.
        references: Its references, in order.
        names: What it calls its own repository.
        blobs: The files that it was written for, as git calls them, by their path.
        unchanged: Whether files are still as they were then, as far as somebody asked.
        commits: The commits that wrote the document, newest first; None until somebody asks.
        paths: The files and folders of this repository that it refers to; None likewise.
        pinned: The same document, as written for the commits that its references name.
        successors: Which files took over what it quotes of others, as far as somebody asked.
    """

    document: Document
    path: str
    references: Sequence[Reference] = field(init=False)
    names: frozenset[str] = field(init=False)
    blobs: Mapping[str, str] = field(init=False)
    unchanged: dict[str, bool] = field(default_factory=dict)
    commits: Sequence[str] | None = None
    paths: Sequence[str] | None = None
    pinned: dict[str, Origin] = field(default_factory=dict)
    successors: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.references = tuple(self.document.references)
        self.names = names_in(self.document)
        self.blobs = _blobs(self.document)


def _blobs(document: Document) -> Mapping[str, str]:
    """The blobs that the front matter names (``FORMAT.md`` section 1)."""
    data = document.front_matter.data if document.front_matter else {}
    blobs = data.get("file_blobs")
    if not isinstance(blobs, Mapping):
        return {}
    return {
        path: blob
        for path, blob in blobs.items()
        if isinstance(path, str) and isinstance(blob, str) and _BLOB.fullmatch(blob)
    }
