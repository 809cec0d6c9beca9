"""Plain Markdown that Swimm's generator writes beside documents (``FORMAT.md`` section 12.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from markdown_it.token import Token

from ..format.constructs import KEY
from ..format.document import Document
from ..format.tags import doc_link

_NAME = re.compile(r"(?<![\w/.-])[\w.-]+\.sw\.md(?!\w)")


def as_document(document: Document, folder: Path) -> tuple[Document, str]:
    """Plain Markdown as a document, and its title.

    The names of documents beside it become links; its first heading is its title, and no longer a
    part of it.
    """
    tokens: list[Token] = []
    title, line = "", 1
    for token in document.tokens:
        line = token.map[0] + 1 if token.map else line
        if token.children:
            token.children = list(_linked(token.children, folder, line))
        tokens.append(token)
        if token.type == "heading_close" and token.tag == "h1" and not (token.level or title):
            title = tokens[-2].content
            del tokens[-3:]
    return replace(document, tokens=tokens), title


def _linked(children: Sequence[Token], folder: Path, line: int) -> Iterator[Token]:
    """Running text in which names of documents are links."""
    depth = 0
    for token in children:
        depth += token.nesting * token.type.startswith("link_")
        at, text = 0, token.content
        names = _NAME.finditer(text) if not depth and token.type in ("text", "code_inline") else ()
        for found in names:
            value = doc_link((found[0], line), found[0])
            if value and (folder / found[0]).is_file():
                yield from _piece(token, text[at : found.start()])
                yield Token("link_open", "a", 1, attrs={"href": found[0]}, meta={KEY: value})
                yield Token("code_inline", "code", 0, content=found[0])
                yield Token("link_close", "a", -1)
                at = found.end()
        if at:
            yield from _piece(token, text[at:])
        else:
            yield token


def _piece(token: Token, text: str) -> Sequence[Token]:
    return [token.copy(content=text)] if text else []
