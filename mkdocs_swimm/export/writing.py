"""Exported files written to a folder, in which nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Written:
    """What became of exported files: their paths below the folder.

    Attributes:
        new: Written where there was none.
        changed: Written over another one.
        same: There already, with the same content.
        kept: There already with other content, and left as they are.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def write_files(files: Mapping[str, bytes], folder: Path, *, overwrite: bool) -> Written:
    """Write files.

    Args:
        files: Content by path below the folder.
        folder: The folder; it is made where it is not there.
        overwrite: Whether a file with other content is written over. Links are never followed.

    Returns:
        What became of every file.

    Raises:
        OSError: A file can not be written.
    """
    written = Written()
    for name, content in sorted(files.items()):
        path = folder / name
        if path.is_symlink() or (path.exists() and not path.is_file()) or _leads_out(path, folder):
            written.kept.append(name)
            continue
        if path.exists():
            if path.read_bytes() == content:
                written.same.append(name)
                continue
            if not overwrite:
                written.kept.append(name)
                continue
            written.changed.append(name)
        else:
            written.new.append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return written


def _leads_out(path: Path, folder: Path) -> bool:
    """Whether a link on the way leads out of the folder."""
    return not path.parent.resolve().is_relative_to(folder.resolve())
