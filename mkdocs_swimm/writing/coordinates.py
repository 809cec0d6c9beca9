"""Sets the path and the line of references in the text of a document, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..format.constructs import Footer, PathRef, Reference, Snippet, Token
from ..format.document import Document
from ..format.lines import opening_run
from ..format.snippets import HEADING, TAG_OPENING
from ..format.tags import PAGE, attributes, escape, linked, with_attribute
from .forms import CanNotWriteError, href, path

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
        match self.reference:
            case Snippet() as one:
                rows = tuple(replace(row, number=row.number + self.shift) for row in one.rows)
                return replace(one, path=self.path, rows=rows, revision=self.revision)
            case Token(target_line=int(line)) as one:
                line += self.shift
                return replace(one, path=self.path, target_line=line, revision=self.revision)
            case one:
                return replace(one, path=self.path, revision=self.revision)

    @property
    def place(self) -> object:
        """Where it is written: references that share a footnote, or say the same on one line."""
        one = self.reference
        return one.note if isinstance(one, Token) and one.note else (one.line, one.source)


def edit_document(text: str, document: Document, moves: Sequence[Move]) -> str | None:
    """The text of a document with all moves made; None where one of them is not found in it."""
    pieces = _ENDS.split(text)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
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
