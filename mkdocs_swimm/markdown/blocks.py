"""Blocks: from markdown-it's tokens to Markdown for Python-Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial

from markdown_it.token import Token

from .callouts import read_callout
from .code import code_span, fenced, has_many_blank_lines
from .contract import IN_HEADING, IN_TABLE, RUNNING, Place, Renderer
from .escaping import reference
from .html import attribute_value
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
SEPARATOR = "<!-- -->"
"""Stands between two lists or quotes of one kind, which would become one."""
_MERGED = ("ol", "ul", "quote")
_LARGE, _MANY = 200_000, 5_000
"""Running text of so many characters that has so many marks takes Python-Markdown seconds."""


@dataclass(eq=False)
class Block:
    """A block as Python-Markdown reads it.

    Attributes:
        kind: ``text``, ``list``, ``code``, ``ol``, ``ul`` or another name.
        text: Its lines.
        tight: Whether it may follow text of a list item without a blank line.
    """

    kind: str
    text: str
    tight: bool = False


@dataclass(eq=False)
class _BelowCode:
    """Watches for numbered lists below code, directly or with nothing but text between."""

    exposed: bool = False

    def meets(self, block: Block) -> bool:
        """Take the next block; gives whether it must be kept from the code above it."""
        if not self.exposed:
            self.exposed = block.kind == "code"
            return False
        found = block.kind == "ol" or (block.kind == "html" and "<ol" in block.text)
        plain = block.kind == "text" and not block.text.startswith("#")
        self.exposed = block.kind == "code" or (plain and not found)
        return found


@dataclass(eq=False)
class BlockWriter:
    """Writes the blocks of a page.

    What takes the place of a block's first token gives the place behind its last one besides the
    block, so that every token is looked at once.

    Attributes:
        renderer: Renders Swimm's constructs.
        heading_ids: Ids for headings by their plain text.
        shift: How many levels headings move down.
    """

    renderer: Renderer
    heading_ids: Mapping[str, str]
    shift: int
    ids: set[str] = field(default_factory=set)
    running: InlineWriter = field(init=False)
    raw: RawHtml = field(init=False)
    at: Token = field(default_factory=lambda: Token("", "", 0))

    def __post_init__(self) -> None:
        self.running = InlineWriter(self.renderer, self.ids)
        self.raw = RawHtml(self.renderer, self.ids)

    def write(self, tokens: Sequence[Token]) -> str:
        """The Markdown of all blocks of a text."""
        blocks, _ = self.blocks(tokens, 0, Closings(tokens))
        return self.joined(blocks, nested=False)

    def joined(self, blocks: Iterable[Block], *, nested: bool) -> str:
        """The Markdown of a sequence of blocks."""
        parts: list[str] = []
        previous = ""
        below = _BelowCode()
        for block in blocks:
            if below.meets(block):
                parts.append(NESTED_DIVIDER if nested else DIVIDER)
            elif previous == block.kind and block.kind in _MERGED:
                parts.append(SEPARATOR)
            parts.append(block.text)
            previous = block.kind
        return "\n\n".join(parts)

    def blocks(
        self, tokens: Sequence[Token], at: int, closings: Closings | None
    ) -> tuple[list[Block], int]:
        """Every block up to the end of what they stand in; those without anything to show left out.

        Args:
            tokens: The tokens of the text.
            at: The place of the first block's first token.
            closings: What raw HTML further on closes; None for blocks within another one.
        """
        found: list[Block] = []
        depth = len(self.raw.containers)
        while at < len(tokens) and tokens[at].nesting >= 0:
            self.at = tokens[at] if tokens[at].map else self.at
            if tokens[at].type == "paragraph_open":
                block, at = self.paragraph(tokens[at + 1].children or ()), at + 3
            else:
                block, at = self.block(tokens, at, closings)
            if block.text and not block.text.isspace():
                found.append(block)
        while len(self.raw.containers) > depth:
            found.append(Block("html", self.raw.containers.pop()))
        return found, at + 1

    def block(
        self, tokens: Sequence[Token], at: int, closings: Closings | None
    ) -> tuple[Block, int]:
        """One block that is no paragraph."""
        token = tokens[at]
        match token.type:
            case "heading_open":
                return self.heading(token, tokens[at + 1].children or ()), at + 3
            case "fence" | "code_block":
                return Block("code", self.code(token)), at + 1
            case "bullet_list_open" | "ordered_list_open":
                return self.list(tokens, at)
            case "blockquote_open":
                return self.quote(tokens, at + 1)
            case "table_open":
                return self.table(tokens, at + 1)
            case "hr":
                return Block("hr", "* * *"), at + 1
            case "html_block":
                closed = closings.after(at) if closings else None
                return self.html_block(token, closed), at + 1
            case "swimm_step_open":
                return self.steps(tokens, at)
            case "swimm_sectionmark":
                return self.section(token), at + 1
            case _:
                return self.construct(tokens, at)

    def construct(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
        """One of Swimm's constructs, with the blocks in it."""
        token = tokens[at]
        if token.nesting == 0:
            return Block("card", self.renderer.block(token, _nothing)), at + 1
        blocks, end = self.blocks(tokens, at + 1, None)
        text = self.renderer.block(token, lambda place: self.joined(blocks, nested=True))
        return Block("card", text), end

    def section(self, token: Token) -> Block:
        """The heading of a part of a playlist."""
        title = self.renderer.block(token, _nothing)
        level = min(2 + self.shift, 6)
        return Block("text", f"{'#' * level} {title}" if title else "")

    def steps(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
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

    def html_block(self, token: Token, closed: Set[str] | None) -> Block:
        """A block of raw HTML.

        Args:
            token: The HTML.
            closed: The containers that HTML further on closes; None within another block.
        """
        if closed is None:
            return Block("text", lines_of(self.raw.inline(token)))
        return Block("html", self.raw.block(token, closed))

    def inline(self, children: Sequence[Token], place: Place) -> str:
        """Running text; text that Python-Markdown would need minutes for, as code."""
        text = self.running.write(children, place)
        if len(text) < _LARGE or sum(map(text.count, "[<`*&")) < _MANY:
            return text
        self.renderer.too_large(self.at, "a paragraph")
        return code_span("".join(map(_source, children)).strip(), table=place.table)

    def paragraph(self, children: Sequence[Token]) -> Block:
        """A paragraph."""
        return Block("text", lines_of(self.inline(children, RUNNING)), True)

    def heading(self, token: Token, children: Sequence[Token]) -> Block:
        """A heading, moved down; with the id it is wanted to have."""
        text = self.inline(children, IN_HEADING).strip()
        plain = " ".join(plain_text(children).split())
        if not text:
            return Block("text", "")
        level = min(int(token.tag[1]) + self.shift, 6)
        wanted = self.heading_ids.get(plain)
        if wanted in self.ids:
            wanted = None
        if wanted:
            self.ids.add(wanted)
        text = text.replace("\n", " ")
        if text.endswith("#"):
            text = text[:-1] + reference("#")
        suffix = f" {{ #{wanted} }}" if wanted else ""
        return Block("text", f"{'#' * level} {text}{suffix}")

    def code(self, token: Token) -> str:
        """A fence or indented code as a fence."""
        content = token.content.removesuffix("\n")
        language = self.renderer.code_language(token.info)
        if has_many_blank_lines(content):
            self.renderer.too_large(token, "code with so many blank lines")
            language = ""
        return fenced(content, language)

    def list(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
        """A list with its items."""
        ordered = tokens[at].type == "ordered_list_open"
        start = tokens[at].attrGet("start")
        number = 1 if start is None else int(start)
        close = _is_close(tokens, at)
        items: list[str] = []
        tight = close
        at += 1
        while tokens[at].nesting > 0:
            text, simple, at = self.item(tokens, at + 1, close)
            tight = tight and simple
            mark = f"{number}. ".ljust(4) if ordered else "-   "
            items.append(mark + (indented(text, self.width_of(mark)) if "\n" in text else text))
            number += 1
        gap = "\n" if tight else "\n\n"
        return Block("ol" if ordered else "ul", gap.join(items), tight=tight), at + 1

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return 4

    def item(self, tokens: Sequence[Token], at: int, tight: bool) -> tuple[str, bool, int]:
        """A list item without its mark, whether it needs no blank line, and the place behind it."""
        if tokens[at].type == "paragraph_open" and tokens[at + 3].nesting < 0:
            # As nearly always, it is nothing but a paragraph.
            only = self.paragraph(tokens[at + 1].children or ())
            blocks, at = [only] if only.text and not only.text.isspace() else [], at + 4
        else:
            blocks, at = self.blocks(tokens, at, None)
        if not blocks:
            return EMPTY, True, at
        first = blocks[0]
        begins = first.kind == "text" and not first.text.startswith("#")
        if begins and len(blocks) == 1:
            return first.text, tight and first.tight, at
        simple = tight and begins and all(block.tight for block in blocks)
        parts = [first.text if begins else EMPTY]
        previous = "text"
        below = _BelowCode()
        for block in blocks[1:] if begins else blocks:
            close = simple and block.kind in ("ol", "ul") and previous == "text"
            if below.meets(block):
                parts.append(f"\n\n{NESTED_DIVIDER}")
            elif previous == block.kind and block.kind in _MERGED:
                parts.append(f"\n\n{SEPARATOR}")
            parts.append(("\n" if close else "\n\n") + block.text)
            previous = block.kind
        return "".join(parts), simple, at

    def quote(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
        """A quote, or the callout that it is."""
        callout = None
        if tokens[at].type == "paragraph_open":
            callout = read_callout(tokens[at + 1].children or ())
        if callout:
            first = self.paragraph(callout.rest).text
            blocks, at = self.blocks(tokens, at + 3, None)
            parts = (first, self.joined(blocks, nested=True))
            body = "\n\n".join(part for part in parts if part.strip())
            word = callout.title
            title = attribute_value(word.capitalize() if word.islower() else word)
            return Block("callout", self.callout(callout.type, title, body)), at
        blocks, at = self.blocks(tokens, at, None)
        body = self.joined(blocks, nested=True)
        lines = (f"> {line}" if line else ">" for line in body.split("\n"))
        return Block("quote", "\n".join(lines)), at

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout: its kind, as ``read_callout`` tells it, its title and content."""
        return f'!!! {kind} "{title}"\n\n    {indented(body or EMPTY)}'

    def table(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
        """A table."""
        rows: list[list[str]] = []
        marks: list[str] = []
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "tr_open":
                self.at = token
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(self.cell(tokens[at + 1].children or ()))
                if len(rows) == 1:
                    style = str(token.attrGet("style") or "")
                    marks.append(_ALIGNMENT.get(style.partition(":")[2], "---"))
                at += 2
            at += 1
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, f"| {' | '.join(marks)} |")
        return Block("table", "\n".join(lines)), at + 1

    def cell(self, children: Sequence[Token]) -> str:
        """A cell of a table."""
        cell = self.inline(children, IN_TABLE).replace("\n", " ")
        if "<br>" in cell:
            cell = _BREAKS_AT_ENDS.sub("", _BREAKS.sub("<br><br>", cell))
        return cell.strip() or " "


def _nothing(place: Place) -> str:
    return ""


def _source(token: Token) -> str:
    """What a token of running text stands for, as far as somebody reads it."""
    if token.type.endswith("break"):
        return " "
    address = str(token.attrGet("href") or token.attrGet("src") or "")
    return f"{plain_text([token]) or token.content}{address}"


_ALIGNMENT = {"left": ":---", "center": ":---:", "right": "---:"}


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
