"""The values that Swimm's constructs are parsed into.

Every generation of the format (``FORMAT.md`` section 0) has the same small set of constructs. Line
numbers are 1-based and inclusive; paths are relative to the root of their repository, without a
leading slash. This module imports nothing else of the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from markdown_it.token import Token as MarkdownToken

KEY = "swimm"
"""The key of a construct in the ``meta`` of its token."""


@dataclass(frozen=True, slots=True)
class Repo:
    """A repository named in a document, which may be its own: compare ids (section 6.2)."""

    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct of Swimm's: the exact text it was read from, and the line where that begins."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter(Construct):
    """The YAML block at the head of a file; ``source`` includes its ``---`` lines."""

    data: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None  # of the YAML parser

    def line_of(self, key: str) -> int:
        """The line of a key in the file; the first line if the key is missing."""
        lines = enumerate(self.source.splitlines(), self.line)
        matches = (at for at, line in lines if line.partition(":")[0].strip("\"' ") == key)
        return next(matches, self.line)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a snippet."""

    number: int  # in the source file at the time of writing
    code: str  # without gutter and line end
    marked: bool = False  # selected (🟩) as opposed to context (⬜); generation 1 only
    stub: bool = False  # shown to readers of an exercise, but not in the file


def without_blank_ends(rows: Sequence[Row]) -> Sequence[Row]:
    """Strip blank rows at both ends."""
    start, end = 0, len(rows)
    while start < end and not rows[start].code.strip():
        start += 1
    while start < end and not rows[end - 1].code.strip():
        end -= 1
    return rows[start:end]


def quoted_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Strip blank rows at both ends of a snippet and its selection, unless all are blank (12.8)."""
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
    """Lines of code quoted from a file; its comment is ordinary text before it."""

    kind: ClassVar[str] = "snippet"
    path: str
    rows: tuple[Row, ...]  # without blank rows at both ends; line numbers may have gaps
    repo: Repo | None = None
    collapsed: bool = False
    info: str = ""  # the fence's info string, which is often wrong (section 4)
    revision: str = ""  # the commit in a permalink of ordinary Markdown

    @property
    def empty(self) -> bool:
        """Whether all quoted lines are blank."""
        return all(not row.code.strip() for row in self.rows)

    @property
    def span(self) -> tuple[int, int]:
        """First and last selected line, or first and last line if none is selected."""
        in_file = [row for row in self.rows if not row.stub]
        selected = [row.number for row in in_file if row.marked]
        numbers = selected or [row.number for row in in_file or self.rows]
        return (min(numbers), max(numbers)) if numbers else (1, 1)


@dataclass(frozen=True, slots=True)
class Token(Construct):
    """An identifier with its place in the code; None where the document does not specify it."""

    kind: ClassVar[str] = "token"
    text: str
    path: str = ""
    target_line: int | None = None
    words: tuple[int, int] | None = None  # first and last on that line, 0-based (section 8)
    line_text: str | None = None  # that line at the time of writing, unescaped
    repo: Repo | None = None
    note: str | None = None  # the id of its footnote (generation 1)
    revision: str = ""  # the commit in a permalink of ordinary Markdown


@dataclass(frozen=True, slots=True)
class PathRef(Construct):
    """A file or folder named in the text."""

    kind: ClassVar[str] = "path"
    path: str  # empty for the root of the repository
    folder: bool = False  # whether the document marks it as a folder; only generation 3 does
    repo: Repo | None = None
    revision: str = ""


Reference = Snippet | Token | PathRef
"""A construct that points into the code."""


@dataclass(frozen=True, slots=True)
class DocLink(Construct):
    """A link to another Swimm document or playlist."""

    target: str  # as written
    id: str  # of the document; the slug in the target is ignored (section 2)
    fragment: str = ""  # the part after `#`
    repo: Repo | None = None
    title: str = ""  # of the document, for a link without text


@dataclass(frozen=True, slots=True)
class Mention(Construct):
    """A person named in the text."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Placeholder(Construct):
    """A template's prompt that has not been answered yet."""

    block: bool = False  # on lines of its own


@dataclass(frozen=True, slots=True)
class Click:
    """A clickable element of a diagram that opens a file or jumps to a heading."""

    element: str  # the Mermaid id
    path: str = ""
    first: int | None = None  # None for the whole file
    last: int | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Diagram(Construct):
    """A Mermaid diagram."""

    code: str  # without the second copy and Swimm's ``click`` lines
    clicks: tuple[Click, ...] = ()
    width: int = 100  # percent of the page
    references: tuple[Reference, ...] = ()  # tokens and paths in its labels


@dataclass(frozen=True, slots=True)
class Image(Construct):
    """An image in a paragraph of its own, as Swimm's editor writes it."""

    src: str
    alt: str = ""
    width: int | None = None  # percent of the page; None for the image's own width


@dataclass(frozen=True, slots=True)
class Video(Construct):
    """A video that Swimm's app embeds."""

    url: str


@dataclass(frozen=True, slots=True)
class Notice(Construct):
    """The notice that a document was generated and not yet verified by a human."""

    text: str


@dataclass(frozen=True, slots=True)
class Footer(Construct):
    """The Swimm Note of a generation 1 document, which describes its tokens."""

    notes: Mapping[str, Token]  # by the ids of their footnotes


@dataclass(frozen=True, slots=True)
class Meta(Construct):
    """The last line of a document, which names its generator and repository."""

    repo: Repo | None = None


@dataclass(frozen=True, slots=True)
class SectionMark(Construct):
    """The comment that begins a section of a playlist."""

    section: str  # `Intro`, `Steps` or `Summary`


@dataclass(frozen=True, slots=True)
class Step(Construct):
    """A step of a playlist."""

    target: str  # a document, a file of the repository or a URL
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
"""The kinds of problems, which are also the options that set their severity."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a document, for its author or the site's owner."""

    kind: ProblemKind
    line: int
    message: str
    remedy: str


def type_of(value: Construct) -> str:
    """The type of a construct's token: ``swimm_`` and the lower-case name of its class."""
    return f"swimm_{type(value).__name__.lower()}"


def construct_of(token: MarkdownToken) -> Construct | None:
    """The construct of a token; None for a token of plain Markdown."""
    construct: Construct | None = token.meta.get(KEY)
    return construct


def constructs_in(tokens: Sequence[MarkdownToken]) -> Iterator[Construct]:
    """The constructs of tokens and their children, in document order."""
    for token in tokens:
        if token.meta and (value := construct_of(token)):
            yield value
        if token.children:
            yield from constructs_in(token.children)
