"""How much of the code is documented: for every file, folder and language.

The figures are a pure function of the files and of what was found out about the documents; which
files there are, and what is in them, is asked at the end of the module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase, translate
from functools import cache, cached_property
from pathlib import Path
from stat import S_ISREG

from pygments.lexers import find_lexer_class_by_name, get_all_lexers

from .codebase import LARGEST, CodeBase, GitTree, WorkTree
from .freshness import Finding
from .rendering.languages import language_of_path

OTHER = ""
"""The language of files whose language is not known."""

TOP = ""
"""The folder of files that are in none."""

_SNIFFED = 8000
"""Git looks for a NUL byte in as many bytes of a file to tell whether it is binary."""

_LEFT_OUT = {
    "documents": "*.sw.md .swm",
    "prose": "*.md *.mdx *.markdown *.rst *.adoc *.asciidoc README* LICENSE* LICENCE* COPYING* "
    "NOTICE* AUTHORS* CHANGELOG* CHANGES*",
    "data": "*.csv *.tsv *.geojson *.log *.po *.pot",
    "images that are text": "*.svg *.xpm *.xbm *.eps",
    "written by package managers": "*.lock *.lockfile *.lock.json *.lock.hcl *-lock.json "
    "*-lock.yaml *-lock.yml npm-shrinkwrap.json go.sum Package.resolved",
    "written by others": "node_modules bower_components jspm_packages vendor third_party "
    "third-party venv .venv site-packages Pods Carthage .yarn mvnw mvnw.cmd gradlew gradlew.bat",
    "written by programs": "*.min.js *.min.mjs *.min.css *-min.js *-min.css *.js.map *.css.map "
    "*.snap *.generated.* *.designer.cs *.Designer.cs *.g.cs *.g.dart *.freezed.dart *_pb2.py "
    "*_pb2.pyi *_pb2_grpc.py *.pb.go *.pb.cc *.pb.h *_pb.js *_generated.go *_gen.go "
    "zz_generated.* __pycache__ __generated__",
    "about the repository": ".git*",
}
"""Names of files and folders that do not count as code, unless they are asked for."""

_NOT_OWN = ("target", "build", "dist")
"""Folders that git would ignore, where there is none to ask."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """How far a file is documented.

    Attributes:
        path: The file, from the root of the code.
        language: The name of its language; ``OTHER`` where it is not known.
        lines: How many lines it has that are not blank.
        documented: How many of them documents speak of, in snippets and tokens.
        documents: How many documents speak of its lines or name the file itself.
        named: Whether a document names the file, or a folder that it is in.
        churn: How many commits touched it in twelve months; None where nobody knows.
    """

    path: str
    language: str
    lines: int
    documented: int = 0
    documents: int = 0
    named: bool = False
    churn: int | None = None

    @property
    def need(self) -> int:
        """How much it would help to document the file: large ones that change often come first."""
        return 0 if self.documented else self.lines * (1 + (self.churn or 0))


@dataclass(frozen=True)
class Figures:
    """How far files are documented together.

    Attributes:
        name: What they have in common: a folder or a language.
        files: The files.
    """

    name: str
    files: Sequence[FileCoverage]

    @cached_property
    def lines(self) -> int:
        """How many lines they have that are not blank."""
        return sum(file.lines for file in self.files)

    @cached_property
    def documented_lines(self) -> int:
        """How many of the lines are documented."""
        return sum(file.documented for file in self.files)

    @cached_property
    def documented_files(self) -> int:
        """How many files have a line that is documented."""
        return sum(file.documented > 0 for file in self.files)

    @cached_property
    def named_files(self) -> int:
        """How many files are named, and nothing else is said of them."""
        return sum(file.named and not file.documented for file in self.files)

    @property
    def covered_files(self) -> int:
        """How many files are documented or named."""
        return self.documented_files + self.named_files


@dataclass(frozen=True)
class Coverage:
    """How far code is documented.

    Attributes:
        files: All files with anything in them, in the order of their paths.
        unread: The paths of those that could not be read, in order; they count for nothing.
    """

    files: Sequence[FileCoverage] = ()
    unread: Sequence[str] = ()

    @cached_property
    def total(self) -> Figures:
        """All files together."""
        return Figures("", self.files)

    @cached_property
    def knows_churn(self) -> bool:
        """Whether it is known how often files were touched."""
        return any(file.churn is not None for file in self.files)

    def folders(self, depth: int = 1) -> Sequence[Figures]:
        """The files by folder, the largest folder first; ``TOP`` for those that are in none.

        Args:
            depth: How many levels of folders are told apart.
        """
        return _grouped(self.files, lambda file: folder_of(file.path, depth))

    @cached_property
    def languages(self) -> Sequence[Figures]:
        """The files by language, the largest first."""
        return _grouped(self.files, lambda file: file.language)

    def needs(self, count: int) -> Sequence[FileCoverage]:
        """Files of which no line is documented, those most in need first.

        Args:
            count: How many at most.
        """
        files = sorted(self.files, key=lambda file: (-file.need, file.path))
        return [file for file in files[:count] if file.need]


def folder_of(path: str, depth: int) -> str:
    """The folder of a file, at most so many levels deep; ``TOP`` for a file that is in none."""
    return "/".join(path.split("/")[:-1][:depth])


def percent(part: int, whole: int) -> int:
    """A share in whole percent: 0 and 100 only where it is nothing, or all."""
    if not part:
        return 0
    return 100 if part == whole else min(max(round(100 * part / whole), 1), 99)


def _grouped(
    files: Iterable[FileCoverage], key: Callable[[FileCoverage], str]
) -> Sequence[Figures]:
    groups: dict[str, list[FileCoverage]] = {}
    for file in files:
        groups.setdefault(key(file), []).append(file)
    figures = [Figures(name, group) for name, group in groups.items()]
    return sorted(figures, key=lambda one: (-one.lines, one.name))


def measure(
    files: Iterable[tuple[str, bytes | None]],
    documents: Iterable[Iterable[Finding]],
    churn: Mapping[str, int] | None = None,
) -> Coverage:
    """Measure how far code is documented.

    Lines count where the code of a snippet or token is now, whether it moved or changed; what is
    gone counts for nothing. Binary files and empty ones are left out.

    Args:
        files: Path, from the root of the code, and content of each file; None for one that can not
            be read. They are looked at one after another.
        documents: What was found out about the references of each document.
        churn: How many commits touched each file, by path; None where nobody knows.
    """
    said = _said(documents)
    measured = []
    unread = []
    for path, data in files:
        if data is None:
            unread.append(path)
        elif rows := _rows(data):
            file = _measured(path, rows, said, None if churn is None else churn.get(path, 0))
            measured += [file] if file.lines else []
    ordered = sorted(measured, key=lambda file: file.path)
    return Coverage(tuple(ordered), tuple(sorted(unread)))


@dataclass(frozen=True, slots=True)
class _Said:
    """What documents say of code, by path.

    Attributes:
        lines: The lines, first and last.
        named: The files and folders that are named.
        documents: The numbers of the documents.
    """

    lines: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    documents: dict[str, set[int]] = field(default_factory=dict)

    def names(self, path: str) -> bool:
        """Whether a file is named, or a folder that it is in."""
        parts = path.split("/")
        return any("/".join(parts[:end]) in self.named for end in range(len(parts), 0, -1))


def _said(documents: Iterable[Iterable[Finding]]) -> _Said:
    said = _Said()
    for number, findings in enumerate(documents):
        for finding in findings:
            place = finding.place
            # Whoever names the root of all code says nothing of any file.
            if place is None or not place.path:
                continue
            said.documents.setdefault(place.path, set()).add(number)
            if place.first is None:
                said.named.add(place.path)
            else:
                span = (place.first, place.last or place.first)
                said.lines.setdefault(place.path, set()).add(span)
    return said


def _rows(data: bytes) -> Sequence[bytes]:
    """The lines of a file; none of one that is binary."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    elif b"\0" in data[:_SNIFFED]:
        return ()
    return data.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def _measured(path: str, rows: Sequence[bytes], said: _Said, churn: int | None) -> FileCoverage:
    documented = {
        number
        for first, last in said.lines.get(path, ())
        for number in range(max(first, 1), min(last, len(rows)) + 1)
        if rows[number - 1].strip()
    }
    return FileCoverage(
        path,
        language_name(path),
        sum(map(bool, map(bytes.strip, rows))),
        len(documented),
        len(said.documents.get(path, ())),
        said.names(path),
        churn,
    )


def language_name(path: str) -> str:
    """The name of a file's language by its path; ``OTHER`` where it is not known."""
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    if not _irregular().fullmatch(name) and stem and dot:
        # Asking for the same suffix again and again takes seconds.
        name = f"a.{suffix}"
    return _name_of(name)


@cache
def _name_of(file_name: str) -> str:
    alias = language_of_path(file_name)
    return OTHER if alias == "text" else find_lexer_class_by_name(alias).name


@cache
def _irregular() -> re.Pattern[str]:
    """The names of files that tell more than their suffix does."""
    patterns = {pattern for _, _, known, _ in get_all_lexers() for pattern in known}
    regular = re.compile(r"\*\.\w+")
    return _any_of(pattern for pattern in sorted(patterns) if not regular.fullmatch(pattern))


@dataclass(frozen=True)
class Selection:
    """Which files count as code.

    A glob matches the path of a file or of a folder that it is in, as in ``.gitignore``: without a
    slash at any level, ``**`` for any number of folders.

    Attributes:
        include: Only files that match one of these globs, where there are any. What such a glob
            names, like ``vendor/**``, counts although it is left out otherwise.
        exclude: No files that match one of these globs.
    """

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()

    def takes(self, path: str) -> bool:
        """Whether a file counts.

        Args:
            path: The file, from the root of the code.
        """
        parts = path.split("/")
        if any(map(self._usual.fullmatch, parts)):
            return False
        if self.include and not _match(parts, self._included):
            return False
        return not _match(parts, self._excluded)

    @cached_property
    def _usual(self) -> re.Pattern[str]:
        wanted = [part for glob in self._included for part in glob]
        usual = " ".join(_LEFT_OUT.values()).split()
        return _any_of(
            name for name in usual if not any(fnmatchcase(part, name) for part in wanted)
        )

    @cached_property
    def _included(self) -> Sequence[Sequence[str]]:
        return [_glob(glob) for glob in self.include]

    @cached_property
    def _excluded(self) -> Sequence[Sequence[str]]:
        return [_glob(glob) for glob in self.exclude]


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)))


def _glob(text: str) -> Sequence[str]:
    """The parts of a glob."""
    parts = [part for part in text.split("/") if part not in ("", ".")]
    if len(parts) == 1 and not text.startswith("/"):
        parts.insert(0, "**")
    # Several of these after one another say no more, and take long to try.
    return [part for at, part in enumerate(parts) if part != "**" or parts[at - 1 : at] != ["**"]]


def _match(parts: Sequence[str], globs: Iterable[Sequence[str]]) -> bool:
    return any(glob and _matches(parts, glob) for glob in globs)


def _matches(parts: Sequence[str], glob: Sequence[str]) -> bool:
    """Whether a path, or a folder that it is in, matches a glob."""
    if not glob:
        return True
    if not parts:
        return False
    if glob[0] == "**":
        return any(_matches(parts[start:], glob[1:]) for start in range(len(parts)))
    return fnmatchcase(parts[0], glob[0]) and _matches(parts[1:], glob[1:])


def coverage_of(
    code: CodeBase, documents: Iterable[Iterable[Finding]], selection: Selection
) -> Coverage:
    """Measure how far code is documented: see ``measure``.

    Args:
        code: The code: a work tree or a commit.
        documents: What was found out about the references of each document.
        selection: Which files count.
    """
    return measure(code_files(code, selection), documents, churn_of(code))


def churn_of(code: CodeBase) -> Mapping[str, int] | None:
    """How many commits touched each file, by its path from the root of the code.

    Args:
        code: The code: a work tree or a commit.

    Returns:
        The numbers (see ``Git.churn``); None where git can not tell.
    """
    git = code.git if isinstance(code, WorkTree | GitTree) else None
    prefix = code.prefix if isinstance(code, WorkTree | GitTree) else ""
    churn = git.churn(code.revision or "HEAD") if git else None
    if churn is None:
        return None
    return {
        path.removeprefix(prefix): count for path, count in churn.items() if path.startswith(prefix)
    }


def code_files(code: CodeBase, selection: Selection) -> Iterator[tuple[str, bytes | None]]:
    """Path and content of the files of code, one after another.

    Args:
        code: The code: a work tree or a commit.
        selection: Which files count.

    Yields:
        Path, from the root of the code, and content of each file that is not too large; None for
        one that can not be read. Nothing is raised for those that are no longer there.
    """
    if isinstance(code, GitTree):
        yield from _of_commit(code, selection)
    elif isinstance(code, WorkTree):
        yield from _of_folder(code, selection)


def _of_commit(code: GitTree, selection: Selection) -> Iterator[tuple[str, bytes | None]]:
    for name, blob in sorted(code.git.blobs(code.commit).items()):
        path = name.removeprefix(code.prefix)
        if name.startswith(code.prefix) and selection.takes(path):
            info = code.git.info(blob)
            if info is None or info.size <= LARGEST:
                yield path, code.git.read(blob) if info else None


def _of_folder(code: WorkTree, selection: Selection) -> Iterator[tuple[str, bytes | None]]:
    if code.git:
        listed = code.git.files()
        paths = {name.removeprefix(code.prefix) for name in listed if name.startswith(code.prefix)}
    else:
        paths = set(_walk(code.root))

    @cache
    def is_inside(folder: Path) -> bool:
        return folder.resolve().is_relative_to(code.root)

    for path in sorted(paths):
        if not selection.takes(path):
            continue
        file = code.root / path
        try:
            status = file.lstat()
            if S_ISREG(status.st_mode) and status.st_size <= LARGEST and is_inside(file.parent):
                yield path, file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, RuntimeError, ValueError):
            yield path, None


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_OWN]
        for name in names:
            yield (Path(folder) / name).relative_to(root).as_posix()
