"""Arranges documents in a tree for the navigation, as a team would by hand.

Folders configured for Swimm's own site generator come first, then playlists, then documents that
are tables of contents; the others are grouped by the code that they are about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from markdown_it.token import Token

from ..format.constructs import DocLink, construct_of
from ..format.links import doc_target
from ..rendering.page import plain_title
from .documents import CodeFolders, Doc, DocumentNames
from .folders import settings_in

_CONTENTS = re.compile(r"\b(overview|contents|index|start here|table of)\b", re.I)
_FIRST_WORD = re.compile(r"\w+[^\w]+")
_FEWEST = 5  # a table of contents lists at least this many documents
_SHARE = 0.3  # whatever its title, a document that lists this share of all is a table of contents
_SHORT = 8  # up to this many documents are not grouped
_FOCUS = 0.6  # the share of a document's references that must be in a folder for it to belong there
_BEGINNING = 3  # characters of a title in the name of a section
_MOST = 18  # longer sections are split
_FEWEST_IN_A_SECTION = 6
_MOST_ON_A_PAGE = 44  # documents and sections, about; with all other entries, 60
_DEEPEST = 10  # levels; more confuse readers, and finally MkDocs

_PATH = "\x00"
_PATHS = re.compile(f"(?<!\\s)\\s*\\([^(){_PATH}]*{_PATH}[^()]*\\)")


@dataclass(frozen=True, slots=True)
class Branch:
    """A section of the navigation."""

    title: str  # plain text
    children: list[Branch | Doc]
    page: Doc | None = None  # the section's index page, which is not among the children

    @property
    def docs(self) -> list[Doc]:
        """All documents below it, in order."""
        docs = [self.page] if self.page else []
        for child in self.children:
            docs += child.docs if isinstance(child, Branch) else [child]
        return docs


Tree = Sequence[Branch | Doc]


def navigation(docs: Iterable[Doc], folders: Mapping[str, str]) -> Tree:
    """The tree of all documents, each once; see ``generator_folders`` for ``folders``."""
    docs = sorted(docs, key=_order)
    arrangement = _Arrangement(docs)
    tree: list[Branch | Doc] = []
    for folder in dict.fromkeys(folders.values()):
        if inside := [doc for doc in docs if folders.get(doc.path.name) == folder]:
            tree.append(Branch(folder, arrangement.tree_of(inside)))
    rest = [doc for doc in docs if doc.path.name not in folders]
    return short([*tree, *arrangement.tree_of(rest)])


def generator_folders(folder: Path) -> Mapping[str, str]:
    """The folders in ``ssg.json``, Swimm's site generator's settings, by documents' file names."""
    data = settings_in(folder, "ssg.json")
    documents = data.get("docs") if isinstance(data, dict) else None
    if not isinstance(documents, dict):
        return {}
    return {
        name.rpartition("/")[2]: " ".join(title.split())
        for name, title in documents.items()
        if isinstance(title, str) and title.strip()
    }


def short(tree: Tree, left: int = _MOST_ON_A_PAGE) -> list[Branch | Doc]:
    """Limit the entries that the navigation of a page shows: those of all its open sections.

    Too many documents in one list are grouped by the code that they are about, and by their titles
    if necessary. ``left`` is the number of entries that this level and those below may have.
    """
    room = max(min(_MOST, left - _MOST), _FEWEST_IN_A_SECTION)
    if len(tree) > room:
        branches, docs = _split(tree)
        folders, docs = _split(by_code(docs))
        branches += folders
        if len(branches) > room:
            branches = _by_title(branches, room)
        tree = [*branches, *docs]
        if len(tree) > room:
            tree = [*branches, *_by_title(docs, max(room - len(branches), 1))]
    left -= len(tree)
    return [
        Branch(child.title, short(child.children, left), child.page)
        if isinstance(child, Branch)
        else child
        for child in tree
    ]


def _split(tree: Tree) -> tuple[list[Branch], list[Doc]]:
    branches = [child for child in tree if isinstance(child, Branch)]
    return branches, [child for child in tree if isinstance(child, Doc)]


def _by_title(children: Sequence[Branch | Doc], groups: int) -> list[Branch]:
    """Group entries by title into at most ``groups`` sections with names such as ``Ale – Cou``."""
    titles = [plain_title(child.title) for child in children]
    # A first word that most titles share does not distinguish them.
    words = Counter(match[0] for title in titles if (match := _FIRST_WORD.match(title)))
    [(common, count)] = words.most_common(1) or [("", 0)]
    common = common if count > len(titles) / 2 else ""
    names = [title.removeprefix(common).strip() or title for title in titles]
    ordered = sorted(zip(names, children, strict=True), key=lambda pair: pair[0].casefold())
    size = max(-(-len(ordered) // groups), min(len(ordered), _FEWEST_IN_A_SECTION))
    sections = []
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        ends = (part[0][0][:_BEGINNING].strip(), part[-1][0][:_BEGINNING].strip())
        sections.append(Branch(" – ".join(dict.fromkeys(ends)), [child for _, child in part]))
    return sections


def by_code(docs: Sequence[Doc]) -> list[Branch | Doc]:
    """Documents grouped by the folder of the code that they are about."""
    return _in_folder(docs, (), "").children if len(docs) > _SHORT else list(docs)


def _in_folder(docs: Iterable[Doc], place: tuple[str, ...], title: str) -> Branch:
    """A section for a folder of the code: subfolders with several documents, then documents.

    Documents about several subfolders are in this section. If they are too many for one list, each
    goes to the subfolder that it refers to most.
    """
    inside: dict[str, list[Doc]] = {}
    own: list[tuple[Doc, str]] = []
    for doc in docs:
        name, weight = _most_below(place, doc.code_folders)
        if name and weight >= _FOCUS * sum(doc.code_folders.values()):
            inside.setdefault(name, []).append(doc)
        else:
            own.append((doc, name))
    single = [doc for doc, name in own if not name or len(own) <= _MOST]
    for doc, name in own:
        if name and len(own) > _MOST:
            inside.setdefault(name, []).append(doc)
    if not single and len(inside) == 1:
        [(name, docs)] = inside.items()
        return _in_folder(docs, (*place, name), f"{title}{name}/")
    branches: list[Branch | Doc] = []
    for name in sorted(inside, key=str.casefold):
        if len(inside[name]) > 1:
            branches.append(_in_folder(inside[name], (*place, name), f"{name}/"))
        else:
            single += inside[name]
    return Branch(title, [*branches, *sorted(single, key=_order)])


def _most_below(place: tuple[str, ...], weights: CodeFolders) -> tuple[str, int]:
    """The subfolder with the largest weight, and that weight; empty if there is no subfolder."""
    subfolders: Counter[str] = Counter()
    for parts, weight in weights.items() if len(place) < _DEEPEST else ():
        if parts[: len(place)] == place and len(parts) > len(place):
            subfolders[parts[len(place)]] += weight
    return max(subfolders.items(), key=lambda item: (item[1], item[0]), default=("", 0))


class _Arrangement:
    def __init__(self, docs: Sequence[Doc]) -> None:
        self.names = DocumentNames(docs)
        self.contents = sorted(self._find_contents(), key=lambda item: (-item[0], item[1].path))
        self.left: set[Doc] = set()

    def tree_of(self, docs: Sequence[Doc]) -> list[Branch | Doc]:
        self.left = set(docs)
        tree: list[Branch | Doc] = []
        for doc in docs:
            if doc.is_playlist and doc in self.left:
                tree.append(self._playlist(doc))
        for _, doc, entries in self.contents:
            tree += self._section(doc, entries)
        return [*tree, *by_code([doc for doc in docs if doc in self.left])]

    def _playlist(self, playlist: Doc, depth: int = 1) -> Branch:
        self.left.remove(playlist)
        children: list[Branch | Doc] = []
        for step in playlist.steps:
            target = doc_target(step.target)
            doc = self.names.find(target.id, target.file) if target else None
            if doc is None or doc not in self.left:
                continue
            if not doc.is_playlist:
                self.left.remove(doc)
                children.append(doc)
            elif depth < _DEEPEST:
                # A deeper playlist becomes a section at the top.
                children.append(self._playlist(doc, depth + 1))
        return Branch(playlist.plain_title, children, playlist)

    def _find_contents(self) -> Iterator[tuple[int, Doc, Sequence[_Entry]]]:
        """Tables of contents: how many other documents each lists, the document, its entries."""
        for doc in self.names.docs:
            if doc.is_playlist:
                continue
            entries = _outline(doc)
            others = {self._doc(entry) for entry in entries} - {None, doc}
            named = _CONTENTS.search(f"{doc.title} {doc.name.slug.replace('-', ' ')}")
            if len(others) >= (_FEWEST if named else max(_FEWEST, _SHARE * len(self.names.docs))):
                yield len(others), doc, entries

    def _doc(self, entry: _Entry) -> Doc | None:
        if entry.link is None:
            return None
        target = doc_target(entry.link.target)
        return self.names.find(entry.link.id, target.file if target else "")

    def _section(self, contents: Doc, entries: Sequence[_Entry]) -> list[Branch | Doc]:
        """The tree of a table of contents' headings and nested lists, with itself first."""
        root: list[Branch | Doc] = []
        if contents in self.left:
            self.left.remove(contents)
            root.append(contents)
        levels = [(-1, root)]
        for entry in entries:
            while levels[-1][0] >= entry.depth:
                levels.pop()
            del levels[_DEEPEST:]
            doc = self._doc(entry)
            if doc is None and entry.title:
                section: list[Branch | Doc] = []
                levels[-1][1].append(Branch(entry.title, section))
                levels.append((entry.depth, section))
            elif doc in self.left:
                self.left.remove(doc)
                levels[-1][1].append(doc)
        tree = _simplified(root)
        branches, _ = _split(tree)
        if len(branches) == 1 and len(tree) <= 2:
            at = tree.index(branches[0])
            tree[at : at + 1] = branches[0].children
        return tree


def _simplified(children: Sequence[Branch | Doc]) -> list[Branch | Doc]:
    """A tree in which sections with fewer than two children are replaced by these."""
    tree: list[Branch | Doc] = []
    for child in children:
        if isinstance(child, Doc):
            tree.append(child)
            continue
        inside = _simplified(child.children)
        while len(inside) == 1 and isinstance(inside[0], Branch):
            inside = inside[0].children
        tree += [Branch(child.title, inside)] if len(inside) > 1 else inside
    return tree


class _Entry(NamedTuple):
    """A heading of a document, or a list item."""

    depth: int  # the level of a heading, from 1; that of an item is greater
    title: str  # plain text, without paths in brackets at its end
    link: DocLink | None = None  # the first link of an item to a document


def _outline(doc: Doc) -> Sequence[_Entry]:
    """The headings and list items of a document; empty if it links to no document."""
    entries: list[_Entry] = []
    if not any(isinstance(construct, DocLink) for construct in doc.document.constructs):
        return entries
    depth, heading, is_first = 0, 0, False
    for token in doc.document.tokens:
        if token.type in ("heading_open", "heading_close"):
            heading = int(token.tag[1:]) if token.nesting > 0 else 0
        elif token.type in ("list_item_open", "list_item_close"):
            depth, is_first = depth + token.nesting, token.nesting > 0
        elif token.type == "inline" and (is_first if depth else heading):
            children = token.children or ()
            links = (value for value in map(construct_of, children) if isinstance(value, DocLink))
            link = next(links, None) if depth else None
            level = _DEEPEST + depth if depth else heading
            entries.append(_Entry(level, _title(children), link))
            is_first = False
    return entries


def _title(tokens: Sequence[Token]) -> str:
    """The plain text of a heading or item, without links to documents and paths in brackets."""
    parts: list[str] = []
    links = 0
    for token in tokens:
        if token.type in ("link_open", "link_close") and (links or token.meta):
            links += token.nesting
        elif not links and token.type == "swimm_pathref":
            parts.append(_PATH + token.content)
        elif not links and token.type in ("text", "code_inline", "swimm_token", "swimm_mention"):
            parts.append(token.content)
    return " ".join(_PATHS.sub("", "".join(parts)).replace(_PATH, "").split()).rstrip(":")


def _order(doc: Doc) -> tuple[str, str]:
    return doc.title.casefold(), doc.name.id
