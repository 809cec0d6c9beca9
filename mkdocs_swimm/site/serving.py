"""While MkDocs serves: watching the code that documents quote, and logging what is new."""

from __future__ import annotations

import logging
from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from ..project.problems import log

if TYPE_CHECKING:
    # A build does without the server.
    from mkdocs.livereload import LiveReloadServer

_SECONDS = 1.0
"""How long a change may go unnoticed. To look at 1,000 files takes a few milliseconds."""


class FileWatch:
    """Notices when one of many files changes, and has MkDocs build the site again.

    MkDocs polls every path that it watches in a thread of its own, and no longer watches a file
    that has vanished once. Here one thread looks at all files; MkDocs watches a single empty one,
    which is touched when any of them has changed.
    """

    def __init__(self) -> None:
        self._stamps: dict[Path, tuple[int, int] | None] = {}
        self._lock = Lock()
        self._stopped = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._folder = TemporaryDirectory(prefix="mkdocs_swimm_")
        self._signal = Path(self._folder.name, "quoted-files")

    def keep(self, paths: Set[Path]) -> None:
        """Watch these files, there or not, and no others any more.

        Those that are watched already lose no change.
        """
        with self._lock:
            self._stamps = {path: self._stamps.get(path, _stamp(path)) for path in paths}

    def start(self, server: LiveReloadServer) -> None:
        """Begin to tell the server of changes."""
        self._signal.touch()
        server.watch(str(self._signal), recursive=False)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, if it has begun."""
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
            now = {path: _stamp(path) for path in self._stamps}
            changed = now != self._stamps
            self._stamps = now
        return changed


def _stamp(path: Path) -> tuple[int, int] | None:
    """When a file was last written and how large it is; None if it does not exist."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size) if S_ISREG(status.st_mode) else None


class NewMessages(logging.Filter):
    """Suppresses what the previous build logged: ``mkdocs serve`` builds after every save."""

    def __init__(self) -> None:
        super().__init__()
        self._last: set[str] = set()
        self._now: set[str] = set()
        self._standing = 0

    def begin(self, *, repeat: bool) -> None:
        """Begin a build; with ``repeat``, it logs what the last one has logged, too."""
        self._last, self._now = set() if repeat else self._now, set()
        self._standing = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a message is new."""
        message = f"{record.levelname} {record.getMessage()}"
        self._now.add(message)
        known = message in self._last
        self._standing += known and record.levelno >= logging.WARNING
        return not known

    def end(self) -> None:
        """End a build: log in one line how many warnings it has suppressed."""
        count, self._last = self._standing, set()
        if count:
            words = "1 earlier warning still stands"
            words = words if count == 1 else f"{count} earlier warnings still stand"
            log.warning("%s; 'mkdocs build' lists all of them", words)
