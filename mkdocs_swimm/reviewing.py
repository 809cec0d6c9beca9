"""All documents read and checked before the first page is written, by two processes at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from sys import intern
from typing import Any

from . import ahead
from .checking import Checks
from .facts import Facts
from .freshness import Finding
from .library import Entry
from .mentions import Mention, mentions_of
from .model import Document
from .verdicts import Verdict

FEWEST = 50
"""Of fewer documents, less time is won than a second process takes to begin."""

_Found = dict[Path, Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class _Report:
    """What the other process found out about a document.

    Attributes:
        index: Which document.
        facts: What it says in short.
        verdict: How it stands to the code.
        mentions: What it speaks of: the fields of mentions but the document.
        stale: Its nodes and what was found out about them, where not everything holds.
    """

    index: int
    facts: Facts
    verdict: Verdict
    mentions: Sequence[tuple[Any, ...]]
    stale: tuple[Document, Sequence[Finding]] | None


def review(
    entries: Sequence[Entry], checks: Checks, *, keep: bool, together: bool
) -> Mapping[Path, Sequence[Mention]]:
    """Check documents, and see what they speak of; to be followed by ``checks.conclude``.

    Args:
        entries: The documents.
        checks: Takes what is found out about them.
        keep: Whether to let go of no nodes, because there will be another build.
        together: Whether a second process may do half of it.

    Returns:
        What every document speaks of, by its path; nothing where nothing is to be checked.
    """
    found: _Found = {}
    mine, others = (entries, ()) if keep or not together else _halves(entries)
    other = ahead.begin(partial(_reports, others, checks)) if others else None
    if other is None:
        _review(entries, checks, found, keep=keep)
        return found
    _review(mine, checks, found, keep=False)
    for number in range(len(others)):
        report = other.result(number)
        if report is None:
            break
        entry = others[report.index]
        found[entry.path] = tuple(_mention(entry, *fields) for fields in report.mentions)
        entry.know(report.facts)
        checks.take(entry, report.verdict, report.stale)
    other.end()
    left = [entry for entry in others if entry.path not in found]
    if left:
        _review(left, checks, found, keep=False)
    return found


def _review(entries: Sequence[Entry], checks: Checks, found: _Found, *, keep: bool) -> None:
    for entry, findings in checks.check(entries, keep=keep):
        found[entry.path] = mentions_of(entry, findings, checks.code.own)


def _halves(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Two parts that take about the same time, the second one empty where it would be short."""
    if len(entries) < FEWEST:
        return entries, ()
    parts: tuple[list[Entry], list[Entry]] = ([], [])
    lengths = [0, 0]
    for entry in entries:
        lighter = int(lengths[1] < lengths[0])
        parts[lighter].append(entry)
        lengths[lighter] += entry.length
    return parts


def _reports(entries: Sequence[Entry], checks: Checks) -> Iterator[_Report]:
    indexes = {entry.path: index for index, entry in enumerate(entries)}
    for entry, findings in checks.check(entries, keep=False):
        verdict = checks.verdicts[entry.path]
        yield _Report(
            indexes[entry.path],
            entry.facts,
            verdict,
            [_fields(mention) for mention in mentions_of(entry, findings, checks.code.own)],
            None if verdict.holds else (entry.document, findings),
        )


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
