"""What the rules of the parser know of the document that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as MarkdownToken

from .constructs import (
    KEY,
    Construct,
    PathRef,
    Problem,
    Reference,
    Snippet,
    Token,
    type_of,
)
from .lines import Lines


class Part(NamedTuple):
    """A part of a block: one token, or lines that are read as Markdown; lines count from 0."""

    type: str  # of the token; ``markdown`` for lines
    start: int
    stop: int
    value: Construct | None = None
    nesting: Literal[-1, 0, 1] = 0


class Block(NamedTuple):
    """A construct on lines of its own, up to ``end``, and what is wrong with it."""

    end: int
    parts: Sequence[Part] = ()
    flaw: Problem | None = None


def block_of(value: Construct, start: int, stop: int) -> Block:
    """A construct that is one token."""
    return Block(stop, (Part(type_of(value), start, stop, value),))


def hidden(start: int, stop: int, flaw: Problem | None = None) -> Block:
    """Lines of which nothing is shown."""
    return Block(stop, (Part("swimm_hidden", start, stop),), flaw)


@dataclass(eq=False)
class Context:
    """A document while it is read."""

    lines: Lines
    parser: MarkdownIt
    repo_names: Mapping[str, str]  # ids of other repositories by the names that it has for them
    notes: Mapping[str, Token]  # what the Swimm Note says of each footnote token
    flaws: list[Problem] = field(default_factory=list)  # what could not be read as meant
    section: str = ""  # the part of a playlist that is being read
    blocks: dict[int, Block | None] = field(default_factory=dict)  # what was seen to begin on lines
    snippet_ends: Sequence[int] | None = None  # where snippets end for certain, once asked
    line: int = 1  # of the file, on which the running text begins that is being read
    in_table: bool = False  # whether that stands in a cell of a table
    env: dict[str, Any] = field(default_factory=dict)  # in which markdown-it's rules find this
    _counted: tuple[str, int, int] = ("", 0, 0)

    def __post_init__(self) -> None:
        self.env[KEY] = self

    def line_of(self, state: StateInline, position: int) -> int:
        """The line of the file at a position of running text."""
        text, counted, ends = self._counted
        if text is not state.src or counted > position:
            counted, ends = 0, 0
        ends += state.src.count("\n", counted, position)
        self._counted = state.src, position, ends
        return self.line + ends

    def flaw(self, index: int, message: str, remedy: str) -> Problem:
        """What is wrong with a block that begins on a line, by its index."""
        return Problem("torn_tags", self.lines.first + index, message, remedy)

    def torn(self, line: int, message: str, remedy: str) -> None:
        """Remember that something on a line of the file could not be read as meant."""
        self.flaws.append(Problem("torn_tags", line, message, remedy))

    def inline(
        self, text: str, line: int, parser: MarkdownIt, *, in_table: bool = False
    ) -> list[MarkdownToken]:
        """Parse running text that begins on a line of the file, by the rules of a parser."""
        tokens: list[MarkdownToken] = []
        self.line, self.in_table = line, in_table
        self._counted = ("", 0, 0)
        parser.inline.parse(text, parser, self.env, tokens)
        return tokens

    def references(self, text: str, line: int) -> list[Reference]:
        """The references in text that is no part of the page, such as the copy of a diagram."""
        around = self.line, self.in_table
        found = [token.meta.get(KEY) for token in self.inline(text, line, self.parser)]
        self.line, self.in_table = around
        return [one for one in found if isinstance(one, Snippet | Token | PathRef)]


def context_of(env: Any) -> Context:
    """The context in markdown-it's environment."""
    context: Context = env[KEY]
    return context
