"""Raw HTML: harmless elements are kept, everything else is shown as text.

nh3 removes what could run code, load resources or leave the page. A block of HTML closes the
elements that it opens, except for those around Markdown, which a later block closes. ``<slot>``,
which no document uses, is a placeholder for a construct of Swimm's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from markdown_it.token import Token

from ..safety.untrusted import ATTRIBUTES, SAFE_SCHEMES, STYLES, raw_attribute
from .contract import IN_HTML, Renderer
from .escaping import protected_tag, protected_text

VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_INLINE = """
    a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong
    sub sup time tt u var wbr font big strike
"""
INLINE = frozenset(_INLINE.split())
_BLOCK = """
    address article aside blockquote center col colgroup caption dd details div dl dt
    figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p picture pre
    section summary table tbody td tfoot th thead tr ul
"""
BLOCK = frozenset(_BLOCK.split())
LISTS = frozenset(("ul", "ol", "li"))
"""Elements that are kept in a table cell, where Markdown has no lists."""
_CONTAINERS = frozenset(
    ("article", "aside", "blockquote", "center", "details", "div", "figure", "p", "section")
)
"""Elements that may contain Markdown."""
_RENAMED = {"center": "div", "tt": "code", "font": "span", "big": "span", "strike": "s"}
_URL_KEYS = ("href", "src")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_DEEPEST = 40
"""Nesting limit; Python-Markdown fails at a few hundred elements, browsers earlier."""
_EMPTY = re.compile(r"<(p|b|i|u|s|em|strong|code)>\s*</\1>")
"""The remains of an element that was closed too late or not at all."""
_ITEM = re.compile(
    r'<slot name="(?P<slot>\d+)">|<(?P<end>/?)(?P<name>[a-z0-9]+)(?:[^"<>]|"[^"]*")*>|[^<]+'
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a harmless element."""

    name: str  # of the element in the document
    shown: str  # of the element on the page
    closing: bool
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The tag as HTML, not sanitized yet."""
        attrs = "".join(f' {key}="{escape(value)}"' for key, value in self.attributes.items())
        return f"</{self.shown}>" if self.closing else f"<{self.shown}{attrs}>"


_OpenTags = list[tuple[int, str, Token]]  # level, name and tag of each open element
_Parts = list[tuple[Token, Tag | None]]  # with the parsed tags of harmless elements


class _TagParser(HTMLParser):
    attributes: list[tuple[str, str | None]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes = attrs


def _name_of(token: Token) -> str:
    """The element of a harmless tag; empty for everything else.

    ``<T>`` and ``<U>`` are type parameters: nobody writes a tag in upper case with one letter.
    """
    match = _NAME.match(token.content) if token.type == "html_inline" else None
    name = match[1].lower() if match else ""
    parameter = match and len(name) == 1 and match[1] != name
    return "" if parameter or name not in INLINE | BLOCK else name


def partners(tokens: Sequence[Token]) -> Mapping[int, Token]:
    """Find the elements that one block of HTML opens and a later one on its level closes.

    The values are the closing blocks, the keys the identities of opening and closing tags.
    """
    closing_blocks: dict[int, Token] = {}
    outer: _OpenTags = []
    for block in tokens:
        while outer and block.level < outer[-1][0]:
            outer.pop()
        inner: _OpenTags = []
        for tag in (block.children or ()) if block.type == "html_block" else ():
            name = _name_of(tag)
            if name and name not in VOID and not tag.content.startswith("</"):
                inner.append((block.level, name, tag))
            elif name and not _close(inner, block.level, name):
                opening = _close(outer, block.level, name)
                closing_blocks |= {id(opening): block, id(tag): block} if opening else {}
        if len(outer) < _DEEPEST and all(name in _CONTAINERS for _, name, _ in inner):
            outer += inner
    return closing_blocks


def _close(open_tags: _OpenTags, level: int, name: str) -> Token | None:
    """Remove and return the innermost tag of an element, and remove all tags within it."""
    for at in range(len(open_tags) - 1, -1, -1):
        if open_tags[at][:2] == (level, name):
            opening = open_tags[at][2]
            del open_tags[at:]
            return opening
    return None


def _attribute(ids: set[str], element: str, key: str, value: str) -> str | None:
    """Sanitize an attribute; None to remove it. Its id is added to those of the page."""
    if key in _URL_KEYS or key == "name":
        return value
    safe = raw_attribute(key, value)
    if key == "id" and safe:
        if safe in ids:
            return None
        ids.add(safe)
    return safe.replace("\n", " ") if safe is not None else None


class RawHtml:
    """Writes the raw HTML of a page.

    Args:
        renderer: Renders Swimm's constructs and resolves links.
        ids: The ids already used on the page.
        spell: Converts a tag to the syntax of the reader.
        attribute: An attribute for the tags of elements that contain Markdown.
    """

    def __init__(
        self, renderer: Renderer, ids: set[str], spell: Callable[[str], str], attribute: str
    ) -> None:
        self.renderer = renderer
        self.spell = spell
        self.attribute = attribute
        self.partners: Mapping[int, Token] = {}  # see the function `partners`
        self._cleaner = nh3.Cleaner(
            tags={_RENAMED.get(name, name) for name in INLINE | BLOCK} | {"slot"},
            attributes={"*": set(ATTRIBUTES), "a": {"href"}, "img": {"src"}, "slot": {"name"}},
            # A partial without ``self``: Python cannot free a cycle that contains a cleaner.
            attribute_filter=partial(_attribute, ids),
            filter_style_properties=set(STYLES),
            link_rel=None,
            url_schemes=set(SAFE_SCHEMES),
        )

    def read(self, token: Token) -> Tag | None:
        """Parse a tag; None if its element is not harmless."""
        name = _name_of(token)
        if not name:
            return None
        shown = _RENAMED.get(name, name)
        if token.content.startswith("</"):
            return Tag(name, shown, True)
        parser = _TagParser()
        parser.feed(token.content)
        if parser.attributes is None:
            return None
        attrs = {"align": "center"} if name == "center" else {}
        for key, value in parser.attributes:
            if key in _URL_KEYS and key not in attrs:
                image = key == "src"
                allowed = name == ("img" if image else "a")
                target = self.renderer.link(token, value or "", image=image) if allowed else None
                value = target.html if target else ""
            attrs.setdefault(key, value or "")
        attrs = {key: value for key, value in attrs.items() if value or key not in _URL_KEYS}
        return None if name == "img" and "src" not in attrs else Tag(name, shown, False, attrs)

    def written(self, tag: Tag) -> str:
        """Write a single tag."""
        if not tag.closing and tag.attributes:
            cleaned = self._cleaner.clean(tag.source).removesuffix(f"</{tag.shown}>")
            return self.spell(protected_tag(cleaned))
        return self.spell(tag.source)

    def block(self, token: Token) -> str:
        """Write a block of HTML, with each tag around Markdown on a line of its own."""
        lines: list[str] = []
        parts: _Parts = []
        for part in token.children or ():
            tag = self.read(part)
            if tag and id(part) in self.partners:
                # A paragraph cannot contain paragraphs.
                tag = replace(tag, shown="div" if tag.shown == "p" else tag.shown)
                attribute = "" if tag.closing else self.attribute
                lines += [self._element(parts), f"{self.written(tag)[:-1]}{attribute}>"]
                parts = []
            else:
                parts.append((part, tag))
        return "\n\n".join(filter(None, [*lines, self._element(parts)]))

    def _element(self, parts: _Parts) -> str:
        """Write tags and text as one element on one line; Markdown is parsed again behind it."""
        constructs: list[tuple[str, str]] = []
        cleaned = self._cleaner.clean("".join(self._source(parts, constructs)))
        written: list[str] = []
        parents: list[str] = []
        roots: list[str] = []  # names of the outermost elements, empty for text
        has_blocks = False
        for item in _ITEM.finditer(_EMPTY.sub("", cleaned).strip()):
            slot, end, name = item.group("slot", "end", "name")
            has_blocks = has_blocks or name in BLOCK
            if not parents and item[0].strip():
                roots.append(name or "")
            if slot:
                written.append(constructs[int(slot)][0])
                parents.append(slot)
            elif end:
                slot = parents.pop()
                written.append(constructs[int(slot)][1] if slot.isdigit() else self.spell(item[0]))
            elif name:
                written.append(self.spell(protected_tag(item[0])))
                parents += [name] * (name not in VOID)
            else:
                line_end = "&#10;" if "pre" in parents else " "
                written.append(protected_text(item[0]).replace("\n", line_end))
        html = "".join(written)
        name = "div" if has_blocks else "p"
        is_block = len(roots) == 1 and roots[0] in BLOCK
        return html if is_block or not html else f"<{name}>{html}</{name}>"

    def _source(self, parts: _Parts, constructs: list[tuple[str, str]]) -> Iterator[str]:
        """The HTML to sanitize; the beginning and end of each slot's construct are appended."""
        depth = 0
        for part, tag in parts:
            if tag:
                depth += tag.name not in VOID and not tag.closing
                yield tag.source if depth <= _DEEPEST else ""
                depth = max(depth - tag.closing, 0)
            elif part.type == "text":
                yield escape(unescape(part.content), quote=False)
            elif part.type == "html_inline":
                yield "" if part.content.startswith("<!--") else escape(part.content, quote=False)
            elif part.nesting < 0:
                yield "</slot>"
            else:
                end = part.copy(type=part.type.replace("open", "close")) if part.nesting else None
                start = self.renderer.inline(part, IN_HTML)
                constructs.append((start, self.renderer.inline(end, IN_HTML) if end else ""))
                yield f'<slot name="{len(constructs) - 1}">{"</slot>" * (not part.nesting)}'
