"""Renders a page: title, playlists, state, body, sources and related documents."""

from __future__ import annotations

import re
from collections import defaultdict
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
from .links import NO_PROGRESS, PlaylistPosition, ReadingProgress, Site
from .writer import Writer

_CODE_IN_TITLE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a document."""

    markdown: str  # for Python-Markdown with the extensions of `extensions.NEEDED`
    problems: tuple[Problem, ...]  # in order of lines


def render(
    document: Document,
    title: str,
    site: Site,
    *,
    passages: Sequence[PlaylistPosition] = (),
    reading: ReadingProgress = NO_PROGRESS,
    related: Sequence[tuple[str, Target]] = (),
    strings: Strings = ENGLISH,
    annotate: bool = False,
    state: bool = True,
) -> Page:
    """Render a document as a page; never raises.

    Args:
        document: The document.
        title: The title of the page, its only first-level heading; backticks in it are code.
        site: The site that contains the page.
        passages: The positions of the document in playlists.
        reading: The reading progress of the page.
        related: Title and page of documents about the same code.
        strings: The texts of the page's language.
        annotate: Whether comments of snippets become annotations.
        state: Whether the page begins with the state of the document.
    """
    writer = Writer(document, site, strings, reading, annotate=annotate)
    heading, slug = title_heading(title), site.heading_id(plain_title(title))
    if slug and (safe_id := identifier(slug)) != slug:
        heading += f" {{ #{safe_id} }}"
        writer.used_ids.add(safe_id)
    body = writer.body()
    parts = [
        heading,
        playlist.navigation(passages, reading, strings, end=False),
        state_line(writer.findings if state else (), writer.notices, site.health, strings),
        playlist.start_button(writer.steps, reading, strings),
        body,
        sources(writer.citations, writer.links.code, strings),
        _related(related, strings),
        playlist.navigation(passages, reading, strings, end=True),
    ]
    return Page(joined(parts), tuple(writer.problems()))


def link_problems(document: Document, site: Site) -> Sequence[Problem]:
    """The problems of links, images and steps that ``render`` reports, without rendering."""
    writer = Writer(document, site, ENGLISH, NO_PROGRESS)
    writer.check_links(document.tokens)
    return [problem for problem in writer.problems() if problem.kind in ("links", "images")]


def joined(parts: Iterable[str]) -> str:
    """Join the parts of a page; carriage returns in paths and code would end a line of Markdown."""
    markdown = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    return markdown.replace("\r", " ") + "\n"


def plain_title(title: str) -> str:
    """A title without the backticks around code."""
    return _CODE_IN_TITLE.sub(r"\1", title)


def _related(related: Sequence[tuple[str, Target]], strings: Strings) -> str:
    if not related:
        return ""
    links = strings.separator.join(f"[{plain_text(title)}]({to.markdown})" for title, to in related)
    return f"**{plain_text(strings.related)}** {links}\n{{ .swimm-related data-search-exclude }}"


def title_heading(title: str) -> str:
    """The heading of a page as Markdown."""
    parts = _CODE_IN_TITLE.split(" ".join(title.split()))
    texts = (code_span(part) if i % 2 else escape_text(part) for i, part in enumerate(parts))
    return "# " + "".join(texts)


STATE_CSS: Mapping[State, str] = {
    State.UP_TO_DATE: "current",
    State.MOVED: "moved",
    State.CHANGED: "changed",
    State.GONE: "gone",
    State.NOT_CHECKED: "unknown",
}
"""The suffix of the CSS class ``swimm-state-…`` for each state."""

FROM_WORST = (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE, State.NOT_CHECKED)

_SHOWN_FILES = 5


def worst(findings: Iterable[Finding]) -> State:
    """The worst of the states of a page's references; not checked if there are none."""
    return min((one.state for one in findings), key=FROM_WORST.index, default=State.NOT_CHECKED)


def state_line(
    findings: Collection[Finding], notices: Iterable[str], health: Target | None, strings: Strings
) -> str:
    """A paragraph with the state of a page, notices in Markdown, and a line for each missing file.

    Empty if there is nothing to report; ``health`` is the page with the state of all documents.
    """
    state = worst(findings)
    head = " &#183; ".join(filter(None, (_state(state, findings, health, strings), *notices)))
    line = "<br>\n".join([head, *_missing_files(findings, strings)])
    css = STATE_CSS[state]
    return f"{line}\n{{ .swimm-state .swimm-state-{css} data-search-exclude }}" if line else ""


def _state(
    state: State, findings: Collection[Finding], health: Target | None, strings: Strings
) -> str:
    """The state of a page in words; empty if nothing was checked."""
    if state is State.NOT_CHECKED:
        return ""
    words = strings.state_current
    if state is State.MOVED:
        what = _counted(findings, State.MOVED, strings)
        words = strings.state_moved.format(what=what)
        # Without history, it is only likely that this is the code that the author meant.
        if any(finding.by_text for finding in findings if finding.state is State.MOVED):
            words = strings.state_stale.format(what=strings.shifted.format(what=what))
    elif state is not State.UP_TO_DATE:
        clauses = [
            clause.format(what=_counted(findings, kind, strings))
            for kind, clause in ((State.CHANGED, strings.changed), (State.GONE, strings.gone))
            if any(finding.state is kind for finding in findings)
        ]
        words = strings.state_stale.format(what=strings.clauses.join(clauses))
    line = sentence(words)
    if state in (State.CHANGED, State.GONE) and health and health.markdown:
        line += f" [{plain_text(strings.health)}]({health.markdown})"
    return line


def _missing_files(findings: Iterable[Finding], strings: Strings) -> Iterator[str]:
    """A line for each missing file with several references, in descending order of their number."""
    missing: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.reason == "missing":
            missing[finding.reference.path].append(finding)
    files = sorted(missing, key=lambda path: -len(missing[path]))
    files = [path for path in files if len(missing[path]) > 1]
    for path in files[:_SHOWN_FILES]:
        words = strings.token_file_gone.format(path=path)
        yield plain_text(f"{words} ({_counted(missing[path], State.GONE, strings)})")
    if count := len(files[_SHOWN_FILES:]):
        yield plain_text(strings.counted(strings.more, count))


def _counted(findings: Iterable[Finding], state: State, strings: Strings) -> str:
    """``2 snippets and 1 token``."""
    kinds = [type(finding.reference) for finding in findings if finding.state is state]
    names = {Snippet: strings.snippets, Token: strings.tokens, PathRef: strings.paths}
    counts = ((name, kinds.count(kind)) for kind, name in names.items())
    return strings.listed([strings.counted(name, count) for name, count in counts if count])
