"""A document as a page: its nodes, one after another, as Markdown for MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..format.constructs import Problem
from ..format.document import Document
from ..i18n.strings import ENGLISH, Strings
from ..markdown.contract import Target
from ..markdown.escaping import code_span, escape_text
from ..safety.untrusted import identifier
from . import playlist
from .context import NOT_REMEMBERED, Passage, Reading, Site
from .markup import plain_text
from .sources import sources
from .state import state_line
from .writer import Writer

_CODE_IN_TITLE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Page:
    """What a document became."""

    markdown: str  # for Python-Markdown with the extensions of `extensions.NEEDED`
    problems: tuple[Problem, ...]  # what the author or the site's owner may want to know, by line


def render(
    document: Document,
    title: str,
    site: Site,
    *,
    passages: Sequence[Passage] = (),
    reading: Reading = NOT_REMEMBERED,
    related: Sequence[tuple[str, Target]] = (),
    strings: Strings = ENGLISH,
    annotate: bool = False,
    state: bool = True,
) -> Page:
    """Write a document as a page; nothing is raised.

    Args:
        document: The document.
        title: The page's title, its only top-level heading; backticks in it are code.
        site: The site around it.
        passages: The document's places in playlists.
        reading: What a reader's device remembers the document by.
        related: Title and place of documents about the same code.
        strings: The words to use.
        annotate: Whether comments of snippets become annotations.
        state: Whether the page tells at its head how it stands to the code.
    """
    writer = Writer(document, site, strings, reading, annotate=annotate)
    heading, slug = title_heading(title), site.heading_id(plain_title(title))
    if slug and (own := identifier(slug)) != slug:
        heading += f" {{ #{own} }}"
        writer.taken.add(own)
    body = writer.body()
    parts = [
        heading,
        playlist.way(passages, reading, strings, end=False),
        state_line(writer.findings if state else (), writer.notices, site.health, strings),
        playlist.beginning(writer.steps, reading, strings),
        body,
        sources(writer.citations, writer.links.code, strings),
        _related(related, strings),
        playlist.way(passages, reading, strings, end=True),
    ]
    return Page(joined(parts), tuple(writer.problems()))


def link_problems(document: Document, site: Site) -> Sequence[Problem]:
    """What ``render`` tells of the links, images and steps of a document, without writing it."""
    writer = Writer(document, site, ENGLISH, NOT_REMEMBERED)
    writer.follow(document.tokens)
    return [one for one in writer.problems() if one.kind in ("links", "images")]


def joined(parts: Iterable[str]) -> str:
    """The parts of a page, those with anything in them, with a blank line between.

    A carriage return, in a path or in code, would end a line for whoever reads the Markdown: what
    follows it would be no longer where it was written to be.
    """
    markdown = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    return markdown.replace("\r", " ") + "\n"


def plain_title(title: str) -> str:
    """A title as plain text: without the marks of code."""
    return _CODE_IN_TITLE.sub(r"\1", title)


def _related(related: Sequence[tuple[str, Target]], strings: Strings) -> str:
    if not related:
        return ""
    links = strings.separator.join(f"[{plain_text(title)}]({to.markdown})" for title, to in related)
    return f"**{plain_text(strings.related)}** {links}\n{{ .swimm-related data-search-exclude }}"


def title_heading(title: str) -> str:
    """The heading of a page, as Markdown."""
    parts = _CODE_IN_TITLE.split(" ".join(title.split()))
    return "# " + "".join(
        code_span(part) if index % 2 else escape_text(part) for index, part in enumerate(parts)
    )
