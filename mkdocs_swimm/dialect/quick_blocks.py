"""Blocks that are told at a glance; the parser's own rules read the others, one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, block
from markdown_it.token import Token

from .quick_lists import START, Lists, content_of
from .quick_tables import read_table
from .tokens import made, shared

_LINE = rf"{START}[^\n]*+"
_ITEM = r"(?:[-*+]|1[.)])[ ][^\W\d_]"
_BLOCK = re.compile(
    rf"""
    (?P<blank>(?:[ \t]*+\n)*+)
    (?:
      (?P<text>(?!\[){_LINE}(?:\n[ \t]*+{_LINE})*+)(?:\n|\Z)(?=[ \t]*+(?:\n|\Z)|{_ITEM})
    | (?P<heading>\#{{1,6}})(?P<title>(?:[ \t][^\n|]*+)?)(?:\n|\Z)
    | (?P<line>-{{3,}}|\*{{3,}}|_{{3,}})[ \t]*+(?:\n|\Z)
    | (?P<list>(?=[-*+0-9]))
    | (?P<mark>`{{3,}})(?P<info>[^`\n]*+)\n
      (?P<code>[^`]*+(?:`(?!``)[^`]*+)*+)(?<=\n)(?P=mark)[ \t]*+(?:\n|\Z)
    | (?P<quote>(?:>[ ]{_LINE}(?:\n|\Z))+)(?=[ \t]*+(?:\n|\Z))
    | (?P<table>(?=\|))
    | (?P<end>[ \t]*+\Z)
    | (?P<other>)
    )
    """,
    re.X,
)
_END = shared("paragraph_close", "p", -1, block=True)


def blocks(state: StateCore, *, tables: bool) -> None:
    """Parse blocks, as markdown-it's own rule does.

    Args:
        state: The text, and where its tokens go.
        tables: Whether there are tables.
    """
    if state.inlineMode:
        block(state)
    else:
        _Blocks(state.src, state, state.tokens, tables).read()


@dataclass(eq=False)
class _Blocks:
    """Blocks that are being read.

    Attributes:
        source: The text.
        core: What the parser knows.
        tokens: Where the tokens go.
        tables: Whether there are tables.
        line: The line that is read.
        position: Where that line begins.
        unlisted: Until where lists are left to the parser.
        state: The state of the parser's own rules, once they were needed.
    """

    source: str
    core: StateCore
    tokens: list[Token]
    tables: bool
    line: int = 0
    position: int = 0
    unlisted: int = 0
    state: StateBlock | None = None

    def read(self) -> None:
        """Read all of the text."""
        while found := _BLOCK.match(self.source, self.position):
            self.line += found["blank"].count("\n")
            self.position = found.end("blank")
            match found.lastgroup:
                case "text":
                    known = self._paragraph(found)
                case "title":
                    known = self._heading(found)
                case "line":
                    known = self._line(found)
                case "list":
                    known = self._list()
                case "code":
                    known = self._fence(found)
                case "quote":
                    known = self._quote(found)
                case "table":
                    known = self.tables and self._table()
                case "end":
                    return
                case _:
                    known = False
            if not known:
                self._ask()

    def _paragraph(self, found: re.Match[str]) -> bool:
        text = found["text"]
        content = content_of(text)
        if not content:
            return False
        lines = [self.line, self.line + 1 + text.count("\n")]
        self.tokens += (
            made("paragraph_open", "p", 1, 0, "", "", lines, None, True),
            made("inline", "", 0, 1, content, "", lines, None, True),
            _END,
        )
        self.line = lines[1]
        self.position = found.end()
        return True

    def _heading(self, found: re.Match[str]) -> bool:
        title = found["title"].rstrip(" \t")
        bare = title.rstrip("#")
        title = (bare if bare.endswith((" ", "\t")) else title).strip(" \t")
        if title and (title[0].isspace() or title[-1].isspace()):
            return False
        mark = found["heading"]
        tag = f"h{len(mark)}"
        lines = [self.line, self.line + 1]
        self.tokens += (
            made("heading_open", tag, 1, 0, "", mark, lines, None, True),
            made("inline", "", 0, 1, title, "", lines, None, True),
            shared("heading_close", tag, -1, 0, mark, True),
        )
        self.line += 1
        self.position = found.end()
        return True

    def _line(self, found: re.Match[str]) -> bool:
        # The parser counts the first letter twice.
        mark = found["line"][0] + found["line"]
        lines = [self.line, self.line + 1]
        self.tokens.append(made("hr", "hr", 0, 0, "", mark, lines, None, True))
        self.line += 1
        self.position = found.end()
        return True

    def _fence(self, found: re.Match[str]) -> bool:
        code = found["code"]
        lines = [self.line, self.line + 2 + code.count("\n")]
        token = made("fence", "code", 0, 0, code, found["mark"], lines, None, True)
        token.info = found["info"]
        self.tokens.append(token)
        self.line = lines[1]
        self.position = found.end()
        return True

    def _quote(self, found: re.Match[str]) -> bool:
        """Read a quote that is one paragraph, with its mark on each line."""
        text = found["quote"].removesuffix("\n")
        content = content_of(text.removeprefix("> ").replace("\n> ", "\n"))
        if not content:
            return False
        lines = [self.line, self.line + 1 + text.count("\n")]
        self.tokens += (
            made("blockquote_open", "blockquote", 1, 0, "", ">", lines, None, True),
            made("paragraph_open", "p", 1, 1, "", "", lines, None, True),
            made("inline", "", 0, 2, content, "", lines, None, True),
            shared("paragraph_close", "p", -1, 1, "", True),
            shared("blockquote_close", "blockquote", -1, 0, ">", True),
        )
        self.line = lines[1]
        self.position = found.end()
        return True

    def _list(self) -> bool:
        if self.position < self.unlisted:
            return False
        begun = len(self.tokens)
        lists = Lists(self.tokens, self.line, self.position)
        if not lists.reads(self.source):
            del self.tokens[begun:]
            self.unlisted = lists.position
            return False
        self.line, self.position = lists.line, lists.position
        return True

    def _table(self) -> bool:
        read = read_table(self.source, self.position, self.line)
        if read is None:
            return False
        tokens, self.position = read
        self.line = (tokens[0].map or [0, 0])[1]
        self.tokens += tokens
        return True

    def _ask(self) -> None:
        """Have the parser's own rules read a block."""
        md = self.core.md
        if self.state is None:
            self.state = StateBlock(self.source, md, self.core.env, self.tokens)
        state = self.state
        state.line = self.line
        for rule in md.block.ruler.getRules(""):
            if rule(state, self.line, state.lineMax, False):
                break
        self.line = state.line
        self.position = state.bMarks[state.line]
