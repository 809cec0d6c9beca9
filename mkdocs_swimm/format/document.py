"""Reading a whole document: CommonMark with tables and strikethrough, and Swimm's rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.token import Token as MarkdownToken

from . import blocks, inline
from .constructs import (
    KEY,
    Construct,
    Diagram,
    FrontMatter,
    Problem,
    Reference,
    SectionMark,
    Step,
    construct_of,
    constructs_in,
)
from .context import Context, context_of
from .front_matter import read_front_matter
from .lines import Lines
from .snippets import all_notes

NESTING = 60
"""Deeper than this nobody writes; and beyond its own limit markdown-it drops text."""

_ADDRESSES = ("link_open", "image", "html_inline")
_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}[.)]) {1,4}(?! )")
_FAKE_INDENT = re.compile(
    r"^ *(?:&nbsp;|\u00a0)(?:&nbsp;|[ \u00a0])*(?=(?:[-*+]|\d{1,9}[.)]) {1,4}(?! ))", re.M
)
_FENCE_LINE = re.compile(r"[\s>]*(?:```|~~~)")


@dataclass(frozen=True, eq=False)
class Document:
    """A Swimm document, read.

    Attributes:
        source: The text of the file, its line ends as Unix has them.
        front_matter: The front matter, if the file has any.
        tokens: What markdown-it made of the text below it. Swimm's constructs are tokens whose
            type begins with ``swimm_``, and links to documents; ``construct_of`` tells what they
            say. Line numbers in ``map`` count from 0 below the front matter.
        flaws: What could not be read as meant.
    """

    source: str = ""
    front_matter: FrontMatter | None = None
    tokens: Sequence[MarkdownToken] = ()
    flaws: tuple[Problem, ...] = ()

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return self.source[len(self.front_matter.source) if self.front_matter else 0 :]

    @property
    def is_playlist(self) -> bool:
        """Whether this is a playlist (``FORMAT.md`` section 9)."""
        return any(isinstance(one, SectionMark) for one in self.constructs)

    @cached_property
    def constructs(self) -> Sequence[Construct]:
        """What all of Swimm's constructs say, in the order of the document."""
        return tuple(constructs_in(self.tokens))

    @cached_property
    def references(self) -> Sequence[Reference]:
        """All references into the code in document order, those in diagrams included."""
        found: list[Reference] = []
        for one in self.constructs:
            if isinstance(one, Reference):
                found.append(one)
            elif isinstance(one, Diagram):
                found += one.references
        return found

    def without_text(self) -> Document:
        """The same with no other tokens than constructs, links, images and raw tags, side by side.

        Nothing else is checked, and few of 250 tokens are kept for every document.
        """
        every = (one for token in self.tokens for one in token.children or (token,))
        kept = [one for one in every if one.meta or one.type in _ADDRESSES]
        return replace(self, source="", tokens=kept)


def read(text: str) -> Document:
    """Read a Swimm document or playlist of any Markdown generation.

    Nothing is ever raised: what can not be read as meant is in ``flaws``.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    front_matter, flaws = read_front_matter(text)
    body = text[len(front_matter.source) :] if front_matter else text
    first = 1 + (front_matter.source.count("\n") if front_matter else 0)
    lines = Lines(body, first)
    context = Context(lines, _parser(), _repo_names(front_matter), all_notes(lines))
    tokens = context.parser.parse(body, context.env)
    return Document(text, front_matter, tokens, (*flaws, *context.flaws))


def _repo_names(front_matter: FrontMatter | None) -> Mapping[str, str]:
    names = front_matter.data.get("cross_repo_names") if front_matter else None
    if not isinstance(names, Mapping):
        return {}
    return {str(name): str(repo_id) for name, repo_id in names.items()}


class _Parser(MarkdownIt):
    """A parser that leaves it to the renderer which addresses may be linked."""

    def validateLink(self, url: str) -> bool:
        """Take every address for a link: the text of those that are refused is not lost then."""
        return True


@cache
def _parser() -> MarkdownIt:
    """The parser of documents."""
    made = _Parser("commonmark", {"maxNesting": NESTING}).enable(["table", "strikethrough"])
    blocks.add_rules(made)
    inline.add_rules(made)
    made.core.ruler.after("normalize", "fake_indent", _nest_items)
    made.core.ruler.before("inline", "surplus_cells", _keep_surplus_cells)
    made.core.ruler.at("inline", _inline)
    return made


@cache
def _html_parser() -> MarkdownIt:
    """The parser of raw HTML, in which nothing but tags and Swimm's constructs means anything."""
    made = _Parser("zero", {"html": True}).enable("html_inline")
    inline.add_rules_in_html(made)
    return made


def _inline(state: StateCore) -> None:
    """Parse running text, and the raw HTML that may hold constructs of Swimm's."""
    context = context_of(state.env)
    in_table = False
    before = MarkdownToken("", "", 0)
    for token in state.tokens:
        start, stop = token.map or (0, 0)
        # Some of white space that CommonMark does not call blank is taken off by markdown-it.
        while start + 1 < stop and not (row := context.lines[start].lstrip(" \t")).strip():
            if token.content.startswith(row):
                break
            start += 1
        line = context.lines.first + start
        match token.type:
            case "table_open" | "table_close":
                in_table = token.type == "table_open"
            case "inline":
                token.children = context.inline(token.content, line, state.md, in_table=in_table)
                if isinstance(step := construct_of(before), Step):
                    label = "".join(child.content for child in token.children)
                    before.meta = {KEY: replace(step, label=" ".join(label.split()))}
            case "html_block":
                token.children = context.inline(token.content, line, _html_parser())
            case _:
                pass
        before = token


def _nest_items(state: StateCore) -> None:
    """Indent with spaces what authors indent with ``&nbsp;``: items of lists within an item."""
    if not _FAKE_INDENT.search(state.src):
        return
    lines = state.src.split("\n")
    around: list[tuple[int, int]] = []  # where the items above begin, and their text
    fenced, gap = False, True
    for number, line in enumerate(lines):
        fenced ^= bool(_FENCE_LINE.match(line))
        fake, item = _FAKE_INDENT.match(line), _ITEM.match(line)
        if fenced or not (item or (fake and around)):
            if gap and line[:1].strip():
                around = []
            gap = not line.strip()
            continue
        begin = len(fake[0].replace("&nbsp;", " ")) if fake else len(item[1]) if item else 0
        around = [above for above in around if above[0] < begin]
        if fake:
            lines[number] = line = " " * (around[-1][1] if around else 0) + line[fake.end() :]
            item = _ITEM.match(line)
        around.append((begin, item.end() if item else begin))
        gap = False
    state.src = "\n".join(lines)


def _keep_surplus_cells(state: StateCore) -> None:
    """Put the text of cells beyond the last column, which would be dropped, into the last one."""
    lines = context_of(state.env).lines
    row = columns = 0
    for at, token in enumerate(state.tokens):
        if token.type == "tr_open" and token.map:
            row, columns = token.map[0], 0
        elif token.type == "td_close":
            columns += 1
        elif token.type == "tr_close" and columns:
            cells = escapedSplit(lines[row].lstrip("> \t").rstrip())
            surplus = cells[columns + (not cells[0]) :]
            if words := " ".join(filter(None, map(str.strip, surplus))):
                last = state.tokens[at - 2]
                last.content = f"{last.content} {words}".strip()
