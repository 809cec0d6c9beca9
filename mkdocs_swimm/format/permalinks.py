"""References to code in ordinary Markdown, which has links and fences alone.

A link to lines of this repository in the paragraph directly above a fence says that the fence
quotes these lines. Elsewhere it is a reference to them; with code as its text, to what that names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as MarkdownToken

from .constructs import KEY, PathRef, Reference, Row, Snippet, Token, quoted_rows
from .document import Document
from .front_matter import read_front_matter
from .links import BARE_URL


@dataclass(frozen=True, slots=True)
class CodeLink:
    """Where in this repository a link leads.

    Attributes:
        path: The file or folder, from the root of the code.
        revision: The commit, branch or tag that the link names; empty where it names none.
        first: The first line, 1-based; None for all of the file.
        last: The last line, inclusive.
        folder: Whether the link says that this is a folder.
    """

    path: str
    revision: str = ""
    first: int | None = None
    last: int | None = None
    folder: bool = False


LinkReader = Callable[[str], CodeLink | None]
"""From an address to the place in this repository that it is; None for any other address."""

LineReader = Callable[[CodeLink], Sequence[str]]
"""The lines at a place when it was linked to; none where that is not known."""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.inline.ruler.after("text", "bare_url", _bare_url)
    return parser


def _bare_url(state: StateInline, silent: bool) -> bool:
    """An address without brackets, whose scheme is in the text that was read before."""
    scheme = next((one for one in ("https", "http") if state.pending.endswith(one)), "")
    if silent or state.linkLevel or not scheme or not state.src.startswith("://", state.pos):
        return False
    found = BARE_URL.match(state.src, state.pos - len(scheme))
    if not found:
        return False
    state.pending = state.pending.removesuffix(scheme)
    state.push("link_open", "a", 1).attrs = {"href": found[0]}
    state.push("text", "", 0).content = found[0]
    state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def read_markdown(text: str, read_link: LinkReader, read_lines: LineReader) -> Document:
    """Read ordinary Markdown.

    Args:
        text: The whole file.
        read_link: Tells which links lead to the code.
        read_lines: Gives the lines of code that a reference without a quote is about.

    Returns:
        A document with the references to the code, in their order; each has the address it was read
        from as its source.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    front_matter, flaws = read_front_matter(text)
    body = text[len(front_matter.source) :] if front_matter else text
    first = 1 + (front_matter.source.count("\n") if front_matter else 0)
    blocks = _parser().parse(body)
    found = list(_references(blocks, first, read_link, read_lines))
    return Document(text, front_matter, found, flaws)


def _references(
    blocks: Sequence[MarkdownToken], first: int, read_link: LinkReader, read_lines: LineReader
) -> Iterator[MarkdownToken]:
    for index, block in enumerate(blocks):
        if block.type != "inline":
            continue
        line = first + (block.map or [0])[0]
        links = list(_links(block.children or (), line, read_link))
        # An inline token is followed by the end of its paragraph.
        [end, fence] = [*blocks[index + 1 : index + 3], *[None] * 2][:2]
        below = end and end.type == "paragraph_close" and fence and fence.type == "fence"
        quoting = [one for one in links if one.place.first is not None]
        quoted = quoting[-1] if quoting and below else None
        for one in links:
            if one is quoted and fence:
                yield _token(_snippet(one, fence.content.split("\n")[:-1], fence.info))
            else:
                yield _token(_reference(one, read_lines))


@dataclass(frozen=True, slots=True)
class _Link:
    address: str
    place: CodeLink
    line: int
    code: str


def _links(tokens: Sequence[MarkdownToken], line: int, read_link: LinkReader) -> Iterator[_Link]:
    """The links to code in running text."""
    opened: tuple[int, str, int] | None = None
    for index, token in enumerate(tokens):
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "link_open":
            opened = index, str(token.attrs.get("href", "")), line
        elif token.type == "link_close" and opened:
            at, address, begun = opened
            place = read_link(address)
            inside = tokens[at + 1 : index]
            code = inside[0].content if [one.type for one in inside] == ["code_inline"] else ""
            if place:
                yield _Link(address, place, begun, code)
            opened = None


def _snippet(link: _Link, lines: Sequence[str], info: str) -> Snippet:
    place, first = link.place, link.place.first or 1
    rows = tuple(Row(number, code) for number, code in enumerate(lines, first))
    return Snippet(
        link.address,
        link.line,
        place.path,
        quoted_rows(rows) if rows else (),
        info=info,
        revision=place.revision,
    )


def _reference(link: _Link, read_lines: LineReader) -> Reference:
    """What a link in running text is about: a path, the lines at it, or one name in a line."""
    place = link.place
    lines = read_lines(place)
    one = place.first == place.last
    named = link.code and one and (not lines or link.code in lines[0])
    if place.first is None or not (lines or named):
        # Of lines that nobody knows, at least the file must be there.
        return PathRef(link.address, link.line, place.path, place.folder, revision=place.revision)
    if not named:
        return _snippet(link, lines, "")
    return Token(
        link.address,
        link.line,
        link.code,
        place.path,
        place.first,
        line_text=lines[0] if lines else None,
        revision=place.revision,
    )


def _token(reference: Reference) -> MarkdownToken:
    return MarkdownToken("swimm_reference", "", 0, meta={KEY: reference})
