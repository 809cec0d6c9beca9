"""Where code spans end."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

_RUN = re.compile(r"`+")


@dataclass(eq=False)
class Backticks:
    """The runs of backticks in a part of a text.

    Attributes:
        text: The text.
        stop: Where the part ends.
    """

    text: str
    stop: int
    _runs: dict[int, list[int]] | None = None

    def closing(self, length: int, start: int) -> int | None:
        """Where the first run of exactly so many backticks begins.

        Args:
            length: The length of the run.
            start: Where to look from, behind a run of backticks; never before the last such place.
        """
        near = self.text.find("`", start, self.stop)
        if near < 0:
            return None
        end = near + length
        if self.text.startswith("`" * length, near) and not self.text.startswith("`", end):
            return near  # as nearly always
        if self._runs is None:
            self._runs = {}
            for run in _RUN.finditer(self.text, start, self.stop):
                self._runs.setdefault(run.end() - run.start(), []).append(run.start())
        places = self._runs.get(length, [])
        index = bisect_left(places, start)
        return places[index] if index < len(places) else None
