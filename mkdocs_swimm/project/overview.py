"""A page that lists all documents as the navigation arranges them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from urllib.parse import quote

from ..i18n.strings import Strings
from ..markdown.escaping import plain_text
from .documents import Doc
from .navigation import Branch, Tree


def overview(tree: Tree, pages: Mapping[Path, str], uri: str, title: str) -> str:
    """The Markdown of the page.

    Args:
        tree: The documents.
        pages: Their URIs.
        uri: The URI of the page itself.
        title: Its title.
    """

    def link(doc: Doc) -> str:
        target = quote(posixpath.relpath(pages[doc.path], posixpath.dirname(uri)))
        return f"[{plain_text(doc.title.replace('`', ''))}]({target})"

    single = [child for child in tree if isinstance(child, Doc)]
    parts = [f"# {plain_text(title)}", "\n".join(_lines(single, link))]
    for child in tree:
        if isinstance(child, Branch):
            parts += [f"## {_heading(child, link)}", "\n".join(_lines(child.children, link))]
    return "\n\n".join(part for part in parts if part) + "\n"


def folded_overview(tree: Tree, url: Callable[[Doc], str], title: str, strings: Strings) -> str:
    """The Markdown of the page where the documents are many: sections are closed at first.

    Args:
        tree: The documents.
        url: The address of a document's page.
        title: The title of the page.
        strings: The words to use.
    """
    label = escape(strings.filter)
    body = _items(tree, url, strings)
    return (
        f"# {plain_text(title)}\n\n"
        f'<div class="swimm-overview" data-filter="{label}">\n{body}\n</div>\n'
    )


def _items(tree: Tree, url: Callable[[Doc], str], strings: Strings) -> str:
    items = []
    for child in tree:
        if isinstance(child, Doc):
            items.append(f"<li>{_html_link(child, url)}</li>")
            continue
        own = f"<li>{_html_link(child.page, url)}</li>" if child.page else ""
        inside = _items(child.children, url, strings).replace("<ul>", f"<ul>{own}", 1)
        count = escape(strings.number(len(child.docs)))
        name = escape(child.title or strings.documents)
        items.append(
            f'<li><details><summary>{name} <span class="swimm-quiet">{count}</span></summary>'
            f"{inside}</details></li>"
        )
    return f"<ul>{''.join(items)}</ul>"


def _html_link(doc: Doc, url: Callable[[Doc], str]) -> str:
    return f'<a href="{escape(url(doc))}">{escape(doc.title.replace("`", ""))}</a>'


def _lines(tree: Tree, link: Callable[[Doc], str], depth: int = 0) -> Iterator[str]:
    """The items of a list; sections are items with a list of their own."""
    for child in tree:
        indent = "    " * depth
        if isinstance(child, Doc):
            yield f"{indent}-   {link(child)}"
        else:
            yield f"{indent}-   **{_heading(child, link)}**"
            yield from _lines(child.children, link, depth + 1)


def _heading(branch: Branch, link: Callable[[Doc], str]) -> str:
    """The title of a section, linked where a document is its page."""
    return link(branch.page) if branch.page else plain_text(branch.title)
