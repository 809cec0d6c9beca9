"""The hooks of MkDocs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from . import collector
from .build import Build
from .config import SwimmConfig
from .library import Shelf
from .memory import Memory
from .searchable import Searches
from .serving import Watch

if TYPE_CHECKING:
    from jinja2 import Environment

    # A build does without the server.
    from mkdocs.livereload import LiveReloadServer


class SwimmPlugin(BasePlugin[SwimmConfig]):
    """Makes pages of Swimm documents."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.memory = Memory()
        self.watch = Watch()
        self.searches = Searches(())
        self.build: Build | None = None
        self.together = True

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember pages where they are built again and again.

        That this hook exists keeps the plugin alive between rebuilds.
        """
        self.memory = Memory(active=command == "serve")
        # What is new since the last build is little.
        self.together = not dirty

    # Before the search plugins set what the user has not.
    @event_priority(100)
    def _look(self, config: MkDocsConfig) -> None:
        self.searches = Searches(config.plugins.values())

    def _configure(self, config: MkDocsConfig) -> MkDocsConfig:
        """Begin a build."""
        self.build = Build(self.config, config, self.shelf, self.searches)
        self.build.memory = self.memory
        self.build.together = self.together
        self.build.configure()
        return config

    on_config = CombinedEvent(_look, _configure)

    # Before the plugins that make a navigation of the files.
    @event_priority(50)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the documents to the site."""
        if self.build:
            with collector.paused():
                self.build.add_files(files)
        return files

    # Before the plugins that change a navigation: this makes one where there is none.
    @event_priority(200)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Arrange the documents."""
        return self.build.navigate(nav) if self.build else nav

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Give the text of a document, whatever its encoding."""
        return self.build.source_of(page) if self.build else None

    # Before plugins that read templates or macros in the text: it is not theirs.
    @event_priority(100)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Write a document as a page."""
        return self.build.write(markdown, page) if self.build else None

    def on_page_content(
        self, html: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Write a file of code as a page."""
        return self.build.code_page(html, page) if self.build else None

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Know that all pages are read."""
        if self.build:
            self.build.pages_are_read()
        return env

    # After the plugins that index pages: what can be looked at is no part of the text.
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str | None:
        """Complete a page: its class, and the code to look at without leaving it."""
        return self.build.completed(output, page) if self.build else None

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Watch the code that was quoted; fail where stale documents are to fail the build."""
        collector.resumed()
        if self.build:
            self.watch.code(self.build.quoted)
            self.build.finish()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave Python as it was."""
        collector.resumed()
        if self.build:
            self.build.end()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Watch the folders of documents."""
        if self.build:
            self.watch.begin(server, [source.folder for source in self.build.sources])
            self.watch.code(self.build.quoted)
        return server
