"""What stays of documents and references when they are moved."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from ..codebase import confined
from ..freshness import Reference
from ..library import name_of
from .escaping import json_text
from .quoted import kind_of, quoted_text


def document_key(path: str) -> str:
    """What stays of a document when it is moved or retitled: its id, else its path.

    A name without a slug may be anything, such as ``README``: it is no id to rely on.
    """
    name = name_of(PurePosixPath(path).name)
    return name.id if name and name.slug else path


def fingerprint(document: str, reference: Reference) -> str:
    """What stays of a reference when the document is edited elsewhere and other code moves.

    Args:
        document: The path of the document.
        reference: The reference; the numbers of its lines do not count.
    """
    path = confined(reference.path) or reference.path
    said = [document_key(document), kind_of(reference), path, *quoted_text(reference)]
    return hashlib.sha256(json_text(said).encode()).hexdigest()[:16]
