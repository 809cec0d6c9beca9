"""What the names of files say of documents, and what their pages are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".sw.md"
UNIT = ".swm"
"""How the names of JSON units end; other JSON has such names too."""

_NAME = re.compile(r"(?:(?P<slug>.*)\.)?(?P<id>[A-Za-z0-9_-]{3,40})(?P<playlist>\.pl)?\.sw\.md")
_NO_TEXT = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile(r"[^\w.~-]+")
_RESERVED = frozenset(("index", "readme", "d", "images", "files", "code", "health", "source"))
"""Names that the package needs for itself beside the pages."""


def as_text(name: str) -> str:
    """A name of a file or folder as text: its bytes that are no UTF-8 as numbers."""
    return _NO_TEXT.sub(lambda byte: f"-{ord(byte[0]) & 0xFF:x}", name)


@dataclass(frozen=True, slots=True)
class Name:
    """What a document's file name says (``FORMAT.md`` section 2).

    Attributes:
        slug: The title as it once was; decoration, may be empty.
        id: What identifies the document.
        is_playlist: Whether it is a playlist.
    """

    slug: str
    id: str
    is_playlist: bool


def name_of(file_name: str) -> Name | None:
    """Read a file name; None for one that is not a Swimm document's."""
    file_name = as_text(file_name)
    if file_name.endswith(UNIT):
        return Name("", file_name.removesuffix(UNIT), False)
    if not file_name.endswith(SUFFIX):
        return None
    found = _NAME.fullmatch(file_name)
    if not found:
        return Name("", file_name.removesuffix(SUFFIX).removesuffix(".pl"), False)
    return Name(found["slug"] or "", found["id"], bool(found["playlist"]))


def page_names(names: Mapping[Path, Name]) -> Mapping[Path, str]:
    """The name of every document's page, by the document's file.

    It is the slug where no other document has the same, else slug and id: what it is does not
    depend on the order of the documents.
    """
    wanted = {
        path: _UNSAFE.sub("-", name.slug).strip("-.") or name.id for path, name in names.items()
    }
    counts = Counter(page.casefold() for page in wanted.values())
    taken = set(_RESERVED)
    pages: dict[Path, str] = {}
    for path, page in wanted.items():
        if counts[page.casefold()] > 1 or page.casefold() in _RESERVED:
            page = f"{page}-{names[path].id}"
        unique, number = page, 2
        while unique.casefold() in taken:
            unique, number = f"{page}-{number}", number + 1
        taken.add(unique.casefold())
        pages[path] = unique
    return pages
