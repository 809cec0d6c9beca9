"""The health page: the state of all documents, and how much of the code is documented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from mkdocs.structure.files import File

from ..freshness import STALE, Finding, State
from ..i18n.strings import Forms, Strings
from ..markdown.escaping import plain_text, sentence
from ..project.coverage import Figures, FileCoverage, folders_of, percent
from ..project.documents import Doc
from ..rendering.page import FROM_WORST, STATE_CSS, worst
from .site_files import SiteFiles

_SHOWN_FILES = 3
_WIDE = "---\nhide: [toc]\n---"
"""Front matter of a page whose tables need the full width."""

Coverage = Sequence[tuple[str, Sequence[FileCoverage]]]
"""The coverage of each repository by its name, which is empty for the only one."""


def health_page(site: SiteFiles, coverage: Coverage, page: File) -> str:
    """The Markdown of the page: stale documents first, the others collapsed."""
    findings, strings = site.project.findings, site.strings
    # Documents of a repository without its code have no findings.
    rows = [
        _Row(doc, findings.get(doc.path, ()), site.url(doc, page), strings)
        for doc in site.project.docs.values()
    ]
    rows.sort(key=lambda row: (FROM_WORST.index(row.state), row.doc.title.casefold()))
    stale = [row for row in rows if row.state in STALE]
    columns = (
        strings.column_document,
        strings.column_state,
        strings.column_gone,
        strings.column_changed,
        strings.column_moved,
        strings.column_current,
        strings.column_cause,
    )
    parts = [
        _WIDE,
        f"# {plain_text(strings.health)}",
        _summary(rows),
        _table(columns, [row.html() for row in stale]),
        *_causes(stale, strings),
    ]
    if others := [row.html() for row in rows if row.state not in STALE]:
        title = escape(strings.counted(strings.health_rest, len(others)))
        table = _table(columns, others)
        parts.append(f'<details class="swimm-rest"><summary>{title}</summary>\n{table}</details>')
    parts += _coverage(coverage, strings)
    return "\n\n".join(filter(None, parts)) + "\n"


@dataclass(frozen=True)
class _Row:
    """A document with its findings."""

    doc: Doc
    findings: Sequence[Finding]
    url: str  # of its page
    strings: Strings

    @property
    def state(self) -> State:
        """The worst state of a reference."""
        return worst(self.findings)

    @property
    def state_name(self) -> str:
        if not self.findings:
            return self.strings.no_references
        return self.strings.state_names[self.state.value]

    @property
    def link(self) -> str:
        return f'<a href="{escape(self.url)}">{escape(self.doc.plain_title)}</a>'

    def causes(self) -> Counter[str]:
        """The files whose code changed or is gone, with the number of references to each."""
        broken = (State.CHANGED, State.GONE)
        return Counter(one.reference.path for one in self.findings if one.state in broken)

    def html(self) -> str:
        strings, counts = self.strings, Counter(finding.state for finding in self.findings)
        numbers = "".join(
            f'<td class="swimm-count">{counts[state]}</td>'
            for state in (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE)
        )
        files = [f"<code>{escape(path)}</code>" for path, _ in self.causes().most_common()]
        causes = strings.separator.join(files[:_SHOWN_FILES])
        more = len(files) - _SHOWN_FILES
        if more > 0:
            causes += f" {escape(strings.counted(strings.more, more))}"
        return (
            f"<tr><td>{self.link}</td>"
            f'<td data-sort="{FROM_WORST.index(self.state)}"><span class="swimm-badge '
            f'swimm-state-{STATE_CSS[self.state]}">{escape(self.state_name)}</span></td>'
            f"{numbers}<td>{causes}</td></tr>"
        )


def _summary(rows: Sequence[_Row]) -> str:
    counts = Counter((STATE_CSS[row.state], row.state_name) for row in rows)
    cells = [
        f'<span class="swimm-state-{css}"><strong>{count}</strong> {escape(name)}</span>'
        for (css, name), count in counts.items()
    ]
    return f'<div class="swimm-health-summary">{" ".join(cells)}</div>'


def _table(columns: Sequence[str], rows: Sequence[str]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "\n".join(rows)
    return (
        '<div class="swimm-health"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _causes(rows: Iterable[_Row], strings: Strings) -> Iterator[str]:
    """The table of files that made documents stale, those with most stale references first."""
    links: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for row in rows:
        for path, count in row.causes().items():
            links.setdefault(path, []).append(row.link)
            counts[path] += count
    if counts:
        yield f"## {plain_text(strings.health_files)}"
        columns = (strings.column_file, strings.column_references, strings.column_documents)
        yield _table(
            columns,
            [
                f'<tr><td><code>{escape(path)}</code></td><td class="swimm-count">{count}</td>'
                f"<td>{strings.separator.join(links[path])}</td></tr>"
                for path, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            ],
        )


def _coverage(coverage: Coverage, strings: Strings) -> Iterator[str]:
    rows = [
        _folder_row(f"{repository}/{one.folder}" if repository else one.folder, one, strings)
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


def _folder_row(path: str, figures: Figures, strings: Strings) -> str:
    name = f"{path.rstrip('/')}/" if path else "./"
    files = _bar(figures.documented_files, figures.files, strings.coverage_files, strings)
    lines = _bar(figures.documented_lines, figures.lines, strings.coverage_lines, strings)
    return (
        f"<tr><td><code>{escape(name)}</code></td>{files}"
        f'<td class="swimm-count">{escape(strings.number(figures.named_files))}</td>{lines}</tr>'
    )


def _bar(part: int, whole: int, forms: Forms, strings: Strings) -> str:
    """A cell with a bar, which has a label for screen readers, and the numbers."""
    share = percent(part, whole)
    label = strings.counted(forms, whole, share=strings.percent(share))
    return (
        f'<td class="swimm-share" data-sort="{share}"><span class="swimm-bar" role="img" '
        f'aria-label="{escape(label)}" style="--swimm-share: {share}%"></span>'
        f"{escape(strings.number(part))} / {escape(strings.number(whole))}</td>"
    )
