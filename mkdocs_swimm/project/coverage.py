"""How much of the code is documented: for every file and folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from ..code.codebase import LARGEST, CodeBase, WorkTree
from ..code.git_tree import GitTree
from ..freshness import Place

_SNIFFED = 8000
"""Git looks for a NUL byte in as many bytes of a file to decide whether it is binary."""

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

_BUILT = ("target", "build", "dist", "site")
"""Folders that are left out where there is no git to say what belongs to the repository."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """A file: its lines that are not blank, how many of them a snippet or token is on.

    It is ``named`` where a document names it, or a folder that it is in.
    """

    path: str
    lines: int
    documented: int = 0
    named: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """How many files and lines of a folder are documented; ``named_files`` are so by name alone."""

    folder: str
    files: int
    documented_files: int
    named_files: int
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


def folders_of(files: Iterable[FileCoverage]) -> Sequence[Figures]:
    """The files by folder, the one with most lines first.

    Folders are listed as many levels deep as leaves a table that can be read at a glance.
    """
    files = list(files)
    best: dict[str, list[FileCoverage]] = {}
    for depth in range(1, max((file.path.count("/") for file in files), default=0) + 2):
        groups: dict[str, list[FileCoverage]] = {}
        for file in files:
            groups.setdefault("/".join(file.path.split("/")[:-1][:depth]), []).append(file)
        if best and len(groups) > _MOST_FOLDERS:
            break
        best = groups
    figures = [figures_of(group, folder) for folder, group in best.items()]
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
    """Which files count as code, by their path; patterns are as in ``.gitignore``.

    With ``include``, all files that match count, also those that otherwise are no code. Raises
    ValueError for a pattern that is not valid.
    """
    included = GitIgnoreSpec.from_lines(include or ["*"])
    others = () if include else _NOT_CODE.split()
    excluded = GitIgnoreSpec.from_lines([*others, *_DOCUMENTS, *exclude])
    return lambda path: included.match_file(path) and not excluded.match_file(path)


def coverage_of(
    code: CodeBase, places: Iterable[Place], takes: Callable[[str], bool]
) -> tuple[Sequence[FileCoverage], Sequence[str]]:
    """Measure how far code is documented.

    Returns all text files with anything in them, and the paths of those that could not be read.
    """
    documented: dict[str, set[int]] = {}
    named = set()
    for place in places:
        if place.first is None:
            named.add(place.path)
        else:
            lines = range(place.first, (place.last or place.first) + 1)
            documented.setdefault(place.path, set()).update(lines)
    measured, unread = [], []
    for path, data in _files(code, takes):
        if data is None:
            unread.append(path)
        elif filled := _filled(data):
            count = len(filled & documented.get(path, set()))
            within = {path, *(folder.as_posix() for folder in PurePosixPath(path).parents[:-1])}
            measured.append(FileCoverage(path, len(filled), count, not named.isdisjoint(within)))
    return measured, unread


def _filled(data: bytes) -> set[int]:
    """The numbers of the lines that are not blank; none of a file that is binary."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    elif b"\0" in data[:_SNIFFED]:
        return set()
    rows = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return {number for number, row in enumerate(rows, 1) if row.strip()}


def _files(code: CodeBase, takes: Callable[[str], bool]) -> Iterator[tuple[str, bytes | None]]:
    """Path and content of the files that git knows, in order; None for what can not be read."""
    if isinstance(code, GitTree):
        blobs = code.git.blobs(code.commit)
        names: Iterable[str] = blobs
    elif isinstance(code, WorkTree):
        blobs = {}
        names = code.git.tracked() if code.git else _walk(code.root)
    else:
        return
    for name in sorted(names):
        path = name.removeprefix(code.prefix)
        if not name.startswith(code.prefix) or not takes(path):
            continue
        if isinstance(code, WorkTree):
            yield from _read(code.root, path)
            continue
        info = code.git.info(blobs[name])
        if info is None or info.size <= LARGEST:
            yield path, code.git.read(blobs[name]) if info else None


def _read(root: Path, path: str) -> Iterator[tuple[str, bytes | None]]:
    """A file below a folder; nothing where it is no more, a link, outside, or too large."""
    file = root / path
    try:
        inside = file.parent.resolve().is_relative_to(root)
        if inside and not file.is_symlink() and file.is_file() and file.stat().st_size <= LARGEST:
            yield path, file.read_bytes()
    except FileNotFoundError:
        return
    except (OSError, RuntimeError, ValueError):
        yield path, None


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _BUILT]
        for name in names:
            yield (Path(folder) / name).relative_to(root).as_posix()
