"""Updates moved references to where the code is now, if that needs no review."""

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
from .forms import CannotWriteError, href, path

NOT_QUOTED = "the code there is not byte for byte as in the document"
SEVERAL = "the same code is at other places, too"
NOT_BY_GIT = "git does not report it as renamed without changes"
NOT_WRITTEN = "its place cannot be changed in the document"
NOT_SURE = "it would not be up to date at that place"
NOT_COMMITTED = "the code there is not committed, so it has no permalink"
_LINE_ENDS = re.compile(r"(\r\n|\r|\n)")
_ROW = re.compile("^((?:[\u2b1c\U0001f7e9]\ufe0f? )?)(\\d{1,9})( *)")
_NOTE = re.compile(r'( - ")([^"]*)(" L)(\d{1,9})(?=\s*$)')
_SWM_TOKEN = re.compile(
    r'(<swm-token\s+data-swm-token="[^:"]*:)(.*?)(:)(\d{1,9})(?=:-?\d+:-?\d+:`)'
)
_PATH = re.compile(r"(<SwmPath[^<>]*>)(.*)(</SwmPath>)", re.S)


@dataclass(frozen=True, slots=True)
class Move:
    """The new target of a reference."""

    reference: Reference
    path: str  # the file or folder, from the root of the code
    shift: int = 0  # how many lines further down
    revision: str = ""  # the commit for a permalink

    @property
    def result(self) -> Reference:
        """The reference after the move."""
        moved = replace(self.reference, path=self.path, revision=self.revision)
        if isinstance(moved, Snippet):
            rows = (replace(row, number=row.number + self.shift) for row in moved.rows)
            return replace(moved, rows=tuple(rows))
        if isinstance(moved, Token) and moved.target_line is not None:
            return replace(moved, target_line=moved.target_line + self.shift)
        return moved

    @property
    def key(self) -> object:
        """Equal for references that one edit updates: in a footnote, or the same on a line."""
        one = self.reference
        return one.note if isinstance(one, Token) and one.note else (one.line, one.source)


def edit_document(text: str, document: Document, moves: Sequence[Move]) -> str | None:
    """The text of a document with all moves applied; None where one of them is not found in it."""
    lines, ends = _lines_and_ends(text)
    notes = {
        id: note.line - 1
        for footer in document.constructs
        if isinstance(footer, Footer)
        for id, note in footer.notes.items()
    }
    for move in {move.key: move for move in moves}.values():
        if not _apply(lines, move, notes):
            return None
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _lines_and_ends(text: str) -> tuple[list[str], list[str]]:
    parts = _LINE_ENDS.split(text)
    return parts[::2], [*parts[1::2], ""]


def _apply(lines: list[str], move: Move, notes: dict[str, int]) -> bool:
    """Apply a move to the lines of a document; False where its place is not found in them."""
    reference, at = move.reference, move.reference.line - 1
    edited: str | None = None
    match reference:
        case Token(note=str(note)) if note in notes:
            at = notes[note]
            edited = _NOTE.sub(lambda match: _moved(match, move), lines[at])
        case Snippet() if reference.source.startswith("<!--"):
            return _apply_to_gutter(lines, at, at + reference.source.count("\n"), move)
        case Snippet():
            at = next((row for row in range(at, -1, -1) if TAG_OPENING.match(lines[row])), at)
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


def _moved(match: re.Match[str], move: Move, escaped: bool = False) -> str:
    """The match of a path (group 2) and a line (group 4), with those of a move."""
    new = escape(move.path) if escaped else move.path
    path = match[2] if move.path == move.reference.path else _like(match[2], new)
    return f"{match[1]}{path}{match[3]}{int(match[4]) + move.shift}"


def _like(old: str, new: str) -> str:
    """A new path with a slash at either end where the old one has it."""
    return ("/" if old.startswith("/") else "") + new + ("/" if old.endswith("/") else "")


def _tag(tag: str, move: Move, line: str) -> str | None:
    """A tag of generation 3, moved; ``line`` is the attribute that begins with its line."""
    old = attributes(tag)
    edited: str | None = tag
    if move.path != move.reference.path:
        edited = with_attribute(tag, "path", _like(old.get("path", ""), move.path))
    number = re.fullmatch(r"(\d{1,9})(:.*)?", old.get(line, ""))
    if edited is None or number is None:
        return None
    return with_attribute(edited, line, f"{int(number[1]) + move.shift}{number[2] or ''}")


def _inline(source: str, move: Move) -> str | None:
    """The source of a token or path in running text, moved."""
    if source.startswith("<SwmToken"):
        return _tag(source, move, "pos")
    if source.startswith("<swm-token"):
        return _SWM_TOKEN.sub(lambda match: _moved(match, move, escaped=True), source)
    if source.startswith("<SwmPath") and isinstance(move.reference, PathRef):
        return _path(source, move.reference, move.path)
    if source.lstrip("`").startswith(PAGE):
        head, found, tail = source.rpartition(move.reference.path)
        return head + move.path + tail if found else None
    return None


def _path(source: str, reference: PathRef, new: str) -> str | None:
    """A path of generation 3 with a new target, and label where that is the path, too."""
    match = _PATH.fullmatch(source)
    label, target = linked(match[2]) if match else ("", "")
    if match is None or not target or attributes(match[1]).get("path"):
        return None
    try:
        written = path(new, folder=reference.folder)
    except CannotWriteError:
        return None
    shown = label.replace("\\", "").strip("/")
    if shown == reference.path or "\N{HORIZONTAL ELLIPSIS}" in shown:
        label = linked(written.removeprefix("<SwmPath>").removesuffix("</SwmPath>"))[0]
    return f"{match[1]}[{label}]({_like(target, href(new))}){match[3]}"


def _apply_to_gutter(lines: list[str], start: int, stop: int, move: Move) -> bool:
    """Set path and numbers of a snippet of generation 1 or 2 (``FORMAT.md`` section 4)."""
    heading = next((at for at in range(start, stop) if HEADING.match(lines[at])), -1)
    fence = next((at for at in range(start, stop) if opening_run(lines[at])), -1)
    match = HEADING.match(lines[heading]) if heading >= 0 else None
    if match is None or fence < 0:
        return False
    if move.path != move.reference.path:
        new = _like(match[2], move.path)
        lines[heading] = lines[heading][: match.start(2)] + new + lines[heading][match.end(2) :]

    def shifted(row: re.Match[str]) -> str:
        # The padding keeps the column of the code.
        number = str(int(row[2]) + move.shift)
        return f"{row[1]}{number:<{len(row[2] + row[3])}}"

    for at in range(fence + 1, stop - 1):
        lines[at] = _ROW.sub(shifted, lines[at])
    return True


@dataclass(frozen=True, slots=True)
class PageEdit:
    """Updates the links on a page of ordinary Markdown."""

    links: LinkReader
    read: Callable[[str], Document]  # reads the text of the page
    commit: str  # the new commit for permalinks; empty for none
    committed: CodeBase | None  # the code at that commit

    def pinned(self, move: Move, now: CodeBase) -> Move | str:
        """The move with the commit for its permalink; or why there is none."""
        if not move.reference.revision:
            # A link that names no commit may be committed together with the code.
            return move
        if self.committed is None:
            return NOT_COMMITTED
        if isinstance(move.reference, PathRef):
            same = self.committed.kind(move.path) is not None
        else:
            then, file = self.committed.read(move.path), now.read(move.path)
            same = (
                isinstance(then, SourceFile)
                and isinstance(file, SourceFile)
                and all(then.line(at) == file.line(at) for at, _ in _rows(move.result))
            )
        return replace(move, revision=self.commit) if same else NOT_COMMITTED

    def edit(self, text: str, document: Document, moves: Sequence[Move]) -> str | None:
        """The text with all moves applied; None where a link cannot express its new place."""
        links = {id(reference): link for link, reference in links_in(document)}
        begin = len(document.front_matter.source) if document.front_matter else 0
        urls: dict[tuple[int, int], str] = {}
        for move in moves:
            first = links[id(move.reference)]
            for link in (first, *first.further):
                url, span = self.links.rewritten(link.url, _place(link.place, move)), link.url_span
                if span is None or url is None or urls.get(span, url) != url:
                    return None
                urls[span] = url
        # Spans count every line end as one character.
        lines, ends = _lines_and_ends(text)
        edited = "\n".join(lines)
        begin += edited.startswith("\ufeff")
        for (start, end), url in sorted(urls.items(), reverse=True):
            written = f"<{url}>" if edited[begin + start] == "<" else url
            edited = edited[: begin + start] + written + edited[begin + end :]
        return "".join(line + end for line, end in zip(edited.split("\n"), ends, strict=True))


def _place(old: LinkedPlace, move: Move) -> LinkedPlace:
    first, last = (None if line is None else line + move.shift for line in (old.first, old.last))
    return replace(old, path=move.path, revision=move.revision, first=first, last=last)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A document with its moved references updated."""

    before: str  # its text
    after: str  # its text with all updates
    moves: Sequence[Move]  # the references that were updated
    left: Sequence[tuple[Finding, str]]  # the moved ones that were not, and why


def renumbered(
    data: bytes,
    document: Document,
    path: str,
    findings: Sequence[Finding],
    checker: Checker,
    page: PageEdit | None = None,
) -> Renumbered:
    """Update the moved references of a document; no other byte of its data changes.

    ``findings`` are the checker's for this document; ``page`` is for ordinary Markdown.
    """
    groups: dict[object, list[Move]] = {}
    left: list[tuple[Finding, str]] = []
    for finding in findings:
        move = move_of(finding, checker, page) if finding.state is State.MOVED else None
        if isinstance(move, str):
            left.append((finding, move))
        elif move:
            groups.setdefault(move.key, []).append(move)
    text = data.decode("utf-8", "replace")
    # A JSON unit, or a text that is not UTF-8 or had to be repaired to be read, is not edited.
    editable = "\n".join(_lines_and_ends(text)[0]).removeprefix("\ufeff") == document.source
    finding_of = {id(finding.reference): finding for finding in findings}

    def edited(moves: Sequence[Move]) -> str:
        """The text with all moves applied; raises ValueError with the reason if impossible."""
        edit, parse = (page.edit, page.read) if page else (edit_document, read)
        new = edit(text, document, moves) if editable else None
        if new is None:
            raise ValueError(NOT_WRITTEN)
        updated = parse(new.removeprefix("\ufeff"))
        results = {id(move.reference): move.result for move in moves}
        expected = [results.get(id(one), one) for one in document.references]
        if list(map(_bare, updated.references)) != list(map(_bare, expected)):
            raise ValueError(NOT_WRITTEN)
        for old, finding in zip(findings, checker.check(updated, path), strict=True):
            if id(old.reference) in results and finding.state is not State.UP_TO_DATE:
                raise ValueError(NOT_SURE)
        return new

    def possible(moves: list[Move], further: list[list[Move]]) -> list[Move]:
        """Moves that are possible, and as many further groups as are possible with them."""
        more = [*moves, *(move for group in further for move in group)]
        try:
            edited(more).encode()
        except ValueError as error:
            why = NOT_WRITTEN if isinstance(error, UnicodeEncodeError) else str(error)
            if len(further) > 1:
                half = len(further) // 2
                return possible(possible(moves, further[:half]), further[half:])
            left.extend((finding_of[id(one.reference)], why) for group in further for one in group)
            return moves
        return more

    moves = possible([], list(groups.values())) if groups else []
    return Renumbered(text, edited(moves) if moves else text, moves, left)


def _bare(reference: Reference) -> Reference:
    return replace(reference, source="", line=0)


def move_of(finding: Finding, checker: Checker, page: PageEdit | None) -> Move | str:
    """The move that makes a moved reference up to date; or why there is none.

    The quoted text must be at one place alone, byte for byte, or at the same lines of a file that
    git reports as renamed without changes. For paths, git has to report this, too.
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
        unique = len(quote.shifts(file)) == 1
        if unique and place.path != path and not by_git:
            unique = len(checker.search.places(quote, path)) == 1
        if not unique and not (by_git and not shift):
            return SEVERAL
    return page.pinned(move, checker.code) if page else move


def _rows(reference: Reference) -> Sequence[tuple[int, str | None]]:
    """The numbers and texts of the lines that a reference quotes."""
    if isinstance(reference, Token):
        return [(reference.target_line or 0, reference.line_text)]
    rows = reference.rows if isinstance(reference, Snippet) else ()
    return [(row.number, row.code) for row in rows if not row.stub]
