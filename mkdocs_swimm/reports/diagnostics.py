"""A report as a row of single messages, each about one line of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..code.git import Commit
from ..freshness import Place
from ..safety.printable import shown
from .messages import changed_by, describe, remedy
from .report import LEVELS, CheckedDocument, Item, Level, Problem, Report


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message.

    Attributes:
        path: The file that it is about, from the root of the repository.
        line: The line, 1-based.
        word: The state of a reference, or the kind of problem.
        level: How severe it is.
        text: What was found, on one line.
        item: The finding; None for what is wrong with the file itself.
        place: The place in the code that it is about, from the root of the repository.
        commit: The commit that last changed that code.
        remedy: What to do about it, as a clause; empty where the text says so.
    """

    path: str
    line: int
    word: str
    level: Level
    text: str
    item: Item | None = None
    place: Place | None = None
    commit: Commit | None = None
    remedy: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether it says that a file is not there, which is the same for all references to it."""
        return self.item is not None and self.item.finding.reason == "missing"

    @property
    def lines(self) -> Sequence[str]:
        """All that is known: what was found, who changed it, what to do."""
        return [
            self.text,
            *([changed_by(self.commit)] if self.commit else []),
            *([f"to do: {self.remedy}"] if self.remedy else []),
        ]


_FROM_GRAVEST = ("unreadable", "gone", "changed", "moved", "not checked", "problem")


def diagnostics_of(report: Report) -> Iterator[Diagnostic]:
    """All messages, document by document, in the order of lines."""
    yield from map(_problem, report.problems)
    for document in report.documents:
        messages = [_problem(problem) for problem in document.problems]
        messages += [_item(report, document, item) for item in report.told(document)]
        yield from sorted(messages, key=lambda message: message.line)


def told_once(report: Report) -> Sequence[Diagnostic]:
    """All messages, those on one line that say the same as one.

    A missing file is reported once, with the number of references to it, unless each is reported at
    the code that it quotes.
    """
    each = report.at_code
    return _merged(report, lambda one: (one.path, one.line) if each else None)


def gravest_first(report: Report) -> Sequence[Diagnostic]:
    """All messages by severity; a missing file is reported once, on a branch once per document."""
    merged = _merged(report, lambda one: one.path if report.at_code else None)
    return sorted(merged, key=lambda one: _FROM_GRAVEST.index(one.word))


def _merged(report: Report, missing_at: Callable[[Diagnostic], object]) -> Sequence[Diagnostic]:
    """Messages that say the same of the same place as one, with the number of references."""
    found: dict[object, list[Diagnostic]] = {}
    for one in diagnostics_of(report):
        place = missing_at(one) if one.is_missing else (one.path, one.line)
        found.setdefault((place, one.text), []).append(one)
    return [
        replace(some[0], text=f"{some[0].text} ({len(some)} references)")
        if some[0].is_missing and len(some) > 1
        else some[0]
        for some in found.values()
    ]


def _item(report: Report, document: CheckedDocument, item: Item) -> Diagnostic:
    finding = item.finding
    return Diagnostic(
        item.document,
        item.line,
        finding.state.value,
        LEVELS.get(finding.state, "notice"),
        describe(finding),
        item,
        report.code_place(document, item),
        report.commit(document, item),
        remedy(finding),
    )


def _problem(problem: Problem) -> Diagnostic:
    level: Level = "error" if problem.unread else "notice"
    word = problem_word(problem)
    return Diagnostic(problem.path, problem.line, word, level, shown(problem.message))


def problem_word(problem: Problem) -> str:
    """What a kind of problem is called."""
    return "unreadable" if problem.unread else "problem"
