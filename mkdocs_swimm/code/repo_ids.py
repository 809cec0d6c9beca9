"""Swimm's ids of repositories (``FORMAT.md`` section 1)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_HOSTS = {
    "github": "https://github.com",
    "gitlab": "https://gitlab.com",
    "bitbucket": "https://bitbucket.org",
}
_NAME = re.compile(r"(?!\.{1,2}$)[\w.~-]{1,200}")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class RepoId:
    """What an id says: the kind of code host, the repository, and its owner or groups."""

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
