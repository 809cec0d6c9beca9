"""A snippet that the code has left behind: what was quoted, what is there now, what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..code.differences import matcher
from ..format.constructs import Row, Snippet
from ..freshness import State
from ..i18n.strings import Strings
from ..markdown.escaping import fenced, indented
from .citations import Citation, rows_now
from .markup import box_title, sentence
from .snippets import card, card_head, code_of, span_words, unfold

_AROUND = 3
"""Lines without a difference that are shown around one that has."""


def stale_card(citation: Citation, snippet: Snippet, strings: Strings) -> str | None:
    """The card of a snippet that changed or is gone; None for any other."""
    if citation.state is State.GONE:
        return _gone(citation, snippet, strings)
    if citation.state is State.CHANGED and citation.finding and citation.finding.now:
        return _changed(citation, snippet, strings)
    return None


def _gone(citation: Citation, snippet: Snippet, strings: Strings) -> str | None:
    reason = citation.finding.reason if citation.finding else ""
    if reason == "outside":
        return None
    words = strings.file_gone if reason == "missing" else strings.code_gone
    notice = f"{sentence(words.format(path=snippet.path))}\n{{ data-search-exclude }}"
    return card(snippet, citation.link, strings, notice=notice)


def _changed(citation: Citation, snippet: Snippet, strings: Strings) -> str:
    finding = citation.finding
    assert finding is not None  # noqa: S101 - asked by the caller
    now = rows_now(finding)
    unsure = finding.reason == "ambiguous"
    words = span_words(*(citation.span or snippet.span), strings)
    shown = strings.perhaps.format(lines=words) if unsure else words
    at_place = citation.reference if isinstance(citation.reference, Snippet) else snippet
    head = card_head(at_place, citation.link, strings, words=shown, warning=True)
    difference = difference_of(snippet, now, info="{ .diff data-search-exclude=true }")
    tabs = (
        (
            strings.as_documented,
            code_of(snippet.rows, at_place, strings),
        ),
        (strings.now, code_of(now, at_place, strings)),
        (strings.difference, difference),
    )
    notice = strings.code_changed_unsure if unsure else strings.code_changed
    blocks = [
        f"{sentence(notice)}\n{{ data-search-exclude }}",
        *(f'=== "{box_title(name)}"\n\n    {indented(code)}' for name, code in tabs),
    ]
    longest = max(snippet.rows, now, key=len)
    blocks += filter(None, [unfold(longest, strings)])
    return f"{head}\n\n    {indented((chr(10) * 2).join(blocks))}"


def difference_of(snippet: Snippet, now: Sequence[Row], *, info: str = "diff") -> str:
    """What differs between a snippet and the code as it is now, as a fence."""
    difference = "\n".join(_difference(_quoted(snippet), now))
    return fenced(difference, info)


def _quoted(snippet: Snippet) -> Sequence[Row]:
    """The rows from the first selected one to the last, with what is quoted in between."""
    first, last = snippet.span
    return [row for row in snippet.rows if not row.stub and first <= row.number <= last]


def _difference(old: Sequence[Row], new: Sequence[Row]) -> Iterator[str]:
    """A unified difference with the real line numbers of both sides."""
    before = [row.code.rstrip() for row in old]
    after = [row.code.rstrip() for row in new]
    for group in matcher(before, after).get_grouped_opcodes(_AROUND):
        _, start, _, to, _ = group[0]
        _, _, end, _, until = group[-1]
        yield f"@@ -{_range(old, start, end)} +{_range(new, to, until)} @@"
        for tag, start, end, to, until in group:
            if tag == "equal":
                yield from (f" {line}" for line in before[start:end])
                continue
            yield from (f"-{line}" for line in before[start:end])
            yield from (f"+{line}" for line in after[to:until])


def _range(rows: Sequence[Row], start: int, end: int) -> str:
    number = rows[start].number if start < len(rows) else (rows[-1].number + 1 if rows else 0)
    return f"{number},{end - start}"
