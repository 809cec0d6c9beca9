"""Sets references that are moved to where the code is, those that need no person's look."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..code.codebase import CodeBase
from ..code.source_file import SourceFile
from ..format.constructs import PathRef, Reference, Snippet, Token
from ..format.document import Document, read
from ..freshness import Checker, Finding, State
from ..freshness.quotes import quote_of
from ..ordinary.permalinks import LinkedPlace, LinkReader
from ..ordinary.reading import links_in
from ..safety.files import confined
from .coordinates import Move, edit_document

NOT_QUOTED = "it is not there byte for byte as the document has it"
SEVERAL = "the same stands at other places, too"
NOT_BY_GIT = "git does not say that it was renamed and nothing else"
NOT_WRITTEN = "its place can not be set where it is written"
NOT_SURE = "it would not be up to date with that"
NOT_COMMITTED = "the code there is not committed, so that no link leads to it"


@dataclass(frozen=True, slots=True)
class PageEdit:
    """How the links of a page of ordinary Markdown are updated."""

    links: LinkReader  # reads them, and writes others of the same form
    read: Callable[[str], Document]  # reads the text of the page
    commit: str  # what permalinks are to name; empty where there is none
    committed: CodeBase | None  # the code at that commit

    def pinned(self, move: Move, now: CodeBase) -> Move | str:
        """A move with the commit that its link is to name; else why there is none."""
        if not move.reference.revision:
            # A link that names no commit may be committed together with the code.
            return move
        if self.committed is None:
            return NOT_COMMITTED
        if isinstance(move.reference, PathRef):
            there = self.committed.kind(move.path) is not None
        else:
            then, file = self.committed.read(move.path), now.read(move.path)
            there = (
                isinstance(then, SourceFile)
                and isinstance(file, SourceFile)
                and all(then.line(at) == file.line(at) for at, _ in _rows(move.result))
            )
        return replace(move, revision=self.commit) if there else NOT_COMMITTED

    def edit(self, text: str, document: Document, moves: Sequence[Move]) -> str | None:
        """The text with all moves made; None where a link has no form for its place."""
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
        return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _place(old: LinkedPlace, move: Move) -> LinkedPlace:
    first = None if old.first is None else old.first + move.shift
    last = None if old.last is None else old.last + move.shift
    return replace(old, path=move.path, revision=move.revision, first=first, last=last)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A document whose references that are moved were set to where the code is."""

    before: str  # its text
    after: str  # its text with that
    moves: Sequence[Move]  # the references that were set
    left: Sequence[tuple[Finding, str]]  # those that are moved and were not set, and why


def renumbered(
    data: bytes,
    document: Document,
    path: str,
    findings: Sequence[Finding],
    checker: Checker,
    page: PageEdit | None = None,
) -> Renumbered:
    """Set the references of a document that are moved; no other byte of its data changes.

    ``findings`` are what the checker found for its path; ``page`` says how the links of a page of
    ordinary Markdown are set.
    """
    groups: dict[object, list[Move]] = {}
    left: list[tuple[Finding, str]] = []
    for finding in findings:
        move = move_of(finding, checker, page) if finding.state is State.MOVED else None
        if isinstance(move, str):
            left.append((finding, move))
        elif move:
            groups.setdefault(move.place, []).append(move)
    text = data.decode("utf-8", "replace")
    # A JSON unit, or a text that is not UTF-8 or had to be repaired to be read, is not edited.
    is_read = re.sub("\r\n?", "\n", text.removeprefix("\ufeff")) == document.source
    of = {id(finding.reference): finding for finding in findings}

    def edited(moves: Sequence[Move]) -> str:
        """The text with all moves made; raises ValueError, which says why that is not possible."""
        edit, parse = (page.edit, page.read) if page else (edit_document, read)
        new = edit(text, document, moves) if is_read else None
        if new is None:
            raise ValueError(NOT_WRITTEN)
        now = parse(new.removeprefix("\ufeff"))
        results = {id(one.reference): one.result for one in moves}
        meant = [results.get(id(one), one) for one in document.references]
        if list(map(_bare, now.references)) != list(map(_bare, meant)):
            raise ValueError(NOT_WRITTEN)
        for was, one in zip(findings, checker.check(now, path), strict=True):
            if id(was.reference) in results and one.state is not State.UP_TO_DATE:
                raise ValueError(NOT_SURE)
        return new

    def made(moves: list[Move], further: list[list[Move]]) -> list[Move]:
        """Moves that can be made, and as many further groups of moves as can be made with them."""
        more = [*moves, *(one for group in further for one in group)]
        try:
            edited(more).encode()
        except ValueError as error:
            why = NOT_WRITTEN if isinstance(error, UnicodeEncodeError) else str(error)
            if len(further) > 1:
                half = len(further) // 2
                return made(made(moves, further[:half]), further[half:])
            left.extend((of[id(one.reference)], why) for group in further for one in group)
            return moves
        return more

    moves = made([], list(groups.values())) if groups else []
    return Renumbered(text, edited(moves) if moves else text, moves, left)


def _bare(reference: Reference) -> Reference:
    """What a reference says, wherever that stands."""
    return replace(reference, source="", line=0)


def move_of(finding: Finding, checker: Checker, page: PageEdit | None) -> Move | str:
    """The move that makes a reference up to date that is moved; else why it is none.

    The text of a reference must stand byte for byte at one place alone; where git says that a file
    was renamed, and nothing else, at the same lines of it. Folders and files are renamed by git.
    """
    reference, place = finding.reference, finding.place
    path = confined(reference.path)
    if place is None or path is None:
        return NOT_WRITTEN
    history = checker.history if place.path != path else None
    by_git = history is not None and history.followed(path, whole=True) == place.path
    move = Move(reference, place.path)
    if isinstance(reference, PathRef):
        if not by_git:
            return NOT_BY_GIT
    else:
        quote, file = quote_of(reference), checker.code.read(place.path)
        if quote is None or place.first is None or not isinstance(file, SourceFile):
            return NOT_QUOTED
        shift = place.first - quote.first
        move = replace(move, shift=shift)
        numbers = range(1, len(file.raw) + 1)
        if not all(
            at in numbers and file.raw[at - 1].removesuffix("\r") == code
            for at, code in _rows(move.result)
        ):
            return NOT_QUOTED
        alone = len(quote.shifts(file)) == 1
        if alone and place.path != path and not by_git:
            alone = len(checker.search.places(quote, path)) == 1
        if not alone and not (by_git and not shift):
            return SEVERAL
    return page.pinned(move, checker.code) if page else move


def _rows(reference: Reference) -> Sequence[tuple[int, str | None]]:
    """The lines that a reference quotes: their numbers and their code."""
    if isinstance(reference, Token):
        return [(reference.target_line or 0, reference.line_text)]
    rows = reference.rows if isinstance(reference, Snippet) else ()
    return [(row.number, row.code) for row in rows if not row.stub]
