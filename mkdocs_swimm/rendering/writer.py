"""Renders the constructs of a document as Markdown for MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import ClassVar

from markdown_it.token import Token as MarkdownToken

from ..code.languages import language_of_info
from ..format import constructs as swimm
from ..format.constructs import construct_of
from ..format.document import Document
from ..freshness import Finding, State
from ..i18n.strings import Strings
from ..markdown.blocks import BlockWriter
from ..markdown.contract import IN_LINK, IN_TEXT, Content, Target, TextContext
from ..markdown.escaping import (
    attribute,
    box_title,
    escape_line_start,
    escape_text,
    has_many_blank_lines,
    html_text,
    in_ascii,
    indented,
    plain_text,
    sentence,
)
from ..markdown.html import RawHtml
from ..markdown.inline import address, folded, headings_of
from ..safety.untrusted import identifier
from . import citations, media, playlist
from .annotations import snippet_annotations
from .citations import Citation, at_current_place, current_span, stale_words
from .links import NO_PROGRESS, CodePlace, Links, ReadingProgress, Site, Stop
from .snippets import card, stale_card

_LISTED = 20
_TOO_DEEP = 58  # a nesting level near the limit at which the parser drops text
_GENERATED = re.compile(
    r"This is an auto-generated document by Swimm( AI)? \U0001f30a "
    r"and has not yet been verified by a human\.?"
)


@dataclass(eq=False)
class Writer:
    """Writes one document.

    It is the ``markdown.contract.Renderer`` of Swimm's constructs. Each type of token has a method
    of its name; tokens without one, such as Swimm's metadata, are not shown.
    """

    document: Document
    site: Site
    strings: Strings
    reading: ReadingProgress = NO_PROGRESS
    annotate: bool = False  # whether comments of snippets become annotations
    notices: list[str] = field(default_factory=list)  # Markdown for the head of the page
    citations: list[Citation] = field(default_factory=list)  # in document order
    prompts: list[swimm.Placeholder] = field(default_factory=list)
    steps: list[Target | None] = field(default_factory=list)  # targets of a playlist's steps
    heading_ids: dict[str, str] = field(default_factory=dict)  # by the texts of headings
    used_ids: set[str] = field(default_factory=set)  # of the page outside of the body

    diagram_info: ClassVar[str] = "{ .mermaid data-search-exclude=true }"

    def __post_init__(self) -> None:
        self.links = Links(self.site)
        self._headings: Mapping[str, str] = {}
        self._following = _following_snippets(self.document.tokens)
        finding = self.site.finding
        self._annotations = snippet_annotations(self.document, finding) if self.annotate else {}

    def body(self) -> str:
        """The Markdown of the document's body."""
        moved = {id(token) for found in self._annotations.values() for token in found.comment}
        tokens = [token for token in self.document.tokens if id(token) not in moved]
        if max((token.level for token in tokens), default=0) >= _TOO_DEEP:
            lines = self.document.body.split("\n")
            return "\n".join(escape_line_start(escape_text(line.strip())) for line in lines)
        headings = headings_of(tokens)
        self._headings = {folded(text): text for text in reversed(headings)}
        slugs = set(map(self.site.heading_id, headings))
        self._set_heading_ids(headings)
        notes = {
            f"f-{reference.note}"
            for reference in self.document.references
            if isinstance(reference, swimm.Token) and reference.note is not None
        }
        return self.write(tokens, notes | slugs)

    def _set_heading_ids(self, headings: Iterable[str]) -> None:
        """Set the ids of headings that diagrams link to, or whose default ids are not safe."""
        for text in headings:
            if (slug := self.site.heading_id(text)) and identifier(slug) != slug:
                self.heading_ids[text] = identifier(slug)
        for construct in self.document.constructs:
            if isinstance(construct, swimm.Diagram):
                for click in construct.clicks:
                    if heading := self._headings.get(folded(click.heading)):
                        self.heading_ids.setdefault(heading, self.site.heading_id(heading))

    def write(self, tokens: Sequence[MarkdownToken], reserved: Set[str]) -> str:
        """Write blocks as Markdown; ``reserved`` are ids that raw HTML cannot use."""
        ids = (reserved - set(self.heading_ids.values())) | self.used_ids
        return BlockWriter(self, heading_ids=self.heading_ids, ids=ids).write(tokens)

    # The methods of ``markdown.contract.Renderer``.

    def block(self, token: MarkdownToken, content: Content) -> str:
        """The Markdown of a construct on lines of its own; empty if it is not shown."""
        write = getattr(self, f"_{token.type}", None)
        return str(write(construct_of(token), content)) if write else ""

    def inline(self, token: MarkdownToken, place: TextContext) -> str:
        """The Markdown or HTML of a construct in inline text."""
        write = getattr(self, f"_{token.type}", None)
        return str(write(construct_of(token), place)) if write else ""

    def link(self, token: MarkdownToken, href: str, *, image: bool) -> Target | None:
        """The destination of a link, an image or a raw tag; None for a dead link."""
        line = token.map[0] + 1 if token.map else 1
        value = construct_of(token)
        if isinstance(value, swimm.DocLink):
            return self.links.page_of(value.target, value, value.line)
        return self.links.author_link(href, image, line)

    def report_size(self, token: MarkdownToken, message: str) -> None:
        """Report a block that is too large to be rendered as usual."""
        head = self.document.front_matter
        line = (head.source.count("\n") if head else 0) + (token.map[0] + 1 if token.map else 1)
        self.links.problem("sizes", line, message, "split it")

    def code_language(self, info: str) -> str:
        """The language for the info string of a fence; empty for none."""
        return language_of_info(info)

    # One method for each type of token.

    def cite(self, value: swimm.Reference) -> Citation:
        """Add a reference to the citations of the page, and return it as shown."""
        finding = self.site.finding(value)
        shown = at_current_place(value, finding)
        span = current_span(shown, finding)
        target = shown
        if finding and finding.place and isinstance(shown, swimm.PathRef):
            # A renamed path is shown as written and linked to its new name.
            target = replace(shown, path=finding.place.path)
        cited = Citation(shown, self.links.code(target, span), span, finding)
        self.citations.append(cited)
        return cited

    def _swimm_snippet(self, value: swimm.Snippet, content: Content) -> str:
        cited = self.cite(value)
        if has_many_blank_lines("\n".join([row.code for row in value.rows])):
            message = "a snippet has too many blank lines and is shown without highlighting"
            self.links.problem("sizes", value.line, message, "quote fewer lines")
        stale = stale_card(cited, value, self.strings)
        if stale:
            return stale
        shown = cited.reference if isinstance(cited.reference, swimm.Snippet) else value
        if annotation := self._annotations.get(id(value)):
            rows = list(shown.rows)
            row = rows[annotation.row]
            rows[annotation.row] = replace(row, code=row.code + annotation.marker)
            shown = replace(shown, rows=tuple(rows))
            comment = indented(f"1.  {self.write(annotation.comment, frozenset())}")
            return card(shown, cited.link, self.strings, annotation=comment)
        follows = id(value) in self._following and _same_file(cited, self.citations[-2])
        return card(shown, cited.link, self.strings, follows=follows)

    def _swimm_token(self, value: swimm.Token, place: TextContext) -> str:
        return self.linked_code(self.cite(value), value.text, "swimm-token", place)

    def _swimm_pathref(self, value: swimm.PathRef, place: TextContext) -> str:
        cited = self.cite(value)
        return self.linked_code(cited, citations.shown_path(value, cited.link), "swimm-path", place)

    def linked_code(self, cited: Citation, text: str, css: str, place: TextContext) -> str:
        """Code in inline text with its state, and a preview or a tooltip."""
        link, stale, preview = cited.link, stale_words(cited, self.strings), ""
        if link.url and not (stale or link.repository or link.folder):
            preview = self.site.preview(link, cited.span[0] if cited.span else None)
        css += " swimm-moved" * (cited.state is State.MOVED) + " swimm-stale" * bool(stale)
        tip = stale or ("" if preview else citations.tooltip(cited.reference, link, self.strings))
        return citations.linked_code(text, link, css, place, tip, preview)

    def _swimm_mention(self, value: swimm.Mention, place: TextContext) -> str:
        if place.html:
            return html_text(value.name)
        name = plain_text(value.name)
        if not value.address or place.link:
            return f'<span class="swimm-mention">{name}</span>'
        return f"[{name}](mailto:{attribute(value.address)}){{ .swimm-mention }}"

    def _swimm_prompt_open(self, value: swimm.Placeholder, place: TextContext) -> str:
        self.prompts.append(value)
        return f'<mark class="swimm-prompt" title="{attribute(self.strings.prompt)}">'

    def _swimm_prompt_close(self, value: None, place: TextContext) -> str:
        return "</mark>"

    def _swimm_prompt_block_open(self, value: swimm.Placeholder, content: Content) -> str:
        self.prompts.append(value)
        head = f'!!! swimm-prompt "{box_title(self.strings.prompt)}"'
        return f"{head}\n\n    {indented(content(IN_TEXT))}"

    def _swimm_diagram(self, value: swimm.Diagram, content: Content) -> str:
        """A diagram, above a list of its stale references, which it cannot show itself."""
        stale = [
            f"- {citations.stale_item(cited, words)}"
            for cited in map(self.cite, value.references)
            if (words := stale_words(cited, self.strings))
        ]
        fence = media.diagram(value, self.click, info=self.diagram_info)
        return "\n\n".join(filter(None, (fence, "\n".join(dict.fromkeys(stale)))))

    def click(self, click: swimm.Click) -> str:
        """The URL of a clickable element of a diagram; empty for a missing heading."""
        if click.heading:
            heading = self._headings.get(folded(click.heading))
            return f"#{self.heading_ids[heading]}" if heading else ""
        return self.site.code(CodePlace(click.path, click.first, click.last)).address

    def _swimm_image(self, value: swimm.Image, content: Content) -> str:
        target = self.links.author_link(value.src, True, value.line)
        if target is None:
            return f"*{plain_text(value.alt or value.src)}*"
        return media.image(value, target.markdown)

    def _swimm_video(self, value: swimm.Video, content: Content) -> str:
        return media.video(value.url, self.strings)

    def _swimm_notice(self, value: swimm.Notice, content: Content) -> str:
        """Add a notice to the head of the page."""
        if not self.notices:
            known = _GENERATED.fullmatch(value.text.strip())
            self.notices.append(in_ascii(sentence(self.strings.notice if known else value.text)))
        return ""

    def _swimm_sectionmark(self, value: swimm.SectionMark, content: Content) -> str:
        """The heading of a section of a playlist."""
        titles = {"Steps": self.strings.steps, "Summary": self.strings.summary}
        return plain_text(titles.get(value.section, ""))

    def _swimm_step_open(self, value: swimm.Step, content: Content) -> str:
        kind, target = playlist.step_target(value, self.links, self.strings)
        index, stops = len(self.steps), self.reading.stops
        stop = stops[index] if index < len(stops) and target and target.markdown else Stop()
        check = playlist.step_check(value.label or value.target, stop, self.strings)
        link = self.step_link(value, target, content)
        return f'{check}{link} <span class="swimm-step">{plain_text(kind)}</span>'

    def step_link(self, value: swimm.Step, target: Target | None, content: Content) -> str:
        """The label of a step, linked to its target."""
        self.steps.append(target)
        if target is None or not target.markdown:
            return content(IN_TEXT).strip() or plain_text(value.target)
        label = content(IN_LINK).strip() or plain_text(value.target)
        return f"[{label}]({address(target.markdown)})"

    def check_links(self, tokens: Iterable[MarkdownToken]) -> None:
        """Find the problems of links, images and steps without writing the document."""
        html = RawHtml(self, set(), str, "")
        for token in (token for block in tokens for token in (block, *(block.children or ()))):
            match token.type:
                case "link_open":
                    self.link(token, str(token.attrGet("href") or ""), image=False)
                case "image":
                    self.link(token, str(token.attrGet("src") or ""), image=True)
                case "html_inline":
                    html.read(token)
                case "swimm_image" | "swimm_step_open":
                    self.block(token, lambda _: "")
                case _:
                    pass

    @property
    def findings(self) -> list[Finding]:
        """The findings of the references, in document order."""
        return [citation.finding for citation in self.citations if citation.finding]

    def problems(self) -> list[swimm.Problem]:
        """The problems of the document, in order of lines."""
        prompts = [_prompt_problem(self.prompts)] if self.prompts else []
        problems = [*self.links.problems, *self.document.flaws, *prompts]
        return sorted(problems, key=lambda problem: problem.line)


def _same_file(citation: Citation, above: Citation) -> bool:
    same_path = citation.reference.path == above.reference.path
    return same_path and citation.link.repository == above.link.repository


def _prompt_problem(prompts: Sequence[swimm.Placeholder]) -> swimm.Problem:
    """One problem for all prompts."""
    count = len(prompts)
    lines = ", ".join(str(prompt.line) for prompt in prompts[:_LISTED])
    if count > _LISTED:
        lines += f" and {count - _LISTED} more"
    message = f"{count} prompts of the template are still to be answered (lines {lines})"
    if count == 1:
        message = f"a prompt of the template is still to be answered (line {lines})"
    return swimm.Problem("prompts", prompts[0].line, message, "write what they ask for")


def _following_snippets(tokens: Sequence[MarkdownToken]) -> Set[int]:
    """The identities of snippets directly below another snippet."""
    shown = [token for token in tokens if token.type != "swimm_hidden"]
    return {
        id(construct_of(token))
        for above, token in pairwise(shown)
        if above.type == token.type == "swimm_snippet"
    }
