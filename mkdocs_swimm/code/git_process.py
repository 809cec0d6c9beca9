"""Runs git: single commands, and ``cat-file`` as a process that answers many queries.

Nothing is ever written or fetched.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

_TIMEOUT = 120  # in seconds
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A partial clone would fetch missing objects.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_SET_IN_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR")
_SETTINGS = (
    "core.quotepath=off",
    "core.fsmonitor=false",
    "diff.renameLimit=4000",
    # A folder in a repository that looks like a bare one could configure commands to run.
    "safe.bareRepository=explicit",
    # Settings of a user that would change the log's format.
    "log.showRoot=true",
    "log.showSignature=false",
)
_ARGUMENTS = ("git", "--no-pager", *chain.from_iterable(("-c", setting) for setting in _SETTINGS))
OBJECT = re.compile(r"[0-9a-f]{40,64}")
"""The full id of an object."""

_NOT_FOLLOWED = ("symlink", "dangling", "loop", "notdir")
"""Git's answers for a symbolic link that leads out of the commit or nowhere."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """The full id of an object, its type, and its size in bytes."""

    id: str
    type: str
    size: int


class Batch:
    """A process of ``git cat-file``, of no use once ``ended``: a damaged object makes git exit."""

    def __init__(self, root: Path, mode: str) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        with suppress(OSError, ValueError):
            self.process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
                [*_ARGUMENTS, "cat-file", mode, "--follow-symlinks"],
                cwd=root,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        self.ended = self.process is None

    def info(self, name: str) -> ObjectInfo | None:
        """Id, type and size of an object; None where it is missing or cannot be read."""
        process = self.process
        if process is None or not process.stdin or not process.stdout or "\n" in name:
            return None
        try:
            process.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            answer = line.decode("utf-8", "surrogateescape").split()
            if len(answer) == 2 and answer[0] in _NOT_FOLLOWED and answer[1].isdigit():
                process.stdout.read(int(answer[1]) + 1)
        except (OSError, ValueError):
            self.ended = True
            return None
        self.ended = not line.endswith(b"\n")
        if len(answer) != 3 or not OBJECT.fullmatch(answer[0]) or not answer[2].isdigit():
            return None
        return ObjectInfo(answer[0], answer[1], int(answer[2]))

    def content(self, name: str) -> bytes | None:
        """The whole content of an object; None where it is missing or cannot be read."""
        info = self.info(name)
        if info is None or self.process is None or self.process.stdout is None:
            return None
        data = self.process.stdout.read(info.size + 1)
        self.ended = len(data) != info.size + 1
        return None if self.ended else data[:-1]

    def close(self) -> None:
        """End the process."""
        if self.process:
            self.process.terminate()
            for stream in (self.process.stdin, self.process.stdout):
                # Closing flushes, which fails where the process has exited.
                with suppress(OSError):
                    if stream:
                        stream.close()
            self.process.wait()
            self.process = None

    def __del__(self) -> None:
        self.close()


def run(
    folder: Path, arguments: Sequence[str], stdin: bytes = b"", *, success: Sequence[int] = (0,)
) -> str | None:
    """Git's output without the line feed at its end; None where git fails or is missing."""
    try:
        process = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [*_ARGUMENTS, *arguments],
            cwd=folder,
            env=_environment(),
            input=stdin,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    output = process.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    return output if process.returncode in success else None


def _environment() -> dict[str, str]:
    # In a hook, git sets these to the hook's repository, but other folders are read as well.
    inherited = {name: value for name, value in os.environ.items() if name not in _SET_IN_HOOKS}
    return {**inherited, **_ENVIRONMENT}
