"""The clipboard, for which the protocol has no word."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence


def copy(text: str) -> bool:
    """Put a text on the clipboard of the machine; return whether there is one."""
    for command in _commands():
        program = shutil.which(command[0])
        if program is None:
            continue
        # Windows takes the encoding of the console for any other.
        data = text.encode("utf-16-le" if command[0] == "clip.exe" else "utf-8", "replace")
        quiet = subprocess.DEVNULL
        try:
            done = subprocess.run(  # noqa: S603 - the program is one of ours, the text its input
                [program, *command[1:]], input=data, stdout=quiet, stderr=quiet, timeout=3
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False


def _commands() -> Iterator[Sequence[str]]:
    if os.environ.get("WAYLAND_DISPLAY"):
        yield ("wl-copy",)
    if os.environ.get("DISPLAY"):
        yield ("xclip", "-selection", "clipboard")
        yield ("xsel", "--clipboard", "--input")
    yield ("pbcopy",)
    yield ("clip.exe",)
