"""Work that a second process does while this one is busy with something else.

Knows nothing of documents. The second process is a copy of this one, so that it has everything at
hand; what it finds out it writes into a file without a name, and where in it through a pipe. Where
there can be no second process, or where it fails, nothing is lost: the work is done without it.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import signal
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any, Generic, NoReturn, TypeVar

T = TypeVar("T")
_PLACE = struct.Struct("<QQ")
"""Where a result is in the file, and how many bytes it has."""


@dataclass(eq=False)
class Ahead(Generic[T]):
    """What a second process finds out."""

    _process: int
    _pipe: IO[bytes]
    _results: IO[bytes]
    _places: list[tuple[int, int]] = field(default_factory=list)

    def result(self, number: int) -> T | None:
        """A result, waited for; what was logged while it was made is logged now.

        Args:
            number: How many results there were before it.

        Returns:
            The result; None where the other process has ended without it.
        """
        while len(self._places) <= number:
            place = self._pipe.read(_PLACE.size)
            if len(place) < _PLACE.size:
                return None
            self._places.append(_PLACE.unpack(place))
        start, length = self._places[number]
        data = os.pread(self._results.fileno(), length, start)
        result: T
        try:
            result, records = pickle.loads(data)  # noqa: S301 - nobody else can have written it
        except (EOFError, pickle.UnpicklingError):
            return None
        for record in records:
            logging.getLogger(record.name).handle(record)
        return result

    def end(self) -> None:
        """End the other process, whatever it is doing; what it has found out is gone."""
        if self._process:
            with suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
            with suppress(OSError):
                os.waitpid(self._process, 0)
            self._process = 0
            self._pipe.close()
            self._results.close()

    def __del__(self) -> None:
        self.end()


def begin(work: Callable[[], Iterator[T]]) -> Ahead[T] | None:
    """Let a second process do some work.

    Args:
        work: Gives one result after another, all of which can be pickled. What else it changes is
            changed in the other process alone.

    Returns:
        What its results are asked of; None where there can not be a second process.
    """
    if not _is_possible():
        return None
    try:
        results = tempfile.TemporaryFile()  # noqa: SIM115 - closed when all is read
        reading, writing = os.pipe()
        process = os.fork()
    except OSError:
        return None
    if not process:
        os.close(reading)
        _work(work, results, writing)
    os.close(writing)
    return Ahead(process, os.fdopen(reading, "rb"), results)


def _is_possible() -> bool:
    """Whether this process can be copied, and the copy would have a processor for itself.

    Of threads only one would be in the copy, and the locks that others hold would never be opened.
    On systems other than Linux, libraries of the system have threads that nobody sees.
    """
    if sys.platform != "linux":
        return False
    try:
        return len(os.sched_getaffinity(0)) > 1 and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208
    except OSError:
        return False


class _Records(list[logging.LogRecord]):
    """What was logged, as ``QueueHandler`` leaves it: ready to be pickled."""

    put_nowait = list.append


def _work(work: Callable[[], Iterator[Any]], results: IO[bytes], writing: int) -> NoReturn:
    """Do the work, and end this process without doing what only the other one is to do."""
    status = 1
    with suppress(BaseException):
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # Pages of memory stay shared as long as nobody writes to them, as the collector does.
        gc.disable()
        records = _gathered()
        start = 0
        for result in work():
            data = pickle.dumps((result, list(records)), pickle.HIGHEST_PROTOCOL)
            results.write(data)
            results.flush()
            os.write(writing, _PLACE.pack(start, len(data)))
            start += len(data)
            records.clear()
            # The next one may be large as well.
            del result, data
        status = 0
    os._exit(status)


def _gathered() -> _Records:
    """Let everything that is logged from now on go into a list."""
    # Needed by the other process alone.
    from logging.handlers import QueueHandler

    records = _Records()
    for logger in (*map(logging.getLogger, logging.root.manager.loggerDict), logging.root):
        logger.handlers = []
        logger.propagate = True
    queue: Any = records
    logging.root.addHandler(QueueHandler(queue))
    return records
