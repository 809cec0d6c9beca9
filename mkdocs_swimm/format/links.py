"""Which links lead to a Swimm document, and to which.

A link names a file; where there is none of that name, the id decides, as the slug in a file name or
the address of Swimm's web app goes stale (``FORMAT.md`` sections 2, 5.5 and 12.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from .constructs import Repo

_ID = r"[A-Za-z0-9_-]{3,40}"
_FILE = re.compile(rf"(?:^|[./\\])(?P<id>{_ID})(?:\.pl)?\.sw\.md$")
_TORN_FILE = re.compile(rf"\.(?P<id>{_ID})/edit$")
_APP_PATH = re.compile(
    rf"(?:^|/)repos/(?P<repo>[^/]+)/(?:branch/.+/)?(?:docs|playlists|units)/(?P<id>{_ID})(?:/|$)"
)
_APP_HOST = re.compile(
    r"(?:[a-z0-9-]+\.)*swimm\.(?:io|cloud)|swimm-web-app[a-z0-9-]*\.web\.app|localhost"
)
_NOT_IN_URL = r"\s<>\[\]()\"'`{}|\\^"
BARE_URL = re.compile(
    rf"(?<![\w@./-])(?:https?://|www\.)[^{_NOT_IN_URL}]*[^{_NOT_IN_URL}?!.,:;*_~]"
)
"""An address without brackets, as GitHub links it: punctuation behind it is not a part of it."""


@dataclass(frozen=True, slots=True)
class DocTarget:
    """Where a link into Swimm leads."""

    id: str  # of the document
    fragment: str = ""  # what follows `#`
    repo: Repo | None = None  # where the link names one
    file: str = ""  # the name of the document's file, where the link has it


def doc_target(href: str) -> DocTarget | None:
    """The document that a link's target, as written, leads to; None where it leads elsewhere.

    A target is a path that ends in ``.sw.md``, or an address of Swimm's web app in any of the forms
    it has had.
    """
    if "sw.md" not in href and "/repos/" not in href:
        return None
    try:
        parts = urlsplit(href.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    path, fragment = parts.path, parts.fragment
    if parts.scheme not in ("http", "https"):
        if parts.scheme or parts.netloc:
            return None
        return _in_file(unquote(path), unquote(fragment)) or _in_app(path, fragment)
    if not _APP_HOST.fullmatch(host):
        return None
    if fragment.startswith("/repos/"):
        # The app once kept its routes behind the hash: `/#/repos/…`.
        path, _, fragment = fragment.partition("#")
    return _in_app(path, fragment)


def file_name(path: str) -> str:
    """The name of the file that a path leads to; some tools write backslashes (section 12.6)."""
    return path.replace("\\", "/").rpartition("/")[2]


def _in_file(path: str, fragment: str) -> DocTarget | None:
    if found := _FILE.search(path):
        return DocTarget(found["id"], fragment, file=file_name(path))
    # `slug.id/edit#heading-x.sw.md`: an editor's address that was taken for a file name.
    torn = _TORN_FILE.search(path) if fragment.endswith(".sw.md") else None
    return DocTarget(torn["id"], fragment.removesuffix(".sw.md")) if torn else None


def _in_app(path: str, fragment: str) -> DocTarget | None:
    found = _APP_PATH.search(path)
    if not found:
        return None
    return DocTarget(found["id"], unquote(fragment), Repo(id=unquote(found["repo"])))
