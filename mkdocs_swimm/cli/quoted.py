"""What a reference says about the code: kind, place and text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..codebase import confined
from ..freshness import Place, Reference
from ..freshness.quotes import quote_of_snippet
from ..model import PathRef, Snippet, Token

Kind = Literal["snippet", "token", "path"]


def kind_of(reference: Reference) -> Kind:
    """What a reference is called."""
    match reference:
        case Snippet():
            return "snippet"
        case Token():
            return "token"
        case PathRef():
            return "path"


def quoted_place(reference: Reference) -> Place:
    """Where the document says that the code is: the selected lines of a snippet, as checked."""
    path = confined(reference.path) or reference.path
    match reference:
        case Snippet():
            quote = quote_of_snippet(reference)
            return Place(path, quote.first, quote.last) if quote else Place(path)
        case Token(target_line=line):
            return Place(path, line, line)
        case PathRef():
            return Place(path)


def quoted_text(reference: Reference) -> Sequence[str]:
    """What the document says that the code is, without any number of a line."""
    match reference:
        case Snippet():
            quote = quote_of_snippet(reference)
            return quote.texts if quote else ()
        case Token():
            return (reference.text, (reference.line_text or "").strip())
        case PathRef():
            return ()
