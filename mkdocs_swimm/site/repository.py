"""The repository around a site: where its code is, and where it is hosted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError

from ..code.codebase import CodeBase, GitTree, WorkTree
from ..code.codehost import CodeHost, Revision, code_host, repo_url_from_remote, repo_url_problem
from ..code.git import Git
from ..code.ownership import own_repository
from ..config import SwimmConfig
from ..project.folders import repo_id_of
from ..project.linked_code import Code
from ..project.problems import log
from .mounting import Source


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository as the configuration describes it.

    Attributes:
        root: The root of its code.
        git: The git repository around it; None without one.
        url: Where it is hosted, if the configuration says so.
        host: The kind of code host, if the configuration says so.
        template: A template for links, if the configuration gives one.
        revision: What links are pinned to: ``commit``, or the name of a branch.
        ref: The revision that is looked at; None for the files as they are.
    """

    root: Path
    git: Git | None
    url: str | None = None
    host: str | None = None
    template: str | None = None
    revision: str = "commit"
    ref: str | None = None


def main_checkout(options: SwimmConfig, config: MkDocsConfig, base: Path) -> Checkout:
    """The repository of the site itself.

    Args:
        options: The plugin's options.
        config: The configuration of the site.
        base: The folder of the configuration file.
    """
    git = Git.find(base)
    root = git.root.resolve() if git else base
    # A template says by itself where files are.
    kind, checked = options.host, options.link_template is None
    if options.repo_url and checked:
        _refuse(options.repo_url, kind, "'repo_url'")
    url = options.repo_url or config.repo_url
    problem = repo_url_problem(url, kind) if url and checked else None
    if problem:
        log.warning("the 'repo_url' of the site is no repository and is not used: %s", problem)
    return Checkout(
        (base / options.root).resolve() if options.root is not None else root,
        git,
        None if problem else url,
        options.host,
        options.link_template,
        options.revision,
        options.ref,
    )


def further_checkout(source: Mapping[str, str], base: Path, options: SwimmConfig) -> Checkout:
    """Another repository, that an entry of ``sources`` names by its ``root``.

    Args:
        source: The entry.
        base: The folder of the configuration file.
        options: The plugin's options.
    """
    root = (base / source["root"]).resolve()
    if "repo_url" in source:
        _refuse(source["repo_url"], source.get("host"), "'repo_url' of an entry of 'sources'")
    return Checkout(
        root,
        Git.find(root) if root.is_dir() else None,
        source.get("repo_url"),
        source.get("host"),
        revision=source.get("revision", options.revision),
        ref=source.get("ref"),
    )


def _refuse(url: str, kind: str | None, option: str) -> None:
    """Raise ConfigurationError for an address that can not be that of a repository."""
    problem = repo_url_problem(url, kind)
    if problem:
        raise ConfigurationError(f"swimm: {option}: {problem}")


def code_of(checkout: Checkout, sources: Sequence[Source], repositories: Mapping[str, str]) -> Code:
    """The code of a repository.

    Args:
        checkout: The repository.
        sources: The folders of its documents.
        repositories: Addresses of others by id or name.
    """
    git, root = checkout.git, checkout.root
    below = root.relative_to(git.root.resolve()).as_posix() if git and _inside(root, git) else "."
    remote = git.remote("origin") if git and not checkout.url else None
    url = checkout.url or (repo_url_from_remote(remote) if remote else None)
    host = (
        code_host(url, _revision(checkout), kind=checkout.host, template=checkout.template)
        if url
        else None
    )
    if url and not host:
        log.warning(
            "the code host at %s is not known; name its kind in the option 'host' of swimm, or "
            "give a 'link_template'",
            url,
        )
    ids = frozenset(id for source in sources if (id := repo_id_of(source.folder)))
    prefix = "" if below == "." else f"{below}/"
    return Code(
        base=_base(checkout, prefix),
        root=root,
        host=host,
        prefix=prefix,
        own=own_repository(ids, host.repo_url if host else None),
        repositories=repositories,
        other_host=lambda address: _other_host(address, host, checkout.host),
    )


def _base(checkout: Checkout, prefix: str) -> CodeBase:
    """The code to compare with: the files as they are, or those of the revision in ``ref``."""
    root, git = checkout.root, checkout.git
    if checkout.ref is None:
        return WorkTree(root, git if _inside(root, git) else None, prefix)
    commit = git.commit(checkout.ref) if git else None
    if git is None or commit is None:
        raise ConfigurationError(
            f"swimm: the revision '{checkout.ref}' in the option 'ref' is not known; fetch it, or "
            "correct the option"
        )
    return GitTree(git, commit, prefix)


def _inside(root: Path, git: Git | None) -> bool:
    return git is not None and root.is_relative_to(git.root.resolve())


def _other_host(url: str, own: CodeHost | None, kind: str | None) -> CodeHost | None:
    # What the options say of this repository's host tells nothing about another host, and a
    # template names no repository: it would lead into this one.
    same = own is not None and urlsplit(url).hostname == urlsplit(own.repo_url).hostname
    return code_host(url, Revision("HEAD", "branch"), kind=kind if same else None)


def _revision(checkout: Checkout) -> Revision:
    if checkout.revision != "commit":
        return Revision(checkout.revision, "branch")
    commit = checkout.git.commit(checkout.ref or "HEAD") if checkout.git else None
    return Revision(commit, "commit") if commit else Revision("HEAD", "branch")
