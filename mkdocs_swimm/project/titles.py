"""Documents with equal titles told apart (``FORMAT.md`` section 12.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..markdown.inline import headings_of
from .documents import Doc


def tell_apart(docs: Iterable[Doc]) -> None:
    """Give documents whose titles are equal titles of their own.

    What is added in brackets is the first heading, else the folder that a document says most of,
    else its id: whatever no other document with the title has.
    """
    same: dict[str, list[Doc]] = {}
    for doc in docs:
        doc.title = doc.own_title
        same.setdefault(_folded(doc.title), []).append(doc)
    for group in same.values():
        if len(group) > 1:
            _name(group, (_first_heading, _folder, lambda doc: doc.name.id, _file))


def _name(group: Sequence[Doc], ways: Sequence[Callable[[Doc], str]]) -> None:
    left = list(group)
    for way in ways:
        names = {doc: way(doc) for doc in left}
        counts = Counter(map(_folded, names.values()))
        for doc, name in names.items():
            if name and counts[_folded(name)] == 1 and _folded(name) != _folded(doc.own_title):
                doc.title = f"{doc.own_title} ({name})"
                left.remove(doc)


def _folded(title: str) -> str:
    return " ".join(title.replace("`", "").split()).casefold()


def _first_heading(doc: Doc) -> str:
    return next(iter(headings_of(doc.document.tokens)), "")


def _folder(doc: Doc) -> str:
    """The end of the path of the folder of the code that a document says most of."""
    weights = doc.code_folders
    return "/".join(max(weights, key=lambda parts: (weights[parts], parts))[-2:]) if weights else ""


def _file(doc: Doc) -> str:
    return doc.path.name
