"""Updates references in the text of a document: their path and line, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..format.constructs import Footer, PathRef, Reference, Snippet, Token
from ..format.document import Document, read
from ..format.lines import opening_run
from ..format.snippets import HEADING, SQUARE, TAG_OPENING
from ..format.tags import PAGE, attributes, escape, linked, with_attribute
from .forms import CanNotWriteError, href, path

_ENDS = re.compile(r"(\r\n|\r|\n)")
_GUTTER = re.compile(r"(\d{1,9})( *)")
_WIDTH = 7
_POSITION = re.compile(r"(\d{1,9})(:-?\d{1,9}:-?\d{1,9})")
_NOTE = re.compile(r'( - ")([^"]*)(" L)(\d{1,9})(?=\s*$)')
_SWM_TOKEN = re.compile(
    r'(<swm-token\s+data-swm-token="[^:"]*:)(.*?)(:)(\d{1,9})(?=:-?\d+:-?\d+:`)'
)
_PATH = re.compile(r"(<SwmPath[^<>]*>)(.*)(</SwmPath>)", re.S)


@dataclass(frozen=True, slots=True)
class Move:
    """Where a reference is to point.

    Attributes:
        reference: The reference.
        path: The file or folder, from the root of the code.
        shift: How many lines further down.
        revision: The commit that a permalink is to name.
    """

    reference: Reference
    path: str
    shift: int = 0
    revision: str = ""

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


Edited = tuple[str, Document]
"""The text of a document in which something was set, and the same read again."""


def edit_document(text: str, document: Document, moves: Sequence[Move]) -> Edited | None:
    """The text with all moves made; None where that is not possible, or changes more than that."""
    pieces = _ENDS.split(text)
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    notes = {
        id: note.line - 1
        for one in document.constructs
        if isinstance(one, Footer)
        for id, note in one.notes.items()
    }
    for move in {_key(one): one for one in moves}.values():
        if not _edit(lines, move, notes):
            return None
    new = "".join(line + end for line, end in zip(lines, ends, strict=True))
    return confirmed(new, read(new.removeprefix("\ufeff")), document, moves)


def confirmed(
    text: str, said: Document, document: Document, moves: Sequence[Move]
) -> Edited | None:
    """A text and what it says, if that is what a document said but for some moves; else None."""
    results = {id(one.reference): one.result for one in moves}
    meant = [results.get(id(one), one) for one in document.references]
    return (text, said) if list(map(_bare, said.references)) == list(map(_bare, meant)) else None


def _bare(reference: Reference) -> Reference:
    """What a reference says, wherever that stands."""
    return replace(reference, source="", line=0)


def with_coordinates(
    text: str,
    document: Document,
    moves: Iterable[Move],
    edit: Callable[[str, Document, Sequence[Move]], Edited | None] = edit_document,
) -> tuple[str, Document, Sequence[Move]]:
    """The text of a document with the coordinates of some references updated.

    Args:
        text: The whole file, with the ends of lines that it has.
        document: What was read from it.
        moves: The references; of those that say the same on one line, any.
        edit: Makes moves in a text.

    Returns:
        The text, the same read again, and the moves that were made. It says what it said but for
        these; a move that can not be made without another change is left out.
    """
    # References that share a footnote, or say the same on one line, are set together.
    groups: dict[object, list[Move]] = {}
    for move in moves:
        groups.setdefault(_key(move), []).append(move)
    made = [move for group in groups.values() for move in group]
    if edited := edit(text, document, made):
        return *edited, made
    now, made = (text, document), []
    for group in groups.values():
        if edited := edit(text, document, [*made, *group]):
            now, made = edited, [*made, *group]
    return *now, made


def _key(move: Move) -> object:
    one = move.reference
    return one.note if isinstance(one, Token) and one.note else (one.line, one.source)


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


def _tag(tag: str, move: Move, place: str = "") -> str | None:
    """A tag of generation 3 with the path, and the line in the attribute ``place``, of a move."""
    said, edited = attributes(tag), tag
    if move.path != move.reference.path:
        renamed = with_attribute(tag, "path", _like(said.get("path", ""), move.path))
        if renamed is None:
            return None
        edited = renamed
    if move.shift:
        number = re.fullmatch(r"(\d{1,9})(:.*)?", said.get(place, ""))
        if not number:
            return None
        return with_attribute(edited, place, f"{int(number[1]) + move.shift}{number[2] or ''}")
    return edited


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
    for at in range(fence + 1, stop - 1):
        lines[at] = "".join(_row(lines[at], move.shift))
    return True


def _row(line: str, shift: int) -> Iterator[str]:
    """A row of such a snippet: its number keeps the columns that it has."""
    square = SQUARE.match(line)
    rest = line[square.end() :] if square else line
    yield square[0] if square else ""
    found = _GUTTER.match(rest)
    if not found:
        yield rest
        return
    digits, number = len(found[1]), str(int(found[1]) + shift)
    # The stub of an exercise begins in the last column of the gutter.
    width = max(min(_WIDTH, found.end()), digits)
    if width < _WIDTH - 1:
        # A tool has cut spaces off.
        width = digits
    yield number.ljust(width if width > digits else 0) + rest[width:]
