"""From code to documents: which documents refer to a file, a folder, a line; which are related."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from ..code.ownership import OwnRepository, names_in
from ..format.constructs import PathRef, Snippet, Token
from ..freshness import Finding, Reference, State
from ..safety.files import confined
from .documents import Doc

MentionKind = Literal["snippet", "token", "path"]
_RELATED = 5
_COMMON = 0.3
"""A file that this share of all documents refers to does not make any two of them related."""

_LEAST_COMMON = 10

_KINDS: Mapping[type[Reference], MentionKind] = {
    Snippet: "snippet",
    Token: "token",
    PathRef: "path",
}
_Made = tuple[int, State, tuple[MentionKind, str, int | None, int | None, str]]
"""Line of a document, state, and a shared tuple: kind, path, first and last line, text."""


class Mention(NamedTuple):
    """A place of the code that a document refers to.

    Attributes:
        doc: The document.
        line: The line of the document.
        kind: How it refers to it.
        path: The file or folder as it is now, from the root of the code.
        first: First line, 1-based; None for the whole file or folder, and for lines that are gone.
        last: Last line, inclusive.
        text: The identifier of a token.
        state: Whether the document still holds; not checked where nobody looked.
    """

    doc: Doc
    line: int
    kind: MentionKind
    path: str
    first: int | None = None
    last: int | None = None
    text: str = ""
    state: State = State.NOT_CHECKED


@dataclass(frozen=True)
class Mentions:
    """All mentions in a set of documents.

    Attributes:
        all: The mentions in the order of documents and references, those of one place once.
        by_path: The mentions of every file and folder.
    """

    all: Sequence[Mention] = ()
    by_path: Mapping[str, Sequence[Mention]] = field(default_factory=dict)

    def of(self, path: str) -> Sequence[Mention]:
        """References to a file, the most exact first: to its lines, to itself, to its folders."""
        parts = path.split("/")
        found = sorted(
            self.by_path.get(path, ()), key=lambda mention: (mention.first is None, _size(mention))
        )
        for end in range(len(parts) - 1, 0, -1):
            found += self.by_path.get("/".join(parts[:end]), ())
        return found

    @cached_property
    def _places(self) -> tuple[Mapping[Doc, Set[str]], Mapping[str, Set[Doc]]]:
        """What every document refers to, and the documents about each place."""
        paths: dict[Doc, set[str]] = {}
        readers: dict[str, set[Doc]] = {}
        for path, mentions in self.by_path.items():
            readers[path] = {mention.doc for mention in mentions}
            for doc in readers[path]:
                paths.setdefault(doc, set()).add(path)
        return paths, readers

    def related(self, doc: Doc) -> Sequence[Doc]:
        """The documents that share most code with one, at most five, the closest first.

        A file that few documents refer to relates them more than one that many do.
        """
        paths, readers = self._places
        common = max(_LEAST_COMMON, _COMMON * len(paths))
        scores: Counter[Doc] = Counter()
        for path in paths.get(doc, ()):
            others = readers[path]
            if 1 < len(others) <= common:
                scores.update(dict.fromkeys(others, 12 // len(others) + 1))
        scores.pop(doc, None)
        return sorted(scores, key=lambda other: (-scores[other], other.path))[:_RELATED]


def mentions_in(
    docs: Iterable[Doc],
    findings: Mapping[Path, Sequence[Finding]],
    own: OwnRepository,
) -> Mentions:
    """All mentions of some documents.

    Args:
        docs: The documents.
        findings: What was found out about the references of a document, by its path; documents
            that nobody looked at have none.
        own: What the documents call their repository; references to others are left out.
    """
    mentions: list[Mention] = []
    by_path: dict[str, list[Mention]] = {}
    for doc in docs:
        known = findings.get(doc.path)
        found: dict[object, Mention] = {}
        for line, state, place in _written(doc, own) if known is None else _found(known):
            if place not in found:
                found[place] = Mention(doc, line, *place, state)
        mentions += found.values()
    for mention in mentions:
        by_path.setdefault(mention.path, []).append(mention)
    return Mentions(mentions, by_path)


def _found(findings: Sequence[Finding]) -> Iterator[_Made]:
    for reference, state, reason, place, *_ in findings:
        path = place.path if place else confined(reference.path)
        if not path or reason in ("other repository", "outside", "ignored"):
            continue
        first, last = (place.first, place.last) if place else (None, None)
        text = reference.text if isinstance(reference, Token) else ""
        yield reference.line, state, (_KINDS[type(reference)], path, first, last, text)


def _written(doc: Doc, own: OwnRepository) -> Iterator[_Made]:
    names = names_in(doc.document)
    for reference in doc.document.references:
        path = confined(reference.path)
        if not path or not own.owns(reference.repo, names):
            continue
        first = last = None
        if isinstance(reference, Snippet):
            first, last = reference.span
        elif isinstance(reference, Token):
            first = last = reference.target_line
        text = reference.text if isinstance(reference, Token) else ""
        place = (_KINDS[type(reference)], path, first, last, text)
        yield reference.line, State.NOT_CHECKED, place


def _size(mention: Mention) -> int:
    return (mention.last or 0) - (mention.first or 0)
