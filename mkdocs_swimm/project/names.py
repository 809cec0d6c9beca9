"""The file names of documents, and the names of their pages."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".sw.md"
MARKDOWN = ".md"  # plain Markdown, which is found beside documents (``FORMAT.md`` 12.2)
UNIT = ".swm"  # JSON units, and other JSON
_NAME = re.compile(r"(?:(?P<slug>.*)\.)?(?P<id>[A-Za-z0-9_-]{3,40})(?P<playlist>\.pl)?\.sw\.md")
_UNPRINTABLE = re.compile("[\ud800-\udfff\x00-\x1f\x7f-\x9f\u2028\u2029]|#(?=#\\w*\\[)")
"""Bytes that are not UTF-8, control characters, and commands to a build server."""

_UNSAFE = re.compile(r"[^\w.~-]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[\d\xb9\xb2\xb3])(?:\.|\Z)", re.I | re.A)
"""Names that Windows reserves for devices, with any suffix."""

_LONGEST = 200  # bytes of a name; file systems allow 255, and suffixes are added
_DEEPEST = 50  # levels of folders; more are too many for MkDocs and its themes
_TOP = 5  # upper levels that are kept of a path with too many
_RESERVED = frozenset(("index", "readme", "d", "images", "files", "code", "health", "source"))
"""Names beside the pages that the package uses itself."""


def as_text(path: str) -> str:
    """A path in printable characters, shortened if it has too many parts or too long ones."""
    text = _text(path)
    parts = [_shortened(part) for part in text.split("/")]
    if len(parts) > _DEEPEST or len(text) > 5 * _LONGEST:
        parts[_TOP:-1] = [f"{zlib.crc32(text.encode()):08x}"]
    return "/".join(parts)


def is_long(path: str) -> bool:
    """Whether a path has too many parts, or too long ones, for an address."""
    return as_text(path) != _text(path)


def _text(name: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"-{ord(match[0]) & 0xFF:x}", name)


def _shortened(name: str) -> str:
    """A name; if it is too long its beginning, a checksum and its suffix."""
    data = name.encode()
    if len(data) <= _LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    end = f"-{zlib.crc32(data):08x}{f'.{suffix}' if stem and dot and len(suffix) < 10 else ''}"
    return data[: _LONGEST - len(end.encode())].decode("utf-8", "ignore") + end


def safe_name(text: str) -> str:
    """A text as a name for an address and any file system; empty if nothing is left of it."""
    name = _shortened(_UNSAFE.sub("-", as_text(text)).strip("-."))
    return f"x-{name}" if _DEVICE.match(name) else name


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a document's file name (``FORMAT.md`` section 2)."""

    slug: str  # of a former title; may be empty
    id: str
    is_playlist: bool = False


def name_of(file_name: str) -> Name | None:
    """Parse a file name; None if it is neither a Swimm document's nor plain Markdown's."""
    file_name = _text(file_name)
    if file_name.endswith(UNIT):
        return Name("", file_name.removesuffix(UNIT))
    if match := _NAME.fullmatch(file_name):
        return Name(match["slug"] or "", match["id"], bool(match["playlist"]))
    if file_name.endswith(SUFFIX):
        return Name("", file_name.removesuffix(SUFFIX).removesuffix(".pl"))
    return Name("", file_name.removesuffix(MARKDOWN)) if file_name.endswith(MARKDOWN) else None


def page_names(names: Mapping[Path, Name], folders: Mapping[Path, str]) -> Mapping[Path, str]:
    """Unique names of documents' pages in their folders: the slug, with the id if necessary."""
    ids = {path: safe_name(name.id) for path, name in names.items()}
    slugs = {path: safe_name(name.slug) or ids[path] or "document" for path, name in names.items()}
    counts = Counter((folders[path], slug.casefold()) for path, slug in slugs.items())
    taken: set[tuple[str, str]] = set()
    numbers: Counter[tuple[str, str]] = Counter()
    pages: dict[Path, str] = {}
    for path, page in slugs.items():
        folder = folders[path]
        if counts[folder, page.casefold()] > 1 or page.casefold() in _RESERVED:
            page = _shortened(f"{page}-{ids[path]}") if page != ids[path] else page
        unique, key = page, (folder, page.casefold())
        while unique.casefold() in _RESERVED or (folder, unique.casefold()) in taken:
            numbers[key] += 1
            unique = f"{page}-{numbers[key] + 1}"
        taken.add((folder, unique.casefold()))
        pages[path] = unique
    return pages
