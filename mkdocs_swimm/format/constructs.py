"""What the constructs of Swimm's format say.

Every generation of the format (``FORMAT.md`` section 0) has the same small set of constructs. Line
numbers are 1-based and inclusive throughout; paths begin at the root of their repository, without a
slash. This module imports nothing of the package: everything else is built on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from markdown_it.token import Token as MarkdownToken

KEY = "swimm"
"""Where a construct is in the ``meta`` of its token."""


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
    """A construct of Swimm's: the exact text it was read from, and the line where that begins."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter(Construct):
    """The YAML block at the head of a file, fences included."""

    data: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None  # what the YAML parser complained about

    def line_of(self, key: str) -> int:
        """The line of the file that a key stands on."""
        lines = self.source.splitlines()
        found = (at for at, line in enumerate(lines) if line.partition(":")[0].strip("\"' ") == key)
        return self.line + next(found, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a snippet."""

    number: int  # in the source file when the document was written
    code: str  # without gutter or line end
    marked: bool = False  # selected (🟩) as opposed to context (⬜); generation 1 only
    stub: bool = False  # shown to the reader of an exercise, not in the file


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
    """Lines of code quoted from a file. Its comment is ordinary prose before it."""

    path: str
    rows: tuple[Row, ...]  # without blank ones at both ends; their numbers may have gaps
    repo: Repo | None = None
    collapsed: bool = False  # the author collapsed the code
    info: str = ""  # of the fence, which often lies (section 4)
    revision: str = ""  # the commit that a permalink of ordinary Markdown names

    @property
    def empty(self) -> bool:
        """Whether nothing but blank lines is quoted."""
        return all(not row.code.strip() for row in self.rows)

    @property
    def span(self) -> tuple[int, int]:
        """First and last line that it is about: the selected ones where some are marked."""
        of_file = [row for row in self.rows if not row.stub]
        selected = [row.number for row in of_file if row.marked]
        numbers = selected or [row.number for row in of_file or self.rows]
        return (min(numbers), max(numbers)) if numbers else (1, 1)


@dataclass(frozen=True, slots=True)
class Token(Construct):
    """An identifier that points at one place in the code; None is what the document leaves open."""

    text: str
    path: str = ""
    target_line: int | None = None
    words: tuple[int, int] | None = None  # first and last on that line, from 0 (section 8)
    line_text: str | None = None  # as it was when the document was written, unescaped
    repo: Repo | None = None
    note: str | None = None  # the id of its footnote (generation 1)
    revision: str = ""  # the commit that a permalink of ordinary Markdown names


@dataclass(frozen=True, slots=True)
class PathRef(Construct):
    """A file or folder named in prose."""

    path: str  # empty for the root of the repository
    folder: bool = False  # the document says so; only generation 3 does
    repo: Repo | None = None
    revision: str = ""


Reference = Snippet | Token | PathRef
"""What points into the code."""


@dataclass(frozen=True, slots=True)
class DocLink(Construct):
    """A link to another Swimm document or playlist."""

    target: str  # as written
    id: str  # of the document; the slug in the target is decoration (section 2)
    fragment: str = ""  # what follows `#`
    repo: Repo | None = None
    title: str = ""  # that the link carries, for one without a text


@dataclass(frozen=True, slots=True)
class Mention(Construct):
    """A person named in the text."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Placeholder(Construct):
    """A template's prompt that nobody has answered yet."""

    block: bool = False  # on lines of its own


@dataclass(frozen=True, slots=True)
class Click:
    """A clickable element of a diagram, which opens a file or goes to a heading."""

    element: str  # its Mermaid id
    path: str = ""
    first: int | None = None  # None for the whole file
    last: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Diagram(Construct):
    """A Mermaid diagram, without its second copy and without Swimm's ``click`` lines."""

    code: str
    clicks: tuple[Click, ...] = ()
    width: int = 100  # percent of the page
    references: tuple[Reference, ...] = ()  # the tokens and paths in its labels


@dataclass(frozen=True, slots=True)
class Image(Construct):
    """An image that Swimm's editor placed in a paragraph of its own."""

    src: str
    alt: str = ""
    width: int | None = None  # percent of the page; None for the image's own


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
    """The Swimm Note of a generation 1 document: its tokens by the ids of their footnotes."""

    notes: Mapping[str, Token]


@dataclass(frozen=True, slots=True)
class Meta(Construct):
    """The last line of a document: who wrote it, for which repository."""

    repo: Repo | None = None


@dataclass(frozen=True, slots=True)
class SectionMark(Construct):
    """The comment at the head of a part of a playlist."""

    section: str  # `Intro`, `Steps` or `Summary`


@dataclass(frozen=True, slots=True)
class Step(Construct):
    """A step of a playlist."""

    target: str  # a document, a file of the repository or a web address
    label: str = ""  # plain text


ProblemKind = Literal[
    "front_matter",
    "encoding",
    "torn_tags",
    "links",
    "images",
    "paths",
    "repositories",
    "prompts",
    "ids",
    "sizes",
]
"""The kinds of problems, named as the options that set their levels."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a document that its author or the site's owner may want to know."""

    kind: ProblemKind
    line: int
    message: str
    remedy: str


def type_of(value: Construct) -> str:
    """The type of the token that carries a construct: ``swimm_`` and the name of its class."""
    return f"swimm_{type(value).__name__.lower()}"


def construct_of(token: MarkdownToken) -> Construct | None:
    """What a token of Swimm's says; None for a token of Markdown's own."""
    construct: Construct | None = token.meta.get(KEY)
    return construct


def constructs_in(tokens: Sequence[MarkdownToken]) -> Iterator[Construct]:
    """What Swimm's constructs among some tokens say, in their order."""
    for token in tokens:
        if token.meta and (value := construct_of(token)):
            yield value
        if token.children:
            yield from constructs_in(token.children)
