"""The code that documents speak of: which files there are below a root, and nothing outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["file", "folder"]


class CodeBase(Protocol):
    """Code that can be asked for files by their path from its root."""

    def kind(self, path: str) -> Kind | None:
        """What a path is; None for what does not exist or is outside of the root."""


@dataclass(slots=True)
class WorkTree:
    """The files below a folder as they are now.

    Attributes:
        root: The folder.
    """

    root: Path
    _kinds: dict[str, Kind | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()

    def kind(self, path: str) -> Kind | None:
        """What a path is; a link that leads out of the root is nothing."""
        if path not in self._kinds:
            self._kinds[path] = self._look(path)
        return self._kinds[path]

    def _look(self, path: str) -> Kind | None:
        try:
            found = (self.root / path).resolve()
            if not found.is_relative_to(self.root):
                return None
            return "file" if found.is_file() else "folder" if found.is_dir() else None
        except (OSError, ValueError, RuntimeError):
            return None
