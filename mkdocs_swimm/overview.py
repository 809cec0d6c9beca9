"""A page that lists all documents as the navigation arranges them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from .library import Entry
from .navigation import Branch, Tree
from .rendering.markup import plain_text


def overview(tree: Tree, pages: Mapping[Path, str], uri: str, title: str) -> str:
    """The Markdown of the page.

    Args:
        tree: The documents.
        pages: Their URIs.
        uri: The URI of the page itself.
        title: Its title.
    """
    page = _Overview(pages, posixpath.dirname(uri))
    single = [child for child in tree if isinstance(child, Entry)]
    parts = [f"# {plain_text(title)}", "\n".join(page.items(single, 0))]
    for child in tree:
        if isinstance(child, Branch):
            parts += [f"## {page.title(child)}", "\n".join(page.items(child.children, 0))]
    return "\n\n".join(part for part in parts if part) + "\n"


class _Overview:
    def __init__(self, pages: Mapping[Path, str], folder: str) -> None:
        self.pages = pages
        self.folder = folder

    def items(self, tree: Tree, depth: int) -> Iterator[str]:
        """The items of a list; sections are items with a list of their own."""
        for child in tree:
            indent = "    " * depth
            if isinstance(child, Entry):
                yield f"{indent}-   {self.link(child)}"
            else:
                yield f"{indent}-   **{self.title(child)}**"
                yield from self.items(child.children, depth + 1)

    def title(self, branch: Branch) -> str:
        """The title of a section, linked where a document is its page."""
        return self.link(branch.page) if branch.page else plain_text(branch.title)

    def link(self, entry: Entry) -> str:
        """A link to a document."""
        target = quote(posixpath.relpath(self.pages[entry.path], self.folder))
        return f"[{plain_text(entry.title.replace('`', ''))}]({target})"
