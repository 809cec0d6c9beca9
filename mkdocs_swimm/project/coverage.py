"""How much of the code is documented: for every file and folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pathspec import GitIgnoreSpec

from ..code.codebase import CodeBase, WorkTree
from ..code.source_file import Unreadable
from ..freshness import Place

_DOCUMENTS = ("*.sw.md", ".swm")
_NOT_CODE = """
    *.md *.mdx *.markdown *.rst *.adoc *.asciidoc README* LICENSE* LICENCE* COPYING* NOTICE*
    AUTHORS* CHANGELOG* CHANGES* *.csv *.tsv *.geojson *.log *.po *.pot *.svg *.xpm *.xbm *.eps
    *.lock *.lockfile *.lock.json *.lock.hcl *-lock.json *-lock.yaml *-lock.yml
    npm-shrinkwrap.json go.sum Package.resolved node_modules bower_components jspm_packages vendor
    third_party third-party venv .venv site-packages Pods Carthage .yarn mvnw mvnw.cmd gradlew
    gradlew.bat *.min.js *.min.mjs *.min.css *-min.js *-min.css *.js.map *.css.map *.snap
    *.generated.* *.designer.cs *.Designer.cs *.g.cs *.g.dart *.freezed.dart *_pb2.py *_pb2.pyi
    *_pb2_grpc.py *.pb.go *.pb.cc *.pb.h *_pb.js *_generated.go *_gen.go zz_generated.*
    __pycache__ __generated__ .git*
"""
"""Prose, data, lock files, and what others or programs wrote."""

_MOST_FOLDERS = 20


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """How far a file is documented."""

    path: str
    lines: int  # that are not blank
    documented: int = 0  # how many of them a snippet or token is on
    named: bool = False  # whether a document names it, or a folder that it is in


@dataclass(frozen=True, slots=True)
class Figures:
    """How many files and lines of a folder are documented."""

    folder: str
    files: int
    documented_files: int
    named_files: int  # by name alone
    lines: int
    documented_lines: int


def figures_of(files: Collection[FileCoverage], folder: str = "") -> Figures:
    """The figures of some files together."""
    return Figures(
        folder,
        len(files),
        sum(file.documented > 0 for file in files),
        sum(file.named and not file.documented for file in files),
        sum(file.lines for file in files),
        sum(file.documented for file in files),
    )


def folders_of(files: Sequence[FileCoverage]) -> Sequence[Figures]:
    """The files by folder, as deep as fits a table for a glance; the one with most lines first."""
    deepest = max((file.path.count("/") for file in files), default=0)
    best: dict[str, list[FileCoverage]] = {}
    for depth in range(1, deepest + 2):
        groups: dict[str, list[FileCoverage]] = {}
        for file in files:
            groups.setdefault("/".join(file.path.split("/")[:-1][:depth]), []).append(file)
        if best and len(groups) > _MOST_FOLDERS:
            break
        best = groups
    figures = (figures_of(group, folder) for folder, group in best.items())
    return sorted(figures, key=lambda one: (-one.lines, one.folder))


def most_in_need(files: Iterable[FileCoverage]) -> Sequence[FileCoverage]:
    """The files of which no line is documented, the largest first."""
    undocumented = [file for file in files if not file.documented]
    return sorted(undocumented, key=lambda file: (-file.lines, file.path))


def percent(part: int, whole: int) -> int:
    """A share in whole percent: 0 and 100 only where it is nothing, or all."""
    if not part:
        return 0
    return 100 if part == whole else min(max(round(100 * part / whole), 1), 99)


def selection(include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Callable[[str], bool]:
    """Which files count as code, by patterns as in ``.gitignore``; raises ValueError for bad ones.

    With ``include``, all files that match count, also those that otherwise are no code.
    """
    included = GitIgnoreSpec.from_lines(include or ["*"])
    others = () if include else _NOT_CODE.split()
    excluded = GitIgnoreSpec.from_lines([*others, *_DOCUMENTS, *exclude])
    return lambda path: included.match_file(path) and not excluded.match_file(path)


def coverage_of(
    code: CodeBase, places: Iterable[Place], takes: Callable[[str], bool]
) -> tuple[Sequence[FileCoverage], Sequence[str]]:
    """How far all text files are documented, and the paths of those that could not be read."""
    documented: dict[str, set[int]] = {}
    named = set()
    for place in places:
        if place.first is None:
            named.add(place.path)
        else:
            lines = range(place.first, (place.last or place.first) + 1)
            documented.setdefault(place.path, set()).update(lines)
    own = takes
    if isinstance(code, WorkTree) and (git := code.git):
        prefix, tracked = code.prefix, git.tracked()
        own = lambda path: takes(path) and prefix + path in tracked  # noqa: E731
    measured, unread = [], []
    for file in code.each(own):
        if isinstance(file, Unreadable):
            unread += [file.path] * (file.obstacle == "unreadable")
        elif filled := {number for number, line in enumerate(file.raw, 1) if line.strip()}:
            count = len(filled & documented.get(file.path, set()))
            within = {file.path, *(str(folder) for folder in PurePosixPath(file.path).parents)}
            is_named = not named.isdisjoint(within)
            measured.append(FileCoverage(file.path, len(filled), count, is_named))
    return sorted(measured, key=lambda one: one.path), sorted(unread)
