"""Sets references that are moved to where the code is, those that need no person's look."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..code.codebase import CodeBase
from ..code.source_file import SourceFile
from ..format.constructs import PathRef, Snippet, Token
from ..format.document import Document
from ..format.encoding import decode
from ..freshness import Checker, Finding, State
from ..freshness.quotes import quote_of
from ..ordinary.permalinks import LinkedPlace, LinkReader
from ..ordinary.reading import links_in
from ..safety.files import confined
from .coordinates import Edited, Move, confirmed, edit_document, with_coordinates

NOT_QUOTED = "it is not there byte for byte as the document has it"
SEVERAL = "the same stands at other places, too"
NOT_BY_GIT = "git does not say that it was renamed and nothing else"
NOT_WRITTEN = "its place can not be set where it is written"
NOT_SURE = "it would not be up to date with that"
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
        return confirmed(edited, self.read(edited.removeprefix("\ufeff")), document, moves)


def _place(old: LinkedPlace, move: Move) -> LinkedPlace:
    first = None if old.first is None else old.first + move.shift
    last = None if old.last is None else old.last + move.shift
    return replace(old, path=move.path, revision=move.revision, first=first, last=last)


def _lines(move: Move) -> Sequence[int]:
    result = move.result
    if isinstance(result, Snippet):
        return [row.number for row in result.rows]
    line = None if isinstance(result, PathRef) else result.target_line
    return [line] if line else []


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A document whose references that are moved were set to where the code is.

    Attributes:
        before: Its text.
        after: Its text with that.
        data: Its bytes with that.
        moves: The references that were set.
        left: Those that are moved and were not set, and why.
    """

    before: str
    after: str
    data: bytes
    moves: Sequence[Move]
    left: Sequence[tuple[Finding, str]]


def renumbered(
    data: bytes,
    document: Document,
    path: str,
    findings: Sequence[Finding],
    checker: Checker,
    page: PageEdit | None = None,
) -> Renumbered:
    """Set the references of a document that are moved; no other byte changes.

    Args:
        data: The bytes of the file.
        document: What was read from it.
        path: Its path, as for the checker.
        findings: What the checker found.
        checker: The checker.
        page: How links are set, where it is a page of ordinary Markdown.
    """
    moves: list[Move] = []
    left: list[tuple[Finding, str]] = []
    of = {id(finding.reference): finding for finding in findings}
    for finding in findings:
        if finding.state is State.MOVED:
            move = move_of(finding, checker)
            if page and isinstance(move, Move):
                move = page.pinned(move, checker.code)
            if isinstance(move, Move):
                moves.append(move)
            else:
                left.append((finding, move))
    text, codec = _text(data)
    if re.sub("\r\n?", "\n", text.removeprefix("\ufeff")) != document.source:
        # A JSON unit, or a text that had to be repaired to be read.
        left += [(of[id(move.reference)], NOT_WRITTEN) for move in moves]
        return Renumbered("", "", data, (), left)
    while True:
        after, now, made = with_coordinates(text, document, moves, page or edit_document)
        left += [(of[id(one.reference)], NOT_WRITTEN) for one in moves if one not in made]
        again = checker.check(now, path) if made else ()
        states = {id(was.reference): one.state for was, one in zip(findings, again, strict=False)}
        moves = [one for one in made if states[id(one.reference)] is State.UP_TO_DATE]
        left += [(of[id(one.reference)], NOT_SURE) for one in made if one not in moves]
        if len(moves) == len(made):
            break
    try:
        return Renumbered(text, after, after.encode(codec), moves, left)
    except UnicodeEncodeError:
        left += [(of[id(one.reference)], NOT_WRITTEN) for one in moves]
        return Renumbered(text, text, data, (), left)


def _text(data: bytes) -> tuple[str, str]:
    """The text of a file, byte order mark included, and its encoding; empty for no text."""
    codec = decode(data).encoding
    if codec == "utf-16":
        codec += "-be" if data.startswith(b"\xfe\xff") else "-le"
    try:
        return data.decode(codec), codec
    except UnicodeDecodeError:
        return "", codec


def move_of(finding: Finding, checker: Checker) -> Move | str:
    """The move that makes a reference up to date that is moved; else why it is none.

    The text of a reference must stand byte for byte at one place alone; where git says that a file
    was renamed, and nothing else, at the same lines of it. Folders and files are renamed by git.
    """
    reference, place = finding.reference, finding.place
    path = confined(reference.path)
    if place is None or path is None:
        return NOT_WRITTEN
    history = checker.history if place.path != path else None
    by_git = history is not None and history.followed(path) == place.path
    if isinstance(reference, PathRef):
        return Move(reference, place.path) if by_git else NOT_BY_GIT
    quote, file = quote_of(reference), checker.code.read(place.path)
    if quote is None or place.first is None or not isinstance(file, SourceFile):
        return NOT_QUOTED
    shift = place.first - quote.first
    if not _stands(reference, file, shift):
        return NOT_QUOTED
    alone = len(quote.shifts(file)) == 1
    if alone and place.path != path and not by_git:
        alone = len(checker.search.places(quote, path)) == 1
    if not alone and not (by_git and not shift):
        return SEVERAL
    return Move(reference, place.path, shift)


def _stands(reference: Snippet | Token, file: SourceFile, shift: int) -> bool:
    """Whether a file has all that is quoted, byte for byte but for the ends of lines."""
    if isinstance(reference, Token):
        rows = [(reference.target_line or 0, reference.line_text)]
    else:
        rows = [(row.number, row.code) for row in reference.rows if not row.stub]
    return all(
        1 <= number + shift <= len(file.raw)
        and file.raw[number + shift - 1].removesuffix("\r") == text
        for number, text in rows
    )
