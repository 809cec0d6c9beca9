"""The version of a file that lines were quoted from, and what stood around them there.

Definitions are told by how far lines are indented, in any language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from ..code.source_file import SourceFile
from ..code.words import block_similarity, identifiers, line_similarity
from .alignment import Alignment, aligned
from .quotes import Quote

_SURROUNDINGS = 3
"""How many lines above, and below, are what stands around lines."""

_ALIKE = 0.7
_MOSTLY = 0.5
_CLOSERS = (")", "]", "}")


@dataclass(frozen=True)
class Past:
    """The version that lines were quoted from, beside the file as it is now.

    It has the lines ``shift`` below their numbers.
    """

    quote: Quote
    version: SourceFile
    shift: int
    file: SourceFile

    @cached_property
    def alignment(self) -> Alignment:
        """How the lines of the one became those of the other."""
        return aligned(self.version.lines, self.file.lines)

    @cached_property
    def indices(self) -> Sequence[int]:
        """The quoted lines in the old version, 0-based."""
        return [number + self.shift - 1 for number, _ in self.quote.rows]

    @cached_property
    def _neighbours(self) -> Sequence[int]:
        return self._near(range(len(self.version.lines)))

    def _near(self, within: range) -> Sequence[int]:
        """The nearest lines above and below in a part of the old version, without blank ones."""
        lines = self.version.lines
        above = (at for at in range(self.indices[0] - 1, within.start - 1, -1) if lines[at])
        below = (at for at in range(self.indices[-1] + 1, within.stop) if lines[at])
        return [*islice(above, _SURROUNDINGS), *islice(below, _SURROUNDINGS)]

    def around(self, shift: int) -> int:
        """How many of the nearest lines around the quoted ones the file has around a place."""
        lines, further = self.version.lines, shift - self.shift + 1
        return sum(self.file.line(at + further) == lines[at] for at in self._neighbours)

    def has_neighbours(self) -> bool:
        """Whether one of the nearest lines around the quoted ones that say anything is left."""
        lines, same = self.version.lines, self.alignment.same
        return any(at in same and identifiers(lines[at]) for at in self._neighbours)

    def widened(self) -> Quote:
        """Quoted lines with the nearest ones around them in their definition."""
        lines = self.version.lines
        around = self._near(next(self._definitions(), range(len(lines))))
        rows = [(at + 1 - self.shift, lines[at]) for at in around]
        return Quote(tuple(sorted([*rows, *self.quote.rows])))

    def _definitions(self) -> Iterator[range]:
        """Those around the lines, smallest first, whose heads have a name and are there once."""
        lines = self.version.lines
        for head in _heads(lines, self.indices[0]):
            text = lines[head].strip()
            if len(identifiers(text)) > 1 and len(self.version.numbers_by_stripped[text]) == 1:
                block = range(head, end_of_block(lines, head))
                if self.indices[-1] < block.stop and len(block) > 1:
                    yield block

    def home(self) -> tuple[range, range] | None:
        """The smallest definition around lines that both versions have, and have once.

        It is its lines in both, from its head on, 0-based; None where there is none.
        """
        home = None
        for then in reversed(list(self._definitions())):
            # Its head may have been indented again, or edited.
            head = self.version.lines[then.start]
            there = [number - 1 for number in self.file.numbers_by_stripped.get(head.strip(), ())]
            inside = [at for at in there if home is None or at in home[1]]
            at = inside[0] if len(inside) == 1 else None if there else self._edited(then)
            if at is not None and (home is None or at in home[1]):
                home = then, range(at, end_of_block(self.file.lines, at))
        return home

    def _edited(self, then: range) -> int | None:
        """The head of a definition now that was edited, while much of what it had is there."""
        head, old, new = self.alignment.image(then.start), self.version.lines, self.file.lines
        if head is None or line_similarity(old[then.start], new[head]) < _ALIKE:
            return None
        now = new[head : end_of_block(new, head)]
        return head if block_similarity(old[then.start : then.stop], now) >= _MOSTLY else None


def _heads(lines: Sequence[str], first: int) -> Iterator[int]:
    """A line and those above it that are indented less than all below, the nearest first."""
    depth = _depth(lines[first])
    yield first
    for index in range(first - 1, -1, -1):
        if not depth:
            return
        line = lines[index]
        if line and _depth(line) < depth and not line.lstrip().startswith((*_CLOSERS, "{")):
            depth = _depth(line)
            yield index


def end_of_block(lines: Sequence[str], head: int) -> int:
    """The index behind the last line that is indented more than a head, with what closes it."""
    depth, end = _depth(lines[head]), head + 1
    for index in range(head + 1, len(lines)):
        line = lines[index]
        if not line:
            continue
        if _depth(line) <= depth:
            opens = index == head + 1 and line.lstrip().startswith("{")
            closes = _depth(line) == depth and line.lstrip().startswith(_CLOSERS)
            if not opens and not closes:
                break
        end = index + 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
