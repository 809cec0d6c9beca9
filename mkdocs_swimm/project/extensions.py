"""The Markdown extensions that the pages need, switched on for those pages only.

What the user has configured stays as it is, and pages that are not Swimm documents are rendered
exactly as they would be without the plugin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import unique
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
    """Switches the needed extensions on while ``active`` is set."""

    active = False  # whether the page is a document
    code = HiddenCode()  # what was hidden of the page, and comes back
    parts = HiddenCode()  # HTML in the place of parts of an ordinary page
    resolve: Callable[[str], str | None] | None = None
    """Where a link of any other page leads; None for what is no document."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register what the user's configuration lacks."""
        if self.active or self.code.codes:
            # The extension for Markdown alone has no page before Markdown begins.
            reveal = Reveal(lambda: self.code)
            md.preprocessors.register(reveal, "swimm_code", RIGHT_BEFORE_FENCES)
        # With MkDocs' own priority, but in front of it, which comes last.
        md.treeprocessors.register(_Links(self), "swimm_links", 0)
        if not self.active:
            put = Reveal(lambda: self.parts, md.htmlStash.store)
            md.preprocessors.register(put, "swimm_parts", _BEFORE_FENCES)
            return
        for name, settings in NEEDED.items():
            if not _registered(md, name):
                md.registerExtensions([name], {name: dict(settings)})
        _draw_diagrams(md)
        md.treeprocessors.register(_OwnIds(md), "swimm_ids", _BEHIND_TOC)


class _Links(Treeprocessor):
    """Lets links to documents lead to their pages."""

    def __init__(self, pages: SwimmPages) -> None:
        super().__init__()
        self._pages = pages

    def run(self, root: Element) -> None:
        """Go through the links of a page."""
        resolve = self._pages.resolve
        for element in root.iter("a"):
            if resolve and (target := resolve(element.get("href", ""))):
                element.set("href", target)


def html_of_parts() -> Callable[[str], str]:
    """What makes HTML of Markdown for one ordinary page, whatever extensions the page has."""
    extension = SwimmPages()
    extension.active = True
    md = Markdown(extensions=[extension])
    # The page may have tabs of its own, counted from one as well.
    return lambda markdown: _TAB.sub(r'\1="__swimm_tabbed_', md.convert(markdown))


class _OwnIds(Treeprocessor):
    """Gives headings ids that are the page's own: none that the theme looks for."""

    def run(self, root: Element) -> None:
        """Rename the ids that the table of contents has made of headings."""
        renamed: dict[str, str] = {}
        taken = {element.get("id", "") for element in root.iter()}
        for element in root.iter():
            old = element.get("id", "")
            if element.tag in _HEADINGS and identifier(old) != old:
                renamed[old] = unique(identifier(old), taken)
                element.set("id", renamed[old])
                for link in element.iter("a"):
                    if link.get("href") == f"#{old}":
                        link.set("href", f"#{renamed[old]}")
        if renamed:
            _rename(getattr(self.md, "toc_tokens", ()), renamed)


def _rename(tokens: Iterable[dict[str, Any]], renamed: Mapping[str, str]) -> None:
    for token in tokens:
        token["id"] = renamed.get(token["id"], token["id"])
        _rename(token["children"], renamed)


def _draw_diagrams(md: Markdown) -> None:
    """Let fences of Mermaid be diagrams, unless the user has said what they are."""

    def diagram(src: str, language: str, options: Any, md: Markdown, **given: Any) -> object:
        return superfences.fence_code_format(src, language, "mermaid", options, md, **given)

    for extension in md.registeredExtensions:
        if isinstance(extension, superfences.SuperFencesCodeExtension):
            add = extension.extend_super_fences
            # Newer versions ask for a function that puts a fence's state back.
            resets = (lambda md: None,) if "reset" in signature(add).parameters else ()
            if all(fence["name"] != "mermaid" for fence in extension.superfences):
                add("mermaid", diagram, superfences.default_validator, *resets)


def _registered(md: Markdown, name: str) -> bool:
    """Whether an extension that has settings works already, also as a part of another one."""
    blocks, before = md.parser.blockprocessors, md.preprocessors
    match name:
        case "tables" | "pymdownx.tabbed":
            return {"tables": "table"}.get(name, "tabbed") in blocks
        case "pymdownx.highlight":
            # Superfences brings one along that is asked for its defaults alone.
            known = md.registeredExtensions
            return any(isinstance(one, HighlightExtension) and one.enabled for one in known)
        case "pymdownx.superfences":
            fences = "fenced_code_block"
            return fences in before and type(before[fences]).__module__ == name
        case _:
            return False
