"""Where a document can be edited."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig

_CLIMBS = re.compile(r"[^/=?]+/\.\./|[^/=?%]+%2F\.\.%2F")


def edit_url(config: MkDocsConfig, uri: str) -> str:
    """The address for editing a document, by the user's template.

    MkDocs fills the path from ``docs_dir`` in, and that of a document outside begins with ``..``,
    which no host resolves within a query.
    """
    template = config.edit_uri_template
    url = template.format(path=uri, path_noext=posixpath.splitext(uri)[0]) if template else uri
    while _CLIMBS.search(url):
        url = _CLIMBS.sub("", url, count=1)
    if not config.repo_url:
        return url
    base = config.repo_url if url.startswith(("?", "#")) else config.repo_url.rstrip("/") + "/"
    return urljoin(base, url)
