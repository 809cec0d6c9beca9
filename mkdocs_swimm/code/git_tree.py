"""The files of a commit as code that documents refer to, read without checking it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .codebase import LARGEST, Files, Kind, by_name, within
from .git import Git
from .source_file import Obstacle, SourceFile, Unreadable


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
