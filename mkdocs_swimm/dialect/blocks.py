"""Blocks: from markdown-it's tokens to Python-Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from markdown_it.token import Token

from .callouts import read_callout
from .contract import SLOT_OPEN, Heading, Place, Slots
from .escaping import reference
from .html import attribute_value
from .inline import SLOT, InlineWriter, lines_of, plain_text, with_sources
from .raw_html import RawHtml, last_closings

_BACKTICKS = re.compile(r"`{3,}")
_SECTION = re.compile(r"^([ \t]*)(;*)(-{1,}8<-{1,})", re.M)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(slots=True)
class _BelowCode:
    """Watches for numbered lists below code, directly or with nothing but text between."""

    exposed: bool = False

    def meets(self, block: Block) -> bool:
        """Take the next block; gives whether it must be kept from the code above it."""
        is_list = block.kind == "ol" or (block.kind == "html" and "<ol" in block.text)
        found = self.exposed and is_list
        plain = block.kind == "text" and not block.text.startswith("#")
        self.exposed = block.kind == "code" or (self.exposed and not found and plain)
        return found


@dataclass(slots=True)
class BlockWriter:
    """Writes the blocks of a page.

    Attributes:
        slots: Fills the slots.
        heading_ids: Ids for headings by their plain text.
        shift: How many levels headings move down.
        snippets: Whether lines such as ``--8<--`` must be escaped in code.
        parse: Parses text.
    """

    slots: Slots
    heading_ids: Mapping[str, str]
    shift: int
    snippets: bool
    parse: Callable[[str], Sequence[Token]]
    headings: list[Heading] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    raw: RawHtml = field(init=False)

    def __post_init__(self) -> None:
        self.raw = RawHtml(self.slots, self.ids)

    def write(self, tokens: Sequence[Token], *, nested: bool = False) -> str:
        """The Markdown of a sequence of blocks."""
        blocks = self.blocks(tokens, nested=nested)
        lines: list[str] = []
        previous = ""
        below = _BelowCode()
        for block in blocks:
            if below.meets(block):
                lines.append(NESTED_DIVIDER if nested else DIVIDER)
            elif previous == block.kind and block.kind in _MERGED:
                lines.append(SEPARATOR)
            lines.append(block.text)
            previous = block.kind
        return "\n\n".join(lines)

    def blocks(self, tokens: Sequence[Token], *, nested: bool) -> list[Block]:
        """Every block of a sequence; those without anything to show left out."""
        found: list[Block] = []
        depth = len(self.raw.containers)
        closed = last_closings(tokens)
        index = 0
        while index < len(tokens):
            end = end_of(tokens, index)
            later = frozenset(name for name, place in closed.items() if place >= end)
            block = self.block(tokens[index:end], later, nested)
            if block.text.strip():
                found.append(block)
            index = end
        while len(self.raw.containers) > depth:
            found.append(Block("html", self.raw.containers.pop()))
        return found

    def block(self, tokens: Sequence[Token], closed: Set[str], nested: bool) -> Block:
        """One block."""
        token = tokens[0]
        match token.type:
            case "paragraph_open":
                return self.paragraph(tokens[1].children or (), nested)
            case "heading_open":
                return self.heading(tokens)
            case "fence" | "code_block":
                return Block("code", self.code(token))
            case "bullet_list_open" | "ordered_list_open":
                return self.list(tokens)
            case "blockquote_open":
                return self.quote(tokens[1:-1])
            case "table_open":
                return Block("table", self.table(tokens))
            case "hr":
                return Block("hr", "* * *")
            case "html_block" if "<!--" in token.content and "-->" not in token.content:
                # A comment that nothing ends would hide the rest of the document.
                text = token.content.replace("<!--", "&lt;!--")
                return Block("text", self.write(self.parse(text), nested=nested))
            case "html_block":
                if nested:
                    return Block("text", lines_of(self.raw.inline(token.content)))
                return Block("html", self.raw.block(token.content, closed))
            case _:
                return Block("text", self.inline(token.children or (), Place()))

    def inline(self, children: Sequence[Token], place: Place) -> str:
        """Running text."""
        return InlineWriter(self.slots, place, self.ids).write(children)

    def paragraph(self, children: Sequence[Token], nested: bool) -> Block:
        """A paragraph, or the block whose slot stands in it."""
        if not children or children[0].content[:1] in (SLOT_OPEN, " "):
            texts = [token for token in children if token.type != "softbreak"]
            slots = [SLOT.fullmatch(one.content.strip()) for one in texts if one.type == "text"]
            if len(slots) == len(texts) and all(
                found and self.slots.is_block(int(found[1])) for found in slots
            ):
                parts = [self.slots.block(int(found[1])) for found in slots if found]
                return Block("card", "\n\n".join(part for part in parts if part))
        return Block("text", lines_of(self.inline(children, Place())), tight=True)

    def heading(self, tokens: Sequence[Token]) -> Block:
        """A heading, moved down; with the id it is wanted to have."""
        children = tokens[1].children or ()
        text = self.inline(children, Place(heading=True)).strip()
        plain = " ".join(plain_text(children, self.slots).split())
        if not text:
            return Block("text", "")
        level = min(int(tokens[0].tag[1]) + self.shift, 6)
        wanted = self.heading_ids.get(plain)
        if wanted in self.ids:
            wanted = None
        if wanted:
            self.ids.add(wanted)
        self.headings.append(Heading(level, plain, wanted))
        text = text.replace("\n", " ")
        if text.endswith("#"):
            text = text[:-1] + reference("#")
        suffix = f" {{ #{wanted} }}" if wanted else ""
        return Block("text", f"{'#' * level} {text}{suffix}")

    def code(self, token: Token) -> str:
        """A fence or indented code as a fence."""
        content = with_sources(token.content, self.slots).removesuffix("\n")
        info = with_sources(token.info, self.slots) if token.type == "fence" else ""
        language = self.slots.code_language(info)
        return fenced(content, language, escape_sections=self.snippets)

    def list(self, tokens: Sequence[Token]) -> Block:
        """A list with its items."""
        ordered = tokens[0].type == "ordered_list_open"
        number = int(tokens[0].attrGet("start") or 1) if ordered else 0
        if tokens[0].attrGet("start") == 0:
            number = 0
        items: list[str] = []
        tight = True
        index = 1
        while index < len(tokens) - 1:
            end = end_of(tokens, index)
            inner = tokens[index + 1 : end - 1]
            hidden = all(
                part.hidden
                for part in inner
                if part.type == "paragraph_open" and part.level == tokens[index].level + 1
            )
            text, simple = self.item(inner, hidden)
            tight = tight and hidden and simple
            mark = f"{number}. ".ljust(4) if ordered else "-   "
            items.append(mark + indented(text, self.width_of(mark)))
            number += 1
            index = end
        gap = "\n" if tight else "\n\n"
        return Block("ol" if ordered else "ul", gap.join(items), tight=tight)

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return 4

    def item(self, tokens: Sequence[Token], tight: bool) -> tuple[str, bool]:
        """A list item without its mark, and whether it needs no blank line."""
        blocks = self.blocks(tokens, nested=True)
        if not blocks:
            return EMPTY, True
        begins = blocks[0].kind == "text" and not blocks[0].text.startswith("#")
        simple = tight and begins and all(block.tight for block in blocks)
        parts = [blocks[0].text if begins else EMPTY]
        previous = "text"
        below = _BelowCode()
        for block in blocks[1:] if begins else blocks:
            close = simple and block.kind in ("ol", "ul") and previous == "text" and begins
            if below.meets(block):
                parts.append(f"\n\n{NESTED_DIVIDER}")
            elif previous == block.kind and block.kind in _MERGED:
                parts.append(f"\n\n{SEPARATOR}")
            parts.append(("\n" if close else "\n\n") + block.text)
            previous = block.kind
        return "".join(parts), simple

    def quote(self, tokens: Sequence[Token]) -> Block:
        """A quote, or the callout that it is."""
        if tokens and tokens[0].type == "paragraph_open":
            callout = read_callout(tokens[1].children or ())
            if callout:
                first = self.paragraph(callout.rest, nested=True).text
                rest = self.write(tokens[3:], nested=True)
                body = "\n\n".join(part for part in (first, rest) if part.strip())
                word = callout.title
                title = attribute_value(word.capitalize() if word.islower() else word)
                return Block("callout", self.callout(callout.type, title, body))
        body = self.write(tokens, nested=True)
        lines = (f"> {line}" if line else ">" for line in body.split("\n"))
        return Block("quote", "\n".join(lines))

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout: its kind, as ``read_callout`` tells it, its title and content."""
        return f'!!! {kind} "{title}"\n\n    {indented(body or EMPTY)}'

    def table(self, tokens: Sequence[Token]) -> str:
        """A table."""
        rows: list[list[str]] = []
        marks: list[str] = []
        for index, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                cell = self.inline(tokens[index + 1].children or (), Place(table=True))
                cell = cell.replace("\n", " ")
                if "<br>" in cell:
                    cell = _BREAKS_AT_ENDS.sub("", _BREAKS.sub("<br><br>", cell))
                rows[-1].append(cell.strip() or " ")
                if len(rows) == 1:
                    style = str(token.attrGet("style") or "")
                    marks.append(_ALIGNMENT.get(style.partition(":")[2], "---"))
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, f"| {' | '.join(marks)} |")
        return "\n".join(lines)


def fenced(code: str, options: str, *, escape_sections: bool) -> str:
    """Code in a fence that nothing in it can close.

    Args:
        code: The code, without a line end behind its last line.
        options: The language and options such as ``linenums="5"``.
        escape_sections: Whether lines such as ``--8<--`` must be escaped because an extension
            that acts on them is on.
    """
    if escape_sections:
        code = _SECTION.sub(r"\1;\2\3", code)
    longest = max((len(run) for run in _BACKTICKS.findall(code)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence} {options}".rstrip() + f"\n{code}\n{fence}"


_ALIGNMENT = {"left": ":---", "center": ":---:", "right": "---:"}


def end_of(tokens: Sequence[Token], index: int) -> int:
    """The index behind the block that begins at an index."""
    if tokens[index].nesting != 1:
        return index + 1
    level = tokens[index].level
    for end in range(index + 1, len(tokens)):
        if tokens[end].level == level and tokens[end].nesting == -1:
            return end + 1
    return len(tokens)


def indented(text: str, width: int = 4) -> str:
    """All lines but the first some columns to the right."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * width + line if line else line for line in rest)])
