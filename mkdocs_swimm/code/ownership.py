"""What repositories are called: Swimm's ids, and which references are to this repository."""

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
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class RepoId:
    """What an id says (``FORMAT.md`` section 1): kind of code host, repository, owner or groups."""

    host: str
    name: str
    owner: str

    @property
    def url(self) -> str | None:
        """The repository's address; None where the host is not one of a kind."""
        base = _HOSTS.get(self.host)
        return f"{base}/{quote(self.owner)}/{quote(self.name)}" if base else None


def decode_repo_id(id: str) -> RepoId | None:
    """Read an id: base64 of a URL-encoded ``host::name::owner``; None for any other."""
    id = id.strip()
    if len(id) > _LONGEST:
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
    """What documents call their repository, as ``swimm.json`` has it, and where it is hosted."""

    names: frozenset[str] = frozenset()
    url: str | None = None

    def owns(self, repo: Repo | None, document: frozenset[str] = frozenset()) -> bool:
        """Whether a reference is to this repository (``FORMAT.md`` section 6.2).

        What the document itself calls its repository counts, too (see ``names_in``).
        """
        if repo is None:
            return True
        own = self.names | document
        if not repo.id:
            return repo.name is None or repo.name in own
        decoded = decode_repo_id(repo.id)
        url = (decoded.url if decoded else None) or ""
        return repo.id in own or url.casefold() == (self.url or "?").casefold()


def own_repository(ids: frozenset[str], url: str | None) -> OwnRepository:
    """The repository with these ids, which name it too where they can be decoded."""
    names = {decoded.name for id in ids if (decoded := decode_repo_id(id))}
    return OwnRepository(ids | names, url)


def names_in(document: Document) -> frozenset[str]:
    """Ids and names by which the last line of a document calls its own repository."""
    metas = (one for one in document.constructs if isinstance(one, Meta))
    repos = [meta.repo for meta in metas if meta.repo]
    return frozenset(name for repo in repos for name in (repo.id, repo.name) if name)
