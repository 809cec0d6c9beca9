"""The definitions that lines stand in, by how far they are indented, in any language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..code.source_file import SourceFile
from ..code.words import identifiers
from .alignment import Alignment
from .similarity import block_similarity, line_similarity

_ALIKE = 0.7
_MOSTLY = 0.5
_CLOSERS = (")", "]", "}")


def homes(
    old: SourceFile, new: SourceFile, alignment: Alignment, first: int, last: int
) -> tuple[range, range] | None:
    """The smallest definition around lines that both versions have, and have once.

    Args:
        old: The version with the lines.
        new: Another one.
        alignment: How its lines became those of the other one.
        first: The first line, 0-based.
        last: The last line, inclusive.

    Returns:
        Its lines in both versions, from its head on, 0-based; None where there is none.
    """
    home = None
    for then in reversed(list(definitions(old, first, last))):
        # Its head may have been indented again, or edited.
        there = [number - 1 for number in new.stripped.get(old.lines[then.start].strip(), ())]
        inside = [at for at in there if home is None or at in home[1]]
        image = None if there else alignment.image(then.start)
        if image is not None and not _is_edited(old, then, new, image):
            image = None
        at = inside[0] if len(inside) == 1 else image
        if at is not None and (home is None or at in home[1]):
            home = then, range(at, end_of_block(new.lines, at))
    return home


def _is_edited(old: SourceFile, then: range, new: SourceFile, head: int) -> bool:
    """Whether a definition has an edited head, and much of what it had: heads are alike."""
    if line_similarity(old.lines[then.start], new.lines[head]) < _ALIKE:
        return False
    before, now = old.lines[then.start : then.stop], new.lines[head : end_of_block(new.lines, head)]
    return block_similarity(before, now) >= _MOSTLY


def definitions(file: SourceFile, first: int, last: int) -> Iterator[range]:
    """Those around some lines, the smallest first, whose heads have a name and are there once."""
    for head in _heads(file.lines, first):
        text = file.lines[head].strip()
        if len(identifiers(text)) > 1 and len(file.stripped[text]) == 1:
            block = range(head, end_of_block(file.lines, head))
            if last < block.stop and len(block) > 1:
                yield block


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
            if not opens and line.rstrip(";,").endswith(_CLOSERS):
                return index + 1
        end = index + 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
