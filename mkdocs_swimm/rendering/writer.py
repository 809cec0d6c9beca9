"""Writing the nodes of a document, one after another, as Markdown for MkDocs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import ClassVar

from .. import model
from ..dialect import Place, Result, Target, html_text, to_python_markdown
from ..freshness import Finding, Reference
from ..strings import Strings
from . import diagrams, media, playlist, references
from .annotations import Annotation, snippet_annotations
from .changes import stale_card
from .citations import Citation, at_its_place, span_now, stale_words
from .context import Problem, Reading, Site, Stop
from .links import Links
from .markup import attribute, box_title, in_ascii, indented, plain_text, sentence
from .series import following_snippets
from .slots import BlockSlot, PageSlots, TextSlot
from .snippets import card

_GENERATED = re.compile(
    r"This is an auto-generated document by Swimm( AI)? \U0001f30a "
    r"and has not yet been verified by a human\.?"
)
"""What Swimm writes below documents of its own making; it is told in the words of the page."""

_LISTED = 20


def _folded(heading: str) -> str:
    return " ".join(heading.replace("`", "").split()).casefold()


@dataclass(eq=False)
class Writer:
    """Writes one document.

    Attributes:
        document: The document.
        site: The site around it.
        strings: The words to use.
        escape_sections: Whether an extension that acts on ``--8<--`` lines is on.
        reading: What a reader's device remembers the document by.
        annotate: Whether comments of snippets become annotations.
        steps: Where the steps of a playlist lead.
        notices: What is told at the head of the page, as Markdown.
        citations: The references into the code so far, in order.
    """

    document: model.Document
    site: Site
    strings: Strings
    escape_sections: bool
    reading: Reading
    notices: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    prompts: list[model.Placeholder] = field(default_factory=list)
    steps: list[Target | None] = field(default_factory=list)
    links: Links = field(init=False)
    page_slots: PageSlots = field(init=False)
    heading_ids: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    diagrams: list[tuple[int, model.Diagram]] = field(default_factory=list)
    annotate: bool = False
    diagram_info: ClassVar[str] = "{ .mermaid data-search-exclude=true }"
    following: Set[int] = field(init=False)
    nodes: Sequence[model.Node] = field(init=False)
    annotated: Mapping[int, Annotation] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes, self.annotated = self.document.nodes, {}
        if self.annotate:
            self.annotated = snippet_annotations(self.nodes, self.site.finding)
            moved = {id(node) for one in self.annotated.values() for node in one.comment}
            self.nodes = [node for node in self.nodes if id(node) not in moved]
        self.following = following_snippets(self.document.nodes)
        self.links = Links(self.document, self.site)
        self.page_slots = PageSlots(self.links.author_link)

    def body(self) -> str:
        """The Markdown of the document's body."""
        text = self.working_text(self.nodes)
        if self.diagrams:
            # Diagrams lead to headings, which are known once the text has been written.
            result = self.written(text, frozenset())
            self.headings = {_folded(found.text): found.text for found in reversed(result.headings)}
            for index, diagram in self.diagrams:
                drawn = self.diagram(diagram)
                self.page_slots.slots[index] = BlockSlot(diagram.source, drawn)
        reserved = {
            f"f-{token.note}"
            for citation in self.citations
            if isinstance(token := citation.reference, model.Token) and token.note is not None
        }
        result = self.written(text, reserved)
        ids = result.ids - set(self.heading_ids.values())
        if ids:
            # Ids of the author's own that headings are going to have as well.
            slugs = {self.site.heading_id(heading.text) for heading in result.headings}
            if slugs & ids:
                result = self.written(text, reserved | slugs - set(self.heading_ids.values()))
        return result.markdown

    def written(self, text: str, reserved: Set[str]) -> Result:
        """The text as Python-Markdown reads it."""
        return to_python_markdown(
            text,
            self.page_slots,
            heading_ids=self.heading_ids,
            reserved_ids=reserved,
            snippets=self.escape_sections,
        )

    def fragment(self, nodes: Iterable[model.Node]) -> str:
        """The Markdown of some nodes on their own, such as a prompt."""
        text = self.working_text(nodes).strip()
        return to_python_markdown(text, self.page_slots, nested=True).markdown.strip("\n")

    def working_text(self, nodes: Iterable[model.Node]) -> str:
        """The author's Markdown with slots for everything that is Swimm's."""
        protect = self.page_slots.protect
        return "".join(
            [
                protect(node.source) if isinstance(node, model.Text) else self.node(node)
                for node in nodes
            ]
        )

    def node(self, node: model.Node) -> str:
        """What stands for a node in the author's text, which is no text itself."""
        match node:
            case model.Token() | model.PathRef():
                return self.reference(node)
            case model.Hidden():
                return "\n" if node.block else ""
            case model.Snippet():
                return self.block(node, self.snippet(node))
            case model.DocLink():
                return self.doc_link(node)
            case model.Placeholder():
                return self.prompt(node)
            case model.Mention():
                return self.mention(node)
            case _:
                return self.other(node)

    def other(self, node: model.Node) -> str:
        """Everything that stands on lines of its own, but snippets."""
        match node:
            case model.Diagram():
                for part in node.references:
                    if isinstance(part, Reference):
                        self.cite(part)
                drawn = self.diagram(node)
                if drawn and any(click.heading for click in node.clicks):
                    self.diagrams.append((len(self.page_slots.slots), node))
                return self.block(node, drawn)
            case model.Image():
                return self.block(node, self.image(node))
            case model.Video():
                return self.block(node, media.video(node.url, self.strings))
            case model.Notice():
                if not self.notices:
                    known = _GENERATED.fullmatch(node.text.strip())
                    words = self.strings.notice if known else node.text
                    self.notices.append(in_ascii(sentence(words)))
                return "\n"
            case model.SectionMark():
                return self.section(node)
            case model.Step():
                return self.step(node)
            case _:
                # Front matter, footer, last line: Swimm's own machinery.
                return "\n"

    def block(self, node: model.Node, markdown: str) -> str:
        """A slot for a block; it keeps the place of the node in a list."""
        if not markdown:
            return "\n"
        indent = " " * (len(node.source) - len(node.source.lstrip(" ")))
        mark = self.page_slots.add(BlockSlot(node.source, markdown))
        return f"\n{indent}{mark}\n\n"

    def inline(
        self,
        node: model.Node,
        markdown: Callable[[Place], str],
        html: Callable[[], str],
        plain: str,
    ) -> str:
        """A slot in running text."""
        return self.page_slots.add(TextSlot(node.source, markdown, html, plain))

    def cite(self, node: Reference) -> Citation:
        """Take a reference into the code; gives it as it is shown."""
        finding = self.site.finding(node)
        shown = at_its_place(node, finding) if finding else node
        span = span_now(shown, finding)
        link = self.links.code(self._linked(shown, finding) if finding else node, span)
        cited = Citation(shown, link, span, finding)
        self.citations.append(cited)
        return cited

    def _linked(self, node: Reference, finding: Finding) -> Reference:
        """What is linked to: a path that was renamed by the name that it has now."""
        place = finding.place if isinstance(node, model.PathRef) else None
        if place and place.path != node.path:
            return replace(node, path=place.path)
        return node

    def snippet(self, node: model.Snippet) -> str:
        """A snippet: its card, which warns where the code is another one now."""
        cited = self.cite(node)
        stale = stale_card(cited, node, self.strings, escape_sections=self.escape_sections)
        if stale:
            return stale
        shown = cited.reference if isinstance(cited.reference, model.Snippet) else node
        annotation = self.annotated.get(id(node))
        if annotation:
            return self.annotated_card(shown, annotation, cited)
        follows = id(node) in self.following and _same_file(cited, self.citations[-2])
        return card(
            shown,
            cited.link,
            self.strings,
            escape_sections=self.escape_sections,
            follows=follows,
        )

    def annotated_card(self, shown: model.Snippet, annotation: Annotation, cited: Citation) -> str:
        """A snippet with its comment as an annotation."""
        rows = list(shown.rows)
        row = rows[annotation.row]
        rows[annotation.row] = replace(row, code=row.code + annotation.mark)
        text = self.working_text(annotation.comment).strip().replace("\n", "\n   ")
        prose = to_python_markdown(f"1. {text}", self.page_slots).markdown.strip("\n")
        return card(
            replace(shown, rows=tuple(rows)),
            cited.link,
            self.strings,
            escape_sections=self.escape_sections,
            prose=prose,
        )

    def reference(self, node: model.Token | model.PathRef) -> str:
        """A token or path in running text."""
        cited = self.cite(node)
        link, shown = cited.link, cited.reference
        if isinstance(node, model.PathRef):
            text, css = references.shown_path(node, link), "swimm-path"
        else:
            text, css = node.text, "swimm-token"
        title, preview = stale_words(cited, self.strings) if cited.finding else "", ""
        if title:
            css += " swimm-stale"
        elif link.url and not link.repository and not link.folder:
            preview = self.site.preview(link, cited.span[0] if cited.span else None)
        if not title and not preview:
            title = references.title(shown, link, self.strings)
        code = references.LinkedCode(node.source, text, link, title, css, preview)
        return self.page_slots.add(code)

    def mention(self, node: model.Mention) -> str:
        """A person."""
        return self.inline(
            node,
            lambda place: references.mention(node, place),
            lambda: html_text(node.name),
            node.name,
        )

    def doc_link(self, node: model.DocLink) -> str:
        """A link to a document: an ordinary link around its label."""
        target = self.links.page_of(node.target, node.id, node.fragment, node.repo, node.line)
        label = self.working_text(node.label)
        if not label.strip():
            name = node.title or (target.title if target else "") or node.target
            label = self.inline(node, lambda place: plain_text(name), lambda: html_text(name), name)
        return f"[{label}]({self.page_slots.add_link(target)})"

    def prompt(self, node: model.Placeholder) -> str:
        """A template's prompt, marked as still to be written."""
        self.prompts.append(node)
        if node.block:
            inner = self.fragment(node.prompt)
            head = f'!!! swimm-prompt "{box_title(self.strings.prompt)}"'
            return self.block(node, f"{head}\n\n{indented(inner)}")
        title = attribute(self.strings.prompt)
        opening = f'<mark class="swimm-prompt" title="{title}">'
        return (
            self.inline(node, lambda place: opening, lambda: opening, "")
            + self.working_text(node.prompt)
            + self.inline(node, lambda place: "</mark>", lambda: "</mark>", "")
        )

    def diagram(self, node: model.Diagram) -> str:
        """A diagram."""
        return diagrams.diagram(
            node, self.click, info=self.diagram_info, escape_sections=self.escape_sections
        )

    def click(self, click: model.Click) -> str:
        """Where a click in a diagram leads."""
        if click.heading:
            heading = self.headings.get(_folded(click.heading))
            if heading is None:
                return ""
            identifier = self.site.heading_id(heading)
            return f"#{self.heading_ids.setdefault(heading, identifier)}"
        return self.site.code(click.path, click.first, click.last).address

    def image(self, node: model.Image) -> str:
        """An image, or its words where there is none to show."""
        target = self.links.author_link(node.src, True)
        if target is None:
            return f"*{plain_text(node.alt or node.src)}*"
        return media.image(node, target.markdown)

    def section(self, node: model.SectionMark) -> str:
        """A part of a playlist."""
        match node.section:
            case model.Section.STEPS:
                return f"\n## {plain_text(self.strings.steps)}\n\n"
            case model.Section.SUMMARY:
                return f"\n## {plain_text(self.strings.summary)}\n\n"
            case _:
                return "\n"

    def step(self, node: model.Step) -> str:
        """A step of a playlist, numbered by its place."""
        kind, target = playlist.step_target(node, self.links, self.strings)
        at, stops = len(self.steps), self.reading.stops
        stop = stops[at] if at < len(stops) and target and target.markdown else Stop()
        check = playlist.step_check(playlist.plain_label(node), stop, self.strings)
        self.steps.append(target)
        label = self.working_text(node.label).strip() or plain_text(node.target)
        before = self.inline(node, lambda place: check, str, "") if check else ""
        mark = self.inline(node, lambda place: playlist.step_kind(kind), lambda: kind, "")
        return f"1. {before}[{label}]({self.page_slots.add_link(target)}) {mark}\n"

    @property
    def findings(self) -> list[Finding]:
        """What was found out about the references, in order."""
        return [citation.finding for citation in self.citations if citation.finding]

    def problems(self) -> list[Problem]:
        """Everything found, prompts in one message."""
        problems = list(self.links.problems)
        for flaw in self.document.flaws:
            problems.append(Problem(flaw.kind, flaw.line, flaw.message, flaw.remedy))
        if self.prompts:
            problems.append(_unwritten(self.prompts))
        return sorted(problems, key=lambda problem: problem.line)


def _same_file(citation: Citation, above: Citation) -> bool:
    return (citation.reference.path, citation.link.repository) == (
        above.reference.path,
        above.link.repository,
    )


def _unwritten(prompts: Sequence[model.Placeholder]) -> Problem:
    """One message for all prompts."""
    count = len(prompts)
    lines = ", ".join(str(prompt.line) for prompt in prompts[:_LISTED])
    if count > _LISTED:
        lines += f" and {count - _LISTED} more"
    what = "a prompt of the template is" if count == 1 else f"{count} prompts of the template are"
    where = f"line {lines}" if count == 1 else f"lines {lines}"
    return Problem(
        "prompts",
        prompts[0].line,
        f"{what} still to be answered ({where})",
        "write what they ask for",
    )
