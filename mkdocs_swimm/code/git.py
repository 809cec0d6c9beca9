"""Queries of a git repository; nothing is ever written.

Where git is missing, the folder is no repository, or the clone is shallow, the answer is None or
empty.
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
_DOCUMENTS = (".sw.md", ".swm")  # the suffixes of documents
_SYMLINK, _SUBMODULE = "120000", "160000"  # modes of entries in a tree or the index
_HUNK = re.compile(r"@@ -\S+ \+(?P<first>\d+)(?:,(?P<count>\d+))? @@")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit to show; its age is the number of newer ones among those in question."""

    id: str
    author: str
    subject: str
    age: int


@dataclass(eq=False)
class Git:
    """A git repository; for a bare one, ``root`` is the git directory."""

    root: Path
    _batches: dict[str, Batch] = field(default_factory=dict)
    _commits: dict[str, str | None] = field(default_factory=dict)
    _writing: dict[str, dict[str, Sequence[str]]] = field(default_factory=dict)

    @classmethod
    def find(cls, folder: Path) -> Git | None:
        """The repository of a folder; None without one, or without git."""
        root = run(folder, ["rev-parse", "--show-toplevel"])
        return cls(Path(root)) if root else None

    def commit(self, revision: str) -> str | None:
        """The full id of the commit that a revision names; cached."""
        if revision not in self._commits and not revision.startswith("-"):
            name = f"{revision}^{{commit}}"
            id = run(self.root, ["rev-parse", "--verify", "--quiet", "--end-of-options", name])
            # For `^HEAD`, git prints a `^` before the id.
            self._commits[revision] = id if id and OBJECT.fullmatch(id) else None
        return self._commits.get(revision)

    def merge_base(self, revision: str, other: str) -> str | None:
        """The best common ancestor of two revisions."""
        return run(self.root, ["merge-base", revision, other])

    def remote(self, name: str = "origin") -> str | None:
        """The URL of a remote."""
        return run(self.root, ["config", "--get", f"remote.{name}.url"])

    def is_shallow(self) -> bool:
        """Whether the clone is shallow."""
        return run(self.root, ["rev-parse", "--is-shallow-repository"]) == "true"

    def is_partial(self) -> bool:
        """Whether the clone is partial, so that blobs of old commits may be missing."""
        return run(self.root, ["config", "--get-regexp", r"^remote\..*\.promisor$"]) is not None

    def info(self, name: str) -> ObjectInfo | None:
        """Id, type and size of an object, by ``<commit>:<path>`` or its id."""
        return self._batch("--batch-check").info(name)

    def read(self, name: str) -> bytes | None:
        """The content of an object, by ``<commit>:<path>`` or its id."""
        return self._batch("--batch").content(name)

    def _batch(self, mode: str) -> Batch:
        if mode not in self._batches or self._batches[mode].ended:
            self._batches[mode] = Batch(self.root, mode)
        return self._batches[mode]

    def close(self) -> None:
        """End the processes that read objects; the next query starts new ones."""
        for batch in self._batches.values():
            batch.close()
        self._batches.clear()

    @cached_property
    def files(self) -> Sequence[str] | None:
        """The files of the work tree that git does not ignore; None if git fails."""
        output = run(self.root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        return None if output is None else _split(output)

    def files_at(self, commit: str) -> Sequence[str]:
        """The files of a commit."""
        return [path for path, type in (self.types(commit) or {}).items() if type == "blob"]

    def changes(self) -> Sequence[str] | None:
        """The uncommitted changes of the work tree: paths, each after its status (``M ``)."""
        command = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]
        output = run(self.root, [*command, "--ignore-submodules=dirty"])
        return None if output is None else _split(output)

    def types(self, commit: str) -> Mapping[str, str] | None:
        """The entries of a commit by path: ``blob``, ``tree``, or ``commit`` for a submodule.

        Symbolic links are left out. Blobs may be missing; None where a tree is.
        """
        output = run(self.root, ["ls-tree", "-r", "-t", "-z", commit])
        if output is None:
            return None
        entries = (entry.partition("\t") for entry in _split(output))
        return {path: head.split()[1] for head, _, path in entries if not head.startswith(_SYMLINK)}

    def submodules(self) -> frozenset[str]:
        """The submodules of the work tree, by path, fetched or not."""
        return frozenset(path for mode, path in self._staged() if mode == _SUBMODULE)

    def tracked(self) -> frozenset[str]:
        """The files in the index, without symbolic links and submodules."""
        links = (_SYMLINK, _SUBMODULE)
        return frozenset(path for mode, path in self._staged() if mode not in links)

    def _staged(self) -> Iterator[tuple[str, str]]:
        """Mode and path of every entry in the index."""
        for entry in _split(run(self.root, ["ls-files", "-z", "--stage"])):
            head, _, path = entry.partition("\t")
            yield head.split(" ")[0], path

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """The paths that git ignores."""
        paths = list(paths)
        if not paths:
            return frozenset()
        stdin = "\0".join(paths).encode("utf-8", "surrogateescape") + b"\0"
        # The status is 1 where no path is ignored.
        output = run(self.root, ["check-ignore", "-z", "--stdin"], stdin, success=(0, 1))
        if output is not None or len(paths) == 1:
            return frozenset(_split(output))
        # Git gives up at a path in a submodule or beyond a symbolic link.
        middle = len(paths) // 2
        return self.ignored(paths[:middle]) | self.ignored(paths[middle:])

    def commits_writing(self, revision: str, paths: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The commits in the history of a revision that wrote each file, newest first; cached.

        For a document, all files in its folder are looked up at once.
        """
        known = self._writing.setdefault(revision, {})
        new = [path for path in dict.fromkeys(paths) if path not in known]
        if new:
            commits: dict[str, list[str]] = {path: [] for path in new}
            # Git compares every file of every commit with every pathspec: folders are fewer.
            folders = ((path.endswith(_DOCUMENTS) and posixpath.dirname(path)) for path in new)
            where = sorted({folder or path for folder, path in zip(folders, new, strict=True)})
            for commit, names in self._log("%H", "--diff-filter=AM", revision, "--", *where):
                for name in names:
                    commits.setdefault(name, []).append(commit)
            known.update(commits)
        return known

    def _log(self, format: str, *arguments: str) -> Iterator[tuple[str, list[str]]]:
        """Commits in a format of ``git log``, each with the files that it changed."""
        log = ["--literal-pathspecs", "log", f"--format=%x01{format}", "--name-only"]
        output = run(self.root, [*log, "--no-renames", "-z", *arguments])
        for entry in (output or "").split("\x01")[1:]:
            head, *paths = entry.split("\0")
            yield head.strip(), [path.lstrip("\n") for path in paths if path.strip("\n")]

    def deletions(self, revision: str) -> Mapping[str, str]:
        """The last commit that deleted each file, or a file in each folder, by path.

        Git walks the whole history: 3 seconds for 60,000 commits.
        """
        commits: dict[str, str] = {}
        options = ("--diff-filter=D", "-m", "--first-parent")
        for commit, paths in self._log("%H", *options, revision, "--"):
            for path in paths:
                while path and path not in commits:
                    commits[path] = commit
                    path = path.rpartition("/")[0]
        return commits

    def renames(self, old: str, new: str | None) -> Mapping[str, str]:
        """The files renamed between two commits, or (None) the work tree: new path by old."""
        diff = [*_PLAIN_DIFF, "--name-status", "-M", "-z", "--diff-filter=R", old]
        fields = _split(run(self.root, [*diff, *([new] if new else []), "--"]))
        return {fields[at + 1]: fields[at + 2] for at in range(0, len(fields) - 2, 3)}

    def last_commits(self, revisions: str, paths: Iterable[str]) -> Mapping[str, Commit]:
        """The newest commit of a revision, or of ``old..new``, that changed each file."""
        pathspecs = sorted(set(paths))
        if not pathspecs:
            return {}
        commits: dict[str, Commit] = {}
        entries = self._log("%h%x02%an%x02%s", revisions, "--", *pathspecs)
        for age, (head, names) in enumerate(entries):
            # A subject that contains \x01 splits its entry.
            if head.count("\x02") >= 2:
                id, author, subject = head.split("\x02", 2)
                for name in names:
                    commits.setdefault(name, Commit(id, author, subject, age))
        return commits

    def changed_lines(self, old: str, new: str | None) -> Mapping[str, Sequence[tuple[int, int]]]:
        """The ranges of lines that a commit, or (None) the work tree, changed, by file.

        They are 1-based, inclusive, and as in ``new``; a deletion is the two lines around it.
        """
        prefixes = ("--src-prefix=a/", "--dst-prefix=b/")
        diff = [*_PLAIN_DIFF, *prefixes, "--unified=0", "--ignore-submodules", old]
        ranges: dict[str, list[tuple[int, int]]] = {}
        path = None
        for line in (run(self.root, [*diff, *([new] if new else []), "--"]) or "").split("\n"):
            # `+++ ` may also begin an added line, but only below the header.
            if line.startswith("diff --git "):
                path = None
            elif path is None and line.startswith("+++ "):
                path = line[4:].rstrip("\t").removeprefix("b/")
            elif path and (hunk := _HUNK.match(line)):
                first, count = int(hunk["first"]), int(hunk["count"] or 1)
                ranges.setdefault(path, []).append((first, first + (count - 1 if count else 1)))
        return ranges


def repository_root(path: Path) -> Path | None:
    """The root of the innermost repository around a file or folder."""
    # Unlike `Path.exists`, this raises nothing for a path that is too long.
    return next((top for top in path.parents if os.path.exists(top / ".git")), None)  # noqa: PTH110


def ignored_files(paths: Iterable[Path]) -> frozenset[Path]:
    """The files that git ignores once symbolic links are resolved.

    Each is looked up in its own repository, which may be a submodule.
    """
    by_root: dict[Path, dict[str, list[Path]]] = {}
    for path in paths:
        real = Path(os.path.realpath(path))
        if root := repository_root(real):
            names = by_root.setdefault(root, {})
            names.setdefault(real.relative_to(root).as_posix(), []).append(path)
    return frozenset(
        path
        for root, names in by_root.items()
        for name in Git(root).ignored(sorted(names))
        for path in names[name]
    )


def _split(output: str | None) -> list[str]:
    return [name for name in (output or "").split("\0") if name]
