"""A document as a page: its head with its state, its body, and the list of its sources."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..format.constructs import PathRef, Problem, Snippet, Token
from ..format.document import Document
from ..freshness import Finding, State
from ..i18n.strings import ENGLISH, Strings
from ..markdown.contract import Target
from ..markdown.escaping import code_span, escape_text, plain_text, sentence
from ..safety.untrusted import identifier
from . import playlist
from .citations import sources
from .links import NOT_REMEMBERED, Passage, Reading, Site
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


STATE_CSS: Mapping[State, str] = {
    State.UP_TO_DATE: "current",
    State.MOVED: "moved",
    State.CHANGED: "changed",
    State.GONE: "gone",
    State.NOT_CHECKED: "unknown",
}
"""The end of the class name ``swimm-state-…`` for each state."""

FROM_WORST = (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE, State.NOT_CHECKED)

_SHOWN_FILES = 5


def worst(states: Collection[State]) -> State:
    """The state of a page: that of its worst reference; not checked where none could be."""
    return next((state for state in FROM_WORST if state in states), State.NOT_CHECKED)


def state_line(
    findings: Iterable[Finding],
    notices: Iterable[str],
    health: Target | None,
    strings: Strings,
) -> str:
    """One paragraph of Markdown: the state, and a line for each file that is not there.

    It is empty for a page of which nothing is to be told.

    Notices, as Markdown, are shown as well; health is the page with the state of all documents.
    """
    findings = list(findings)
    state = worst({finding.state for finding in findings})
    head = " &#183; ".join(filter(None, (_state(state, findings, health, strings), *notices)))
    line = "<br>\n".join([head, *_missing(findings, strings)])
    css = STATE_CSS[state]
    return f"{line}\n{{ .swimm-state .swimm-state-{css} data-search-exclude }}" if line else ""


def _state(
    state: State, findings: Sequence[Finding], health: Target | None, strings: Strings
) -> str:
    """How a page stands to the code; empty where nothing could be checked."""
    if state is State.NOT_CHECKED:
        return ""
    words = strings.state_current
    if state is State.MOVED:
        what = _counted(findings, State.MOVED, strings)
        words = strings.state_moved.format(what=what)
        # Without history it is likely, and no more, that it is the code that was meant.
        if any(finding.by_text for finding in findings if finding.state is State.MOVED):
            words = strings.state_stale.format(what=strings.shifted.format(what=what))
    elif state is not State.UP_TO_DATE:
        parts = []
        if any(finding.state is State.CHANGED for finding in findings):
            parts.append(strings.changed.format(what=_counted(findings, State.CHANGED, strings)))
        if any(finding.state is State.GONE for finding in findings):
            parts.append(strings.gone.format(what=_counted(findings, State.GONE, strings)))
        words = strings.state_stale.format(what=strings.clauses.join(parts))
    line = sentence(words)
    if state in (State.CHANGED, State.GONE) and health and health.markdown:
        line += f" [{plain_text(strings.health)}]({health.markdown})"
    return line


def _missing(findings: Iterable[Finding], strings: Strings) -> Iterator[str]:
    """The files that are not there with the number of references to each, the most first."""
    missing: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.reason == "missing":
            missing[finding.reference.path].append(finding)
    files = sorted(missing, key=lambda path: -len(missing[path]))
    told = [path for path in files if len(missing[path]) > 1]
    for path in told[:_SHOWN_FILES]:
        words = strings.token_file_gone.format(path=path)
        yield plain_text(f"{words} ({_counted(missing[path], State.GONE, strings)})")
    if count := len(told[_SHOWN_FILES:]):
        yield plain_text(strings.counted(strings.more, count))


def _counted(findings: Iterable[Finding], state: State, strings: Strings) -> str:
    """``2 snippets and 1 token``."""
    counts: Counter[type] = Counter(
        type(finding.reference) for finding in findings if finding.state is state
    )
    names = {Snippet: strings.snippets, Token: strings.tokens, PathRef: strings.paths}
    return strings.listed(
        [strings.counted(names[kind], counts[kind]) for kind in names if counts[kind]]
    )
