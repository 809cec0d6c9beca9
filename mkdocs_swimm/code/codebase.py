"""The code that documents refer to: its files as they are now, and nothing outside of its root.

The same questions can be asked of a work tree and of any commit of git.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol

from ..safety.files import real_path
from .git import Git, ignored_files
from .words import identifiers

Kind = Literal["file", "folder"]
Obstacle = Literal[
    "missing", "outside", "submodule", "pointer", "binary", "too large", "unreadable"
]
"""Why a file has no lines.

``submodule``: it is in one that is not there. ``pointer``: Git LFS has it, and has left a pointer.
"""

LARGEST = 10 * 1024 * 1024
"""Larger files are not read: nobody documents them line by line."""

_MOST_FILES = 50_000
_NOT_OWN = ("node_modules", "vendor", "venv", "site-packages", "target", "build", "dist")
_SNIFFED = 8000
"""Git looks for a NUL byte in as many bytes of a file to decide whether it is binary."""

_POINTER = b"version https://git-lfs.github.com/spec/"
_BOM = "\ufeff"
_REPLACED = "\ufffd"
"""Stands for bytes that are not text."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def comparable(line: str) -> str:
    """A line as it is compared: line ends, spaces at the end and a byte order mark do not count."""
    return line.lstrip(_BOM).rstrip() if line.startswith(_BOM) else line.rstrip()


def squeezed(lines: Iterable[str]) -> tuple[str, Sequence[int]]:
    """Lines without white space and commas, which formatters put in, and where each begins."""
    parts = ["".join(line.split()).replace(",", "") for line in lines]
    return "".join(parts), list(accumulate(map(len, parts), initial=0))[:-1]


@dataclass(frozen=True)
class SourceFile:
    """A file of code.

    Attributes:
        path: Its path from the root.
        raw: Its lines without their ends, without byte order marks.
        blob: What git calls a file with these very bytes.
    """

    path: str
    raw: Sequence[str]
    blob: str = ""

    def line(self, number: int) -> str | None:
        """A line by its number, 1-based, as it is compared; None where the file has no such."""
        return self.raw[number - 1].rstrip() if 1 <= number <= len(self.raw) else None

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All lines as they are compared (see ``comparable``).

        Most files are only asked for a few lines, and then it is not worth while to touch all.
        """
        return tuple(map(str.rstrip, self.raw))

    @cached_property
    def squeezed(self) -> tuple[str, Sequence[int]]:
        """The lines without white space (see ``squeezed``)."""
        return squeezed(self.raw)

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the lines with a text, in order."""
        places: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, 1):
            places.setdefault(line, []).append(number)
        return places

    @cached_property
    def stripped(self) -> Mapping[str, Sequence[int]]:
        """The same without the spaces that lines are indented by."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.raw, 1):
            found.setdefault(line.strip(), []).append(number)
        return found

    @cached_property
    def words(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the lines that a word of letters and digits is on, in order."""
        words: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines, 1):
            for word in set(identifiers(line)):
                words.setdefault(word, []).append(number)
        return words


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that can not be compared with anything.

    Attributes:
        path: Its path from the root.
        obstacle: Why.
    """

    path: str
    obstacle: Obstacle


def source_file(path: str, data: bytes) -> SourceFile | Unreadable:
    """The lines of a file.

    Args:
        path: Its path from the root.
        data: Its bytes.
    """
    if data.startswith(_UTF_16):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data[:_SNIFFED]:
        return Unreadable(path, "binary")
    elif data.startswith(_POINTER):
        return Unreadable(path, "pointer")
    else:
        # As Swimm's editor read it, bytes that are no UTF-8 became U+FFFD in the documents.
        text = data.decode("utf-8", "replace")
    # Only a line feed ends a line, as in git and on code hosts; `comparable` takes a CR away.
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return SourceFile(path, [*map(comparable, lines)] if _BOM in text else lines, blob_id(data))


def _may_have(data: bytes, lines: Collection[bytes]) -> bool:
    """Whether one of some lines may be in a file; of no lines, any may be."""
    return not lines or data.startswith(_UTF_16) or any(line in data for line in lines)


def bytes_of(path: str) -> bytes:
    """The bytes of a file, at less cost than ``Path`` has for each of many; raises OSError."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def blob_id(data: bytes) -> str:
    """What git calls a file with these bytes (in repositories with the usual SHA-1 names)."""
    head = b"blob %d\0" % len(data)
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()


class CodeBase(Protocol):
    """Code that can be asked for files by their path from its root, in its simplest form."""

    @property
    def revision(self) -> str | None:
        """The commit that it is read from; None for a work tree."""

    def kind(self, path: str) -> Kind | None:
        """What a path is; None for what does not exist or is outside of the root."""

    def read(self, path: str) -> SourceFile | Unreadable:
        """The lines of a file, each file read once; nothing is raised."""

    def named(self, name: str) -> Sequence[str]:
        """The files that have a name, whatever their folder, by their path from the root."""

    def spelled(self, path: str) -> str | None:
        """The only file or folder whose path differs from this one in capitals alone."""

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores: nobody meant them to be published."""

    def each(self, ending: str, lines: Collection[str] = ()) -> Iterator[SourceFile]:
        """All files whose names end like this, which are not kept in memory.

        Args:
            ending: How the names end.
            lines: Files that have none of these, as they are compared, may be left out.
        """


class Files:
    """What is asked alike of files of a work tree and of a commit (see ``git_tree``)."""

    _files: dict[str, SourceFile | Unreadable]

    def _listed(self) -> Mapping[str, Sequence[str]]:
        raise NotImplementedError

    def _data(self, path: str) -> bytes | Unreadable:
        raise NotImplementedError

    @cached_property
    def _names(self) -> Mapping[str, Sequence[str]]:
        return self._listed()

    @cached_property
    def _spellings(self) -> Mapping[str, Collection[str]]:
        return _by_spelling(path for paths in self._names.values() for path in paths)

    def read(self, path: str) -> SourceFile | Unreadable:
        """The lines of a file, each file read once; nothing is raised."""
        if path not in self._files:
            data = self._data(path)
            found = data if isinstance(data, Unreadable) else source_file(path, data)
            self._files[path] = found
        return self._files[path]

    def named(self, name: str) -> Sequence[str]:
        """The files that have a name, whatever their folder."""
        return self._names.get(name, ())

    def spelled(self, path: str) -> str | None:
        """The only file or folder whose path differs from this one in capitals alone."""
        same = self._spellings.get(path.casefold(), ())
        return next(iter(same)) if len(same) == 1 else None

    def each(self, ending: str, lines: Collection[str] = ()) -> Iterator[SourceFile]:
        """All files whose names end like this, which are not kept in memory."""
        # To look for lines in bytes takes a quarter of the time that making lines of all takes.
        wanted = (
            []
            if _REPLACED in "".join(lines)
            else [line.encode("utf-8", "replace") for line in lines]
        )
        for name, paths in self._names.items():
            for path in paths if name.endswith(ending) else ():
                file = self._files.get(path)
                if file is None:
                    data = self._data(path)
                    if isinstance(data, bytes) and _may_have(data, wanted):
                        file = source_file(path, data)
                if isinstance(file, SourceFile):
                    yield file


@dataclass
class WorkTree(Files):
    """The files below a folder as they are now.

    Attributes:
        root: The folder.
        git: The repository that it is in, which knows the files without walking.
        prefix: The folder within that repository, empty or with a slash at its end.
    """

    root: Path
    git: Git | None = None
    prefix: str = ""
    _places: dict[str, tuple[str, os.stat_result] | None] = field(default_factory=dict)
    _files: dict[str, SourceFile | Unreadable] = field(default_factory=dict)
    _folders: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()

    @property
    def revision(self) -> str | None:
        """None: this is a work tree."""
        return None

    def kind(self, path: str) -> Kind | None:
        """What a path is; a link that leads out of the root is nothing."""
        found = self._found(path)
        mode = found[1].st_mode if found else 0
        return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else None

    def _found(self, path: str) -> tuple[str, os.stat_result] | None:
        """Where a path really is, and what is there; None for nothing, or outside of the root."""
        if path not in self._places:
            try:
                self._places[path] = self._look(path)
            except (OSError, ValueError, RuntimeError):
                self._places[path] = None
        return self._places[path]

    def _look(self, path: str) -> tuple[str, os.stat_result] | None:
        folder, _, name = path.rpartition("/")
        # Links on the way to the folder are followed once for all that is in it.
        if folder not in self._folders:
            right = not self._any_capitals or not folder or self._found(folder)
            self._folders[folder] = self._inside(self.root / folder) if right else None
        home = self._folders[folder]
        if home is None or name.casefold() == ".git":
            return None
        found = os.path.join(home, name)  # noqa: PTH118 - asked for very often
        status = os.lstat(found)
        if self._any_capitals and name and name not in os.listdir(home):  # noqa: PTH208
            return None
        if not stat.S_ISLNK(status.st_mode):
            return found, status
        target = self._inside(Path(found))
        return (target, os.stat(target)) if target else None  # noqa: PTH116

    @cached_property
    def _any_capitals(self) -> bool:
        """Whether ``A`` and ``a`` are one file here, as on Windows and macOS; on the web, never."""
        try:
            return os.path.samefile(self.root, str(self.root).swapcase())  # noqa: PTH121
        except OSError:
            return False

    def forget(self, path: str) -> None:
        """Read a file again when it is asked for next."""
        self._files.pop(path, None)
        self._places.pop(path, None)

    def _inside(self, path: Path) -> str | None:
        """A path without symbolic links; None for one that leads out of the root."""
        found = real_path(path, self.root)
        return str(found) if found else None

    def _data(self, path: str) -> bytes | Unreadable:
        found = self._found(path)
        if found is None or not stat.S_ISREG(found[1].st_mode):
            return Unreadable(path, self._obstacle(path))
        if found[1].st_size > LARGEST:
            return Unreadable(path, "too large")
        try:
            return bytes_of(found[0])
        except FileNotFoundError:
            return Unreadable(path, "missing")
        except OSError:
            return Unreadable(path, "unreadable")

    @cached_property
    def _submodules(self) -> frozenset[str]:
        return self.git.submodules() if self.git else frozenset()

    def _obstacle(self, path: str) -> Obstacle:
        """Why a path is not a file: it leads out of the root, or its submodule was not fetched."""
        try:
            if (self.root / path).exists() and self._inside(self.root / path) is None:
                return "outside"
            module = within(self.prefix + path, self._submodules)
            root = self.root / module.removeprefix(self.prefix) if module else None
            return "submodule" if root and not (root / ".git").exists() else "missing"
        except OSError:
            return "missing"

    def _listed(self) -> Mapping[str, Sequence[str]]:
        """The files that git does not ignore; without git all but hidden ones."""
        if self.git:
            return by_name(self.git.files(), self.prefix)
        return by_name(list(islice(_walk(self.root), _MOST_FILES)))

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores where they really are."""
        if self.git is None:
            return frozenset()
        found = ignored_files(self.root / path for path in paths)
        return frozenset(path.relative_to(self.root).as_posix() for path in found)


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _NOT_OWN
        )
        for name in sorted(names):
            yield (Path(folder) / name).relative_to(root).as_posix()


def _by_spelling(paths: Iterable[str]) -> Mapping[str, Collection[str]]:
    """Files and their folders by their path without capitals."""
    found: dict[str, set[str]] = {}
    for path in paths:
        while path and path not in found.setdefault(path.casefold(), set()):
            found[path.casefold()].add(path)
            path = path.rpartition("/")[0]
    return found


def within(path: str, folders: Collection[str]) -> str | None:
    """Which of some folders a path is in, or is."""
    parts = path.rstrip("/").split("/")
    above = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((folder for folder in above if folder in folders), None)


def by_name(paths: Sequence[str], prefix: str = "") -> Mapping[str, Sequence[str]]:
    """Paths by the name at their end.

    Args:
        paths: Paths from the root of a repository.
        prefix: The folder that is the root; paths outside are left out.
    """
    names: dict[str, list[str]] = {}
    # Git lists a file that is in conflict once for each side.
    for path in dict.fromkeys(paths):
        if path.startswith(prefix):
            names.setdefault(PurePosixPath(path).name, []).append(path.removeprefix(prefix))
    return names
