"""Lists of documents: as the navigation arranges them, and by the code that they refer to."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..freshness import State
from ..i18n.strings import Strings
from ..markdown.escaping import plain_text
from ..rendering.page import FROM_WORST, STATE_CSS
from .documents import Doc
from .mentions import Mention, Mentions
from .navigation import Branch, Tree

SCHEMA = 1
"""The version of the index as data, which ``docs/pages/assets/swimm-index.schema.json`` tells."""

_FEW = 40
"""So many files are shown at once; folders of more are closed at first."""

Address = Callable[[Doc], str]
"""The URL of a document's page."""


def overview(tree: Tree, pages: Mapping[Path, str], uri: str, title: str) -> str:
    """The Markdown of a page that lists documents; ``pages`` has their URIs, ``uri`` is its own."""

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
    """The Markdown of such a page where the documents are many: sections are closed at first."""

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
    """A page of HTML that a script adds a field to, which filters it."""
    label = escape(strings.filter)
    return f'# {plain_text(title)}\n\n<div class="{css}" data-filter="{label}">\n{html}\n</div>\n'


def index_data(mentions: Mentions, address: Address) -> Mapping[str, Sequence[dict[str, Any]]]:
    """The files and folders that documents refer to, each with its mentions (see ``SCHEMA``)."""
    return {
        path: [
            {
                "document": one.doc.name.id,
                "title": one.doc.title,
                "url": address(one.doc),
                "document_line": one.line,
                "kind": one.kind,
                "first": one.first,
                "last": one.last,
                "text": one.text,
                "state": one.state.value,
            }
            for one in found
        ]
        for path, found in sorted(mentions.by_path.items())
    }


def index_json(mentions: Mentions, address: Address) -> str:
    """The index as JSON; addresses are from the root of the site."""
    data = {"schema": SCHEMA, "files": index_data(mentions, address)}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def index_page(
    mentions: Mentions,
    folders: Set[str],
    address: Address,
    file_address: Callable[[str], str],
    strings: Strings,
) -> str:
    """The Markdown of a page that lists folders and files with the documents about each.

    ``folders`` are those of the mentioned paths that are none of files; ``file_address`` says where
    a file is shown, empty if that is unknown.
    """
    found = {f"{path}/" if path in folders else path: its for path, its in mentions.by_path.items()}
    opened = len(found) <= _FEW

    def documents(mentions: Sequence[Mention]) -> str:
        """The documents that say something, each once, with its worst state."""
        worst: dict[Doc, State] = {}
        for one in mentions:
            states = (one.state, worst.get(one.doc, one.state))
            worst[one.doc] = min(states, key=FROM_WORST.index)
        items = (f"<li>{_link(doc, address)}{_badge(worst[doc], strings)}</li>" for doc in worst)
        return f"<ul>{''.join(items)}</ul>"

    def folder(paths: Sequence[str], start: str) -> Iterator[str]:
        """A folder: what is said of it, its folders, its files."""
        if start in found:
            yield documents(found[start])
        files: list[str] = []
        inside: dict[str, list[str]] = {}
        for path in paths:
            name, slash, _ = path.removeprefix(start).partition("/")
            if slash:
                inside.setdefault(name, []).append(path)
            elif name:
                files.append(path)
        state = " open" if opened or (len(inside) == 1 and not files) else ""
        for below in inside.values():
            # Folders that hold nothing but one folder are one line.
            end = posixpath.commonpath([path.rpartition("/")[0] for path in below]) + "/"
            title = escape(end.removeprefix(start))
            yield f"<details{state}><summary><code>{title}</code></summary>"
            yield from folder(below, end)
            yield "</details>"
        for path in files:
            url, shown = file_address(path), f"<code>{escape(path.removeprefix(start))}</code>"
            head = f'<a href="{escape(url)}">{shown}</a>' if url else shown
            yield f"<p>{head}</p>{documents(found[path])}"

    html = "\n".join(folder(sorted(found, key=str.casefold), ""))
    return _filtered(strings.file_index, "swimm-files", html, strings)


def _badge(state: State, strings: Strings) -> str:
    if state is State.NOT_CHECKED:
        return ""
    words = escape(strings.state_names[state.value])
    # What is as it should be is told without words.
    shown = "" if state is State.UP_TO_DATE else words
    label = f' role="img" aria-label="{words}" title="{words}"' if not shown else ""
    return f' <span class="swimm-badge swimm-state-{STATE_CSS[state]}"{label}>{shown}</span>'


def mentions_from(
    files: Mapping[str, Sequence[Mapping[str, Any]]], path: str, line: int | None
) -> list[dict[str, Any]]:
    """What an index (see ``index_data``) says of a file or a folder; the most exact first.

    With a line, that is only what refers to this line, to the file as a whole, or to its folders.
    Records have their ``path``; for a folder, they are those of all that is in it.
    """

    def records(path: str) -> list[dict[str, Any]]:
        return [{"path": path, **one} for one in files.get(path, ())]

    found = [
        one
        for one in records(path)
        if None in (line, one["first"]) or one["first"] <= line <= (one["last"] or one["first"])
    ]
    found.sort(key=lambda one: (one["first"] is None, (one["last"] or 0) - (one["first"] or 0)))
    if line is None:
        start = f"{path}/" if path else ""
        for below in files:
            found += records(below) if below.startswith(start) and below != path else []
    while path := path.rpartition("/")[0]:
        found += records(path)
    return found
