"""What the names of files say of documents, and what their pages are called."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".sw.md"
MARKDOWN = ".md"  # plain Markdown, which is found beside documents (``FORMAT.md`` 12.2)
UNIT = ".swm"  # JSON units; other JSON has such names too
_NAME = re.compile(r"(?:(?P<slug>.*)\.)?(?P<id>[A-Za-z0-9_-]{3,40})(?P<playlist>\.pl)?\.sw\.md")
_NO_TEXT = re.compile("[\ud800-\udfff\x00-\x1f\x7f-\x9f\u2028\u2029]|#(?=#\\w*\\[)")
"""Bytes that are no UTF-8, and what a terminal or a build server would obey."""

_UNSAFE = re.compile(r"[^\w.~-]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[\d\xb9\xb2\xb3])(?:\.|\Z)", re.I | re.A)
"""Names that Windows has for itself, whatever follows their first dot."""

_LONGEST = 200  # file systems take names of 255 bytes, and some of them are to follow
_DEEPEST = 50  # more folders in folders are too much for MkDocs and its themes
_TOP = 5  # so many of too many folders are kept
_RESERVED = frozenset(("index", "readme", "d", "images", "files", "code", "health", "source"))
"""Names that the package needs for itself beside the pages."""


def as_text(path: str) -> str:
    """A path as text: bytes that are not text as numbers, not too many parts, none too long."""
    text = _text(path)
    parts = [_cut(part) for part in text.split("/")]
    if len(parts) > _DEEPEST or len(text) > 5 * _LONGEST:
        parts[_TOP:-1] = [f"{zlib.crc32(text.encode()):08x}"]
    return "/".join(parts)


def is_long(path: str) -> bool:
    """Whether a path has too many parts, or one too long, to be kept in an address."""
    return as_text(path) != _text(path)


def _text(name: str) -> str:
    return _NO_TEXT.sub(lambda found: f"-{ord(found[0]) & 0xFF:x}", name)


def _cut(part: str) -> str:
    """A name as it is, or the beginning of one that is too long, with its end and a checksum."""
    data = part.encode()
    if len(data) <= _LONGEST:
        return part
    stem, dot, suffix = part.rpartition(".")
    end = f"-{zlib.crc32(data):08x}{f'.{suffix}' if stem and dot and len(suffix) < 10 else ''}"
    return data[: _LONGEST - len(end.encode())].decode("utf-8", "ignore") + end


def safe_name(text: str) -> str:
    """A text as a name in an address, good on every file system; empty where nothing is left."""
    name = _cut(_UNSAFE.sub("-", as_text(text)).strip("-."))
    return f"x-{name}" if _DEVICE.match(name) else name


@dataclass(frozen=True, slots=True)
class Name:
    """What a document's file name says (``FORMAT.md`` section 2)."""

    slug: str  # the title as it once was; decoration, may be empty
    id: str
    is_playlist: bool = False


def name_of(file_name: str) -> Name | None:
    """Read a file name; None for one that is neither a Swimm document's nor plain Markdown's."""
    file_name = _text(file_name)
    if file_name.endswith(UNIT):
        return Name("", file_name.removesuffix(UNIT))
    if found := _NAME.fullmatch(file_name):
        return Name(found["slug"] or "", found["id"], bool(found["playlist"]))
    if file_name.endswith(SUFFIX):
        return Name("", file_name.removesuffix(SUFFIX).removesuffix(".pl"))
    return Name("", file_name.removesuffix(MARKDOWN)) if file_name.endswith(MARKDOWN) else None


def page_names(names: Mapping[Path, Name], folders: Mapping[Path, str]) -> Mapping[Path, str]:
    """The names of documents' pages, unique within the folder that each document's page is in.

    A name is the document's slug, with its id where others have the same.
    """
    ids = {path: safe_name(name.id) for path, name in names.items()}
    wanted = {path: safe_name(name.slug) or ids[path] or "document" for path, name in names.items()}
    counts = Counter((folders[path], page.casefold()) for path, page in wanted.items())
    taken: set[tuple[str, str]] = set()
    numbers: Counter[tuple[str, str]] = Counter()
    pages: dict[Path, str] = {}
    for path, page in wanted.items():
        folder = folders[path]
        if counts[folder, page.casefold()] > 1 or page.casefold() in _RESERVED:
            page = _cut(f"{page}-{ids[path]}") if page != ids[path] else page
        unique, key = page, (folder, page.casefold())
        while unique.casefold() in _RESERVED or (folder, unique.casefold()) in taken:
            numbers[key] += 1
            unique = f"{page}-{numbers[key] + 1}"
        taken.add((folder, unique.casefold()))
        pages[path] = unique
    return pages
