"""The line at the head of a page that shows its state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..format.constructs import PathRef, Snippet, Token
from ..freshness import Finding, State
from ..i18n.strings import Strings
from ..markdown.contract import Target
from .markup import plain_text, sentence

STATE_CSS: Mapping[State, str] = {
    State.UP_TO_DATE: "current",
    State.MOVED: "moved",
    State.CHANGED: "changed",
    State.GONE: "gone",
    State.NOT_CHECKED: "unknown",
}
"""The end of the class name ``swimm-state-…`` for each state."""

FROM_WORST = (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE, State.NOT_CHECKED)

_SHOWN_FILES = 5


def worst(states: Collection[State]) -> State:
    """The state of a page: that of its worst reference; not checked where none could be."""
    return next((state for state in FROM_WORST if state in states), State.NOT_CHECKED)


def state_line(
    findings: Iterable[Finding],
    notices: Iterable[str],
    health: Target | None,
    strings: Strings,
) -> str:
    """One paragraph of Markdown: the state, and a line for each file that is not there.

    It is empty for a page of which nothing is to be told.

    Notices, as Markdown, are shown as well; health is the page with the state of all documents.
    """
    findings = list(findings)
    state = worst({finding.state for finding in findings})
    head = " &#183; ".join(filter(None, (_state(state, findings, health, strings), *notices)))
    line = "<br>\n".join([head, *_missing(findings, strings)])
    css = STATE_CSS[state]
    return f"{line}\n{{ .swimm-state .swimm-state-{css} data-search-exclude }}" if line else ""


def _state(
    state: State, findings: Sequence[Finding], health: Target | None, strings: Strings
) -> str:
    """How a page stands to the code; empty where nothing could be checked."""
    if state is State.NOT_CHECKED:
        return ""
    words = strings.state_current
    if state is State.MOVED:
        what = _counted(findings, State.MOVED, strings)
        words = strings.state_moved.format(what=what)
        # Without history it is likely, and no more, that it is the code that was meant.
        if any(finding.by_text for finding in findings if finding.state is State.MOVED):
            words = strings.state_stale.format(what=strings.shifted.format(what=what))
    elif state is not State.UP_TO_DATE:
        parts = []
        if any(finding.state is State.CHANGED for finding in findings):
            parts.append(strings.changed.format(what=_counted(findings, State.CHANGED, strings)))
        if any(finding.state is State.GONE for finding in findings):
            parts.append(strings.gone.format(what=_counted(findings, State.GONE, strings)))
        words = strings.state_stale.format(what=strings.clauses.join(parts))
    line = sentence(words)
    if state in (State.CHANGED, State.GONE) and health and health.markdown:
        line += f" [{plain_text(strings.health)}]({health.markdown})"
    return line


def _missing(findings: Iterable[Finding], strings: Strings) -> Iterator[str]:
    """The files that are not there with the number of references to each, the most first."""
    missing: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.reason == "missing":
            missing[finding.reference.path].append(finding)
    files = sorted(missing, key=lambda path: -len(missing[path]))
    told = [path for path in files if len(missing[path]) > 1]
    for path in told[:_SHOWN_FILES]:
        words = strings.token_file_gone.format(path=path)
        yield plain_text(f"{words} ({_counted(missing[path], State.GONE, strings)})")
    if count := len(told[_SHOWN_FILES:]):
        words = strings.counted(strings.more, count).format(count=strings.number(count))
        yield plain_text(words)


def _counted(findings: Iterable[Finding], state: State, strings: Strings) -> str:
    """``2 snippets and 1 token``."""
    counts: Counter[type] = Counter(
        type(finding.reference) for finding in findings if finding.state is state
    )
    names = {Snippet: strings.snippets, Token: strings.tokens, PathRef: strings.paths}
    return strings.listed(
        [
            strings.counted(forms, counts[kind]).format(count=strings.number(counts[kind]))
            for kind, forms in names.items()
            if counts[kind]
        ]
    )
