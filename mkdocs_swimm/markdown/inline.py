"""Writes the inline tokens of markdown-it as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape, unescape
from itertools import pairwise
from urllib.parse import quote

from markdown_it.token import Token

from ..format.links import BARE_URL
from ..safety.untrusted import inert
from .contract import IN_TEXT, Renderer, TextContext
from .escaping import (
    attribute_value,
    char_references,
    code_span,
    escape_line_start,
    escape_text,
    protected_text,
)
from .html import INLINE, LISTS, VOID, RawHtml, Tag

_URL_SAFE = ":/?#@!$&'+,;=%~.-_"
_DEEPEST = 50
_SOLID = frozenset(("text", "code_inline", "swimm_token", "swimm_pathref"))
"""The types of tokens in emphasis that can be written with asterisks."""


def text_of(tokens: Sequence[Token]) -> str:
    """The plain text of inline tokens."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(text_of(token.children or ()))
        elif token.type != "html_inline":
            parts.append(token.content)
    return "".join(parts)


def one_line_text(children: Sequence[Token]) -> str:
    """The plain text of inline tokens on one line."""
    return " ".join(text_of(children).split())


def headings_of(tokens: Sequence[Token]) -> Sequence[str]:
    """The plain texts of the headings of a document, without empty ones."""
    return [
        text
        for token, inline in pairwise(tokens)
        if token.type == "heading_open" and (text := one_line_text(inline.children or ()))
    ]


def folded(heading: str) -> str:
    """A heading or title to compare: without case, backticks and repeated spaces."""
    return " ".join(heading.replace("`", "").split()).casefold()


class InlineWriter:
    """Writes inline tokens as Markdown.

    Each type of token has a method of its name, which may return the index of the token to continue
    with; all other types are constructs of Swimm's.
    """

    def __init__(self, renderer: Renderer, raw: RawHtml) -> None:
        self.renderer = renderer
        self.raw = raw
        self.place = IN_TEXT
        self.parts: list[str] = []  # the Markdown written so far
        self.open: list[tuple[bool, str]] = []  # whether it is raw HTML, and what closes it
        self._closings: Counter[str] = Counter()

    def write(self, tokens: Sequence[Token], place: TextContext = IN_TEXT) -> str:
        """Write inline tokens."""
        self.place = place
        index = 0
        while index < len(tokens):
            write = getattr(self, f"_{tokens[index].type}", self._construct)
            index = write(tokens, index) or index + 1
        while self.open:
            self._end()
        markdown = _joined(self.parts)
        self.parts.clear()
        return markdown

    def _construct(self, tokens: Sequence[Token], index: int) -> None:
        self.parts.append(self._rendered(tokens[index]))

    def _rendered(self, token: Token) -> str:
        return self.renderer.inline(token, self.place._replace(link=self._is_in_link()))

    def _swimm_prompt_open(self, tokens: Sequence[Token], index: int) -> None:
        end = tokens[index].copy(type="swimm_prompt_close")
        self._begin(self._rendered(tokens[index]), self._rendered(end))

    def _text(self, tokens: Sequence[Token], index: int) -> None:
        text, position = tokens[index].content, 0
        if self.place.html:
            self.parts.append(protected_text(escape(unescape(text), quote=False)))
            return
        may_link = ("://" in text or "www." in text) and not self._is_in_link()
        for match in BARE_URL.finditer(text) if may_link else ():
            url = match[0]
            href = url if url.startswith("http") else f"http://{url}"
            before = escape_text(text[position : match.start()])
            self.parts.append(f"{before}[{escape_text(url)}]({address(href)})")
            position = match.end()
        self.parts.append(escape_text(text[position:]))

    def _code_inline(self, tokens: Sequence[Token], index: int) -> None:
        self.parts.append(code_span(tokens[index].content, table=self.place.table))

    def _softbreak(self, tokens: Sequence[Token], index: int) -> None:
        # A hidden tag on a line of its own would leave a blank line.
        is_blank = "".join(self.parts[-2:]).endswith("\n")
        self.parts.append(" " if self.place.heading or self.place.table or is_blank else "\n")

    def _hardbreak(self, tokens: Sequence[Token], index: int) -> None:
        br = self.raw.spell("<br>")
        self.parts.append(br if self.place.heading else f"{br}\n")

    def _em_open(self, tokens: Sequence[Token], index: int) -> None:
        name = tokens[index].tag
        delimiter = "*" if name == "em" else "**"
        simple = self._is_simple(tokens, index)
        self._begin(delimiter if simple else f"<{name}>", delimiter if simple else f"</{name}>")

    _strong_open = _em_open

    def _s_open(self, tokens: Sequence[Token], index: int) -> None:
        self._begin("<del>", "</del>")

    def _em_close(self, tokens: Sequence[Token], index: int) -> None:
        # Raw tags that were opened in it and not closed end with it.
        while self.open and self.open[-1][0]:
            self._end()
        if self.open:
            self._end()

    _strong_close = _s_close = _swimm_prompt_close = _em_close

    def _is_simple(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether Python-Markdown parses this emphasis correctly if written with asterisks."""
        nested = self._closings["*"] or self._closings["**"]
        if nested or (self.parts and self.parts[-1].endswith(("*", "\\"))):
            return False
        end = index + 1
        while end < len(tokens) and tokens[end].type in _SOLID:
            end += 1
        closing = tokens[index].type.replace("open", "close")
        if end == len(tokens) or tokens[end].type != closing:
            return False
        first, last = tokens[index + 1], tokens[end - 1]
        next_type = tokens[end + 1].type if end + 1 < len(tokens) else ""
        return (
            end > index + 1
            and next_type not in ("em_open", "strong_open")
            and _is_solid(first.content[:1], first)
            and _is_solid(last.content[-1:], last)
        )

    def _begin(self, opening: str, closing: str, *, raw: bool = False) -> None:
        """Begin an element; if it is nested too deeply for Python-Markdown, only write its text."""
        if len(self.open) < _DEEPEST:
            self.parts.append(opening)
        self.open.append((raw, closing))
        self._closings[closing] += 1

    def _end(self) -> None:
        """End the innermost element."""
        _, closing = self.open.pop()
        self._closings[closing] -= 1
        if len(self.open) < _DEEPEST:
            self.parts.append(closing)

    def _link_open(self, tokens: Sequence[Token], index: int) -> int:
        token = tokens[index]
        end = index + 1
        closing = ("link_close", token.level)
        while end < len(tokens) and (tokens[end].type, tokens[end].level) != closing:
            end += 1
        href = str(token.attrGet("href") or "")
        target = self.renderer.link(token, href, image=False)
        is_text = self._is_in_link() or target is None or not target.markdown
        # A writer of its own closes all elements within the label.
        place = self.place._replace(link=self._is_in_link() or not is_text)
        label = InlineWriter(self.renderer, self.raw).write(tokens[index + 1 : end], place)
        if not label and token.meta:
            # A link to a document without a label gets its title.
            label = escape_text(href if is_text else (target and target.title) or href)
        if label and target and not is_text:
            label = f"[{label}]({address(target.markdown)}{_title(token)})"
        self.parts.append(label)
        return end + 1

    def _image(self, tokens: Sequence[Token], index: int) -> None:
        token = tokens[index]
        alt = text_of(token.children or ())
        target = self.renderer.link(token, str(token.attrGet("src") or ""), image=True)
        if target and target.markdown:
            label = escape_text(inert(alt))
            self.parts.append(f"![{label}]({address(target.markdown)}{_title(token)})")
        elif alt:
            self.parts.append(f"<em>{escape_text(alt)}</em>")

    def _html_inline(self, tokens: Sequence[Token], index: int) -> None:
        token = tokens[index]
        if token.content.startswith("<!--"):
            return
        tag = self.raw.read(token)
        if tag is None:
            self.parts.append(escape_text(token.content))
        elif tag.name in INLINE or (self.place.table and tag.name in LISTS):
            self._tag(tag)

    def _tag(self, tag: Tag) -> None:
        """Write a tag of a harmless element, without end tags of elements that are not open."""
        if tag.name in VOID:
            self.parts.append("" if tag.closing else self.raw.written(tag))
        elif not tag.closing:
            if tag.name != "a" or not self._is_in_link():
                self._begin(self.raw.written(tag), f"</{tag.shown}>", raw=True)
        elif self._closings[tag.source]:
            for depth in range(len(self.open) - 1, -1, -1):
                raw, closing = self.open[depth]
                if not raw or closing == tag.source:
                    break
            while raw and len(self.open) > depth:
                self._end()

    def _is_in_link(self) -> bool:
        return self.place.link or self._closings["</a>"] > 0


def _title(token: Token) -> str:
    """The author's title of a link; the title of the target would only repeat the label."""
    title = str(token.attrGet("title") or "")
    return f' "{attribute_value(inert(title))}"' if title else ""


def address(url: str) -> str:
    """Escape the URL of a Markdown link."""
    if url.startswith("mailto:"):
        return "mailto:" + char_references(url.removeprefix("mailto:"))
    return quote(url, safe=_URL_SAFE).replace("'", "%27").replace("$", "%24")


def _joined(parts: Sequence[str]) -> str:
    """Join inline text, and keep the backticks of adjacent code spans from forming one run."""
    joined: list[str] = []
    for part in filter(None, parts):
        if part[0] == "`" and joined and joined[-1][-1] == "`":
            joined.append("&#8288;")
        joined.append(part)
    return "".join(joined)


def _is_solid(char: str, token: Token) -> bool:
    return token.type != "text" or (bool(char) and not char.isspace() and char != "*")


def lines_of(text: str) -> str:
    """Escape the lines of a paragraph, so that none of them begins another block."""
    return "\n".join([escape_line_start(line.strip(" \t")) for line in text.split("\n")])
