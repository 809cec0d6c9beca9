"""The version of a file that lines were quoted from, with their neighbours and their definition.

Definitions are recognized by indentation, in any language.
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

_NEIGHBOURS = 3  # how many of the lines above, and of those below, are neighbours
_SIMILAR_HEAD, _SIMILAR_BODY = 0.7, 0.5
_CLOSERS = (")", "]", "}")


@dataclass(frozen=True)
class Past:
    """The version that lines were quoted from, ``shift`` below their numbers, and the file now."""

    quote: Quote
    version: SourceFile
    shift: int
    file: SourceFile

    @cached_property
    def alignment(self) -> Alignment:
        """The alignment of the old version with the file."""
        return aligned(self.version.lines, self.file.lines)

    @cached_property
    def indices(self) -> Sequence[int]:
        """The 0-based indices of the quoted lines in the old version."""
        return [number + self.shift - 1 for number, _ in self.quote.rows]

    @cached_property
    def _neighbours(self) -> Sequence[int]:
        return self._near(range(len(self.version.lines)))

    def _near(self, within: range) -> Sequence[int]:
        """The nearest lines above and below in a range of the old version that are not blank."""
        lines = self.version.lines
        above = (at for at in range(self.indices[0] - 1, within.start - 1, -1) if lines[at])
        below = (at for at in range(self.indices[-1] + 1, within.stop) if lines[at])
        return [*islice(above, _NEIGHBOURS), *islice(below, _NEIGHBOURS)]

    def neighbours_at(self, shift: int) -> int:
        """How many of the neighbours the file has beside the quoted lines at a shift."""
        lines, offset = self.version.lines, shift - self.shift + 1
        return sum(self.file.line(at + offset) == lines[at] for at in self._neighbours)

    def has_neighbours(self) -> bool:
        """Whether any neighbour with a word on it survived."""
        lines, same = self.version.lines, self.alignment.same
        return any(at in same and identifiers(lines[at]) for at in self._neighbours)

    def widened(self) -> Quote:
        """The quoted lines with their neighbours in their definition."""
        lines = self.version.lines
        neighbours = self._near(next(self._definitions(), range(len(lines))))
        rows = [(at + 1 - self.shift, lines[at]) for at in neighbours]
        return Quote(tuple(sorted([*rows, *self.quote.rows])))

    def _definitions(self) -> Iterator[range]:
        """The definitions around the lines, innermost first, with a name in a unique head."""
        lines = self.version.lines
        for head in _heads(lines, self.indices[0]):
            text = lines[head].strip()
            if len(identifiers(text)) > 1 and len(self.version.numbers_by_stripped[text]) == 1:
                block = range(head, end_of_block(lines, head))
                if self.indices[-1] < block.stop and len(block) > 1:
                    yield block

    def definition(self) -> tuple[range, range] | None:
        """The innermost definition around the lines that both versions have exactly once.

        It is its 0-based range in each of the two, from its head on.
        """
        innermost = None
        for then in reversed(list(self._definitions())):
            # The head may have been indented again, or edited.
            head = self.version.lines[then.start]
            heads = [number - 1 for number in self.file.numbers_by_stripped.get(head.strip(), ())]
            inside = [at for at in heads if innermost is None or at in innermost[1]]
            at = inside[0] if len(inside) == 1 else None if heads else self._edited_head(then)
            if at is not None and (innermost is None or at in innermost[1]):
                innermost = then, range(at, end_of_block(self.file.lines, at))
        return innermost

    def _edited_head(self, then: range) -> int | None:
        """The index of a definition's edited head in the file, if much of its body survived."""
        head, old, new = self.alignment.image(then.start), self.version.lines, self.file.lines
        if head is None or line_similarity(old[then.start], new[head]) < _SIMILAR_HEAD:
            return None
        now = new[head : end_of_block(new, head)]
        alike = block_similarity(old[then.start : then.stop], now) >= _SIMILAR_BODY
        return head if alike else None


def _heads(lines: Sequence[str], first: int) -> Iterator[int]:
    """A line and the lines above it that are indented less than all between, innermost first."""
    indentation = _indentation(lines[first])
    yield first
    for index in range(first - 1, -1, -1):
        if not indentation:
            return
        line = lines[index]
        if (
            line
            and _indentation(line) < indentation
            and not line.lstrip().startswith((*_CLOSERS, "{"))
        ):
            indentation = _indentation(line)
            yield index


def end_of_block(lines: Sequence[str], head: int) -> int:
    """The index after the last line that is indented more than a head, or closes its block."""
    indentation, end = _indentation(lines[head]), head + 1
    for index in range(head + 1, len(lines)):
        line = lines[index]
        if not line:
            continue
        if _indentation(line) <= indentation:
            opens = index == head + 1 and line.lstrip().startswith("{")
            closes = _indentation(line) == indentation and line.lstrip().startswith(_CLOSERS)
            if not opens and not closes:
                break
        end = index + 1
    return end


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
