"""Sets references that are moved to where the code is, those that need no person's look."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..code.codebase import CodeBase
from ..code.source_file import SourceFile
from ..format.constructs import Footer, PathRef, Reference, Snippet, Token
from ..format.document import Document, read
from ..format.lines import opening_run
from ..format.snippets import HEADING, TAG_OPENING
from ..format.tags import PAGE, attributes, escape, linked, with_attribute
from ..freshness import Checker, Finding, State
from ..freshness.quotes import quote_of
from ..ordinary.permalinks import LinkedPlace, LinkReader
from ..ordinary.reading import links_in
from ..safety.files import confined
from .forms import CanNotWriteError, href, path

NOT_QUOTED = "it is not there byte for byte as the document has it"
SEVERAL = "the same stands at other places, too"
NOT_BY_GIT = "git does not say that it was renamed and nothing else"
NOT_WRITTEN = "its place can not be set where it is written"
NOT_SURE = "it would not be up to date with that"
NOT_COMMITTED = "the code there is not committed, so that no link leads to it"
_ENDS = re.compile(r"(\r\n|\r|\n)")
_ROW = re.compile("^((?:[\u2b1c\U0001f7e9]\ufe0f? )?)(\\d{1,9})( *)")
_NOTE = re.compile(r'( - ")([^"]*)(" L)(\d{1,9})(?=\s*$)')
_SWM_TOKEN = re.compile(
    r'(<swm-token\s+data-swm-token="[^:"]*:)(.*?)(:)(\d{1,9})(?=:-?\d+:-?\d+:`)'
)
_PATH = re.compile(r"(<SwmPath[^<>]*>)(.*)(</SwmPath>)", re.S)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a reference is to point."""

    reference: Reference
    path: str  # the file or folder, from the root of the code
    shift: int = 0  # how many lines further down
    revision: str = ""  # the commit that a permalink is to name

    @property
    def result(self) -> Reference:
        """What the document says then."""
        one = replace(self.reference, path=self.path, revision=self.revision)
        if isinstance(one, Snippet):
            rows = (replace(row, number=row.number + self.shift) for row in one.rows)
            return replace(one, rows=tuple(rows))
        if isinstance(one, Token) and one.target_line is not None:
            return replace(one, target_line=one.target_line + self.shift)
        return one

    @property
    def place(self) -> object:
        """Where it is written: references that share a footnote, or say the same on one line."""
        one = self.reference
        return one.note if isinstance(one, Token) and one.note else (one.line, one.source)


def edit_document(text: str, document: Document, moves: Sequence[Move]) -> str | None:
    """The text of a document with all moves made; None where one of them is not found in it."""
    lines, ends = _lines_and_ends(text)
    notes = {
        id: note.line - 1
        for one in document.constructs
        if isinstance(one, Footer)
        for id, note in one.notes.items()
    }
    for move in {one.place: one for one in moves}.values():
        if not _edit(lines, move, notes):
            return None
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _lines_and_ends(text: str) -> tuple[list[str], list[str]]:
    pieces = _ENDS.split(text)
    return pieces[::2], [*pieces[1::2], ""]


def _edit(lines: list[str], move: Move, notes: dict[str, int]) -> bool:
    """Make a move in the lines of a document; False where its coordinates are not found."""
    reference, at = move.reference, move.reference.line - 1
    edited: str | None = None
    match reference:
        case Token(note=str(note)) if note in notes:
            at = notes[note]
            edited = _NOTE.sub(lambda found: _placed(found, move), lines[at])
        case Snippet() if reference.source.startswith("<!--"):
            return _edit_gutter(lines, at, at + reference.source.count("\n"), move)
        case Snippet():
            at = next((one for one in range(at, -1, -1) if TAG_OPENING.match(lines[one])), at)
            edited = _tag(lines[at], move, "line")
        case _:
            start = max(reference.source.rfind("<swm-token"), 0)
            at += reference.source.count("\n", 0, start)
            old = reference.source[start:]
            new = _inline(old, move) if at < len(lines) and old in lines[at] else None
            edited = None if new is None else lines[at].replace(old, new)
    if edited is None:
        return False
    lines[at] = edited
    return True


def _placed(found: re.Match[str], move: Move, escaped: bool = False) -> str:
    """What stands around a path and a line, with those of a move."""
    new = escape(move.path) if escaped else move.path
    old = found[2] if move.path == move.reference.path else _like(found[2], new)
    return f"{found[1]}{old}{found[3]}{int(found[4]) + move.shift}"


def _like(old: str, new: str) -> str:
    """A path with slashes at its ends where another one has them."""
    return ("/" if old.startswith("/") else "") + new + ("/" if old.endswith("/") else "")


def _tag(tag: str, move: Move, place: str) -> str | None:
    """A tag of generation 3 with the path, and the line in the attribute ``place``, of a move."""
    said = attributes(tag)
    edited: str | None = tag
    if move.path != move.reference.path:
        edited = with_attribute(tag, "path", _like(said.get("path", ""), move.path))
    number = re.fullmatch(r"(\d{1,9})(:.*)?", said.get(place, ""))
    if edited is None or number is None:
        return None
    return with_attribute(edited, place, f"{int(number[1]) + move.shift}{number[2] or ''}")


def _inline(source: str, move: Move) -> str | None:
    """A token or path as it stands in running text."""
    if source.startswith("<SwmToken"):
        return _tag(source, move, "pos")
    if source.startswith("<swm-token"):
        return _SWM_TOKEN.sub(lambda found: _placed(found, move, escaped=True), source)
    if source.startswith("<SwmPath") and isinstance(move.reference, PathRef):
        return _path(source, move.reference, move.path)
    if source.lstrip("`").startswith(PAGE):
        head, found, tail = source.rpartition(move.reference.path)
        return head + move.path + tail if found else None
    return None


def _path(source: str, reference: PathRef, new: str) -> str | None:
    """A path of generation 3: its target, and the text where that is the path, too."""
    found = _PATH.fullmatch(source)
    label, target = linked(found[2]) if found else ("", "")
    if found is None or not target or attributes(found[1]).get("path"):
        return None
    try:
        written = path(new, folder=reference.folder)
    except CanNotWriteError:
        return None
    shown = label.replace("\\", "").strip("/")
    if shown == reference.path or "\N{HORIZONTAL ELLIPSIS}" in shown:
        label = linked(written.removeprefix("<SwmPath>").removesuffix("</SwmPath>"))[0]
    return f"{found[1]}[{label}]({_like(target, href(new))}){found[3]}"


def _edit_gutter(lines: list[str], start: int, stop: int, move: Move) -> bool:
    """Set path and numbers of a snippet of generation 1 or 2 (``FORMAT.md`` section 4)."""
    heading = next((at for at in range(start, stop) if HEADING.match(lines[at])), -1)
    fence = next((at for at in range(start, stop) if opening_run(lines[at])), -1)
    found = HEADING.match(lines[heading]) if heading >= 0 else None
    if found is None or fence < 0:
        return False
    if move.path != move.reference.path:
        new = _like(found[2], move.path)
        lines[heading] = lines[heading][: found.start(2)] + new + lines[heading][found.end(2) :]

    def moved(row: re.Match[str]) -> str:
        # Code keeps its column.
        number = str(int(row[2]) + move.shift)
        return f"{row[1]}{number:<{len(row[2] + row[3])}}"

    for at in range(fence + 1, stop - 1):
        lines[at] = _ROW.sub(moved, lines[at])
    return True


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
        lines, ends = _lines_and_ends(text)
        edited = "\n".join(lines)
        begin += edited.startswith("\ufeff")
        for (start, end), new in sorted(pieces.items(), reverse=True):
            written = f"<{new}>" if edited[begin + start] == "<" else new
            edited = edited[: begin + start] + written + edited[begin + end :]
        return "".join(line + end for line, end in zip(edited.split("\n"), ends, strict=True))


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
    is_read = "\n".join(_lines_and_ends(text)[0]).removeprefix("\ufeff") == document.source
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
