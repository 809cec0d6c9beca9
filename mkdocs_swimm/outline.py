"""The headings of a document and the nested lists below them, as far as they name documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token as MarkdownToken

from .dialect import parser
from .model import DocLink, Document, Mention, Node, PathRef, Text, Token
from .reading.links import doc_target

_MARK = re.compile("\ue000(\\d+)\ue001")
_PATHS = re.compile("\\s*\\([^()]*\ue002[^()]*\\)")
_PRIVATE = re.compile("[\ue000-\ue002]")
_NESTING = 20
_PARSER = parser(_NESTING)
_BLOCKS = parser(_NESTING).disable("inline")
"""Leaves running text alone: little of it is in headings and at the head of list items."""
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
    """What a document lists, in order."""
    links: list[DocLink] = []
    text = "".join(_working_text(document.nodes, links))
    if not links:
        return ()
    env: dict[str, object] = {}
    return list(_listed(_BLOCKS.parse(text, env), env, links))


def _working_text(nodes: Iterable[Node], links: list[DocLink]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Text():
                yield _PRIVATE.sub("", node.source)
            case DocLink():
                links.append(node)
                yield f"\ue000{len(links) - 1}\ue001"
            case PathRef():
                yield f"\ue002{node.path}"
            case Token():
                yield node.text
            case Mention():
                yield node.name
            case _:
                yield "\n\n" if "\n" in node.source else ""


def _listed(
    tokens: Sequence[MarkdownToken], env: MutableMapping[str, object], links: Sequence[DocLink]
) -> Iterator[Listed]:
    depth = 0
    heading: int | None = None
    fresh = False
    for token in tokens:
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
                yield Heading(heading, _plain(token.content, env))
            case "inline" if depth and fresh:
                fresh = False
                title = _plain(token.content, env)
                found = _MARK.search(token.content)
                link = links[int(found[1])] if found else None
                yield Item(_DEEPEST_HEADING + depth, link.id if link else "", title, _file(link))
            case _:
                pass


def _plain(text: str, env: MutableMapping[str, object]) -> str:
    [inline] = _PARSER.parseInline(text, env)
    parts = [
        child.content for child in inline.children or () if child.type in ("text", "code_inline")
    ]
    text = _PATHS.sub("", "".join(parts))
    return " ".join(_PRIVATE.sub("", _MARK.sub("", text)).split()).rstrip(":")


def _file(link: DocLink | None) -> str:
    target = doc_target(link.target) if link else None
    return target.file if target else ""
