"""A repository: its code, where that is hosted, and what documents call it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from ..code.codebase import CodeBase, GitTree, WorkTree
from ..code.codehost import CodeHost, Revision, code_host, repo_url_from_remote
from ..code.git import Git
from ..code.ownership import OwnRepository, decode_repo_id, own_repository
from ..format.constructs import Repo
from .folders import repo_id_of
from .problems import shown_path

_NEWEST = Revision("HEAD", "branch")


class ProjectError(Exception):
    """Documents or code can not be opened; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """What is said about a repository, by the options of the same names.

    Attributes:
        repo_url: Where it is hosted; None for what git's remote ``origin`` says.
        host: The kind of code host, where its address does not show it.
        link_template: A template for links into the code.
        revision: What links are pinned to: ``commit``, or the name of a branch.
        ref: The revision that is checked; None for the files as they are.
    """

    repo_url: str | None = None
    host: str | None = None
    link_template: str | None = None
    revision: str = "commit"
    ref: str | None = None


NOT_SAID = Hosting()
"""Nothing is said: git's remote ``origin`` tells."""


@dataclass(eq=False)
class Repository:
    """A repository, or a part of one with a root of its own.

    Attributes:
        root: The root of the code, from which documents name files.
        git: The git repository that it is in; None without one, or without git.
        hosting: What is said about it.
        addresses: Addresses of other repositories by id or name.
        mount: The URL path of its pages on a site.
        foreign: Whether it is another repository than the project's own.
        others: The other repositories of the project.
        linked: The commits that links of pages without one were made for, as far as they are known:
            by the revision of the pages' history, the page and the address.
        prefix: The folder of the root within git's repository, empty or with a slash at its end.
        code: Reads the code.
        url: The address at which it is hosted, if it is known.
        host: Makes links into the code; None if unknown.
        origin: The address of the remote ``origin``, if a browser can show it.
        own: What documents call this repository.
    """

    root: Path
    git: Git | None
    hosting: Hosting = NOT_SAID
    addresses: Mapping[str, str] = field(default_factory=dict)
    mount: str = ""
    foreign: bool = False
    others: Sequence[Repository] = ()
    linked: dict[tuple[str, str, str], str] = field(default_factory=dict, init=False)
    prefix: str = field(init=False)
    code: CodeBase = field(init=False)
    url: str | None = field(init=False)
    host: CodeHost | None = field(init=False)
    origin: str | None = field(init=False)
    own: OwnRepository = field(init=False)

    def __post_init__(self) -> None:
        hosting = self.hosting
        remote = self.git.remote("origin") if self.git else None
        self.origin = repo_url_from_remote(remote) if remote else None
        self.prefix = below(self.git.root.resolve(), self.root) if self.git else ""
        self.code = self.code_at(hosting.ref)
        self.url = hosting.repo_url or self.origin
        self.host = None
        if self.url:
            kind, template = hosting.host, hosting.link_template
            self.host = code_host(self.url, self._pinned(), kind=kind, template=template)
        self.name(())

    @property
    def top(self) -> Path:
        """The root of the git repository; without one, the root of the code."""
        return self.git.root.resolve() if self.git else self.root

    def at(self, root: Path) -> Repository:
        """A part of the repository with a root of its own."""
        return self if root == self.root else replace(self, root=root)

    def path_of(self, document: Path) -> str:
        """The path of a document from the root of the git repository."""
        return shown_path(document, self.top)

    def name(self, ids: Iterable[str]) -> None:
        """Tell what documents call the repository, by the ids in their ``swimm.json``."""
        self.own = own_repository(frozenset(ids), self.host.repo_url if self.host else self.origin)

    def code_at(self, revision: str | None) -> CodeBase:
        """The code as it is now, or at a revision; raises ProjectError for an unknown one."""
        if revision is None:
            return WorkTree(self.root, self.git if self._is_in_git else None, self.prefix)
        commit = self.git.commit(revision) if self.git else None
        if self.git is None or commit is None:
            raise ProjectError(
                f"the revision '{revision}' in the option 'ref' is not known; fetch it, or "
                "correct the option"
            )
        return GitTree(self.git, commit, self.prefix)

    @property
    def _is_in_git(self) -> bool:
        return self.git is not None and self.root.is_relative_to(self.git.root.resolve())

    def _pinned(self) -> Revision:
        if self.hosting.revision != "commit":
            return Revision(self.hosting.revision, "branch")
        commit = self.git.commit(self.hosting.ref or "HEAD") if self.git else None
        return Revision(commit, "commit") if commit else _NEWEST

    def neighbour(self, repo: Repo) -> Repository | None:
        """Another repository of the project, by what documents call it."""
        return next((other for other in self.others if other.own.owns(repo)), None)

    def foreign_host(self, repo: Repo) -> tuple[str, CodeHost | None]:
        """Name and host of another repository; None where its address is not known."""
        decoded = decode_repo_id(repo.id) if repo.id else None
        name = repo.name or (decoded.name if decoded else repo.id) or "?"
        url = self.addresses.get(repo.id or "") or self.addresses.get(name)
        if not url and decoded:
            url = decoded.url
        if not url:
            return name, None
        # What is said of this repository's host tells nothing about another host, and a template
        # names no repository: it would lead into this one.
        same = self.host and urlsplit(url).hostname == urlsplit(self.host.repo_url).hostname
        return name, code_host(url, _NEWEST, kind=self.hosting.host if same else None)

    @property
    def why_no_git(self) -> str:
        """Why there is no git, where there is none."""
        if shutil.which("git") is None:
            return "git is not available"
        folders = (self.root, *self.root.parents)
        if any(is_file(at / ".git") or is_folder(at / ".git") for at in folders):
            return "git can not read the repository (see 'git status')"
        return "there is no git repository"


def ids_around(folders: Iterable[Path], home: Path) -> Mapping[Path, str | None]:
    """The ids in every ``swimm.json`` in some folders or above them; None for one without.

    Args:
        folders: The folders of documents.
        home: The root of their repository, above which nothing is looked at.
    """
    seen: dict[Path, None] = {}
    for folder in folders:
        for at in (folder, *folder.parents):
            seen[at] = None
            if at == home or not at.is_relative_to(home):
                break
    found = {at: repo_id_of(at) for at in sorted(seen)}
    return {at: id for at, id in found.items() if id or is_file(at / "swimm.json")}


def below(folder: Path, path: Path) -> str:
    """A folder within another one, with a slash at its end; empty for itself and one outside."""
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


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of documents and where its pages are on the site.

    Attributes:
        folder: The folder.
        mount: The URL path of its pages, without slashes at its ends; empty for the site's root.
        repository: The repository that they are of.
    """

    folder: Path
    mount: str
    repository: Repository
