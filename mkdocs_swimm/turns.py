"""Numbers that several processes take from one heap, each number once."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

_NUMBER = struct.Struct("<I")
MOST = 65_536 // _NUMBER.size
"""More numbers may not find room in a pipe."""


class Turns:
    """Numbers from 0 on; a copy of this process takes them from the same heap.

    Args:
        count: How many there are, at most ``MOST``.

    Raises:
        OSError: There can be no pipe.
    """

    def __init__(self, count: int) -> None:
        self._heap, writing = os.pipe()
        # What is there is there for all, and whoever comes last finds the end.
        os.set_blocking(writing, False)
        try:
            os.write(writing, b"".join(map(_NUMBER.pack, range(count))))
        finally:
            os.close(writing)

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        taken = os.read(self._heap, _NUMBER.size)
        if not taken:
            raise StopIteration
        number: int
        (number,) = _NUMBER.unpack(taken)
        return number

    def end(self) -> None:
        """Let go of the heap."""
        if self._heap >= 0:
            os.close(self._heap)
            self._heap = -1

    def __del__(self) -> None:
        self.end()
