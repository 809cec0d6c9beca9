"""Blocks: from markdown-it's tokens to Markdown for Python-Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from html import unescape

from markdown.extensions.toc import unique
from markdown_it.token import Token

from .callouts import read_callout
from .contract import IN_HEADING, IN_HTML, IN_TABLE, RUNNING, Place, Renderer
from .escaping import (
    attribute_value,
    code_span,
    escape_text,
    fenced,
    has_many_blank_lines,
    indented,
    reference,
)
from .html import RawHtml, Tag, partners
from .inline import InlineWriter, lines_of, plain_text, words_of

_BREAKS = re.compile(r"(?:<br>\s*){3,}")
_BREAKS_AT_ENDS = re.compile(r"^(?:\s|<br>)+|(?<!\s)(?<!<br>)(?:\s|<br>)+$")
_EMPTY = "<span></span>"
"""Stands at the head of a list item that begins with something else than text."""
_DIVIDER = '<div class="swimm-divider" hidden></div>'
"""Stands between code and a numbered list, which Material would take for its annotations."""
_NESTED_DIVIDER = f"{_EMPTY}\n{{ .swimm-divider }}"
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
    """Writes CommonMark as Markdown that Python-Markdown renders with the same structure.

    It needs the extensions that ``project.extensions`` switches on. Each type of token has a
    method of its name; all others are constructs of Swimm's, which the renderer writes.

    Args:
        renderer: Renders Swimm's constructs.
        shift: How many levels headings move down; by default one, where one is of the first level.
        heading_ids: Ids for headings by their plain text; the first such heading gets it as it is.
        ids: The ids taken on the page so far.

    Attributes:
        at: The last token whose place in the document is known.
        depth: How many lists and quotes are around.
    """

    separator = "<!-- -->"
    """Stands between two blocks of one kind, which would become one."""
    merged: Sequence[str] = (*_LISTS, "quote")
    """The kinds of blocks that would."""
    dividers = True
    """Whether numbered lists are kept from code above them."""
    empty_item = _EMPTY
    around_markdown = ' markdown="1"'
    """What the tag of an element around Markdown has to say."""

    def __init__(
        self,
        renderer: Renderer,
        *,
        shift: int | None = None,
        heading_ids: Mapping[str, str] | None = None,
        ids: Set[str] = frozenset(),
    ) -> None:
        self.renderer = renderer
        self.heading_ids = heading_ids or {}
        self.shift = shift
        self.ids = set(ids)
        self.raw = RawHtml(renderer, self.ids, self.spelled, self.around_markdown)
        self.running = InlineWriter(renderer, self.raw)
        self.at = Token("", "", 0)
        self.depth = 0

    def write(self, tokens: Sequence[Token]) -> str:
        """The Markdown of a document, or of whole blocks of it."""
        if self.shift is None:
            self.shift = int(any(token.tag == "h1" for token in tokens))
        self.raw.partners = partners(tokens)
        blocks, _ = self._sequence(tokens, 0)
        return self._joined(blocks, nested=False)

    # What is different for other readers of Markdown.

    def spelled(self, tag: str) -> str:
        """A tag of HTML as it is to be written."""
        return tag

    def lines(self, text: str) -> str:
        """Lines of text or HTML, none of which is taken for something else."""
        return text

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return 4

    def ends_paragraph(self, block: Block) -> bool:
        """Whether a tight block may follow a paragraph without a blank line."""
        return block.kind in _LISTS

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout: its kind, as ``read_callout`` tells it, its title and content."""
        return f'!!! {kind} "{title}"\n\n    {indented(body or _EMPTY)}'

    def _html_block(self, tokens: Sequence[Token], at: int) -> _Written:
        """A block of raw HTML; in lists and quotes, it can only be a part of the text."""
        token = tokens[at]
        if not self.depth:
            return Block("html", self.raw.block(token)), at + 1
        fold = self._fold(token) if self.depth < _DEEPEST_FOLD else None
        if not fold:
            return Block("text", self._in_text(token.children or ())), at + 1
        head, rest, end = fold
        blocks: list[Block] = []
        if end:
            blocks, at = self._blocks(tokens, at + 1, end)
        body = "\n\n".join(
            filter(str.strip, (self._in_text(rest), self._joined(blocks, nested=True)))
        )
        return Block("card", f"{head}\n\n    {indented(body or _EMPTY)}"), at if end else at + 1

    # Sequences of blocks.

    def _joined(self, blocks: Iterable[Block], *, nested: bool) -> str:
        parts: list[str] = []
        for between, block in self._separated(blocks, nested=nested):
            parts += [between, block.text] if between else [block.text]
        return "\n\n".join(parts)

    def _separated(self, blocks: Iterable[Block], *, nested: bool) -> Iterator[tuple[str, Block]]:
        """Blocks, each with what must stand before it, if anything."""
        previous, exposed = "", False
        for block in blocks:
            # Numbered lists below code, directly or with nothing but text between.
            numbered = block.kind == "ol" or (block.kind == "html" and "<ol" in block.text)
            plain = block.kind == "text" and not block.text.startswith("#")
            if exposed and numbered and self.dividers:
                yield _NESTED_DIVIDER if nested else _DIVIDER, block
            else:
                same = previous == block.kind and block.kind in self.merged
                yield self.separator if same else "", block
            exposed = block.kind == "code" or (exposed and plain)
            previous = block.kind

    def _blocks(
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
        while at < len(tokens) and tokens[at].nesting >= 0 and tokens[at] is not until:
            self.at = tokens[at] if tokens[at].map else self.at
            write = getattr(self, f"_{tokens[at].type}", self._construct)
            block, at = write(tokens, at)
            if block.text and not block.text.isspace():
                found.append(block)
        return found, at + 1

    # Each type of token.

    def _construct(self, tokens: Sequence[Token], at: int) -> _Written:
        token = tokens[at]
        if token.nesting == 0:
            return Block("card", self.renderer.block(token, _nothing)), at + 1
        blocks, end = self._blocks(tokens, at + 1)
        text = self.renderer.block(token, lambda place: self._joined(blocks, nested=True))
        return Block("card", text), end

    def _swimm_sectionmark(self, tokens: Sequence[Token], at: int) -> _Written:
        return self._titled(2, self.renderer.block(tokens[at], _nothing)), at + 1

    def _swimm_step_open(self, tokens: Sequence[Token], at: int) -> _Written:
        # The steps that follow each other are one list.
        items: list[str] = []
        while at < len(tokens) and tokens[at].type == "swimm_step_open":
            content = partial(self._inline, tokens[at + 1].children or ())
            mark = f"{len(items) + 1}. ".ljust(4)
            items.append(mark + self.renderer.block(tokens[at], content))
            at += 3
        return Block("ol", "\n".join(items), tight=True), at

    def _fold(self, token: Token) -> tuple[str, Sequence[Token], Token | None] | None:
        """A ``<details>`` with a ``<summary>`` within a list or quote, as a box that folds.

        Returns:
            Its first line, the parts of the block below the title, and the block that closes it,
            if that is another one; None for other HTML.
        """
        parts = token.children or ()
        found: dict[str, tuple[int, Tag]] = {}
        for at, part in enumerate(parts):
            if tag := self.raw.read(part):
                found.setdefault("/" * tag.closing + tag.name, (at, tag))
        if list(found)[:2] != ["details", "summary"] or "/summary" not in found:
            return None
        start, details = found["details"]
        begin, end = found["summary"][0], found["/summary"][0]
        if plain_text(parts[:start]).strip():
            return None
        title = escape_text(unescape(words_of(parts[begin + 1 : end]))).replace('"', "&quot;")
        mark = "???+" if "open" in details.attributes else "???"
        return f'{mark} "{title}"', parts[end + 1 :], self.raw.partners.get(id(parts[start]))

    def _in_text(self, parts: Sequence[Token]) -> str:
        """Raw HTML as a part of the text: only elements of a line can stay."""
        lines = self.running.write(parts, IN_HTML).split("\n")
        return lines_of("\n".join(filter(str.strip, lines)))

    def _inline(self, children: Sequence[Token], place: Place) -> str:
        """Running text; text that Python-Markdown would need minutes for, as code."""
        text = self.running.write(children, place)
        if len(text) < _LARGE or sum(map(text.count, "[<`*&")) < _MANY:
            return text
        self.renderer.too_large(self.at, "a paragraph")
        return code_span("".join(map(_source, children)).strip(), table=place.table)

    def _paragraph_open(self, tokens: Sequence[Token], at: int) -> _Written:
        return Block("text", self._running(tokens[at + 1].children or ()), True), at + 3

    def _running(self, children: Sequence[Token]) -> str:
        return self.lines(lines_of(self._inline(children, RUNNING)))

    def _heading_open(self, tokens: Sequence[Token], at: int) -> _Written:
        children = tokens[at + 1].children or ()
        text = self._inline(children, IN_HEADING).strip().replace("\n", " ")
        if text.endswith("#"):
            text = text[:-1] + reference("#")
        wanted = self.heading_ids.get(words_of(children)) if text else None
        if wanted:
            text += f" {{ #{unique(wanted, self.ids)} }}"
        return self._titled(int(tokens[at].tag[1]), text), at + 3

    def _titled(self, level: int, text: str) -> Block:
        marks = "#" * min(level + (self.shift or 0), 6)
        return Block("text", f"{marks} {text}" if text else "")

    def _fence(self, tokens: Sequence[Token], at: int) -> _Written:
        content = tokens[at].content.removesuffix("\n")
        language = self.renderer.code_language(tokens[at].info)
        if has_many_blank_lines(content):
            self.renderer.too_large(tokens[at], "code with so many blank lines")
            language = ""
        return Block("code", fenced(content, language)), at + 1

    _code_block = _fence

    def _hr(self, tokens: Sequence[Token], at: int) -> _Written:
        return Block("hr", "* * *"), at + 1

    def _ordered_list_open(self, tokens: Sequence[Token], at: int) -> _Written:
        ordered = tokens[at].type == "ordered_list_open"
        start = tokens[at].attrGet("start")
        number = 1 if start is None else int(start)
        tight = close = _is_close(tokens, at)
        items: list[str] = []
        at += 1
        while tokens[at].nesting > 0:
            blocks, at = self._blocks(tokens, at + 1)
            text, simple = self._item(blocks, close)
            tight = tight and simple
            mark = f"{number}. ".ljust(4) if ordered else "-   "
            items.append(mark + indented(text, self.width_of(mark)))
            number += 1
        gap = "\n" if tight else "\n\n"
        return Block("ol" if ordered else "ul", gap.join(items), tight=tight), at + 1

    _bullet_list_open = _ordered_list_open

    def _item(self, blocks: Sequence[Block], tight: bool) -> tuple[str, bool]:
        """A list item without its mark, and whether it needs no blank line."""
        if not blocks:
            return self.empty_item, tight
        plain = blocks[0].kind == "text" and not blocks[0].text.startswith("#")
        text = "" if plain else self.empty_item
        simple = tight and (not text) and all(block.tight for block in blocks)
        previous = ""
        for between, block in self._separated(blocks, nested=True):
            if between:
                text += f"\n\n{between}"
            close = simple and previous == "text" and self.ends_paragraph(block)
            text += block.text if not text else f"\n{block.text}" if close else f"\n\n{block.text}"
            previous = block.kind
        return text, simple

    def _blockquote_open(self, tokens: Sequence[Token], at: int) -> _Written:
        callout = None
        if tokens[at + 1].type == "paragraph_open":
            callout = read_callout(tokens[at + 2].children or ())
        blocks, end = self._blocks(tokens, at + (4 if callout else 1))
        body = self._joined(blocks, nested=True)
        if not callout:
            lines = (f"> {line}" if line else ">" for line in body.split("\n"))
            return Block("quote", "\n".join(lines)), end
        body = "\n\n".join(filter(str.strip, (self._running(callout.rest), body)))
        word = callout.title
        title = attribute_value(word.capitalize() if word.islower() else word)
        return Block("callout", self.callout(callout.type, title, body)), end

    def _table_open(self, tokens: Sequence[Token], at: int) -> _Written:
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
        cell = self._inline(children, IN_TABLE).replace("\n", " ")
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


def _is_close(tokens: Sequence[Token], at: int) -> bool:
    """Whether the list at a place has no blank lines; its paragraphs all say the same."""
    level = tokens[at].level
    while (token := tokens[at := at + 1]).level != level:
        if token.type == "paragraph_open" and token.level == level + 2:
            return token.hidden
    return True
