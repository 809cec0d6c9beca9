"""What the rules of the parser know of the document that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as MarkdownToken

from .constructs import Construct, Flaw, PathRef, Reference, Section, Snippet, Token
from .footer import all_notes
from .lines import Lines
from .tag_snippet import TagSnippetReader

KEY = "swimm"
"""Where the context is in markdown-it's environment, and a construct in a token's ``meta``."""


class Part(NamedTuple):
    """A part of a block: one token, or lines that are read as Markdown.

    Attributes:
        type: The type of the token; ``markdown`` for lines.
        start: Its first line, from 0.
        stop: The line behind it.
        value: What it says.
        nesting: As for markdown-it's tokens.
    """

    type: str
    start: int
    stop: int
    value: Construct | None = None
    nesting: Literal[-1, 0, 1] = 0


class Block(NamedTuple):
    """A construct that stands on lines of its own.

    Attributes:
        end: The line behind it, from 0.
        parts: What it consists of.
        flaw: What is wrong with it.
    """

    end: int
    parts: Sequence[Part] = ()
    flaw: Flaw | None = None


class Context:
    """A document while it is read.

    Args:
        lines: Its lines.
        parser: What reads it.
        repo_names: Ids of other repositories by the names the document uses for them.

    Attributes:
        notes: What the Swimm Note says of each footnote token.
        flaws: What could not be read as meant.
        env: The environment of markdown-it's in which its rules find this.
        section: The part of a playlist that is being read.
        blocks: What begins on a line, by the line's index, as far as it was looked at.
        line: The line of the file on which the running text begins that is being read.
        in_table: Whether that stands in a cell of a table.
    """

    def __init__(self, lines: Lines, parser: MarkdownIt, repo_names: Mapping[str, str]) -> None:
        self.lines = lines
        self.parser = parser
        self.repo_names = repo_names
        self.notes = all_notes(lines)
        self.snippets = TagSnippetReader(lines)
        self.flaws: list[Flaw] = []
        self.section: Section | None = None
        self.blocks: dict[int, Block | None] = {}
        self.line = lines.first
        self.in_table = False
        self.env: dict[str, Any] = {KEY: self}
        self._counted = ("", 0, 0)

    def line_of(self, state: StateInline, position: int) -> int:
        """The line of the file at a position of running text."""
        text, counted, ends = self._counted
        if text is not state.src or counted > position:
            counted, ends = 0, 0
        ends += state.src.count("\n", counted, position)
        self._counted = state.src, position, ends
        return self.line + ends

    def torn(self, line: int, message: str, remedy: str) -> None:
        """Remember that something on a line of the file could not be read as meant."""
        self.flaws.append(Flaw("torn_tags", line, message, remedy))

    def inline(
        self, text: str, line: int, parser: MarkdownIt, *, in_table: bool = False
    ) -> list[MarkdownToken]:
        """Parse running text.

        Args:
            text: The text.
            line: The line of the file on which it begins.
            parser: Whose rules are applied.
            in_table: Whether it stands in a cell of a table.
        """
        tokens: list[MarkdownToken] = []
        self.line, self.in_table = line, in_table
        self._counted = ("", 0, 0)
        parser.inline.parse(text, parser, self.env, tokens)
        return tokens

    def references(self, text: str, line: int) -> list[Reference]:
        """The references in text that is no part of the page, such as the copy of a diagram."""
        around = self.line, self.in_table
        found = [construct_of(token) for token in self.inline(text, line, self.parser)]
        self.line, self.in_table = around
        return [one for one in found if isinstance(one, Snippet | Token | PathRef)]


def context_of(env: Any) -> Context:
    """The context in markdown-it's environment."""
    context: Context = env[KEY]
    return context


def construct_of(token: MarkdownToken) -> Construct | None:
    """What a token of Swimm's says; None for a token of Markdown's own."""
    construct: Construct | None = token.meta.get(KEY)
    return construct
