"""The code as it is in the editor: its files, and on top of them what is not saved yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..code.codebase import Kind, WorkTree
from ..code.source_file import SourceFile, Unreadable, source_file
from ..safety.files import real_path


@dataclass
class EditedTree(WorkTree):
    """The files below a folder as they are in the editor.

    Attributes:
        buffers: The texts of files that are open, by their real path.
    """

    buffers: Mapping[Path, str] = field(default_factory=dict)
    _edited: dict[str, SourceFile | Unreadable] = field(default_factory=dict)

    def kind(self, path: str) -> Kind | None:
        """What a path is; a file that was never saved is one, too."""
        return super().kind(path) or ("file" if self._buffer(path) is not None else None)

    def paths(self) -> Iterator[str]:
        """All files that git does not ignore, as they were listed last."""
        for paths in self._names.values():
            yield from paths

    def list_again(self) -> None:
        """List the files again when they are asked for next."""
        for name in ("_names", "_spellings"):
            vars(self).pop(name, None)

    def read(self, path: str) -> SourceFile | Unreadable:
        """The lines of a file, what is not saved included."""
        saved, text = super().read(path), self._buffer(path)
        if text is None:
            return saved
        if path not in self._edited:
            self._edited[path] = source_file(path, text.encode("utf-8", "replace"))
        edited = self._edited[path]
        # An editor takes a byte order mark away; what git calls the file is known of the saved one.
        same = isinstance(saved, SourceFile) and isinstance(edited, SourceFile)
        return saved if same and _lines(saved) == _lines(edited) else edited

    def each(
        self, takes: Callable[[str], bool], lines: Collection[str] = ()
    ) -> Iterator[SourceFile | Unreadable]:
        """All files whose paths are taken, those that are open as they are in the editor."""
        opened = {path.relative_to(self.root).as_posix() for path in self._opened()}
        yield from super().each(lambda path: path not in opened and takes(path), lines)
        yield from (self.read(path) for path in filter(takes, opened))

    def forget(self, path: str) -> None:
        """Read a file again when it is asked for next."""
        super().forget(path)
        self._edited.pop(path, None)

    def _opened(self) -> list[Path]:
        return [path for path in list(self.buffers) if path.is_relative_to(self.root)]

    def _buffer(self, path: str) -> str | None:
        real = real_path(self.root / path, self.root) if self.buffers else None
        return self.buffers.get(real) if real else None


def _lines(file: SourceFile | Unreadable) -> object:
    return file.raw if isinstance(file, SourceFile) else None
