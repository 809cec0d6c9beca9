"""The health page: problems of the documents, and how much of the code is documented."""

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
from ..rendering.page import FROM_WORST, STATE_CSS, plain_title, worst
from .site_files import SiteFiles

_SHOWN_FILES = 3
_WIDE = "---\nhide: [toc]\n---"
"""Front matter of a page whose tables need all the room there is."""

Coverage = Sequence[tuple[str, Sequence[FileCoverage]]]
"""How far the files of each repository are documented; without a name for the only one."""


def health_page(site: SiteFiles, coverage: Coverage, page: File) -> str:
    """The Markdown of the page: problems first, documents without any collapsed."""
    found, strings = site.project.findings, site.strings
    # Nothing is known about other repositories, whose code is not there.
    rows = [
        _Row(doc, found.get(doc.path, ()), site.url(doc, page), strings)
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
    rest = [row.html() for row in rows if row.state not in STALE]
    if rest:
        words = escape(strings.counted(strings.health_rest, len(rest)))
        table = _table(columns, rest)
        parts.append(f'<details class="swimm-rest"><summary>{words}</summary>\n{table}</details>')
    parts += _coverage(coverage, strings)
    return "\n\n".join(filter(None, parts)) + "\n"


@dataclass(frozen=True)
class _Row:
    """A document with what was found about its references."""

    doc: Doc
    findings: Sequence[Finding]
    url: str  # of its page
    strings: Strings

    @property
    def state(self) -> State:
        """The worst state of a reference."""
        return worst({one.state for one in self.findings})

    @property
    def name(self) -> str:
        """What the state is called."""
        if not self.findings:
            return self.strings.no_references
        return self.strings.state_names[self.state.value]

    @property
    def link(self) -> str:
        """A link to the document."""
        return f'<a href="{escape(self.url)}">{escape(plain_title(self.doc.title))}</a>'

    def causes(self) -> Counter[str]:
        """The files whose code changed or is gone, with the number of references to each."""
        wrong = (State.CHANGED, State.GONE)
        return Counter(one.reference.path for one in self.findings if one.state in wrong)

    def html(self) -> str:
        """The row of the table."""
        strings, counts = self.strings, Counter(one.state for one in self.findings)
        numbers = "".join(
            f'<td class="swimm-count">{counts[one]}</td>'
            for one in (State.GONE, State.CHANGED, State.MOVED, State.UP_TO_DATE)
        )
        files = [f"<code>{escape(path)}</code>" for path, _ in self.causes().most_common()]
        causes = strings.separator.join(files[:_SHOWN_FILES])
        more = len(files) - _SHOWN_FILES
        if more > 0:
            causes += f" {escape(strings.counted(strings.more, more))}"
        return (
            f"<tr><td>{self.link}</td>"
            f'<td data-sort="{FROM_WORST.index(self.state)}"><span class="swimm-badge '
            f'swimm-state-{STATE_CSS[self.state]}">{escape(self.name)}</span></td>'
            f"{numbers}<td>{causes}</td></tr>"
        )


def _summary(rows: Sequence[_Row]) -> str:
    """How many documents are in which state; all of them together."""
    counts = Counter((STATE_CSS[row.state], row.name) for row in rows)
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
    """The files that made documents stale, those with most stale references first."""
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
    words = strings.counted(forms, whole, share=strings.percent(share))
    return (
        f'<td class="swimm-share" data-sort="{share}"><span class="swimm-bar" role="img" '
        f'aria-label="{escape(words)}" style="--swimm-share: {share}%"></span>'
        f"{escape(strings.number(part))} / {escape(strings.number(whole))}</td>"
    )
