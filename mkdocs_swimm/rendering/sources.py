"""The list at the end of a page: the code it refers to, by file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from ..format.constructs import PathRef, Snippet, Token
from ..freshness import Reference
from ..i18n.strings import Strings
from ..markdown.escaping import code_span
from .citations import Citation
from .context import CodeLink
from .markup import box_title, filled, plain_text
from .snippets import shown_span

Resolve = Callable[[Reference], CodeLink]


def sources(citations: Sequence[Citation], resolve: Resolve, strings: Strings) -> str:
    """A collapsed admonition that lists every file, with links to every place in it.

    The addresses of the footnotes of generation 1 (``#f-…``) lead here. Empty where the document
    refers to no code.
    """
    files: defaultdict[tuple[str, str], list[Citation]] = defaultdict(list)
    for citation in citations:
        path, link = citation.reference.path, citation.link
        if path:
            # A document names one repository by its id here and by its name there.
            files[link.path or path, link.repository].append(citation)
    if not files:
        return ""
    head = f'??? swimm-sources "{box_title(strings.sources)}"'
    rows = ['<div data-search-exclude markdown="1">', "", head, ""]
    anchors: set[str] = set()
    for (path, _), entries in sorted(files.items(), key=lambda item: item[0][0].lower()):
        named = [entry.link for entry in entries if isinstance(entry.reference, PathRef)]
        link = named[0] if named else resolve(_whole(path, entries[0].reference))
        rows.append(f"    -   {_file(path, link, strings)}")
        rows += [f"        -   {place}" for place in _places(entries, strings, anchors)]
    return "\n".join([*rows, "", "</div>"])


def _whole(path: str, entry: Reference) -> PathRef:
    return PathRef("", entry.line, path, False, entry.repo)


def _file(path: str, link: CodeLink, strings: Strings) -> str:
    shown = code_span(f"{path}/" if link.folder else path)
    text = f"[{shown}]({link.url})" if link.url else shown
    if link.repository:
        text += " " + filled(strings.in_repository, repository=plain_text(link.repository))
    return text


def _places(entries: Sequence[Citation], strings: Strings, anchors: set[str]) -> list[str]:
    """One entry for each place, by line; the same place is not listed twice."""
    places: dict[tuple[int, int, str], str] = {}
    for entry in entries:
        reference, url = entry.reference, entry.link.url
        if isinstance(reference, Token):
            line = entry.span[0] if entry.span else 0
            key = (line, line, reference.text)
            if key not in places:
                code = code_span(reference.text)
                label = f"[{code}]({url})" if url else code
                places[key] = f"{label} {shown_span(line, line, strings)}" if line else label
            anchor = f"f-{reference.note}" if reference.note else ""
            if anchor and anchor not in anchors:
                anchors.add(anchor)
                places[key] = f'<span id="{anchor}"></span>{places[key]}'
        elif isinstance(reference, Snippet):
            first, last = entry.span or reference.span
            words = shown_span(first, last, strings)
            places.setdefault((first, last, ""), f"[{words}]({url})" if url else words)
    return [places[key] for key in sorted(places)]
