"""Where documents and images are once they are exported."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..project.documents import Doc
from ..project.names import Name, as_text, page_names, safe_name
from ..safety.svg import svg_problem

_MACHINERY = ".swm"
_ELSEWHERE = "files"
"""The folder of images whose own place is taken."""


def pages_of(docs: Iterable[Doc], home: Path, suffix: str) -> Mapping[Path, str]:
    """The page of every document, as a path below the folder that is exported to.

    Folders are those of the documents, without ``.swm``; names are those of the plugin's pages.

    Args:
        docs: The documents.
        home: The folder that the pages' folders are relative to.
        suffix: The end of the pages' names, such as ``.md``.
    """
    folders: dict[str, dict[Path, Name]] = {}
    for doc in docs:
        folders.setdefault(below(doc.path.parent, home), {})[doc.path] = doc.name
    pages: dict[Path, str] = {}
    for folder, names in folders.items():
        for path, page in page_names(names).items():
            # Generators of sites leave out what begins with an underscore.
            shown = page.lstrip("_")
            shown = shown if shown == page else f"{shown}-{safe_name(names[path].id)}"
            pages[path] = posixpath.join(folder, shown + suffix)
    return pages


def below(path: Path, home: Path) -> str:
    """A path relative to a folder, without Swimm's own folders; the name alone for one outside."""
    parts = path.relative_to(home).parts if path.is_relative_to(home) else ("", path.name)[1:]
    return as_text("/".join(part for part in parts if part != _MACHINERY))


@dataclass(eq=False)
class Assets:
    """The images that exported documents show.

    Attributes:
        home: The folder that their places are relative to.
        files: The file by its place below the folder that is exported to.
        refused: Why images are not exported.
    """

    home: Path
    files: dict[str, Path] = field(default_factory=dict)
    refused: dict[Path, str] = field(default_factory=dict)

    def place(self, path: Path) -> str:
        """Take an image; gives its place, empty for a program, which no reader is to open."""
        problem = svg_problem(path) if path.suffix.lower() == ".svg" else ""
        if problem:
            self.refused[path] = problem
            return ""
        wanted = below(path, self.home)
        if self.files.setdefault(wanted, path) != path:
            rest = as_text(path.relative_to(self.home).as_posix()).replace(f"{_MACHINERY}/", "swm/")
            wanted = posixpath.join(_ELSEWHERE, rest)
            self.files[wanted] = path
        return wanted
