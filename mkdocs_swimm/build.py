"""One build of a site: what the plugin's hooks share from configuration to the last page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as MkDocsPage

from . import collector
from .allocator import LARGE, VERY_LARGE, give_back
from .checking import finish
from .config import SwimmConfig, levels_of
from .edit_links import edit_url
from .extensions import SwimmPages
from .folders import documents_in
from .library import Entry, Shelf
from .memory import Memory
from .mermaid import add_mermaid
from .mounting import Mounted, Source, asset, mount
from .page_output import completed
from .page_writing import PageWriter
from .pages_ahead import PagesAhead, WrittenPage
from .pages_at_rest import rest
from .parts import Part, parts_of
from .problems import log, shown_path, tell
from .rendering import Problem
from .rendering.page import plain_title
from .reviewing import FEWEST, Review
from .searchable import Searches, words_of_document
from .site_language import strings_of
from .site_navigation import SiteNavigation
from .site_overviews import add_health, add_overviews
from .site_playlists import ReadingPaths
from .strings import ENGLISH, Strings
from .styles_and_scripts import (
    HEALTH_SCRIPT,
    PEEK_SCRIPT,
    STYLE,
    TABLES_SCRIPT,
    packaged,
)

if TYPE_CHECKING:
    from .site_llms import PlainPages


@dataclass(eq=False)
class Build:
    """One build.

    Attributes:
        options: The plugin's options.
        config: The configuration of the site.
        shelf: Documents read before.
        searches: The search plugins.
        together: Whether a second process may do a part of the work.
    """

    options: SwimmConfig
    config: MkDocsConfig
    shelf: Shelf
    searches: Searches
    base: Path = field(init=False)
    parts: Sequence[Part] = field(init=False)
    extension: SwimmPages = field(init=False)
    review: Review = field(init=False)
    strings: Strings = ENGLISH
    files: Files | None = None
    navigation: SiteNavigation | None = None
    mounted: Mounted = field(default_factory=Mounted)
    memory: Memory = field(default_factory=Memory)
    plain: PlainPages | None = None
    together: bool = True
    writer: PageWriter | None = None
    ahead: PagesAhead | None = None
    arranged: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        path = self.config.config_file_path
        self.base = (Path(path).parent if path else Path()).resolve()
        self.parts = parts_of(self.options, self.config, self.base, self.shelf)
        self.extension = SwimmPages()
        self.review = Review([part.checks for part in self.parts])

    @property
    def sources(self) -> Sequence[Source]:
        """All folders of documents."""
        return [source for part in self.parts for source in part.sources]

    @property
    def main(self) -> str:
        """The URL path under which old addresses are reachable."""
        return next((part.mount for part in self.parts if part.sources), self.parts[0].mount)

    @property
    def quoted(self) -> set[Path]:
        """The files of code that pages speak of, those that were not written anew included."""
        known = self.memory.quoted
        return {path for uri in self.mounted.by_uri for path in known.get(uri, ())}

    def part_of(self, entry: Entry) -> Part:
        """The repository that a document is of."""
        return self.parts[self.mounted.repositories.get(entry.path, 0)]

    def shown(self, path: Path) -> str:
        """A path as a person knows it."""
        return shown_path(path, self.parts[0].home)

    @property
    def levels(self) -> Mapping[str, Any]:
        """The level of each kind of problem."""
        return levels_of(self.options.validation)

    def configure(self) -> None:
        """Switch on what the pages need, unless the user has; begin to check the documents."""
        # Until all pages are read, there may be two processes that hold much.
        give_back(LARGE)
        self.config.markdown_extensions.append(cast("str", self.extension))
        packaged(STYLE).use(self.config)
        if self.options.previews:
            packaged(PEEK_SCRIPT).use(self.config)
        if self.options.health and self.options.freshness != "ignore":
            packaged(HEALTH_SCRIPT).use(self.config)
        if self.config.theme.name == "material":
            packaged(TABLES_SCRIPT).use(self.config)
            features = self.config.theme.setdefault("features", [])
            for feature in ("content.code.copy", "content.tooltips"):
                if feature not in features:
                    features.append(feature)
        if self._together:
            self.review.begin([self._documents(part) for part in self.parts])

    def _documents(self, part: Part) -> Sequence[Path]:
        """The documents of a repository, as far as can be known before MkDocs gathers its files."""
        folders = [source.folder for source in part.sources]
        if part is self.parts[0]:
            folders.append(Path(self.config.docs_dir))
        return list(dict.fromkeys(path for folder in folders for path in documents_in(folder)))

    def add_files(self, files: Files) -> None:
        """Add documents, images, old addresses and the style sheet to the site."""
        self.files = files
        # Other plugins choose the theme's language until now.
        self.strings = strings_of(self.config.theme, self.options.strings)
        self.searches.narrow(self._searched)
        self.mounted = mount(files, self.config, self.sources, self.shelf, self.main, self.strings)
        for file in self.mounted.files.values():
            file.code = self.memory.quoted.get(file.src_uri, ())
        for unread in self.mounted.unread:
            log.warning(
                "%s:1: the document can not be read: %s; it is not on the site",
                self.shown(unread.path),
                unread.reason,
            )
        for entry, other in self.mounted.doubles:
            taken = self.shown(other.path)
            problem = Problem(
                "ids",
                1,
                f"the id '{entry.name.id}' belongs to {taken} already",
                "links by this id lead there: give one of the two another id",
            )
            tell(entry.path, self.parts[0].home, [problem], self.levels)
        self.memory.begin()
        keep = self.memory.active
        for part in self.parts:
            if self.memory.active:
                part.known = self.memory.code.setdefault(part.code.root, {})
            entries = [one for one in self.mounted.by_uri.values() if self.part_of(one) is part]
            part.look(
                entries,
                files,
                self.config,
                self.mounted,
                self.strings,
                self.review,
                self.shelf,
                keep=keep,
            )
        self.review.end()
        if self.options.previews:
            packaged(PEEK_SCRIPT).add(files, self.config)
        writer = self.writer = PageWriter(
            self.options,
            self.config,
            files,
            self.mounted,
            self.parts,
            self.strings,
            self.memory,
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
        if self.options.llms:
            # Few sites have plain files: the others do without what writes them.
            from .site_llms import PlainPages

            self.plain = PlainPages(self.config, self.strings)
        packaged(STYLE).add(files, self.config)
        if self.config.theme.name == "material":
            packaged(TABLES_SCRIPT).add(files, self.config)
        if any(entry.facts.draws for entry in self.mounted.by_uri.values()):
            add_mermaid(files, self.config, self.options.mermaid, self.strings)
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
        self._write_ahead()

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

    @property
    def _together(self) -> bool:
        return self.together and self.options.parallel and not self.memory.active

    def source_of(self, page: MkDocsPage) -> str | None:
        """The text of a document, decoded and mended, without front matter; None for other pages.

        MkDocs would read the front matter by itself, bombs included, and take ``Word: text`` in
        the first lines of other documents for such.
        """
        entry = self.mounted.by_uri.get(page.file.src_uri)
        if entry is None:
            return None
        rest(page)
        if self.arranged:
            # By now all plugins have arranged the files of the site.
            if self.arranged != self._arrangement():
                self._write_ahead()
            self.arranged = ()
        text = self.ahead.text(page.file.src_uri) if self.ahead else None
        return "\n" + (entry.body if text is None else text)

    def _write_ahead(self) -> None:
        """Let pages be written ahead where that takes less time."""
        if self.ahead:
            self.ahead.end()
        self.arranged = self._arrangement()
        known = self.mounted.by_uri
        uris = [uri for uri, _ in self.arranged if uri in known]
        # The plain files need the nodes of documents, which would all be read twice.
        if self._together and not self.plain and self.writer and len(uris) >= FEWEST:
            # Whoever writes pages reads the code that they are about; this process does not.
            for part in self.parts:
                part.code.base.let_go()
            self.ahead = PagesAhead(uris, self.writer)
            for entry in known.values() if self.ahead.other else ():
                # The steps of a playlist are asked for by the navigation.
                if not entry.facts.is_playlist:
                    self.part_of(entry).checks.let_go(entry)
                    entry.let_go()

    def _arrangement(self) -> Sequence[tuple[str, str]]:
        """What pages written ahead take for granted: the files of the site, where each goes."""
        return [(file.src_uri, file.dest_uri) for file in self.files or ()]

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
        if entry is None or self.writer is None:
            return None
        self.extension.name, self.extension.text = self.shown(entry.path), markdown
        ahead = self.ahead.page(page.file.src_uri, markdown) if self.ahead else None
        written = ahead or self._written(self.writer, entry, markdown, page)
        for path, uri in written.images.items():
            self.mounted.images[path] = asset(self.writer.files, self.config, path, uri)
        if self.memory.active:
            root = self.part_of(entry).code.root
            quoted = frozenset(root / path for path in written.quoted)
            self.memory.quoted[page.file.src_uri] = quoted
        self._finish(page, entry, written)
        # The steps of a playlist are asked for by the pages that it leads to.
        if not self.memory.active and not entry.facts.is_playlist:
            self.part_of(entry).checks.let_go(entry)
            self.shelf.let_go(entry)
        return written.markdown

    def _written(
        self, writer: PageWriter, entry: Entry, markdown: str, page: MkDocsPage
    ) -> WrittenPage:
        """A page that nobody has written ahead."""
        with collector.off():
            document = entry.with_text(markdown)
            written, site = writer.write(entry, document, markdown, page.file)
        if self.plain:
            self.plain.add(entry, document, site, writer.passages(entry), page)
        return written

    def pages_are_read(self) -> None:
        """Know that all pages have been read and are about to be put into the theme."""
        give_back(VERY_LARGE)

    def code_page(self, html: str, page: MkDocsPage) -> str | None:
        """The HTML of a page of code; None for other pages."""
        for part in self.parts:
            content = part.source_files.content(html, page) if part.source_files else None
            if content is not None:
                return content
        return None

    def _searched(self, page: MkDocsPage) -> str | None:
        """What the site's search is given of a page: None for all of it, nothing for none."""
        code = (part.source_files for part in self.parts if part.source_files)
        if page.file.src_uri in self.mounted.by_uri or any(page.file in one for one in code):
            return words_of_document(page.content or "")
        return "" if page.file.generated_by == "swimm" else None

    def end(self) -> None:
        """End what still works for this build."""
        give_back(VERY_LARGE)
        self.review.end()
        if self.ahead:
            self.ahead.end()

    def finish(self) -> None:
        """End the build: raise PluginError where stale documents are to fail it."""
        self.end()
        if self.plain and self.files:
            self.plain.write(self.files)
        finish([part.checks for part in self.parts])

    def completed(self, output: str, page: MkDocsPage) -> str | None:
        """A whole page as the style sheet knows it, with code to look at; None for others."""
        if page.file.src_uri not in self.mounted.by_uri and page.file.generated_by != "swimm":
            return None
        return completed(output, self._peeks(page.file.src_uri))

    def _peeks(self, uri: str) -> str:
        """The code to look at on a page, as HTML."""
        writer = self.writer
        if writer is None or uri not in self.mounted.by_uri:
            return ""
        if uri not in writer.peeks and self.ahead and self.ahead.has(uri):
            html = self.ahead.peeks(uri)
            if html is not None:
                return html
            # The other process has ended too soon: what is wanted is told by writing the page.
            writer.of_file(uri)
        return writer.peeks_of(uri)

    def _finish(self, page: MkDocsPage, entry: Entry, written: WrittenPage) -> None:
        for key, value in written.meta.items():
            page.meta.setdefault(key, value)
        page.meta["title"] = escape(plain_title(entry.title), quote=False)
        page.meta.setdefault("render_macros", False)
        if self.part_of(entry).foreign:
            page.edit_url = None
        elif self.config.edit_uri_template and page.file.edit_uri:
            page.edit_url = edit_url(self.config, page.file.edit_uri)
        if entry.decoded.repaired:
            log.info(
                "%s:1: the text had been encoded twice and was mended; save it as UTF-8 once",
                self.shown(entry.path),
            )
        if written.problems:
            tell(entry.path, self.parts[0].home, written.problems, self.levels)
