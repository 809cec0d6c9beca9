"""Writes blocks for readers of CommonMark: GitHub and Docusaurus.

URLs are resolved, raw HTML is balanced, and text that a reader would take for its own syntax is
escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape, unescape

from markdown_it.token import Token

from ..format.constructs import Row
from .blocks import Block, BlockWriter
from .contract import Renderer
from .escaping import fenced

_ATTRIBUTE = re.compile(r'([A-Za-z_:][\w.:-]*)(?:="([^"]*)")?')
_VOID = re.compile(r"<(?:br|hr|img|wbr|col)\b")
_ESM = re.compile(r"(import|export)\b")
_COLONS = re.compile(r"^[ \t]*(:{3,})", re.M)
_RELATIVE = re.compile(r"(?![a-zA-Z][a-zA-Z0-9+.-]*:|/|#)")
_NOTE = ("NOTE", "note")
_CALLOUTS = {
    "note": _NOTE,
    "info": ("IMPORTANT", "info"),
    "tip": ("TIP", "tip"),
    "success": ("TIP", "tip"),
    "warning": ("WARNING", "warning"),
    "danger": ("CAUTION", "danger"),
    "bug": ("CAUTION", "danger"),
}
"""GitHub's alert and Docusaurus' admonition for a type of callout; others are notes."""
_INTERRUPTS = re.compile(r"(?:-|1\.) +\S")
_JSX = {"class": "className", "colspan": "colSpan", "rowspan": "rowSpan", "valign": "vAlign"}


class GitHub:
    """GitHub-flavoured Markdown, which GitLab and most editors also read."""

    separator = "<!-- -->"

    def tag(self, tag: str) -> str:
        """An HTML tag in the syntax of the reader."""
        return tag

    def line(self, line: str) -> str:
        """Escape a line of a paragraph that the reader would take for something else."""
        return line

    def callout(self, kind: str, title: str, body: str, *, nested: bool) -> str:
        """An alert, or a quote within lists and quotes, where GitHub has no alerts."""
        alert, _ = _CALLOUTS.get(kind, _NOTE)
        has_default_title = title.casefold() in (kind, alert.casefold())
        head = [f"**{title}**"] if nested or not has_default_title else []
        text = "\n\n".join([*head, *filter(None, [body])])
        lines = [] if nested else [f"[!{alert}]"]
        return "\n".join(f"> {line}" if line else ">" for line in [*lines, *text.split("\n")])

    def details(self, summary: str, body: str) -> str:
        """A collapsible section."""
        return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"

    def code(self, rows: Sequence[Row], language: str) -> str:
        """Consecutive lines as a fence."""
        return fenced("\n".join(row.code for row in rows), language)

    def image(self, src: str, alt: str, width: int | None) -> str:
        """An image; ``width`` is in percent of the page."""
        if width is None:
            return f"![{alt}]({src})"
        return f'<img src="{escape(src)}" alt="{escape(unescape(alt))}" width="{width}%">'


class Docusaurus(GitHub):
    """MDX for Docusaurus: JSX instead of HTML, without executable code."""

    separator = "{/* */}"

    def tag(self, tag: str) -> str:
        """An HTML tag as JSX."""
        if tag.startswith("</"):
            return tag
        name, _, rest = tag.strip("<>").partition(" ")
        attributes = "".join(
            f" {_jsx_attribute(name, key, value)}" for key, value in _ATTRIBUTE.findall(rest)
        )
        return f"<{name}{attributes}{' /' if _VOID.match(tag) else ''}>"

    def line(self, line: str) -> str:
        """Escape a line of a paragraph that MDX would take for JavaScript."""
        return f"&#{ord(line[0])};{line[1:]}" if _ESM.match(line) else line

    def callout(self, kind: str, title: str, body: str, *, nested: bool) -> str:
        """An admonition."""
        _, name = _CALLOUTS.get(kind, _NOTE)
        label = "" if title.casefold() == name else f"[{title}]"
        longest = max(map(len, _COLONS.findall(body)), default=2)
        fence = ":" * (longest + 1)
        return f"{fence}{name}{label}\n\n{body}\n\n{fence}"

    def code(self, rows: Sequence[Row], language: str) -> str:
        """Consecutive lines as a fence, with their line numbers and selection."""
        options = [language]
        if rows[0].number > 0 and not rows[0].stub:
            options.append(f"showLineNumbers={rows[0].number}")
        selected = [str(number) for number, row in enumerate(rows, 1) if row.marked]
        if selected and len(selected) < len(rows):
            options.append(f"{{{','.join(selected)}}}")
        code = "\n".join(row.code for row in rows)
        return fenced(code, " ".join(filter(None, options)))

    def image(self, src: str, alt: str, width: int | None) -> str:
        """An image as Markdown, because Docusaurus does not resolve ``<img>``."""
        image = f"![{alt}]({src})"
        if width is None:
            return image
        return f'<div style={{{{width: "{width}%"}}}}>\n\n{image}\n\n</div>'


def _jsx_attribute(element: str, key: str, value: str) -> str:
    if key == "style":
        pairs = (part.partition(":") for part in unescape(value).split(";") if ":" in part)
        styles = ", ".join(f"{_camel(name)}: {json.dumps(text.strip())}" for name, _, text in pairs)
        return f"style={{{{{styles}}}}}"
    if element == "img" and key == "src" and value and _RELATIVE.match(unescape(value)):
        # Docusaurus only copies files that are required as modules or used in Markdown images.
        path = json.dumps("./" + unescape(value).removeprefix("./"))
        return f"src={{require({path}).default}}"
    name = _JSX.get(key, key)
    return f'{name}="{value}"' if value or key in ("alt", "href", "src") else name


def _camel(name: str) -> str:
    first, *rest = name.strip().split("-")
    return first + "".join(part.capitalize() for part in rest)


class CommonMarkWriter(BlockWriter):
    """Writes blocks for a reader of CommonMark."""

    merged = ("ol", "ul")
    dividers = False
    empty_item = ""
    markdown_attribute = ""

    def __init__(self, renderer: Renderer, reader: GitHub) -> None:
        self.reader = reader
        super().__init__(renderer)
        self.separator = reader.separator

    def spell(self, tag: str) -> str:
        """An HTML tag in the syntax of the reader."""
        return self.reader.tag(tag)

    def _html_block(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
        return Block("html", self.lines(self.raw.block(tokens[at]))), at + 1

    def lines(self, text: str) -> str:
        """Escape lines of text or HTML that the reader would take for something else."""
        return "\n".join(map(self.reader.line, text.split("\n")))

    def item_indent(self, marker: str) -> int:
        """Columns by which a list item is indented below its first line."""
        return max(4, len(marker))

    def interrupts_paragraph(self, block: Block) -> bool:
        """Whether a block is a list that begins with text, and at 1 if it is numbered."""
        return bool(_INTERRUPTS.match(block.text))

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout in the syntax of the reader."""
        return self.reader.callout(kind, title, body, nested=self.depth > 0)
