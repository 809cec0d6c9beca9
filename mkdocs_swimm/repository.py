"""The repository around a site: where its code is, and where it is hosted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError

from .codebase import CodeBase, GitTree, WorkTree
from .codehost import CodeHost, Revision, code_host, repo_url_from_remote
from .config import SwimmConfig
from .git import Git
from .library import repo_id_of
from .mounting import Source
from .ownership import own_repository
from .problems import log
from .site import Code


def root_of(options: SwimmConfig, base: Path, git: Git | None) -> Path:
    """The root of the code: as the options say, else the repository, else the site's folder."""
    if options.root is not None:
        return (base / options.root).resolve()
    return git.root.resolve() if git else base


def code_of(
    options: SwimmConfig,
    config: MkDocsConfig,
    root: Path,
    sources: Sequence[Source],
    git: Git | None,
) -> Code:
    """The code that the documents of a site speak of.

    Args:
        options: The plugin's options.
        config: The configuration of the site.
        root: The root of the code.
        sources: The folders of documents.
        git: The git repository around it, if there is one.
    """
    below = root.relative_to(git.root.resolve()).as_posix() if _inside(root, git) and git else "."
    remote = git.remote("origin") if git else None
    url = options.repo_url or config.repo_url or (repo_url_from_remote(remote) if remote else None)
    host = (
        code_host(url, _revision(options, git), kind=options.host, template=options.link_template)
        if url
        else None
    )
    if url and not host:
        log.warning(
            "the code host at %s is not known; name its kind in the option 'host' of swimm, or "
            "give a 'link_template'",
            url,
        )
    elif not url:
        log.info(
            "no code host is known, so code is not linked; set 'repo_url' in mkdocs.yml for links"
        )
    ids = frozenset(id for source in sources if (id := repo_id_of(source.folder)))
    prefix = "" if below == "." else f"{below}/"
    return Code(
        base=_base(options, root, git, prefix),
        root=root,
        host=host,
        prefix=prefix,
        own=own_repository(ids, host.repo_url if host else None),
        repositories=options.repositories,
        other_host=lambda address: _other_host(address, host, options.host),
    )


def _base(options: SwimmConfig, root: Path, git: Git | None, prefix: str) -> CodeBase:
    """The code to compare with: the files as they are, or those of the revision in ``ref``."""
    if options.ref is None:
        return WorkTree(root, git if _inside(root, git) else None, prefix)
    commit = git.commit(options.ref) if git else None
    if git is None or commit is None:
        raise ConfigurationError(
            f"swimm: the revision '{options.ref}' in the option 'ref' is not known; fetch it, or "
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


def _revision(options: SwimmConfig, git: Git | None) -> Revision:
    if options.revision != "commit":
        return Revision(options.revision, "branch")
    commit = git.commit(options.ref or "HEAD") if git else None
    return Revision(commit, "commit") if commit else Revision("HEAD", "branch")
