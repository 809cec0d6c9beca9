"""What was found out about a whole document, in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .freshness import Finding, State
from .safe_files import confined

_STALE = (State.CHANGED, State.GONE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about a document.

    Attributes:
        counts: How many of its references have each state.
        causes: The files whose code changed or is gone, with the number of references to each.
        line: The line of the first reference to such code; 0 where there is none.
        has_code: Whether at least one place that it speaks of was found.
        paths: The files and folders of this repository that it names.
    """

    counts: Mapping[State, int]
    causes: Mapping[str, int]
    line: int = 0
    has_code: bool = False
    paths: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool:
        """Whether every reference that could be checked is up to date."""
        return not self.causes and State.MOVED not in self.counts


NOTHING = Verdict({}, {})
"""What is known of a document that nobody looked at."""


def verdict_on(findings: Sequence[Finding]) -> Verdict:
    """The findings of a document in short."""
    states = [finding.state for finding in findings]
    stale = [finding.reference for finding in findings if finding.state in _STALE]
    return Verdict(
        # Counted one by one, as it takes long to find a member of an enumeration in a dictionary.
        {state: count for state in State if (count := states.count(state))},
        Counter(reference.path for reference in stale),
        max(stale[0].line, 1) if stale else 0,
        any(finding.place for finding in findings),
        frozenset(
            path
            for finding in findings
            if finding.reason != "other repository" and (path := confined(finding.reference.path))
        ),
    )
