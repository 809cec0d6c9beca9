"""The Markdown extensions that the pages need, switched on for those pages only.

What the user has configured stays as it is, and pages that are not Swimm documents are rendered
exactly as they would be without the plugin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from inspect import signature
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import unique
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pymdownx import superfences
from pymdownx.highlight import HighlightExtension

from ..code.languages import INLINE_PHP
from ..safety.hidden_code import RIGHT_BEFORE_FENCES, HiddenCode, Reveal
from ..safety.untrusted import identifier

NEEDED: Mapping[str, Mapping[str, Any]] = {
    "tables": {},
    "attr_list": {},
    "md_in_html": {},
    "admonition": {},
    "sane_lists": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {
        "pygments_lang_class": True,
        "stripnl": False,
        "linenums_style": "pymdownx-inline",
        "extend_pygments_lang": [INLINE_PHP],
    },
    "pymdownx.superfences": {"preserve_tabs": True},
    "pymdownx.tabbed": {"alternate_style": True},
}
"""Extensions by name with their settings, in the order in which they are to be registered."""


_BEHIND_TOC = 4
_BEFORE_FENCES = 29
"""Python-Markdown's first step, at 30, takes away the marks of HTML that is done already."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TAB = re.compile(r'\b(id|name|for)="__tabbed_')


class SwimmPages(Extension):
    """Switches the needed extensions on while ``active`` is set.

    Attributes:
        active: Whether the page is a document.
        code: What was hidden of the page, and comes back.
        parts: HTML in the place of parts of an ordinary page.
        resolve: Where a link of any other page leads; None for what is no document.
        links: Takes the links and images of a document, where they are wanted.
    """

    active = False
    code = HiddenCode()
    parts = HiddenCode()
    resolve: Callable[[str], str | None] | None = None
    links: set[str] | None = None

    def extendMarkdown(self, md: Markdown) -> None:
        """Register what the user's configuration lacks."""
        if self.active or self.code.codes:
            # The extension for Markdown alone has no page before Markdown begins.
            reveal = Reveal(lambda: self.code)
            md.preprocessors.register(reveal, "swimm_code", RIGHT_BEFORE_FENCES)
        if not self.active:
            if self.parts.codes:
                md.preprocessors.register(_Parts(md, self.parts), "swimm_parts", _BEFORE_FENCES)
            if self.resolve:
                # After inline patterns have made links, before MkDocs resolves them (priority 0).
                md.treeprocessors.register(
                    _Elements(partial(_lead, self.resolve)), "swimm-links", 1
                )
            return
        for name, settings in NEEDED.items():
            if not _registered(md, name):
                md.registerExtensions([name], {name: dict(settings)})
        _draw_diagrams(md)
        md.treeprocessors.register(_OwnIds(md), "swimm_ids", _BEHIND_TOC)
        if self.links is not None:
            # With MkDocs' own priority, but in front of it: it comes last.
            md.treeprocessors.register(_Elements(partial(_note, self.links)), "swimm_targets", 0)


def _note(links: set[str], element: Element) -> None:
    """Note where a link or an image leads."""
    if element.tag in ("a", "img"):
        links.add(element.get("href" if element.tag == "a" else "src", ""))


def _lead(resolve: Callable[[str], str | None], element: Element) -> None:
    """Let a link to a document lead to its page."""
    target = resolve(element.get("href", "")) if element.tag == "a" else None
    if target:
        element.set("href", target)


def html_of_parts() -> Callable[[str], str]:
    """What makes HTML of Markdown for one ordinary page, whatever extensions the page has."""
    extension = SwimmPages()
    extension.active = True
    md = Markdown(extensions=[extension])
    # The page may have tabs of its own, counted from one as well.
    return lambda markdown: _TAB.sub(r'\1="__swimm_tabbed_', md.convert(markdown))


class _Parts(Preprocessor):
    """Puts HTML into an ordinary page, which Markdown leaves as it is."""

    def __init__(self, md: Markdown, parts: HiddenCode) -> None:
        super().__init__(md)
        self._parts = parts

    def run(self, lines: list[str]) -> list[str]:
        """The page with what stands for its HTML in Python-Markdown."""
        return self._parts.revealed("\n".join(lines), self.md.htmlStash.store).split("\n")


class _OwnIds(Treeprocessor):
    """Gives headings ids that are the page's own: none that the theme looks for."""

    def run(self, root: Element) -> None:
        """Rename the ids that the table of contents has made of headings."""
        renamed: dict[str, str] = {}
        taken = {element.get("id", "") for element in root.iter()}
        for element in root.iter():
            old = element.get("id", "")
            if element.tag not in _HEADINGS or identifier(old) == old:
                continue
            new = unique(identifier(old), taken)
            renamed[old] = new
            element.set("id", new)
            for link in element.iter("a"):
                if link.get("href") == f"#{old}":
                    link.set("href", f"#{new}")
        if renamed:
            _rename(getattr(self.md, "toc_tokens", ()), renamed)


def _rename(tokens: Iterable[dict[str, Any]], renamed: Mapping[str, str]) -> None:
    for token in tokens:
        token["id"] = renamed.get(token["id"], token["id"])
        _rename(token["children"], renamed)


class _Elements(Treeprocessor):
    """Shows the elements of a page to a function."""

    def __init__(self, show: Callable[[Element], None]) -> None:
        super().__init__()
        self._show = show

    def run(self, root: Element) -> None:
        """Show all of a page."""
        for element in root.iter():
            self._show(element)


def _draw_diagrams(md: Markdown) -> None:
    """Let fences of Mermaid be diagrams, unless the user has said what they are."""
    for extension in md.registeredExtensions:
        if isinstance(extension, superfences.SuperFencesCodeExtension):
            known = {fence["name"] for fence in extension.superfences}
            if "mermaid" not in known:
                add = extension.extend_super_fences
                # Newer versions ask for a function that puts a fence's state back.
                resets = (lambda md: None,) if "reset" in signature(add).parameters else ()
                add("mermaid", _diagram, superfences.default_validator, *resets)


def _diagram(src: str, language: str, options: Any, md: Markdown, **given: Any) -> str:
    """The HTML of a diagram's fence."""
    html: str = superfences.fence_code_format(src, language, "mermaid", options, md, **given)
    return html


_BLOCKS = {
    "tables": "table",
    "admonition": "admonition",
    "pymdownx.details": "details",
    "pymdownx.tabbed": "tabbed",
}
"""The extensions that are known by the name of a block processor of theirs."""


def _registered(md: Markdown, name: str) -> bool:
    """Whether an extension works already, also as a part of another such as pymdownx.extra."""
    blocks, before = md.parser.blockprocessors, md.preprocessors
    match name:
        case "attr_list":
            return "attr_list" in md.treeprocessors
        case "md_in_html":
            return type(before["html_block"]).__module__.endswith("md_in_html")
        case "sane_lists":
            return getattr(blocks["olist"], "LAZY_OL", True) is False
        case "pymdownx.highlight":
            # Superfences brings one along that is asked for its defaults alone.
            known = md.registeredExtensions
            return any(isinstance(one, HighlightExtension) and one.enabled for one in known)
        case "pymdownx.superfences":
            fences = "fenced_code_block"
            return fences in before and type(before[fences]).__module__ == "pymdownx.superfences"
        case _:
            return _BLOCKS[name] in blocks
