"""Writes the block tokens of markdown-it as Markdown for Python-Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from html import unescape

from markdown.extensions.toc import unique
from markdown_it.token import Token

from .callouts import read_callout
from .contract import IN_HEADING, IN_HTML, IN_TABLE, IN_TEXT, Renderer, TextContext
from .escaping import (
    attribute_value,
    char_references,
    code_span,
    escape_text,
    fenced,
    has_many_blank_lines,
    indented,
)
from .html import RawHtml, Tag, partners
from .inline import InlineWriter, lines_of, one_line_text, text_of

_BREAKS = re.compile(r"(?:<br>\s*){3,}")
_BREAKS_AT_ENDS = re.compile(r"^(?:\s|<br>)+|(?<!\s)(?<!<br>)(?:\s|<br>)+$")
_EMPTY = "<span></span>"  # begins a list item whose first block is not text, and fills empty boxes
_DIVIDER = '<div class="swimm-divider" hidden></div>'
"""Separates code from a numbered list, which Material would take for its annotations."""
_NESTED_DIVIDER = f"{_EMPTY}\n{{ .swimm-divider }}"
"""The same where raw HTML is not possible; Material skips paragraphs without an element."""
_LISTS = ("ol", "ul")
_LARGE, _MANY = 200_000, 5_000
"""Python-Markdown needs seconds for a paragraph of more characters and delimiters than these."""
_DEEPEST_DETAILS = 20
_ALIGNMENT = {"left": ":---", "center": ":---:", "right": "---:"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of Markdown."""

    kind: str  # `text`, `code`, `ol`, `ul` or another name
    text: str
    tight: bool = False  # whether it may follow text of a list item without a blank line


_Written = tuple[Block, int]
"""A block, and the index behind its last token."""


class BlockWriter:
    """Writes CommonMark as Markdown that Python-Markdown renders with the same structure.

    The page needs the extensions in ``project.extensions``. Each type of token has a method of its
    name; all other types are constructs of Swimm's, which the renderer writes.

    Args:
        renderer: Renders Swimm's constructs.
        shift: Levels that headings move down; None for one level if any is of the first level.
        heading_ids: Ids of headings by their plain text; repeated ones get a numbered id.
        ids: The ids already used on the page.
    """

    separator = "<!-- -->"  # between two blocks of a kind in `merged`, which would become one
    merged: Sequence[str] = (*_LISTS, "quote")
    dividers = True  # whether numbered lists are separated from code above them
    empty_item = _EMPTY
    markdown_attribute = ' markdown="1"'  # for the tags of elements that contain Markdown

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
        self.raw = RawHtml(renderer, self.ids, self.spell, self.markdown_attribute)
        self.inline = InlineWriter(renderer, self.raw)
        self.at = Token("", "", 0)  # the last token with a known line
        self.depth = 0  # the number of enclosing lists and quotes

    def write(self, tokens: Sequence[Token]) -> str:
        """Write a document, or some of its blocks."""
        if self.shift is None:
            self.shift = int(any(token.tag == "h1" for token in tokens))
        self.raw.partners = partners(tokens)
        blocks, _ = self._sequence(tokens, 0)
        return self._joined(blocks, nested=False)

    # Overridden for other readers of Markdown.

    def spell(self, tag: str) -> str:
        """An HTML tag in the syntax of the reader."""
        return tag

    def lines(self, text: str) -> str:
        """Escape lines of text or HTML that the reader would take for something else."""
        return text

    def item_indent(self, marker: str) -> int:
        """Columns by which a list item is indented below its first line."""
        return 4

    def interrupts_paragraph(self, block: Block) -> bool:
        """Whether a tight block may follow a paragraph without a blank line."""
        return block.kind in _LISTS

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout; ``kind`` is a ``Callout.type``."""
        return f'!!! {kind} "{title}"\n\n    {indented(body or _EMPTY)}'

    def _html_block(self, tokens: Sequence[Token], at: int) -> _Written:
        """Raw HTML; within lists and quotes, only inline elements and ``<details>`` are kept."""
        token = tokens[at]
        if not self.depth:
            return Block("html", self.raw.block(token)), at + 1
        details = self._details(token) if self.depth < _DEEPEST_DETAILS else None
        if not details:
            return Block("text", self._html_as_text(token.children or ())), at + 1
        head, rest, end = details
        blocks, at = self._blocks(tokens, at + 1, end) if end else ([], at + 1)
        parts = (self._html_as_text(rest), self._joined(blocks, nested=True))
        body = "\n\n".join(filter(str.strip, parts)) or _EMPTY
        return Block("card", f"{head}\n\n    {indented(body)}"), at

    # Sequences of blocks.

    def _joined(self, blocks: Iterable[Block], *, nested: bool) -> str:
        parts: list[str] = []
        for separator, block in self._separated(blocks, nested=nested):
            parts += [separator, block.text] if separator else [block.text]
        return "\n\n".join(parts)

    def _separated(self, blocks: Iterable[Block], *, nested: bool) -> Iterator[tuple[str, Block]]:
        """Blocks, each with the separator that it needs before it, or an empty string."""
        previous, below_code = "", False
        for block in blocks:
            # Material also finds a numbered list if there are only paragraphs in between.
            numbered = block.kind == "ol" or (block.kind == "html" and "<ol" in block.text)
            plain = block.kind == "text" and not block.text.startswith("#")
            if below_code and numbered and self.dividers:
                yield _NESTED_DIVIDER if nested else _DIVIDER, block
            else:
                same = previous == block.kind and block.kind in self.merged
                yield self.separator if same else "", block
            below_code = block.kind == "code" or (below_code and plain)
            previous = block.kind

    def _blocks(
        self, tokens: Sequence[Token], at: int, until: Token | None = None
    ) -> tuple[list[Block], int]:
        """The blocks within another one, and the index behind its closing token."""
        self.depth += 1
        blocks_and_end = self._sequence(tokens, at, until)
        self.depth -= 1
        return blocks_and_end

    def _sequence(
        self, tokens: Sequence[Token], at: int, until: Token | None = None
    ) -> tuple[list[Block], int]:
        blocks: list[Block] = []
        while at < len(tokens) and tokens[at].nesting >= 0 and tokens[at] is not until:
            self.at = tokens[at] if tokens[at].map else self.at
            write = getattr(self, f"_{tokens[at].type}", self._construct)
            block, at = write(tokens, at)
            if block.text and not block.text.isspace():
                blocks.append(block)
        return blocks, at + 1

    # One method for each type of token.

    def _construct(self, tokens: Sequence[Token], at: int) -> _Written:
        token = tokens[at]
        if token.nesting == 0:
            return Block("card", self.renderer.block(token, _no_content)), at + 1
        blocks, end = self._blocks(tokens, at + 1)
        text = self.renderer.block(token, lambda place: self._joined(blocks, nested=True))
        return Block("card", text), end

    def _swimm_sectionmark(self, tokens: Sequence[Token], at: int) -> _Written:
        return self._heading(2, self.renderer.block(tokens[at], _no_content)), at + 1

    def _swimm_step_open(self, tokens: Sequence[Token], at: int) -> _Written:
        # Consecutive steps are one list.
        items: list[str] = []
        while at < len(tokens) and tokens[at].type == "swimm_step_open":
            content = partial(self._inline_text, tokens[at + 1].children or ())
            marker = f"{len(items) + 1}. ".ljust(4)
            items.append(marker + self.renderer.block(tokens[at], content))
            at += 3
        return Block("ol", "\n".join(items), tight=True), at

    def _details(self, token: Token) -> tuple[str, Sequence[Token], Token | None] | None:
        """A ``<details>`` with a ``<summary>`` as a collapsible box; None for other HTML.

        The values are its first line, the rest of the block, and a later block that closes it.
        """
        parts = token.children or ()
        tags: dict[str, tuple[int, Tag]] = {}
        for index, part in enumerate(parts):
            if tag := self.raw.read(part):
                tags.setdefault("/" * tag.closing + tag.name, (index, tag))
        if list(tags)[:2] != ["details", "summary"] or "/summary" not in tags:
            return None
        start, details = tags["details"]
        begin, end = tags["summary"][0], tags["/summary"][0]
        if text_of(parts[:start]).strip():
            return None
        title = escape_text(unescape(one_line_text(parts[begin + 1 : end]))).replace('"', "&quot;")
        marker = "???+" if "open" in details.attributes else "???"
        return f'{marker} "{title}"', parts[end + 1 :], self.raw.partners.get(id(parts[start]))

    def _html_as_text(self, parts: Sequence[Token]) -> str:
        """Raw HTML in a paragraph, which can only contain inline elements."""
        lines = self.inline.write(parts, IN_HTML).split("\n")
        return lines_of("\n".join(filter(str.strip, lines)))

    def _inline_text(self, children: Sequence[Token], place: TextContext) -> str:
        """Inline text; as code if Python-Markdown would need minutes for it."""
        text = self.inline.write(children, place)
        if len(text) < _LARGE or sum(map(text.count, "[<`*&")) < _MANY:
            return text
        message = "a paragraph is too large to be rendered and therefore shown as plain text"
        self.renderer.report_size(self.at, message)
        return code_span("".join(map(_source, children)).strip(), table=place.table)

    def _paragraph_open(self, tokens: Sequence[Token], at: int) -> _Written:
        return Block("text", self._paragraph(tokens[at + 1].children or ()), True), at + 3

    def _paragraph(self, children: Sequence[Token]) -> str:
        return self.lines(lines_of(self._inline_text(children, IN_TEXT)))

    def _heading_open(self, tokens: Sequence[Token], at: int) -> _Written:
        children = tokens[at + 1].children or ()
        text = self._inline_text(children, IN_HEADING).strip().replace("\n", " ")
        if text.endswith("#"):
            text = text[:-1] + char_references("#")
        heading_id = self.heading_ids.get(one_line_text(children)) if text else None
        if heading_id:
            text += f" {{ #{unique(heading_id, self.ids)} }}"
        return self._heading(int(tokens[at].tag[1]), text), at + 3

    def _heading(self, level: int, text: str) -> Block:
        marker = "#" * min(level + (self.shift or 0), 6)
        return Block("text", f"{marker} {text}" if text else "")

    def _fence(self, tokens: Sequence[Token], at: int) -> _Written:
        content = tokens[at].content.removesuffix("\n")
        language = self.renderer.code_language(tokens[at].info)
        if has_many_blank_lines(content):
            message = "code has too many blank lines and is shown without highlighting"
            self.renderer.report_size(tokens[at], message)
            language = ""
        return Block("code", fenced(content, language)), at + 1

    _code_block = _fence

    def _hr(self, tokens: Sequence[Token], at: int) -> _Written:
        return Block("hr", "* * *"), at + 1

    def _ordered_list_open(self, tokens: Sequence[Token], at: int) -> _Written:
        ordered = tokens[at].type == "ordered_list_open"
        start = tokens[at].attrGet("start")
        number = 1 if start is None else int(start)
        all_tight = tight = _is_tight(tokens, at)
        items: list[str] = []
        at += 1
        while tokens[at].nesting > 0:
            blocks, at = self._blocks(tokens, at + 1)
            text, item_is_tight = self._item(blocks, tight)
            all_tight = all_tight and item_is_tight
            marker = f"{number}. ".ljust(4) if ordered else "-   "
            items.append(marker + indented(text, self.item_indent(marker)))
            number += 1
        gap = "\n" if all_tight else "\n\n"
        return Block("ol" if ordered else "ul", gap.join(items), tight=all_tight), at + 1

    _bullet_list_open = _ordered_list_open

    def _item(self, blocks: Sequence[Block], tight: bool) -> tuple[str, bool]:
        """A list item without its marker, and whether it needs no blank line."""
        if not blocks:
            return self.empty_item, tight
        plain = blocks[0].kind == "text" and not blocks[0].text.startswith("#")
        text = "" if plain else self.empty_item
        tight = tight and (not text) and all(block.tight for block in blocks)
        previous = ""
        for separator, block in self._separated(blocks, nested=True):
            if separator:
                text += f"\n\n{separator}"
            close = tight and previous == "text" and self.interrupts_paragraph(block)
            text += block.text if not text else f"\n{block.text}" if close else f"\n\n{block.text}"
            previous = block.kind
        return text, tight

    def _blockquote_open(self, tokens: Sequence[Token], at: int) -> _Written:
        callout = None
        if tokens[at + 1].type == "paragraph_open":
            callout = read_callout(tokens[at + 2].children or ())
        blocks, end = self._blocks(tokens, at + (4 if callout else 1))
        body = self._joined(blocks, nested=True)
        if not callout:
            lines = (f"> {line}" if line else ">" for line in body.split("\n"))
            return Block("quote", "\n".join(lines)), end
        body = "\n\n".join(filter(str.strip, (self._paragraph(callout.rest), body)))
        title = callout.title.capitalize() if callout.title.islower() else callout.title
        return Block("callout", self.callout(callout.type, attribute_value(title), body)), end

    def _table_open(self, tokens: Sequence[Token], at: int) -> _Written:
        rows: list[list[str]] = []
        alignment: list[str] = []
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "tr_open":
                self.at = token
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(self._cell(tokens[at + 1].children or ()))
                if len(rows) == 1:
                    style = str(token.attrGet("style") or "")
                    alignment.append(_ALIGNMENT.get(style.partition(":")[2], "---"))
            at += 1
        lines = [f"| {' | '.join(row)} |" for row in (rows[0], alignment, *rows[1:])]
        return Block("table", "\n".join(lines)), at + 1

    def _cell(self, children: Sequence[Token]) -> str:
        cell = self._inline_text(children, IN_TABLE).replace("\n", " ")
        if "<br>" in cell:
            cell = _BREAKS_AT_ENDS.sub("", _BREAKS.sub("<br><br>", cell))
        return cell.strip() or " "


def _no_content(place: TextContext) -> str:
    return ""


def _source(token: Token) -> str:
    """The text and URL of an inline token, without markup."""
    if token.type.endswith("break"):
        return " "
    url = str(token.attrGet("href") or token.attrGet("src") or "")
    return f"{text_of([token]) or token.content}{url}"


def _is_tight(tokens: Sequence[Token], at: int) -> bool:
    """Whether a list is tight, which is the same for all of its paragraphs."""
    level = tokens[at].level
    while (token := tokens[at := at + 1]).level != level:
        if token.type == "paragraph_open" and token.level == level + 2:
            return token.hidden
    return True
