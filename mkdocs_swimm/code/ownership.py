"""Which references are to this repository, and which to another one."""

from __future__ import annotations

from dataclasses import dataclass

from ..format.constructs import Meta, Repo
from ..format.document import Document
from .repo_ids import decode_repo_id


@dataclass(frozen=True, slots=True)
class OwnRepository:
    """What documents call the repository that they are in.

    Attributes:
        names: Ids and names, as ``swimm.json`` gives them.
        url: The address at which it is hosted; None if unknown.
    """

    names: frozenset[str] = frozenset()
    url: str | None = None

    def owns(self, repo: Repo | None, document: frozenset[str] = frozenset()) -> bool:
        """Whether a reference is to this repository (``FORMAT.md`` section 6.2).

        Args:
            repo: The repository that the reference names, if any.
            document: What the document itself calls its repository (see ``names_in``).
        """
        if repo is None:
            return True
        own = self.names | document
        if repo.id:
            return repo.id in own or self._is_here(repo.id)
        return repo.name is None or repo.name in own

    def _is_here(self, id: str) -> bool:
        decoded = decode_repo_id(id)
        url = decoded.url if decoded else None
        return bool(url and self.url and url.casefold() == self.url.casefold())


def own_repository(ids: frozenset[str], url: str | None) -> OwnRepository:
    """The repository with these ids, which name it too where they can be decoded."""
    names = {decoded.name for id in ids if (decoded := decode_repo_id(id))}
    return OwnRepository(ids | names, url)


def names_in(document: Document) -> frozenset[str]:
    """Ids and names by which the last line of a document calls its own repository."""
    metas = (one for one in document.constructs if isinstance(one, Meta))
    repos = [meta.repo for meta in metas if meta.repo]
    return frozenset(name for repo in repos for name in (repo.id, repo.name) if name)
