"""Blocks: from markdown-it's tokens to Markdown for Python-Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markdown_it.token import Token

from .callouts import read_callout
from .code import code_span, fenced, has_many_blank_lines
from .contract import IN_HEADING, IN_TABLE, RUNNING, Place, Renderer
from .escaping import reference
from .html import Tags, attribute_value
from .inline import InlineWriter, lines_of, plain_text
from .raw_html import Closings, RawHtml

_BREAKS = re.compile(r"(?:<br>\s*){3,}")
_BREAKS_AT_ENDS = re.compile(r"^(?:\s|<br>)+|(?<!\s)(?<!<br>)(?:\s|<br>)+$")
EMPTY = "<span></span>"
"""Stands at the head of a list item that begins with something else than text."""
DIVIDER = '<div class="swimm-divider" hidden></div>'
"""Stands between code and a numbered list, which Material would take for its annotations."""
NESTED_DIVIDER = f"{EMPTY}\n{{ .swimm-divider }}"
"""The same where raw HTML can not stand; Material looks beyond paragraphs without an element."""
_LISTS = ("ol", "ul")
_LARGE, _MANY = 200_000, 5_000
"""Running text of so many characters that has so many marks takes Python-Markdown seconds."""
_DEEPEST_FOLD = 20
_ALIGNMENT = {"left": ":---", "center": ":---:", "right": "---:"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block as Python-Markdown reads it."""

    kind: str  # `text`, `code`, `ol`, `ul` or another name
    text: str
    tight: bool = False  # it may follow text of a list item without a blank line


_Written = tuple[Block, int]
"""A block, and the place behind its last token: every token is looked at once."""


class BlockWriter:
    """Writes the blocks of a page; each type of token has a method (``WRITERS``).

    Args:
        renderer: Renders Swimm's constructs.
        heading_ids: Ids for headings by their plain text.
        shift: How many levels headings move down.

    Attributes:
        ids: The ids taken on the page so far.
        at: The last token whose place in the document is known.
        closings: What raw HTML further on closes.
        depth: How many lists and quotes are around.
        writers: The table of what writes each type of token.
    """

    separator = "<!-- -->"
    """Stands between two blocks of one kind, which would become one."""
    merged: Sequence[str] = (*_LISTS, "quote")
    """The kinds of blocks that would."""
    dividers = True
    """Whether numbered lists are kept from code above them."""
    empty_item = EMPTY

    def __init__(self, renderer: Renderer, heading_ids: Mapping[str, str], shift: int) -> None:
        self.renderer = renderer
        self.heading_ids = heading_ids
        self.shift = shift
        self.ids: set[str] = set()
        self.tags = Tags(renderer, self.ids)
        self.running = InlineWriter(renderer, self.tags, str)
        self.raw = RawHtml(renderer, self.tags)
        self.at = Token("", "", 0)
        self.closings = Closings(())
        self.depth = 0
        self.writers: Mapping[str, Any] = WRITERS

    def write(self, tokens: Sequence[Token]) -> str:
        """The Markdown of all blocks of a text."""
        self.closings = Closings(tokens)
        blocks, _ = self._sequence(tokens, 0)
        return self.joined(blocks, nested=False)

    def joined(self, blocks: Iterable[Block], *, nested: bool) -> str:
        """The Markdown of a sequence of blocks."""
        parts: list[str] = []
        for between, block in self.separated(blocks, nested=nested):
            parts += [between, block.text] if between else [block.text]
        return "\n\n".join(parts)

    def separated(self, blocks: Iterable[Block], *, nested: bool) -> Iterator[tuple[str, Block]]:
        """Blocks, each with what must stand before it, if anything."""
        previous, exposed = "", False
        for block in blocks:
            # Numbered lists below code, directly or with nothing but text between.
            numbered = block.kind == "ol" or (block.kind == "html" and "<ol" in block.text)
            plain = block.kind == "text" and not block.text.startswith("#")
            if exposed and numbered and self.dividers:
                yield NESTED_DIVIDER if nested else DIVIDER, block
            else:
                same = previous == block.kind and block.kind in self.merged
                yield self.separator if same else "", block
            exposed = block.kind == "code" or (exposed and plain)
            previous = block.kind

    def blocks(
        self, tokens: Sequence[Token], at: int, until: Token | None = None
    ) -> tuple[list[Block], int]:
        """The blocks within another one, from a place on, and the place behind what ends it."""
        self.depth += 1
        found = self._sequence(tokens, at, until)
        self.depth -= 1
        return found

    def _sequence(
        self, tokens: Sequence[Token], at: int, until: Token | None = None
    ) -> tuple[list[Block], int]:
        found: list[Block] = []
        depth = len(self.raw.containers)
        while at < len(tokens) and tokens[at].nesting >= 0 and tokens[at] is not until:
            self.at = tokens[at] if tokens[at].map else self.at
            writer = self.writers.get(tokens[at].type, BlockWriter.construct)
            block, at = writer(self, tokens, at)
            if block.text and not block.text.isspace():
                found.append(block)
        while len(self.raw.containers) > depth:
            found.append(Block("html", f"</{self.raw.containers.pop()}>"))
        return found, at + 1

    def construct(self, tokens: Sequence[Token], at: int) -> _Written:
        """One of Swimm's constructs, with the blocks in it."""
        token = tokens[at]
        if token.nesting == 0:
            return Block("card", self.renderer.block(token, _nothing)), at + 1
        blocks, end = self.blocks(tokens, at + 1)
        text = self.renderer.block(token, lambda place: self.joined(blocks, nested=True))
        return Block("card", text), end

    def section(self, tokens: Sequence[Token], at: int) -> _Written:
        """The heading of a part of a playlist."""
        title = self.renderer.block(tokens[at], _nothing)
        level = min(2 + self.shift, 6)
        return Block("text", f"{'#' * level} {title}" if title else ""), at + 1

    def steps(self, tokens: Sequence[Token], at: int) -> _Written:
        """The steps of a playlist that follow each other, as a list."""
        items: list[str] = []
        gap, end = "\n", None
        while at < len(tokens) and tokens[at].type == "swimm_step_open":
            step, children = tokens[at], tokens[at + 1].children or ()
            place = step.map or [0, 0]
            gap = "\n" if end in (None, place[0]) and gap == "\n" else "\n\n"
            end = place[1]
            mark = f"{len(items) + 1}. ".ljust(4)
            items.append(mark + self.renderer.block(step, partial(self.inline, children)))
            at += 3
        return Block("ol", gap.join(items), tight=gap == "\n"), at

    def html_block(self, tokens: Sequence[Token], at: int) -> _Written:
        """A block of raw HTML."""
        if not self.depth:
            return Block("html", self.raw.block(tokens[at], self.closings.after(at))), at + 1
        if self.depth < _DEEPEST_FOLD and (fold := self.raw.fold(tokens[at])):
            title, mark, text = fold
            blocks: list[Block] = []
            if end := self.closings.fold_end(tokens[at]):
                blocks, at = self.blocks(tokens, at + 1, end)
            first = lines_of(text)
            body = "\n\n".join(filter(str.strip, (first, self.joined(blocks, nested=True))))
            box = f'{mark} "{title}"\n\n    {indented(body or EMPTY)}'
            return Block("card", box), at if end else at + 1
        return Block("text", lines_of(self.raw.inline(tokens[at]))), at + 1

    def inline(self, children: Sequence[Token], place: Place) -> str:
        """Running text; text that Python-Markdown would need minutes for, as code."""
        text = self.running.write(children, place)
        if len(text) < _LARGE or sum(map(text.count, "[<`*&")) < _MANY:
            return text
        self.renderer.too_large(self.at, "a paragraph")
        return code_span("".join(map(_source, children)).strip(), table=place.table)

    def lines(self, text: str) -> str:
        """Lines of text or HTML, none of which is taken for something else."""
        return text

    def paragraph(self, tokens: Sequence[Token], at: int) -> _Written:
        """A paragraph."""
        return Block("text", self._text(tokens[at + 1].children or ()), True), at + 3

    def _text(self, children: Sequence[Token]) -> str:
        return self.lines(lines_of(self.inline(children, RUNNING)))

    def heading(self, tokens: Sequence[Token], at: int) -> _Written:
        """A heading, moved down; with the id it is wanted to have."""
        children = tokens[at + 1].children or ()
        text = self.inline(children, IN_HEADING).strip().replace("\n", " ")
        if not text:
            return Block("text", ""), at + 3
        level = min(int(tokens[at].tag[1]) + self.shift, 6)
        if text.endswith("#"):
            text = text[:-1] + reference("#")
        wanted = self.heading_ids.get(" ".join(plain_text(children).split()))
        if wanted and wanted not in self.ids:
            self.ids.add(wanted)
            text += f" {{ #{wanted} }}"
        return Block("text", f"{'#' * level} {text}"), at + 3

    def code(self, tokens: Sequence[Token], at: int) -> _Written:
        """A fence or indented code as a fence."""
        content = tokens[at].content.removesuffix("\n")
        language = self.renderer.code_language(tokens[at].info)
        if has_many_blank_lines(content):
            self.renderer.too_large(tokens[at], "code with so many blank lines")
            language = ""
        return Block("code", fenced(content, language)), at + 1

    def rule(self, tokens: Sequence[Token], at: int) -> _Written:
        """A thematic break."""
        return Block("hr", "* * *"), at + 1

    def list(self, tokens: Sequence[Token], at: int) -> _Written:
        """A list with its items."""
        ordered = tokens[at].type == "ordered_list_open"
        start = tokens[at].attrGet("start")
        number = 1 if start is None else int(start)
        tight = close = _is_close(tokens, at)
        items: list[str] = []
        at += 1
        while tokens[at].nesting > 0:
            blocks, at = self.blocks(tokens, at + 1)
            text, simple = self._item(blocks, close)
            tight = tight and simple
            mark = f"{number}. ".ljust(4) if ordered else "-   "
            items.append(mark + indented(text, self.width_of(mark)))
            number += 1
        gap = "\n" if tight else "\n\n"
        return Block("ol" if ordered else "ul", gap.join(items), tight=tight), at + 1

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return 4

    def _item(self, blocks: Sequence[Block], tight: bool) -> tuple[str, bool]:
        """A list item without its mark, and whether it needs no blank line."""
        if not blocks:
            return self.empty_item, tight
        plain = blocks[0].kind == "text" and not blocks[0].text.startswith("#")
        text = "" if plain else self.empty_item
        simple = tight and (not text) and all(block.tight for block in blocks)
        previous = ""
        for between, block in self.separated(blocks, nested=True):
            if between:
                text += f"\n\n{between}"
            close = simple and previous == "text" and self.ends_paragraph(block)
            text += block.text if not text else f"\n{block.text}" if close else f"\n\n{block.text}"
            previous = block.kind
        return text, simple

    def ends_paragraph(self, block: Block) -> bool:
        """Whether a tight block may follow a paragraph without a blank line."""
        return block.kind in _LISTS

    def quote(self, tokens: Sequence[Token], at: int) -> _Written:
        """A quote, or the callout that it is."""
        callout = None
        if tokens[at + 1].type == "paragraph_open":
            callout = read_callout(tokens[at + 2].children or ())
        if not callout:
            blocks, at = self.blocks(tokens, at + 1)
            body = self.joined(blocks, nested=True)
            lines = (f"> {line}" if line else ">" for line in body.split("\n"))
            return Block("quote", "\n".join(lines)), at
        first = self._text(callout.rest)
        blocks, at = self.blocks(tokens, at + 4)
        body = "\n\n".join(filter(str.strip, (first, self.joined(blocks, nested=True))))
        word = callout.title
        title = attribute_value(word.capitalize() if word.islower() else word)
        return Block("callout", self.callout(callout.type, title, body)), at

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout: its kind, as ``read_callout`` tells it, its title and content."""
        return f'!!! {kind} "{title}"\n\n    {indented(body or EMPTY)}'

    def table(self, tokens: Sequence[Token], at: int) -> _Written:
        """A table."""
        rows: list[list[str]] = []
        marks: list[str] = []
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "tr_open":
                self.at = token
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(self._cell(tokens[at + 1].children or ()))
                if len(rows) == 1:
                    style = str(token.attrGet("style") or "")
                    marks.append(_ALIGNMENT.get(style.partition(":")[2], "---"))
            at += 1
        lines = [f"| {' | '.join(row)} |" for row in (rows[0], marks, *rows[1:])]
        return Block("table", "\n".join(lines)), at + 1

    def _cell(self, children: Sequence[Token]) -> str:
        cell = self.inline(children, IN_TABLE).replace("\n", " ")
        if "<br>" in cell:
            cell = _BREAKS_AT_ENDS.sub("", _BREAKS.sub("<br><br>", cell))
        return cell.strip() or " "


WRITERS: Mapping[str, Callable[[BlockWriter, Sequence[Token], int], _Written]] = {
    "paragraph_open": BlockWriter.paragraph,
    "heading_open": BlockWriter.heading,
    "fence": BlockWriter.code,
    "code_block": BlockWriter.code,
    "bullet_list_open": BlockWriter.list,
    "ordered_list_open": BlockWriter.list,
    "blockquote_open": BlockWriter.quote,
    "table_open": BlockWriter.table,
    "hr": BlockWriter.rule,
    "html_block": BlockWriter.html_block,
    "swimm_step_open": BlockWriter.steps,
    "swimm_sectionmark": BlockWriter.section,
}
"""What writes each type of token; all others are constructs that the renderer writes."""


def _nothing(place: Place) -> str:
    return ""


def _source(token: Token) -> str:
    """What a token of running text stands for, as far as somebody reads it."""
    if token.type.endswith("break"):
        return " "
    address = str(token.attrGet("href") or token.attrGet("src") or "")
    return f"{plain_text([token]) or token.content}{address}"


def _is_close(tokens: Sequence[Token], at: int) -> bool:
    """Whether the list at a place has no blank lines; its paragraphs all say the same."""
    level = tokens[at].level
    while (token := tokens[at := at + 1]).level != level:
        if token.type == "paragraph_open" and token.level == level + 2:
            return token.hidden
    return True


def indented(text: str, width: int = 4) -> str:
    """All lines but the first some columns to the right."""
    first, *rest = text.split("\n")
    margin = " " * width
    return "\n".join([first, *[margin + line if line else line for line in rest]])
