"""How much of the code is documented: for every file and folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from .codebase import LARGEST, CodeBase, GitTree, WorkTree
from .freshness import Place

_SNIFFED = 8000
"""Git looks for a NUL byte in as many bytes of a file to tell whether it is binary."""

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
    """How far a file is documented.

    Attributes:
        path: The file, from the root of the code.
        lines: How many lines it has that are not blank.
        documented: How many of them are in a snippet or have a token.
        named: Whether a document names the file, or a folder that it is in.
    """

    path: str
    lines: int
    documented: int = 0
    named: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """How far files are documented together.

    Attributes:
        folder: The folder that they are in; empty for the root.
        files: How many there are.
        documented_files: How many of them have a line that is documented.
        named_files: How many are named without a documented line.
        lines: How many lines they have that are not blank.
        documented_lines: How many of these are documented.
    """

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

    Folders are told apart as many levels deep as leaves a table that can be read at a glance.
    """
    paths = [(file.path.split("/")[:-1], file) for file in files]
    best: dict[str, list[FileCoverage]] = {}
    for depth in range(1, max((len(folders) for folders, _ in paths), default=0) + 2):
        groups: dict[str, list[FileCoverage]] = {}
        for folders, file in paths:
            groups.setdefault("/".join(folders[:depth]), []).append(file)
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
    """Which files count as code, by their path from the root of the code.

    Args:
        include: Patterns as in ``.gitignore``: only files that match count, also those that
            otherwise are no code.
        exclude: Files that match do not count.

    Raises:
        ValueError: A pattern is not valid.
    """
    included = GitIgnoreSpec.from_lines(include) if include else None
    excluded = GitIgnoreSpec.from_lines(
        [*(() if include else _NOT_CODE.split()), *_DOCUMENTS, *exclude]
    )

    def takes(path: str) -> bool:
        return not excluded.match_file(path) and (included is None or included.match_file(path))

    return takes


def coverage_of(
    code: CodeBase, places: Iterable[Place], takes: Callable[[str], bool]
) -> tuple[Sequence[FileCoverage], Sequence[str]]:
    """Measure how far code is documented.

    Lines count where the code of a snippet or token is now, whether it moved or changed. Binary
    files and empty ones are left out.

    Args:
        code: The code: a work tree or a commit.
        places: The places that documents speak of.
        takes: Which files count, by their path.

    Returns:
        All text files with anything in them, and the paths of those that could not be read.
    """
    spans: dict[str, set[tuple[int, int]]] = {}
    named = set()
    for place in places:
        if place.first is None:
            named.add(place.path)
        else:
            spans.setdefault(place.path, set()).add((place.first, place.last or place.first))
    measured, unread = [], []
    for path, data in _files(code, takes):
        if data is None:
            unread.append(path)
            continue
        rows = _rows(data)
        lines = sum(map(bool, map(bytes.strip, rows)))
        if lines:
            documented = _documented(rows, spans.get(path, ()))
            measured.append(FileCoverage(path, lines, documented, _is_named(path, named)))
    return measured, unread


def _documented(rows: Sequence[bytes], spans: Iterable[tuple[int, int]]) -> int:
    """How many rows are in one of some spans and not blank."""
    numbers = {
        number for first, last in spans for number in range(max(first, 1), min(last, len(rows)) + 1)
    }
    return sum(bool(rows[number - 1].strip()) for number in numbers)


def _is_named(path: str, named: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:end]) in named for end in range(len(parts), 0, -1))


def _rows(data: bytes) -> Sequence[bytes]:
    """The lines of a file; none of one that is binary."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    elif b"\0" in data[:_SNIFFED]:
        return ()
    return data.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def _files(code: CodeBase, takes: Callable[[str], bool]) -> Iterator[tuple[str, bytes | None]]:
    """Path and content of the files that git knows, in order; None for what can not be read."""
    if isinstance(code, GitTree):
        for name, blob in sorted(code.git.blobs(code.commit).items()):
            path = name.removeprefix(code.prefix)
            if name.startswith(code.prefix) and takes(path):
                info = code.git.info(blob)
                if info is None or info.size <= LARGEST:
                    yield path, code.git.read(blob) if info else None
    elif isinstance(code, WorkTree):
        names = code.git.tracked() if code.git else _walk(code.root)
        for name in sorted(names):
            path = name.removeprefix(code.prefix)
            if name.startswith(code.prefix) and takes(path):
                yield from _read(code.root, path)


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
