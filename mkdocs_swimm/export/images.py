"""The images of exported documents: those of the repository, and those in Swimm's bucket."""

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
"""The kinds of images that are kept, which hold nothing that would be run."""
_SECONDS = 30


@dataclass(eq=False)
class Assets:
    """The images of the repository that exported documents show."""

    home: Path  # that their places are relative to
    files: dict[str, Path] = field(default_factory=dict)  # by place among the exported files
    refused: dict[Path, str] = field(default_factory=dict)  # why they are not exported

    def place(self, path: Path) -> str:
        """Take an image; gives its place, empty for a program, which no reader is to open."""
        problem = svg_problem(path) if path.suffix.lower() == ".svg" else ""
        if problem:
            self.refused[path] = problem
            return ""
        wanted = below(path, self.home)
        if self.files.setdefault(wanted, path) != path:
            # Its own place is taken.
            rest = as_text(path.relative_to(self.home).as_posix()).replace(".swm/", "swm/")
            wanted = posixpath.join("files", rest)
            self.files[wanted] = path
        return wanted


@dataclass(eq=False)
class Fetched:
    """Place and content of images that were fetched, and why others were not, by address."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def bucket_images(doc: Doc) -> Mapping[str, int]:
    """The addresses of images in Swimm's bucket that a document shows, with their first line."""
    found: dict[str, int] = {}
    for number, line in enumerate(doc.document.source.split("\n"), 1):
        for url in _BUCKET.findall(line):
            found.setdefault(unescape(url), number)
    return found


def fetch_images(
    urls: Iterable[str], get: Callable[[str], tuple[str, bytes]] | None = None
) -> Fetched:
    """Fetch images; ``get`` gives media type and content, or raises OSError or ValueError."""
    fetched = Fetched()
    for url in dict.fromkeys(urls):
        try:
            kind, content = (get or _get)(url)
        except (OSError, ValueError) as error:
            fetched.failed[url] = str(error) or type(error).__name__
            continue
        suffix = _SUFFIXES.get(kind)
        if suffix is None:
            fetched.failed[url] = f"it is not an image but {kind}"
        elif len(content) > LARGEST:
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


def _get(url: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - https by pattern
        return answer.headers.get_content_type(), answer.read(LARGEST + 1)
