"""The hooks of MkDocs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from .project.documents import DocumentCache
from .project.problems import log
from .site.build import Build
from .site.config import SwimmConfig
from .site.kept_pages import KeptPages
from .site.serving import FileWatch

if TYPE_CHECKING:
    # Only ``mkdocs serve`` imports it.
    from mkdocs.livereload import LiveReloadServer

_SEPARATOR = r"[\s\-/\u3000、，。．]+"
"""Separates words in search: Material's separator for all languages, with the slash."""

FIRST = 1_000_000
"""The event priority that precedes all plugins: none of them is to see the text of documents."""

_I18N = "i18n"
"""The name of mkdocs-static-i18n, which builds a site once per language."""


class SwimmPlugin(BasePlugin[SwimmConfig]):
    """Turns Swimm documents into pages."""

    build: Build  # shared by the hooks of one build; set in ``on_config``

    def __init__(self) -> None:
        self.cache = DocumentCache()
        self.watch: FileWatch | None = None
        self.kept: KeptPages | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Prepare for rebuilds; MkDocs keeps a plugin that has this hook from build to build."""
        if command == "serve":
            self.watch = FileWatch()
            self.kept = KeptPages()
            log.addFilter(self.kept.messages)

    def on_shutdown(self) -> None:
        """Stop watching files."""
        if self.kept:
            log.removeFilter(self.kept.messages)
        if self.watch:
            self.watch.stop()

    # Before search plugins fall back to the theme's separator.
    @event_priority(100)
    def _split_paths(self, config: MkDocsConfig) -> None:
        """Let search find parts of paths, unless the user has set a separator."""
        for plugin in config.plugins.values():
            # Hooks are modules, without options.
            options = getattr(plugin, "config", {})
            if "separator" in options and options["separator"] is None:
                options["separator"] = _SEPARATOR

    def _begin(self, config: MkDocsConfig) -> None:
        if self.kept:
            # A strict build counts warnings, so all of them have to be logged.
            self.kept.messages.begin(repeat=config.strict)
        self.build = Build(self.config, config, self.cache, self.watch, self.kept)
        self._require_first(config)

    on_config = CombinedEvent(_split_paths, _begin)

    def _require_first(self, config: MkDocsConfig) -> None:
        """Raise PluginError if another plugin would execute what it finds in documents."""
        for method in config.plugins.events["page_markdown"]:
            owner = getattr(method, "__self__", None)
            if owner is self:
                return
            name = next((key for key, plugin in config.plugins.items() if plugin is owner), None)
            if name:
                raise PluginError(
                    f"swimm: the plugin '{name}' asks for the text of pages with an event "
                    f"priority above {FIRST}, and would run what it finds in documents; give it "
                    "a lower one"
                )

    # Before plugins that build the navigation from the files.
    @event_priority(50)
    def _add_files(self, files: Files, *, config: MkDocsConfig) -> None:
        if _I18N not in config.plugins:
            self.build.add_files(files)

    # After mkdocs-static-i18n, which drops all pages from outside ``docs_dir``.
    @event_priority(-200)
    def _add_files_late(self, files: Files, *, config: MkDocsConfig) -> None:
        if _I18N in config.plugins:
            self.build.add_files(files)

    on_files = CombinedEvent(_add_files, _add_files_late)

    # Before plugins that change the navigation: this builds one where none is configured.
    @event_priority(200)
    def _arrange(self, nav: Navigation, /, **_: object) -> Navigation:
        return self.build.navigate(nav)

    # After plugins that turn folders into sections.
    @event_priority(-FIRST)
    def _name_sections(self, nav: Navigation, /, **_: object) -> None:
        self.build.navigation.name_sections(nav.items)

    on_nav = CombinedEvent(_arrange, _name_sections)

    def on_page_read_source(self, *, page: Page, **_: object) -> str | None:
        """The text of a document, whatever its encoding; None for other pages."""
        return self.build.pages.source(page)

    # Before plugins that expand templates or macros, which documents must not contain.
    @event_priority(FIRST)
    def _write(self, markdown: str, /, *, page: Page, **_: object) -> str | None:
        return self.build.pages.markdown(markdown, page)

    # After all plugins that change the Markdown.
    @event_priority(-FIRST)
    def _skip_kept(self, markdown: str, /, *, page: Page, **_: object) -> str | None:
        """Leave nothing to render where the HTML of the last build is kept."""
        return self.build.pages.to_render(markdown, page)

    on_page_markdown = CombinedEvent(_write, _skip_kept)

    # Before any plugin changes the HTML.
    @event_priority(FIRST)
    def _restore_kept(self, html: str, /, *, page: Page, **_: object) -> str | None:
        return self.build.pages.rendered(html, page)

    def _write_code(self, html: str, /, *, page: Page, **_: object) -> str | None:
        return self.build.pages.code_page(html, page)

    on_page_content = CombinedEvent(_restore_kept, _write_code)

    # Before the search plugins.
    @event_priority(100)
    def on_page_context(self, context: object, /, *, page: Page, **_: object) -> None:
        """Take out the code that search skips."""
        self.build.pages.set_code_aside(page)

    # Before any plugin changes the whole page.
    @event_priority(FIRST)
    def on_post_page(self, output: str, /, *, page: Page, **_: object) -> str | None:
        """Complete a page: put its code back, add previews and a link to its plain file."""
        return self.build.pages.output(output, page)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the files about all pages; raise PluginError if stale documents fail the build."""
        self.build.finish()

    def on_serve(self, server: LiveReloadServer, /, **_: object) -> None:
        """Watch the folders of documents, and the code that they quote."""
        for source in self.build.project.sources:
            server.watch(str(source.folder))
        if self.watch:
            self.watch.start(server)
