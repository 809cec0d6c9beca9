"""Swimm's ids and names of repositories, and which references are to this repository."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ..format.constructs import Meta, Repo
from ..format.document import Document

_HOSTS = {
    "github": "https://github.com",
    "gitlab": "https://gitlab.com",
    "bitbucket": "https://bitbucket.org",
}
_NAME = re.compile(r"(?!\.{1,2}$)[\w.~-]{1,200}")
_MAX_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class RepoId:
    """A decoded id (``FORMAT.md`` section 1): kind of code host, repository, owner or groups."""

    host: str
    name: str
    owner: str

    @property
    def url(self) -> str | None:
        """The repository's URL; None for a kind of host that companies run themselves."""
        base = _HOSTS.get(self.host)
        return f"{base}/{quote(self.owner)}/{quote(self.name)}" if base else None


def decode_repo_id(id: str) -> RepoId | None:
    """Decode base64 of a URL-encoded ``host::name::owner``; None for any other text."""
    id = id.strip()
    if len(id) > _MAX_LENGTH:
        return None
    try:
        text = unquote(base64.b64decode(id + "=" * (-len(id) % 4), validate=True).decode())
    except (binascii.Error, ValueError):
        return None
    parts = text.split("::")
    if len(parts) != 3:
        return None
    host, name, owner = parts
    owners = owner.split("/")
    if not all(map(_NAME.fullmatch, (host, name, *owners))):
        return None
    return RepoId(host, name, owner)


@dataclass(frozen=True, slots=True)
class OwnRepository:
    """The ids and names of a repository, from ``swimm.json``, and its URL on the code host."""

    names: frozenset[str] = frozenset()
    url: str | None = None

    def owns(self, repo: Repo | None, in_document: frozenset[str] = frozenset()) -> bool:
        """Whether a reference is to this repository (``FORMAT.md`` section 6.2).

        ``in_document``: further ids and names, from ``names_in`` the document.
        """
        if repo is None:
            return True
        names = self.names | in_document
        if not repo.id:
            return repo.name is None or repo.name in names
        decoded = decode_repo_id(repo.id)
        url = (decoded.url if decoded else None) or ""
        return repo.id in names or url.casefold() == (self.url or "?").casefold()


def own_repository(ids: frozenset[str], url: str | None) -> OwnRepository:
    """The repository with some ids, and the names in those that can be decoded."""
    names = {decoded.name for id in ids if (decoded := decode_repo_id(id))}
    return OwnRepository(ids | names, url)


def names_in(document: Document) -> frozenset[str]:
    """The ids and names of a document's own repository in its last line."""
    repos = [meta.repo for meta in document.constructs if isinstance(meta, Meta) and meta.repo]
    return frozenset(name for repo in repos for name in (repo.id, repo.name) if name)
