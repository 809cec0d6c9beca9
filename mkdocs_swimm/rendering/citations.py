"""Renders references with their findings and current places, and lists them at the page's end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..code.words import shortened
from ..format.constructs import PathRef, Snippet, Token
from ..freshness import Finding, Reference, State
from ..i18n.strings import Strings
from ..markdown.contract import TextContext
from ..markdown.escaping import (
    attribute,
    attribute_value,
    code_span,
    html_text,
    in_ascii,
    plain_text,
)
from .links import CodeLink

SOURCES = "swimm-sources"
"""The CSS class of the list of code at the end of a page."""


class Citation(NamedTuple):
    """A reference as shown on a page."""

    reference: Reference  # at its current place if it has moved
    link: CodeLink
    span: tuple[int, int] | None = None  # first and last line; None for the whole file, or unknown
    finding: Finding | None = None

    @property
    def state(self) -> State:
        """The state of the reference; not checked without a finding."""
        return self.finding.state if self.finding else State.NOT_CHECKED


def at_current_place(reference: Reference, finding: Finding | None) -> Reference:
    """A reference with the current path and lines of its code.

    The rows of a moved snippet get new numbers. A path in the text stays as the author wrote it.
    """
    place = finding.place if finding else None
    if finding is None or place is None or finding.state in (State.UP_TO_DATE, State.NOT_CHECKED):
        return reference
    match reference:
        case Snippet() if finding.state is State.MOVED:
            shift = (place.first or 0) - reference.span[0]
            rows = tuple(replace(row, number=row.number + shift) for row in reference.rows)
            return replace(reference, path=place.path, rows=rows)
        case Snippet():
            return replace(reference, path=place.path)
        case Token():
            line = finding.now[0] if finding.now else reference.line_text
            return replace(reference, path=place.path, target_line=place.first, line_text=line)
        case PathRef():
            return reference


def current_span(reference: Reference, finding: Finding | None) -> tuple[int, int] | None:
    """First and last line of a reference at its current place; None if unknown."""
    if finding and finding.state is State.GONE:
        return None
    place = finding.place_now if finding else None
    if place and place.first is not None and place.last is not None:
        return place.first, place.last
    if isinstance(reference, Token):
        line = reference.target_line
        return None if line is None else (line, line)
    return reference.span if isinstance(reference, Snippet) else None


def stale_words(citation: Citation, strings: Strings) -> str:
    """How a reference differs from the code, in words; empty if it does not."""
    finding, reference, path = citation.finding, citation.reference, citation.reference.path
    if finding is None:
        return ""
    if isinstance(reference, Snippet) and finding.state is State.CHANGED:
        unsure = finding.reason == "ambiguous"
        words = strings.code_changed_unsure if unsure else strings.code_changed
        return _with_difference(words, finding, strings)
    if isinstance(reference, Token) and finding.state is State.CHANGED:
        line = finding.place.first if finding.place else None
        words = strings.token_changed.format(path=path, line=line)
        # Without history, it is unknown whether the new name existed before.
        if finding.reason == "ambiguous" or (finding.word and finding.by_text):
            words = strings.token_elsewhere.format(path=path, line=line)
        elif finding.word:
            words = strings.token_renamed.format(name=finding.word, path=path, line=line)
        return _with_difference(words, finding, strings)
    if finding.state is not State.GONE or finding.reason == "outside":
        return ""
    if isinstance(reference, PathRef):
        return strings.path_gone
    if finding.reason == "missing":
        return strings.token_file_gone.format(path=path)
    if isinstance(reference, Snippet):
        return strings.token_gone.format(path=path, line=reference.span[0])
    words = strings.token_gone.format(path=path, line=reference.target_line)
    if reference.target_line is None:
        # Swimm itself could not locate it (section 8).
        words = strings.path_gone
    was, _ = shortened(reference.line_text or "", "")
    return f"{words} ({strings.was.format(was=was)})" if was else words


def _with_difference(words: str, finding: Finding, strings: Strings) -> str:
    was, now = finding.was_and_is or ("", "")
    difference = strings.was_is.format(was=was, now=now) if now else strings.was.format(was=was)
    if finding.reason == "white space":
        difference = strings.white_space
    elif not was:
        return words
    return f"{words} ({difference})"


def tooltip(reference: Reference, link: CodeLink, strings: Strings) -> str:
    """The tooltip of a token or path; empty if it would only repeat the text."""
    inside = strings.in_repository.format(repository=link.repository) if link.repository else ""
    if not isinstance(reference, Token):
        renamed = not inside and link.path != reference.path and link.url
        return strings.renamed.format(path=link.path) if renamed else inside
    line = f":{reference.target_line}" if reference.target_line else ""
    where = " ".join(filter(None, (f"{reference.path}{line}", inside)))
    return " — ".join(filter(None, (where, (reference.line_text or "").strip())))


def shown_path(path: PathRef, link: CodeLink) -> str:
    """A path as shown on the page, with a slash at the end of a folder."""
    return f"{path.path}/" if link.folder else path.path or "/"


def stale_item(cited: Citation, words: str) -> str:
    """A token or path of a diagram, followed by how it differs from the code."""
    reference = cited.reference
    code = code_span(reference.text if isinstance(reference, Token) else reference.path)
    link = f"[{code}]({cited.link.url})" if cited.link.url else code
    return f"{link}: {plain_text(words)}"


def linked_code(
    text: str, link: CodeLink, css: str, place: TextContext, tooltip: str, preview: str
) -> str:
    """Code in inline text with a preview or tooltip, linked if it is not within another link."""
    title = in_ascii(attribute(tooltip)) if tooltip else ""
    extra = f' data-preview="{preview}"' if preview else f' title="{title}"' * bool(title)
    code = f"<code>{html_text(text)}</code>" if place.html else code_span(text, table=place.table)
    if place.html and link.url:
        return f'<a class="{css}" href="{link.address}"{extra}>{code}</a>'
    if place.link and not place.html:
        return code
    classes = "." + css.replace(" ", " .")
    if link.url:
        link_title, extra = (f' "{title}"', "") if title else ("", extra)
        return f"[{code}]({link.url}{link_title}){{ {classes}{extra} }}"
    if code.startswith("<"):
        return f'<span class="{css}"{extra}>{code}</span>'
    return f"{code}{{ {classes}{extra} }}"


def span_words(first: int, last: int, strings: Strings) -> str:
    """``line 5`` or ``lines 5–9``."""
    words = strings.line if first == last else strings.lines
    return words.format(first=first, last=last)


def sources(
    citations: Sequence[Citation], resolve: Callable[[Reference], CodeLink], strings: Strings
) -> str:
    """A collapsed list of all files with links to the places referred to; empty for no code.

    It has the anchors of generation 1's footnotes (``#f-…``). It is raw HTML: as Markdown, it took
    9 % of a build of documents with 50 references each.
    """
    files: defaultdict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in citations:
        path, link = citation.reference.path, citation.link
        if path:
            # By the resolved name: a document may use a repository's id as well as its name.
            files[link.path or path, link.repository].append(citation)
    if not files:
        return ""
    head = f'<div data-search-exclude><details class="{SOURCES}">'
    rows = [f"{head}<summary>{_html(strings.sources)}</summary>", "<ul>"]
    anchors: set[str] = set()
    for (path, _), entries in sorted(files.items(), key=lambda item: item[0][0].lower()):
        first = entries[0].reference
        links = (entry.link for entry in entries if isinstance(entry.reference, PathRef))
        link = next(links, None) or resolve(PathRef("", first.line, path, repo=first.repo))
        places = "\n".join(f"<li>{place}</li>" for place in _places(entries, strings, anchors))
        sublist = f"\n<ul>\n{places}\n</ul>" if places else ""
        rows.append(f"<li>{_file(path, link, strings)}{sublist}</li>")
    return "\n".join([*rows, "</ul>", "</details></div>"])


def _html(words: str) -> str:
    return in_ascii(attribute_value(words))


def _code(text: str) -> str:
    return f"<code>{attribute_value(text)}</code>"


def _linked(html: str, link: CodeLink) -> str:
    url = attribute_value(link.address)
    return f'<a href="{url}">{html}</a>' if url else html


def _file(path: str, link: CodeLink, strings: Strings) -> str:
    html = _linked(_code(f"{path}/" if link.folder else path), link)
    if link.repository:
        html += " " + _html(strings.in_repository.format(repository=link.repository))
    return html


def _places(entries: Sequence[Citation], strings: Strings, anchors: set[str]) -> list[str]:
    """The distinct places in a file, in order of lines; ``anchors`` are those already used."""
    places: dict[tuple[int, int, str], str] = {}
    for entry in entries:
        reference, link = entry.reference, entry.link
        if isinstance(reference, Token):
            line = entry.span[0] if entry.span else 0
            key = (line, line, reference.text)
            if key not in places:
                label = _linked(_code(reference.text), link)
                places[key] = f"{label} {_html(span_words(line, line, strings))}" if line else label
            anchor = f"f-{reference.note}" if reference.note else ""
            if anchor and anchor not in anchors:
                anchors.add(anchor)
                places[key] = f'<span id="{anchor}"></span>{places[key]}'
        elif isinstance(reference, Snippet):
            first, last = entry.span or reference.span
            words = _html(span_words(first, last, strings))
            places.setdefault((first, last, ""), _linked(words, link))
    return [places[key] for key in sorted(places)]
