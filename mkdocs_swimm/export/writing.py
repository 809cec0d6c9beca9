"""Writes exported files to a folder without overwriting files of other origin."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

from ..project.folders import LARGEST
from ..safety.files import confined, destination, read_whole, real_folder, write_whole

MANIFEST = ".mkdocs-swimm-export"
"""Lists the written files in the format of ``sha256sum``, to tell them from other files."""
_ENTRY = re.compile(r"([0-9a-f]{64})  (.+)")

Fate = Literal["new", "replaced", "unchanged", "kept", "refused", "removed"]
"""What happened to an exported file.

``kept``: a file with other content exists; ``refused``: a link, or something other than a file, is
in the way; ``removed``: an earlier run wrote it, and its document no longer exists.
"""


def write_files(
    files: Mapping[str, bytes], folder: Path, root: Path, *, overwrite: bool, complete: bool = False
) -> Mapping[Fate, Sequence[str]]:
    """Write files to a folder in the repository at ``root``; return their names by fate.

    With ``overwrite``, files with other content are replaced; if ``files`` are ``complete`` too,
    other files of earlier runs are removed, unless they were edited. Symbolic links are never
    followed. Raises OSError.
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
    """The digests of the files that earlier runs wrote, by path."""
    path = _own(folder, MANIFEST)
    try:
        lines = read_whole(path, LARGEST).decode().splitlines() if path else ()
    except (OSError, ValueError):
        return {}
    return {match[2]: match[1] for line in lines if (match := _ENTRY.fullmatch(line))}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _own(folder: Path, name: str) -> Path | None:
    """The path to write to; None if it is outside, a link, or exists and is not a file."""
    try:
        path = destination(folder / name, folder) if confined(name) == name else None
    except OSError:
        return None
    return path if path and (path.is_file() or not path.exists()) else None
