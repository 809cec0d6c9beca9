"""A repository: its code, where that is hosted, and what documents call it.

Swimm keeps documents in ``.swm`` at the root of the code (``FORMAT.md`` section 2). In a monorepo,
that may be the folder of a part: the paths in the documents show which it is.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from ..code.codebase import CodeBase, GitTree, WorkTree
from ..code.codehost import CodeHost, Revision, code_host, repo_url_from_remote
from ..code.git import Git, repository_root
from ..code.ownership import OwnRepository, decode_repo_id, own_repository
from ..format.constructs import Repo
from ..format.document import Document
from ..safety.files import confined
from .folders import is_file, repo_id_of
from .problems import shown_path

_NEWEST = Revision("HEAD", "branch")
ENOUGH = 5
"""With fewer files than this, nothing is concluded about the root."""


class ProjectError(Exception):
    """Documents or code cannot be opened; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """The options about the code host of a repository, under their names."""

    repo_url: str | None = None  # None for the address of git's remote ``origin``
    host: str | None = None  # the kind of code host, if its address does not show it
    link_template: str | None = None
    revision: str = "commit"  # what links are pinned to: ``commit``, or the name of a branch
    ref: str | None = None  # the revision of the code; None for the files as they are


DEFAULT_HOSTING = Hosting()
"""The hosting without options: git's remote ``origin`` decides."""


@dataclass(eq=False)
class Repository:
    """A repository, or a part of one with a root of its own."""

    root: Path  # of the code; paths in documents are relative to it
    git: Git | None  # the git repository around it; None without one, or without git
    hosting: Hosting = DEFAULT_HOSTING
    addresses: Mapping[str, str] = field(default_factory=dict)  # of other repositories
    mount: str = ""  # the URL path of its pages on a site
    foreign: bool = False  # whether it is another repository than the project's own
    documents_at: str = "HEAD"  # the revision that the history of documents is read from
    others: Sequence[Repository] = ()  # the other repositories of the project
    linked: dict[tuple[str, str, str], str] = field(default_factory=dict, init=False)
    """Cache of the commits that links without a revision refer to, by the revision of the pages'
    history, the page and the address."""
    prefix: str = field(init=False)  # the path of the root in git, ends with a slash if not empty
    code: CodeBase = field(init=False)  # reads the code
    url: str | None = field(init=False)  # the address at which it is hosted, if known
    host: CodeHost | None = field(init=False)  # makes links into the code; None if unknown
    origin: str | None = field(init=False)  # the address of ``origin``, if it is a web address
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
        self.set_ids(())

    @cached_property
    def top(self) -> Path:
        """The root of the git repository; without git, the root of the code."""
        return self.git.root.resolve() if self.git else self.root

    def at(self, root: Path) -> Repository:
        """The part of the repository below another root."""
        return self if root == self.root else replace(self, root=root)

    def path_of(self, document: Path) -> str:
        """The path of a document from the root of the git repository."""
        return shown_path(document, self.top)

    def set_ids(self, ids: Iterable[str]) -> None:
        """Set ``own``, by the ids in the repository's ``swimm.json`` files."""
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
        """The other repository of the project that ``repo`` names; None if it has none."""
        return next((other for other in self.others if other.own.owns(repo)), None)

    def foreign_host(self, repo: Repo) -> tuple[str, CodeHost | None]:
        """Name and code host of another repository; no host if its address is unknown."""
        decoded = decode_repo_id(repo.id) if repo.id else None
        name = repo.name or (decoded.name if decoded else repo.id) or "?"
        url = self.addresses.get(repo.id or "") or self.addresses.get(name)
        url = url or (decoded.url if decoded else None)
        if not url:
            return name, None
        # The option ``host`` is about this repository's host alone, and a link template leads into
        # this repository.
        same = self.host and urlsplit(url).hostname == urlsplit(self.host.repo_url).hostname
        return name, code_host(url, _NEWEST, kind=self.hosting.host if same else None)

    def root_problem(self, paths: Set[str]) -> tuple[str | None, str]:
        """A message if another root would fit the paths better, or this one fits none of them.

        It comes with the other root, from git's. Without a problem, the message is empty.
        """
        missing = [path for path in paths if self.code.kind(path) is None]
        whole = self.at(self.top).code
        counts: Counter[str] = Counter()
        for path in missing if len(missing) >= ENOUGH else ():
            for file in whole.named(path.rpartition("/")[2]):
                if f"/{file}".endswith(f"/{path}"):
                    counts[file.removesuffix(path)] += 1
        root, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if count < max(ENOUGH, len(paths) - len(missing) + 1):
            if len(missing) < max(ENOUGH, len(paths)):
                return None, ""
            return None, f"none of the {len(paths)} files that the documents name is in {self.root}"
        root = root.rstrip("/")
        return root, (
            f"{count} of the {len(paths)} files that the documents name are in "
            f"{root or 'the root of the repository'}, not where they say"
        )

    @property
    def why_no_git(self) -> str:
        """Why ``git`` is None, as a part of a message."""
        if shutil.which("git") is None:
            return "git is not available"
        if repository_root(self.root / "x"):
            return "git cannot read the repository (see 'git status')"
        return "there is no git repository"

    def limits(self) -> Iterator[str]:
        """Warnings about missing git or history, without which checks know less."""
        by_text = "moved code is found by its text alone"
        if self.git is None:
            yield f"{self.why_no_git}: {by_text}"
        elif self.git.files is None:
            yield (
                "git cannot read the repository (see 'git status'): files that it ignores are "
                "checked too"
            )
        elif self.git.is_shallow():
            yield (
                f"the clone is shallow: {by_text} where history ends; fetch the full history, for "
                "example with 'fetch-depth: 0'"
            )
        elif self.git.is_partial():
            yield f"the clone is partial: {by_text} where old files were not fetched"


def part_of(path: str) -> str:
    """The folder around ``.swm`` in a path, with a slash at its end; empty for the root."""
    before, swm, _ = f"/{path}/".partition("/.swm/")
    return f"{before[1:]}/" if swm and before else ""


def paths_in(documents: Iterable[Document]) -> Set[str]:
    """The paths in their own repository that documents name."""
    references = (reference for document in documents for reference in document.references)
    return {path for one in references if one.repo is None and (path := confined(one.path))}


def root_of(part: str, documents: Iterable[Document], code: CodeBase) -> str:
    """The root for documents in a part: it, if more of their paths exist there, else empty."""
    paths = paths_in(documents) if part else ()
    there, here = (sum(code.kind(root + path) is not None for path in paths) for root in (part, ""))
    return part if there > here else ""


def ids_around(folders: Iterable[Path], home: Path) -> Mapping[Path, str | None]:
    """The ids of each ``swimm.json`` in folders and above, up to ``home``; None for no id in it."""
    seen: set[Path] = set()
    for folder in folders:
        for at in (folder, *folder.parents):
            seen.add(at)
            if at == home or not at.is_relative_to(home):
                break
    ids = {at: repo_id_of(at) for at in sorted(seen)}
    return {at: id for at, id in ids.items() if id or is_file(at / "swimm.json")}


def below(folder: Path, path: Path) -> str:
    """A path relative to a folder, with a slash at its end; empty for the folder or one outside."""
    if path == folder or not path.is_relative_to(folder):
        return ""
    return path.relative_to(folder).as_posix() + "/"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of documents, and the place of its pages on the site."""

    folder: Path
    mount: str  # the URL path of its pages, without slashes at its ends; empty for the site's root
    repository: Repository  # of the documents
