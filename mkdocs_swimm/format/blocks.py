"""Rules for markdown-it: Swimm's constructs that stand on lines of their own.

Swimm writes all of them at column 0, whatever stands above: snippets, diagrams, the Swimm Note,
notices, images, videos, and the parts and steps of playlists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import fence as commonmark_fence
from markdown_it.rules_block import html_block as commonmark_html_block

from . import diagrams, footer, gutter, single_lines
from .attributes import unescape
from .constructs import Flaw, Placeholder, Section, SectionMark, Step
from .context import KEY, Block, Context, Part, context_of
from .tag_snippet import CLOSING, OPENING

EMPTY = re.compile(r"(?:<br\s*/?>|&nbsp;|<!-- empty line -->)+[ \t]*$")
_PLACEHOLDER = re.compile(r"<SwmSnippetPlaceholder>\s*$")
_PLACEHOLDER_END = re.compile(r"</SwmSnippetPlaceholder>\s*$")
_PLACEHOLDER_LINES = 60
_SECTION = re.compile(r"<!--\s*(Intro|Steps|Summary) - Do not remove this comment\s*-->\s*$")
_STEP = re.compile(r"\d{1,9}[.)][ ]+\[(?P<label>.*)\]\(<?(?P<target>.*?)>?\)\s*$")
_UNTIL_CLOSED = {
    f"<{opening}": re.compile(f"(?P<open><{opening})|{closing}", re.I)
    for opening, closing in (
        (r"pre(?=[\s>])", "</pre>"),
        (r"script(?=[\s>])", "</script>"),
        (r"style(?=[\s>])", "</style>"),
        (r"textarea(?=[\s>])", "</textarea>"),
        ("!--", "-->"),
        (r"\?", r"\?>"),
        (r"!\[CDATA\[", "]]>"),
        ("![A-Z]", "[>\n]"),
    )
}
"""HTML that blank lines do not end: how each kind begins, and what to look for behind that."""
_OPENING = re.compile("|".join(f"({opening})" for opening in _UNTIL_CLOSED), re.I)
_KINDS = tuple(_UNTIL_CLOSED.values())


def add_rules(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    ruler = parser.block.ruler
    everywhere = ["paragraph", "reference", "blockquote", "list"]
    ruler.before("table", "swimm_block", swimm_block, {"alt": everywhere})
    ruler.before("table", "swimm_empty", empty_paragraph, {"alt": everywhere})
    ruler.at("fence", fence, {"alt": everywhere})
    ruler.at("html_block", html_block, {"alt": everywhere[:-1]})


def swimm_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Whatever of Swimm's begins on a line."""
    found = _begins(state, start)
    if found is None or found.end > end:
        return False
    if silent:
        return True
    context = context_of(state.env)
    if found.flaw:
        context.flaws.append(found.flaw)
    for part in found.parts:
        if part.type == "markdown":
            last, state.lineMax = state.lineMax, part.stop
            state.md.block.tokenize(state, part.start, part.stop)
            state.lineMax = last
            continue
        token = state.push(part.type, "", part.nesting)
        token.map = [part.start, part.stop]
        match part.value:
            case None:
                continue
            case SectionMark(section=section):
                context.section = section
            case Step():
                _push_label(state, start)
            case _:
                pass
        token.meta = {KEY: part.value}
    state.line = found.end
    return True


def _push_label(state: StateBlock, index: int) -> None:
    """The running text of a step."""
    step = _STEP.match(context_of(state.env).lines[index])
    token = state.push("inline", "", 0)
    token.map, token.children = [index, index + 1], []
    token.content = step["label"] if step else ""


def _begins(state: StateBlock, index: int) -> Block | None:
    """What begins on a line; nothing does behind blanks or in a quote."""
    place = state.bMarks[index] + state.tShift[index]
    if place >= state.eMarks[index] or (place and state.src[place - 1] != "\n"):
        return None
    rules = _RULES.get(state.src[place])
    if rules is None:
        return None
    context = context_of(state.env)
    if index not in context.blocks:
        row = context.lines[index]
        found = next((one for rule in rules if (one := rule(context, row, index))), None)
        if rules is _STEPS:
            # What is a step depends on what has been read before.
            return found
        context.blocks[index] = found
    return context.blocks[index]


def _hidden(index: int, end: int, flaw: Flaw | None = None) -> Block:
    """Lines of which nothing is shown."""
    return Block(end, (Part("swimm_hidden", index, end),), flaw)


def _torn(context: Context, index: int, message: str, remedy: str) -> Flaw:
    return Flaw("torn_tags", context.lines.first + index, message, remedy)


def tag_snippet(context: Context, row: str, index: int) -> Block | None:
    """Generation 3 snippets, and what is left of torn ones."""
    if CLOSING.match(row):
        what, remedy = "a </SwmSnippet> closes no snippet", "restore the <SwmSnippet …>"
        return _hidden(index, index + 1, _torn(context, index, what, f"delete it, or {remedy}"))
    if not row.startswith("<SwmSnippet") or row.startswith("<SwmSnippetP"):
        return None
    found = context.snippets.read(index)
    if found is None:
        remedy = 'give it path="…" and line="…" and close it with </SwmSnippet>'
        flaw = _torn(context, index, "a <SwmSnippet> is torn", remedy)
        if OPENING.match(row):
            return _hidden(index, index + 1, flaw)
        context.flaws.append(flaw)
        return None
    parts = [Part("swimm_hidden", index, found.comment[0]), Part("markdown", *found.comment)]
    if found.snippet:
        parts.append(Part("swimm_snippet", found.comment[1], found.code_end, found.snippet))
        parts.append(Part("markdown", found.code_end, found.tail))
        return Block(found.end, parts)
    remedy = "restore its fence, or delete the snippet"
    return Block(found.end, parts, _torn(context, index, "a snippet has no code", remedy))


def gutter_snippet(context: Context, row: str, index: int) -> Block | None:
    """Generation 1 and 2 snippets."""
    if not gutter.OPENING.match(row):
        return None
    line = context.lines.first + index
    found = gutter.gutter_snippet(context.lines, index, line, context.repo_names)
    if found:
        return Block(found[1], (Part("swimm_snippet", index, found[1], found[0]),))
    what = "a snippet's comment is not followed by its path and code"
    remedy = "restore the heading with the path and the fence below it, or delete the comment"
    return _hidden(index, index + 1, _torn(context, index, what, remedy))


def diagram(context: Context, row: str, index: int) -> Block | None:
    """Generation 1 and 2 diagrams, and second copies that lost theirs."""
    if diagrams.OPENING.match(row):
        found = diagrams.commented_diagram(context.lines, index, context.references)
        if found:
            return Block(found[1], (Part("swimm_diagram", index, found[1], found[0]),))
    elif diagrams.CONTENT.match(row):
        return _hidden(index, diagrams.content_end(context.lines, index))
    return None


def swimm_note(context: Context, row: str, index: int) -> Block | None:
    """The Swimm Note of generation 1."""
    found = footer.swimm_note(context.lines, index, context.lines.first + index)
    return Block(found[1], (Part("swimm_footer", index, found[1], found[0]),)) if found else None


def single_line(context: Context, row: str, index: int) -> Block | None:
    """What is said on one line: notices, images, videos, the last line."""
    value = single_lines.read(row, row, context.lines.first + index)
    kind = f"swimm_{type(value).__name__.lower()}"
    return Block(index + 1, (Part(kind, index, index + 1, value),)) if value else None


def placeholder(context: Context, row: str, index: int) -> Block | None:
    """A template's prompt for a snippet, on lines of its own."""
    if not _PLACEHOLDER.match(row):
        return None
    lines = context.lines
    for end in range(index + 1, min(len(lines), index + _PLACEHOLDER_LINES)):
        if _PLACEHOLDER_END.match(lines[end]):
            value = Placeholder(lines.source(index, end + 1), lines.first + index, block=True)
            parts = (
                Part("swimm_prompt_block_open", index, end + 1, value, 1),
                Part("markdown", index + 1, end),
                Part("swimm_prompt_block_close", end, end + 1, nesting=-1),
            )
            return Block(end + 1, parts)
    return None


def section_mark(context: Context, row: str, index: int) -> Block | None:
    """The parts of a playlist (``FORMAT.md`` section 9)."""
    found = _SECTION.match(row)
    if not found:
        return None
    value = SectionMark(row, context.lines.first + index, Section(found[1]))
    return Block(index + 1, (Part("swimm_section", index, index + 1, value),))


def step(context: Context, row: str, index: int) -> Block | None:
    """A step of a playlist."""
    found = _STEP.match(row) if context.section is Section.STEPS else None
    if not found:
        return None
    value = Step(row, context.lines.first + index, unescape(found["target"].strip()))
    parts = (
        Part("swimm_step_open", index, index + 1, value, 1),
        Part("swimm_step_close", index, index + 1, nesting=-1),
    )
    return Block(index + 1, parts)


_Rule = Callable[[Context, str, int], Block | None]
_STEPS: Sequence[_Rule] = (step,)
_RULES: Mapping[str, Sequence[_Rule]] = {
    "<": (
        tag_snippet,
        gutter_snippet,
        diagram,
        swimm_note,
        single_line,
        placeholder,
        section_mark,
    ),
    "#": (swimm_note,),
    **dict.fromkeys("[*_T", (single_line,)),
    **dict.fromkeys("0123456789", _STEPS),
}
"""What can begin on a line, by its first character."""


def empty_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """What Swimm writes for an empty paragraph is a blank line (``FORMAT.md`` 5.8 and 6.8)."""
    place = state.bMarks[start] + state.tShift[start]
    if state.src[place : place + 1] not in ("<", "&") or state.is_code_block(start):
        return False
    if not EMPTY.match(state.src, place, state.eMarks[start]):
        return False
    state.tShift[start] = state.eMarks[start] - state.bMarks[start]
    if not silent:
        state.line = start + 1
    return True


def fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A fence, and the diagram that it is."""
    place = state.bMarks[start] + state.tShift[start]
    if not silent and (opening := diagrams.FENCE.match(state.src, place)):
        end = _diagram_end(state, start, end, opening[1])
    if not commonmark_fence(state, start, end, silent):
        return False
    if silent or not diagrams.INFO.match(state.tokens[-1].info):
        return True
    token, context = state.tokens[-1], context_of(state.env)
    rows = token.content.removesuffix("\n").split("\n") if token.content else []
    source = context.lines.source(start, state.line)
    value = diagrams.fenced_diagram(source, rows, context.lines.first + start, context.references)
    token.type, token.map, token.meta = "swimm_diagram", [start, state.line], {KEY: value}
    return True


def _diagram_end(state: StateBlock, start: int, end: int, run: str) -> int:
    """Where a diagram ends at the latest.

    Its second copy is not shown. A line in that which is no comment is none of it: the end of the
    fence is damaged, and what follows is the author's.
    """
    copied = False
    for at in range(start + 1, end):
        row = state.src[state.bMarks[at] : state.eMarks[at]]
        if row.strip().startswith(run) and not row.strip().strip(run[0]):
            return end
        if copied and not diagrams.COPIED.match(row):
            context = context_of(state.env)
            line = context.lines.first + at
            context.torn(line, "a diagram has no end", "close its fence above this line")
            return at
        copied = copied or bool(diagrams.SHADOW.match(row))
    return end


def html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Raw HTML, up to one of Swimm's constructs.

    What would go on to the end of the document is text instead; so is what another one of its kind
    begins in, which was not closed either.
    """
    place = state.bMarks[start] + state.tShift[start]
    opening = _OPENING.match(state.src, place)
    if opening:
        found = _KINDS[(opening.lastindex or 1) - 1].search(state.src, place + 2)
        if found is None or found["open"] or found[0] == "\n":
            return False
    if not commonmark_html_block(state, start, end, silent):
        return False
    if silent:
        return True
    token, rows = state.tokens[-1], context_of(state.env).lines
    stop = next((at for at in range(start + 1, state.line) if _begins(state, at)), state.line)
    if token.content.lstrip().startswith("<!--"):
        arrows = any(diagrams.FENCE.match(row) for row in rows[start:stop])
        if stop < state.line or arrows:
            # What ends it is an arrow in a diagram, or further down: the comment is torn.
            state.tokens.pop()
            state.line = start
            return False
    token.content = state.getLines(start, stop, state.blkIndent, True)
    token.map = [start, stop]
    state.line = stop
    return True
