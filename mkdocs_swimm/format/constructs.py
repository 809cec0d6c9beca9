"""What the constructs of Swimm's format say.

Every generation of the format (``FORMAT.md`` section 0) has the same small set of constructs. Each
keeps the exact text it was read from and its line in the file. Line numbers are 1-based and
inclusive throughout.

This module imports nothing of the package: everything else is built on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository as a document names it: by Swimm's id, by name, or both.

    Carrying one does not make a reference foreign: compare with the repository's own id
    (``FORMAT.md`` section 6.2).
    """

    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct of Swimm's.

    Attributes:
        source: The exact text that it was read from.
        line: The line of the file on which it begins.
    """

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter(Construct):
    """The YAML block at the head of a file, fences included.

    Attributes:
        data: The parsed mapping; empty when the YAML is not valid.
        error: What the YAML parser complained about, if it did.
        error_line: The line of the file it complained about.
    """

    data: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None
    error_line: int | None = None

    def line_of(self, key: str) -> int:
        """The line of the file that a key stands on."""
        lines = self.source.splitlines()
        found = (at for at, line in enumerate(lines) if line.partition(":")[0].strip("\"' ") == key)
        return self.line + next(found, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a snippet.

    Attributes:
        number: Its line number in the source file when the document was written.
        code: The line itself, without gutter or line end.
        marked: Whether it was selected (🟩) as opposed to context (⬜); generation 1 only.
        stub: A line shown to the reader of an exercise which is not in the file.
    """

    number: int
    code: str
    marked: bool = False
    stub: bool = False


def without_blank_ends(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows without the blank ones at both ends; none where all are blank."""
    start, end = 0, len(rows)
    while start < end and not rows[start].code.strip():
        start += 1
    while start < end and not rows[end - 1].code.strip():
        end -= 1
    return rows[start:end]


def quoted_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows that a snippet is about: some quote blank rows at both ends (section 12.8).

    Blank rows at the ends of a selection are no part of it. Where nothing but blank rows is quoted,
    they stay as they are.
    """
    shown = without_blank_ends(rows)
    selected = without_blank_ends([row for row in shown if row.marked])
    if not selected:
        return tuple(shown or rows)
    first, last = selected[0].number, selected[-1].number
    return tuple(
        replace(row, marked=False) if row.marked and not first <= row.number <= last else row
        for row in shown
    )


@dataclass(frozen=True, slots=True)
class Snippet(Construct):
    """Lines of code quoted from a file. Its comment is ordinary prose before it.

    Attributes:
        path: The file, relative to the root of its repository, without a leading slash.
        rows: The quoted lines, in order, without blank ones at both ends; their numbers may have
            gaps.
        repo: The repository that the document names, if it names one.
        collapsed: Whether the author wanted the code folded away.
        info: The info string of the fence, which often lies (``FORMAT.md`` section 4).
    """

    path: str
    rows: tuple[Row, ...]
    repo: Repo | None = None
    collapsed: bool = False
    info: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing but blank lines is quoted."""
        return all(not row.code.strip() for row in self.rows)


@dataclass(frozen=True, slots=True)
class Token(Construct):
    """An identifier that points at one place in the code.

    Attributes:
        text: The identifier as shown.
        path: The file, without a leading slash; empty where the document does not say.
        target_line: The line of that file; None where the document does not say.
        words: First and last word on that line, 0-based (``FORMAT.md`` section 8); None where the
            generation does not record them or they could not be located.
        line_text: The line as it was when the document was written, unescaped; None if unknown.
        repo: The repository that the document names, if it names one.
        note: The id of the footnote (generation 1).
    """

    text: str
    path: str = ""
    target_line: int | None = None
    words: tuple[int, int] | None = None
    line_text: str | None = None
    repo: Repo | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PathRef(Construct):
    """A file or folder named in prose.

    Attributes:
        path: Relative to the root of its repository, without leading or trailing slash; empty
            for the root itself.
        folder: Whether the document says that it is a folder (generation 3 only does).
    """

    path: str
    folder: bool = False
    repo: Repo | None = None


Reference = Snippet | Token | PathRef
"""What points into the code."""


@dataclass(frozen=True, slots=True)
class DocLink(Construct):
    """A link to another Swimm document or playlist.

    Attributes:
        target: The link's target as written.
        id: The id of the document; the slug in the target is decoration (section 2).
        fragment: What follows ``#`` in the target, if anything.
        repo: The repository that the document names, if it names one.
        title: The title that the link carries, for one without a text.
    """

    target: str
    id: str
    fragment: str = ""
    repo: Repo | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Mention(Construct):
    """A person named in the text."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Placeholder(Construct):
    """A template's prompt that nobody has answered yet.

    Attributes:
        block: Whether it stands on lines of its own.
    """

    block: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """A clickable element of a diagram.

    Attributes:
        element: The Mermaid id of the element.
        path: The file to open, or empty.
        first: First line to open, or None for the whole file.
        last: Last line to open.
        heading: The heading of this document to go to, or empty.
    """

    element: str
    path: str = ""
    first: int | None = None
    last: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Diagram(Construct):
    """A Mermaid diagram.

    Attributes:
        code: Clean Mermaid, without the shadow copy and without Swimm's ``click`` lines.
        clicks: What those lines said.
        width: Percent of the page's width.
        references: The tokens and paths in the diagram's labels.
    """

    code: str
    clicks: tuple[Click, ...] = ()
    width: int = 100
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Image(Construct):
    """An image that Swimm's editor placed in a paragraph of its own.

    Attributes:
        width: Percent of the page's width, or None for the image's own.
        centred: Whether it stands in the middle.
    """

    src: str
    alt: str = ""
    width: int | None = None
    centred: bool = True


@dataclass(frozen=True, slots=True)
class Video(Construct):
    """A video that Swimm's app shows as a player."""

    url: str


@dataclass(frozen=True, slots=True)
class Notice(Construct):
    """The line that says a document was generated and not yet verified by a human."""

    text: str


@dataclass(frozen=True, slots=True)
class Footer(Construct):
    """The Swimm Note at the end of a generation 1 document, which defines its tokens.

    Attributes:
        notes: The token that each footnote describes, by the footnote's id.
    """

    notes: Mapping[str, Token]


@dataclass(frozen=True, slots=True)
class Meta(Construct):
    """The last line of a document: who wrote it, for which repository.

    Attributes:
        version: The version of the format, where it says so.
        document_id: The document's id, where it says so.
    """

    repo: Repo | None = None
    version: str | None = None
    document_id: str | None = None


class Section(Enum):
    """The parts of a playlist."""

    INTRO = "Intro"
    STEPS = "Steps"
    SUMMARY = "Summary"


@dataclass(frozen=True, slots=True)
class SectionMark(Construct):
    """The comment at the head of a part of a playlist."""

    section: Section


@dataclass(frozen=True, slots=True)
class Step(Construct):
    """A step of a playlist.

    Attributes:
        label: Its plain text.
        target: Where it leads: a document, a file of the repository or a web address.
    """

    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in a document that could not be read as meant.

    Attributes:
        kind: The kind of problem, named as the option that sets its level.
        line: The line of the file.
        message: What is wrong.
        remedy: What to do about it.
    """

    kind: Literal["front_matter", "torn_tags"]
    line: int
    message: str
    remedy: str
