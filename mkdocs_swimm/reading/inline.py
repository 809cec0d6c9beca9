"""Swimm syntax within running text: tokens, paths, document links, mentions, prompts.

One pass from left to right. Code spans and escapes are stepped over as CommonMark does, so that
syntax shown as an example stays text. No tag is ever split over lines (``FORMAT.md`` 6.1), and a
code span ends within its block; so text is read in runs of lines that belong to one block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..model import Flaw, Hidden, Node, Placeholder, Text, Token
from .attributes import attributes
from .backticks import Backticks
from .lines import STOPS, Lines
from .links import doc_target
from .pieces import Pieces
from .swm_token import swm_token
from .tags import TAGS, Tag, doc_link, page_path, span_text, symbol

_Found = tuple[Sequence[Node], int]
"""What begins at a place: its nodes, if it is ours, and where to go on."""

_STOPS = re.compile(f"[{STOPS}]")
_RUN = re.compile(r"`+")
_TABLE = re.compile(r"\s*\|")
_FOOTNOTE = re.compile(r'\[<sup id="([\w-]{1,40})">[^<\n]{0,12}</sup>\]\(#f-[\w-]{1,40}\)')
_SELF_CLOSING = re.compile(r'<swm-token\s+data-swm-token="([^"\n]*)"\s*/?>(?:</swm-token>)?')
_TAG = re.compile(r'<(Swm[A-Z][A-Za-z]*)((?:\s+[A-Za-z][\w-]*(?:="[^"\n]*")?)*)\s*(/?)>')
_CLOSE = {name: re.compile(rf"<(/?){name}\b|\n") for name in TAGS}
"""What ends the content of a tag: its end tag, another one of its kind, or the end of the line."""

_TORN = re.compile(r"</?(Swm[A-Z][A-Za-z]*|swm-token)\b")
_AUTOLINK = re.compile(r"<[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*>")
_SYMBOL = re.compile(r"\[\[sym(?:-(text|mention|link))?:([^\[\]\n]*?)\]\]")
_LINK = re.compile(r"\[((?:[^\[\]\\`\n]|\\.|`[^`\n]*`)*)\]\(<?([^()\s<>]*)>?(?:\s+\"[^\"\n]*\")?\)")
_PROMPT = re.compile(r"\{\{(?=[^\s{}])[^{}\n\r]*[^\s{}]\}\}|\{[A-Z][a-z]+ [^{}\n\r]*\}")
_PAGE = "\U0001f4c4"
_BLOCK_TAGS = ("SwmSnippet", "SwmMeta")


@dataclass(eq=False)
class InlineReader:
    """Reads running text.

    Attributes:
        notes: What the Swimm Note says of each footnote token.
        repo_names: Ids of other repositories by the names the document uses for them.
        flaws: What could not be read as meant; filled while reading.
    """

    notes: Mapping[str, Token] = field(default_factory=dict)
    repo_names: Mapping[str, str] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)

    def read(self, text: str, line: int) -> list[Node]:
        """Read a text of its own, such as a label.

        Args:
            text: Lines that belong to one block.
            line: The line of the file on which the text begins.

        Returns:
            Nodes whose sources join to the text.
        """
        if not _STOPS.search(text):
            return [Text(text, line)] if text else []
        pieces = Pieces(Lines(text, line), 0, line)
        self.read_into(pieces, 0, len(text))
        pieces.close(len(text))
        return pieces.nodes

    def read_into(self, pieces: Pieces, start: int, stop: int) -> None:
        """Read one run of lines, and put in the nodes that stand in it.

        Args:
            pieces: The nodes of the text.
            start: Where the run begins in the text.
            stop: Where it ends.
        """
        text = pieces.lines.text
        first = _STOPS.search(text, start, stop)
        if first:
            in_table = _TABLE.match(text, start, stop) is not None
            _Walk(self, pieces, text).go(first.start(), stop, in_table=in_table)


@dataclass(eq=False)
class _Walk:
    """Walks through runs of lines, one after another.

    Attributes:
        reader: Whose walk it is.
        pieces: Takes the nodes.
        text: The text that the runs are parts of.
        stop: Where the run ends.
        in_table: Whether it is a table.
        backticks: Finds the ends of code spans.
        comments_end: Whether the last comment looked at ends.
    """

    reader: InlineReader
    pieces: Pieces
    text: str
    stop: int = 0
    in_table: bool = False
    backticks: Backticks | None = None
    comments_end: bool = True

    def go(self, place: int, stop: int, *, in_table: bool) -> None:
        """Put in all nodes of a run.

        Args:
            place: Where to begin: before it there is none.
            stop: Where the run ends.
            in_table: Whether it is a table.
        """
        self.stop, self.in_table = stop, in_table
        self.backticks, self.comments_end = None, True
        text, pieces = self.text, self.pieces
        while found := _STOPS.search(text, place, stop):
            at = found.start()
            nodes, place = _KINDS[found[0]](self, at)
            if nodes:
                pieces.put_all(at, nodes, place)

    def escape(self, position: int) -> _Found:
        return (), position + 2

    def code_span(self, position: int) -> _Found:
        run = self.match(_RUN, position)
        assert run is not None  # noqa: S101 - a backtick stands here
        if self.backticks is None:
            self.backticks = Backticks(self.text, self.stop)
        close = self.backticks.closing(run.end() - position, run.end())
        if close is None:
            return (), run.end()
        content, end = self.text[run.end() : close], close + run.end() - position
        if content.startswith(_PAGE):
            return self.page_paths(position, end), end
        return self.token(position, end, content) or ((), end)

    def token(self, position: int, end: int, content: str) -> _Found | None:
        """A token of generation 1 or 2: what follows a code span says where it leads."""
        if not self.text.startswith(("[<sup", "<swm-token"), end):
            return None
        note = self.match(_FOOTNOTE, end)
        if note:
            return (self.footnote_token(position, note, span_text(content)),), note.end()
        tag = self.match(_SELF_CLOSING, end)
        if not tag:
            return None
        token = swm_token(
            self.text[position : tag.end()],
            self.line(position),
            tag[1],
            span_text(content),
            in_table=self.in_table,
        )
        return (token,), tag.end()

    def footnote_token(self, position: int, note: re.Match[str], text: str) -> Token:
        described = self.reader.notes.get(note[1])
        line = self.line(position)
        if described is None:
            self.flaw(
                line,
                f"no footnote describes the token '{text}'",
                "restore its entry in the Swimm Note at the end of the document",
            )
        return Token(
            source=self.text[position : note.end()],
            line=line,
            text=text,
            path=described.path if described else "",
            target_line=described.target_line if described else None,
            line_text=described.line_text if described else None,
            repo=described.repo if described else None,
            note=note[1],
        )

    def page_paths(self, position: int, end: int) -> list[Node]:
        """Paths in a code span: two that touch are one span to CommonMark (section 5.3)."""
        cuts = [
            cut.start() + 1 for cut in re.finditer("``(?=" + _PAGE + ")", self.text[position:end])
        ]
        bounds = [0, *cuts, end - position]
        nodes: list[Node] = []
        for start, stop in pairwise(bounds):
            source = self.text[position + start : position + stop]
            node = page_path(source, self.line(position + start), self.reader.repo_names)
            if node is None:
                return []
            nodes.append(node)
        return nodes

    def angle(self, position: int) -> _Found:
        tag = self.match(_TAG, position)
        if tag and tag[1] in TAGS:
            return self.tag(tag)
        if self.text.startswith("<!--", position):
            return (), self.comment_end(position)
        autolink = self.match(_AUTOLINK, position)
        if autolink:
            return (), autolink.end()
        lone = self.match(_SELF_CLOSING, position)
        if lone:
            # Its code span was cut off by an edit: nothing is left to show.
            hidden = Hidden(source=lone[0], line=self.line(position), block=False)
            return (hidden,), lone.end()
        torn = self.match(_TORN, position)
        if torn and (torn[1] in TAGS or torn[1] in _BLOCK_TAGS or torn[1] == "swm-token"):
            self.torn(torn[1], position)
        return (), position + 1

    def comment_end(self, position: int) -> int:
        close = self.text.find("-->", position, self.stop) if self.comments_end else -1
        self.comments_end = close >= 0
        return close + 3 if close >= 0 else position + 1

    def tag(self, tag: re.Match[str]) -> _Found:
        name, end, body = tag[1], tag.end(), ""
        if not tag[3]:
            close = _CLOSE[name].search(self.text, tag.end(), self.stop)
            if not close or not close[1] or not self.text.startswith(">", close.end()):
                self.torn(name, tag.start())
                return (), tag.end()
            body, end = self.text[tag.end() : close.start()], close.end() + 1
        node = TAGS[name](
            Tag(
                source=self.text[tag.start() : end],
                line=self.line(tag.start()),
                attributes=attributes(tag[2]),
                body=body,
                in_table=self.in_table,
                read=self.reader.read,
            )
        )
        if node is None:
            self.torn(name, tag.start())
            return (), tag.end()
        return (node,), end

    def bracket(self, position: int) -> _Found:
        sym = self.match(_SYMBOL, position)
        if sym:
            return (symbol(sym[0], self.line(position), sym[1], sym[2]),), sym.end()
        lone = self.match(_FOOTNOTE, position)
        if lone:
            # Its code span was cut off by an edit; the word itself still stands in the text.
            hidden = Hidden(source=lone[0], line=self.line(position), block=False)
            return (hidden,), lone.end()
        link = self.match(_LINK, position)
        image = self.text[position - 1 : position] == "!"
        if link and not image and doc_target(link[2]):
            node = doc_link(link[0], self.line(position), link[1], link[2], self.reader.read)
            if node:
                return (node,), link.end()
        return (), position + 1

    def prompt(self, position: int) -> _Found:
        prompt = self.match(_PROMPT, position)
        if not prompt:
            return (), position + 1
        line = self.line(position)
        width = 2 if prompt[0].startswith("{{") else 1
        inner = tuple(self.reader.read(prompt[0][width:-width], line))
        return (Placeholder(source=prompt[0], line=line, prompt=inner),), prompt.end()

    def torn(self, name: str, position: int) -> None:
        self.flaw(
            self.line(position),
            f"a <{name}> tag is torn",
            f"complete it as <{name} …>…</{name}>, or delete what is left of it",
        )

    def flaw(self, line: int, message: str, remedy: str) -> None:
        self.reader.flaws.append(Flaw("torn_tags", line, message, remedy))

    def line(self, position: int) -> int:
        """The line of the file at a place in the text."""
        return self.pieces.lines.number(position)

    def match(self, pattern: re.Pattern[str], position: int) -> re.Match[str] | None:
        return pattern.match(self.text, position, self.stop)


_KINDS: Mapping[str, Callable[[_Walk, int], _Found]] = {
    "\\": _Walk.escape,
    "`": _Walk.code_span,
    "<": _Walk.angle,
    "[": _Walk.bracket,
    "{": _Walk.prompt,
}
"""What can begin in running text, by its first character."""
