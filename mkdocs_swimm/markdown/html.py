"""Raw HTML: what is harmless stays, everything else is shown as text.

Python reads a tag, its addresses are resolved; nh3 takes away what could run, load or leave the
page. A block of HTML ends what it begins, but for elements that hold Markdown: one that another
block beside it closes. ``<slot>``, which no document has, stands where a construct of Swimm's is.
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
from .escaping import in_markdown, shielded

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
"""Elements that may stand in a cell of a table, where Markdown has none of the kind."""
_CONTAINERS = frozenset(
    ("article", "aside", "blockquote", "center", "details", "div", "figure", "p", "section")
)
"""Elements that may hold Markdown between their two tags."""
_RENAMED = {"center": "div", "tt": "code", "font": "span", "big": "span", "strike": "s"}
_ADDRESSES = ("href", "src")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_DEEPEST = 40
"""Elements within each other: Python-Markdown gives up on a few hundred, browsers on fewer."""
_NOTHING = re.compile(r"<(p|b|i|u|s|em|strong|code)>\s*</\1>")
"""What is left of an element that was closed too late, or not at all."""
_ITEM = re.compile(
    r'<slot name="(?P<slot>\d+)">|<(?P<end>/?)(?P<name>[a-z0-9]+)(?:[^"<>]|"[^"]*")*>|[^<]+'
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that may stay."""

    name: str  # in the document
    shown: str  # as it is written, which may be another element
    closing: bool
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The tag as HTML, not cleaned yet."""
        said = "".join(f' {key}="{escape(value)}"' for key, value in self.attributes.items())
        return f"</{self.shown}>" if self.closing else f"<{self.shown}{said}>"


class _Reader(HTMLParser):
    attributes: list[tuple[str, str | None]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes = attrs


def _name_of(token: Token) -> str:
    """The element of a harmless tag; empty for everything else.

    ``<T>`` and ``<U>`` are type parameters; nobody writes ``<u>`` that way.
    """
    found = _NAME.match(token.content) if token.type == "html_inline" else None
    name = found[1].lower() if found else ""
    parameter = found and len(name) == 1 and found[1] != name
    return "" if parameter or name not in INLINE | BLOCK else name


def partners(tokens: Sequence[Token]) -> Mapping[int, Token]:
    """The tags around Markdown, which one block of HTML opens and another one beside it closes.

    Returns:
        The block in which the closing tag is, by the identities of both tags.
    """
    found: dict[int, Token] = {}
    around: list[tuple[int, str, Token]] = []  # level, name and tag of what is open
    for block in tokens:
        while around and block.level < around[-1][0]:
            around.pop()
        inside: list[tuple[int, str, Token]] = []
        for tag in (block.children or ()) if block.type == "html_block" else ():
            name = _name_of(tag)
            if name and name not in VOID and not tag.content.startswith("</"):
                inside.append((block.level, name, tag))
            elif name and not _closed(inside, block.level, name):
                opening = _closed(around, block.level, name)
                found.update(dict.fromkeys((id(opening), id(tag)), block) if opening else {})
        if len(around) < _DEEPEST and all(name in _CONTAINERS for _, name, _ in inside):
            around += inside
    return found


def _closed(around: list[tuple[int, str, Token]], level: int, name: str) -> Token | None:
    """The tag that an end tag closes, no longer open as all within it."""
    for at in range(len(around) - 1, -1, -1):
        if around[at][:2] == (level, name):
            opening = around[at][2]
            del around[at:]
            return opening
    return None


def _attribute(ids: set[str], element: str, key: str, value: str) -> str | None:
    """What an attribute may say; None where it is left out. ``ids`` has those of the page."""
    if key in _ADDRESSES or key == "name":
        return value
    fit = raw_attribute(key, value)
    if key == "id" and fit:
        if fit in ids:
            return None
        ids.add(fit)
    return fit.replace("\n", " ") if fit is not None else None


class RawHtml:
    """Writes the raw HTML of a page.

    Args:
        renderer: Renders Swimm's constructs, and tells where links lead.
        ids: The ids taken on the page so far.
        spell: Writes a tag as the reader of the Markdown wants it.
        around: What the tag of an element around Markdown has to say.

    Attributes:
        partners: The tags around Markdown (see ``partners``).
    """

    def __init__(
        self, renderer: Renderer, ids: set[str], spell: Callable[[str], str], around: str
    ) -> None:
        self.renderer = renderer
        self.spell = spell
        self.around = around
        self.partners: Mapping[int, Token] = {}
        self._cleaner = nh3.Cleaner(
            tags={_RENAMED.get(name, name) for name in INLINE | BLOCK} | {"slot"},
            attributes={"*": set(ATTRIBUTES), "a": {"href"}, "img": {"src"}, "slot": {"name"}},
            # Python can not free what a cleaner holds that leads back to the cleaner.
            attribute_filter=partial(_attribute, ids),
            filter_style_properties=set(STYLES),
            link_rel=None,
            url_schemes=set(SAFE_SCHEMES),
        )

    def read(self, token: Token) -> Tag | None:
        """Read a tag; None for one that is no harmless element's."""
        name = _name_of(token)
        if not name:
            return None
        shown = _RENAMED.get(name, name)
        if token.content.startswith("</"):
            return Tag(name, shown, True)
        reader = _Reader()
        reader.feed(token.content)
        if reader.attributes is None:
            return None
        attributes = {"align": "center"} if name == "center" else {}
        for key, value in reader.attributes:
            if key in _ADDRESSES and key not in attributes:
                fits = name == ("a" if key == "href" else "img")
                href, image = value or "", key == "src"
                target = self.renderer.link(token, href, image=image) if fits else None
                value = target.html if target else ""
            attributes.setdefault(key, value or "")
        for key in _ADDRESSES:
            if not attributes.get(key):
                attributes.pop(key, None)
        if name == "img" and "src" not in attributes:
            return None
        return Tag(name, shown, False, attributes)

    def written(self, tag: Tag) -> str:
        """One tag as it stands in Markdown."""
        if not tag.closing and tag.attributes:
            cleaned = self._cleaner.clean(tag.source).removesuffix(f"</{tag.shown}>")
            return self.spell(in_markdown(cleaned))
        return self.spell(tag.source)

    def block(self, token: Token) -> str:
        """A block of HTML, each tag around Markdown on a line of its own."""
        written: list[str] = []
        parts: list[tuple[Token, Tag | None]] = []
        for part in token.children or ():
            tag = self.read(part)
            if tag and id(part) in self.partners:
                # No paragraph holds paragraphs.
                tag = replace(tag, shown="div" if tag.shown == "p" else tag.shown)
                mark = "" if tag.closing else self.around
                written += [self._piece(parts), f"{self.written(tag)[:-1]}{mark}>"]
                parts = []
            else:
                parts.append((part, tag))
        return "\n\n".join(filter(None, [*written, self._piece(parts)]))

    def _piece(self, parts: Sequence[tuple[Token, Tag | None]]) -> str:
        """Tags and text on one line, as one element: what follows that is Markdown again."""
        constructs: list[tuple[str, str]] = []
        cleaned = self._cleaner.clean("".join(self._source(parts, constructs)))
        written: list[str] = []
        around: list[str] = []
        roots: list[str] = []  # what stands side by side, empty for text
        blocks = False
        for item in _ITEM.finditer(_NOTHING.sub("", cleaned).strip()):
            slot, end, name = item.group("slot", "end", "name")
            blocks = blocks or name in BLOCK
            if not around and item[0].strip():
                roots.append(name or "")
            if slot:
                written.append(constructs[int(slot)][0])
                around.append(slot)
            elif end:
                slot = around.pop()
                written.append(constructs[int(slot)][1] if slot.isdigit() else self.spell(item[0]))
            elif name:
                written.append(self.spell(in_markdown(item[0])))
                around += [name] * (name not in VOID)
            else:
                written.append(shielded(item[0]).replace("\n", "&#10;" if "pre" in around else " "))
        html = "".join(written)
        name = "div" if blocks else "p"
        alone = len(roots) == 1 and roots[0] in BLOCK
        return html if alone or not html else f"<{name}>{html}</{name}>"

    def _source(
        self, parts: Sequence[tuple[Token, Tag | None]], constructs: list[tuple[str, str]]
    ) -> Iterator[str]:
        """HTML for nh3; how each construct begins and ends is added to those that slots are for."""
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
                begins = self.renderer.inline(part, IN_HTML)
                constructs.append((begins, self.renderer.inline(end, IN_HTML) if end else ""))
                yield f'<slot name="{len(constructs) - 1}">{"</slot>" * (not part.nesting)}'
