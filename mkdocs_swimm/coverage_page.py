"""The page that tells how much of the code is documented, with a map of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from .coverage import Coverage, Figures, FileCoverage, percent
from .rendering.markup import plain_text, sentence
from .strings import Strings

Address = Callable[[str], str]
"""The URL of a file of code from the page, by its path; empty for one that is nowhere shown."""

_MOST_BOXES = 24
"""So many boxes of a map can be told apart."""

_SMALLEST = 0.005
"""Folders with a smaller share of all lines are one box with others: theirs could not be seen."""

_FEWEST = 4
"""Telling fewer parts of a folder apart than these says less than the folder as a whole."""

_WIDTH, _HEIGHT = 16.0, 9.0
"""The shape that a map is drawn for; the style sheet may stretch it."""

_Kind = Literal["folder", "files", "rest"]
_MARKS: Mapping[_Kind, str] = {"folder": "", "files": "*", "rest": "…"}
"""What follows the name of a folder where a box has no room for words."""

_UNKNOWN = "–"
"""Stands for a number that nobody knows."""

_COUNTS, _NEED_COUNTS = (1, 3, 4), (2, 3)
"""The columns of the tables that hold numbers."""


def coverage_page(coverage: Coverage, address: Address, strings: Strings, *, top: int = 25) -> str:
    """The Markdown of the page.

    Args:
        coverage: How far the code is documented.
        address: Where files of code are shown, from the page.
        strings: The words to use.
        top: How many files most in need are told.
    """
    writer = _Writer(address, strings)
    parts = [f"# {plain_text(strings.coverage)}", *writer.parts(coverage, top)]
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the parts of the page."""

    address: Address
    strings: Strings

    def parts(self, coverage: Coverage, top: int) -> Iterator[str]:
        """All parts below the heading."""
        strings = self.strings
        yield self.summary(coverage.total)
        yield sentence(strings.coverage_meaning)
        if not coverage.files:
            return
        yield self.map(coverage)
        columns = (
            strings.column_files,
            strings.column_documented_files,
            strings.column_named,
            strings.column_lines,
            strings.column_documented_lines,
        )
        yield f"## {plain_text(strings.by_folder)}"
        rows = [self.row(_folder_name(one.name), one) for one in coverage.folders()]
        yield _table(strings.by_folder, (strings.column_folder, *columns), _COUNTS, rows)
        yield f"## {plain_text(strings.by_language)}"
        rows = [self.row(self.language(one.name), one) for one in coverage.languages]
        yield _table(strings.by_language, (strings.column_language, *columns), _COUNTS, rows)
        needs = coverage.needs(top)
        if needs:
            columns = (
                strings.column_file,
                strings.column_language,
                strings.column_lines,
                strings.column_commits,
                strings.column_named,
            )
            yield f"## {plain_text(strings.needs)}"
            yield sentence(strings.needs_meaning)
            rows = [self.need(file) for file in needs]
            yield _table(strings.needs, columns, _NEED_COUNTS, rows)

    def summary(self, total: Figures) -> str:
        """The figures of all code together."""
        strings, files = self.strings, len(total.files)
        parts = [
            (strings.coverage_files, files, self.share(total.documented_files, files)),
            (strings.coverage_lines, total.lines, self.share(total.documented_lines, total.lines)),
        ]
        cells = [
            escape(strings.counted(forms, whole)).format(
                share=f"<strong>{escape(share)}</strong>", count=self.number(whole)
            )
            for forms, whole, share in parts
        ]
        if total.named_files:
            number = f"<strong>{escape(self.number(total.named_files))}</strong>"
            words = strings.counted(strings.coverage_named, total.named_files)
            cells.append(escape(words).format(count=number))
        shown = " ".join(f"<span>{cell}</span>" for cell in cells)
        return f'<div class="swimm-health-summary">{shown}</div>'

    def map(self, coverage: Coverage) -> str:
        """A map of the code: a list of boxes, each with all that it shows as text."""
        strings = self.strings
        regions = _regions(coverage)
        boxes = _boxes([region.figures.lines for region in regions])
        items = "\n".join(map(self.box, regions, boxes))
        return (
            '<figure class="swimm-map" data-search-exclude>\n'
            f'<ul role="list" aria-label="{escape(strings.map)}">\n{items}\n</ul>\n'
            f"<figcaption>{escape(strings.map_meaning)}</figcaption>\n</figure>"
        )

    def box(self, region: _Region, box: _Box) -> str:
        """A box of the map."""
        strings, figures = self.strings, region.figures
        folder = _visible(figures.name or "./")
        share = self.share(figures.documented_lines, figures.lines)
        names = {"folder": "{name}", "files": strings.map_files, "rest": strings.map_rest}
        said = strings.counted(strings.map_box, figures.lines).format(
            name=names[region.kind].format(name=folder),
            part=self.number(figures.documented_lines),
            count=self.number(figures.lines),
            share=share,
        )
        # A small box has room for the last part of the path, or for none.
        last = folder.rstrip("/").rfind("/") + 1
        exact = 100 * figures.documented_lines / figures.lines
        return (
            f'<li style="left: {box.left:.2f}%; top: {box.top:.2f}%; width: {box.width:.2f}%; '
            f'height: {box.height:.2f}%; --swimm-share: {exact:.1f}%" title="{escape(said)}">'
            f'<span class="swimm-map-words">{escape(said)}</span>'
            f'<span class="swimm-map-label" aria-hidden="true"><b>{escape(share)}</b> '
            f"<span><span>{escape(folder[:last])}</span>{escape(folder[last:])}"
            f"{_MARKS[region.kind]}</span></span></li>"
        )

    def row(self, name: str, figures: Figures) -> str:
        """A row for a folder or a language; the name is HTML."""
        files = len(figures.files)
        cells = [
            self.cell(files),
            self.bar(figures.documented_files, files),
            self.cell(figures.named_files),
            self.cell(figures.lines),
            self.bar(figures.documented_lines, figures.lines),
        ]
        return f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>'

    def need(self, file: FileCoverage) -> str:
        """A row for a file that nobody has documented."""
        strings, url = self.strings, self.address(file.path)
        shown = f"<code>{escape(_visible(file.path))}</code>"
        name = f'<a href="{escape(url)}">{shown}</a>' if url else shown
        churn = _UNKNOWN if file.churn is None else self.number(file.churn)
        return (
            f'<tr><th scope="row">{name}</th><td>{self.language(file.language)}</td>'
            f"{self.cell(file.lines)}"
            f'<td class="swimm-count" data-sort="{file.churn or 0}">{escape(churn)}</td>'
            f"<td>{escape(strings.answer_yes if file.named else strings.answer_no)}</td></tr>"
        )

    def cell(self, number: int) -> str:
        """A cell with a number."""
        return f'<td class="swimm-count" data-sort="{number}">{escape(self.number(number))}</td>'

    def bar(self, part: int, whole: int) -> str:
        """A cell with a share: in words, and as a bar."""
        exact = 100 * part / whole
        return (
            f'<td class="swimm-share" data-sort="{exact:.2f}">'
            f'<span class="swimm-bar" style="--swimm-share: {exact:.1f}%" aria-hidden="true">'
            f"</span>{escape(self.number(part))} "
            f'<span class="swimm-quiet">({escape(self.share(part, whole))})</span></td>'
        )

    def language(self, name: str) -> str:
        """The name of a language as HTML."""
        return escape(name or self.strings.other_language)

    def number(self, number: int) -> str:
        """A number as it is written."""
        return self.strings.number(number)

    def share(self, part: int, whole: int) -> str:
        """A share as it is written."""
        # The number and its sign stay on one line.
        return self.strings.percent(percent(part, whole)).replace(" ", "\N{NBSP}")


def _folder_name(path: str) -> str:
    return f"<code>{escape(_visible(path))}/</code>" if path else "<code>./</code>"


def _table(title: str, columns: Sequence[str], numbers: Sequence[int], rows: Sequence[str]) -> str:
    """A table.

    Args:
        title: What it is called.
        columns: What its columns are called.
        numbers: The columns that hold numbers, 0-based.
        rows: The rows, as HTML.
    """
    kinds = [' class="swimm-count"' if at in numbers else "" for at in range(len(columns))]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>'
        for name, kind in zip(columns, kinds, strict=True)
    )
    body = "\n".join(rows)
    return (
        f'<div class="swimm-health swimm-coverage" role="region" tabindex="0" '
        f'aria-label="{escape(title)}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _visible(text: str) -> str:
    """A text with everything that is not to be seen, or no text at all, written as an escape."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


@dataclass(frozen=True, slots=True)
class _Region:
    """What a box of a map shows.

    Attributes:
        figures: Its files, named by a folder with a slash at its end; empty for the root.
        kind: Whether it is all of the folder, the files that are in the folder itself, or what is
            left of it.
    """

    figures: Figures
    kind: _Kind = "folder"


def _regions(coverage: Coverage) -> Sequence[_Region]:
    """What a map shows, the largest first: large folders are told apart further than small ones."""
    total = coverage.total.lines
    done: list[_Region] = []
    waiting = [_Region(Figures("", coverage.files))]
    while waiting:
        waiting.sort(key=_by_size)
        region = waiting.pop(0)
        parts = _parts(region.figures)
        room = _MOST_BOXES - len(done) - len(waiting)
        small = region.figures.lines * _MOST_BOXES < total
        if parts[0].kind == "files" or (len(parts) > 1 and (small or room < _FEWEST)):
            done.append(region)
            continue
        for part in _fewer(parts, room, total * _SMALLEST):
            (waiting if part.kind == "folder" else done).append(part)
    return sorted(done, key=_by_size)


def _by_size(region: _Region) -> tuple[int, str, str]:
    return -region.figures.lines, region.figures.name, region.kind


def _parts(folder: Figures) -> Sequence[_Region]:
    """The folders in a folder, and last the files that are in none of them."""
    groups: dict[str, list[FileCoverage]] = {}
    own = []
    for file in folder.files:
        name, slash, _ = file.path[len(folder.name) :].partition("/")
        if slash:
            groups.setdefault(f"{folder.name}{name}/", []).append(file)
        else:
            own.append(file)
    parts = [_Region(Figures(name, files)) for name, files in groups.items()]
    return [*parts, _Region(Figures(folder.name, own), "files")] if own else parts


def _fewer(parts: Sequence[_Region], room: int, least: float) -> Sequence[_Region]:
    """The larger parts of a folder, and the others as one.

    Args:
        parts: The folders and files in it.
        room: How many there may be.
        least: Smaller ones are told with others.
    """
    ordered = sorted(parts, key=_by_size)
    kept = [part for part in ordered if part.figures.lines >= least] or ordered
    if len(kept) < len(ordered) or len(ordered) > room:
        kept = kept[: room - 1]
    rest = ordered[len(kept) :]
    if len(rest) < 2:
        return ordered
    # They are all in the folder that the first one is in.
    first = rest[0].figures.name
    folder = first if rest[0].kind == "files" else first[: first.rstrip("/").rfind("/") + 1]
    files = [file for part in rest for file in part.figures.files]
    return [*kept, _Region(Figures(folder, files), "rest")]


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle within a map, in percent of its width and height."""

    left: float
    top: float
    width: float
    height: float


def _boxes(sizes: Sequence[int]) -> Sequence[_Box]:
    """A box for each size, in order, all together as large as the map.

    They are made as square as they can be: a row is filled along the shorter side of what is free
    until another box would make it worse (Bruls, Huizing, van Wijk: Squarified Treemaps).

    Args:
        sizes: Numbers above 0, the largest first.
    """
    left, top, width, height = 0.0, 0.0, _WIDTH, _HEIGHT
    scale = _WIDTH * _HEIGHT / sum(sizes)
    areas = [size * scale for size in sizes]
    boxes: list[_Box] = []
    at = 0
    while at < len(areas):
        side = min(width, height)
        end = at + 1
        while end < len(areas) and _worst(areas[at : end + 1], side) <= _worst(areas[at:end], side):
            end += 1
        depth = sum(areas[at:end]) / side
        along = 0.0
        for area in areas[at:end]:
            length = area / depth
            if width < height:
                boxes.append(_percent(left + along, top, length, depth))
            else:
                boxes.append(_percent(left, top + along, depth, length))
            along += length
        if width < height:
            top, height = top + depth, height - depth
        else:
            left, width = left + depth, width - depth
        at = end
    return boxes


def _worst(areas: Sequence[float], side: float) -> float:
    """How long and narrow the worst box of a row is: 1 for a square."""
    depth = sum(areas) / side
    return max(max(depth * depth / area, area / (depth * depth)) for area in areas)


def _percent(left: float, top: float, width: float, height: float) -> _Box:
    across, down = 100 / _WIDTH, 100 / _HEIGHT
    return _Box(left * across, top * down, width * across, height * down)
