"""The list at the end of a page: the code it refers to, by file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..dialect import code_span
from ..model import PathRef, Snippet, Token
from ..strings import Strings
from .context import CodeLink
from .markup import plain_text
from .snippets import line_span, span_words

Resolve = Callable[[Snippet | Token | PathRef], CodeLink]


def sources(
    references: Sequence[Snippet | Token | PathRef], resolve: Resolve, strings: Strings
) -> str:
    """A collapsed admonition that lists every file, with links to every place in it.

    The addresses of the footnotes of generation 1 (``#f-…``) lead here.

    Args:
        references: The references of the document in order.
        resolve: Where a reference is shown.
        strings: The words to use.

    Returns:
        Markdown that begins at column 0; empty where the document refers to no code.
    """
    files: dict[tuple[str, str], list[Snippet | Token | PathRef]] = {}
    for reference in references:
        if reference.path:
            # A document names one repository by its id here and by its name there.
            repository = resolve(reference).repository
            files.setdefault((reference.path, repository), []).append(reference)
    if not files:
        return ""
    rows = [f'??? swimm-sources "{strings.sources}"', ""]
    anchors: set[str] = set()
    for (path, _), entries in sorted(files.items(), key=lambda item: item[0][0].lower()):
        link = resolve(next((e for e in entries if isinstance(e, PathRef)), _whole(entries[0])))
        rows.append(f"    -   {_file(path, link, strings)}")
        rows.extend(f"        -   {entry}" for entry in _places(entries, resolve, strings, anchors))
    return "\n".join(rows)


def _whole(entry: Snippet | Token | PathRef) -> PathRef:
    return PathRef(source="", line=entry.line, path=entry.path, repo=entry.repo)


def _file(path: str, link: CodeLink, strings: Strings) -> str:
    shown = code_span(f"{path}/" if link.folder else path)
    text = f"[{shown}]({link.url})" if link.url else shown
    if link.repository:
        text += " " + strings.in_repository.format(repository=plain_text(link.repository))
    return text


def _places(
    entries: Sequence[Snippet | Token | PathRef],
    resolve: Resolve,
    strings: Strings,
    anchors: set[str],
) -> list[str]:
    """One entry for each place, by line; the same place is not listed twice."""
    places: dict[tuple[int, int, str], str] = {}
    for entry in entries:
        link = resolve(entry)
        match entry:
            case Snippet():
                first, last = line_span(entry)
                words = span_words(first, last, strings)
                label = f"[{words}]({link.url})" if link.url else words
                places.setdefault((first, last, ""), label)
            case Token():
                line = entry.target_line or 0
                key = (line, line, entry.text)
                code = code_span(entry.text)
                label = f"[{code}]({link.url})" if link.url else code
                if line:
                    label += f" {span_words(line, line, strings)}"
                known = places.get(key, label)
                anchor = f"f-{entry.note}" if entry.note else ""
                if anchor and anchor not in anchors:
                    anchors.add(anchor)
                    known = f'<span id="{anchor}"></span>{known}'
                places[key] = known
            case PathRef():
                pass
    return [places[key] for key in sorted(places)]
