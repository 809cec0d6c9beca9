"""One build of a site: what the hooks of the plugin share, and do."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, get_navigation

from ..code.languages import INLINE_PHP
from ..project.documents import DocumentCache
from ..project.extensions import SwimmPages
from ..project.names import is_long
from ..project.opening import open_site
from ..project.problems import duplicate_id, log, log_problems, long_name
from ..project.project import Project
from ..project.repository import ProjectError
from ..project.settings import settings_of
from .checking import check, fail
from .config import SwimmConfig, strings_of
from .files import DocumentFile
from .kept_pages import KeptPages
from .llms import PlainPages
from .navigation import SiteNavigation
from .overviews import MANY, add_health, add_index, add_overviews
from .page_writing import PageWriter
from .serving import FileWatch
from .site_files import SiteFiles, add_documents, add_pages
from .source_pages import add_source_pages
from .styles_and_scripts import (
    COPY_SCRIPT,
    PLAYLIST_SCRIPT,
    PLAYLIST_STYLE,
    PREVIEWS_SCRIPT,
    STYLE,
    TABLES_SCRIPT,
    use,
    use_mermaid,
    use_with_documents,
)


@dataclass(eq=False)
class Build:
    """One build of a site."""

    options: SwimmConfig
    config: MkDocsConfig
    cache: DocumentCache  # of the last build, if any
    watch: FileWatch | None = None  # watches the code while MkDocs serves
    kept: KeptPages | None = None  # pages of the last build, while MkDocs serves
    base: Path = field(init=False)  # paths in the options are relative to it
    project: Project = field(init=False)
    extension: SwimmPages = field(default_factory=SwimmPages)
    site: SiteFiles = field(init=False)  # this and all below are set by ``add_files``
    navigation: SiteNavigation = field(init=False)
    pages: PageWriter = field(init=False)
    plain: PlainPages | None = None  # the plain files beside the pages, with the option ``llms``
    stale: int = 0  # the number of documents that are not up to date

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
        if "pymdownx.highlight" in self.config.markdown_extensions:
            # The user's own extension is used; it has to know PHP without an opening tag as well.
            highlight = self.config.mdx_configs.setdefault("pymdownx.highlight", {})
            languages = highlight.get("extend_pygments_lang") or []
            highlight["extend_pygments_lang"] = [*languages, INLINE_PHP]
        self.config.markdown_extensions.append(cast("str", self.extension))

    def add_files(self, files: Files) -> None:
        """Check the documents, and add them, their assets and the pages about them to the site."""
        project, options = self.project, self.options
        # Not earlier: other plugins set the theme's language.
        strings = strings_of(self.config.theme, options.strings)
        site = self.site = SiteFiles(project, self.config, files, strings)
        used = {source.repository for source in project.sources}
        own = project.repositories[0]
        main = next((one for one in project.repositories if one in used), own).mount
        add_documents(site, main)
        add_pages(site)
        if not site.docs:
            own.mount = main = options.mount.strip("/")
        self._log_documents()
        self._check_documents()
        use_with_documents(site, STYLE)
        for repository in project.repositories:
            if options.source_pages or (options.source_pages is None and not repository.host):
                add_source_pages(site, repository)
            add_index(site, repository)
        if options.health:
            add_health(site, main)
        self.navigation = SiteNavigation(site)
        add_overviews(site, self.navigation)
        if options.llms:
            self.plain = PlainPages(site)
        self.pages = PageWriter(options, site, self.extension, self.plain, self.kept)
        self._add_assets()
        if site.docs:
            self.navigation.expand()
        if not project.docs:
            self._log_no_documents()

    def _add_assets(self) -> None:
        site, theme = self.site, self.config.theme
        if self.options.previews:
            use_with_documents(site, PREVIEWS_SCRIPT)
        if self.plain:
            use(site, COPY_SCRIPT)
        if self.pages.playlists.documents:
            use(site, PLAYLIST_STYLE)
            use(site, PLAYLIST_SCRIPT)
        if any("mermaid" in doc.document.source for doc in site.docs.values()):
            use_mermaid(site, self.options.mermaid)
        if site.docs and theme.name == "material":
            use(site, TABLES_SCRIPT)
            features = theme.setdefault("features", [])
            needed = ["content.code.copy", "content.tooltips", "navigation.indexes"]
            if len(site.docs) > MANY and "navigation.expand" not in features:
                needed.append("navigation.prune")
            features.extend(feature for feature in needed if feature not in features)

    def _log_no_documents(self) -> None:
        if self.options.pages:
            log.info("no page that the option 'pages' of swimm names has a link to lines of code")
            return
        folders = ", ".join(str(source.folder) for source in self.project.sources) or ".swm"
        log.warning(
            "no Swimm documents were found in %s or %s; name their folder in the option "
            "'sources' of swimm",
            folders,
            self.config.docs_dir,
        )

    def _log_documents(self) -> None:
        project, levels = self.project, dict(self.options.validation)
        for unread in project.unread:
            log.warning(
                "%s:1: the document cannot be read: %s; it is not on the site",
                project.shown(unread.path),
                unread.reason,
            )
        for doc, other in project.duplicates():
            problem = duplicate_id(doc.name.id, project.shown(other.path))
            log_problems(doc.path, project.home, [problem], levels)
        if long := [path for path in project.docs if is_long(project.shown(path))]:
            log_problems(long[0], project.home, [long_name(len(long) - 1)], levels)

    def _check_documents(self) -> None:
        kept = self.kept.findings if self.kept else None
        self.stale = check(self.project, self.options.freshness, self.base, kept)
        quoted = self._quoted()
        if self.watch:
            self.watch.keep(quoted)

    def _quoted(self) -> Set[Path]:
        """The files that documents quote, without those in folders that MkDocs watches."""
        watched = [Path(self.config.docs_dir), *map(Path, self.config.watch)]
        watched += [source.folder for source in self.project.sources]
        quoted: set[Path] = set()
        for doc in self.project.docs.values():
            file, code = self.site.file_of[doc.path], self.project.quoted_files(doc)
            if isinstance(file, DocumentFile):
                file.code = code
            quoted.update(code)
        return {path for path in quoted if not any(map(path.is_relative_to, watched))}

    def navigate(self, nav: Navigation) -> Navigation:
        """The navigation, with a tree of the documents if none is configured."""
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

    def finish(self) -> None:
        """End the build; raise PluginError if stale documents are to fail it."""
        self.cache.keep(self.project.docs.keys())
        if self.kept:
            self.kept.end(self.site.docs.keys())
        self.project.close()
        # MkDocs keeps its first configuration, and with it the extension, as long as it serves:
        # this must not keep the build.
        self.extension.resolve = None
        if self.plain:
            self.plain.write()
        if self.options.freshness == "error":
            fail(self.stale)
