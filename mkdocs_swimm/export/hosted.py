"""The code that documents speak of, and where it is hosted, without a site's configuration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..cli.workspace import Workspace
from ..codehost import CodeHost, Revision, code_host, repo_url_from_remote
from ..linked_code import Code


def hosted_code(
    workspace: Workspace,
    documents: Iterable[Path],
    url: str | None = None,
    kind: str | None = None,
    revision: str = "commit",
) -> Code:
    """The code; its host is None where nobody knows it.

    Args:
        workspace: Where documents and code are.
        documents: The documents.
        url: Where the code is hosted; None for what git's remote ``origin`` says.
        kind: The kind of code host, where its address does not tell.
        revision: What links are pinned to: ``commit``, or the name of a branch.
    """
    own, _ = workspace.own(documents)
    git = workspace.git
    remote = git.remote("origin") if git else None
    url = url or (repo_url_from_remote(remote) if remote else None)
    commit = git.commit("HEAD") if git else None
    pinned = Revision("HEAD", "branch")
    if revision != "commit":
        pinned = Revision(revision, "branch")
    elif commit:
        pinned = Revision(commit, "commit")
    return Code(
        base=workspace.code(None),
        root=workspace.root,
        host=code_host(url, pinned, kind=kind) if url else None,
        prefix=workspace.prefix,
        own=own,
        repositories={},
        other_host=_head_of,
    )


def _head_of(url: str) -> CodeHost | None:
    """The host of another repository, at its newest state."""
    return code_host(url, Revision("HEAD", "branch"))
