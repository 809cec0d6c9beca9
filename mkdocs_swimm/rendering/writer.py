"""Rendering the constructs of a document, one after another, as Markdown for MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import ClassVar

from markdown_it.token import Token as MarkdownToken

from ..code.languages import language_of_info
from ..format import constructs as swimm
from ..format.constructs import construct_of
from ..format.document import Document
from ..freshness import Finding, State
from ..i18n.strings import Strings
from ..markdown.blocks import BlockWriter
from ..markdown.contract import IN_LINK, RUNNING, Content, Place, Target
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
from ..markdown.inline import address, headings_of
from ..safety.untrusted import identifier
from . import citations, media, playlist
from .annotations import snippet_annotations
from .citations import Citation, at_its_place, span_now, stale_words
from .links import NOT_REMEMBERED, CodePlace, Links, Reading, Site, Stop
from .snippets import card, stale_card

_LISTED = 20
_TOO_DEEP = 58
"""Deeper nested, the parser drops text."""
_GENERATED = re.compile(
    r"This is an auto-generated document by Swimm( AI)? \U0001f30a "
    r"and has not yet been verified by a human\.?"
)


@dataclass(eq=False)
class Writer:
    """Writes one document.

    It renders Swimm's constructs (see ``markdown.contract.Renderer``): each type of token has a
    method of its name; types without are Swimm's own machinery, of which nothing is shown.
    """

    document: Document
    site: Site
    strings: Strings
    reading: Reading = NOT_REMEMBERED  # what a reader's device remembers the document by
    annotate: bool = False  # whether comments of snippets become annotations
    notices: list[str] = field(default_factory=list)  # told at the head of the page, as Markdown
    citations: list[Citation] = field(default_factory=list)  # the references so far, in order
    prompts: list[swimm.Placeholder] = field(default_factory=list)
    steps: list[Target | None] = field(default_factory=list)  # where those of a playlist lead
    heading_ids: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)  # the ids that the page around it has

    diagram_info: ClassVar[str] = "{ .mermaid data-search-exclude=true }"

    def __post_init__(self) -> None:
        self.links = Links(self.site)
        self._headings: Mapping[str, str] = {}
        self._following = _following_snippets(self.document.tokens)
        finding = self.site.finding
        self._annotated = snippet_annotations(self.document, finding) if self.annotate else {}

    def body(self) -> str:
        """The Markdown of the document's body."""
        moved = {id(one) for found in self._annotated.values() for one in found.comment}
        tokens = [one for one in self.document.tokens if id(one) not in moved]
        if max((token.level for token in tokens), default=0) >= _TOO_DEEP:
            lines = self.document.body.split("\n")
            return "\n".join(escape_line_start(escape_text(line.strip())) for line in lines)
        headings = headings_of(tokens)
        self._headings = {_folded(text): text for text in reversed(headings)}
        slugs = set(map(self.site.heading_id, headings))
        self._name_headings(headings)
        notes = {
            f"f-{one.note}"
            for one in self.document.references
            if isinstance(one, swimm.Token) and one.note is not None
        }
        return self.written(tokens, notes | slugs)

    def _name_headings(self, headings: Iterable[str]) -> None:
        """Give ids to the headings that diagrams lead to, or whose own the theme looks for."""
        for text in headings:
            if (own := self.site.heading_id(text)) and identifier(own) != own:
                self.heading_ids[text] = identifier(own)
        for one in self.document.constructs:
            if isinstance(one, swimm.Diagram):
                for click in one.clicks:
                    if heading := self._headings.get(_folded(click.heading)):
                        self.heading_ids.setdefault(heading, self.site.heading_id(heading))

    def written(self, tokens: Sequence[MarkdownToken], reserved: Set[str]) -> str:
        """Blocks as Python-Markdown reads them."""
        ids = (reserved - set(self.heading_ids.values())) | self.taken
        return BlockWriter(self, heading_ids=self.heading_ids, ids=ids).write(tokens)

    # What the Markdown writer asks (see ``markdown.contract.Renderer``).

    def block(self, token: MarkdownToken, content: Content) -> str:
        """A construct on lines of its own."""
        write = getattr(self, f"_{token.type}", None)
        return str(write(construct_of(token), content)) if write else ""

    def inline(self, token: MarkdownToken, place: Place) -> str:
        """A construct in running text."""
        write = getattr(self, f"_{token.type}", None)
        return str(write(construct_of(token), place)) if write else ""

    def link(self, token: MarkdownToken, href: str, *, image: bool) -> Target | None:
        """Where a link or image of the author's own leads."""
        line = token.map[0] + 1 if token.map else 1
        value = construct_of(token)
        if isinstance(value, swimm.DocLink):
            return self.links.page_of(value.target, value, value.line)
        return self.links.author_link(href, image, line)

    def report_too_large(self, token: MarkdownToken, what: str) -> None:
        """Tell that something is so large that it is shown as it stands."""
        head = self.document.front_matter
        line = (head.source.count("\n") if head else 0) + (token.map[0] + 1 if token.map else 1)
        what = f"{what} is so large that it is shown as it stands"
        self.links.problem("sizes", line, what, "take it apart")

    def code_language(self, info: str) -> str:
        """The language of a fence."""
        return language_of_info(info)

    # What becomes of each construct.

    def cite(self, value: swimm.Reference) -> Citation:
        """Take a reference into the code; gives it as it is shown."""
        finding = self.site.finding(value)
        shown = at_its_place(value, finding) if finding else value
        span = span_now(shown, finding)
        place, linked = finding.place if finding else None, shown
        if place and isinstance(shown, swimm.PathRef):
            # A path that was renamed leads to what it is called now.
            linked = replace(shown, path=place.path)
        link = self.links.code(linked, span)
        cited = Citation(shown, link, span, finding)
        self.citations.append(cited)
        return cited

    def _swimm_snippet(self, value: swimm.Snippet, content: Content) -> str:
        """A snippet: its card, which warns where the code is another one now."""
        cited = self.cite(value)
        if has_many_blank_lines("\n".join([row.code for row in value.rows])):
            what = "a snippet has so many blank lines that it is shown without colours"
            self.links.problem("sizes", value.line, what, "quote less")
        stale = stale_card(cited, value, self.strings)
        if stale:
            return stale
        shown = cited.reference if isinstance(cited.reference, swimm.Snippet) else value
        if annotation := self._annotated.get(id(value)):
            rows = list(shown.rows)
            row = rows[annotation.row]
            rows[annotation.row] = replace(row, code=row.code + annotation.mark)
            comment = self.written(annotation.comment, frozenset())
            shown, prose = replace(shown, rows=tuple(rows)), indented(f"1.  {comment}")
            return card(shown, cited.link, self.strings, prose=prose)
        return card(
            shown,
            cited.link,
            self.strings,
            follows=id(value) in self._following and _same_file(cited, self.citations[-2]),
        )

    def _swimm_token(self, value: swimm.Token, place: Place) -> str:
        return self.linked(self.cite(value), value.text, "swimm-token", place)

    def _swimm_pathref(self, value: swimm.PathRef, place: Place) -> str:
        cited = self.cite(value)
        return self.linked(cited, citations.shown_path(value, cited.link), "swimm-path", place)

    def linked(self, cited: Citation, text: str, css: str, place: Place) -> str:
        """Code in running text with what was found out about it."""
        link, stale, preview = cited.link, stale_words(cited, self.strings), ""
        if link.url and not (stale or link.repository or link.folder):
            preview = self.site.preview(link, cited.span[0] if cited.span else None)
        css += " swimm-moved" * (cited.state is State.MOVED) + " swimm-stale" * bool(stale)
        says = stale or ("" if preview else citations.tooltip(cited.reference, link, self.strings))
        return citations.linked(text, link, css, place, says, preview)

    def _swimm_mention(self, value: swimm.Mention, place: Place) -> str:
        if place.html:
            return html_text(value.name)
        name = plain_text(value.name)
        if not value.address or place.link:
            return f'<span class="swimm-mention">{name}</span>'
        return f"[{name}](mailto:{attribute(value.address)}){{ .swimm-mention }}"

    def _swimm_prompt_open(self, value: swimm.Placeholder, place: Place) -> str:
        self.prompts.append(value)
        return f'<mark class="swimm-prompt" title="{attribute(self.strings.prompt)}">'

    def _swimm_prompt_close(self, value: None, place: Place) -> str:
        return "</mark>"

    def _swimm_prompt_block_open(self, value: swimm.Placeholder, content: Content) -> str:
        """A template's prompt on lines of its own."""
        self.prompts.append(value)
        head = f'!!! swimm-prompt "{box_title(self.strings.prompt)}"'
        return f"{head}\n\n    {indented(content(RUNNING))}"

    def _swimm_diagram(self, value: swimm.Diagram, content: Content) -> str:
        return self.drawn(value)

    def drawn(self, value: swimm.Diagram) -> str:
        """A diagram, and below it what is no longer true in it: the picture can not tell."""
        stale = [
            f"- {citations.explained(cited, words)}"
            for cited in map(self.cite, value.references)
            if (words := stale_words(cited, self.strings))
        ]
        drawn = media.diagram(value, self.click, info=self.diagram_info)
        return "\n\n".join(filter(None, (drawn, "\n".join(dict.fromkeys(stale)))))

    def click(self, click: swimm.Click) -> str:
        """Where a click in a diagram leads."""
        if click.heading:
            heading = self._headings.get(_folded(click.heading))
            return f"#{self.heading_ids[heading]}" if heading else ""
        return self.site.code(CodePlace(click.path, click.first, click.last)).address

    def _swimm_image(self, value: swimm.Image, content: Content) -> str:
        """An image, or its words where there is none to show."""
        target = self.links.author_link(value.src, True, value.line)
        if target is None:
            return f"*{plain_text(value.alt or value.src)}*"
        return media.image(value, target.markdown)

    def _swimm_video(self, value: swimm.Video, content: Content) -> str:
        """A video."""
        return media.video(value.url, self.strings)

    def _swimm_notice(self, value: swimm.Notice, content: Content) -> str:
        """The line that says that nobody has verified the document; it stands at the head."""
        if not self.notices:
            known = _GENERATED.fullmatch(value.text.strip())
            self.notices.append(in_ascii(sentence(self.strings.notice if known else value.text)))
        return ""

    def _swimm_sectionmark(self, value: swimm.SectionMark, content: Content) -> str:
        """The heading of a part of a playlist."""
        titles = {"Steps": self.strings.steps, "Summary": self.strings.summary}
        return plain_text(titles.get(value.section, ""))

    def _swimm_step_open(self, value: swimm.Step, content: Content) -> str:
        """A step of a playlist."""
        kind, target = playlist.step_target(value, self.links, self.strings)
        at, stops = len(self.steps), self.reading.stops
        stop = stops[at] if at < len(stops) and target and target.markdown else Stop()
        check = playlist.step_check(value.label or value.target, stop, self.strings)
        link = self.step_link(value, target, content)
        return f'{check}{link} <span class="swimm-step">{plain_text(kind)}</span>'

    def step_link(self, value: swimm.Step, target: Target | None, content: Content) -> str:
        """The text of a step, linked to what it leads to."""
        self.steps.append(target)
        if target is None or not target.markdown:
            return content(RUNNING).strip() or plain_text(value.target)
        label = content(IN_LINK).strip() or plain_text(value.target)
        return f"[{label}]({address(target.markdown)})"

    def follow(self, tokens: Iterable[MarkdownToken]) -> None:
        """Look where links, images and steps lead, as writing them does: ``problems`` tells it."""
        html = RawHtml(self, set(), str, "")
        for token in (one for block in tokens for one in (block, *(block.children or ()))):
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
        """What was found out about the references, in order."""
        return [citation.finding for citation in self.citations if citation.finding]

    def problems(self) -> list[swimm.Problem]:
        """Everything found, prompts in one message."""
        problems = [*self.links.problems, *self.document.flaws]
        if self.prompts:
            problems.append(_unwritten(self.prompts))
        return sorted(problems, key=lambda problem: problem.line)


def _folded(heading: str) -> str:
    return " ".join(heading.replace("`", "").split()).casefold()


def _same_file(citation: Citation, above: Citation) -> bool:
    return (citation.reference.path, citation.link.repository) == (
        above.reference.path,
        above.link.repository,
    )


def _unwritten(prompts: Sequence[swimm.Placeholder]) -> swimm.Problem:
    """One message for all prompts."""
    count = len(prompts)
    lines = ", ".join(str(prompt.line) for prompt in prompts[:_LISTED])
    if count > _LISTED:
        lines += f" and {count - _LISTED} more"
    what = "a prompt of the template is" if count == 1 else f"{count} prompts of the template are"
    where = f"line {lines}" if count == 1 else f"lines {lines}"
    return swimm.Problem(
        "prompts",
        prompts[0].line,
        f"{what} still to be answered ({where})",
        "write what they ask for",
    )


def _following_snippets(tokens: Sequence[MarkdownToken]) -> Set[int]:
    """The identities of snippets that stand right below another one."""
    found = set()
    above = False
    for token in tokens:
        if token.type == "swimm_snippet":
            value = construct_of(token)
            if above and value:
                found.add(id(value))
            above = True
        elif token.type != "swimm_hidden":
            above = False
    return found
