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
from pathlib import Path
from typing import Literal

from ..safety.files import real_path
from .git import Git, ignored_files
from .source_file import Obstacle, SourceFile, Unreadable, source_file

Kind = Literal["file", "folder"]
LARGEST = 10 * 1024 * 1024
"""Larger files are not read: nobody documents them line by line."""

_KEPT = 200
"""So many files are kept in memory: a check of 533 documents takes 70 MB instead of 88."""

_MOST_FILES = 50_000
_NOT_OWN = ("node_modules", "vendor", "venv", "site-packages", "target", "build", "dist", "site")


class CodeBase:
    """Code that can be asked for files by their path from its root.

    The root is the folder ``prefix`` of git's repository, empty or with a slash at its end. The
    revision is None for a work tree.
    """

    prefix: str
    revision: str | None = None
    _files: dict[str, SourceFile | Unreadable]

    def kind(self, path: str) -> Kind | None:
        """What a path is; None for what does not exist or is outside of the root."""
        raise NotImplementedError

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores: nobody meant them to be published."""
        return frozenset()

    def _listed(self) -> Iterable[str]:
        """All files, from the root of the repository."""
        raise NotImplementedError

    def _data(self, path: str) -> bytes | Unreadable:
        raise NotImplementedError

    @cached_property
    def _names(self) -> Mapping[str, Sequence[str]]:
        names: dict[str, list[str]] = {}
        # Git lists a file that is in conflict once for each side.
        for path in dict.fromkeys(self._listed()):
            if path.startswith(self.prefix):
                inside = path.removeprefix(self.prefix)
                names.setdefault(inside.rpartition("/")[2], []).append(inside)
        return names

    @cached_property
    def _spellings(self) -> Mapping[str, Collection[str]]:
        """Files and their folders by their path without capitals."""
        found: dict[str, set[str]] = {}
        for path in self.paths():
            while path and path not in found.setdefault(path.casefold(), set()):
                found[path.casefold()].add(path)
                path = path.rpartition("/")[0]
        return found

    def paths(self) -> Sequence[str]:
        """All files, without those that git ignores."""
        return [path for paths in self._names.values() for path in paths]

    def stamp(self, path: str) -> object:
        """Another value as soon as what a path is, or what is in the file, has changed."""
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
        """The files that have a name, whatever their folder, by their path from the root."""
        return self._names.get(name, ())

    def spelled(self, path: str) -> str | None:
        """The only file or folder whose path differs from this one in capitals alone."""
        same = [one for one in self._spellings.get(path.casefold(), ()) if self.kind(one)]
        return same[0] if len(same) == 1 else None

    def each(
        self, takes: Callable[[str], bool], lines: Collection[str] = ()
    ) -> Iterator[SourceFile | Unreadable]:
        """All files whose paths are taken; they are not kept in memory.

        Files that have none of some lines may be left out: to look for these in bytes takes a
        quarter of the time that it takes to read all lines.
        """
        wanted = [line.encode("utf-8", "replace") for line in lines]
        for path in filter(takes, self.paths()):
            data = self._files.get(path) or self._data(path)
            if not isinstance(data, bytes):
                yield data
            elif not wanted or any(line in data for line in wanted):
                yield source_file(path, data)


@dataclass
class WorkTree(CodeBase):
    """The files below a folder as they are now; git, where there is one, lists them."""

    root: Path
    git: Git | None = None
    prefix: str = ""
    _places: dict[str, tuple[Path, os.stat_result] | None] = field(default_factory=dict)
    _files: dict[str, SourceFile | Unreadable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()

    def kind(self, path: str) -> Kind | None:
        """What a path is; a link that leads out of the root is nothing."""
        found = self._found(path)
        mode = found[1].st_mode if found else 0
        return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else None

    def stamp(self, path: str) -> object:
        """Where a path really is, and when what is there was last written; None for nothing."""
        found = self._found(path)
        return found and (found[0], stamp_of(found[1]))

    def _found(self, path: str) -> tuple[Path, os.stat_result] | None:
        """Where a path really is, and what is there; None for nothing, or outside of the root."""
        if path not in self._places:
            try:
                real = real_path(self.root / path, self.root) if self._is_spelled(path) else None
                self._places[path] = (real, real.stat()) if real else None
            except (OSError, ValueError):
                self._places[path] = None
        return self._places[path]

    def _is_spelled(self, path: str) -> bool:
        """Whether a path has the right capitals: on the web they matter everywhere."""
        folder, _, name = path.rpartition("/")
        if not self._any_capitals or not name:
            return True
        there = self._found(folder)
        return there is not None and any(one.name == name for one in there[0].iterdir())

    @cached_property
    def _any_capitals(self) -> bool:
        """Whether ``A`` and ``a`` are one file here, as on Windows and macOS."""
        try:
            return self.root.samefile(str(self.root).swapcase())
        except OSError:
            return False

    def forget(self, path: str) -> None:
        """Read a file again when it is asked for next."""
        self._files.pop(path, None)
        self._places.pop(path, None)

    def _data(self, path: str) -> bytes | Unreadable:
        found = self._found(path)
        if found is None or not stat.S_ISREG(found[1].st_mode):
            return Unreadable(path, self._obstacle(path))
        if found[1].st_size > LARGEST:
            return Unreadable(path, "too large")
        try:
            return found[0].read_bytes()
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
            if (self.root / path).exists() and real_path(self.root / path, self.root) is None:
                return "outside"
            module = _within(self.prefix + path, self._submodules)
            root = self.root / module.removeprefix(self.prefix) if module else None
            return "submodule" if root and not (root / ".git").exists() else "missing"
        except OSError:
            return "missing"

    def _listed(self) -> Iterable[str]:
        """The files that git does not ignore; without git all but hidden ones."""
        return self.git.files or () if self.git else islice(_walk(self.root), _MOST_FILES)

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
class GitTree(CodeBase):
    """The files of a commit, named in full, read without checking it out."""

    git: Git
    revision: str
    prefix: str = ""
    _files: dict[str, SourceFile | Unreadable] = field(default_factory=dict)

    def kind(self, path: str) -> Kind | None:
        """What a path is."""
        # The content of a file need not have been fetched.
        type = self._type(path)
        if not type:
            info = self.git.info(self._name(path))
            type = info.type if info else ""
        kinds: Mapping[str, Kind] = {"blob": "file", "tree": "folder", "commit": "folder"}
        return kinds.get(type)

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
        return self.git.types(self.revision)

    def _type(self, path: str) -> str:
        """What the commit says that a path is; empty for what it does not say."""
        return (self._types or {}).get(self.prefix + path, "")

    def _obstacle(self, path: str) -> Obstacle:
        """Why git does not give a file."""
        if self._types is None or self._type(path) == "blob":
            return "unreadable"
        modules = [name for name, type in self._types.items() if type == "commit"]
        return "submodule" if _within(self.prefix + path, modules) else "missing"

    def _name(self, path: str) -> str:
        return f"{self.revision}:{(self.prefix + path).rstrip('/')}"

    def _listed(self) -> Iterable[str]:
        return self.git.files_at(self.revision)


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _NOT_OWN
        )
        for name in sorted(names):
            yield (Path(folder) / name).relative_to(root).as_posix()


def _within(path: str, folders: Collection[str]) -> str | None:
    """Which of some folders a path is in, or is."""
    parts = path.rstrip("/").split("/")
    above = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((folder for folder in above if folder in folders), None)
