"""Git, asked by command: what is built, where it comes from.

Git may be missing, the folder may be no repository: every question then has the answer None.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 30
_CALM = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_ARGUMENTS = ("git", "--no-pager", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false")


@dataclass(frozen=True, slots=True)
class Git:
    """A git repository with a work tree.

    Attributes:
        root: The root of the work tree.
    """

    root: Path

    @classmethod
    def find(cls, folder: Path) -> Git | None:
        """The repository that holds a folder; None without one, or without git."""
        root = _ask(folder, ["rev-parse", "--show-toplevel"])
        return cls(Path(root)) if root else None

    def head(self) -> str | None:
        """The commit that is checked out, in full."""
        return _ask(self.root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])

    def remote(self, name: str = "origin") -> str | None:
        """The address of a remote."""
        return _ask(self.root, ["config", "--get", f"remote.{name}.url"])


def _ask(folder: Path, arguments: Sequence[str]) -> str | None:
    try:
        answer = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [*_ARGUMENTS, *arguments],
            cwd=folder,
            env={**os.environ, **_CALM},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    text = answer.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    return text if answer.returncode == 0 and text else None
