"""The root of the code that documents refer to, found by the paths in them.

Swimm keeps documents in ``.swm`` at the root of the code (``FORMAT.md`` section 2). In a repository
of several parts that is often the folder of a part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import PurePath

from ..code.codebase import CodeBase, GitTree, WorkTree
from ..format.document import Document
from ..safety.files import confined

ENOUGH = 5
"""Fewer files at another place say nothing about the root."""


def part_of(folder: str) -> str:
    """The folder around ``.swm``, empty or with a slash at its end.

    Args:
        folder: The folder of documents, from the root of the repository.
    """
    parts = PurePath(folder).parts
    return "/".join([*parts[: parts.index(".swm")], ""]) if ".swm" in parts else ""


def paths_in(documents: Iterable[Document]) -> Collection[str]:
    """The paths within their own repository that documents name."""
    written = {
        reference.path
        for document in documents
        for reference in document.references
        if reference.repo is None
    }
    return {path for path in map(confined, written) if path}


def root_of(part: str, documents: Iterable[Document], repository: CodeBase) -> str:
    """The root of the code that documents refer to.

    It is the part of the repository that they are in where more of their paths exist there than
    from the root of the repository.

    Args:
        part: The part of the repository (see ``part_of``).
        documents: Its documents; only looked at where there is a choice.
        repository: The code of the whole repository.

    Returns:
        The part, or the empty string for the root of the repository.
    """
    paths = paths_in(documents) if part else ()
    return part if _there(paths, part, repository) > _there(paths, "", repository) else ""


def _there(paths: Iterable[str], root: str, repository: CodeBase) -> int:
    return sum(repository.kind(root + path) is not None for path in paths)


def elsewhere(paths: Collection[str], code: CodeBase) -> tuple[str, str] | None:
    """The root below which most files are that are not where documents say.

    Args:
        paths: All paths that the documents name, from the root of the code.
        code: The code.

    Returns:
        The other root, from the root of the repository, and how many files are there in words; None
        where no other root is better.
    """
    missing = [path for path in paths if code.kind(path) is None]
    repository = _repository(code)
    found: Counter[str] = Counter()
    for path in missing if len(missing) >= ENOUGH else ():
        name = path.rpartition("/")[2]
        found.update(
            file.removesuffix(path)
            for file in repository.named(name)
            if file == path or file.endswith(f"/{path}")
        )
    other, count = max(found.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    if count < max(ENOUGH, len(paths) - len(missing) + 1):
        return None
    where = other.rstrip("/") or "the root of the repository"
    return other.rstrip("/"), (
        f"{count} of the {len(paths)} files that the documents name are in {where}, not where "
        "they say"
    )


def _repository(code: CodeBase) -> CodeBase:
    """The code of the whole repository that some code is a part of."""
    if isinstance(code, GitTree):
        return GitTree(code.git, code.commit)
    return WorkTree(code.git.root, code.git) if isinstance(code, WorkTree) and code.git else code
