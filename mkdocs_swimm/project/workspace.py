"""Where documents and code are: the repository around them, with git or without."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ..cli.output import CanNotRun
from ..cli.report import Problem
from ..code.codebase import CodeBase, GitTree, WorkTree
from ..code.codehost import Revision, code_host, repo_url_from_remote
from ..code.git import Git
from ..code.ownership import OwnRepository, own_repository
from ..format.document import Document
from .folders import repo_id_of
from .linked_code import Code
from .roots import part_of, root_of

ROOT = click.option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Root of the code that documents speak of.  [default: where paths exist]",
)
"""The option of the root of the code."""

_UNREADABLE = "git can not read the repository (see 'git status')"
_NEWEST = Revision("HEAD", "branch")
_BY_TEXT = "where code went is told by its text alone"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Documents and code.

    Attributes:
        home: The root of the documents' repository, from which they are named.
        root: The root of the code.
        git: The repository that the code is in; None without one, or without git.
        chosen: Whether the root was asked for; documents may then be anywhere.
    """

    home: Path
    root: Path
    git: Git | None = None
    chosen: bool = False

    @property
    def prefix(self) -> str:
        """The folder of the code within git's repository, empty or with a slash at its end."""
        return _below(self.git.root.resolve(), self.root) if self.git else ""

    @property
    def shown_prefix(self) -> str:
        """The folder of the code as it is named, empty or with a slash at its end."""
        return _below(self.home, self.root)

    @property
    def home_git(self) -> Git | None:
        """The repository, if it is that of the documents: its paths are those that are told."""
        return self.git if self.git and self.git.root.resolve() == self.home else None

    def prefix_of(self, part: Workspace) -> str:
        """The folder of a part's code below that of all, empty or with a slash at its end."""
        return _below(self.root, part.root)

    def shown(self, path: Path) -> str:
        """A path as it is named: from home where it is below it."""
        path = path.parent.resolve() / path.name
        return (path.relative_to(self.home) if path.is_relative_to(self.home) else path).as_posix()

    def code(self, revision: str | None) -> CodeBase:
        """The code as it is now, or at a revision."""
        if revision is None:
            return WorkTree(self.root, self.git, self.prefix)
        git, commit = self.commit(revision, "--ref")
        return GitTree(git, commit, self.prefix)

    def parts(
        self, documents: Mapping[Path, Document], revision: str | None = None
    ) -> Sequence[tuple[Workspace, Sequence[Path]]]:
        """Documents by the root of the code that they speak of.

        Args:
            documents: The documents by their path.
            revision: Where their code is looked for; None for the files as they are.
        """
        if self.chosen:
            return [(self, list(documents))]
        parts: dict[str, list[Path]] = {}
        for path in documents:
            parts.setdefault(part_of(self.shown(path)), []).append(path)
        repository = self.code(revision)
        roots: dict[str, list[Path]] = {}
        for part, paths in parts.items():
            root = root_of(part, (documents[path] for path in paths), repository)
            roots.setdefault(root, []).extend(paths)
        return [(replace(self, root=self.home / root), paths) for root, paths in roots.items()]

    def commit(self, revision: str, option: str) -> tuple[Git, str]:
        """The commit that an option names, and git, which must be there for that."""
        if self.git is None:
            raise CanNotRun(f"{option} needs git, but {self._why_no_git()}")
        commit = self.git.commit(revision)
        if commit is None:
            raise CanNotRun(f"the revision '{revision}' of {option} is not known; fetch it first")
        return self.git, commit

    def limits(self) -> Iterator[str]:
        """What can not be used here."""
        if self.git is None:
            yield f"{self._why_no_git()}: {_BY_TEXT}"
        elif not self.git.lists_files():
            yield f"{_UNREADABLE}: files that it ignores are checked, too"
        elif self.git.is_shallow():
            yield (
                f"the clone is shallow: {_BY_TEXT} where history ends; fetch the whole history, "
                "for example with 'fetch-depth: 0'"
            )
        elif self.git.is_partial():
            yield f"the clone is partial: {_BY_TEXT} where old files were not fetched"

    def _why_no_git(self) -> str:
        if shutil.which("git") is None:
            return "git is not available"
        if _marked(self.root, ".git"):
            return _UNREADABLE
        return "there is no git repository"

    def own(self, documents: Iterable[Path]) -> tuple[OwnRepository, tuple[Problem, ...]]:
        """What documents call this repository, by every ``swimm.json`` beside or above them."""
        folders = {folder for path in documents for folder in self._folders(path)}
        ids: set[str] = set()
        problems = []
        for folder in sorted(folders):
            id = repo_id_of(folder)
            if id:
                ids.add(id)
            elif is_file(folder / "swimm.json"):
                message = "it is not JSON with a 'repo_id', so this repository's id is not known"
                problems.append(Problem(self.shown(folder / "swimm.json"), 1, message))
        return own_repository(frozenset(ids), self.origin), tuple(problems)

    @property
    def origin(self) -> str | None:
        """The address of the remote ``origin``, if a browser can show it."""
        remote = self.git.remote("origin") if self.git else None
        return repo_url_from_remote(remote) if remote else None

    def hosted(
        self,
        documents: Iterable[Path],
        url: str | None = None,
        kind: str | None = None,
        revision: str = "commit",
    ) -> Code:
        """The code and where it is hosted; its host is None where nobody knows it.

        Args:
            documents: The documents.
            url: Where the code is hosted; None for what git's remote ``origin`` says.
            kind: The kind of code host, where its address does not tell.
            revision: What links are pinned to: ``commit``, or the name of a branch.
        """
        own, _ = self.own(documents)
        url = url or self.origin
        commit = self.git.commit("HEAD") if self.git else None
        pinned = _NEWEST
        if revision != "commit":
            pinned = Revision(revision, "branch")
        elif commit:
            pinned = Revision(commit, "commit")
        return Code(
            base=self.code(None),
            root=self.root,
            host=code_host(url, pinned, kind=kind) if url else None,
            prefix=self.prefix,
            own=own,
            repositories={},
            other_host=lambda other: code_host(other, _NEWEST),
        )

    def _folders(self, path: Path) -> Iterator[Path]:
        for folder in path.parents:
            yield folder
            if folder == self.home or not folder.is_relative_to(self.home):
                return


def open_workspace(given: Sequence[Path], root: Path | None) -> Workspace:
    """Find out where everything is.

    Args:
        given: The files and folders that were asked for; the first one tells the repository.
        root: The root of the code, where it is not the repository's.
    """
    try:
        start = given[0].resolve() if given else Path.cwd()
    except (OSError, RuntimeError):
        raise CanNotRun(f"{given[0] if given else 'the current folder'} does not exist") from None
    start = start if is_folder(start) else start.parent
    git = Git.find(start)
    home = git.root.resolve() if git else _home_of(start)
    if root is None:
        return Workspace(home, home, git)
    if not is_folder(root):
        raise CanNotRun(f"the folder {root} of --root does not exist")
    return Workspace(home, root.resolve(), Git.find(root), chosen=True)


def _home_of(start: Path) -> Path:
    """The root of a repository that git does not tell: what holds ``.git`` or ``.swm``."""
    return _marked(start, ".git") or _marked(start, ".swm") or Path.cwd()


def _marked(start: Path, name: str) -> Path | None:
    """The nearest folder from here upwards that has an entry of a name."""
    folders = (start, *start.parents)
    return next((at for at in folders if is_file(at / name) or is_folder(at / name)), None)


def _below(folder: Path, path: Path) -> str:
    if path == folder or not path.is_relative_to(folder):
        return ""
    return path.relative_to(folder).as_posix() + "/"


def is_file(path: Path) -> bool:
    """Whether a path is a file; one that nobody may look at is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; one that nobody may look at is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
