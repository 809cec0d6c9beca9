"""Git, asked by command: what is built, where it comes from, what was there before.

Git may be missing, the folder may be no repository, the clone may be shallow: every question then
has the answer None, or an empty one. Nothing is ever written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .git_process import OBJECT, Batch, ObjectInfo, ask, run

_PLAIN_DIFF = ("--no-ext-diff", "--no-textconv", "--no-color")
DOCUMENTS = (".sw.md", ".swm")
"""How the names of documents end."""

_SYMLINK = "120000"
"""The mode of a symbolic link in a commit."""

_SUBMODULE = "160000"
_MANY_PATHS = 300
_HUNK = re.compile(r"@@ -\S+ \+(?P<first>\d+)(?:,(?P<count>\d+))? @@")
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, for people.

    Attributes:
        id: Its name, abbreviated.
        author: Who wrote it.
        subject: The first line of its message.
        age: How many of the commits that were looked at are newer.
    """

    id: str
    author: str
    subject: str
    age: int


@dataclass(eq=False)
class Git:
    """A git repository.

    Attributes:
        root: The root of its work tree; of a bare repository the folder itself.
    """

    root: Path
    _contents: Batch | None = None
    _infos: Batch | None = None
    _commits: dict[str, str | None] = field(default_factory=dict)
    _writing: dict[str, dict[str, Sequence[str]]] = field(default_factory=dict)
    _written: dict[tuple[str, str], Mapping[str, Sequence[str]]] = field(default_factory=dict)

    @classmethod
    def find(cls, folder: Path) -> Git | None:
        """The repository that holds a folder; None without one, or without git."""
        root = ask(folder, ["rev-parse", "--show-toplevel"])
        return cls(Path(root)) if root else None

    def head(self) -> str | None:
        """The commit that is checked out, in full."""
        return self.commit("HEAD")

    def commit(self, revision: str) -> str | None:
        """The commit that a branch, tag or other revision names, in full; git is asked once."""
        if revision not in self._commits and not revision.startswith("-"):
            name = f"{revision}^{{commit}}"
            found = ask(self.root, ["rev-parse", "--verify", "--quiet", "--end-of-options", name])
            # Of `^HEAD` git tells that it is to be left out.
            known = found if found and OBJECT.fullmatch(found) else None
            self._commits[revision] = known
        return self._commits.get(revision)

    def merge_base(self, revision: str, other: str) -> str | None:
        """The commit at which two revisions parted."""
        return ask(self.root, ["merge-base", revision, other])

    def remote(self, name: str = "origin") -> str | None:
        """The address of a remote."""
        return ask(self.root, ["config", "--get", f"remote.{name}.url"])

    def is_shallow(self) -> bool:
        """Whether history is cut off."""
        return ask(self.root, ["rev-parse", "--is-shallow-repository"]) == "true"

    def is_partial(self) -> bool:
        """Whether files of old commits need not be there."""
        return ask(self.root, ["config", "--get-regexp", r"^remote\..*\.promisor$"]) is not None

    def info(self, name: str) -> ObjectInfo | None:
        """Type and size of an object: ``<commit>:<path>``, or its id."""
        if self._infos is None or self._infos.ended:
            self._infos = Batch(self.root, "--batch-check")
        return self._infos.info(name)

    def read(self, name: str) -> bytes | None:
        """The content of an object: ``<commit>:<path>``, or its id."""
        if self._contents is None or self._contents.ended:
            self._contents = Batch(self.root, "--batch")
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
            return [path for path, _ in self._listed(["-r", commit])]
        listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        return _split(ask(self.root, listing))

    def changes(self) -> Sequence[str] | None:
        """The files of the work tree that are not as committed, each behind its status (``M ``)."""
        command = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"]
        answer = run(self.root, [*command, "--ignore-submodules=dirty"])
        return None if answer is None else _split(answer)

    def blobs(self, commit: str, paths: Sequence[str]) -> Mapping[str, str]:
        """The ids of some files of a commit by path, without symbolic links and submodules."""
        if len(paths) <= _MANY_PATHS:
            return dict(self._listed([commit, "--", *paths]))
        # Git compares every file with every path: of many, it is faster to list all.
        wanted = set(paths)
        return {path: blob for path, blob in self._listed(["-r", commit]) if path in wanted}

    def _listed(self, arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
        for entry in _split(ask(self.root, ["ls-tree", "-z", *arguments])):
            head, _, path = entry.partition("\t")
            mode, _, blob = head.partition(" blob ")
            if blob and mode != _SYMLINK:
                yield path, blob

    def lists_files(self) -> bool:
        """Whether git can tell which files the work tree has."""
        return run(self.root, ["ls-files", "-z", "--cached"]) is not None

    def types(self, commit: str) -> Mapping[str, str] | None:
        """What a commit has, by path: ``blob``, ``tree``, or ``commit`` for a submodule.

        Symbolic links are left out. Objects need not be there for that; None where too much of the
        commit is missing.
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
        for entry in _split(ask(self.root, ["ls-files", "-z", "--stage"])):
            head, _, path = entry.partition("\t")
            yield head.split(" ")[0], path

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that git ignores."""
        return frozenset(self._ignored(list(paths)))

    def _ignored(self, paths: Sequence[str]) -> Iterator[str]:
        if not paths:
            return
        given = "\0".join(paths).encode("utf-8", "surrogateescape") + b"\0"
        # The status says whether there was one.
        command = ["check-ignore", "-z", "--stdin"]
        answer = run(self.root, command, given, literal=False, fine=(0, 1))
        if answer is not None:
            yield from _split(answer)
        elif len(paths) > 1:
            # One path in a submodule, or beyond a symbolic link, and git tells nothing of the rest.
            middle = len(paths) // 2
            yield from self._ignored(paths[:middle])
            yield from self._ignored(paths[middle:])

    def commits_of(self, revision: str, folder: str) -> Mapping[str, Sequence[str]]:
        """The commits that wrote the documents of a folder, newest first, by the documents' path.

        Args:
            revision: Where to begin.
            folder: The folder, from the root; empty for that.
        """
        if (revision, folder) not in self._written:
            self.ask_commits(revision, [folder])
        return self._written[revision, folder]

    def ask_commits(self, revision: str, folders: Collection[str]) -> None:
        """Ask for the commits of several folders (see ``commits_of``): git walks its history once.

        Args:
            revision: Where to begin.
            folders: The folders.
        """
        folders = [one for one in folders if (revision, one) not in self._written]
        if not folders:
            return
        # Patterns of names take git half as long again as folders do.
        everywhere = [f":(glob)**/*{suffix}" for suffix in DOCUMENTS]
        where = sorted(folders) if all(folders) else everywhere
        log = ["log", "--format=%x01%H", "--name-only", "--no-renames", "-z", "--diff-filter=AM"]
        answer = ask(self.root, [*log, revision, "--", *where], literal=all(folders))
        commits: dict[str, list[str]] = {}
        for commit, paths in _log_entries(answer):
            for path in paths:
                if path.endswith(DOCUMENTS):
                    commits.setdefault(path, []).append(commit)
        self._written.update(((revision, folder), commits) for folder in folders)

    def commits_writing(self, revision: str, paths: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The same of single files; git is asked once for each."""
        known = self._writing.setdefault(revision, {})
        new = [path for path in dict.fromkeys(paths) if path not in known]
        if new:
            log = ["log", "--format=%x01%H", "--name-only", "--no-renames", "-z"]
            answer = ask(self.root, [*log, "--diff-filter=AM", revision, "--", *new])
            found: dict[str, list[str]] = {path: [] for path in new}
            for commit, names in _log_entries(answer):
                for name in names:
                    found[name].append(commit)
            known.update(found)
        return known

    def deletions(self, revision: str) -> Mapping[str, str]:
        """The last commit that took each file away, or a file of each folder, by path.

        Git walks all of its history, once: 3 seconds of 60,000 commits.

        Args:
            revision: Where to begin.
        """
        log = ["log", "--format=%x01%H", "--name-only", "--no-renames", "-z", "--diff-filter=D"]
        found: dict[str, str] = {}
        for commit, paths in _log_entries(
            ask(self.root, [*log, "-m", "--first-parent", revision, "--"])
        ):
            for path in paths:
                while path and path not in found:
                    found[path] = commit
                    path = path.rpartition("/")[0]
        return found

    def renames(self, old: str, new: str | None) -> Mapping[str, str]:
        """The files that were renamed between two commits, new path by old path.

        Args:
            old: A commit.
            new: A later one; None for the work tree.
        """
        diff = ["diff", *_PLAIN_DIFF, "--name-status", "-M", "-z", "--diff-filter=R", old]
        answer = ask(self.root, [*diff, *([new] if new else []), "--"])
        fields = _split(answer)
        return {fields[at + 1]: fields[at + 2] for at in range(0, len(fields) - 2, 3)}

    def last_commits(self, revisions: str, paths: Iterable[str]) -> Mapping[str, Commit]:
        """The newest commit that changed each of some files.

        Args:
            revisions: Where to look: a revision, or ``old..new``.
            paths: The files; one that was not changed there is left out.
        """
        wanted = sorted(set(paths))
        if not wanted:
            return {}
        form = "--format=%x01%h%x02%an%x02%s"
        log = ["log", form, "--name-only", "--no-renames", "-z"]
        found: dict[str, Commit] = {}
        entries = _log_entries(ask(self.root, [*log, revisions, "--", *wanted]))
        for age, (head, names) in enumerate(entries):
            fields = head.split("\x02", 2)
            # A subject may have the sign that parts entries.
            if len(fields) == 3:
                id, author, subject = fields
                for name in names:
                    found.setdefault(name, Commit(id, author, subject, age))
        return found

    def changed_lines(self, old: str, new: str | None) -> Mapping[str, Sequence[tuple[int, int]]]:
        """First and last lines of what changed between two commits, by file, as the newer has it.

        Where lines were only taken out, these are the two around them.

        Args:
            old: A commit.
            new: A later one; None for the work tree.
        """
        prefixes = ("--src-prefix=a/", "--dst-prefix=b/")
        diff = ["diff", *_PLAIN_DIFF, *prefixes, "--unified=0", "--ignore-submodules", old]
        found: dict[str, list[tuple[int, int]]] = {}
        path = None
        for line in (ask(self.root, [*diff, *([new] if new else []), "--"]) or "").split("\n"):
            # Lines of code begin with a sign, so that a header can only be one in its place.
            if line.startswith("diff --git "):
                path = None
            elif path is None and line.startswith("+++ "):
                path = _unquoted(line[4:].rstrip("\t")).removeprefix("b/")
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
    roots: dict[Path, Path | None] = {}
    for path in paths:
        real = Path(os.path.realpath(path))
        if real.parent not in roots:
            roots[real.parent] = repository_of(real)
        root = roots[real.parent]
        if root:
            names = inside.setdefault(root, {})
            names.setdefault(real.relative_to(root).as_posix(), []).append(path)
    return frozenset(
        path
        for root, names in inside.items()
        for name in Git(root).ignored(sorted(names))
        for path in names[name]
    )


def is_bare(folder: Path) -> bool:
    """Whether a folder looks like a repository that has no work tree; git is not asked in those."""
    return all((folder / name).exists() for name in ("HEAD", "objects", "refs"))


def _log_entries(answer: str | None) -> Iterator[tuple[str, list[str]]]:
    for entry in (answer or "").split("\x01")[1:]:
        commit, *paths = entry.split("\0")
        yield commit.strip(), [path.lstrip("\n") for path in paths if path.strip("\n")]


def _unquoted(name: str) -> str:
    """The name of a file as a difference has it: in quotation marks with escapes where needed."""
    if not name.startswith('"'):
        return name

    def byte(found: re.Match[str]) -> str:
        sign = found[1]
        return chr(int(sign, 8)) if len(sign) == 3 else _ESCAPED.get(sign, sign)

    return _ESCAPE.sub(byte, name[1:-1])


def _split(answer: str | None) -> list[str]:
    return [name for name in (answer or "").split("\0") if name]
