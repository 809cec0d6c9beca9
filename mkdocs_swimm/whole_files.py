"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file: until all of it is there, the file stays as it was.

    Args:
        path: The file. A symbolic link is followed; what is no file, such as a device, is written
            to as it is.
        content: Its bytes.

    Raises:
        OSError: It can not be written, and is as it was.
    """
    target = path.resolve() if path.is_symlink() else path
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    draft = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        if target.exists():
            draft.chmod(target.stat().st_mode)
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink()
