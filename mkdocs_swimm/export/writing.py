"""Exported files written to a folder, in which nothing of anybody else's is lost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

from ..project.folders import LARGEST
from ..safety.files import confined, destination, read_whole, real_folder, write_whole

MANIFEST = ".mkdocs-swimm-export"
"""Lists what was written, as ``sha256sum`` does, so that it can be told from what others wrote."""
_ENTRY = re.compile(r"([0-9a-f]{64})  (.+)")


Fate = Literal["new", "replaced", "unchanged", "kept", "refused", "removed"]
"""What became of an exported file.

Written where there was none, or over another one; there already with the same content, or with
other content and left as it is; not written because a link, or something else than a file, is in
the way; or, written by an earlier run, removed as it is of no document any more.
"""


def write_files(
    files: Mapping[str, bytes], folder: Path, root: Path, *, overwrite: bool, complete: bool = False
) -> Mapping[Fate, Sequence[str]]:
    """Write files.

    Args:
        files: Content by path below the folder.
        folder: The folder; it is made where it is not there.
        root: The root of the repository.
        overwrite: Whether a file with other content is written over. Links are never followed.
        complete: Whether these are all files: those of an earlier run that are none of them any
            more, and have not been changed since, are removed where ``overwrite`` is set.

    Returns:
        The paths of files below the folder, by what became of them.

    Raises:
        OSError: A file can not be written.
    """
    folder = real_folder(folder, root)
    written: dict[Fate, list[str]] = {fate: [] for fate in get_args(Fate)}
    known = _manifest(folder)
    for name, content in sorted(files.items()):
        path = _own(folder, name)
        if path is None:
            written["refused"].append(name)
            continue
        if not path.exists():
            written["new"].append(name)
        elif path.read_bytes() == content:
            written["unchanged"].append(name)
        elif overwrite:
            written["replaced"].append(name)
        else:
            written["kept"].append(name)
            continue
        known[name] = _digest(content)
        if name not in written["unchanged"]:
            write_whole(path, content, folder, parents=True)
    if complete and overwrite:
        written["removed"] = _remove(folder, known, files)
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(known.items()))
    path = _own(folder, MANIFEST)
    if path is None:
        written["refused"].append(MANIFEST)
    else:
        write_whole(path, listed.encode(), folder, parents=True)
    return written


def _remove(folder: Path, known: dict[str, str], files: Mapping[str, bytes]) -> list[str]:
    """Remove what earlier runs wrote and nobody has changed; it is forgotten in ``known``."""
    removed = []
    for name in sorted(set(known) - set(files)):
        path = _own(folder, name)
        digest = known.pop(name)
        if path and path.is_file() and _digest(path.read_bytes()) == digest:
            path.unlink()
            removed.append(name)
    return removed


def _manifest(folder: Path) -> dict[str, str]:
    """What earlier runs wrote: the digest of every file by its path."""
    path = _own(folder, MANIFEST)
    try:
        lines = read_whole(path, LARGEST).decode().splitlines() if path else ()
    except (OSError, ValueError):
        return {}
    return {found[2]: found[1] for line in lines if (found := _ENTRY.fullmatch(line))}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _own(folder: Path, name: str) -> Path | None:
    """Where a file of the export is; None for what is outside, a link, or no file."""
    try:
        path = destination(folder / name, folder) if confined(name) == name else None
    except OSError:
        return None
    return path if path and (path.is_file() or not path.exists()) else None
