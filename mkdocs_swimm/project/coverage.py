"""Measures how much of the code is documented, by file and folder."""

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
"""Prose, data, lock files, third-party code and generated code."""

_MOST_FOLDERS = 20


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """The coverage of a file."""

    path: str
    lines: int  # that are not blank
    documented: int = 0  # the number of them with a snippet or token
    named: bool = False  # whether a document names the file, or a folder around it


@dataclass(frozen=True, slots=True)
class Figures:
    """The coverage of a folder."""

    folder: str
    files: int
    documented_files: int
    named_files: int  # by name alone
    lines: int
    documented_lines: int


def figures_of(files: Collection[FileCoverage], folder: str = "") -> Figures:
    """The sums over some files."""
    return Figures(
        folder,
        len(files),
        sum(file.documented > 0 for file in files),
        sum(file.named and not file.documented for file in files),
        sum(file.lines for file in files),
        sum(file.documented for file in files),
    )


def folders_of(files: Sequence[FileCoverage]) -> Sequence[Figures]:
    """The coverage by folder, as deep as a short table allows; that with most lines first."""
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
    return sorted(figures, key=lambda folder: (-folder.lines, folder.folder))


def most_in_need(files: Iterable[FileCoverage]) -> Sequence[FileCoverage]:
    """The files without a documented line, the largest first."""
    undocumented = [file for file in files if not file.documented]
    return sorted(undocumented, key=lambda file: (-file.lines, file.path))


def percent(part: int, whole: int) -> int:
    """A share in whole percent, which is 0 or 100 only for nothing or everything."""
    if not part:
        return 0
    return 100 if part == whole else min(max(round(100 * part / whole), 1), 99)


def selection(include: Sequence[str] = (), exclude: Sequence[str] = ()) -> Callable[[str], bool]:
    """Tells which paths are code, by patterns as in ``.gitignore``; raises ValueError for bad ones.

    With ``include``, every file that matches counts, even prose or data.
    """
    included = GitIgnoreSpec.from_lines(include or ["*"])
    others = () if include else _NOT_CODE.split()
    excluded = GitIgnoreSpec.from_lines([*others, *_DOCUMENTS, *exclude])
    return lambda path: included.match_file(path) and not excluded.match_file(path)


def coverage_of(
    code: CodeBase, places: Iterable[Place], is_code: Callable[[str], bool]
) -> tuple[Sequence[FileCoverage], Sequence[str]]:
    """The coverage of text files, and the paths of unreadable ones, both sorted by path."""
    documented: dict[str, set[int]] = {}
    named = set()
    for place in places:
        if place.first is None:
            named.add(place.path)
        else:
            lines = range(place.first, (place.last or place.first) + 1)
            documented.setdefault(place.path, set()).update(lines)
    is_measured = is_code
    if isinstance(code, WorkTree) and (git := code.git):
        prefix, tracked = code.prefix, git.tracked()
        is_measured = lambda path: is_code(path) and prefix + path in tracked  # noqa: E731
    measured, unreadable = [], []
    for file in code.each(is_measured):
        if isinstance(file, Unreadable):
            unreadable += [file.path] * (file.obstacle == "unreadable")
        elif filled := {number for number, line in enumerate(file.raw, 1) if line.strip()}:
            count = len(filled & documented.get(file.path, set()))
            paths = {file.path, *(str(folder) for folder in PurePosixPath(file.path).parents)}
            is_named = not named.isdisjoint(paths)
            measured.append(FileCoverage(file.path, len(filled), count, is_named))
    return sorted(measured, key=lambda file: file.path), sorted(unreadable)
