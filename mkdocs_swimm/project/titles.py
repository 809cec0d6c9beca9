"""Documents with equal titles told apart (``FORMAT.md`` section 12.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..markdown.writing import headings_of
from .library import Entry


def tell_apart(entries: Iterable[Entry]) -> None:
    """Give documents whose titles are equal titles of their own.

    What is added in brackets is the first heading, else the folder that a document says most of,
    else its id: whatever no other document with the title has.
    """
    same: dict[str, list[Entry]] = {}
    for entry in entries:
        entry.title = entry.own_title
        same.setdefault(_folded(entry.title), []).append(entry)
    for group in same.values():
        if len(group) > 1:
            _name(group, (_first_heading, _folder, lambda entry: entry.name.id, _file))


def _name(group: Sequence[Entry], ways: Sequence[Callable[[Entry], str]]) -> None:
    left = list(group)
    for way in ways:
        names = {entry: way(entry) for entry in left}
        counts = Counter(map(_folded, names.values()))
        for entry, name in names.items():
            if name and counts[_folded(name)] == 1 and _folded(name) != _folded(entry.own_title):
                entry.title = f"{entry.own_title} ({name})"
                left.remove(entry)


def _folded(title: str) -> str:
    return " ".join(title.replace("`", "").split()).casefold()


def _first_heading(entry: Entry) -> str:
    return next((heading.text for heading in headings_of(entry.document.tokens)), "")


def _folder(entry: Entry) -> str:
    """The end of the path of the folder of the code that a document says most of."""
    weights = entry.code_folders
    return "/".join(max(weights, key=lambda parts: (weights[parts], parts))[-2:]) if weights else ""


def _file(entry: Entry) -> str:
    return entry.path.name
