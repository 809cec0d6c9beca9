"""Watching documents and the code they quote while MkDocs serves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # A build does without the server.
    from mkdocs.livereload import LiveReloadServer


@dataclass(eq=False)
class Watch:
    """What the server watches for the plugin.

    Attributes:
        server: The server; None while there is none.
        files: The files of code that it watches.
    """

    server: LiveReloadServer | None = None
    files: set[Path] = field(default_factory=set)

    def begin(self, server: LiveReloadServer, folders: Iterable[Path]) -> None:
        """Watch folders of documents from now on."""
        self.server = server
        for folder in folders:
            server.watch(str(folder))

    def code(self, files: Iterable[Path]) -> None:
        """Watch exactly these files of code: single files, never the whole repository."""
        if self.server is None:
            return
        wanted = {path for path in files if path.is_file()}
        for path in sorted(wanted - self.files):
            self.server.watch(str(path), recursive=False)
        for path in sorted(self.files - wanted):
            self.server.unwatch(str(path))
        self.files = wanted
