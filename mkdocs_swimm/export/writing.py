"""Exported files written to a folder, in which nothing of anybody else's is lost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..whole_files import write_whole

MANIFEST = ".mkdocs-swimm-export"
"""Lists what was written, as ``sha256sum`` does, so that it can be told from what others wrote."""
_ENTRY = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(eq=False)
class Written:
    """What became of exported files: their paths below the folder.

    Attributes:
        new: Written where there was none.
        changed: Written over another one.
        same: There already, with the same content.
        kept: There already with other content, and left as they are.
        removed: Written by an earlier run, and of no document any more.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def write_files(
    files: Mapping[str, bytes], folder: Path, *, overwrite: bool, complete: bool = False
) -> Written:
    """Write files.

    Args:
        files: Content by path below the folder.
        folder: The folder; it is made where it is not there.
        overwrite: Whether a file with other content is written over. Links are never followed.
        complete: Whether these are all files: those of an earlier run that are none of them any
            more, and have not been changed since, are removed where ``overwrite`` is set.

    Returns:
        What became of every file.

    Raises:
        OSError: A file can not be written.
    """
    written = Written()
    known = _manifest(folder)
    for name, content in sorted(files.items()):
        path = folder / name
        if _blocked(path, folder):
            written.kept.append(name)
            continue
        if not path.exists():
            written.new.append(name)
        elif path.read_bytes() == content:
            written.same.append(name)
        elif overwrite:
            written.changed.append(name)
        else:
            written.kept.append(name)
            continue
        known[name] = _digest(content)
        if name not in written.same:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
    if complete and overwrite:
        written.removed = _remove(folder, known, files)
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(known.items()))
    if not _blocked(folder / MANIFEST, folder):
        write_whole(folder / MANIFEST, listed.encode())
    return written


def _remove(folder: Path, known: dict[str, str], files: Mapping[str, bytes]) -> list[str]:
    """Remove what earlier runs wrote and nobody has changed; it is forgotten in ``known``."""
    removed = []
    for name in sorted(set(known) - set(files)):
        path = folder / name
        digest = known.pop(name)
        whole = path.is_file() and not _blocked(path, folder)
        if whole and _digest(path.read_bytes()) == digest:
            path.unlink()
            removed.append(name)
    return removed


def _manifest(folder: Path) -> dict[str, str]:
    """What earlier runs wrote: the digest of every file by its path."""
    try:
        lines = (folder / MANIFEST).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    return {found[2]: found[1] for line in lines if (found := _ENTRY.fullmatch(line))}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _blocked(path: Path, folder: Path) -> bool:
    """Whether something else than a file is there, or a link leads out of the folder."""
    inside = path.parent.resolve().is_relative_to(folder.resolve())
    return not inside or path.is_symlink() or (path.exists() and not path.is_file())
