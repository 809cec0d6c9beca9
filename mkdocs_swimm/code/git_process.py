"""Git as a process: one command, or one that answers question after question.

Nothing is ever written, and nothing is fetched.
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

_SECONDS = 120
_CALM = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A partial clone would fetch what is missing: nothing here reaches for the network.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR")
_SETTINGS = (
    "core.quotepath=off",
    "core.fsmonitor=false",
    "diff.renameLimit=4000",
    # A folder of a repository that looks like one itself has settings that name commands to run.
    "safe.bareRepository=explicit",
    # What a person likes to see of a log is not to be read as a list of files.
    "log.showRoot=true",
    "log.showSignature=false",
)
_ARGUMENTS = ("git", "--no-pager", *chain.from_iterable(("-c", one) for one in _SETTINGS))
OBJECT = re.compile(r"[0-9a-f]{40,64}")
"""The name of an object in full."""

_NOT_FOLLOWED = ("symlink", "dangling", "loop", "notdir")
"""What git says of a symbolic link that leads out of a commit or nowhere."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What git knows of an object: its name in full, what it is, and its length in bytes."""

    id: str
    type: str
    size: int


class Batch:
    """A process of ``git cat-file`` that answers one question after another.

    Once ``ended``, it is of no more use: git gives up where an object is damaged.
    """

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
        """What an object is; None for one that is not there or not to be read."""
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
        """The content of an object, whole or not at all."""
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
                # A question that the process did not live to hear can not be sent any more.
                with suppress(OSError):
                    if stream:
                        stream.close()
            self.process.wait()
            self.process = None

    def __del__(self) -> None:
        self.close()


def run(
    folder: Path, arguments: Sequence[str], given: bytes = b"", *, fine: Sequence[int] = (0,)
) -> str | None:
    """What git prints, without the line feed at the end; None where it fails or is not there."""
    try:
        answer = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [*_ARGUMENTS, *arguments],
            cwd=folder,
            env=_environment(),
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    text = answer.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    return text if answer.returncode in fine else None


def _environment() -> dict[str, str]:
    # In a hook, git names the repository that the hook runs for; asked for are other folders too.
    inherited = {name: value for name, value in os.environ.items() if name not in _HOOK}
    return {**inherited, **_CALM}
