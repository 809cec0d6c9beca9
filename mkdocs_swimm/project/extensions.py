"""Enables the Markdown extensions that documents need, for their pages only.

Extensions that the user has configured keep their settings.
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
"""Extensions by name with their settings, in the order of registration."""

_AFTER_TOC = 4
_BEFORE_FENCES = 29
"""After Python-Markdown's first step, at 30, which removes the placeholders of finished HTML."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TAB = re.compile(r'\b(id|name|for)="__tabbed_')


class SwimmPages(Extension):
    """Registers the needed extensions while ``active`` is set."""

    active = False  # whether the page is a document
    code = HiddenCode()  # the code hidden from other plugins, to be put back
    parts = HiddenCode()  # HTML in place of parts of an ordinary page
    resolve: Callable[[str], str | None] | None = None
    """Returns the new target of a link on other pages; None if it leads to no document."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register what the user's configuration lacks."""
        if self.active or self.code.codes:
            # In the Markdown extension, code is hidden only after this was registered.
            reveal = Reveal(lambda: self.code)
            md.preprocessors.register(reveal, "swimm_code", RIGHT_BEFORE_FENCES)
        # With the priority of MkDocs' own link processor, which is registered later.
        md.treeprocessors.register(_Links(self), "swimm_links", 0)
        if not self.active:
            insert = Reveal(lambda: self.parts, md.htmlStash.store)
            md.preprocessors.register(insert, "swimm_parts", _BEFORE_FENCES)
            return
        for name, settings in NEEDED.items():
            if not _is_registered(md, name):
                md.registerExtensions([name], {name: dict(settings)})
        _draw_diagrams(md)
        md.treeprocessors.register(_SafeIds(md), "swimm_ids", _AFTER_TOC)


class _Links(Treeprocessor):
    """Redirects links to documents to their pages."""

    def __init__(self, pages: SwimmPages) -> None:
        super().__init__()
        self._pages = pages

    def run(self, root: Element) -> None:
        resolve = self._pages.resolve
        for element in root.iter("a"):
            if resolve and (target := resolve(element.get("href", ""))):
                element.set("href", target)


def html_of_parts() -> Callable[[str], str]:
    """A converter from Markdown to HTML for parts of one page, whatever extensions it has."""
    extension = SwimmPages()
    extension.active = True
    md = Markdown(extensions=[extension])
    # The page may have tabs of its own, which are numbered from 1 as well.
    return lambda markdown: _TAB.sub(r'\1="__swimm_tabbed_', md.convert(markdown))


class _SafeIds(Treeprocessor):
    """Renames ids of headings that the theme's scripts would look for."""

    def run(self, root: Element) -> None:
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
    """Have Mermaid fences drawn as diagrams, unless the user has configured such fences."""

    def diagram(src: str, language: str, options: Any, md: Markdown, **given: Any) -> object:
        return superfences.fence_code_format(src, language, "mermaid", options, md, **given)

    for extension in md.registeredExtensions:
        if isinstance(extension, superfences.SuperFencesCodeExtension):
            add = extension.extend_super_fences
            # Newer versions require a function that resets the state of a fence.
            resets = (lambda md: None,) if "reset" in signature(add).parameters else ()
            if all(fence["name"] != "mermaid" for fence in extension.superfences):
                add("mermaid", diagram, superfences.default_validator, *resets)


def _is_registered(md: Markdown, name: str) -> bool:
    """Whether an extension with settings is registered, by itself or by another extension."""
    match name:
        case "tables":
            return "table" in md.parser.blockprocessors
        case "pymdownx.tabbed":
            return "tabbed" in md.parser.blockprocessors
        case "pymdownx.highlight":
            # Superfences creates one that is not enabled, for its defaults.
            extensions = md.registeredExtensions
            return any(isinstance(one, HighlightExtension) and one.enabled for one in extensions)
        case "pymdownx.superfences":
            fences = "fenced_code_block"
            return fences in md.preprocessors and type(md.preprocessors[fences]).__module__ == name
        case _:
            return False
