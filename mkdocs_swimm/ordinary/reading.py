"""References to code in ordinary Markdown, which has links and fences alone.

A link to lines of this repository in the paragraph directly above a fence that shows them says that
the fence quotes these lines. Elsewhere it is a reference to them; with code as its text, to what
that names.
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

_LINK = "link"
_SLACK = 5
_LEFT_OUT = re.compile(r"\W*(?:\.\.\.|\u2026|snip)\W*")
_WORD = re.compile(r"\w")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*$")


def read_markdown(
    text: str,
    read_link: LinkReader,
    read_lines: Callable[[str, LinkedPlace], Sequence[str] | None],
) -> Document:
    """Read ordinary Markdown, the whole file.

    ``read_lines`` gives the lines at a place when it was linked to, as far as the file had them,
    None where that is not known; it is given the address as it is written, too. Of the document
    there are its title, if it begins with one, and the references to the code (see ``links_in``),
    each with the address it was read from as its source.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    front_matter, flaws = read_front_matter(text, known=False)
    body = text[len(front_matter.source) :] if front_matter else text
    first = 1 + (front_matter.source.count("\n") if front_matter else 0)
    page = LinkedPage(body, read_link, first)
    title = page.blocks[:3] if page.blocks and page.blocks[0].tag == "h1" else []
    found: list[MarkdownToken] = []
    for link, pieces in page.links():
        written = body[slice(*link.written)] if link.written else link.address
        quoted = _quoted(link, pieces, partial(read_lines, written)) if pieces else ()
        if quoted:
            reference: Reference = _snippet(link, quoted)
        else:
            link = replace(link, fence=None)
            lines = read_lines(written, link.place)
            reference = _reference(link, lines or ())
            flaws = (*flaws, *_too_far(link, lines))
        found.append(MarkdownToken("swimm_reference", "", 0, meta={KEY: reference, _LINK: link}))
    return Document(text, front_matter, [*title, *found], flaws)


def links_in(document: Document) -> Iterator[tuple[Link, Reference]]:
    """The links of ordinary Markdown to code, and what they say, in their order."""
    for token in document.tokens:
        if token.type == "swimm_reference":
            yield token.meta[_LINK], token.meta[KEY]


def title_of(document: Document) -> tuple[str, int]:
    """The title that ordinary Markdown begins with, and the line of the text behind it, from 0.

    The title is plain text, with backticks around code; it is empty where there is none.
    """
    if len(document.tokens) < 3 or document.tokens[0].tag != "h1":
        return "", 0
    heading, text = document.tokens[:2]
    parts = (
        f"`{one.content}`" if one.type == "code_inline" else one.content
        for one in text.children or ()
    )
    title = _ATTRIBUTES.sub("", "".join(parts))
    return " ".join(title.split()), heading.map[1] if heading.map else 0


def _quoted(
    link: Link,
    pieces: Sequence[Piece],
    read_lines: Callable[[LinkedPlace], Sequence[str] | None],
) -> Sequence[Piece]:
    """What a fence quotes of the lines that the link above it leads to; nothing if it does not.

    Below a link that says nothing but where its lines are, it does. Below a sentence with a link,
    half of it has to stand there, or from there on: many show how to use what they link to. Code
    that is indented less as a whole is the code as it was. What leaves lines out, or some of their
    indentation, is an excerpt: the link says what it is about.
    """
    if link.further:
        return pieces
    [piece] = pieces
    end = link.place.last or piece.first
    last = max(end, piece.first + len(piece.lines) + _SLACK)
    lines = read_lines(replace(link.place, last=last))
    meant = (lines or ())[: end - piece.first + 1]
    if meant and dedent("\n".join(meant)) == dedent("\n".join(piece.lines)):
        return [piece._replace(lines=meant)]
    if lines is None or link.bare or link.code == link.place.path:
        return pieces
    known = {" ".join(line.split()) for line in lines}
    shown = [
        " ".join(line.split())
        for line in piece.lines
        if line.strip() and not _LEFT_OUT.fullmatch(line)
    ]
    if known.issuperset(shown):
        same = (a.rstrip() == b.rstrip() for a, b in zip(piece.lines, lines, strict=False))
        return pieces if all(same) else ()
    found = [words for words in shown if words in known]
    is_quote = 2 * len(found) >= len(shown) and any(map(_WORD.search, found))
    return pieces if is_quote else ()


def _snippet(link: Link, pieces: Sequence[Piece]) -> swimm.Snippet:
    rows = [
        swimm.Row(at, code) for piece in pieces for at, code in enumerate(piece.lines, piece.first)
    ]
    return swimm.Snippet(
        link.address,
        link.line,
        link.place.path,
        swimm.quoted_rows(tuple(rows)) if rows else (),
        info=pieces[0].info,
        revision=link.place.revision,
    )


def _reference(link: Link, lines: Sequence[str]) -> Reference:
    """What a link in running text is about: a path, the lines at it, or one name in a line."""
    place = link.place
    one = place.first == place.last
    named = link.code and one and (not lines or link.code in lines[0])
    if place.first is None or not (lines or named):
        # Of lines that nobody knows, at least the file must be there.
        return swimm.PathRef(
            link.address, link.line, place.path, place.folder, revision=place.revision
        )
    if not named:
        return _snippet(link, [Piece(place.first, lines)])
    return swimm.Token(
        link.address,
        link.line,
        link.code,
        place.path,
        place.first,
        line_text=lines[0] if lines else None,
        revision=place.revision,
    )


def _too_far(link: Link, lines: Sequence[str] | None) -> Iterator[Problem]:
    """That a link leads beyond the end of a file."""
    first, last = link.place.first, link.place.last
    if lines is None or first is None or last is None or len(lines) > last - first:
        return
    there = f"had {first + len(lines) - 1} lines" if lines else f"had no line {first}"
    what = f"the link leads to line {last} of {link.place.path}, which {there} when it was made"
    yield Problem("links", link.line, what, "link to lines that are there")
