"""What git tells of a report: where a branch began, what it changed, who did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..code.codehost import CodeHost
from ..code.git import Commit, Git
from ..freshness import STALE
from ..project.project import Project
from ..reports.report import CheckedDocument, code_paths
from .opening import commit_of
from .output import CanNotRun

_MOST_FILES = 200
"""Of more files than these, git is not asked who changed them."""


def branch_point(revision: str, head: str, project: Project) -> str:
    """The commit where the branch ``head`` left ``revision``, the value of ``--base``."""
    git, commit = commit_of(project, revision, "--base")
    base = git.merge_base(commit, head)
    if base is None:
        hint = "; the clone is shallow, fetch the whole history" if git.is_shallow() else ""
        raise CanNotRun(f"'{revision}' and '{head}' have no commit in common{hint}")
    return base


def changed_lines(
    base: str, ref: str | None, project: Project
) -> Mapping[str, Sequence[tuple[int, int]]]:
    """What changed since a commit, in the work tree or at ``ref`` (see ``Git.changed_lines``)."""
    git = _home_git(project)
    return git.changed_lines(base, git.commit(ref) if ref else None) if git else {}


def last_commits(
    documents: Sequence[CheckedDocument], base: str | None, ref: str | None, project: Project
) -> Mapping[str, Commit]:
    """The last commits of documents and code of stale findings, since ``base`` if there is one.

    What is known from before is left out.
    """
    git = _home_git(project)
    paths = {
        path
        for document in documents
        for item in document.items
        if item.finding.state in STALE and not item.known and item.finding.reason != "outside"
        for path in (document.path, *code_paths(document, item))
    }
    head = (git.commit(ref or "HEAD") if git else None) or ""
    if git is None or not head or len(paths) > _MOST_FILES:
        return {}
    return git.last_commits(f"{base}..{head}" if base else head, paths)


def host_of(project: Project) -> CodeHost | None:
    """Where the documents' repository is hosted, if anybody knows."""
    return project.repositories[0].host if _home_git(project) else None


def _home_git(project: Project) -> Git | None:
    """The repository, if it is that of the documents: its paths are those that are reported."""
    git = project.repositories[0].git
    return git if git and git.root.resolve() == project.home else None
