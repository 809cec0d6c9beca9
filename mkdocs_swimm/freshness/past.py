"""The version of a file that lines were quoted from, and what stood around them there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from ..code.source_file import SourceFile
from ..code.words import identifiers
from .alignment import Alignment
from .homes import definitions, homes
from .quotes import Quote

_SURROUNDINGS = 3
"""How many lines above, and below, are what stands around lines."""


@dataclass(frozen=True, slots=True)
class Past:
    """The version that lines were quoted from.

    Attributes:
        version: The file as it was.
        shift: How far below their numbers it has the lines.
        align: Gives how its lines became those of the file as it is now.
    """

    version: SourceFile
    shift: int
    align: Callable[[], Alignment]

    @property
    def alignment(self) -> Alignment:
        """How its lines became those of the file as it is now."""
        return self.align()

    def around(self, quote: Quote, file: SourceFile, shift: int) -> int:
        """How many of the nearest lines around the quoted ones a file has around a place."""
        return sum(
            file.line(number + shift) == text
            for side in self._sides(quote)
            for number, text in islice(side, _SURROUNDINGS)
        )

    def reach(self, quote: Quote, file: SourceFile, shift: int) -> int:
        """How many lines around the quoted ones a file has around a place without another one."""
        return sum(
            1
            for side in self._sides(quote)
            for _ in takewhile(lambda row: file.line(row[0] + shift) == row[1], side)
        )

    def has_neighbours(self, quote: Quote) -> bool:
        """Whether one of the nearest lines around the quoted ones that say anything is left."""
        return any(
            self.alignment.same[number + self.shift - 1] is not None and identifiers(text)
            for side in self._sides(quote)
            for number, text in islice(side, _SURROUNDINGS)
        )

    def _sides(self, quote: Quote) -> Sequence[Iterator[tuple[int, str]]]:
        """The lines above and below that are not blank, by their numbers in the document."""
        lines = len(self.version.lines) - self.shift
        sides = range(quote.first - 1, -self.shift, -1), range(quote.last + 1, lines + 1)
        return [
            ((number, text) for number in side if (text := self.version.line(number + self.shift)))
            for side in sides
        ]

    def widened(self, quote: Quote) -> Quote:
        """Quoted lines with the nearest ones around them in their definition."""
        first, last = self.indices(quote)[0], self.indices(quote)[-1]
        then = next(definitions(self.version, first, last), range(len(self.version.lines)))
        above = [at for at in range(first - 1, then.start - 1, -1) if self.version.lines[at]]
        below = [at for at in range(last + 1, then.stop) if self.version.lines[at]]
        around = [*above[:_SURROUNDINGS], *below[:_SURROUNDINGS]]
        rows = [(at + 1 - self.shift, self.version.lines[at]) for at in around]
        return Quote(tuple(sorted([*rows, *quote.rows])))

    def heads(self, quote: Quote) -> Iterator[Quote]:
        """The heads of the definitions that quoted lines were in, the smallest first."""
        first, last = self.indices(quote)[0], self.indices(quote)[-1]
        for block in definitions(self.version, first, last):
            number = block.start + 1 - self.shift
            yield Quote(((number, self.version.lines[block.start]),))

    def is_at_home(self, quote: Quote, file: SourceFile, line: int) -> bool:
        """Whether a line is in the definition that quoted ones were in."""
        first, last = self.indices(quote)[0], self.indices(quote)[-1]
        home = homes(self.version, file, self.alignment, first, last)
        return home is not None and line - 1 in home[1]

    def indices(self, quote: Quote) -> Sequence[int]:
        """The quoted lines in the old version, 0-based."""
        return [number + self.shift - 1 for number, _ in quote.rows]
