"""The only place that decides which files may be read and written, by their real path.

Whoever can propose a document can also commit a symbolic link. A link in a repository is therefore
never followed out of it or into ``.git``.
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
    """A path must not be read or written; ``strerror`` has the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(0, reason)


@lru_cache(maxsize=65536)
def confined(path: str) -> str | None:
    """A normalized path in the repository; None if it leads out of it or into ``.git``."""
    if _CONTROL.search(path) or re.match(r"[A-Za-z]:", path):
        return None
    simple = posixpath.normpath(path.strip("/") or ".")
    if simple == ".." or simple.startswith("../"):
        return None
    if any(part.casefold() == ".git" for part in simple.split("/")):
        return None
    return "" if simple == "." else simple


def real_path(path: Path, folder: Path) -> Path | None:
    """A path without symbolic links, which need not exist.

    None outside of the folder, itself without links, in a ``.git``, and for a circular link.
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
    """Whether the real path is a folder or below it, and not in a ``.git``."""
    try:
        return real_path(path, folder.resolve()) is not None
    except (OSError, RuntimeError):
        return False


def read_whole(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most ``limit`` bytes.

    Raises OSError where it cannot be read, is larger, or is a device or pipe, which may never end.
    """
    status = path.stat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise RefusedError("it is not a file")
    if status.st_size > limit:
        raise RefusedError(f"it is larger than {limit // (1024 * 1024)} MB")
    return path.read_bytes()


def real_folder(folder: Path, root: Path) -> Path:
    """The real path of a folder to write to.

    Links outside of ``root``, the root of the repository, are the user's own, and are followed.
    Raises RefusedError where a link in the repository leads out of it, or into ``.git``.
    """
    absolute = Path(os.path.abspath(folder))  # noqa: PTH100 - `resolve` would follow the links
    if not any(is_within(parent, root) for parent in (absolute, *absolute.parents)):
        return Path(os.path.realpath(absolute))
    real = real_path(absolute, root)
    if real is None:
        raise RefusedError("a link leads out of the repository there; name the place itself")
    return real


def destination(path: Path, root: Path) -> Path:
    """The real path of a file to write (see ``real_folder``).

    Raises RefusedError for a link in the repository, too.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100
    real = real_folder(absolute.parent, root) / absolute.name
    if not real.is_relative_to(root):
        return Path(os.path.realpath(real))
    if real.is_symlink():
        raise RefusedError("it is a link, which is not followed; delete it, or name the file")
    if real_path(real, root) is None:
        raise RefusedError("it belongs to git")
    return real


def write_whole(path: Path, content: bytes, root: Path, *, parents: bool = False) -> None:
    """Write a file atomically, and create the folders above it if ``parents``.

    A device is written to directly. ``root`` is the root of the repository (see ``real_folder``).
    Raises OSError where the file cannot or must not be written.
    """
    target = destination(path, root)
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    if parents:
        target.parent.mkdir(parents=True, exist_ok=True)
    # A link cannot have been planted at a random name.
    draft = target.with_name(f".{target.name[:50]}.{secrets.token_hex(8)}.part")
    try:
        draft.write_bytes(content)
        if target.exists():
            draft.chmod(target.stat().st_mode)
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink()
