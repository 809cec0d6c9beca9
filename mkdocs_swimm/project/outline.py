"""The headings of a document and the nested lists below them, as far as they name documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from ..format.constructs import DocLink, construct_of
from ..format.document import Document
from ..format.links import doc_target

_PATH = "\x00"
_PATHS = re.compile(f"(?<!\\s)\\s*\\([^(){_PATH}]*{_PATH}[^()]*\\)")
_DEEPEST_HEADING = 10


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        depth: Its level, from 1.
        title: Its plain text, without paths in brackets at its end.
    """

    depth: int
    title: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list.

    Attributes:
        depth: How deep it is, beyond that of any heading.
        id: The id of the document that it names; empty for one that names none.
        title: Its plain text.
        file: The name of the document's file, where the link has it.
    """

    depth: int
    id: str
    title: str
    file: str = ""


Listed = Heading | Item


def outline(document: Document) -> Sequence[Listed]:
    """What a document lists, in order; nothing where it links to no document."""
    if not any(isinstance(one, DocLink) for one in document.constructs):
        return ()
    return list(_listed(document.tokens))


def _listed(tokens: Sequence[Token]) -> Iterator[Listed]:
    depth = 0
    heading: int | None = None
    fresh = False
    for token in tokens:
        children = token.children or ()
        match token.type:
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = None
            case "list_item_open":
                depth, fresh = depth + 1, True
            case "list_item_close":
                depth, fresh = depth - 1, False
            case "inline" if heading is not None and not depth:
                yield Heading(heading, _title(children))
            case "inline" if depth and fresh:
                fresh = False
                values = map(construct_of, children)
                link = next((one for one in values if isinstance(one, DocLink)), None)
                target = doc_target(link.target) if link else None
                yield Item(
                    _DEEPEST_HEADING + depth,
                    link.id if link else "",
                    _title(children),
                    target.file if target else "",
                )
            case _:
                pass


def _title(tokens: Sequence[Token]) -> str:
    """The plain text of a heading or item, without links to documents and paths in brackets."""
    parts: list[str] = []
    linked = 0
    for token in tokens:
        if token.type in ("link_open", "link_close") and (linked or token.meta):
            linked += token.nesting
        elif not linked and token.type == "swimm_pathref":
            parts.append(_PATH + token.content)
        elif not linked and token.type in ("text", "code_inline", "swimm_token", "swimm_mention"):
            parts.append(token.content)
    text = _PATHS.sub("", "".join(parts)).replace(_PATH, "")
    return " ".join(text.split()).rstrip(":")
