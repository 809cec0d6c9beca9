"""The images of exported documents, from the repository and from Swimm's bucket."""

from __future__ import annotations

import hashlib
import posixpath
import re
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..project.documents import Doc
from ..project.folders import LARGEST
from ..project.names import as_text
from ..safety.svg import svg_problem
from .site import below

_BUCKET = re.compile(r"https://firebasestorage\.googleapis\.com/v0/b/swimm[^\s\"')<>]+")
_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}
"""The media types of images that are fetched; none of them can contain scripts."""
_TIMEOUT = 30  # seconds


@dataclass(eq=False)
class Assets:
    """The images in the repository that exported documents show."""

    home: Path
    files: dict[str, Path] = field(default_factory=dict)  # by exported path
    refused: dict[Path, str] = field(default_factory=dict)  # reasons, by path

    def place(self, path: Path) -> str:
        """Add an image and return its exported path, empty for an SVG file with scripts."""
        problem = svg_problem(path) if path.suffix.lower() == ".svg" else ""
        if problem:
            self.refused[path] = problem
            return ""
        place = below(path, self.home)
        if self.files.setdefault(place, path) != path:
            # Another image has this path.
            relative = as_text(path.relative_to(self.home).as_posix())
            place = posixpath.join("files", relative.replace(".swm/", "swm/"))
            self.files[place] = path
        return place


@dataclass(eq=False)
class Fetched:
    """The results of fetching images, by URL."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # exported path and content
    failed: dict[str, str] = field(default_factory=dict)  # reasons


def bucket_images(doc: Doc) -> Mapping[str, int]:
    """The URLs of images in Swimm's bucket that a document shows, each with its first line."""
    found: dict[str, int] = {}
    for number, line in enumerate(doc.document.source.split("\n"), 1):
        for url in _BUCKET.findall(line):
            found.setdefault(unescape(url), number)
    return found


def fetch_images(
    urls: Iterable[str], get: Callable[[str], tuple[str, bytes]] | None = None
) -> Fetched:
    """Fetch images; ``get`` returns media type and content, or raises OSError or ValueError."""
    fetched = Fetched()
    for url in dict.fromkeys(urls):
        try:
            kind, content = (get or _get)(url)
        except (OSError, ValueError) as error:
            fetched.failed[url] = str(error) or type(error).__name__
            continue
        suffix = _SUFFIXES.get(kind)
        if suffix is None:
            fetched.failed[url] = f"it is not an image, but {kind}"
        elif len(content) > LARGEST:
            fetched.failed[url] = "it is larger than 20 MB"
        else:
            fetched.files[url] = (_place(url, suffix), content)
    return fetched


def _place(url: str, suffix: str) -> str:
    """A unique path that is the same in every run."""
    name = posixpath.basename(unquote(unquote(urlsplit(url).path)))
    stem = re.sub(r"[^A-Za-z0-9-]+", "-", posixpath.splitext(name)[0]).strip("-")[:60]
    digest = hashlib.sha256(url.encode()).hexdigest()[:8]
    return f"images/{stem or 'image'}-{digest}{suffix}"


def _get(url: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:  # noqa: S310 - https by pattern
        return response.headers.get_content_type(), response.read(LARGEST + 1)
