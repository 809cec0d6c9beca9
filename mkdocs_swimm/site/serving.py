"""For ``mkdocs serve``: watches the code that documents quote, and logs only new messages."""

from __future__ import annotations

import logging
from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from ..code.codebase import stamp_at
from ..project.problems import log

if TYPE_CHECKING:
    # Only ``mkdocs serve`` imports it.
    from mkdocs.livereload import LiveReloadServer

_SECONDS = 1.0
"""The polling interval; to poll 1,000 files takes a few milliseconds."""


class FileWatch:
    """Has MkDocs build the site again when one of many files changes.

    MkDocs starts a thread for each path that it watches, and stops watching a file once it is
    deleted. Here one thread polls all files; MkDocs watches an empty file, which is touched when
    any of them has changed.
    """

    def __init__(self) -> None:
        self._stamps: dict[Path, tuple[int, ...] | None] = {}
        self._lock = Lock()
        self._stopped = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._folder = TemporaryDirectory(prefix="mkdocs_swimm_")
        self._signal = Path(self._folder.name, "quoted-files")

    def keep(self, paths: Set[Path]) -> None:
        """Watch these files, which need not exist, and no others; no pending change is lost."""
        with self._lock:
            self._stamps = {path: self._stamps.get(path, stamp_at(path)) for path in paths}

    def start(self, server: LiveReloadServer) -> None:
        """Start watching."""
        self._signal.touch()
        server.watch(str(self._signal), recursive=False)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, if it was started."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        self._folder.cleanup()

    def _run(self) -> None:
        while not self._stopped.wait(_SECONDS):
            if self._changed():
                with suppress(OSError):
                    self._signal.touch()

    def _changed(self) -> bool:
        with self._lock:
            now = {path: stamp_at(path) for path in self._stamps}
            changed = now != self._stamps
            self._stamps = now
        return changed


class NewMessages(logging.Filter):
    """Suppresses the messages that the previous build logged, too."""

    def __init__(self) -> None:
        super().__init__()
        self._last: set[str] = set()
        self._now: set[str] = set()
        self._suppressed = 0  # warnings

    def begin(self, *, repeat: bool) -> None:
        """Begin a build; with ``repeat``, messages of the last build are logged as well."""
        self._last, self._now = set() if repeat else self._now, set()
        self._suppressed = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a message is new."""
        message = f"{record.levelname} {record.getMessage()}"
        self._now.add(message)
        is_known = message in self._last
        self._suppressed += is_known and record.levelno >= logging.WARNING
        return not is_known

    def end(self) -> None:
        """End a build: log the number of suppressed warnings."""
        count, self._last = self._suppressed, set()
        if count:
            message = "1 earlier warning still stands"
            message = message if count == 1 else f"{count} earlier warnings still stand"
            log.warning("%s; 'mkdocs build' lists all of them", message)
