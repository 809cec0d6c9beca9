"""Git, asked by command: what is built, where it comes from, what was there before.

Git may be missing, the folder may be no repository, the clone may be shallow: every question then
has the answer None, or an empty one. Nothing is ever written.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .git_process import OBJECT, Batch, ObjectInfo, run

_PLAIN_DIFF = ("diff", "--no-ext-diff", "--no-textconv", "--no-color")
DOCUMENTS = (".sw.md", ".swm")
"""How the names of documents end."""

_SYMLINK = "120000"
"""The mode of a symbolic link in a commit."""

_SUBMODULE = "160000"
_HUNK = re.compile(r"@@ -\S+ \+(?P<first>\d+)(?:,(?P<count>\d+))? @@")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, for people; its age is how many of those that were looked at are newer."""

    id: str
    author: str
    subject: str
    age: int


@dataclass(eq=False)
class Git:
    """A git repository; the root of a bare one is the folder itself."""

    root: Path
    _batches: dict[str, Batch] = field(default_factory=dict)
    _commits: dict[str, str | None] = field(default_factory=dict)
    _writing: dict[str, dict[str, Sequence[str]]] = field(default_factory=dict)

    @classmethod
    def find(cls, folder: Path) -> Git | None:
        """The repository that holds a folder; None without one, or without git."""
        root = run(folder, ["rev-parse", "--show-toplevel"])
        return cls(Path(root)) if root else None

    def commit(self, revision: str) -> str | None:
        """The commit that a branch, tag or other revision names, in full; git is asked once."""
        if revision not in self._commits and not revision.startswith("-"):
            name = f"{revision}^{{commit}}"
            found = run(self.root, ["rev-parse", "--verify", "--quiet", "--end-of-options", name])
            # Of `^HEAD` git tells that it is to be left out.
            known = found if found and OBJECT.fullmatch(found) else None
            self._commits[revision] = known
        return self._commits.get(revision)

    def merge_base(self, revision: str, other: str) -> str | None:
        """The commit at which two revisions parted."""
        return run(self.root, ["merge-base", revision, other])

    def remote(self, name: str = "origin") -> str | None:
        """The address of a remote."""
        return run(self.root, ["config", "--get", f"remote.{name}.url"])

    def is_shallow(self) -> bool:
        """Whether history is cut off."""
        return run(self.root, ["rev-parse", "--is-shallow-repository"]) == "true"

    def is_partial(self) -> bool:
        """Whether files of old commits need not be there."""
        return run(self.root, ["config", "--get-regexp", r"^remote\..*\.promisor$"]) is not None

    def info(self, name: str) -> ObjectInfo | None:
        """Type and size of an object: ``<commit>:<path>``, or its id."""
        return self._batch("--batch-check").info(name)

    def read(self, name: str) -> bytes | None:
        """The content of an object: ``<commit>:<path>``, or its id."""
        return self._batch("--batch").content(name)

    def _batch(self, mode: str) -> Batch:
        if mode not in self._batches or self._batches[mode].ended:
            self._batches[mode] = Batch(self.root, mode)
        return self._batches[mode]

    def close(self) -> None:
        """End the processes that read objects; the next question begins new ones."""
        for batch in self._batches.values():
            batch.close()
        self._batches.clear()

    @cached_property
    def files(self) -> Sequence[str] | None:
        """The files of the work tree that git does not ignore; None where it can not tell."""
        answer = run(self.root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        return None if answer is None else _split(answer)

    def files_at(self, commit: str) -> Sequence[str]:
        """The files of a commit."""
        return [path for path, type in (self.types(commit) or {}).items() if type == "blob"]

    def changes(self) -> Sequence[str] | None:
        """The files of the work tree that are not as committed, each behind its status (``M ``)."""
        command = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]
        answer = run(self.root, [*command, "--ignore-submodules=dirty"])
        return None if answer is None else _split(answer)

    def types(self, commit: str) -> Mapping[str, str] | None:
        """What a commit has, by path: ``blob``, ``tree``, or ``commit`` for a submodule; no links.

        Objects need not be there; None where too much of the commit is missing.
        """
        answer = run(self.root, ["ls-tree", "-r", "-t", "-z", commit])
        if answer is None:
            return None
        entries = (entry.partition("\t") for entry in _split(answer))
        return {path: head.split()[1] for head, _, path in entries if not head.startswith(_SYMLINK)}

    def submodules(self) -> frozenset[str]:
        """The submodules of the work tree, by path, fetched or not."""
        return frozenset(path for mode, path in self._staged() if mode == _SUBMODULE)

    def tracked(self) -> frozenset[str]:
        """The files of the work tree that git knows, without symbolic links and submodules."""
        links = (_SYMLINK, _SUBMODULE)
        return frozenset(path for mode, path in self._staged() if mode not in links)

    def _staged(self) -> Iterator[tuple[str, str]]:
        """Mode and path of every file in git's index."""
        for entry in _split(run(self.root, ["ls-files", "-z", "--stage"])):
            head, _, path = entry.partition("\t")
            yield head.split(" ")[0], path

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores."""
        paths = list(paths)
        if not paths:
            return frozenset()
        given = "\0".join(paths).encode("utf-8", "surrogateescape") + b"\0"
        # The status says whether there was one.
        answer = run(self.root, ["check-ignore", "-z", "--stdin"], given, fine=(0, 1))
        if answer is not None or len(paths) == 1:
            return frozenset(_split(answer))
        # One path in a submodule, or beyond a symbolic link, and git tells nothing of the rest.
        middle = len(paths) // 2
        return self.ignored(paths[:middle]) | self.ignored(paths[middle:])

    def commits_writing(self, revision: str, paths: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The commits, from a revision on, that wrote some files, newest first; git is asked once.

        With a document, all others in its folder are asked for.
        """
        known = self._writing.setdefault(revision, {})
        new = [path for path in dict.fromkeys(paths) if path not in known]
        if new:
            found: dict[str, list[str]] = {path: [] for path in new}
            # Git compares every file of every commit with every path: there are fewer folders.
            folders = ((path.endswith(DOCUMENTS) and posixpath.dirname(path)) for path in new)
            where = sorted({folder or path for folder, path in zip(folders, new, strict=True)})
            for commit, names in self._log("%H", "--diff-filter=AM", revision, "--", *where):
                for name in names:
                    found.setdefault(name, []).append(commit)
            known.update(found)
        return known

    def _log(self, form: str, *arguments: str) -> Iterator[tuple[str, list[str]]]:
        """Commits in some form, and the files that each of them changed."""
        log = ["--literal-pathspecs", "log", f"--format=%x01{form}", "--name-only"]
        answer = run(self.root, [*log, "--no-renames", "-z", *arguments])
        for entry in (answer or "").split("\x01")[1:]:
            head, *paths = entry.split("\0")
            yield head.strip(), [path.lstrip("\n") for path in paths if path.strip("\n")]

    def deletions(self, revision: str) -> Mapping[str, str]:
        """The last commit that took each file away, or a file of each folder, by path.

        Git walks all of its history, once: 3 seconds of 60,000 commits.
        """
        found: dict[str, str] = {}
        only = ("--diff-filter=D", "-m", "--first-parent")
        for commit, paths in self._log("%H", *only, revision, "--"):
            for path in paths:
                while path and path not in found:
                    found[path] = commit
                    path = path.rpartition("/")[0]
        return found

    def renames(self, old: str, new: str | None) -> Mapping[str, str]:
        """The files that were renamed between two commits, or to the work tree, new path by old."""
        diff = [*_PLAIN_DIFF, "--name-status", "-M", "-z", "--diff-filter=R", old]
        fields = _split(run(self.root, [*diff, *([new] if new else []), "--"]))
        return {fields[at + 1]: fields[at + 2] for at in range(0, len(fields) - 2, 3)}

    def last_commits(self, revisions: str, paths: Iterable[str]) -> Mapping[str, Commit]:
        """The newest commit of a revision, or ``old..new``, that changed each of some files."""
        wanted = sorted(set(paths))
        if not wanted:
            return {}
        found: dict[str, Commit] = {}
        entries = self._log("%h%x02%an%x02%s", revisions, "--", *wanted)
        for age, (head, names) in enumerate(entries):
            # A subject may have the sign that parts entries.
            if head.count("\x02") >= 2:
                id, author, subject = head.split("\x02", 2)
                for name in names:
                    found.setdefault(name, Commit(id, author, subject, age))
        return found

    def changed_lines(self, old: str, new: str | None) -> Mapping[str, Sequence[tuple[int, int]]]:
        """First and last lines of what changed since a commit, by file, as the newer one has it.

        Where lines were only taken out, these are the two around them. The newer one is a commit,
        or None for the work tree.
        """
        prefixes = ("--src-prefix=a/", "--dst-prefix=b/")
        diff = [*_PLAIN_DIFF, *prefixes, "--unified=0", "--ignore-submodules", old]
        found: dict[str, list[tuple[int, int]]] = {}
        path = None
        for line in (run(self.root, [*diff, *([new] if new else []), "--"]) or "").split("\n"):
            # Lines of code begin with a sign, so that a header can only be one in its place.
            if line.startswith("diff --git "):
                path = None
            elif path is None and line.startswith("+++ "):
                path = line[4:].rstrip("\t").removeprefix("b/")
            elif path and (hunk := _HUNK.match(line)):
                first, count = int(hunk["first"]), int(hunk["count"] or 1)
                found.setdefault(path, []).append((first, first + (count - 1 if count else 1)))
        return found


def repository_of(path: Path) -> Path | None:
    """The root of the nearest repository around a file or folder; None where there is none."""
    # Unlike `Path.exists`, this raises nothing for a path that is too long.
    return next((one for one in path.parents if os.path.exists(one / ".git")), None)  # noqa: PTH110


def ignored_files(paths: Iterable[Path]) -> frozenset[Path]:
    """Those of some files that git ignores where they really are, links followed.

    Each is asked of the repository that it is in, which may be a submodule.
    """
    inside: dict[Path, dict[str, list[Path]]] = {}
    for path in paths:
        real = Path(os.path.realpath(path))
        root = repository_of(real)
        if root:
            names = inside.setdefault(root, {})
            names.setdefault(real.relative_to(root).as_posix(), []).append(path)
    return frozenset(
        path
        for root, names in inside.items()
        for name in Git(root).ignored(sorted(names))
        for path in names[name]
    )


def _split(answer: str | None) -> list[str]:
    return [name for name in (answer or "").split("\0") if name]
