"""The tree of documents as a part of MkDocs' navigation."""

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
from ..project.names import name_of
from ..project.navigation import Tree
from ..safety.untrusted import template_text
from .site_files import SiteFiles

_NAVIGATORS = ("awesome-nav", "awesome-pages", "literate-nav", "api-autonav")
"""Plugins that make the navigation themselves, where there is none in the configuration."""


@dataclass(frozen=True, slots=True)
class SiteNavigation:
    """The navigation of a site with all its files."""

    site: SiteFiles

    def expand(self) -> None:
        """Insert the documents into a hand-written navigation.

        An entry for a folder of documents becomes its tree, one for a document by its id or file
        name becomes its page.
        """
        nav = self.site.config.nav
        if nav:
            named = {uri for target in _targets(nav) if (uri := self._uri(target))}
            self.site.config.nav = self._expanded(nav, named)

    def automatic(self) -> list[Any] | None:
        """A navigation for a site that has none; None where another plugin makes it."""
        config = self.site.config
        if config.nav is not None or not self.site.docs:
            return None
        if any(name in config.plugins for name in _NAVIGATORS):
            return None
        nav: list[Any] = _titled(nest_paths(self._others()))
        for mount in self._mounts():
            if tree := self._tree(mount, frozenset()):
                self._insert(nav, mount, tree)
        return nav

    def name_sections(self, items: Sequence[StructureItem]) -> None:
        """Make the titles of sections named after folders of documents plain text."""
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
        """The URIs of pages in the navigation that are no documents, of all or of a folder."""
        pages = sorted(self.site.files.documentation_pages(), key=file_sort_key)
        return [
            page.src_uri
            for page in pages
            if page.inclusion.is_in_nav()
            and page.src_uri not in self.site.docs
            and mount in (None, posixpath.dirname(page.src_uri))
        ]

    def _insert(self, nav: list[Any], mount: str, tree: list[Any]) -> None:
        """Put a tree where MkDocs would have put the folder, behind the folder's own pages."""
        at = nav
        for name in filter(None, mount.split("/")):
            title = template_text(dirname_to_title(name))
            sections = (item[title] for item in at if isinstance(item, dict) and title in item)
            found = next((inside for inside in sections if isinstance(inside, list)), None)
            if found is None:
                found = []
                at.append({title: found})
            at = found
        at[:] = _around(at, mount, tree)

    def tree(self, mount: str | None, named: Set[str] = frozenset()) -> Tree:
        """The documents as a tree, all or those of a folder of the site, but for those named."""
        docs = [
            doc
            for uri, doc in self.site.docs.items()
            if mount in (None, posixpath.dirname(uri))
            and uri not in named
            and self.site.of[doc.path].inclusion.is_in_nav()
        ]
        return self.site.project.navigation(docs)

    def _tree(self, mount: str, named: Set[str]) -> list[Any]:
        """The documents of a folder of the site, as MkDocs' configuration writes it."""
        return _written(self.tree(mount, named), self.site.of, self.site.strings.documents)

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
            return _around(self._others(folder), folder, self._tree(folder, named))
        return self._uri(nav) or nav if isinstance(nav, str) else nav

    def _folder(self, target: str) -> str | None:
        """The folder of documents that an entry of the navigation names."""
        name = target.strip("/").removeprefix("./")
        if self.site.files.get_file_from_path(target) or "://" in target:
            return None
        return name if name in self._mounts() and name else None

    def _uri(self, target: str) -> str | None:
        """The URI of the document that an entry names by its id, its file or its path."""
        if self.site.files.get_file_from_path(target):
            return target if target in self.site.docs else None
        by_id = self.site.project.names.by_id
        doc = by_id.get(target)
        if doc is None and target.endswith(".sw.md"):
            name = name_of(posixpath.basename(target))
            doc = by_id.get(name.id) if name else None
        return self.site.of[doc.path].src_uri if doc else None


def _around(pages: Sequence[Any], mount: str, tree: Sequence[Any]) -> list[Any]:
    """The tree of a folder between its other pages and those that are about all documents."""
    made = [posixpath.join(mount, name) for name in ("code.md", "health.md")]
    first = [page for page in pages if page not in made]
    return [*first, *tree, *(page for page in pages if page in made)]


def _written(tree: Tree, files: Mapping[Any, File], untitled: str) -> list[Any]:
    """A tree in the form of MkDocs' ``nav``; a section without a title is called untitled."""
    nav: list[Any] = []
    for child in tree:
        if isinstance(child, Doc):
            nav.append(files[child.path].src_uri)
            continue
        inside = _written(child.children, files, untitled)
        if child.page:
            # Material shows a section's index with the section itself.
            files[child.page.path].name = "index"
            inside.insert(0, files[child.page.path].src_uri)
        nav.append({template_text(child.title or untitled): inside})
    return nav


def _titled(nav: list[Any]) -> list[Any]:
    """A navigation that MkDocs made from paths, with plain text as titles."""
    return [
        {template_text(title): _titled(inside) for title, inside in item.items()}
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
