"""All documents read and checked before the first page is written, by two processes at a time.

The other process begins while MkDocs gathers the files of the site. Each takes the next documents
as soon as it has done some, so that both are done at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from . import ahead
from .checking import Checks
from .facts import Facts
from .freshness import Finding
from .library import Entry, Shelf, Stamp
from .mentions import Mention, mentions_of
from .model import Document
from .names import name_of
from .navigation import may_list
from .outline import Listed
from .turns import MOST, Turns
from .verdicts import NOTHING, Verdict

FEWEST = 50
"""Of fewer documents, less time is won than a second process takes to begin."""

_AT_ONCE = 25
"""So many documents are in memory together."""

_TAKEN = 8
"""At most one in so many of those that are left are taken: in the end nobody waits for long."""


class _Report(NamedTuple):
    """What the other process found out about a document.

    Attributes:
        path: Which document.
        stamp: What its file was like when it was read.
        facts: What it says in short.
        listed: The documents that it lists, where it may be a table of contents.
        verdict: How it stands to the code.
        mentions: What it speaks of: the fields of mentions but the document.
        stale: Its nodes and what was found out about them, where not everything holds.
    """

    path: Path
    stamp: Stamp | None
    facts: Facts
    listed: Sequence[Listed] | None
    verdict: Verdict
    mentions: Sequence[tuple[Any, ...]]
    stale: tuple[Document, Sequence[Finding]] | None


class Review:
    """The documents of one or several repositories, checked once.

    Args:
        checks: Take what is found out about the documents of each repository.
    """

    def __init__(self, checks: Sequence[Checks]) -> None:
        self.checks = checks
        self.ids: Set[str] = frozenset()
        self._shares: Sequence[tuple[int, Sequence[Path]]] = ()
        self._turns: Turns | None = None
        self._other: ahead.Ahead[_Report] | None = None
        self._held: int | None = None
        self._asked = 0
        self._reports: dict[Path, _Report] = {}

    def begin(self, folders: Sequence[Sequence[Path]]) -> None:
        """Let a second process begin, where that takes less time.

        Args:
            folders: The documents of each repository, as far as they are known already.
        """
        count = sum(map(len, folders))
        if count < FEWEST:
            return
        self._shares = list(_shares(folders, count))
        self.ids = {name.id for paths in folders for path in paths if (name := name_of(path.name))}
        try:
            self._turns = Turns(len(self._shares))
        except OSError:
            return
        self._other = ahead.begin(self._work)

    def of(
        self, number: int, entries: Sequence[Entry], shelf: Shelf, *, keep: bool
    ) -> Mapping[Path, Sequence[Mention]]:
        """Check the documents of a repository, and see what they speak of.

        To be asked in the order of the repositories, and followed by ``checks.conclude``.

        Args:
            number: Which repository.
            entries: Its documents.
            shelf: Where they were read.
            keep: Whether to let go of no nodes, because there will be another build.

        Returns:
            What every document speaks of, by its path.
        """
        left = {entry.path: entry for entry in entries}
        self.ids = self.ids or {entry.name.id for entry in entries}
        found: dict[Path, Sequence[Mention]] = {}
        if self._other is not None:
            listed = {path for at, paths in self._shares if at == number for path in paths}
            self._check(number, self._mine(number, left, listed), found, keep=False)
            self._wait({path for path in left if path in listed and path not in found})
            for path, entry in left.items():
                report = self._reports.pop(path, None) if path not in found else None
                if report and report.stamp == shelf.stamp(path):
                    found[path] = self._taken(number, entry, report)
        rest = [entry for path, entry in left.items() if path not in found]
        self._check(number, _batches(rest), found, keep=keep)
        return found

    def end(self) -> None:
        """End the other process."""
        if self._other is not None:
            self._other.end()
        if self._turns is not None:
            self._turns.end()
        self._other = self._turns = None
        self._reports.clear()

    def _check(
        self,
        number: int,
        batches: Iterable[Sequence[Entry]],
        found: dict[Path, Sequence[Mention]],
        *,
        keep: bool,
    ) -> None:
        checks = self.checks[number]
        for entry, findings in checks.check(batches, keep=keep):
            found[entry.path] = mentions_of(entry, findings, checks.code.own)
            self._listed(entry)

    def _listed(self, entry: Entry) -> Sequence[Listed] | None:
        """What a document lists, seen while its nodes are at hand."""
        return entry.listed if may_list(entry, self.ids) else None

    def _shares_of(self, number: int) -> Iterator[Sequence[Path]]:
        """Documents of a repository that are this process's to check."""
        while self._turns is not None:
            if self._held is None:
                self._held = next(self._turns, None)
            if self._held is None or self._shares[self._held][0] != number:
                break
            paths = self._shares[self._held][1]
            self._held = None
            yield paths

    def _mine(
        self, number: int, entries: Mapping[Path, Entry], listed: Set[Path]
    ) -> Iterator[Sequence[Entry]]:
        yield from _batches([entry for path, entry in entries.items() if path not in listed])
        for paths in self._shares_of(number):
            yield [entries[path] for path in paths if path in entries]

    def _wait(self, paths: set[Path]) -> None:
        """Wait until everything is known of documents that the other process has taken."""
        paths.difference_update(self._reports)
        while paths and self._other is not None:
            report = self._other.result(self._asked)
            if report is None:
                break
            self._asked += 1
            self._reports[report.path] = report
            paths.discard(report.path)

    def _taken(self, number: int, entry: Entry, report: _Report) -> Sequence[Mention]:
        entry.know(report.facts, report.listed)
        self.checks[number].take(entry, report.verdict, report.stale)
        return tuple(_mention(entry, *fields) for fields in report.mentions)

    def _work(self) -> Iterator[_Report]:
        """What the other process does."""
        shelf = Shelf()
        for number, checks in enumerate(self.checks):
            for entry, findings in checks.check(self._read(number, shelf), keep=False):
                verdict = checks.verdicts.get(entry.path, NOTHING)
                yield _Report(
                    entry.path,
                    shelf.stamp(entry.path),
                    entry.facts,
                    self._listed(entry),
                    verdict,
                    [_fields(mention) for mention in mentions_of(entry, findings, checks.code.own)],
                    None if verdict.holds or findings is None else (entry.document, findings),
                )
                shelf.let_go(entry)

    def _read(self, number: int, shelf: Shelf) -> Iterator[Sequence[Entry]]:
        for paths in self._shares_of(number):
            yield [entry for entry in map(shelf.read, paths) if isinstance(entry, Entry)]


def _shares(folders: Sequence[Sequence[Path]], left: int) -> Iterator[tuple[int, Sequence[Path]]]:
    """The documents of each repository in parts that become smaller and smaller."""
    least = 1 + left // (MOST // 2)
    for number, paths in enumerate(folders):
        at = 0
        while at < len(paths):
            size = max(least, min(_AT_ONCE, left // _TAKEN))
            yield number, paths[at : at + size]
            at += size
            left -= size


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), _AT_ONCE):
        yield entries[start : start + _AT_ONCE]


def _fields(mention: Mention) -> tuple[Any, ...]:
    return (
        mention.path,
        mention.text,
        mention.line,
        mention.kind,
        mention.first,
        mention.last,
        mention.state,
    )


def _mention(entry: Entry, path: str, text: str, line: int, kind: Any, *rest: Any) -> Mention:
    # The same few words are in many documents: each is kept once.
    first, last, state = rest
    return Mention(entry, line, kind, intern(path), first, last, intern(text), state)
