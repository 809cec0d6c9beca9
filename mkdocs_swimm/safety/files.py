"""What may be read and written: the one place that decides it, by the real path.

Anybody who may propose a document may also commit a symbolic link, so a link in a repository never
leads out of it, nor into git's own folder, whatever is asked for.
"""

from __future__ import annotations

import os
import posixpath
import re
import secrets
import stat
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


class RefusedError(OSError):
    """A path leads to where nothing is read or written; its ``strerror`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(0, reason)


@lru_cache(maxsize=65536)
def confined(path: str) -> str | None:
    """A path within the repository in its simplest form; None for one that leads out of it.

    Git's own folder counts as outside.
    """
    if _CONTROL.search(path) or re.match(r"[A-Za-z]:", path):
        return None
    simple = posixpath.normpath(path.strip("/") or ".")
    if simple == ".." or simple.startswith("../"):
        return None
    if any(part.casefold() == ".git" for part in simple.split("/")):
        return None
    return "" if simple == "." else simple


def real_path(path: Path, folder: Path) -> Path | None:
    """A path without links, whether something is there or not.

    None where it is not in the folder, itself without links, or in git's own folder, and for a link
    that leads around in a circle.
    """
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    if not real.is_relative_to(folder):
        return None
    inside = real.relative_to(folder).parts
    return None if any(part.casefold() == ".git" for part in inside) else real


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path is really below a folder, or is it, and not in git's own folder."""
    try:
        home = folder.resolve()
    except (OSError, RuntimeError):
        return False
    return real_path(path, home) is not None


def read_whole(path: Path, largest: int) -> bytes:
    """The bytes of a file.

    Raises OSError where it can not be read, is larger than the limit, or is not a file: a device
    may have no end, and a pipe no beginning.
    """
    status = path.stat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise RefusedError("it is not a file")
    if status.st_size > largest:
        raise RefusedError(f"it is larger than {largest // (1024 * 1024)} MB")
    return path.read_bytes()


def real_folder(folder: Path, root: Path) -> Path:
    """Where the files of a folder are really written to.

    Links outside of ``root``, the root of the repository, are those of the user, and are followed.
    Raises RefusedError where a link of the repository leads out of it, or into git's own folder.
    """
    given = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` would follow the links
    if not any(is_within(one, root) for one in (given, *given.parents)):
        return Path(os.path.realpath(given))
    real = real_path(given, root)
    if real is None:
        raise RefusedError("a link leads out of the repository there; name the place itself")
    return real


def destination(path: Path, root: Path) -> Path:
    """Where a file is really written to (see ``real_folder``); a link in the repository is none."""
    given = Path(os.path.abspath(path))  # noqa: PTH100
    real = real_folder(given.parent, root) / given.name
    if not real.is_relative_to(root):
        return Path(os.path.realpath(real))
    if real.is_symlink():
        raise RefusedError("it is a link, which is not followed; delete it, or name the file")
    if real_path(real, root) is None:
        raise RefusedError("it is git's own")
    return real


def write_whole(path: Path, content: bytes, root: Path, *, parents: bool = False) -> None:
    """Write a file: until all of it is there, the file stays as it was.

    What is not a file, such as a device, is written to as it is. ``root`` is the root of the
    repository (see ``real_folder``), ``parents`` whether the folders above are made. Raises OSError
    where it can not be written, or must not be.
    """
    target = destination(path, root)
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    if parents:
        target.parent.mkdir(parents=True, exist_ok=True)
    # Nobody can have put a link at a name that is made up now.
    draft = target.with_name(f".{target.name[:50]}.{secrets.token_hex(8)}.part")
    try:
        draft.write_bytes(content)
        if target.exists():
            draft.chmod(target.stat().st_mode)
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink()
