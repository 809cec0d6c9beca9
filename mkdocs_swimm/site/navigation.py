"""Puts the documents into MkDocs' navigation."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, file_sort_key
from mkdocs.structure.nav import Section
from mkdocs.utils import dirname_to_title, nest_paths

from ..project.documents import Doc
from ..project.names import SUFFIX, name_of
from ..project.navigation import Tree
from ..safety.untrusted import template_text
from .site_files import SiteFiles

_NAVIGATORS = ("awesome-nav", "awesome-pages", "literate-nav", "api-autonav")
"""Plugins that build the navigation if none is configured."""


@dataclass(frozen=True, slots=True)
class SiteNavigation:
    """The navigation of a site."""

    site: SiteFiles

    def expand(self) -> None:
        """Replace folders of documents by trees, ids and file names by pages, if ``nav`` is set."""
        if nav := self.site.config.nav:
            named = {uri for target in _targets(nav) if (uri := self._uri(target))}
            self.site.config.nav = self._expanded(nav, named)

    def automatic(self) -> list[Any] | None:
        """A navigation for a site without one; None if it has one, or another plugin builds it."""
        config = self.site.config
        if config.nav is not None or not self.site.docs:
            return None
        if any(name in config.plugins for name in _NAVIGATORS):
            return None
        nav: list[Any] = _escaped(nest_paths(self._others()))
        for mount in self._mounts():
            if tree := self._tree(mount, frozenset()):
                self._insert(nav, mount, tree)
        return nav

    def name_sections(self, items: Sequence[StructureItem]) -> None:
        """Escape the titles of sections that are named after folders of documents."""
        folders = {name for uri in self.site.docs for name in uri.split("/")[:-1]}
        names = folders | {dirname_to_title(name) for name in folders}
        for section in items:
            if isinstance(section, Section):
                if section.title in names:
                    section.title = template_text(section.title)
                self.name_sections(section.children)

    def _mounts(self) -> list[str]:
        """The folders of the site that documents are in, the configured ones first."""
        folders = [posixpath.dirname(uri) for uri in self.site.docs]
        main = [source.mount for source in self.site.project.sources if source.mount in folders]
        return list(dict.fromkeys([*main, *sorted(folders)]))

    def _others(self, mount: str | None = None) -> list[str]:
        """The URIs of pages that are not documents, of the site or a folder, in MkDocs' order."""
        pages = sorted(self.site.files.documentation_pages(), key=file_sort_key)
        return [
            page.src_uri
            for page in pages
            if page.inclusion.is_in_nav()
            and page.src_uri not in self.site.docs
            and mount in (None, posixpath.dirname(page.src_uri))
        ]

    def _insert(self, nav: list[Any], mount: str, tree: list[Any]) -> None:
        """Put the tree of a folder into the section that MkDocs has, or would have, for it."""
        section = nav
        for name in filter(None, mount.split("/")):
            title = template_text(dirname_to_title(name))
            items = (item[title] for item in section if isinstance(item, dict) and title in item)
            inner = next((item for item in items if isinstance(item, list)), None)
            if inner is None:
                inner = []
                section.append({title: inner})
            section = inner
        section[:] = _with_pages(section, mount, tree)

    def tree(self, mount: str | None, named: Set[str] = frozenset()) -> Tree:
        """The documents of the site or of a folder as a tree, without the URIs in ``named``."""
        docs = [
            doc
            for uri, doc in self.site.docs.items()
            if mount in (None, posixpath.dirname(uri))
            and uri not in named
            and self.site.file_of[doc.path].inclusion.is_in_nav()
        ]
        return self.site.project.navigation(docs)

    def _tree(self, mount: str, named: Set[str]) -> list[Any]:
        return _to_nav(self.tree(mount, named), self.site.file_of, self.site.strings.documents)

    def _expanded(self, nav: Any, named: Set[str]) -> Any:
        if isinstance(nav, list):
            items: list[Any] = []
            for item in nav:
                expanded = self._expanded(item, named)
                items += expanded if isinstance(expanded, list) else [expanded]
            return items
        if isinstance(nav, dict):
            return {title: self._expanded(value, named) for title, value in nav.items()}
        folder = self._folder(nav) if isinstance(nav, str) else None
        if folder is not None:
            return _with_pages(self._others(folder), folder, self._tree(folder, named))
        return self._uri(nav) or nav if isinstance(nav, str) else nav

    def _folder(self, target: str) -> str | None:
        """The folder of documents that an entry names; None if it names none."""
        name = target.strip("/").removeprefix("./")
        is_other = self.site.files.get_file_from_path(target) or "://" in target
        return name if name and not is_other and name in self._mounts() else None

    def _uri(self, target: str) -> str | None:
        """The URI of the document that an entry names by URI, id or file name; else None."""
        if self.site.files.get_file_from_path(target):
            return target if target in self.site.docs else None
        by_id = self.site.project.names.by_id
        doc = by_id.get(target)
        if doc is None and target.endswith(SUFFIX):
            name = name_of(posixpath.basename(target))
            doc = by_id.get(name.id) if name else None
        return self.site.file_of[doc.path].src_uri if doc else None


def _with_pages(pages: Sequence[Any], mount: str, tree: Sequence[Any]) -> list[Any]:
    """The pages of a folder, its tree of documents, and the pages about all documents."""
    last = [posixpath.join(mount, name) for name in ("code.md", "health.md")]
    first = [page for page in pages if page not in last]
    return [*first, *tree, *(page for page in pages if page in last)]


def _to_nav(tree: Tree, files: Mapping[Any, File], untitled: str) -> list[Any]:
    """A tree in the form of MkDocs' ``nav``; sections without a title are named ``untitled``."""
    nav: list[Any] = []
    for child in tree:
        if isinstance(child, Doc):
            nav.append(files[child.path].src_uri)
            continue
        section = _to_nav(child.children, files, untitled)
        if child.page:
            # Material merges a section's index page with the section.
            files[child.page.path].name = "index"
            section.insert(0, files[child.page.path].src_uri)
        nav.append({template_text(child.title or untitled): section})
    return nav


def _escaped(nav: list[Any]) -> list[Any]:
    """A navigation that MkDocs built from paths, with its titles escaped."""
    return [
        {template_text(title): _escaped(section) for title, section in item.items()}
        if isinstance(item, dict)
        else item
        for item in nav
    ]


def _targets(nav: Any) -> list[str]:
    if isinstance(nav, list):
        return [target for item in nav for target in _targets(item)]
    if isinstance(nav, dict):
        return [target for item in nav.values() for target in _targets(item)]
    return [nav] if isinstance(nav, str) else []
