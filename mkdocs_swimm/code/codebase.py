"""The code that documents refer to: its files as they are now, and nothing outside of its root.

The same questions can be asked of a work tree and of any commit of git.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol

from ..safety.files import real_path
from .git import Git, ignored_files
from .source_file import UTF_16, Obstacle, SourceFile, Unreadable, source_file

Kind = Literal["file", "folder"]
LARGEST = 10 * 1024 * 1024
"""Larger files are not read: nobody documents them line by line."""

_KEPT = 200
"""So many files are kept in memory: a check of 533 documents takes 70 MB instead of 88."""

_MOST_FILES = 50_000
_REPLACED = "\ufffd"
"""Stands for bytes that are no text."""

_NOT_OWN = ("node_modules", "vendor", "venv", "site-packages", "target", "build", "dist", "site")


def _may_have(data: bytes, lines: Collection[bytes]) -> bool:
    """Whether one of some lines may be in a file; of no lines, any may be."""
    return not lines or data.startswith(UTF_16) or any(line in data for line in lines)


def bytes_of(path: str) -> bytes:
    """The bytes of a file, at less cost than ``Path`` has for each of many; raises OSError."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


class CodeBase(Protocol):
    """Code that can be asked for files by their path from its root, in its simplest form."""

    @property
    def revision(self) -> str | None:
        """The commit that it is read from; None for a work tree."""

    def kind(self, path: str) -> Kind | None:
        """What a path is; None for what does not exist or is outside of the root."""

    def stamp(self, path: str) -> object:
        """Another value as soon as what a path is, or what is in the file, has changed."""

    def read(self, path: str) -> SourceFile | Unreadable:
        """The lines of a file; nothing is raised."""

    def named(self, name: str) -> Sequence[str]:
        """The files that have a name, whatever their folder, by their path from the root."""

    def spelled(self, path: str) -> str | None:
        """The only file or folder whose path differs from this one in capitals alone."""

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores: nobody meant them to be published."""

    def each(
        self, takes: Callable[[str], bool], lines: Collection[str] = ()
    ) -> Iterator[SourceFile | Unreadable]:
        """All files whose paths are taken; they are not kept in memory.

        Args:
            takes: Whether a path, from the root, is wanted.
            lines: Files that have none of these, as they are compared, may be left out.
        """


class Files:
    """What is asked alike of files of a work tree and of a commit."""

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

    def stamp(self, path: str) -> object:
        """None: nothing changes in a commit."""
        return None

    def read(self, path: str) -> SourceFile | Unreadable:
        """The lines of a file; nothing is raised."""
        if path not in self._files:
            data = self._data(path)
            found = data if isinstance(data, Unreadable) else source_file(path, data)
            self._files[path] = found
            if len(self._files) > _KEPT:
                del self._files[next(iter(self._files))]
            return found
        return self._files[path]

    def named(self, name: str) -> Sequence[str]:
        """The files that have a name, whatever their folder."""
        return self._names.get(name, ())

    def spelled(self, path: str) -> str | None:
        """The only file or folder whose path differs from this one in capitals alone."""
        same = self._spellings.get(path.casefold(), ())
        return next(iter(same)) if len(same) == 1 else None

    def each(
        self, takes: Callable[[str], bool], lines: Collection[str] = ()
    ) -> Iterator[SourceFile | Unreadable]:
        """All files whose paths are taken; they are not kept in memory."""
        # To look for lines in bytes takes a quarter of the time that making lines of all takes.
        wanted = (
            []
            if _REPLACED in "".join(lines)
            else [line.encode("utf-8", "replace") for line in lines]
        )
        for path in filter(takes, (path for paths in self._names.values() for path in paths)):
            data = self._files.get(path) or self._data(path)
            if not isinstance(data, bytes):
                yield data
            elif _may_have(data, wanted):
                yield source_file(path, data)


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

    def stamp(self, path: str) -> object:
        """Where a path really is, and when what is there was last written; None for nothing."""
        found = self._found(path)
        return found and (found[0], stamp_of(found[1]))

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


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """What is another value when a file has been written since; of a folder, what it is."""
    if not stat.S_ISREG(status.st_mode):
        return (status.st_mode,)
    return (status.st_mode, status.st_ino, status.st_mtime_ns, status.st_size)


@dataclass
class GitTree(Files):
    """The files of a commit, read without checking it out.

    Attributes:
        git: The repository.
        commit: The commit, in full.
        prefix: The folder within the repository that is the root, empty or with a slash at its
            end.
    """

    git: Git
    commit: str
    prefix: str = ""
    _kinds: dict[str, Kind | None] = field(default_factory=dict)
    _files: dict[str, SourceFile | Unreadable] = field(default_factory=dict)

    @property
    def revision(self) -> str | None:
        """The commit."""
        return self.commit

    def kind(self, path: str) -> Kind | None:
        """What a path is."""
        if path not in self._kinds:
            info = self.git.info(self._name(path))
            kinds: Mapping[str, Kind] = {"blob": "file", "tree": "folder", "commit": "folder"}
            self._kinds[path] = kinds.get(info.type if info else self._type(path))
        return self._kinds[path]

    def _data(self, path: str) -> bytes | Unreadable:
        info = self.git.info(self._name(path))
        if info is None or info.type != "blob":
            return Unreadable(path, self._obstacle(path))
        if info.size > LARGEST:
            return Unreadable(path, "too large")
        data = self.git.read(info.id)
        return data if data is not None else Unreadable(path, "unreadable")

    @cached_property
    def _types(self) -> Mapping[str, str] | None:
        return self.git.types(self.commit)

    @cached_property
    def _submodules(self) -> frozenset[str]:
        return frozenset(name for name, type in (self._types or {}).items() if type == "commit")

    def _type(self, path: str) -> str:
        """What the commit says that a path is, whose content need not have been fetched."""
        return (self._types or {}).get(self.prefix + path, "")

    def _obstacle(self, path: str) -> Obstacle:
        """Why git does not give a file."""
        if self._types is None or self._type(path) == "blob":
            return "unreadable"
        return "submodule" if within(self.prefix + path, self._submodules) else "missing"

    def _name(self, path: str) -> str:
        return f"{self.commit}:{(self.prefix + path).rstrip('/')}"

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """None: what was committed was meant to be seen."""
        return frozenset()

    def _listed(self) -> Mapping[str, Sequence[str]]:
        return by_name(self.git.files(self.commit), self.prefix)


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
