"""The code that documents refer to, in a work tree or a commit; nothing outside of it is read."""

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
"""The size in bytes above which a file is not read: nobody documents it line by line."""

_CACHED_FILES = 200  # with all files cached, a check of 533 documents takes 88 MB instead of 70
_MAX_LISTED = 50_000
_SKIPPED = ("node_modules", "vendor", "venv", "site-packages", "target", "build", "dist", "site")


class CodeBase:
    """Files by their path from a root in a git repository."""

    prefix: str  # the root as a folder of the repository; empty or with a slash at its end
    revision: str | None = None  # None for a work tree
    _files: dict[str, SourceFile | Unreadable]

    def kind(self, path: str) -> Kind | None:
        """What a path is; None where nothing exists, or outside the root."""
        raise NotImplementedError

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """The paths that git ignores: they were not meant to be published."""
        return frozenset()

    def _list(self) -> Iterable[str]:
        """All files, by their path from the root of the git repository."""
        raise NotImplementedError

    def _data(self, path: str) -> bytes | Unreadable:
        raise NotImplementedError

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[str]]:
        names: dict[str, list[str]] = {}
        # Git lists a file that is in conflict once per side.
        for path in dict.fromkeys(self._list()):
            if path.startswith(self.prefix):
                inside = path.removeprefix(self.prefix)
                names.setdefault(inside.rpartition("/")[2], []).append(inside)
        return names

    @cached_property
    def _by_folded_case(self) -> Mapping[str, Collection[str]]:
        """The paths of files and their folders by their case-folded path."""
        folded: dict[str, set[str]] = {}
        for path in self.paths():
            while path and path not in folded.setdefault(path.casefold(), set()):
                folded[path.casefold()].add(path)
                path = path.rpartition("/")[0]
        return folded

    def paths(self) -> Sequence[str]:
        """All files that git does not ignore."""
        return [path for paths in self._by_name.values() for path in paths]

    def stamp(self, path: str) -> object:
        """A value that changes as soon as the path's kind or the file's content does."""
        return None

    def read(self, path: str) -> SourceFile | Unreadable:
        """The lines of a file; nothing is raised."""
        if path not in self._files:
            data = self._data(path)
            self._files[path] = data if isinstance(data, Unreadable) else source_file(path, data)
            if len(self._files) > _CACHED_FILES:
                del self._files[next(iter(self._files))]
        return self._files[path]

    def named(self, name: str) -> Sequence[str]:
        """The files with a name in any folder, by their path from the root."""
        return self._by_name.get(name, ())

    def ignoring_case(self, path: str) -> str | None:
        """The only file or folder whose path equals this one but for case."""
        same = list(filter(self.kind, self._by_folded_case.get(path.casefold(), ())))
        return same[0] if len(same) == 1 else None

    def each(
        self, accept: Callable[[str], bool], lines: Collection[str] = ()
    ) -> Iterator[SourceFile | Unreadable]:
        """All files with an accepted path; they are not cached.

        Files without any of ``lines`` may be left out: searching bytes takes a quarter of the time
        of reading all lines.
        """
        needles = [line.encode("utf-8", "replace") for line in lines]
        for path in filter(accept, self.paths()):
            data = self._files.get(path) or self._data(path)
            if not isinstance(data, bytes):
                yield data
            elif not needles or any(needle in data for needle in needles):
                yield source_file(path, data)


@dataclass
class WorkTree(CodeBase):
    """The files below a folder as they are now, listed by git if it is given."""

    root: Path
    git: Git | None = None
    prefix: str = ""
    _stats: dict[str, tuple[Path, os.stat_result] | None] = field(default_factory=dict)
    _files: dict[str, SourceFile | Unreadable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()

    def kind(self, path: str) -> Kind | None:
        """What a path is; None for a symbolic link that leads out of the root."""
        found = self._stat(path)
        mode = found[1].st_mode if found else 0
        return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else None

    def stamp(self, path: str) -> object:
        """The real path, and when it was last written; None where nothing exists."""
        found = self._stat(path)
        return found and (found[0], stamp_of(found[1]))

    def _stat(self, path: str) -> tuple[Path, os.stat_result] | None:
        """The real path and its status; None where nothing exists, or outside the root."""
        if path not in self._stats:
            try:
                real = real_path(self.root / path, self.root) if self._matches_case(path) else None
                self._stats[path] = (real, real.stat()) if real else None
            except (OSError, ValueError):
                self._stats[path] = None
        return self._stats[path]

    def _matches_case(self, path: str) -> bool:
        """Whether a path is spelled as on disk: on the web case matters everywhere."""
        folder, _, name = path.rpartition("/")
        if not self._is_case_insensitive or not name:
            return True
        parent = self._stat(folder)
        return parent is not None and any(child.name == name for child in parent[0].iterdir())

    @cached_property
    def _is_case_insensitive(self) -> bool:
        """Whether ``A`` and ``a`` are the same file, as on Windows and macOS."""
        try:
            return self.root.samefile(str(self.root).swapcase())
        except OSError:
            return False

    def forget(self, path: str) -> None:
        """Drop a file from the caches, so that it is read again."""
        self._files.pop(path, None)
        self._stats.pop(path, None)

    def _data(self, path: str) -> bytes | Unreadable:
        found = self._stat(path)
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
        """Why a path is not a file: outside the root, in a submodule not fetched, or missing."""
        try:
            if (self.root / path).exists() and real_path(self.root / path, self.root) is None:
                return "outside"
            module = _within(self.prefix + path, self._submodules)
            root = self.root / module.removeprefix(self.prefix) if module else None
            return "submodule" if root and not (root / ".git").exists() else "missing"
        except OSError:
            return "missing"

    def _list(self) -> Iterable[str]:
        """The files that git does not ignore; without git, those in no hidden or skipped folder."""
        return self.git.files or () if self.git else islice(_walk(self.root), _MAX_LISTED)

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """The paths that git ignores once symbolic links are resolved."""
        if self.git is None:
            return frozenset()
        found = ignored_files(self.root / path for path in paths)
        return frozenset(path.relative_to(self.root).as_posix() for path in found)


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """A value that changes when a file is written; for a folder, its mode alone."""
    if not stat.S_ISREG(status.st_mode):
        return (status.st_mode,)
    return (status.st_mode, status.st_ino, status.st_mtime_ns, status.st_size)


def stamp_at(path: Path) -> tuple[int, ...] | None:
    """Such a value for a path; None where nothing exists."""
    try:
        return stamp_of(path.stat())
    except (OSError, ValueError):
        return None


@dataclass
class GitTree(CodeBase):
    """The files of a commit, read without checking it out; ``revision`` is its full id."""

    git: Git
    revision: str
    prefix: str = ""
    _files: dict[str, SourceFile | Unreadable] = field(default_factory=dict)

    def kind(self, path: str) -> Kind | None:
        """What a path is."""
        # Known from the tree even where the blob was not fetched.
        type = self._type(path)
        if not type and (info := self.git.info(self._object_name(path))):
            type = info.type
        kinds: Mapping[str, Kind] = {"blob": "file", "tree": "folder", "commit": "folder"}
        return kinds.get(type)

    def _data(self, path: str) -> bytes | Unreadable:
        info = self.git.info(self._object_name(path))
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
        """The type of a path in the commit's tree; empty where unknown."""
        return (self._types or {}).get(self.prefix + path, "")

    def _obstacle(self, path: str) -> Obstacle:
        if self._types is None or self._type(path) == "blob":
            return "unreadable"
        modules = [name for name, type in self._types.items() if type == "commit"]
        return "submodule" if _within(self.prefix + path, modules) else "missing"

    def _object_name(self, path: str) -> str:
        return f"{self.revision}:{(self.prefix + path).rstrip('/')}"

    def _list(self) -> Iterable[str]:
        return self.git.files_at(self.revision)


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _SKIPPED
        )
        for name in sorted(names):
            yield (Path(folder) / name).relative_to(root).as_posix()


def _within(path: str, folders: Collection[str]) -> str | None:
    """The innermost of some folders that a path is in, or is."""
    parts = path.rstrip("/").split("/")
    ancestors = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((folder for folder in ancestors if folder in folders), None)
