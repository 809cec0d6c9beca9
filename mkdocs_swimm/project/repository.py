"""A repository: its code, where that is hosted, and what documents call it.

Swimm keeps documents in ``.swm`` at the root of the code (``FORMAT.md`` section 2). In a repository
of several parts that is often the folder of a part: the paths in the documents tell.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from ..code.codebase import CodeBase, GitTree, WorkTree
from ..code.codehost import CodeHost, Revision, code_host, repo_url_from_remote
from ..code.git import Git
from ..code.ownership import OwnRepository, decode_repo_id, own_repository
from ..format.constructs import Repo
from ..format.document import Document
from ..safety.files import confined
from .folders import is_file, is_folder, repo_id_of
from .problems import shown_path

_NEWEST = Revision("HEAD", "branch")
ENOUGH = 5
"""Fewer files at another place say nothing about the root."""


class ProjectError(Exception):
    """Documents or code can not be opened; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """What is said about a repository, by the options of the same names."""

    repo_url: str | None = None  # None for what git's remote ``origin`` says
    host: str | None = None  # the kind of code host, where its address does not show it
    link_template: str | None = None
    revision: str = "commit"  # what links are pinned to: ``commit``, or the name of a branch
    ref: str | None = None  # the revision that is checked; None for the files as they are


NOT_SAID = Hosting()
"""Nothing is said: git's remote ``origin`` tells."""


@dataclass(eq=False)
class Repository:
    """A repository, or a part of one with a root of its own."""

    root: Path  # of the code, from which documents name files
    git: Git | None  # the git repository that it is in; None without one, or without git
    hosting: Hosting = NOT_SAID
    addresses: Mapping[str, str] = field(default_factory=dict)  # of other repositories
    mount: str = ""  # the URL path of its pages on a site
    foreign: bool = False  # whether it is another repository than the project's own
    documents_at: str = "HEAD"  # the revision that the history of documents is read from
    others: Sequence[Repository] = ()  # the other repositories of the project
    linked: dict[tuple[str, str, str], str] = field(default_factory=dict, init=False)
    """The commits that links of pages without one were made for, as far as they are known: by the
    revision of the pages' history, the page and the address."""
    prefix: str = field(init=False)  # the folder of the root in git's repository, ends with a slash
    code: CodeBase = field(init=False)  # reads the code
    url: str | None = field(init=False)  # the address at which it is hosted, if it is known
    host: CodeHost | None = field(init=False)  # makes links into the code; None if unknown
    origin: str | None = field(init=False)  # git's remote, if a browser can show it
    own: OwnRepository = field(init=False)  # what documents call this repository

    def __post_init__(self) -> None:
        remote = self.git.remote("origin") if self.git else None
        self.origin = repo_url_from_remote(remote) if remote else None
        self.prefix = below(self.top, self.root)
        self.code = self.code_at(self.hosting.ref)
        self.url = self.hosting.repo_url or self.origin
        self.host = None
        if self.url:
            kind, template = self.hosting.host, self.hosting.link_template
            self.host = code_host(self.url, self._pinned(), kind=kind, template=template)
        self.name(())

    @cached_property
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
            inside = self.root.is_relative_to(self.top)
            return WorkTree(self.root, self.git if inside else None, self.prefix)
        commit = self.git.commit(revision) if self.git else None
        if self.git is None or commit is None:
            raise ProjectError(
                f"the revision '{revision}' in the option 'ref' is not known; fetch it, or "
                "correct the option"
            )
        return GitTree(self.git, commit, self.prefix)

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
        url = url or (decoded.url if decoded else None)
        if not url:
            return name, None
        # What is said of this repository's host tells nothing about another host, and a template
        # names no repository: it would lead into this one.
        same = self.host and urlsplit(url).hostname == urlsplit(self.host.repo_url).hostname
        return name, code_host(url, _NEWEST, kind=self.hosting.host if same else None)

    def elsewhere(self, paths: Set[str]) -> tuple[str, str] | None:
        """The root below which most files are that are not where documents say that paths are.

        It is from the root of git's repository, with how many files are there in words; None where
        no other root is better.
        """
        missing = [path for path in paths if self.code.kind(path) is None]
        whole = self.at(self.top).code
        found: Counter[str] = Counter()
        for path in missing if len(missing) >= ENOUGH else ():
            for file in whole.named(path.rpartition("/")[2]):
                if f"/{file}".endswith(f"/{path}"):
                    found[file.removesuffix(path)] += 1
        other, count = max(found.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        if count < max(ENOUGH, len(paths) - len(missing) + 1):
            return None
        where = other.rstrip("/") or "the root of the repository"
        return other.rstrip("/"), (
            f"{count} of the {len(paths)} files that the documents name are in {where}, not where "
            "they say"
        )

    @property
    def why_no_git(self) -> str:
        """Why there is no git, where there is none."""
        if shutil.which("git") is None:
            return "git is not available"
        folders = (self.root, *self.root.parents)
        if any(is_file(at / ".git") or is_folder(at / ".git") for at in folders):
            return "git can not read the repository (see 'git status')"
        return "there is no git repository"


def part_of(path: str) -> str:
    """The folder around ``.swm``, empty or with a slash at its end, of a path in the repository."""
    before, found, _ = f"/{path}/".partition("/.swm/")
    return f"{before[1:]}/" if found and before else ""


def paths_in(documents: Iterable[Document]) -> Set[str]:
    """The paths within their own repository that documents name."""
    references = (one for document in documents for one in document.references)
    paths = {confined(one.path) for one in references if one.repo is None}
    return {path for path in paths if path}


def root_of(part: str, documents: Iterable[Document], code: CodeBase) -> str:
    """The root of the code that the documents of a part of the repository refer to.

    It is the part where more of their paths exist there than from the root of the repository, else
    the empty string. The documents are only looked at where there is a choice.
    """
    paths = paths_in(documents) if part else ()
    there, here = (sum(code.kind(root + path) is not None for path in paths) for root in (part, ""))
    return part if there > here else ""


def ids_around(folders: Iterable[Path], home: Path) -> Mapping[Path, str | None]:
    """The ids in every ``swimm.json`` in some folders or above them, up to ``home``."""
    seen: set[Path] = set()
    for folder in folders:
        for at in (folder, *folder.parents):
            seen.add(at)
            if at == home or not at.is_relative_to(home):
                break
    found = {at: repo_id_of(at) for at in sorted(seen)}
    return {at: id for at, id in found.items() if id or is_file(at / "swimm.json")}


def below(folder: Path, path: Path) -> str:
    """A folder within another one, with a slash at its end; empty for itself and one outside."""
    if path == folder or not path.is_relative_to(folder):
        return ""
    return path.relative_to(folder).as_posix() + "/"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of documents and where its pages are on the site."""

    folder: Path
    mount: str  # the URL path of its pages, without slashes at its ends; empty for the site's root
    repository: Repository  # that they are of
