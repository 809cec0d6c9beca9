"""One build of a site: what the plugin's hooks share from configuration to the last page."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page as MkDocsPage

from ..code.highlighting import Highlight, highlighted
from ..code.languages import INLINE_PHP
from ..project.documents import Doc, DocumentCache
from ..project.extensions import SwimmPages
from ..project.opening import open_site
from ..project.problems import doubled_id, log, log_problems, long_name
from ..project.project import Project
from ..project.repository import ProjectError, Repository
from ..project.settings import settings_of
from ..safety.hidden_code import HiddenCode, hide_all
from .checking import check, fail
from .config import SwimmConfig, strings_of
from .files import DocumentFile
from .kept_pages import KeptPages
from .navigation import SiteNavigation
from .overviews import add_health, add_index, add_overviews
from .page_writing import PageWriter, passes_over, put_back, set_aside
from .serving import FileWatch
from .site_files import SiteFiles, add_documents, add_pages
from .source_pages import add_source_pages
from .styles_and_scripts import (
    COPY_SCRIPT,
    FILTER_SCRIPT,
    HEALTH_SCRIPT,
    PREVIEWS_SCRIPT,
    STYLE,
    TABLES_SCRIPT,
    add_mermaid,
    packaged,
    scripts_of,
    styled,
)

if TYPE_CHECKING:
    from .llms import PlainPages


@dataclass(eq=False)
class Build:
    """One build.

    Attributes:
        options: The plugin's options.
        config: The configuration of the site.
        cache: Documents read before.
        watch: Watches the code while MkDocs serves; None where it does not.
        kept: Pages of the last build, while MkDocs serves.
    """

    options: SwimmConfig
    config: MkDocsConfig
    cache: DocumentCache
    watch: FileWatch | None = None
    kept: KeptPages | None = None
    base: Path = field(init=False)
    project: Project = field(init=False)
    extension: SwimmPages = field(init=False)
    site: SiteFiles = field(init=False)
    navigation: SiteNavigation = field(init=False)
    writer: PageWriter = field(init=False)
    plain: PlainPages | None = None
    stale: int = 0
    aside: Sequence[str] = ()
    appended: str = ""

    def __post_init__(self) -> None:
        path = self.config.config_file_path
        self.base = (Path(path).parent if path else Path()).resolve()
        docs_dir, url = Path(self.config.docs_dir), self.config.repo_url
        settings = settings_of(self.options, self.base, docs_dir, url)
        try:
            self.project = open_site(settings, self.cache)
        except ProjectError as error:
            raise ConfigurationError(f"swimm: {error}") from None
        for repository in self.project.repositories:
            if repository.url and not repository.host:
                log.warning(
                    "the code host at %s is not known; name its kind in the option 'host' of "
                    "swimm, or give a 'link_template'",
                    repository.url,
                )
        own = self.project.repositories[0]
        if own.host is None and not own.hosting.repo_url:
            log.info(
                "no code host is known, so code is shown on the site; set 'repo_url' in mkdocs.yml "
                "for links to it"
            )
        self.extension = SwimmPages()

    @property
    def highlight(self) -> Highlight:
        """Highlights code."""
        return self.kept.highlight if self.kept else highlighted

    @property
    def main(self) -> str:
        """The URL path under which old addresses are reachable."""
        repositories = self.project.repositories
        used = {source.repository for source in self.project.sources}
        return next((one for one in repositories if one in used), repositories[0]).mount

    def configure(self) -> None:
        """Switch on what the pages need, unless the user has."""
        if "pymdownx.highlight" in self.config.markdown_extensions:
            # The extension is the user's own, and is to know PHP without its opening tag as well.
            settings = self.config.mdx_configs.setdefault("pymdownx.highlight", {})
            languages = settings.get("extend_pygments_lang") or []
            settings["extend_pygments_lang"] = [*languages, INLINE_PHP]
        self.config.markdown_extensions.append(cast("str", self.extension))

    @property
    def _is_dressed(self) -> bool:
        """Whether every page has the style sheet and scripts."""
        return bool(self.site.docs)

    def _dress(self) -> None:
        """Have style sheet and scripts on every page: on a site of documents, few do without."""
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
        project, config = self.project, self.config
        # Other plugins choose the theme's language until now.
        strings = strings_of(config.theme, self.options.strings)
        site = self.site = SiteFiles(project, config, files, strings)
        add_documents(site, self.main)
        add_pages(site)
        if self._is_dressed:
            self._dress()
        else:
            project.repositories[0].mount = self.options.mount.strip("/")
        if self.kept:
            self.kept.begin(project)
        self._log_documents()
        self._check_documents()
        for repository in project.repositories:
            self._add_code(repository)
        if self.options.previews:
            packaged(PREVIEWS_SCRIPT).add(files, config)
        if self.options.llms:
            # Few sites have plain files: the others do without what writes them.
            from .llms import PlainPages

            mounts = dict.fromkeys(source.mount for source in project.sources)
            self.plain = PlainPages(config, strings, list(mounts))
            packaged(COPY_SCRIPT).use(config)
            packaged(COPY_SCRIPT).add(files, config)
        self.writer = PageWriter(self.options, site, self.plain, self.kept)
        self.writer.playlists.add_assets(files, config)
        if self.options.health:
            add_health(site, self.main)
        self.navigation = SiteNavigation(site)
        add_overviews(site, self.navigation)
        packaged(STYLE).add(files, config)
        if self._is_dressed and config.theme.name == "material":
            packaged(TABLES_SCRIPT).add(files, config)
        if any("mermaid" in doc.document.source for doc in site.docs.values()):
            add_mermaid(files, config, self.options.mermaid, strings)
        if site.docs:
            if files.get_file_from_path(packaged(FILTER_SCRIPT).uri):
                packaged(FILTER_SCRIPT).use(config)
            self.navigation.expand()
            self.navigation.lighten()
        if not project.docs and self.options.pages:
            log.info("no page that the option 'pages' of swimm names has a link to lines of code")
        elif not project.docs:
            folders = ", ".join(str(source.folder) for source in project.sources) or ".swm"
            log.warning(
                "no Swimm documents were found in %s or %s; name their folder in the option "
                "'sources' of swimm",
                folders,
                config.docs_dir,
            )

    def _log_documents(self) -> None:
        """Log which documents could not be read, and which share an id."""
        project = self.project
        for unread in project.unread:
            log.warning(
                "%s:1: the document can not be read: %s; it is not on the site",
                project.shown(unread.path),
                unread.reason,
            )
        families, doubles = project.sharing()
        for doc, other in doubles:
            problem = doubled_id(doc.name.id, project.shown(other.path))
            log_problems(doc.path, project.home, [problem], dict(self.options.validation))
        if self.site.shortened:
            first, *others = self.site.shortened
            log_problems(
                first, project.home, [long_name(len(others))], dict(self.options.validation)
            )
        if families:
            log.info(
                "%d documents share their id with others about the same program, such as %s; links "
                "lead to the files that they name",
                sum(map(len, families)),
                project.shown(families[0][0].path),
            )

    def _check_documents(self) -> None:
        """Check all documents against the code, and watch what they quote."""
        # Before the code is read: whatever changes from here on is noticed.
        quoted = self._quoted()
        if self.watch:
            self.watch.add(quoted)
        kept = self.kept.findings if self.kept else None
        self.stale = check(self.project, self.options.freshness, self.base, kept)
        quoted = self._quoted()
        if self.watch:
            self.watch.keep(quoted)

    def _quoted(self) -> Set[Path]:
        """The files that documents quote, but for those in folders that MkDocs watches itself."""
        watched = [Path(self.config.docs_dir), *map(Path, self.config.watch)]
        watched += [source.folder for source in self.project.sources]
        quoted: set[Path] = set()
        for doc in self.project.docs.values():
            file, code = self.site.of[doc.path], self.project.quoted_files(doc)
            if isinstance(file, DocumentFile):
                file.code = code
            quoted.update(code)
        return {path for path in quoted if not any(map(path.is_relative_to, watched))}

    def _add_code(self, repository: Repository) -> None:
        """Add pages for the code that documents mention, and the index of it."""
        wanted = self.options.source_pages
        if repository.host is None if wanted is None else wanted:
            add_source_pages(self.site, repository)
        add_index(self.site, repository)

    def navigate(self, nav: Navigation) -> Navigation:
        """The navigation of a site that has none in its configuration: a tree of the documents.

        Args:
            nav: The one that MkDocs made of the files.
        """
        if self.kept:
            self.kept.begin_pages(self.site, self.options)
        automatic = self.navigation.automatic()
        if automatic is not None:
            self.config.nav = automatic
            try:
                nav = get_navigation(self.site.files, self.config)
            finally:
                self.config.nav = None
        if self.plain:
            self.plain.nav = nav
        return nav

    def _doc(self, page: MkDocsPage) -> Doc | None:
        """The document that a page is made of."""
        return self.site.docs.get(page.file.src_uri)

    def _ordinary(self, page: MkDocsPage) -> Doc | None:
        """The ordinary page that is tied to code, if this is one."""
        return self.site.pages.get(page.file.src_uri)

    def source_of(self, page: MkDocsPage) -> str | None:
        """The text of a document, decoded and repaired, without front matter; None for other pages.

        MkDocs would read the front matter by itself, bombs included, and take ``Word: text`` in
        the first lines of other documents for such.
        """
        doc = self._doc(page)
        return "\n" + doc.document.body if doc else None

    def write(self, markdown: str, page: MkDocsPage) -> str | None:
        """Write a document as a page.

        Args:
            markdown: What MkDocs and other plugins made of the file so far.
            page: The page; its title and metadata are set.

        Returns:
            The page's Markdown; None for pages that are no documents, nor tied to code.
        """
        doc = self._doc(page)
        self.extension.active = doc is not None
        self.extension.resolve = None
        code = self.site.code_pages.get(page.file.src_uri)
        if code:
            code.prepare(page, searched=self.options.source_search)
        if doc is None:
            self.extension.resolve = partial(self.site.link, page.file)
        self.extension.code = self.extension.parts = HiddenCode()
        if page.file.generated_by == "swimm":
            # Pages that list documents or code would outrank the documents.
            page.meta.setdefault("search", {"exclude": True})
            if self.plain and not code:
                self.plain.made[page.file.src_uri] = markdown
            self.extension.code = hide_all(markdown)
            return self.extension.code.markdown
        ordinary = self._ordinary(page)
        if ordinary:
            self.extension.parts = self.writer.write_ordinary(ordinary, markdown, page)
            return self.extension.parts.markdown
        if doc is None:
            return None
        self.extension.code = self.writer.write(doc, markdown, page)
        if self.kept is None:
            self.project.release(doc)
        return self.extension.code.markdown

    def to_render(self, markdown: str, page: MkDocsPage) -> str:
        """What MkDocs is to render of a page that all plugins have written."""
        if self.kept is None or self._doc(page) is None:
            return markdown
        self.extension.links = set()
        return self.kept.markdown(markdown, page, self.extension, self.config, self.site.files)

    def rendered(self, html: str, page: MkDocsPage) -> str:
        """The HTML of a page before any plugin changes it."""
        if self.kept is None or self._doc(page) is None:
            return html
        return self.kept.html(html, page, self.extension.links or (), self.site.files)

    def code_page(self, html: str, page: MkDocsPage) -> str | None:
        """The HTML of a page of code; None for other pages."""
        code = self.site.code_pages.get(page.file.src_uri)
        return code.content(html, page, self.site.strings, self.highlight) if code else None

    def set_code_aside(self, page: MkDocsPage) -> None:
        """Take code out of a document that the search would pass over."""
        self.aside = ()
        listeners = self.config.plugins.events["page_context"]
        ours = self._doc(page) or self._ordinary(page)
        if page.content and ours and passes_over(listeners):
            page.content, self.aside = set_aside(page.content)

    def append_previews(self, page: MkDocsPage) -> None:
        """Append the previews in a template, by which the style sheet knows pages of ours."""
        if page.content:
            page.content = put_back(page.content, self.aside)
        ordinary = self._ordinary(page)
        if ordinary or self._doc(page) or page.file.generated_by == "swimm":
            uri = page.file.src_uri
            previews = self.writer.previews_of(uri, self.highlight)
            own = f'<template class="swimm-page">{previews}</template>'
            # The style sheet leaves the author's own part of an ordinary page alone.
            own = f"<div hidden>{own}</div>" if ordinary else own
            scripts = "" if self._is_dressed else scripts_of(page.file, self.site.files)
            self.appended = f"\n{own}{scripts}"
            page.content = f"{page.content}{self.appended}"

    def output(self, html: str, page: MkDocsPage) -> str:
        """The HTML of a page with its style, and what leads to its plain file, if there is one."""
        if page.content:
            # MkDocs keeps it to the end of the build: 49 of 193 MB for 20,000 previews.
            page.content = page.content.removesuffix(self.appended)
        own = self._ordinary(page) or page.file.generated_by == "swimm"
        if own and not self._is_dressed:
            html = styled(html, page.file)
        return self.plain.with_links(html, page) if self.plain else html

    def finish(self) -> None:
        """End the build: raise PluginError where stale documents are to fail it."""
        self.cache.keep(self.project.docs.keys())
        if self.kept:
            self.kept.end(self.site.docs.keys())
        self.project.close()
        # While MkDocs serves, its first configuration, and this with it, stays to the end.
        self.extension.resolve = None
        if self.plain:
            self.plain.write(self.site.files)
        if self.options.freshness == "error":
            fail(self.stale)
