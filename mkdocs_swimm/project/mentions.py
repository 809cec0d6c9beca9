"""From code to documents: which documents refer to a file, a folder, a line; which are related."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from ..code.ownership import OwnRepository, names_in
from ..format.constructs import PathRef, Snippet, Token
from ..freshness import Finding, Place, Reference, State
from ..safety.files import confined
from .documents import Doc

MentionKind = Literal["snippet", "token", "path"]
_KINDS: Mapping[type[Reference], MentionKind] = {
    Snippet: "snippet",
    Token: "token",
    PathRef: "path",
}
_COMMON = 0.3
"""A file that this share of all documents refers to does not make any two of them related."""

_LEAST_COMMON = 10


class Mention(NamedTuple):
    """A place of the code that a document refers to."""

    doc: Doc
    line: int  # of the document
    kind: MentionKind
    path: str  # the file or folder as it is now, from the root of the code
    first: int | None  # the first line; None for all of the file, and for lines that are gone
    last: int | None  # the last line, inclusive
    text: str  # the identifier of a token
    state: State  # whether the document still holds; not checked where nobody looked

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and the last line, as far as it has lines."""
        return None if self.first is None else (self.first, self.last or self.first)


@dataclass(frozen=True)
class Mentions:
    """All mentions in a set of documents."""

    all: Sequence[Mention]  # in the order of documents and references, those of one place once
    by_path: Mapping[str, Sequence[Mention]]  # those of every file and folder

    def of(self, path: str) -> Sequence[Mention]:
        """References to a file, the most exact first: to its lines, to itself, to its folders."""
        found = sorted(
            self.by_path.get(path, ()),
            key=lambda one: (one.first is None, (one.last or 0) - (one.first or 0)),
        )
        while path := path.rpartition("/")[0]:
            found += self.by_path.get(path, ())
        return found

    @cached_property
    def _places(self) -> tuple[Mapping[Doc, Set[str]], Mapping[str, Set[Doc]]]:
        """What every document refers to, and the documents about each place."""
        paths: dict[Doc, set[str]] = {}
        readers: dict[str, set[Doc]] = {}
        for one in self.all:
            paths.setdefault(one.doc, set()).add(one.path)
            readers.setdefault(one.path, set()).add(one.doc)
        return paths, readers

    def related(self, doc: Doc) -> Sequence[Doc]:
        """At most five documents that share most code with one; files that few name count more."""
        paths, readers = self._places
        common = max(_LEAST_COMMON, _COMMON * len(paths))
        scores: Counter[Doc] = Counter()
        for path in paths.get(doc, ()):
            others = readers[path]
            if 1 < len(others) <= common:
                scores.update(dict.fromkeys(others, 12 // len(others) + 1))
        scores.pop(doc, None)
        return sorted(scores, key=lambda other: (-scores[other], other.path))[:5]


def mentions_in(
    docs: Iterable[Doc], findings: Mapping[Path, Sequence[Finding]], own: OwnRepository
) -> Mentions:
    """All mentions of some documents, but for those of other repositories.

    ``findings`` has what was found for the references of documents, by their paths, but for those
    that nobody looked at; ``own`` is what the documents call their repository.
    """
    mentions: list[Mention] = []
    by_path: dict[str, list[Mention]] = {}
    for doc in docs:
        known = findings.get(doc.path)
        found: dict[object, Mention] = {}
        for reference, state, reason, place, *_ in _written(doc, own) if known is None else known:
            path = confined(place.path if place else reference.path)
            if path and reason not in ("other repository", "outside", "ignored"):
                text = reference.text if isinstance(reference, Token) else ""
                first, last = (place.first, place.last) if place else (None, None)
                what = (_KINDS[type(reference)], path, first, last, text)
                found.setdefault(what, Mention(doc, reference.line, *what, state))
        mentions += found.values()
    for mention in mentions:
        by_path.setdefault(mention.path, []).append(mention)
    return Mentions(mentions, by_path)


def _written(doc: Doc, own: OwnRepository) -> Sequence[Finding]:
    """The places that a document names, of which nobody knows whether they are right."""
    names = names_in(doc.document)
    return [
        Finding(reference, State.NOT_CHECKED, place=_place(reference))
        for reference in doc.document.references
        if own.owns(reference.repo, names)
    ]


def _place(reference: Reference) -> Place:
    if isinstance(reference, Snippet):
        return Place(reference.path, *reference.span)
    line = reference.target_line if isinstance(reference, Token) else None
    return Place(reference.path, line, line)
