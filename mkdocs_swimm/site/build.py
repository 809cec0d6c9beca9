"""One build of a site: what the plugin's hooks share from configuration to the last page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as MkDocsPage

from ..code.languages import INLINE_PHP
from ..config import SwimmConfig
from ..i18n.strings import ENGLISH, Strings
from ..project.library import Entry, Shelf
from ..project.problems import doubled_id, log, shown_path, tell
from ..rendering.extensions import SwimmPages
from ..safety.hidden_code import HiddenCode, hide, hide_all
from .checking import finish
from .kept_pages import KeptPages
from .language import strings_of
from .mermaid import add_mermaid
from .mounting import Mounted, Source, mount
from .navigation import SiteNavigation
from .overviews import add_health, add_overviews
from .page_writing import PageWriter
from .parts import Part, parts_of
from .passed_over import passes_over, put_back, set_aside
from .playlists import ReadingPaths
from .serving import FileWatch
from .styles_and_scripts import (
    FILTER_SCRIPT,
    HEALTH_SCRIPT,
    PREVIEWS_SCRIPT,
    STYLE,
    TABLES_SCRIPT,
    packaged,
)

if TYPE_CHECKING:
    from .llms import PlainPages


@dataclass(eq=False)
class Build:
    """One build.

    Attributes:
        options: The plugin's options.
        config: The configuration of the site.
        shelf: Documents read before.
        watch: Watches the code while MkDocs serves; None where it does not.
        kept: Pages of the last build, while MkDocs serves.
    """

    options: SwimmConfig
    config: MkDocsConfig
    shelf: Shelf
    watch: FileWatch | None = None
    kept: KeptPages | None = None
    base: Path = field(init=False)
    parts: Sequence[Part] = field(init=False)
    extension: SwimmPages = field(init=False)
    strings: Strings = ENGLISH
    files: Files | None = None
    navigation: SiteNavigation | None = None
    mounted: Mounted = field(default_factory=Mounted)
    plain: PlainPages | None = None
    writer: PageWriter | None = None
    aside: Sequence[str] = ()

    def __post_init__(self) -> None:
        path = self.config.config_file_path
        self.base = (Path(path).parent if path else Path()).resolve()
        self.parts = parts_of(self.options, self.config, self.base, self.shelf)
        self.extension = SwimmPages()

    @property
    def sources(self) -> Sequence[Source]:
        """All folders of documents."""
        return [source for part in self.parts for source in part.sources]

    @property
    def main(self) -> str:
        """The URL path under which old addresses are reachable."""
        return next((part.mount for part in self.parts if part.sources), self.parts[0].mount)

    def part_of(self, entry: Entry) -> Part:
        """The repository that a document is of."""
        return self.parts[self.mounted.repositories.get(entry.path, 0)]

    def shown(self, path: Path) -> str:
        """A path as a person knows it."""
        return shown_path(path, self.parts[0].home)

    @property
    def levels(self) -> Mapping[str, Any]:
        """The level of each kind of problem."""
        return dict(self.options.validation)

    def configure(self) -> None:
        """Switch on what the pages need, unless the user has."""
        if "pymdownx.highlight" in self.config.markdown_extensions:
            # The extension is the user's own, and is to know PHP without its opening tag as well.
            settings = self.config.mdx_configs.setdefault("pymdownx.highlight", {})
            languages = settings.get("extend_pygments_lang") or []
            settings["extend_pygments_lang"] = [*languages, INLINE_PHP]
        self.config.markdown_extensions.append(cast("str", self.extension))
        packaged(STYLE).use(self.config)
        if self.options.previews:
            packaged(PREVIEWS_SCRIPT).use(self.config)
        if self.options.health and self.options.freshness != "ignore":
            packaged(HEALTH_SCRIPT).use(self.config)
        if self.config.theme.name == "material":
            packaged(TABLES_SCRIPT).use(self.config)
            features = self.config.theme.setdefault("features", [])
            for feature in ("content.code.copy", "content.tooltips"):
                if feature not in features:
                    features.append(feature)

    def add_files(self, files: Files) -> None:
        """Add documents, images, old addresses and the style sheet to the site."""
        self.files = files
        # Other plugins choose the theme's language until now.
        self.strings = strings_of(self.config.theme, self.options.strings)
        self.mounted = mount(files, self.config, self.sources, self.shelf, self.main, self.strings)
        for unread in self.mounted.unread:
            log.warning(
                "%s:1: the document can not be read: %s; it is not on the site",
                self.shown(unread.path),
                unread.reason,
            )
        for entry, other in self.mounted.doubles:
            problem = doubled_id(entry.name.id, self.shown(other.path))
            tell(entry.path, self.parts[0].home, [problem], self.levels)
        if self.mounted.families:
            log.info(
                "%d documents share their id with others about the same program, such as %s; links "
                "lead to the files that they name",
                sum(map(len, self.mounted.families)),
                self.shown(self.mounted.families[0][0].path),
            )
        self._check_documents()
        for part in self.parts:
            part.add_pages(files, self.config, self.mounted, self.strings)
        if self.options.previews:
            packaged(PREVIEWS_SCRIPT).add(files, self.config)
        if self.options.llms:
            # Few sites have plain files: the others do without what writes them.
            from .llms import PlainPages

            self.plain = PlainPages(self.config, self.strings)
        writer = self.writer = PageWriter(
            self.options, self.config, files, self.mounted, self.parts, self.strings, self.plain
        )
        writer.paths = ReadingPaths(self.mounted, writer.site, self.strings)
        writer.paths.add_assets(files, self.config)
        if self.options.health:
            writer.health = add_health(
                files, self.config, self.parts, self.mounted, self.main, self.strings
            )
        self.navigation = SiteNavigation(
            self.config, files, self.mounted, self.sources, self.strings
        )
        add_overviews(files, self.config, self.mounted, self.sources, self.navigation, self.strings)
        packaged(STYLE).add(files, self.config)
        if self.config.theme.name == "material":
            packaged(TABLES_SCRIPT).add(files, self.config)
        if any("mermaid" in entry.document.source for entry in self.mounted.by_uri.values()):
            add_mermaid(files, self.config, self.options.mermaid, self.strings)
        if files.get_file_from_path(packaged(FILTER_SCRIPT).uri):
            packaged(FILTER_SCRIPT).use(self.config)
        self.navigation.expand()
        self.navigation.lighten()
        if not self.mounted.entries:
            folders = ", ".join(str(source.folder) for source in self.sources) or ".swm"
            log.warning(
                "no Swimm documents were found in %s or %s; name their folder in the option "
                "'sources' of swimm",
                folders,
                self.config.docs_dir,
            )

    def _check_documents(self) -> None:
        """Check all documents against the code, and watch what they quote."""
        # Before the code is read: whatever changes from here on is noticed.
        quoted = self._quoted()
        if self.watch:
            self.watch.add(quoted)
        for part in self.parts:
            part.check([one for one in self.mounted.by_uri.values() if self.part_of(one) is part])
        quoted = self._quoted()
        if self.watch:
            self.watch.keep(quoted)

    def _quoted(self) -> Set[Path]:
        """The files that documents quote, but for those in folders that MkDocs watches itself."""
        watched = [Path(self.config.docs_dir), *map(Path, self.config.watch)]
        watched += [source.folder for source in self.sources]
        quoted: set[Path] = set()
        for entry in self.mounted.by_uri.values():
            file = self.mounted.files[entry.path]
            file.code = self.part_of(entry).quoted(entry)
            quoted.update(file.code)
        return {path for path in quoted if not any(map(path.is_relative_to, watched))}

    def navigate(self, nav: Navigation) -> Navigation:
        """The navigation of a site that has none in its configuration: a tree of the documents.

        Args:
            nav: The one that MkDocs made of the files.
        """
        automatic = self.navigation.automatic() if self.navigation else None
        if automatic is not None and self.files is not None:
            self.config.nav = automatic
            try:
                nav = get_navigation(self.files, self.config)
            finally:
                self.config.nav = None
        if self.plain:
            self.plain.nav = nav
        return nav

    def source_of(self, page: MkDocsPage) -> str | None:
        """The text of a document, decoded and mended, without front matter; None for other pages.

        MkDocs would read the front matter by itself, bombs included, and take ``Word: text`` in
        the first lines of other documents for such.
        """
        entry = self.mounted.by_uri.get(page.file.src_uri)
        if entry is None:
            return None
        return "\n" + entry.body

    def write(self, markdown: str, page: MkDocsPage) -> str | None:
        """Write a document as a page.

        Args:
            markdown: What MkDocs and other plugins made of the file so far.
            page: The page; its title and metadata are set.

        Returns:
            The page's Markdown; None for pages that are no documents.
        """
        entry = self.mounted.by_uri.get(page.file.src_uri)
        self.extension.active = entry is not None
        for part in self.parts:
            if part.source_files:
                part.source_files.prepare(page)
        self.extension.resolve = partial(self.mounted.link, page.file) if entry is None else None
        self.extension.code = HiddenCode()
        if page.file.generated_by == "swimm":
            # Pages that list documents or code would outrank the documents.
            page.meta.setdefault("search", {"exclude": True})
            self.extension.code = hide_all(markdown)
            return self.extension.code.markdown
        if entry is None or self.writer is None:
            return None
        self.extension.code = hide(self.writer.write(entry, markdown, page))
        return self.extension.code.markdown

    def to_render(self, markdown: str, page: MkDocsPage) -> str:
        """What MkDocs is to render of a page that all plugins have written."""
        if self.kept is None or self.files is None or not self._is_document(page):
            return markdown
        self.extension.links = set()
        return self.kept.markdown(markdown, page, self.extension, self.config, self.files)

    def rendered(self, html: str, page: MkDocsPage) -> str:
        """The HTML of a page before any plugin changes it."""
        if self.kept is None or self.files is None or not self._is_document(page):
            return html
        return self.kept.html(html, page, self.extension.links or (), self.files)

    def _is_document(self, page: MkDocsPage) -> bool:
        return page.file.src_uri in self.mounted.by_uri

    def code_page(self, html: str, page: MkDocsPage) -> str | None:
        """The HTML of a page of code; None for other pages."""
        for part in self.parts:
            content = part.source_files.content(html, page) if part.source_files else None
            if content is not None:
                return content
        return None

    def set_code_aside(self, page: MkDocsPage) -> None:
        """Take code out of a document that the search would pass over."""
        self.aside = ()
        listeners = self.config.plugins.events["page_context"]
        if page.content and self._is_document(page) and passes_over(listeners):
            page.content, self.aside = set_aside(page.content)

    def append_previews(self, page: MkDocsPage) -> None:
        """Append the previews in a template, by which the style sheet knows pages of ours."""
        if page.content:
            page.content = put_back(page.content, self.aside)
        uri = page.file.src_uri
        if uri in self.mounted.by_uri or page.file.generated_by == "swimm":
            previews = self.writer.previews_of(uri) if self.writer else ""
            page.content = f'{page.content}\n<template class="swimm-page">{previews}</template>'

    def finish(self) -> None:
        """End the build: raise PluginError where stale documents are to fail it."""
        self.shelf.keep(self.mounted.files.keys())
        if self.kept:
            self.kept.keep(self.mounted.by_uri.keys())
        for part in self.parts:
            if part.git:
                part.git.close()
        if self.plain and self.files:
            self.plain.write(self.files)
        finish([part.checks for part in self.parts])
