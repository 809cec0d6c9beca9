"""The page that tells the state of all documents, and the files that they wait for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from mkdocs.structure.files import File

from .freshness import State
from .library import Entry
from .mounting import Mounted
from .rendering.markup import plain_text
from .rendering.page import plain_title
from .rendering.state import STATE_CSS, worst
from .strings import Strings
from .verdicts import NOTHING, Verdict

_ORDER = (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE, State.NOT_CHECKED)
_SHOWN_FILES = 3


def health_page(
    verdicts: Mapping[Path, Verdict],
    mounted: Mounted,
    page: File,
    strings: Strings,
) -> str:
    """The Markdown of the page.

    Args:
        verdicts: What was found out about each document.
        mounted: The documents.
        page: The page itself, from which links lead.
        strings: The words to use.
    """
    # Of another repository, whose code is not there, nothing is known.
    verdicts = {entry.path: verdicts.get(entry.path, NOTHING) for entry in mounted.by_uri.values()}
    entries = sorted(
        mounted.by_uri.values(),
        key=lambda entry: (
            _ORDER.index(worst(verdicts[entry.path].counts)),
            entry.title.casefold(),
        ),
    )
    rows = [_document(entry, verdicts[entry.path], mounted, page, strings) for entry in entries]
    parts = [
        f"# {plain_text(strings.health)}",
        _summary(entries, verdicts, strings),
        _table(_columns(strings), rows),
        *_files(entries, verdicts, mounted, page, strings),
    ]
    return "\n\n".join(parts) + "\n"


def _summary(entries: Sequence[Entry], verdicts: Mapping[Path, Verdict], strings: Strings) -> str:
    known = (verdicts[entry.path].counts for entry in entries)
    counts = Counter(worst(states) for states in known if states)
    cells = [
        f'<span class="swimm-state-{STATE_CSS[state]}"><strong>{counts[state]}</strong> '
        f"{escape(strings.state_names[state.value])}</span>"
        for state in _ORDER
        if counts[state]
    ]
    return f'<div class="swimm-health-summary">{" ".join(cells)}</div>'


def _columns(strings: Strings) -> Sequence[str]:
    return (
        strings.column_document,
        strings.column_state,
        strings.column_gone,
        strings.column_changed,
        strings.column_moved,
        strings.column_current,
        strings.column_cause,
    )


def _table(columns: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "\n".join(rows)
    return (
        '<div class="swimm-health"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _document(
    entry: Entry, verdict: Verdict, mounted: Mounted, page: File, strings: Strings
) -> str:
    counts = verdict.counts
    state = worst(counts)
    name = strings.state_names[state.value] if counts else strings.no_references
    numbers = "".join(
        f'<td class="swimm-count">{counts.get(one, 0)}</td>'
        for one in (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE)
    )
    files = Counter(verdict.causes).most_common()
    causes = strings.separator.join(
        f"<code>{escape(path)}</code>" for path, _ in files[:_SHOWN_FILES]
    )
    if len(files) > _SHOWN_FILES:
        count = len(files) - _SHOWN_FILES
        words = strings.counted(strings.more, count).format(count=strings.number(count))
        causes += " " + escape(words)
    return (
        f"<tr><td>{_link(entry, mounted, page)}</td>"
        f'<td data-sort="{_ORDER.index(state)}"><span class="swimm-badge '
        f'swimm-state-{STATE_CSS[state]}">{escape(name)}</span></td>'
        f"{numbers}<td>{causes}</td></tr>"
    )


def _files(
    entries: Sequence[Entry],
    verdicts: Mapping[Path, Verdict],
    mounted: Mounted,
    page: File,
    strings: Strings,
) -> Iterator[str]:
    """The files that made documents stale, those that made most of it first."""
    causes: dict[str, dict[Path, Entry]] = {}
    counts: Counter[str] = Counter()
    for entry in entries:
        for path, count in verdicts[entry.path].causes.items():
            causes.setdefault(path, {})[entry.path] = entry
            counts[path] += count
    if not causes:
        return
    rows = []
    for path, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        links = strings.separator.join(
            _link(entry, mounted, page) for entry in causes[path].values()
        )
        rows.append(
            f'<tr><td><code>{escape(path)}</code></td><td class="swimm-count">{count}</td>'
            f"<td>{links}</td></tr>"
        )
    yield f"## {plain_text(strings.health_files)}"
    columns = (strings.column_file, strings.column_references, strings.column_documents)
    yield _table(columns, rows)


def _link(entry: Entry, mounted: Mounted, page: File) -> str:
    url = mounted.files[entry.path].url_relative_to(page)
    return f'<a href="{escape(url)}">{escape(plain_title(entry.title))}</a>'
