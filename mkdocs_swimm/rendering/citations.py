"""A reference as the page shows it: with what was found out about it, and its place now.

All of a page are listed at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..code.words import shortened
from ..format.constructs import PathRef, Row, Snippet, Token
from ..freshness import Finding, Reference, State
from ..i18n.strings import Strings
from ..markdown.contract import Place as TextPlace
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
"""The class of the list of the code on a page."""


class Citation(NamedTuple):
    """A reference on a page."""

    reference: Reference  # what has moved has its new place
    link: CodeLink
    span: tuple[int, int] | None = None  # of the file; None for all of it, or if unknown
    finding: Finding | None = None

    @property
    def state(self) -> State:
        """How the reference stands to the code."""
        return self.finding.state if self.finding else State.NOT_CHECKED


def at_its_place(reference: Reference, finding: Finding | None) -> Reference:
    """A reference at the place where the code is now.

    Lines that have moved as one get new numbers. What an author wrote in running text stays.
    """
    place = finding.place if finding else None
    if finding is None or place is None or finding.state in (State.UP_TO_DATE, State.NOT_CHECKED):
        return reference
    match reference:
        case Snippet() if finding.state is State.MOVED:
            return replace(reference, path=place.path, rows=_moved(reference, place.first))
        case Snippet():
            return replace(reference, path=place.path)
        case Token():
            line = finding.now[0] if finding.now else reference.line_text
            return replace(reference, path=place.path, target_line=place.first, line_text=line)
        case PathRef():
            return reference


def span_now(reference: Reference, finding: Finding | None) -> tuple[int, int] | None:
    """First and last line of a reference that is at its place, as far as that is known."""
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
    """What is no longer true about code that is linked to; empty where nothing is."""
    finding, reference = citation.finding, citation.reference
    if finding is None:
        return ""
    where = reference.path
    if isinstance(reference, Snippet) and finding.state is State.CHANGED:
        unsure = finding.reason == "ambiguous"
        told = strings.code_changed_unsure if unsure else strings.code_changed
        return _with_lines(told, finding, strings)
    if isinstance(reference, Token) and finding.state is State.CHANGED:
        line = finding.place.first if finding.place else None
        told = strings.token_changed.format(path=where, line=line)
        # Without history nobody knows whether the new name was there before.
        if finding.reason == "ambiguous" or (finding.word and finding.by_text):
            told = strings.token_elsewhere.format(path=where, line=line)
        elif finding.word:
            told = strings.token_renamed.format(name=finding.word, path=where, line=line)
        return _with_lines(told, finding, strings)
    if finding.state is not State.GONE or finding.reason == "outside":
        return ""
    if isinstance(reference, PathRef):
        return strings.path_gone
    if finding.reason == "missing":
        return strings.token_file_gone.format(path=where)
    if isinstance(reference, Snippet):
        return strings.token_gone.format(path=where, line=reference.span[0])
    # Of some tokens, Swimm itself no longer knew the line (section 8).
    told = strings.token_gone.format(path=where, line=reference.target_line)
    if reference.target_line is None:
        told = strings.path_gone
    was, _ = shortened(reference.line_text or "", "")
    return f"{told} ({strings.was.format(was=was)})" if was else told


def _with_lines(told: str, finding: Finding, strings: Strings) -> str:
    was, now = finding.was_and_is or ("", "")
    what = strings.was_is.format(was=was, now=now) if now else strings.was.format(was=was)
    if finding.reason == "white space":
        what = strings.white_space
    elif not was:
        return told
    return f"{told} ({what})"


def _moved(snippet: Snippet, first: int | None) -> tuple[Row, ...]:
    """The rows of a snippet, numbered by where its first selected line is now."""
    shift = (first or 0) - snippet.span[0]
    return tuple(replace(row, number=row.number + shift) for row in snippet.rows)


def tooltip(reference: Reference, link: CodeLink, strings: Strings) -> str:
    """What the tooltip of a token or path says; nothing where the text says it all."""
    named = strings.in_repository.format(repository=link.repository) if link.repository else ""
    if not isinstance(reference, Token):
        renamed = not named and link.path != reference.path and link.url
        return strings.renamed.format(path=link.path) if renamed else named
    where = reference.path
    if reference.target_line:
        where = f"{where}:{reference.target_line}"
    if named:
        where = f"{where} {named}"
    line = (reference.line_text or "").strip()
    return f"{where} — {line}" if where and line else where or line


def shown_path(path: PathRef, link: CodeLink) -> str:
    """A path as it is shown: whole, a folder with a slash at its end."""
    return f"{path.path}/" if link.folder else path.path or "/"


def explained(cited: Citation, words: str) -> str:
    """A token or path of a diagram, and what is no longer true about it, as words."""
    named = cited.reference
    code = code_span(named.text if isinstance(named, Token) else named.path)
    link = f"[{code}]({cited.link.url})" if cited.link.url else code
    return f"{link}: {plain_text(words)}"


def linked(text: str, link: CodeLink, css: str, place: TextPlace, says: str, preview: str) -> str:
    """Code in running text, linked where there is something to link to and no link around it.

    A tooltip says something about it, or a preview of this name is shown instead.
    """
    tip = in_ascii(attribute(says)) if says else ""
    said = f' data-preview="{preview}"' if preview else f' title="{tip}"' * bool(tip)
    code = f"<code>{html_text(text)}</code>" if place.html else code_span(text, table=place.table)
    if place.html and link.url:
        return f'<a class="{css}" href="{link.address}"{said}>{code}</a>'
    if place.link and not place.html:
        return code
    classes = "." + css.replace(" ", " .")
    if link.url:
        shown, rest = (f' "{tip}"', "") if tip else ("", said)
        return f"[{code}]({link.url}{shown}){{ {classes}{rest} }}"
    if code.startswith("<"):
        return f'<span class="{css}"{said}>{code}</span>'
    return f"{code}{{ {classes}{said} }}"


def span_words(first: int, last: int, strings: Strings) -> str:
    """``line 5`` or ``lines 5–9``."""
    words = strings.line if first == last else strings.lines
    return words.format(first=first, last=last)


def sources(
    citations: Sequence[Citation], resolve: Callable[[Reference], CodeLink], strings: Strings
) -> str:
    """A collapsed list of every file, with links to every place in it; empty for no code.

    The addresses of the footnotes of generation 1 (``#f-…``) lead here. It is raw HTML: written in
    Markdown, it took 9 % of a build of documents with 50 references each.
    """
    files: defaultdict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in citations:
        path, link = citation.reference.path, citation.link
        if path:
            # A document names one repository by its id here and by its name there.
            files[link.path or path, link.repository].append(citation)
    if not files:
        return ""
    head = f'<div data-search-exclude><details class="{SOURCES}">'
    rows = [f"{head}<summary>{_html(strings.sources)}</summary>", "<ul>"]
    anchors: set[str] = set()
    for (path, _), entries in sorted(files.items(), key=lambda item: item[0][0].lower()):
        whole = PathRef("", entries[0].reference.line, path, repo=entries[0].reference.repo)
        named = (entry.link for entry in entries if isinstance(entry.reference, PathRef))
        link = next(named, None) or resolve(whole)
        places = "\n".join(f"<li>{place}</li>" for place in _places(entries, strings, anchors))
        below = f"\n<ul>\n{places}\n</ul>" if places else ""
        rows.append(f"<li>{_file(path, link, strings)}{below}</li>")
    return "\n".join([*rows, "</ul>", "</details></div>"])


def _html(words: str) -> str:
    return in_ascii(attribute_value(words))


def _code(text: str) -> str:
    return f"<code>{attribute_value(text)}</code>"


def _linked(html: str, link: CodeLink) -> str:
    url = link.html or attribute_value(link.url)
    return f'<a href="{url}">{html}</a>' if url else html


def _file(path: str, link: CodeLink, strings: Strings) -> str:
    html = _linked(_code(f"{path}/" if link.folder else path), link)
    if link.repository:
        html += " " + _html(strings.in_repository.format(repository=link.repository))
    return html


def _places(entries: Sequence[Citation], strings: Strings, anchors: set[str]) -> list[str]:
    """One entry for each place, by line; the same place is not listed twice."""
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
