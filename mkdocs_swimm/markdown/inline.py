"""Running text: from markdown-it's inline tokens to Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

from markdown_it.token import Token

from ..safety.untrusted import inert
from .code import code_span
from .contract import RUNNING, Place, Renderer, Target
from .escaping import escape_line_start, escape_text, reference
from .html import INLINE, LISTS, VOID, Tag, attribute_value, read_tag, with_unique_id

_BARE_URL = re.compile(r"(?<![\w@./-])(?:https?://|www\.)[^\s<>\[\]()\"'`{}|\\^]+")
_URL_SAFE = ":/?#@!$&'+,;=%~.-_"
_SCHEME = re.compile(r"([^/?#]*?):")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_SAFE_SCHEMES = frozenset(
    ("http", "https", "mailto", "ftp", "ftps", "tel", "sms", "irc", "ircs", "xmpp")
)
_DEEPEST = 50
_SOLID = frozenset(("text", "code_inline", "swimm_token", "swimm_pathref"))
"""What may stand in emphasis that is written with asterisks."""

_EMPHASIS = {"em_open": ("em", "*"), "strong_open": ("strong", "**"), "s_open": ("del", "")}


def plain_text(tokens: Sequence[Token]) -> str:
    """The plain text of running text."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(plain_text(token.children or ()))
        elif token.type != "html_inline":
            parts.append(token.content)
    return "".join(parts)


@dataclass(eq=False)
class InlineWriter:
    """Writes runs of text, one after another.

    Attributes:
        renderer: Renders Swimm's constructs.
        ids: The ids taken on the page so far.
        spell: Writes a tag as the reader of the Markdown wants it.
        place: Where the text stands.
        parts: What is written of it.
        open: The kind of every element that is open, and what ends it.
    """

    renderer: Renderer
    ids: set[str]
    spell: Callable[[str], str] = str
    place: Place = RUNNING
    parts: list[str] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)
    _closings: dict[str, int] = field(default_factory=dict)

    def write(self, tokens: Sequence[Token], place: Place = RUNNING) -> str:
        """The Markdown of some inline tokens."""
        self.place = place
        parts = self.parts
        index, count = 0, len(tokens)
        while index < count:
            token = tokens[index]
            match token.type:
                case "text":
                    parts.append(self.text(token.content))
                case "code_inline":
                    parts.append(code_span(token.content, table=place.table))
                case "softbreak":
                    parts.append(" " if place.heading or place.table else "\n")
                case "em_open" | "strong_open" | "s_open":
                    self.emphasis(tokens, index)
                case "em_close" | "strong_close" | "s_close":
                    self.end_emphasis()
                case "hardbreak":
                    br = self.spell("<br>")
                    parts.append(br if place.heading else f"{br}\n")
                case "link_open":
                    index = self.link(tokens, index)
                case "image":
                    self.image(token)
                case "html_inline":
                    self.html(token)
                case _:
                    linked = place.with_link(True) if self.linked() else place
                    parts.append(self.renderer.inline(token, linked))
            index += 1
        while self.open:
            self.close()
        written = _joined(parts)
        parts.clear()
        return written

    def text(self, text: str) -> str:
        """Text, its bare addresses linked."""
        if not ("://" in text or "www." in text) or self.linked():
            return escape_text(text)
        parts: list[str] = []
        position = 0
        for found in _BARE_URL.finditer(text):
            url = found[0].rstrip("?!.,:;*_~'\"")
            parts.append(escape_text(text[position : found.start()]))
            href = url if url.startswith("http") else f"http://{url}"
            parts.append(f"[{escape_text(url)}]({address(href)})")
            position = found.start() + len(url)
        parts.append(escape_text(text[position:]))
        return "".join(parts)

    def emphasis(self, tokens: Sequence[Token], index: int) -> None:
        """The start of emphasis."""
        name, mark = _EMPHASIS[tokens[index].type]
        if mark and self.is_simple(tokens, index):
            self.begin(mark, "md", mark)
        else:
            self.begin(f"<{name}>", "md", f"</{name}>")

    def end_emphasis(self) -> None:
        """The end of emphasis, and of tags that were left open in it."""
        while self.open and self.open[-1][0] == "html":
            self.close()
        if self.open:
            self.close()

    def is_simple(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether emphasis can be written with asterisks and nothing is near to confuse it."""
        if self._closings.get("*") or self._closings.get("**"):
            return False
        if self.parts and self.parts[-1].endswith(("*", "\\")):
            return False
        closing = tokens[index].type.replace("open", "close")
        for end in range(index + 1, len(tokens)):
            kind = tokens[end].type
            if kind == closing and tokens[end].level == tokens[index].level:
                first, last = tokens[index + 1], tokens[end - 1]
                return (
                    end > index + 1
                    and _is_solid(first.content[:1], first)
                    and _is_solid(last.content[-1:], last)
                    and not (
                        end + 1 < len(tokens) and tokens[end + 1].type in ("em_open", "strong_open")
                    )
                )
            if kind not in _SOLID:
                return False
        return False

    def begin(self, opening: str, kind: str, closing: str) -> None:
        """Begin an element; one that is nested too deeply for Python-Markdown leaves its text."""
        if len(self.open) < _DEEPEST:
            self.parts.append(opening)
        self.open.append((kind, closing))
        self._closings[closing] = self._closings.get(closing, 0) + 1

    def close(self) -> None:
        """End the innermost element."""
        closing = self.open.pop()[1]
        self._closings[closing] -= 1
        if len(self.open) < _DEEPEST:
            self.parts.append(closing)

    def link(self, tokens: Sequence[Token], index: int) -> int:
        """A link; gives the index of its last token."""
        level = tokens[index].level
        end = next(
            (
                offset
                for offset in range(index + 1, len(tokens))
                if tokens[offset].type == "link_close" and tokens[offset].level == level
            ),
            len(tokens),
        )
        title = str(tokens[index].attrGet("title") or "")
        href = str(tokens[index].attrGet("href") or "")
        target = self.renderer.link(tokens[index], href, image=False)
        inner = tokens[index + 1 : end]
        if target is None or not target.markdown or self.linked():
            label = self.within(inner, link=self.linked())
            self.parts.append(label or (escape_text(href) if tokens[index].meta else ""))
            return end
        label = self.within(inner, link=True)
        if not label and tokens[index].meta:
            # A link to a document has the title of that.
            label = escape_text(target.title or href)
        if label:
            # A title is the author's; the target's own would only repeat the label.
            tip = f' "{attribute_value(inert(title))}"' if title else ""
            self.parts.append(f"[{label}]({address(target.markdown)}{tip})")
        return end

    def within(self, tokens: Sequence[Token], *, link: bool) -> str:
        """A part of this text, in which everything ends that begins in it."""
        writer = InlineWriter(self.renderer, self.ids, self.spell)
        return writer.write(tokens, self.place.with_link(link))

    def image(self, token: Token) -> None:
        """An image, or its alternative text where there is none to show."""
        alt = plain_text(token.children or ())
        target = self.renderer.link(token, str(token.attrGet("src") or ""), image=True)
        if target is None or not target.markdown:
            self.parts.append(f"<em>{escape_text(alt)}</em>" if alt else "")
            return
        title = str(token.attrGet("title") or "")
        tip = f' "{attribute_value(inert(title))}"' if title else ""
        self.parts.append(f"![{escape_text(inert(alt))}]({address(target.markdown)}{tip})")

    def html(self, token: Token) -> None:
        """A raw tag within running text."""
        if token.content.startswith("<!--"):
            return
        tag = read_tag(token.content, partial(self.link_of, token))
        if tag is None:
            self.parts.append(escape_text(token.content))
        elif tag.name in INLINE or (self.place.table and tag.name in LISTS):
            self.inline_tag(tag)

    def link_of(self, token: Token, href: str, image: bool) -> Target | None:
        """Where an address in raw HTML leads."""
        return self.renderer.link(token, href, image=image)

    def linked(self) -> bool:
        """Whether a link stands around, in which there can be no other."""
        return self.place.link or self._closings.get("</a>", 0) > 0

    def inline_tag(self, tag: Tag) -> None:
        """A harmless tag."""
        if tag.name in VOID:
            text = with_unique_id(tag.text, self.ids)
            self.parts.append("" if tag.closing else self.spell(text))
        elif tag.name == "a" and not tag.closing and self.linked():
            return
        elif not tag.closing:
            closing = f"</{tag.text[1:].split(' ')[0].rstrip('>')}>"
            self.begin(self.spell(with_unique_id(tag.text, self.ids)), "html", closing)
        else:
            self.end_tag(tag.text)

    def end_tag(self, text: str) -> None:
        """End an element, and those within it; one that was never begun is dropped."""
        if not self._closings.get(text):
            return
        for depth in range(len(self.open) - 1, -1, -1):
            kind, closing = self.open[depth]
            if kind == "md":
                return
            if closing == text:
                while len(self.open) > depth:
                    self.close()
                return


def is_safe(href: str) -> bool:
    """Whether an address only leads somewhere, and runs nothing on its way.

    Browsers drop blanks and control characters, so ``java script:`` would run all the same.
    """
    scheme = _SCHEME.match(_IGNORED.sub("", href))
    return scheme is None or scheme[1].lower() in _SAFE_SCHEMES


def address(url: str) -> str:
    """An address that ends where it is meant to end."""
    if url.startswith("mailto:"):
        return "mailto:" + reference(url.removeprefix("mailto:"))
    return quote(url, safe=_URL_SAFE).replace("'", "%27").replace("$", "%24")


def _joined(parts: Sequence[str]) -> str:
    """Pieces of running text, with something unseen between code spans that touch.

    Their delimiters would become others, and the code of one of them text.
    """
    joined: list[str] = []
    for part in filter(None, parts):
        if part[0] == "`" and joined and joined[-1][-1] == "`":
            joined.append("&#8288;")
        joined.append(part)
    return "".join(joined)


def _is_solid(char: str, token: Token) -> bool:
    return token.type != "text" or (bool(char) and not char.isspace() and char != "*")


def lines_of(text: str) -> str:
    """Running text as lines of a paragraph, none of which begins another block."""
    if "\n" not in text:
        return escape_line_start(text.strip(" \t"))
    return "\n".join([escape_line_start(line.strip(" \t")) for line in text.split("\n")])
