"""Lists of documents: as in the navigation, and by the code that they refer to."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from html import escape
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..freshness import State
from ..i18n.strings import Strings
from ..markdown.escaping import plain_text
from ..rendering.page import FROM_WORST, STATE_CSS
from .documents import Doc
from .mentions import Mention, Mentions, most_exact
from .navigation import Branch, Tree

SCHEMA = 1
"""The version of the JSON index, as in ``docs/pages/assets/swimm-index.schema.json``."""

_FEW = 40
"""Folders are open as long as there are no more files than this."""

Address = Callable[[Doc], str]
"""Returns the URL of a document's page."""


def overview(tree: Tree, pages: Mapping[Path, str], uri: str, title: str) -> str:
    """The Markdown of a page, at ``uri``, that lists documents, whose URIs are in ``pages``."""

    def link(doc: Doc) -> str:
        target = quote(posixpath.relpath(pages[doc.path], posixpath.dirname(uri)))
        return f"[{plain_text(doc.plain_title)}]({target})"

    def heading(branch: Branch) -> str:
        return link(branch.page) if branch.page else plain_text(branch.title)

    def items(tree: Tree, indent: str = "") -> Iterator[str]:
        for child in tree:
            if isinstance(child, Doc):
                yield f"{indent}-   {link(child)}"
            else:
                yield f"{indent}-   **{heading(child)}**"
                yield from items(child.children, f"{indent}    ")

    single = [child for child in tree if isinstance(child, Doc)]
    parts = [f"# {plain_text(title)}", "\n".join(items(single))]
    for child in tree:
        if isinstance(child, Branch):
            parts += [f"## {heading(child)}", "\n".join(items(child.children))]
    return "\n\n".join(filter(None, parts)) + "\n"


def folded_overview(tree: Tree, url: Address, title: str, strings: Strings) -> str:
    """The Markdown of such a page for many documents: sections are collapsed."""

    def item(doc: Doc) -> str:
        return f"<li>{_link(doc, url)}</li>"

    def items(tree: Tree, page: Doc | None = None) -> str:
        listed = [item(page)] if page else []
        for child in tree:
            if isinstance(child, Doc):
                listed.append(item(child))
                continue
            count = escape(strings.number(len(child.docs)))
            listed.append(
                f"<li><details><summary>{escape(child.title or strings.documents)} "
                f'<span class="swimm-quiet">{count}</span></summary>'
                f"{items(child.children, child.page)}</details></li>"
            )
        return f"<ul>{''.join(listed)}</ul>"

    return _filtered(title, "swimm-overview", items(tree), strings)


def _link(doc: Doc, url: Address) -> str:
    return f'<a href="{escape(url(doc))}">{escape(doc.plain_title)}</a>'


def _filtered(title: str, css: str, html: str, strings: Strings) -> str:
    """A page of HTML to which a script adds a field to filter it by."""
    label = escape(strings.filter)
    return f'# {plain_text(title)}\n\n<div class="{css}" data-filter="{label}">\n{html}\n</div>\n'


def index_data(mentions: Mentions, address: Address) -> Mapping[str, Sequence[dict[str, Any]]]:
    """The mentions of each file and folder, as records (see ``SCHEMA``)."""
    return {
        path: [
            {
                "document": mention.doc.name.id,
                "title": mention.doc.title,
                "url": address(mention.doc),
                "document_line": mention.line,
                "kind": mention.kind,
                "first": mention.first,
                "last": mention.last,
                "text": mention.text,
                "state": mention.state.value,
            }
            for mention in records
        ]
        for path, records in sorted(mentions.by_path.items())
    }


def index_json(mentions: Mentions, address: Address) -> str:
    """The index as JSON; addresses are relative to the root of the site."""
    data = {"schema": SCHEMA, "files": index_data(mentions, address)}
    return json.dumps(data, ensure_ascii=False) + "\n"


def index_page(
    mentions: Mentions,
    folders: Set[str],
    address: Address,
    file_address: Callable[[str], str],
    strings: Strings,
) -> str:
    """The Markdown of a page that lists folders and files with the documents about each.

    ``folders`` are the mentioned paths of folders; ``file_address`` gives the URL of a file, empty
    if unknown.
    """
    by_path = {f"{path}/" if path in folders else path: m for path, m in mentions.by_path.items()}
    is_short = len(by_path) <= _FEW

    def documents(mentions: Sequence[Mention]) -> str:
        """The list of documents, each with its worst state."""
        worst: dict[Doc, State] = {}
        for one in mentions:
            worst[one.doc] = min(one.state, worst.get(one.doc, one.state), key=FROM_WORST.index)
        items = (f"<li>{_link(doc, address)}{_badge(worst[doc], strings)}</li>" for doc in worst)
        return f"<ul>{''.join(items)}</ul>"

    def contents(paths: Sequence[str], folder: str) -> Iterator[str]:
        """The documents about a folder, its folders, and its files."""
        if folder in by_path:
            yield documents(by_path[folder])
        files: list[str] = []
        subfolders: dict[str, list[str]] = {}
        for path in paths:
            name, slash, _ = path.removeprefix(folder).partition("/")
            if slash:
                subfolders.setdefault(name, []).append(path)
            elif name:
                files.append(path)
        state = " open" if is_short or (len(subfolders) == 1 and not files) else ""
        for below in subfolders.values():
            # A chain of folders without anything else is one entry.
            subfolder = posixpath.commonpath([path.rpartition("/")[0] for path in below]) + "/"
            title = escape(subfolder.removeprefix(folder))
            yield f"<details{state}><summary><code>{title}</code></summary>"
            yield from contents(below, subfolder)
            yield "</details>"
        for path in files:
            url, name = file_address(path), f"<code>{escape(path.removeprefix(folder))}</code>"
            head = f'<a href="{escape(url)}">{name}</a>' if url else name
            yield f"<p>{head}</p>{documents(by_path[path])}"

    html = "\n".join(contents(sorted(by_path, key=str.casefold), ""))
    return _filtered(strings.file_index, "swimm-files", html, strings)


def _badge(state: State, strings: Strings) -> str:
    if state is State.NOT_CHECKED:
        return ""
    name = escape(strings.state_names[state.value])
    # The normal state is a mere symbol.
    text = "" if state is State.UP_TO_DATE else name
    label = f' role="img" aria-label="{name}" title="{name}"' if not text else ""
    return f' <span class="swimm-badge swimm-state-{STATE_CSS[state]}"{label}>{text}</span>'


def mentions_from(
    files: Mapping[str, Sequence[Mapping[str, Any]]], path: str, line: int | None
) -> list[dict[str, Any]]:
    """The records in an index (see ``index_data``) about a file or folder, with their ``path``.

    The most exact are first. For a folder, those of everything in it follow; with a line, ranges
    without this line are left out.
    """

    def records_of(path: str) -> list[dict[str, Any]]:
        return [{"path": path, **one} for one in files.get(path, ())]

    records = most_exact(records_of(path), line, itemgetter("first", "last"))
    if line is None:
        folder = f"{path}/" if path else ""
        for below in files:
            records += records_of(below) if below.startswith(folder) and below != path else []
    while path := path.rpartition("/")[0]:
        records += records_of(path)
    return records
