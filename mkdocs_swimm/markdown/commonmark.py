"""Blocks for readers of CommonMark, and how each of them wants to have them: GitHub, Docusaurus.

Addresses are written again, raw HTML is balanced, and everything that the reader could take for its
own is escaped.
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
_ALERTS = {
    "note": "NOTE",
    "info": "IMPORTANT",
    "tip": "TIP",
    "success": "TIP",
    "warning": "WARNING",
    "danger": "CAUTION",
    "bug": "CAUTION",
}
_ADMONITIONS = {
    "note": "note",
    "info": "info",
    "tip": "tip",
    "success": "tip",
    "warning": "warning",
    "danger": "danger",
    "bug": "danger",
}
_CLOSE = re.compile(r"(?:-|1\.) +\S")
_JSX = {
    "class": "className",
    "colspan": "colSpan",
    "rowspan": "rowSpan",
    "valign": "vAlign",
}


class GitHub:
    """GitHub-flavoured Markdown, as GitHub, GitLab and most editors show it."""

    separator = "<!-- -->"

    def tag(self, tag: str) -> str:
        """A tag of HTML as it is."""
        return tag

    def line(self, line: str) -> str:
        """A line of a paragraph as it is."""
        return line

    def callout(self, kind: str, title: str, body: str, *, nested: bool) -> str:
        """An alert; within lists and quotes, where there are none, a quote."""
        alert = _ALERTS.get(kind, "NOTE")
        named = title.casefold() in (kind, alert.casefold())
        head = [f"**{title}**"] if nested or not named else []
        text = "\n\n".join([*head, *filter(None, [body])])
        lines = [] if nested else [f"[!{alert}]"]
        return "\n".join(f"> {line}" if line else ">" for line in [*lines, *text.split("\n")])

    def details(self, summary: str, body: str) -> str:
        """Something folded."""
        return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"

    def code(self, rows: Sequence[Row], language: str) -> str:
        """A run of lines as a fence."""
        return fenced("\n".join(row.code for row in rows), language)

    def image(self, src: str, alt: str, width: int | None) -> str:
        """An image."""
        if width is None:
            return f"![{alt}]({src})"
        return f'<img src="{escape(src)}" alt="{escape(unescape(alt))}" width="{width}%">'


class Docusaurus(GitHub):
    """MDX as Docusaurus reads it: JSX instead of HTML, nothing that would be run."""

    separator = "{/* */}"

    def tag(self, tag: str) -> str:
        """A tag of HTML as JSX."""
        if tag.startswith("</"):
            return tag
        name, _, rest = tag.strip("<>").partition(" ")
        attributes = "".join(
            f" {_jsx_attribute(name, key, value)}" for key, value in _ATTRIBUTE.findall(rest)
        )
        return f"<{name}{attributes}{' /' if _VOID.match(tag) else ''}>"

    def line(self, line: str) -> str:
        """A line of a paragraph, which must not be taken for JavaScript."""
        return f"&#{ord(line[0])};{line[1:]}" if _ESM.match(line) else line

    def callout(self, kind: str, title: str, body: str, *, nested: bool) -> str:
        """An admonition."""
        name = _ADMONITIONS.get(kind, "note")
        label = "" if title.casefold() == name else f"[{title}]"
        longest = max((len(mark) for mark in _COLONS.findall(body)), default=2)
        marks = ":" * (longest + 1)
        return f"{marks}{name}{label}\n\n{body}\n\n{marks}"

    def code(self, rows: Sequence[Row], language: str) -> str:
        """A run of lines as a fence, with their real numbers and what is marked."""
        options = [language]
        if rows[0].number > 0 and not rows[0].stub:
            options.append(f"showLineNumbers={rows[0].number}")
        marked = [str(at) for at, row in enumerate(rows, 1) if row.marked]
        if marked and len(marked) < len(rows):
            options.append(f"{{{','.join(marked)}}}")
        code = "\n".join(row.code for row in rows)
        return fenced(code, " ".join(filter(None, options)))

    def image(self, src: str, alt: str, width: int | None) -> str:
        """An image; only Markdown's own are found by Docusaurus."""
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
        # Docusaurus copies the files that modules ask for, and those of Markdown's images.
        path = json.dumps("./" + unescape(value).removeprefix("./"))
        return f"src={{require({path}).default}}"
    name = _JSX.get(key, key)
    return f'{name}="{value}"' if value or key in ("alt", "href", "src") else name


def _camel(name: str) -> str:
    first, *rest = name.strip().split("-")
    return first + "".join(part.capitalize() for part in rest)


class CommonMarkWriter(BlockWriter):
    """Writes the blocks of a page for a reader of CommonMark."""

    merged = ("ol", "ul")
    dividers = False
    empty_item = ""
    around_markdown = ""

    def __init__(self, renderer: Renderer, reader: GitHub) -> None:
        self.reader = reader
        super().__init__(renderer)
        self.separator = reader.separator

    def spelled(self, tag: str) -> str:
        """A tag of HTML as it is to be written."""
        return self.reader.tag(tag)

    def _html_block(self, tokens: Sequence[Token], at: int) -> tuple[Block, int]:
        """A block of raw HTML; in lists and quotes, too, it is one."""
        return Block("html", self.lines(self.raw.block(tokens[at]))), at + 1

    def lines(self, text: str) -> str:
        """Lines of text or HTML, none of which is taken for something else."""
        return "\n".join(map(self.reader.line, text.split("\n")))

    def width_of(self, mark: str) -> int:
        """How far the lines of a list item are indented below its first one."""
        return max(4, len(mark))

    def ends_paragraph(self, block: Block) -> bool:
        """Whether a block ends a paragraph: of lists, only one that begins at 1, with text."""
        return bool(_CLOSE.match(block.text))

    def callout(self, kind: str, title: str, body: str) -> str:
        """A callout."""
        return self.reader.callout(kind, title, body, nested=self.depth > 0)
