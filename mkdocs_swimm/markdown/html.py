"""Raw HTML: what is harmless stays, everything else is shown as text.

Python reads a tag, its addresses are resolved; nh3 takes away what could run, load or leave the
page, and closes what is open. The rest keeps Markdown from acting within it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3
from markdown_it.token import Token

from ..safety.untrusted import ATTRIBUTES, SAFE_SCHEMES, raw_attribute
from .contract import Renderer

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

_RENAMED = {"center": "div", "tt": "code", "font": "span", "big": "span", "strike": "s"}
_IN_TEXT = re.compile(r"[`{}$\\|*_\[\]~^=:@#!]")
_IN_TAG = re.compile(r"[`{}$\\|*\[\]~^!]")


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
    found: tuple[str, bool, list[tuple[str, str | None]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = tag, False, attrs

    def handle_endtag(self, tag: str) -> None:
        self.found = self.found or (tag, True, [])


class Tags:
    """The raw tags of a page.

    Attributes:
        renderer: Tells where links lead.
        ids: The ids taken on the page so far.
    """

    def __init__(self, renderer: Renderer, ids: set[str]) -> None:
        self.renderer = renderer
        self.ids = ids
        self._cleaner = nh3.Cleaner(
            tags={_RENAMED.get(name, name) for name in INLINE | BLOCK} | {"slot"},
            attributes={"*": set(ATTRIBUTES), "a": {"href"}, "img": {"src"}, "slot": {"name"}},
            attribute_filter=self._attribute,
            strip_comments=False,
            link_rel=None,
            url_schemes=set(SAFE_SCHEMES),
        )

    def read(self, token: Token) -> Tag | None:
        """Read a tag; None for one that is no harmless element's."""
        reader = _Reader()
        reader.feed(token.content)
        if reader.found is None:
            return None
        name, closing, given = reader.found
        # `<T>` and `<U>` are type parameters; nobody writes `<u>` that way.
        if name not in INLINE | BLOCK or (
            len(name) == 1 and token.content.lstrip("</")[0].isupper()
        ):
            return None
        attributes = {"align": "center"} if name == "center" else {}
        for key, value in () if closing else given:
            if key in attributes:
                continue
            attributes[key] = value or ""
            if key in ("href", "src"):
                fits = name in ("a", "img")
                target = (
                    self.renderer.link(token, value or "", image=key == "src") if fits else None
                )
                attributes[key] = target.html if target else ""
        attributes = {key: value for key, value in attributes.items() if value or key not in _LINKS}
        if name == "img" and not closing and "src" not in attributes:
            return None
        return Tag(name, _RENAMED.get(name, name), closing, attributes)

    def written(self, tag: Tag) -> str:
        """One tag as it stands in Markdown."""
        if tag.closing or not tag.attributes:
            return tag.source
        return in_markdown(self.clean(tag.source).removesuffix(f"</{tag.shown}>"))

    def clean(self, html: str) -> str:
        """HTML with nothing that acts, all of it closed; comments stay."""
        return self._cleaner.clean(html)

    def _attribute(self, element: str, key: str, value: str) -> str | None:
        if key in _LINKS or key == "name":
            return value
        fit = raw_attribute(key, value)
        if key == "id" and fit:
            if fit in self.ids:
                return None
            self.ids.add(fit)
        return fit.replace("\n", " ") if fit is not None else None


_LINKS = frozenset(("href", "src"))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def in_markdown(tag: str) -> str:
    """A tag in which nothing is left for Markdown to act on."""
    return _IN_TAG.sub(_reference, tag)


def attribute_value(value: str) -> str:
    """A value for an attribute of raw HTML inside of Markdown."""
    return in_markdown(escape(value.replace("\n", " ")))


def html_text(text: str) -> str:
    """Text within raw HTML."""
    return shielded(escape(text, quote=False))


def shielded(text: str) -> str:
    """Text of HTML, escaped already, in which nothing is left for Markdown to act on."""
    return _IN_TEXT.sub(_reference, text)
