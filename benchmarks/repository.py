"""A git repository that is written commit by commit, in one process of git."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Repository:
    """A repository that is written commit by commit."""

    folder: Path
    _commands: list[bytes] = field(default_factory=list)

    def commit(self, changes: dict[str, str | None]) -> None:
        """Write files, and delete those whose text is None."""
        self._commands.append(
            b"commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 1\nx\n"
            % (1_700_000_000 + len(self._commands))
        )
        for path, text in changes.items():
            if text is None:
                self._commands.append(f"D {path}\n".encode())
            else:
                data = text.encode()
                self._commands.append(b"M 644 inline %s\ndata %d\n" % (path.encode(), len(data)))
                self._commands.append(data + b"\n")

    def finish(self) -> None:
        """Make it one for git, with its files."""
        for command in (["init", "-q", "-b", "main"], ["fast-import", "--quiet"], ["reset", "-q"]):
            given = b"".join(self._commands) if command[0] == "fast-import" else b""
            subprocess.run(["git", *command], cwd=self.folder, input=given, check=True)
        subprocess.run(["git", "checkout", "-q", "."], cwd=self.folder, check=True)
