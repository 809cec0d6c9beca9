"""Updates links in ordinary Markdown: their path, lines and commit, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..code.codebase import CodeBase
from ..code.source_file import SourceFile
from ..format.constructs import PathRef, Snippet
from ..format.document import Document
from ..ordinary.permalinks import CodePlace, LinkReader
from ..ordinary.reading import links_in
from .coordinates import Edited, Move, bare

NOT_COMMITTED = "the code there is not committed, so that no link leads to it"


@dataclass(frozen=True, slots=True)
class PageEdit:
    """How the links of a page are updated.

    Attributes:
        links: Reads them, and writes others of the same form.
        read: Reads the text of the page.
        commit: The commit that permalinks are to name; empty where there is none.
        committed: The code at that commit.
    """

    links: LinkReader
    read: Callable[[str], Document]
    commit: str
    committed: CodeBase | None

    def pinned(self, move: Move, now: CodeBase) -> Move | str:
        """A move with the commit that its link is to name; else why there is none.

        A link that names no commit stays so: it may be committed together with the code.
        """
        reference = move.reference
        if not reference.revision:
            return move
        if not self.commit or self.committed is None:
            return NOT_COMMITTED
        if isinstance(reference, PathRef):
            there = self.committed.kind(move.path) is not None
        else:
            then, file = self.committed.read(move.path), now.read(move.path)
            there = (
                isinstance(then, SourceFile)
                and isinstance(file, SourceFile)
                and all(then.line(at) == file.line(at) for at in _lines(move))
            )
        if not there:
            return NOT_COMMITTED
        return replace(move, revision=self.commit)

    def __call__(self, text: str, document: Document, moves: Sequence[Move]) -> Edited | None:
        """The text with all moves made; None where that is not possible, or changes more."""
        links = {id(one): link for link, one in links_in(document)}
        begin = len(document.front_matter.source) if document.front_matter else 0
        pieces: dict[tuple[int, int], str] = {}
        for move in moves:
            link = links[id(move.reference)]
            for one in (link, *link.further):
                new = self.links.rewritten(one.address, _place(one.place, move))
                if one.written is None or new is None or pieces.get(one.written, new) != new:
                    return None
                pieces[one.written] = new
        # Places are those of the text as it was read, where ends of lines are one character.
        edited, ends = re.sub("\r\n?", "\n", text), re.findall("\r\n?|\n", text)
        begin += len(edited) - len(edited.removeprefix("\ufeff"))
        for (start, end), new in sorted(pieces.items(), reverse=True):
            written = f"<{new}>" if edited[begin + start] == "<" else new
            edited = edited[: begin + start] + written + edited[begin + end :]
        lines = edited.split("\n")
        edited = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
        results = {id(one.reference): one.result for one in moves}
        meant = [results.get(id(one), one) for one in document.references()]
        said = self.read(edited.removeprefix("\ufeff"))
        return (
            (edited, said) if list(map(bare, said.references())) == list(map(bare, meant)) else None
        )


def _place(old: CodePlace, move: Move) -> CodePlace:
    first = None if old.first is None else old.first + move.shift
    last = None if old.last is None else old.last + move.shift
    return replace(old, path=move.path, revision=move.revision, first=first, last=last)


def _lines(move: Move) -> Sequence[int]:
    result = move.result
    if isinstance(result, Snippet):
        return [row.number for row in result.rows]
    line = None if isinstance(result, PathRef) else result.target_line
    return [line] if line else []
