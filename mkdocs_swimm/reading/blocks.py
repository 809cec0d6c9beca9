"""Swimm syntax that stands on lines of its own: snippets, diagrams, footers, notices and their kin.

Every rule looks at one line and says what begins there; lines that no rule wants are the author's
text, code or running text as CommonMark has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..model import (
    Family,
    Flaw,
    Hidden,
    Node,
    Placeholder,
    Section,
    SectionMark,
    Step,
    Text,
)
from . import diagrams, footer, gutter, single_lines, tag_snippet
from .attributes import unescape
from .code import CodeTracker
from .inline import InlineReader
from .lines import bare, is_blank, split_lines

_Found = tuple[list[Node], int]
"""The nodes that begin on a line, and the index behind them."""

_EMPTY = re.compile(r"[ ]{0,3}(?:<br\s*/?>|&nbsp;|<!-- empty line -->)+[ \t]*$")
_PLACEHOLDER = re.compile(r"<SwmSnippetPlaceholder>\s*$")
_PLACEHOLDER_END = re.compile(r"</SwmSnippetPlaceholder>\s*$")
_PLACEHOLDER_LINES = 60
_SECTION = re.compile(r"<!--\s*(Intro|Steps|Summary) - Do not remove this comment\s*-->\s*$")
_STEP = re.compile(r"[ ]{0,3}\d{1,9}[.)][ ]+\[(?P<label>.*)\]\(<?(?P<target>.*?)>?\)\s*$")
_BLOCK_START = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s|\s*(?:#|\|)")
_HEADING_LINE = re.compile(r" {0,3}#{1,6}(?:\s|$)")


@dataclass(slots=True)
class BlockReader:
    """Reads the body of a document.

    Attributes:
        lines: Its lines with their ends.
        first_line: The line of the file at index 0.
        families: The families of syntax to look for.
        inline: Reads running text.
        repo_names: Ids of other repositories by the names the document uses for them.
    """

    lines: Sequence[str]
    first_line: int
    families: frozenset[Family]
    inline: InlineReader
    repo_names: Mapping[str, str] = field(default_factory=dict)
    section: Section | None = None
    _snippets: tag_snippet.TagSnippetReader | None = None

    def read(self) -> list[Node]:
        """All nodes of the body; their sources join to it."""
        return self._between(0, len(self.lines))

    def _between(self, index: int, stop: int) -> list[Node]:
        """The nodes of a range of lines."""
        tracker, run = CodeTracker(), _Run(self.inline)
        while index < stop:
            row = bare(self.lines[index])
            rules = None if tracker.fence or not row else _RULES.get(row[0])
            found = self._first_of(rules, row, index) if rules else None
            if found and found[1] <= stop:
                run.flush()
                run.nodes += found[0]
                index = found[1]
                tracker = CodeTracker()
                continue
            is_code = tracker.feed(row)
            if is_code and tracker.fence and diagrams.FENCE.match(row) and not tracker.fence.quotes:
                end = self._fence_end(tracker, index, stop)
                run.flush()
                rows = self.lines[index:end]
                run.nodes.append(diagrams.fenced_diagram(rows, self._line(index), self.inline))
                index = end
                continue
            if not is_code and _EMPTY.match(row):
                run.flush()
                run.nodes.append(Hidden(source=self.lines[index], line=self._line(index)))
            else:
                run.add(self.lines[index], self._line(index), is_code)
            index += 1
        run.flush()
        return run.nodes

    def _fence_end(self, tracker: CodeTracker, index: int, stop: int) -> int:
        index += 1
        while index < stop and tracker.fence is not None:
            fence = tracker.fence
            if not tracker.feed(bare(self.lines[index])) or tracker.fence not in (fence, None):
                return index
            index += 1
        return index

    def _line(self, index: int) -> int:
        return self.first_line + index

    def _first_of(self, rules: Sequence[_Rule], row: str, index: int) -> _Found | None:
        for rule in rules:
            found = rule(self, row, index)
            if found:
                return found
        return None

    def flaw(self, index: int, message: str, remedy: str) -> None:
        """Remember that something on a line could not be read as meant."""
        self.inline.flaws.append(Flaw("torn_tags", self._line(index), message, remedy))

    def tag_snippet(self, row: str, index: int) -> _Found | None:
        """Generation 3 snippets, and what is left of torn ones."""
        if row.startswith("</SwmSnippet>") and tag_snippet.CLOSING.match(row):
            self.flaw(
                index,
                "a </SwmSnippet> closes no snippet",
                "delete it, or restore the <SwmSnippet …>",
            )
            return self._hidden(index, index + 1), index + 1
        if not row.startswith("<SwmSnippet") or row.startswith("<SwmSnippetP"):
            return None
        if self._snippets is None:
            self._snippets = tag_snippet.TagSnippetReader(self.lines, self.first_line)
        found = self._snippets.read(index)
        if found is None:
            self.flaw(
                index,
                "a <SwmSnippet> is torn",
                'give it path="…" and line="…" and close it with </SwmSnippet>',
            )
            return (
                (self._hidden(index, index + 1), index + 1)
                if tag_snippet.OPENING.match(row)
                else None
            )
        nodes = self._hidden(index, found.comment[0])
        nodes += self._between(*found.comment)
        if found.snippet:
            nodes.append(found.snippet)
            nodes += self._between(found.code_end, found.tail)
        else:
            self.flaw(index, "a snippet has no code", "restore its fence, or delete the snippet")
        return nodes + self._hidden(found.tail, found.end), found.end

    def _hidden(self, start: int, stop: int) -> list[Node]:
        source = "".join(self.lines[start:stop])
        return [Hidden(source=source, line=self._line(start))] if source else []

    def gutter_snippet(self, row: str, index: int) -> _Found | None:
        """Generation 1 and 2 snippets."""
        if not gutter.OPENING.match(row):
            return None
        found = gutter.gutter_snippet(self.lines, index, self._line(index), self.repo_names)
        if found:
            return [found[0]], found[1]
        self.flaw(
            index,
            "a snippet's comment is not followed by its path and code",
            "restore the heading with the path and the fence below it, or delete the comment",
        )
        return self._hidden(index, index + 1), index + 1

    def diagram(self, row: str, index: int) -> _Found | None:
        """Generation 1 and 2 diagrams, and second copies that lost theirs."""
        if diagrams.OPENING.match(row):
            found = diagrams.commented_diagram(self.lines, index, self._line(index), self.inline)
            return ([found[0]], found[1]) if found else None
        if diagrams.CONTENT.match(row):
            end = diagrams.content_end(self.lines, index)
            return self._hidden(index, end), end
        return None

    def footer(self, row: str, index: int) -> _Found | None:
        """The Swimm Note."""
        found = footer.swimm_note(self.lines, index, self._line(index))
        return ([found[0]], found[1]) if found else None

    def single(self, row: str, index: int) -> _Found | None:
        """What is said on one line: notices, images, videos, the last line."""
        node = single_lines.read(row, self.lines[index], self._line(index))
        return ([node], index + 1) if node else None

    def placeholder(self, row: str, index: int) -> _Found | None:
        """A template's prompt for a snippet, on lines of its own."""
        if not _PLACEHOLDER.match(row):
            return None
        for end in range(index + 1, min(len(self.lines), index + _PLACEHOLDER_LINES)):
            if _PLACEHOLDER_END.match(self.lines[end]):
                inner = "".join(self.lines[index + 1 : end])
                node = Placeholder(
                    source="".join(self.lines[index : end + 1]),
                    line=self._line(index),
                    prompt=tuple(self.inline.read(inner, self._line(index + 1))),
                    block=True,
                )
                return [node], end + 1
        return None

    def section_mark(self, row: str, index: int) -> _Found | None:
        """The parts of a playlist."""
        found = _SECTION.match(row)
        if not found or Family.PLAYLIST not in self.families:
            return None
        self.section = Section(found[1])
        node = SectionMark(source=self.lines[index], line=self._line(index), section=self.section)
        return [node], index + 1

    def step(self, row: str, index: int) -> _Found | None:
        """A step of a playlist."""
        found = _STEP.match(row) if self.section is Section.STEPS else None
        if not found:
            return None
        label = tuple(self.inline.read(found["label"], self._line(index)))
        node = Step(
            source=self.lines[index],
            line=self._line(index),
            label=label,
            target=unescape(found["target"].strip()),
        )
        return [node], index + 1


@dataclass(slots=True)
class _Run:
    """Gathers lines of the author's text and reads them block by block.

    Attributes:
        inline: Reads running text.
        nodes: All nodes so far; others are added in between.
        lines: The lines of the block that is gathered.
        line: The first one's number in the file.
        code: Whether they are code.
    """

    inline: InlineReader
    nodes: list[Node] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    line: int = 0
    code: bool = False

    def add(self, line: str, number: int, code: bool) -> None:
        """Take a line, and read the block that it ends, if it ends one."""
        if self.lines and (code != self.code or (not code and self._parts(line))):
            self.flush()
        if not self.lines:
            self.line, self.code = number, code
        self.lines.append(line)

    def _parts(self, line: str) -> bool:
        """Whether a line begins a block: a code span does not reach over its start."""
        last = self.lines[-1]
        if is_blank(line) != is_blank(last):
            return True
        return bool(_BLOCK_START.match(line) or _HEADING_LINE.match(last))

    def flush(self) -> None:
        """Read the lines gathered so far."""
        if not self.lines:
            return
        text = "".join(self.lines)
        self.lines = []
        if self.code:
            self.nodes.append(Text(source=text, line=self.line, code=True))
        else:
            self.nodes += self.inline.read(text, self.line)


_Rule = Callable[[BlockReader, str, int], _Found | None]
_STEPS: Sequence[_Rule] = (BlockReader.step,)
_RULES: Mapping[str, Sequence[_Rule]] = {
    "<": (
        BlockReader.tag_snippet,
        BlockReader.gutter_snippet,
        BlockReader.diagram,
        BlockReader.footer,
        BlockReader.single,
        BlockReader.placeholder,
        BlockReader.section_mark,
    ),
    "#": (BlockReader.footer,),
    **dict.fromkeys("[*_T", (BlockReader.single,)),
    **dict.fromkeys("0123456789", _STEPS),
}
"""What can begin on a line, by its first character: all of it stands at column 0."""


def read_body(
    body: str, first_line: int, found: frozenset[Family], repo_names: Mapping[str, str]
) -> tuple[list[Node], list[Flaw]]:
    """Read what follows the front matter.

    Args:
        body: The text.
        first_line: The line of the file on which it begins.
        found: The families of syntax in the document.
        repo_names: Ids of other repositories by the names the document uses for them.

    Returns:
        The nodes, whose sources join to the body, and what could not be read as meant.
    """
    lines = split_lines(body)
    notes = footer.all_notes(lines) if Family.FOOTNOTES in found else {}
    inline = InlineReader(found, notes, repo_names)
    reader = BlockReader(lines, first_line, found, inline, repo_names)
    return reader.read(), inline.flaws
