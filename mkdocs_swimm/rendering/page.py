"""A document as a page: its nodes, one after another, as Markdown for MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeGuard
from urllib.parse import unquote

from .. import model
from ..dialect import Result, Target, code_span, escape_text, html_text, is_safe, to_python_markdown
from ..reading.links import doc_target
from ..strings import ENGLISH, Strings
from . import diagrams, media, playlist, references
from .context import CodeLink, Passage, Problem, Site
from .markup import attribute, indented, plain_text
from .slots import PageSlots, Slot
from .snippets import card, line_span
from .sources import sources

_LEADING = re.compile(r"[ ]*")
_CODE_IN_TITLE = re.compile(r"`([^`\n]+)`")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
_Reference = model.Snippet | model.Token | model.PathRef


@dataclass(frozen=True, slots=True)
class Page:
    """What a document became.

    Attributes:
        markdown: The page for Python-Markdown with the extensions of ``extensions.NEEDED``.
        problems: What the author or the site's owner may want to know, by line.
    """

    markdown: str
    problems: tuple[Problem, ...]


def render(
    document: model.Document,
    title: str,
    site: Site,
    *,
    passages: Sequence[Passage] = (),
    strings: Strings = ENGLISH,
    escape_sections: bool = False,
) -> Page:
    """Write a document as a page.

    Args:
        document: The document.
        title: The page's title, its only top-level heading; backticks in it are code.
        site: The site around it.
        passages: The document's places in playlists.
        strings: The words to use.
        escape_sections: Whether an extension that acts on ``--8<--`` lines is on.

    Returns:
        The page; nothing is raised.
    """
    writer = _Writer(document, site, strings, escape_sections)
    body = writer.body()
    parts = [
        f"# {_title(title)}",
        *writer.notices,
        body,
        sources(writer.references, writer.code, strings),
        playlist.passages(passages, strings),
    ]
    markdown = "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
    return Page(markdown, tuple(sorted(writer.problems(), key=lambda problem: problem.line)))


def plain_title(title: str) -> str:
    """A title as plain text: without the marks of code."""
    return _CODE_IN_TITLE.sub(r"\1", title)


def _title(title: str) -> str:
    parts = _CODE_IN_TITLE.split(" ".join(title.split()))
    return "".join(
        code_span(part) if index % 2 else escape_text(part) for index, part in enumerate(parts)
    )


def _has_note(reference: _Reference) -> TypeGuard[model.Token]:
    return isinstance(reference, model.Token) and reference.note is not None


def _folded(heading: str) -> str:
    return " ".join(heading.replace("`", "").split()).casefold()


@dataclass(slots=True)
class _Writer:
    document: model.Document
    site: Site
    strings: Strings
    escape_sections: bool
    notices: list[str] = field(default_factory=list)
    references: list[_Reference] = field(default_factory=list)
    prompts: list[model.Placeholder] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)
    page_slots: PageSlots = field(init=False)
    heading_ids: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    diagrams: list[tuple[int, model.Diagram]] = field(default_factory=list)
    links: dict[tuple[object, ...], CodeLink] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page_slots = PageSlots(self.own_link)

    def body(self) -> str:
        """The Markdown of the document's body."""
        text = self.working_text(self.document.nodes)
        if self.diagrams:
            # Diagrams lead to headings, which are known once the text has been written.
            result = self.written(text, frozenset())
            self.headings = {_folded(found.text): found.text for found in reversed(result.headings)}
            for index, diagram in self.diagrams:
                drawn = self.diagram(diagram)
                self.page_slots.slots[index] = Slot(source=diagram.source, block=drawn)
        reserved = {f"f-{token.note}" for token in self.references if _has_note(token)}
        result = self.written(text, reserved)
        # Ids of the author's own that headings are going to have as well.
        slugs = {self.site.heading_id(heading.text) for heading in result.headings}
        if slugs & result.ids - set(self.heading_ids.values()):
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
        return to_python_markdown(text, self.page_slots).markdown.strip("\n")

    def working_text(self, nodes: Iterable[model.Node]) -> str:
        """The author's Markdown with slots for everything that is Swimm's."""
        return "".join(map(self.node, nodes))

    def node(self, node: model.Node) -> str:
        match node:
            case model.Text():
                return self.page_slots.protect(node.source)
            case model.Hidden(block=block):
                return "\n" if block else ""
            case model.Token() | model.PathRef():
                return self.reference(node)
            case model.Snippet():
                self.references.append(node)
                link = self.code(node)
                return self.block(
                    node, card(node, link, self.strings, escape_sections=self.escape_sections)
                )
            case model.DocLink():
                return self.doc_link(node)
            case model.Placeholder():
                return self.prompt(node)
            case model.Mention():
                return self.inline(
                    node,
                    lambda place: references.mention(node, place),
                    html_text(node.name),
                    node.name,
                )
            case _:
                return self.other(node)

    def other(self, node: model.Node) -> str:
        """Everything that stands on lines of its own, but snippets."""
        match node:
            case model.Diagram():
                self.references.extend(
                    part for part in node.references if isinstance(part, _Reference)
                )
                if any(click.heading for click in node.clicks):
                    self.diagrams.append((len(self.page_slots.slots), node))
                return self.block(node, self.diagram(node))
            case model.Image():
                return self.block(node, self.image(node))
            case model.Video():
                return self.block(node, media.video(node.url, self.strings))
            case model.Notice():
                if not self.notices:
                    head = f'!!! warning "{self.strings.notice}"'
                    self.notices.append(f"{head}\n\n    {plain_text(node.text)}")
                return "\n"
            case model.SectionMark():
                return self.section(node)
            case model.Step():
                return self.step(node)
            case _:
                # Front matter, footer, last line: Swimm's own machinery.
                return "\n"

    def block(self, node: model.Node, markdown: str) -> str:
        if not markdown:
            return "\n"
        found = _LEADING.match(node.source)
        indent = found[0] if found else ""
        mark = self.page_slots.add(Slot(source=node.source, block=markdown))
        return f"\n{indent}{mark}\n\n"

    def inline(self, node: model.Node, markdown: object, html: str, plain: str) -> str:
        assert callable(markdown)  # noqa: S101 - only ever called with a function
        slot = Slot(source=node.source, inline=markdown, html=lambda: html, plain=plain)
        return self.page_slots.add(slot)

    def reference(self, node: model.Token | model.PathRef) -> str:
        """A token or path in running text."""
        self.references.append(node)
        link = self.code(node)
        if isinstance(node, model.Token):
            text, css = node.text, "swimm-token"
            title = references.token_title(node, link, self.strings)
        else:
            text, css = references.shown_path(node, link), "swimm-path"
            title = references.path_title(link, self.strings)
        return self.inline(
            node,
            lambda place: references.linked_code(text, link.url, title, css, place),
            references.linked_code_html(text, link.url, title, css),
            text,
        )

    def code(self, node: _Reference) -> CodeLink:
        """Where a reference is shown; a problem with it is told once."""
        first, last = None, None
        if isinstance(node, model.Snippet):
            first, last = line_span(node)
        elif isinstance(node, model.Token):
            first = last = node.target_line
        folder = isinstance(node, model.PathRef) and node.folder
        key = (node.path, first, last, node.repo, folder)
        if key not in self.links:
            link = self.site.code(node.path, first, last, repo=node.repo, folder=folder)
            if isinstance(node, model.Token) and not node.path:
                link = CodeLink("")
            self.links[key] = link
            self.tell_of(node, link)
        return self.links[key]

    def tell_of(self, node: _Reference, link: CodeLink) -> None:
        if link.problem == "outside":
            self.problem(
                "paths",
                node.line,
                f"the path '{node.path}' leads out of the repository",
                "name a file by its path from the root of the repository",
            )
        elif link.problem:
            self.problem(
                "repositories",
                node.line,
                f"it is not known where the repository '{link.repository}' is",
                "give its address under 'repositories' in the options of the plugin",
            )

    def doc_link(self, node: model.DocLink) -> str:
        """A link to a document: an ordinary link around its label."""
        target = self.page_of(node.target, node.id, node.fragment, node.repo, node.line)
        label = self.working_text(node.label)
        if not label.strip():
            name = node.title or (target.title if target else "") or node.target
            label = self.inline(node, lambda place: plain_text(name), html_text(name), name)
        return f"[{label}]({self.page_slots.add_link(target)})"

    def page_of(
        self, href: str, id: str, fragment: str, repo: model.Repo | None, line: int
    ) -> Target | None:
        """Where a document is: a page of this site, or a file of another repository."""
        target = self.site.document(id, fragment, repo)
        if target is not None:
            return target
        elsewhere = self.site.foreign_document(href, repo)
        if elsewhere is None:
            self.problem(
                "links",
                line,
                f"the link to '{href}' leads to no document",
                f"no document has the id '{id}': correct the link or delete it",
            )
        elif not elsewhere.markdown:
            self.problem(
                "repositories",
                line,
                f"the document '{id}' is in another repository, where is not known",
                "give its address under 'repositories' in the options of the plugin",
            )
        return elsewhere

    def prompt(self, node: model.Placeholder) -> str:
        """A template's prompt, marked as still to be written."""
        self.prompts.append(node)
        if node.block:
            inner = self.fragment(node.prompt)
            head = f'!!! swimm-prompt "{self.strings.prompt}"'
            return self.block(node, f"{head}\n\n{indented(inner)}")
        title = attribute(self.strings.prompt)
        opening = f'<mark class="swimm-prompt" title="{title}">'
        return (
            self.inline(node, lambda place: opening, opening, "")
            + self.working_text(node.prompt)
            + self.inline(node, lambda place: "</mark>", "</mark>", "")
        )

    def diagram(self, node: model.Diagram) -> str:
        return diagrams.diagram(node, self.click, escape_sections=self.escape_sections)

    def click(self, click: model.Click) -> str:
        """Where a click in a diagram leads."""
        if click.heading:
            heading = self.headings.get(_folded(click.heading))
            if heading is None:
                return ""
            identifier = self.site.heading_id(heading)
            return f"#{self.heading_ids.setdefault(heading, identifier)}"
        return self.site.code(click.path, click.first, click.last).url

    def image(self, node: model.Image) -> str:
        target = self.own_link(node.src, True)
        if target is None:
            return f"*{plain_text(node.alt or node.src)}*"
        return media.image(node, target.markdown)

    def own_link(self, href: str, image: bool) -> Target | None:
        """Where a link or image of the author's own leads."""
        if not is_safe(href):
            self.problem(
                "links", self.line_of(href), f"the address '{href}' is not safe", "delete it"
            )
            return None
        if _ELSEWHERE.match(href) and (image or not doc_target(href)):
            return Target(markdown=href, html=href)
        document = None if image else doc_target(href)
        if document:
            return self.page_of(
                href, document.id, document.fragment, document.repo, self.line_of(href)
            )
        target = self.site.asset(href) if image else self.site.reference(href)
        if target is None:
            self.problem(
                "images" if image else "links",
                self.line_of(href),
                f"the {'image' if image else 'link'} '{href}' leads nowhere",
                "correct it, or add the file to the repository",
            )
        return target

    def line_of(self, href: str) -> int:
        """The line on which the author wrote an address."""
        for node in self.document.nodes:
            for written in (href, unquote(href)):
                place = node.source.find(written)
                if place >= 0:
                    return node.line + node.source.count("\n", 0, place)
        return 1

    def section(self, node: model.SectionMark) -> str:
        """A part of a playlist."""
        match node.section:
            case model.Section.STEPS:
                return f"\n## {self.strings.steps}\n\n"
            case model.Section.SUMMARY:
                return f"\n## {self.strings.summary}\n\n"
            case _:
                return "\n"

    def step(self, node: model.Step) -> str:
        """A step of a playlist, numbered by its place."""
        kind, target = self.step_target(node)
        label = self.working_text(node.label).strip() or plain_text(node.target)
        mark = self.inline(node, lambda place: playlist.step_kind(kind), kind, "")
        return f"1. [{label}]({self.page_slots.add_link(target)}) {mark}\n"

    def step_target(self, node: model.Step) -> tuple[str, Target | None]:
        """What kind of thing a step is, and where it leads."""
        document = doc_target(node.target)
        if document:
            target = self.page_of(
                node.target, document.id, document.fragment, document.repo, node.line
            )
            is_playlist = ".pl.sw.md" in node.target or "/playlists/" in node.target
            words = self.strings.step_playlist if is_playlist else self.strings.step_document
            return words, target
        if media.is_video(node.target):
            return self.strings.step_video, Target(markdown=node.target, html=node.target)
        if re.match(r"https?://", node.target):
            return self.strings.step_link, Target(markdown=node.target, html=node.target)
        return self.strings.step_file, self.own_link(node.target, False)

    def problem(self, kind: str, line: int, message: str, remedy: str) -> None:
        self.found.append(Problem(kind, line, message, remedy))  # type: ignore[arg-type]

    def problems(self) -> list[Problem]:
        """Everything found, prompts in one message."""
        problems = list(dict.fromkeys(self.found))
        for flaw in self.document.flaws:
            problems.append(Problem(flaw.kind, flaw.line, flaw.message, flaw.remedy))  # type: ignore[arg-type]
        if self.prompts:
            problems.append(self.unwritten())
        return problems

    def unwritten(self) -> Problem:
        first = self.prompts[0].line
        lines = ", ".join(str(prompt.line) for prompt in self.prompts)
        count = len(self.prompts)
        what = (
            "a prompt of the template is" if count == 1 else f"{count} prompts of the template are"
        )
        where = f"line {lines}" if count == 1 else f"lines {lines}"
        return Problem(
            "prompts", first, f"{what} still to be answered ({where})", "write what they ask for"
        )
