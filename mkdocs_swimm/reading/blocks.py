"""Swimm syntax that stands on lines of its own: snippets, diagrams, footers, notices and their kin.

Every rule looks at one line and says what begins there; lines that no rule wants are the author's
text, code or running text as CommonMark has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..model import (
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
from .lines import Lines, bare
from .passage import Passage

_Found = tuple[list[Node], int]
"""The nodes that begin on a line, and the index behind them."""

_EMPTY = re.compile(r"[ ]{0,3}(?:<br\s*/?>|&nbsp;|<!-- empty line -->)+[ \t]*$")
_EMPTY_STARTS = " <&"
_PLACEHOLDER = re.compile(r"<SwmSnippetPlaceholder>\s*$")
_PLACEHOLDER_END = re.compile(r"</SwmSnippetPlaceholder>\s*$")
_PLACEHOLDER_LINES = 60
_SECTION = re.compile(r"<!--\s*(Intro|Steps|Summary) - Do not remove this comment\s*-->\s*$")
_STEP = re.compile(r"[ ]{0,3}\d{1,9}[.)][ ]+\[(?P<label>.*)\]\(<?(?P<target>.*?)>?\)\s*$")


@dataclass(eq=False)
class BlockReader:
    """Reads the body of a document.

    Attributes:
        lines: Its lines.
        inline: Reads running text.
        repo_names: Ids of other repositories by the names the document uses for them.
    """

    lines: Lines
    inline: InlineReader
    repo_names: Mapping[str, str] = field(default_factory=dict)
    section: Section | None = None
    _snippets: tag_snippet.TagSnippetReader | None = None

    def read(self) -> list[Node]:
        """All nodes of the body; their sources join to it."""
        return self._between(0, len(self.lines))

    def _between(self, index: int, stop: int) -> list[Node]:
        """The nodes of a range of lines."""
        tracker, passage = CodeTracker(), Passage(self.lines, self.inline, index)
        while index < stop:
            found = None if tracker.fence else self._by_rule(index)
            is_code = False
            if found and found[1] <= stop:
                tracker.restart()
            else:
                is_code = tracker.feed(self.lines[index])
                if is_code:
                    passage.end_block(index)
                    found = self._fenced_diagram(tracker, index, stop)
                else:
                    found = self._empty(index)
            if found:
                passage.put(index, *found)
                index = found[1]
            else:
                passage.add(index, is_code)
                index += 1
        return passage.all_nodes(stop)

    def _by_rule(self, index: int) -> _Found | None:
        line = self.lines[index]
        rules = _RULES.get(line[0])
        if rules:
            row = bare(line)
            for rule in rules:
                found = rule(self, row, index)
                if found:
                    return found
        return None

    def _fenced_diagram(self, tracker: CodeTracker, index: int, stop: int) -> _Found | None:
        fence = tracker.fence
        if fence is None or fence.quotes or not diagrams.FENCE.match(self.lines[index]):
            return None
        end = self._fence_end(tracker, index, stop)
        damaged = diagrams.damaged_end(self.lines, index, end)
        if damaged < end:
            self.flaw(damaged, "a diagram has no end", "close its fence above this line")
            tracker.restart()
            end = damaged
        rows = self.lines[index:end]
        return [diagrams.fenced_diagram(rows, self._line(index), self.inline)], end

    def _fence_end(self, tracker: CodeTracker, index: int, stop: int) -> int:
        index += 1
        while tracker.fence and index < stop:
            fence = tracker.fence
            if not tracker.feed(self.lines[index]) or tracker.fence not in (fence, None):
                return index
            index += 1
        return index

    def _empty(self, index: int) -> _Found | None:
        """What stands for an empty paragraph."""
        line = self.lines[index]
        if line[0] not in _EMPTY_STARTS or not _EMPTY.match(bare(line)):
            return None
        return [Hidden(line, self._line(index))], index + 1

    def _line(self, index: int) -> int:
        return self.lines.first + index

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
            self._snippets = tag_snippet.TagSnippetReader(self.lines)
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
        nodes += self._inside(*found.comment)
        if found.snippet:
            nodes.append(found.snippet)
            nodes += self._inside(found.code_end, found.tail)
        else:
            self.flaw(index, "a snippet has no code", "restore its fence, or delete the snippet")
        return nodes + self._hidden(found.tail, found.end), found.end

    def _inside(self, start: int, stop: int) -> list[Node]:
        """The nodes of a part of a snippet, most of which are blank."""
        source = self.lines.source(start, stop)
        if source.isspace():
            return [Text(source, self._line(start))]
        return self._between(start, stop) if source else []

    def _hidden(self, start: int, stop: int) -> list[Node]:
        source = self.lines.source(start, stop)
        return [Hidden(source, self._line(start))] if source else []

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
                inner = self.lines.source(index + 1, end)
                node = Placeholder(
                    source=self.lines.source(index, end + 1),
                    line=self._line(index),
                    prompt=tuple(self.inline.read(inner, self._line(index + 1))),
                    block=True,
                )
                return [node], end + 1
        return None

    def section_mark(self, row: str, index: int) -> _Found | None:
        """The parts of a playlist."""
        found = _SECTION.match(row)
        if not found:
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
    body: str, first_line: int, repo_names: Mapping[str, str]
) -> tuple[list[Node], list[Flaw]]:
    """Read what follows the front matter.

    Args:
        body: The text.
        first_line: The line of the file on which it begins.
        repo_names: Ids of other repositories by the names the document uses for them.

    Returns:
        The nodes, whose sources join to the body, and what could not be read as meant.
    """
    lines = Lines(body, first_line)
    inline = InlineReader(footer.all_notes(lines), repo_names)
    reader = BlockReader(lines, inline, repo_names)
    return reader.read(), inline.flaws
