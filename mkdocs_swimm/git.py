"""Git, asked by command: what is built, where it comes from, what was there before.

Git may be missing, the folder may be no repository, the clone may be shallow: every question then
has the answer None, or an empty one. Nothing is ever written.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
_ARGUMENTS = (
    "git",
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.quotepath=off",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "diff.renameLimit=4000",
)
_PLAIN_DIFF = ("--no-ext-diff", "--no-textconv", "--no-color")
_OBJECT = re.compile(r"[0-9a-f]{40,64}")
_WILD = re.compile(r"[*?\[\]\\]")
_SYMLINK = "120000"
"""The mode of a symbolic link in a commit."""

_YEAR = 365 * 24 * 60 * 60
_NOT_FOLLOWED = ("symlink", "dangling", "loop", "notdir")
"""What git says of a symbolic link that leads out of a commit or nowhere."""


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What git knows of an object.

    Attributes:
        id: Its name in full.
        type: What it is.
        size: Its length in bytes.
    """

    id: str
    type: str
    size: int


@dataclass(slots=True)
class Git:
    """A git repository.

    Attributes:
        root: The root of its work tree; of a bare repository the folder itself.
    """

    root: Path
    _contents: _Batch | None = field(default=None, repr=False, compare=False)
    _infos: _Batch | None = field(default=None, repr=False, compare=False)

    @classmethod
    def find(cls, folder: Path) -> Git | None:
        """The repository that holds a folder; None without one, or without git."""
        root = _ask(folder, ["rev-parse", "--show-toplevel"])
        return cls(Path(root)) if root else None

    def head(self) -> str | None:
        """The commit that is checked out, in full."""
        return self.commit("HEAD")

    def commit(self, revision: str) -> str | None:
        """The commit that a branch, tag or other revision names, in full."""
        if revision.startswith("-"):
            return None
        name = f"{revision}^{{commit}}"
        return _ask(self.root, ["rev-parse", "--verify", "--quiet", "--end-of-options", name])

    def merge_base(self, revision: str, other: str) -> str | None:
        """The commit at which two revisions parted."""
        return _ask(self.root, ["merge-base", revision, other])

    def remote(self, name: str = "origin") -> str | None:
        """The address of a remote."""
        return _ask(self.root, ["config", "--get", f"remote.{name}.url"])

    def is_shallow(self) -> bool:
        """Whether history is cut off."""
        return _ask(self.root, ["rev-parse", "--is-shallow-repository"]) == "true"

    def info(self, name: str) -> ObjectInfo | None:
        """Type and size of an object: ``<commit>:<path>``, or its id."""
        self._infos = self._infos or _Batch(self.root, "--batch-check")
        return self._infos.info(name)

    def read(self, name: str) -> bytes | None:
        """The content of an object: ``<commit>:<path>``, or its id."""
        self._contents = self._contents or _Batch(self.root, "--batch")
        return self._contents.content(name)

    def close(self) -> None:
        """End the processes that read objects; the next question begins new ones."""
        for batch in (self._contents, self._infos):
            if batch:
                batch.close()
        self._contents = self._infos = None

    def files(self, commit: str | None = None) -> Sequence[str]:
        """The files of a commit, else those of the work tree that git does not ignore."""
        if commit:
            return _split(_ask(self.root, ["ls-tree", "-r", "-z", "--name-only", commit]))
        listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        return _split(_ask(self.root, listing))

    def blobs(self, commit: str) -> Mapping[str, str]:
        """The ids of the files of a commit by their path, without symbolic links and submodules."""
        found = {}
        for entry in _split(_ask(self.root, ["ls-tree", "-r", "-z", commit])):
            head, _, path = entry.partition("\t")
            mode, _, name = head.partition(" blob ")
            if name and mode != _SYMLINK:
                found[path] = name
        return found

    def untracked(self) -> Sequence[str]:
        """The files of the work tree that git neither knows nor ignores."""
        return _split(_ask(self.root, ["ls-files", "-z", "--others", "--exclude-standard"]))

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores."""
        names = "\0".join(paths)
        if not names:
            return frozenset()
        given = names.encode("utf-8", "surrogateescape") + b"\0"
        answer = _ask(self.root, ["check-ignore", "-z", "--stdin"], given, literal=False)
        return frozenset(_split(answer))

    def commits_of(self, revision: str, folder: str, suffix: str) -> Mapping[str, Sequence[str]]:
        """The commits that wrote files, newest first, by the files' path.

        Args:
            revision: Where to begin.
            folder: Only files below this folder, empty for all.
            suffix: Only files whose name ends like this.
        """
        home = _WILD.sub(r"\\\g<0>", folder) + "/" if folder else ""
        where = f":(glob){home}**/*{suffix}"
        log = ["log", "--format=%x01%H", "--name-only", "--no-renames", "-z", "--diff-filter=AM"]
        answer = _ask(self.root, [*log, revision, "--", where], literal=False)
        commits: dict[str, list[str]] = {}
        for commit, paths in _log_entries(answer):
            for path in paths:
                commits.setdefault(path, []).append(commit)
        return commits

    def deletions(self, revision: str, paths: Sequence[str]) -> Mapping[str, str]:
        """The last commit that took each of some paths away, by path.

        Args:
            revision: Where to begin.
            paths: Files, or folders with a slash at their end.
        """
        if not paths:
            return {}
        log = ["log", "--format=%x01%H", "--name-only", "--no-renames", "-z", "--diff-filter=D"]
        answer = _ask(self.root, [*log, "-m", "--first-parent", revision, "--", *paths])
        found: dict[str, str] = {}
        for commit, names in _log_entries(answer):
            for name in names:
                found.setdefault(name, commit)
        return found

    def churn(self, revision: str) -> Mapping[str, int] | None:
        """How many commits touched each file in the twelve months before a revision.

        They are counted from the revision and not from today, so that the same code always has the
        same figures. Merges count for nothing, and a renamed file begins anew.

        Args:
            revision: The last commit.

        Returns:
            The number by path, without files that no commit touched; None where git can not tell.
        """
        written = _ask(self.root, ["log", "-1", "--format=%ct", revision, "--"])
        if not written or not written.isdigit():
            return None
        since = max(int(written) - _YEAR, 0)
        log = ["log", f"--max-age={since}", "--format=%x01%H", "--name-only", "--no-renames", "-z"]
        answer = _ask(self.root, [*log, revision, "--"])
        if answer is None:
            return None
        return Counter(path for _, paths in _log_entries(answer) for path in set(paths))

    def renames(self, old: str, new: str | None) -> Mapping[str, str]:
        """The files that were renamed between two commits, new path by old path.

        Args:
            old: A commit.
            new: A later one; None for the work tree.
        """
        diff = ["diff", *_PLAIN_DIFF, "--name-status", "-M", "-z", "--diff-filter=R", old]
        answer = _ask(self.root, [*diff, *([new] if new else []), "--"])
        fields = _split(answer)
        return {fields[at + 1]: fields[at + 2] for at in range(0, len(fields) - 2, 3)}


def _environment() -> dict[str, str]:
    # In a hook, git names the repository that the hook runs for; asked for are other folders too.
    inherited = {name: value for name, value in os.environ.items() if name not in _HOOK}
    return {**inherited, **_CALM}


def _log_entries(answer: str | None) -> Iterator[tuple[str, list[str]]]:
    for entry in (answer or "").split("\x01")[1:]:
        commit, *paths = entry.split("\0")
        yield commit.strip(), [path.lstrip("\n") for path in paths if path.strip("\n")]


def _split(answer: str | None) -> list[str]:
    return [name for name in (answer or "").split("\0") if name]


class _Batch:
    """A process of ``git cat-file`` that answers one question after another."""

    def __init__(self, root: Path, mode: str) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
                [*_ARGUMENTS, "cat-file", mode, "--follow-symlinks"],
                cwd=root,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, ValueError):
            self.process = None

    def info(self, name: str) -> ObjectInfo | None:
        process = self.process
        if process is None or not process.stdin or not process.stdout or "\n" in name:
            return None
        try:
            process.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline().decode("utf-8", "surrogateescape").split()
            if len(answer) == 2 and answer[0] in _NOT_FOLLOWED and answer[1].isdigit():
                process.stdout.read(int(answer[1]) + 1)
        except (OSError, ValueError):
            return None
        if len(answer) != 3 or not _OBJECT.fullmatch(answer[0]) or not answer[2].isdigit():
            return None
        return ObjectInfo(answer[0], answer[1], int(answer[2]))

    def content(self, name: str) -> bytes | None:
        info = self.info(name)
        if info is None or self.process is None or self.process.stdout is None:
            return None
        data = self.process.stdout.read(info.size)
        self.process.stdout.read(1)
        return data

    def close(self) -> None:
        if self.process:
            for stream in (self.process.stdin, self.process.stdout):
                if stream:
                    stream.close()
            self.process.terminate()
            self.process.wait()
            self.process = None

    def __del__(self) -> None:
        self.close()


def _ask(
    folder: Path, arguments: Sequence[str], given: bytes | None = None, *, literal: bool = True
) -> str | None:
    command = [part for part in _ARGUMENTS if literal or part != "--literal-pathspecs"]
    try:
        answer = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [*command, *arguments],
            cwd=folder,
            env=_environment(),
            input=given if given is not None else b"",
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    text = answer.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    return text if answer.returncode == 0 and text else None
