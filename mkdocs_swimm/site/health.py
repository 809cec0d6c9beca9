"""The health page: problems of the documents, and how much of the code is documented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from mkdocs.structure.files import File

from ..freshness import STALE, Finding, State
from ..i18n.strings import Forms, Strings
from ..markdown.escaping import plain_text, sentence
from ..project.coverage import Figures, FileCoverage, folders_of, percent
from ..project.documents import Doc
from ..rendering.page import FROM_WORST, STATE_CSS, plain_title, worst
from .site_files import SiteFiles

_SHOWN_FILES = 3

Findings = Mapping[Path, Sequence[Finding]]
"""What was found out about the references of documents."""


def health_page(
    site: SiteFiles, coverage: Sequence[tuple[str, Sequence[FileCoverage]]], page: File
) -> str:
    """The Markdown of the page: problems first, documents without any collapsed.

    Args:
        site: The files of the site.
        coverage: How far the files of each repository are documented; empty names for the only one.
        page: The page itself, from which links lead.
    """
    strings, known = site.strings, site.project.findings
    # Nothing is known about other repositories, whose code is not there.
    findings = {path: known.get(path, ()) for path in site.project.docs}
    states = {path: worst({one.state for one in found}) for path, found in findings.items()}
    docs = sorted(
        site.project.docs.values(),
        key=lambda doc: (FROM_WORST.index(states[doc.path]), doc.title.casefold()),
    )
    wrong = [doc for doc in docs if states[doc.path] in STALE]
    rows = [_document(doc, findings[doc.path], site, page) for doc in docs]
    parts = [
        f"# {plain_text(strings.health)}",
        _summary(findings, states, strings),
        _table(_columns(strings), rows[: len(wrong)]),
        *_files(wrong, findings, site, page),
        _folded(rows[len(wrong) :], strings),
        *_coverage(coverage, strings),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _summary(findings: Findings, states: Mapping[Path, State], strings: Strings) -> str:
    """How many documents are in which state; all of them together."""
    counts = Counter(
        (STATE_CSS[states[path]], _name(states[path], found, strings))
        for path, found in findings.items()
    )
    order = [STATE_CSS[state] for state in FROM_WORST]
    cells = [
        f'<span class="swimm-state-{css}"><strong>{count}</strong> {escape(name)}</span>'
        for (css, name), count in sorted(counts.items(), key=lambda one: order.index(one[0][0]))
    ]
    return f'<div class="swimm-health-summary">{" ".join(cells)}</div>'


def _name(state: State, findings: Sequence[Finding], strings: Strings) -> str:
    return strings.state_names[state.value] if findings else strings.no_references


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
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "\n".join(rows)
    return (
        '<div class="swimm-health"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _folded(rows: Sequence[str], strings: Strings) -> str:
    """The documents without findings."""
    if not rows:
        return ""
    count = len(rows)
    words = strings.counted(strings.health_rest, count).format(count=strings.number(count))
    return (
        f'<details class="swimm-rest"><summary>{escape(words)}</summary>\n'
        f"{_table(_columns(strings), rows)}</details>"
    )


def _causes(findings: Iterable[Finding]) -> Counter[str]:
    """The files whose code changed or is gone, with the number of references to each."""
    return Counter(
        one.reference.path for one in findings if one.state in (State.CHANGED, State.GONE)
    )


def _document(doc: Doc, findings: Sequence[Finding], site: SiteFiles, page: File) -> str:
    strings = site.strings
    counts = Counter(one.state for one in findings)
    state = worst(counts)
    name = _name(state, findings, strings)
    numbers = "".join(
        f'<td class="swimm-count">{counts[one]}</td>'
        for one in (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE)
    )
    files = _causes(findings).most_common()
    causes = strings.separator.join(
        f"<code>{escape(path)}</code>" for path, _ in files[:_SHOWN_FILES]
    )
    if len(files) > _SHOWN_FILES:
        count = len(files) - _SHOWN_FILES
        words = strings.counted(strings.more, count).format(count=strings.number(count))
        causes += " " + escape(words)
    return (
        f"<tr><td>{_link(doc, site, page)}</td>"
        f'<td data-sort="{FROM_WORST.index(state)}"><span class="swimm-badge '
        f'swimm-state-{STATE_CSS[state]}">{escape(name)}</span></td>'
        f"{numbers}<td>{causes}</td></tr>"
    )


def _files(docs: Sequence[Doc], findings: Findings, site: SiteFiles, page: File) -> Iterator[str]:
    """The files that made documents stale, those with most stale references first."""
    strings = site.strings
    causes: dict[str, dict[Path, Doc]] = {}
    counts: Counter[str] = Counter()
    for doc in docs:
        for path, count in _causes(findings[doc.path]).items():
            causes.setdefault(path, {})[doc.path] = doc
            counts[path] += count
    if not causes:
        return
    rows = []
    for path, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        links = strings.separator.join(_link(doc, site, page) for doc in causes[path].values())
        rows.append(
            f'<tr><td><code>{escape(path)}</code></td><td class="swimm-count">{count}</td>'
            f"<td>{links}</td></tr>"
        )
    yield f"## {plain_text(strings.health_files)}"
    columns = (strings.column_file, strings.column_references, strings.column_documents)
    yield _table(columns, rows)


def _link(doc: Doc, site: SiteFiles, page: File) -> str:
    return f'<a href="{escape(site.url(doc, page))}">{escape(plain_title(doc.title))}</a>'


def _coverage(
    coverage: Sequence[tuple[str, Sequence[FileCoverage]]], strings: Strings
) -> Iterator[str]:
    """How much of the code is documented, by folder."""
    rows = [
        _folder(f"{repository}/{one.folder}" if repository else one.folder, one, strings)
        for repository, files in coverage
        for one in folders_of(files)
    ]
    if rows:
        yield f"## {plain_text(strings.coverage)}"
        yield sentence(strings.coverage_meaning)
        columns = (
            strings.column_folder,
            strings.column_documented_files,
            strings.column_named,
            strings.column_documented_lines,
        )
        yield _table(columns, rows)


def _folder(path: str, one: Figures, strings: Strings) -> str:
    name = f"{path.rstrip('/')}/" if path else "./"
    files = _bar(one.documented_files, one.files, strings.coverage_files, strings)
    lines = _bar(one.documented_lines, one.lines, strings.coverage_lines, strings)
    return (
        f"<tr><td><code>{escape(name)}</code></td>{files}"
        f'<td class="swimm-count">{escape(strings.number(one.named_files))}</td>{lines}</tr>'
    )


def _bar(part: int, whole: int, forms: Forms, strings: Strings) -> str:
    """A cell with a bar, and its number for readers who can not see it."""
    share = percent(part, whole)
    words = strings.counted(forms, whole).format(
        share=strings.percent(share), count=strings.number(whole)
    )
    return (
        f'<td class="swimm-share" data-sort="{share}"><span class="swimm-bar" role="img" '
        f'aria-label="{escape(words)}" style="--swimm-share: {share}%"></span>'
        f"{escape(strings.number(part))} / {escape(strings.number(whole))}</td>"
    )
