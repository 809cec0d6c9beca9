"""Raw HTML: what is harmless stays, everything else is shown as text, nothing stays open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from markdown_it.token import Token

from ..safety.untrusted import raw_attribute
from .contract import Target

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
CONTAINERS = frozenset(
    ["article", "aside", "blockquote", "center", "details", "div", "figure", "p", "section"]
)
"""Elements that may hold Markdown between their two tags."""

_RENAMED = {"center": "div", "tt": "code", "font": "span", "big": "span", "strike": "s"}
_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z_:][\w.:-]*"
    r"(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*(/?)>"
)
_ATTRIBUTE = re.compile(
    r"([A-Za-z_:][\w.:-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)
_ID = re.compile(r'(<[a-z][\w-]*(?: [\w:.-]+(?:="[^"]*")?)*?) id(?:="([^"]*)")?(?=[ >])')
_UNSAFE = re.compile(r"[`{}$\\|*_\[\]~^=:@#!]")

LinkOf = Callable[[str, bool], Target | None]
"""Where an address leads, and whether it is an image's."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that may stay.

    Attributes:
        name: The element.
        closing: Whether it ends the element.
        text: The tag as it is to be written.
    """

    name: str
    closing: bool
    text: str

    @property
    def shown(self) -> str:
        """The element as it is written, which may be another one."""
        return self.text.strip("</>").split(" ")[0]


def read_tag(source: str, link: LinkOf) -> Tag | None:
    """Read a tag; None for one that is no harmless element's."""
    found = _TAG.fullmatch(source)
    if not found:
        return None
    name = found[2].lower()
    if len(name) == 1 and found[2] != name:
        # `<T>` and `<U>` are type parameters; nobody writes `<u>` that way.
        return None
    if name not in INLINE and name not in BLOCK:
        return None
    shown = _RENAMED.get(name, name)
    if found[1]:
        return Tag(name, True, f"</{shown}>")
    attributes = _attributes(found[3], name, link)
    if name == "center":
        attributes = ' align="center"' + attributes
    if name == "img" and " src=" not in attributes:
        return None
    return Tag(name, False, f"<{shown}{attributes}>")


def _attributes(text: str, name: str, link: LinkOf) -> str:
    parts: list[str] = []
    seen: set[str] = set()
    for key, double, single, plain in _ATTRIBUTE.findall(text):
        fit: str | None
        key = key.lower()
        value = unescape(double or single or plain)
        if key in seen:
            continue
        seen.add(key)
        if key in ("href", "src"):
            target = link(value, key == "src") if name in ("a", "img") else None
            fit = (target and target.html) or None
        else:
            fit = raw_attribute(key, value)
        if fit is None:
            continue
        parts.append(f' {key}="{attribute_value(fit)}"' if fit or key == "alt" else f" {key}")
    return "".join(parts)


def with_unique_id(tag: str, taken: set[str]) -> str:
    """A tag without its id where that is taken already; else the id is taken now.

    Args:
        tag: A tag as it is to be written.
        taken: The ids taken on the page so far.
    """
    found = _ID.match(tag)
    if not found:
        return tag
    if not found[2] or found[2] in taken:
        return _ID.sub(r"\1", tag)
    taken.add(found[2])
    return tag


def attribute_value(value: str) -> str:
    """A value for an attribute of raw HTML inside of Markdown."""
    return _UNSAFE.sub(
        lambda found: found[0] if found[0] in ":#=_@" else f"&#{ord(found[0])};",
        escape(value.replace("\n", " ")),
    )


def html_text(text: str) -> str:
    """Text within raw HTML."""
    return _UNSAFE.sub(lambda found: f"&#{ord(found[0])};", escape(text, quote=False))


def pieces(block: Token) -> Iterator[Token]:
    """What a block of raw HTML consists of: tags, texts and Swimm's constructs; no comments."""
    for child in block.children or _parts(block.content):
        if not (child.type == "html_inline" and child.content.startswith("<!--")):
            yield child


def _parts(source: str) -> Iterator[Token]:
    position = start = 0
    last = source.rfind("-->")
    while (position := source.find("<", position)) >= 0:
        if last >= position + 4 and source.startswith("<!--", position):
            end = source.find("-->", position + 4) + 3
        elif tag := _TAG.match(source, position):
            end = tag.end()
        else:
            position += 1
            continue
        if start < position:
            yield Token("text", "", 0, content=source[start:position])
        yield Token("html_inline", "", 0, content=source[position:end])
        position = start = end
    if start < len(source):
        yield Token("text", "", 0, content=source[start:])
