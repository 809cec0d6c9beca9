"""Mentions of code: which documents refer to a file, folder or line, and which are related."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..code.ownership import OwnRepository, names_in
from ..format.constructs import Token
from ..freshness import Finding, Place, State
from ..freshness.quotes import quoted_place
from ..safety.files import confined
from .documents import Doc

_Mention = TypeVar("_Mention")
_COMMON = 0.3
"""Documents are not related by a file that a larger share of all documents refers to."""

_LEAST_COMMON = 10  # documents; a file that fewer refer to is never too common


class Mention(NamedTuple):
    """A place in the code that a document refers to."""

    doc: Doc
    line: int  # of the document
    kind: str  # that of the reference
    path: str  # the file or folder as it is now, from the root of the code
    first: int | None  # the first line; None for the whole file, and for lines that are gone
    last: int | None  # the last line, inclusive
    text: str  # the identifier of a token, else empty
    state: State

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and the last line; None without lines."""
        return None if self.first is None else (self.first, self.last or self.first)


@dataclass(frozen=True)
class Mentions:
    """All mentions in a set of documents."""

    all: Sequence[Mention]  # in the order of documents and references, each place once
    by_path: Mapping[str, Sequence[Mention]]

    def of(self, path: str) -> Sequence[Mention]:
        """Mentions of a file's lines, shortest range first, of the file, and of its folders."""
        mentions = most_exact(self.by_path.get(path, ()))
        while path := path.rpartition("/")[0]:
            mentions += self.by_path.get(path, ())
        return mentions

    @property
    def places(self) -> Iterator[Place]:
        """The places in the code that still exist."""
        existing = (one for one in self.all if one.state is not State.GONE)
        return (Place(one.path, one.first, one.last) for one in existing)

    @cached_property
    def _paths_and_docs(self) -> tuple[Mapping[Doc, Set[str]], Mapping[str, Set[Doc]]]:
        """The paths that each document mentions, and the documents that mention each path."""
        paths: dict[Doc, set[str]] = {}
        docs: dict[str, set[Doc]] = {}
        for one in self.all:
            paths.setdefault(one.doc, set()).add(one.path)
            docs.setdefault(one.path, set()).add(one.doc)
        return paths, docs

    def related(self, doc: Doc) -> Sequence[Doc]:
        """Up to five documents that share most code with one; rarely mentioned files count more."""
        paths, docs = self._paths_and_docs
        common = max(_LEAST_COMMON, _COMMON * len(paths))
        scores: Counter[Doc] = Counter()
        for path in paths.get(doc, ()):
            if 1 < len(docs[path]) <= common:
                scores.update(dict.fromkeys(docs[path], 12 // len(docs[path]) + 1))
        scores.pop(doc, None)
        return sorted(scores, key=lambda other: (-scores[other], other.path))[:5]


def most_exact(
    of_file: Iterable[_Mention],
    line: int | None = None,
    span: Callable[[_Mention], Sequence[Any]] = attrgetter("first", "last"),
) -> list[_Mention]:
    """The mentions of a file, shortest range first; with a line, those of it and the whole file."""
    found = []
    for one in of_file:
        first, last = span(one)
        if None in (line, first) or first <= line <= (last or first):
            found.append((first is None, (last or 0) - (first or 0), one))
    return [one for *_, one in sorted(found, key=itemgetter(0, 1))]


def mentions_in(
    docs: Iterable[Doc], findings: Mapping[Path, Sequence[Finding]], own: OwnRepository
) -> Mentions:
    """The mentions of their ``own`` repository in documents, by the findings of checked ones."""
    mentions: list[Mention] = []
    by_path: dict[str, list[Mention]] = {}
    for doc in docs:
        unique: dict[object, Mention] = {}
        known = findings[doc.path] if doc.path in findings else _unchecked(doc, own)
        for reference, state, reason, place, *_ in known:
            path = confined(place.path if place else reference.path)
            if path and reason not in ("other repository", "outside", "ignored"):
                text = reference.text if isinstance(reference, Token) else ""
                first, last = (place.first, place.last) if place else (None, None)
                key = (reference.kind, path, first, last, text)
                unique.setdefault(key, Mention(doc, reference.line, *key, state))
        mentions += unique.values()
    for mention in mentions:
        by_path.setdefault(mention.path, []).append(mention)
    return Mentions(mentions, by_path)


def _unchecked(doc: Doc, own: OwnRepository) -> Sequence[Finding]:
    """The references of a document as findings, without a check."""
    names = names_in(doc.document)
    return [
        Finding(reference, State.NOT_CHECKED, place=quoted_place(reference))
        for reference in doc.document.references
        if own.owns(reference.repo, names)
    ]
