"""Recognizes links to Swimm documents.

A link names a file. If there is no file of that name, its id decides, because the slug in a file
name and the address of Swimm's web app may be outdated (``FORMAT.md`` sections 2, 5.5 and 12.1).
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
"""An address in plain text as GitHub links it, without the punctuation behind it."""


@dataclass(frozen=True, slots=True)
class DocTarget:
    """The document that a link leads to."""

    id: str
    fragment: str = ""  # the part after `#`
    repo: Repo | None = None  # if the link names one
    file: str = ""  # the name of the document's file, if the link contains it


def doc_target(href: str) -> DocTarget | None:
    """Parse a path that ends in ``.sw.md`` or a URL of Swimm's web app; None for other links."""
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
        return _file_target(unquote(path), unquote(fragment)) or _app_target(path, fragment)
    if not _APP_HOST.fullmatch(host):
        return None
    if fragment.startswith("/repos/"):
        # The app's routes used to be in the fragment: `/#/repos/…`.
        path, _, fragment = fragment.partition("#")
    return _app_target(path, fragment)


def file_name(path: str) -> str:
    """The name of the file at a path; some tools write backslashes (section 12.6)."""
    return path.replace("\\", "/").rpartition("/")[2]


def _file_target(path: str, fragment: str) -> DocTarget | None:
    if file := _FILE.search(path):
        return DocTarget(file["id"], fragment, file=file_name(path))
    # `slug.id/edit#heading-x.sw.md`: the address of Swimm's editor with `.sw.md` appended (5.5).
    torn = _TORN_FILE.search(path) if fragment.endswith(".sw.md") else None
    return DocTarget(torn["id"], fragment.removesuffix(".sw.md")) if torn else None


def _app_target(path: str, fragment: str) -> DocTarget | None:
    route = _APP_PATH.search(path)
    if not route:
        return None
    return DocTarget(route["id"], unquote(fragment), Repo(id=unquote(route["repo"])))
