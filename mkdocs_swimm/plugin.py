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
    # A build does without the server.
    from mkdocs.livereload import LiveReloadServer

_SEPARATOR = r"[\s\-/\u3000、，。．]+"
"""What separates words for the search: Material's in all languages, and the slash."""

FIRST = 1_000_000
"""No plugin has any business with the text of documents before it is a page."""

_TRANSLATES = "i18n"
"""mkdocs-static-i18n builds a site once for every language."""


class SwimmPlugin(BasePlugin[SwimmConfig]):
    """Makes pages of Swimm documents."""

    build: Build  # what the hooks of one build share; there is one from ``on_config`` on

    def __init__(self) -> None:
        self.cache = DocumentCache()
        self.watch: FileWatch | None = None
        self.kept: KeptPages | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Prepare for builds that follow each other.

        That this hook exists keeps the plugin alive between rebuilds.
        """
        if command == "serve":
            self.watch = FileWatch()
            self.kept = KeptPages()
            log.addFilter(self.kept.messages)

    def on_shutdown(self) -> None:
        """Stop to watch."""
        if self.kept:
            log.removeFilter(self.kept.messages)
        if self.watch:
            self.watch.stop()

    # Before the search takes what its theme has.
    @event_priority(100)
    def _split_paths(self, config: MkDocsConfig) -> None:
        """Let the search find parts of paths, unless the user has said where words end."""
        for plugin in config.plugins.values():
            # Hooks are modules, without options.
            options = getattr(plugin, "config", {})
            if "separator" in options and options["separator"] is None:
                options["separator"] = _SEPARATOR

    def _begin(self, config: MkDocsConfig) -> None:
        """Begin a build."""
        if self.kept:
            # A strict build counts what is logged.
            self.kept.messages.begin(repeat=config.strict)
        self.build = Build(self.config, config, self.cache, self.watch, self.kept)
        self._come_first(config)

    on_config = CombinedEvent(_split_paths, _begin)

    def _come_first(self, config: MkDocsConfig) -> None:
        """Stop the build where a plugin would run what it finds in documents."""
        for method in config.plugins.events["page_markdown"]:
            owner = getattr(method, "__self__", None)
            if owner is self:
                return
            name = next((key for key, one in config.plugins.items() if one is owner), None)
            if name:
                raise PluginError(
                    f"swimm: the plugin '{name}' asks for the text of pages with an event "
                    f"priority above {FIRST}, and would run what it finds in documents; give it "
                    "a lower one"
                )

    # Before the plugins that make a navigation of the files.
    @event_priority(50)
    def _add_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Check the documents and add them to the site."""
        if _TRANSLATES not in config.plugins:
            self.build.add_files(files)

    # Behind the plugin that drops all pages from outside of ``docs_dir``.
    @event_priority(-200)
    def _add_files_late(self, files: Files, *, config: MkDocsConfig) -> None:
        """Do so on a site in several languages."""
        if _TRANSLATES in config.plugins:
            self.build.add_files(files)

    on_files = CombinedEvent(_add_files, _add_files_late)

    # Before the plugins that change a navigation: this makes one where there is none.
    @event_priority(200)
    def _arrange(self, nav: Navigation, /, **_: object) -> Navigation:
        """Arrange the documents."""
        return self.build.navigate(nav)

    # Behind the plugins that make sections of folders.
    @event_priority(-FIRST)
    def _name_sections(self, nav: Navigation, /, **_: object) -> None:
        """Let the names of folders of documents be text."""
        self.build.navigation.name_sections(nav.items)

    on_nav = CombinedEvent(_arrange, _name_sections)

    def on_page_read_source(self, *, page: Page, **_: object) -> str | None:
        """Give the text of a document, whatever its encoding."""
        return self.build.pages.source(page)

    # Before plugins that read templates or macros in the text: it is not theirs.
    @event_priority(FIRST)
    def _write(self, markdown: str, /, *, page: Page, **_: object) -> str | None:
        """Write a document as a page."""
        return self.build.pages.markdown(markdown, page)

    # Behind all that is done to the text.
    @event_priority(-FIRST)
    def _leave_out(self, markdown: str, /, *, page: Page, **_: object) -> str | None:
        """Have nothing rendered where the HTML is kept."""
        return self.build.pages.to_render(markdown, page)

    on_page_markdown = CombinedEvent(_write, _leave_out)

    # Before any plugin changes the HTML.
    @event_priority(FIRST)
    def _put_in(self, html: str, /, *, page: Page, **_: object) -> str | None:
        """Give the HTML that is kept."""
        return self.build.pages.rendered(html, page)

    def _write_code(self, html: str, /, *, page: Page, **_: object) -> str | None:
        """Write a file of code as a page."""
        return self.build.pages.code_page(html, page)

    on_page_content = CombinedEvent(_put_in, _write_code)

    # Before the search plugins.
    @event_priority(100)
    def on_page_context(self, context: object, /, *, page: Page, **_: object) -> None:
        """Set aside what the search passes over."""
        self.build.pages.set_code_aside(page)

    # Before any plugin changes the whole page.
    @event_priority(FIRST)
    def on_post_page(self, output: str, /, *, page: Page, **_: object) -> str | None:
        """Complete a page with its code and previews, and lead to its plain file."""
        return self.build.pages.output(output, page)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what all pages make together; fail where stale documents are to fail the build."""
        self.build.finish()

    def on_serve(self, server: LiveReloadServer, /, **_: object) -> None:
        """Watch the folders of documents, and the code that they quote."""
        for source in self.build.project.sources:
            server.watch(str(source.folder))
        if self.watch:
            self.watch.start(server)
