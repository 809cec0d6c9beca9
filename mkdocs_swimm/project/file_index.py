"""An index from code to documents: a page for people, a file for editors, bots and agents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ..freshness import State
from ..i18n.strings import Strings
from ..markdown.escaping import plain_text
from ..rendering.page import FROM_WORST, STATE_CSS
from .documents import Doc
from .mentions import Mention, Mentions

SCHEMA = 1
_FEW = 40
"""So many files are shown at once; folders of more are closed at first."""

Address = Callable[[Doc], str]


def index_data(mentions: Mentions, address: Address) -> dict[str, Any]:
    """The index as data.

    ``files`` maps every file and folder that documents refer to, to a list of mentions, each with
    ``document``, ``title``, ``url`` (from the root of the site), ``document_line``, ``kind``,
    ``first`` and ``last`` (1-based and inclusive; null for the file as a whole), ``text`` and
    ``state``.

    Args:
        mentions: What documents refer to.
        address: The URL of a document's page from the root of the site.
    """
    return {
        "schema": SCHEMA,
        "files": {
            path: [_record(mention, address) for mention in found]
            for path, found in sorted(mentions.by_path.items())
        },
    }


def index_json(mentions: Mentions, address: Address) -> str:
    """The index as JSON, a mention on every line; the same for the same documents."""
    # Indenting is left to Python by the standard library, and takes five times as long.
    encode = json.JSONEncoder(ensure_ascii=False).encode
    files = []
    for path, records in index_data(mentions, address)["files"].items():
        rows = ",\n".join(map(encode, records))
        files.append(f"{encode(path)}: [\n{rows}\n]")
    inside = ",\n".join(files)
    return f'{{"schema": {SCHEMA}, "files": {{\n{inside}\n}}}}\n'


def _record(mention: Mention, address: Address) -> dict[str, Any]:
    return {
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


@dataclass
class _Folder:
    """A folder of code with what documents say of it."""

    folders: dict[str, _Folder] = field(default_factory=dict)
    files: dict[str, Sequence[Mention]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)


def index_page(
    mentions: Mentions,
    folders: frozenset[str],
    address: Address,
    file_address: Callable[[str], str],
    strings: Strings,
) -> str:
    """The Markdown of a page that lists folders and files with the documents about each.

    Args:
        mentions: What documents refer to.
        folders: Those of the paths that are folders.
        address: Where the page of a document is.
        file_address: Where a file is shown; empty if unknown.
        strings: The words to use.
    """
    root = _Folder()
    for path, found in sorted(mentions.by_path.items(), key=lambda item: item[0].casefold()):
        *parents, name = path.split("/")
        at = root
        for parent in parents:
            at = at.folders.setdefault(parent, _Folder())
        if path in folders:
            at.folders.setdefault(name, _Folder()).mentions += found
        else:
            at.files[name] = found
    page = _Page(address, file_address, strings, opened=len(mentions.by_path) <= _FEW)
    rows = "\n".join(page.folder(root, ""))
    head = f'<div class="swimm-files" data-filter="{escape(strings.filter)}">'
    return f"# {plain_text(strings.file_index)}\n\n{head}\n{rows}\n</div>\n"


@dataclass(frozen=True)
class _Page:
    address: Address
    file_address: Callable[[str], str]
    strings: Strings
    opened: bool

    def folder(self, folder: _Folder, path: str) -> Iterator[str]:
        """A folder: what is said of it, its folders, its files."""
        if folder.mentions:
            yield f"<ul>{''.join(self.documents(folder.mentions))}</ul>"
        for name, inside in folder.folders.items():
            title = name
            # Folders that hold nothing but one folder are one line.
            while not inside.files and not inside.mentions and len(inside.folders) == 1:
                [(below, inside)] = inside.folders.items()
                title = f"{title}/{below}"
            alone = len(folder.folders) == 1 and not folder.files
            state = " open" if self.opened or alone else ""
            yield f"<details{state}><summary><code>{escape(title)}/</code></summary>"
            yield from self.folder(inside, f"{path}{title}/")
            yield "</details>"
        for name, found in folder.files.items():
            url = self.file_address(path + name)
            shown = f"<code>{escape(name)}</code>"
            head = f'<a href="{escape(url)}">{shown}</a>' if url else shown
            yield f"<p>{head}</p><ul>{''.join(self.documents(found))}</ul>"

    def documents(self, mentions: Sequence[Mention]) -> Iterator[str]:
        """The documents that say something, each once, with its worst state."""
        worst: dict[object, Mention] = {}
        for mention in mentions:
            known = worst.get(mention.doc.path)
            if known is None or FROM_WORST.index(mention.state) < FROM_WORST.index(known.state):
                worst[mention.doc.path] = mention
        for mention in worst.values():
            yield f"<li>{self._link(mention.doc)}{self._badge(mention.state)}</li>"

    def _link(self, doc: Doc) -> str:
        title = escape(doc.title.replace("`", ""))
        return f'<a href="{escape(self.address(doc))}">{title}</a>'

    def _badge(self, state: State) -> str:
        if state is State.NOT_CHECKED:
            return ""
        words = escape(self.strings.state_names[state.value])
        # What is as it should be is told without words.
        shown = "" if state is State.UP_TO_DATE else words
        label = f' role="img" aria-label="{words}" title="{words}"' if not shown else ""
        css = STATE_CSS[state]
        return f' <span class="swimm-badge swimm-state-{css}"{label}>{shown}</span>'


def mentions_from(data: Mapping[str, Any], path: str, line: int | None) -> list[dict[str, Any]]:
    """What an index says of a file, a line of it, or a folder; the most exact first.

    Args:
        data: The index, as ``index_data`` makes it.
        path: A file or folder, from the root of the code.
        line: Only what refers to this line, to the file as a whole, or to its folders.

    Returns:
        Records as in the index with their ``path``; for a folder, those of all that is in it.
    """
    files = data.get("files", {})
    parts = path.split("/") if path else []
    found = [{"path": path, **one} for one in files.get(path, ()) if _speaks_of(one, line)]
    found.sort(key=lambda one: (one["first"] is None, (one["last"] or 0) - (one["first"] or 0)))
    if line is None:
        start = f"{path}/" if path else ""
        for below, records in files.items():
            if below.startswith(start) and below != path:
                found += [{"path": below, **one} for one in records]
    for end in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:end])
        found += [{"path": folder, **one} for one in files.get(folder, ())]
    return found


def _speaks_of(record: Mapping[str, Any], line: int | None) -> bool:
    first, last = record.get("first"), record.get("last")
    return line is None or first is None or first <= line <= (last or first)
