"""Parses whole documents: CommonMark with tables, strikethrough and Swimm's constructs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

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

_MAX_NESTING = 60  # markdown-it drops text beyond; documents do not reach it
_NONE: dict[str, Any] = {}
"""The attributes of a token without any; sharing one dictionary saves a quarter of its memory."""
_LINK_TYPES = ("link_open", "image", "html_inline")
_ITEM = re.compile(r"( *)(?:[-*+]|\d{1,9}[.)]) {1,4}(?! )")
_FAKE_INDENT = re.compile(
    r"^ *(?:&nbsp;|\u00a0)(?:&nbsp;|[ \u00a0])*(?=(?:[-*+]|\d{1,9}[.)]) {1,4}(?! ))", re.M
)
_FENCE_LINE = re.compile(r"[\s>]*(?:```|~~~)")


@dataclass(frozen=True, eq=False)
class Document:
    """A parsed Swimm document.

    ``tokens`` are those of markdown-it for the body; lines in their ``map`` are 0-based from there.
    Swimm's constructs are links to documents, and tokens whose type begins with ``swimm_``;
    ``construct_of`` returns their values.
    """

    source: str = ""  # the text of the file with Unix line ends
    front_matter: FrontMatter | None = None
    tokens: Sequence[MarkdownToken] = ()
    flaws: tuple[Problem, ...] = ()  # problems of syntax

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return self.source[len(self.front_matter.source) if self.front_matter else 0 :]

    @property
    def is_playlist(self) -> bool:
        """Whether this is a playlist (``FORMAT.md`` section 9)."""
        return any(isinstance(construct, SectionMark) for construct in self.constructs)

    @cached_property
    def constructs(self) -> Sequence[Construct]:
        """All of Swimm's constructs, in document order."""
        return tuple(constructs_in(self.tokens))

    @cached_property
    def references(self) -> Sequence[Reference]:
        """All references into the code, in document order, including those in diagrams."""
        references: list[Reference] = []
        for construct in self.constructs:
            if isinstance(construct, Reference):
                references.append(construct)
            elif isinstance(construct, Diagram):
                references += construct.references
        return references

    def without_text(self) -> Document:
        """Return a copy with only what is checked: constructs, links, images and raw tags.

        To save memory: a document has 250 tokens, and few of them are checked.
        """
        flat = (leaf for token in self.tokens for leaf in token.children or (token,))
        kept = [token for token in flat if token.meta or token.type in _LINK_TYPES]
        return replace(self, source="", tokens=kept)


def read(text: str) -> Document:
    """Parse a Swimm document or playlist of any Markdown generation.

    Never raises: what cannot be parsed as intended is reported in ``flaws``.
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
    """A parser that accepts every URL as a link; the renderer decides which are safe."""

    def validateLink(self, url: str) -> bool:
        """Return True, so that a refused link keeps its text."""
        return True


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    blocks.add_rules(parser)
    inline.add_rules(parser)
    parser.core.ruler.after("normalize", "fake_indent", _replace_fake_indents)
    parser.core.ruler.before("inline", "surplus_cells", _keep_surplus_cells)
    parser.core.ruler.at("inline", _parse_inline)
    return parser


@cache
def _html_parser() -> MarkdownIt:
    """The parser of raw HTML, which recognizes only tags and Swimm's constructs."""
    parser = _Parser("zero", {"html": True}).enable("html_inline")
    inline.add_rules_in_html(parser)
    return parser


def _parse_inline(state: StateCore) -> None:
    """Parse inline text, and raw HTML, which may contain Swimm's constructs."""
    context = context_of(state.env)
    in_table = False
    previous = MarkdownToken("", "", 0)
    for token in state.tokens:
        start, stop = token.map or (0, 0)
        # markdown-it strips leading lines of Unicode white space, which are not blank lines.
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
                if isinstance(step := construct_of(previous), Step):
                    label = "".join(child.content for child in token.children)
                    previous.meta = {KEY: replace(step, label=" ".join(label.split()))}
            case "html_block":
                token.children = context.inline(token.content, line, _html_parser())
            case _:
                pass
        previous = token
        for one in (token, *(token.children or ())):
            one.attrs, one.meta = one.attrs or _NONE, one.meta or _NONE


def _replace_fake_indents(state: StateCore) -> None:
    """Indent nested list items by spaces where authors used ``&nbsp;``."""
    if not _FAKE_INDENT.search(state.src):
        return
    lines = state.src.split("\n")
    parents: list[tuple[int, int]] = []  # the columns of the marker and text of each item
    fenced, after_blank = False, True
    for index, line in enumerate(lines):
        fenced ^= bool(_FENCE_LINE.match(line))
        fake, item = _FAKE_INDENT.match(line), _ITEM.match(line)
        if fenced or not (item or (fake and parents)):
            if after_blank and line[:1].strip():
                parents = []
            after_blank = not line.strip()
            continue
        column = len(fake[0].replace("&nbsp;", " ")) if fake else len(item[1]) if item else 0
        parents = [parent for parent in parents if parent[0] < column]
        if fake:
            lines[index] = line = " " * (parents[-1][1] if parents else 0) + line[fake.end() :]
            item = _ITEM.match(line)
        parents.append((column, item.end() if item else column))
        after_blank = False
    state.src = "\n".join(lines)


def _keep_surplus_cells(state: StateCore) -> None:
    """Append cells beyond the last column, which markdown-it drops, to the last cell."""
    lines = context_of(state.env).lines
    row = columns = 0
    for index, token in enumerate(state.tokens):
        if token.type == "tr_open" and token.map:
            row, columns = token.map[0], 0
        elif token.type == "td_close":
            columns += 1
        elif token.type == "tr_close" and columns:
            cells = escapedSplit(lines[row].lstrip("> \t").rstrip())
            surplus = cells[columns + (not cells[0]) :]
            if text := " ".join(filter(None, map(str.strip, surplus))):
                last = state.tokens[index - 2]
                last.content = f"{last.content} {text}".strip()
