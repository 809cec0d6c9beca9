"""What a reference says about the code, and what stays of it when documents and code move."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from ..format.constructs import Snippet, Token
from ..freshness import Place, Reference
from ..freshness.quotes import quote_of_snippet
from ..project.names import UNIT, name_of
from ..safety.files import confined
from ..safety.printable import json_text


def kind_of(reference: Reference) -> str:
    """What a reference is called."""
    if isinstance(reference, Snippet):
        return "snippet"
    return "token" if isinstance(reference, Token) else "path"


def quoted_place(reference: Reference) -> Place:
    """Where the document says that the code is: of a snippet, the lines that are compared."""
    path = confined(reference.path) or reference.path
    if isinstance(reference, Snippet):
        quote = quote_of_snippet(reference)
        return Place(path, quote.first, quote.last) if quote else Place(path)
    line = reference.target_line if isinstance(reference, Token) else None
    return Place(path, line, line)


def document_key(path: str) -> str:
    """What stays of a document when it is moved or retitled: its id, else its path.

    A name without a slug may be anything, such as ``README``: it is no id to rely on.
    """
    name = name_of(PurePosixPath(path).name)
    unit = path.endswith(UNIT)
    return name.id if name and (name.slug or unit) else path


def problem_key(document: str, message: str) -> str:
    """What a problem of a document itself is known by."""
    return f"{document_key(document)}: {message}"


def problem_fingerprint(document: str, message: str) -> str:
    """A short name for a problem of a document itself."""
    return hashlib.sha256(
        problem_key(document, message).encode("utf-8", "surrogateescape")
    ).hexdigest()[:16]


def fingerprint(document: str, reference: Reference) -> str:
    """What stays of a reference when the document is edited elsewhere and other code moves.

    Args:
        document: The path of the document.
        reference: The reference; the numbers of its lines do not count.
    """
    path = confined(reference.path) or reference.path
    said = [document_key(document), kind_of(reference), path, *_quoted_text(reference)]
    return hashlib.sha256(json_text(said).encode()).hexdigest()[:16]


def _quoted_text(reference: Reference) -> Sequence[str]:
    if isinstance(reference, Snippet):
        quote = quote_of_snippet(reference)
        return quote.texts if quote else ()
    if isinstance(reference, Token):
        return (reference.text, (reference.line_text or "").strip())
    return ()
