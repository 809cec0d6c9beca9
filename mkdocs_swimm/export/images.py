"""Images that live in Swimm's bucket, fetched when that is asked for."""

from __future__ import annotations

import hashlib
import posixpath
import re
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote, urlsplit

from ..project.documents import Doc

_BUCKET = re.compile(r"https://firebasestorage\.googleapis\.com/v0/b/swimm[^\s\"')<>]+")
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
"""The kinds of images that are kept, which hold nothing that would be run."""
_LARGEST = 20 * 1024 * 1024
_SECONDS = 30

Answer = tuple[str, bytes]
"""Media type and content."""


@dataclass(eq=False)
class Fetched:
    """Place and content of images that were fetched, and why others were not, by address."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def bucket_images(doc: Doc) -> Mapping[str, int]:
    """The addresses of images in Swimm's bucket that a document shows, with their first line."""
    source = doc.document.source
    found: dict[str, int] = {}
    for image in _BUCKET.finditer(source):
        line = source.count("\n", 0, image.start()) + 1
        found.setdefault(unescape(image[0]), line)
    return found


def fetch_images(urls: Iterable[str], get: Callable[[str], Answer] | None = None) -> Fetched:
    """Fetch images by their addresses.

    ``get`` fetches one; it raises OSError or ValueError where that does not work.
    """
    fetched = Fetched()
    for url in dict.fromkeys(urls):
        try:
            kind, content = (get or _get)(url)
        except (OSError, ValueError) as error:
            fetched.failed[url] = str(error) or type(error).__name__
            continue
        suffix = _SUFFIXES.get(kind)
        if suffix is None:
            fetched.failed[url] = f"it is not an image but {kind or 'of no kind'}"
        elif len(content) > _LARGEST:
            fetched.failed[url] = "it is larger than 20 MB"
        else:
            fetched.files[url] = (_place(url, suffix), content)
    return fetched


def _place(url: str, suffix: str) -> str:
    """A name that is the same at every run, and no other image's."""
    name = posixpath.basename(unquote(unquote(urlsplit(url).path)))
    stem = re.sub(r"[^A-Za-z0-9-]+", "-", posixpath.splitext(name)[0]).strip("-")[:60]
    mark = hashlib.sha256(url.encode()).hexdigest()[:8]
    return f"images/{stem or 'image'}-{mark}{suffix}"


def _get(url: str) -> Answer:
    with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - https by pattern
        return answer.headers.get_content_type(), answer.read(_LARGEST + 1)
