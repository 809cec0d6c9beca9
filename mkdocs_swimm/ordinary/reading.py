"""Reads references to code from the links and fences of ordinary Markdown.

A link to lines of this repository in the paragraph right above a fence with these lines makes the
fence a quote. Any other is a reference to its lines, or to the identifier that is its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from textwrap import dedent

from markdown_it.token import Token as MarkdownToken

from ..format import constructs as swimm
from ..format.constructs import KEY, Problem, Reference
from ..format.document import Document
from ..format.front_matter import read_front_matter
from .links import Link, LinkedPage, Piece
from .permalinks import LinkedPlace, LinkReader

_Lines = Sequence[str]
_LINK = "link"  # key of a token's `meta`
_SLACK = 5  # lines of the file that are read beyond the length of a fence, which may skip some
_ELLIPSIS = re.compile(r"\W*(?:\.\.\.|\u2026|snip)\W*")
_WORD = re.compile(r"\w")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*$")


def read_markdown(
    text: str, read_link: LinkReader, read_lines: Callable[[str, LinkedPlace], _Lines | None]
) -> Document:
    """Read a whole file of ordinary Markdown.

    ``read_lines`` gets the URL as written, and its place; it returns the lines there when the link
    was made, as far as the file had them, or None if unknown. The document's tokens are its title,
    if it begins with one, and its references (see ``links_in``), whose source is their URL.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    front_matter, flaws = read_front_matter(text, known=False)
    body = text[len(front_matter.source) :] if front_matter else text
    first = 1 + (front_matter.source.count("\n") if front_matter else 0)
    page = LinkedPage(body, read_link, first)
    title = page.blocks[:3] if page.blocks and page.blocks[0].tag == "h1" else []
    references: list[MarkdownToken] = []
    for link, pieces in page.links():
        written = body[slice(*link.url_span)] if link.url_span else link.url
        quoted = _quoted(link, pieces, partial(read_lines, written)) if pieces else ()
        if quoted:
            reference: Reference = _snippet(link, quoted)
        else:
            link = replace(link, fence=None)
            lines = read_lines(written, link.place)
            reference = _reference(link, lines or ())
            flaws = (*flaws, *_beyond_end(link, lines))
        meta = {KEY: reference, _LINK: link}
        references.append(MarkdownToken("swimm_reference", "", 0, meta=meta))
    return Document(text, front_matter, [*title, *references], flaws)


def links_in(document: Document) -> Iterator[tuple[Link, Reference]]:
    """The links to code of ordinary Markdown, in order, and the references made of them."""
    for token in document.tokens:
        if token.type == "swimm_reference":
            yield token.meta[_LINK], token.meta[KEY]


def title_of(document: Document) -> tuple[str, int]:
    """The title that ordinary Markdown begins with, and the 0-based line below it.

    The title is plain text with backticks around code, or empty.
    """
    if len(document.tokens) < 3 or document.tokens[0].tag != "h1":
        return "", 0
    heading, text = document.tokens[:2]
    parts = (
        f"`{token.content}`" if token.type == "code_inline" else token.content
        for token in text.children or ()
    )
    title = _ATTRIBUTES.sub("", "".join(parts))
    return " ".join(title.split()), heading.map[1] if heading.map else 0


def _quoted(
    link: Link, pieces: Sequence[Piece], read_lines: Callable[[LinkedPlace], _Lines | None]
) -> Sequence[Piece]:
    """What a fence quotes of the lines that the link above it leads to; empty if it is no quote.

    Below a link that is only a URL or a path, it is a quote. Below a sentence, half of its lines
    have to be there or below: many such fences show how to use the linked code. A fence that is
    indented less as a whole quotes the lines as they were. One that leaves out lines or some of
    their indentation is an excerpt, and no quote: the link is a reference.
    """
    if link.further:
        return pieces
    [piece] = pieces
    end = link.place.last or piece.first
    last = max(end, piece.first + len(piece.lines) + _SLACK)
    lines = read_lines(replace(link.place, last=last))
    linked = (lines or ())[: end - piece.first + 1]
    if linked and dedent("\n".join(linked)) == dedent("\n".join(piece.lines)):
        return [piece._replace(lines=linked)]
    if lines is None or link.bare or link.code == link.place.path:
        return pieces
    in_file = {" ".join(line.split()) for line in lines}
    shown = (line for line in piece.lines if line.strip() and not _ELLIPSIS.fullmatch(line))
    in_fence = [" ".join(line.split()) for line in shown]
    if in_file.issuperset(in_fence):
        same = (a.rstrip() == b.rstrip() for a, b in zip(piece.lines, lines, strict=False))
        return pieces if all(same) else ()
    common = [line for line in in_fence if line in in_file]
    is_quote = 2 * len(common) >= len(in_fence) and any(map(_WORD.search, common))
    return pieces if is_quote else ()


def _snippet(link: Link, pieces: Sequence[Piece]) -> swimm.Snippet:
    numbered = (line for piece in pieces for line in enumerate(piece.lines, piece.first))
    rows = tuple(swimm.Row(number, code) for number, code in numbered)
    quoted, place = swimm.quoted_rows(rows) if rows else (), link.place
    return swimm.Snippet(
        link.url, link.line, place.path, quoted, info=pieces[0].info, revision=place.revision
    )


def _reference(link: Link, lines: Sequence[str]) -> Reference:
    """The reference of a link in running text: a path, its lines, or an identifier on one line."""
    place = link.place
    named = link.code and place.first == place.last and (not lines or link.code in lines[0])
    if place.first is None or not (lines or named):
        # Where the lines are unknown, the file at least must exist.
        return swimm.PathRef(link.url, link.line, place.path, place.folder, revision=place.revision)
    if not named:
        return _snippet(link, [Piece(place.first, lines)])
    return swimm.Token(
        link.url,
        link.line,
        link.code,
        place.path,
        place.first,
        line_text=lines[0] if lines else None,
        revision=place.revision,
    )


def _beyond_end(link: Link, lines: Sequence[str] | None) -> Iterator[Problem]:
    first, last = link.place.first, link.place.last
    if lines is None or first is None or last is None or len(lines) > last - first:
        return
    there = f"had {first + len(lines) - 1} lines" if lines else f"had no line {first}"
    what = f"the link leads to line {last} of {link.place.path}, which {there} when it was made"
    yield Problem("links", link.line, what, "link to lines that are there")
