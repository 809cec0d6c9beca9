"""The state that the parser's rules share while they parse a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as MarkdownToken

from .constructs import KEY, Construct, Problem, Reference, Token, type_of
from .lines import Lines


class Part(NamedTuple):
    """A part of a block: one token, or lines that are parsed as Markdown."""

    type: str  # of the token; ``markdown`` for lines
    start: int  # index of the first line
    stop: int  # index behind the last line
    value: Construct | None = None
    nesting: Literal[-1, 0, 1] = 0


class Block(NamedTuple):
    """A construct on lines of its own."""

    end: int  # index behind the last line
    parts: Sequence[Part] = ()
    flaw: Problem | None = None


def block_of(value: Construct, start: int, stop: int) -> Block:
    """A block of one token."""
    return Block(stop, (Part(type_of(value), start, stop, value),))


def hidden(start: int, stop: int, flaw: Problem | None = None) -> Block:
    """A block that is not shown on the page."""
    return Block(stop, (Part("swimm_hidden", start, stop),), flaw)


@dataclass(eq=False)
class Context:
    """The state of parsing one document."""

    lines: Lines
    parser: MarkdownIt
    repo_names: Mapping[str, str]  # ids of other repositories by their names in the document
    notes: Mapping[str, Token]  # tokens in the Swimm Note by the ids of their footnotes
    flaws: list[Problem] = field(default_factory=list)
    section: str = ""  # the current section of a playlist
    blocks: dict[int, Block | None] = field(default_factory=dict)  # cached blocks by line index
    snippet_ends: Sequence[int] | None = None  # indices of certain closing tags; None until needed
    line: int = 1  # of the file, on which the current inline text begins
    in_table: bool = False  # whether the current inline text is a table cell
    env: dict[str, Any] = field(default_factory=dict)  # holds this context for markdown-it's rules
    _counted: tuple[str, int, int] = ("", 0, 0)  # a text, a position, the line ends before it

    def __post_init__(self) -> None:
        self.env[KEY] = self

    def line_of(self, state: StateInline, position: int) -> int:
        """The line of the file at a position of the inline text."""
        text, counted, ends = self._counted
        if text is not state.src or counted > position:
            counted, ends = 0, 0
        ends += state.src.count("\n", counted, position)
        self._counted = state.src, position, ends
        return self.line + ends

    def flaw(self, index: int, message: str, remedy: str) -> Problem:
        """A problem of the block that begins at a line index."""
        return Problem("torn_tags", self.lines.first + index, message, remedy)

    def add_flaw(self, line: int, message: str, remedy: str) -> None:
        """Report a problem of the inline text on a line of the file."""
        self.flaws.append(Problem("torn_tags", line, message, remedy))

    def inline(
        self, text: str, line: int, parser: MarkdownIt, *, in_table: bool = False
    ) -> list[MarkdownToken]:
        """Parse inline text that begins on a line of the file."""
        tokens: list[MarkdownToken] = []
        self.line, self.in_table = line, in_table
        self._counted = ("", 0, 0)
        parser.inline.parse(text, parser, self.env, tokens)
        return tokens

    def references(self, text: str, line: int) -> list[Reference]:
        """The references in text that is not shown, such as the second copy of a diagram."""
        saved = self.line, self.in_table
        values = [token.meta.get(KEY) for token in self.inline(text, line, self.parser)]
        self.line, self.in_table = saved
        return [value for value in values if isinstance(value, Reference)]


def context_of(env: Any) -> Context:
    """The context in a markdown-it environment."""
    context: Context = env[KEY]
    return context
