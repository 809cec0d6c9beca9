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

``kept``: it has other content, and is left as it is; ``refused``: a link, or something else than a
file, is in the way; ``removed``: an earlier run wrote it, and it is of no document any more.
"""


def write_files(
    files: Mapping[str, bytes], folder: Path, root: Path, *, overwrite: bool, complete: bool = False
) -> Mapping[Fate, Sequence[str]]:
    """Write files below a folder of the repository at ``root``; raises OSError.

    Files with other content are replaced to ``overwrite`` them. If these are ``complete``, other
    files that an earlier run wrote, and nobody has changed since, are removed then. Links are never
    followed. Gives the names of files by what became of them.
    """
    folder = real_folder(folder, root)
    written: dict[Fate, list[str]] = {fate: [] for fate in get_args(Fate)}
    known = _manifest(folder)
    for name, content in sorted(files.items()):
        path = _own(folder, name)
        fate = _fate(path, content, overwrite)
        written[fate].append(name)
        if fate not in ("kept", "refused"):
            known[name] = _digest(content)
        if path and fate in ("new", "replaced"):
            write_whole(path, content, folder, parents=True)
    if complete and overwrite:
        for name in sorted(set(known) - set(files)):
            path, digest = _own(folder, name), known.pop(name)
            if path and path.is_file() and _digest(path.read_bytes()) == digest:
                path.unlink()
                written["removed"].append(name)
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(known.items()))
    if path := _own(folder, MANIFEST):
        write_whole(path, listed.encode(), folder, parents=True)
    else:
        written["refused"].append(MANIFEST)
    return written


def _fate(path: Path | None, content: bytes, overwrite: bool) -> Fate:
    if path is None:
        return "refused"
    if not path.exists():
        return "new"
    if path.read_bytes() == content:
        return "unchanged"
    return "replaced" if overwrite else "kept"


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
