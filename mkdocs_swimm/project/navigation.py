"""The tree of documents in the navigation, as a team would have made it by hand.

Folders that Swimm's own site generator was given come first, then playlists, then documents that
are tables of contents; what is left is grouped by the code that it is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..format.links import doc_target
from .documents import CodeFolders, Doc, DocumentNames
from .folders import settings_in
from .outline import Heading, Item, Listed

_CONTENTS = re.compile(r"\b(overview|contents|index|start here|table of)\b", re.I)
_FEWEST = 5
"""A list of fewer documents does not count as a table of contents."""

_SHARE = 0.3
"""A list of this share of all documents counts as one, whatever its title."""

_SHORT = 8
"""Up to this many documents are not grouped."""

_FOCUS = 0.6
"""The share of a document's references that must be in a folder for it to belong there."""

_BEGINNING = 3
_FIRST_WORD = re.compile(r"\w+[^\w]+")
_MOST = 18
"""Longer sections are split."""

_FEWEST_IN_A_SECTION = 6
_MOST_ON_A_PAGE = 44
"""About this many documents and sections on a page; with all other entries, 60."""


_DEEPEST = 10
"""Deeper nesting confuses readers, and in the end MkDocs."""


@dataclass(frozen=True)
class Branch:
    """A section of the navigation.

    Attributes:
        title: What it is called: plain text.
        children: Sections and documents in order.
        page: The document that is the section's own page, not among the children.
        kept: Whether it stays a section even where it holds a single document.
    """

    title: str
    children: Sequence[Branch | Doc]
    page: Doc | None = None
    kept: bool = False

    @cached_property
    def docs(self) -> Sequence[Doc]:
        """All documents in it, in order."""
        return list(_docs([self]))


Tree = Sequence[Branch | Doc]


def navigation(docs: Iterable[Doc], folders: Mapping[str, str]) -> Tree:
    """The tree of all documents; every one is in it once.

    Args:
        docs: The documents.
        folders: The folder that the settings of Swimm's site generator give to a file name.
    """
    documents = {doc.path: doc for doc in sorted(docs, key=_order)}
    arrangement = _Arrangement(DocumentNames(documents.values()), len(documents))
    tree: list[Branch | Doc] = []
    for folder in dict.fromkeys(folders.values()):
        inside = [doc for doc in documents.values() if folders.get(doc.path.name) == folder]
        if inside:
            tree.append(Branch(folder, arrangement.of(inside), kept=True))
    rest = [doc for doc in documents.values() if doc.path.name not in folders]
    return short([*tree, *arrangement.of(rest)])


def short(tree: Tree, left: int = _MOST_ON_A_PAGE) -> list[Branch | Doc]:
    """A tree with few entries on any page: a page shows those around its open sections.

    Documents that are too many for one list are grouped by the code that they are about, and by
    their titles where that is not enough.

    Args:
        tree: The tree.
        left: How many entries a page may have in the tree, all levels together.
    """
    room = max(min(_MOST, left - _MOST), _FEWEST_IN_A_SECTION)
    branches = [child for child in tree if isinstance(child, Branch)]
    docs: list[Branch | Doc] = [child for child in tree if isinstance(child, Doc)]
    if len(tree) > room:
        grouped = by_code([child for child in docs if isinstance(child, Doc)])
        branches += [child for child in grouped if isinstance(child, Branch)]
        docs = [child for child in grouped if isinstance(child, Doc)]
        if len(branches) > room:
            branches = _by_title(branches, room)
        if len(branches) + len(docs) > room:
            docs = list(_by_title(docs, max(room - len(branches), 1)))
        tree = [*branches, *docs]
    left -= len(tree)
    return [
        Branch(child.title, short(child.children, left), child.page, child.kept)
        if isinstance(child, Branch)
        else child
        for child in tree
    ]


def _by_title(children: Sequence[Branch | Doc], groups: int) -> list[Branch]:
    """A limited number of sections, named by the beginnings of titles: ``Ale – Cou``."""
    titles = [child.title.replace("`", "") for child in children]
    # A beginning that most titles share does not distinguish them.
    words = Counter(found[0] for title in titles if (found := _FIRST_WORD.match(title)))
    [(usual, times)] = words.most_common(1) or [("", 0)]
    usual = usual if times > len(titles) / 2 else ""
    names = [title.removeprefix(usual).strip() or title for title in titles]
    ordered = sorted(zip(names, children, strict=True), key=lambda pair: pair[0].casefold())
    size = max(-(-len(ordered) // groups), min(len(ordered), _FEWEST_IN_A_SECTION))
    sections = []
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        ends = (part[0][0][:_BEGINNING].strip(), part[-1][0][:_BEGINNING].strip())
        sections.append(Branch(" – ".join(dict.fromkeys(ends)), [child for _, child in part]))
    return sections


def generator_folders(folder: Path) -> Mapping[str, str]:
    """What ``ssg.json`` says: the folder of every document by its file name; empty without it."""
    data = settings_in(folder, "ssg.json")
    documents = data.get("docs") if isinstance(data, dict) else None
    if not isinstance(documents, dict):
        return {}
    return {
        name.rpartition("/")[2]: " ".join(title.split())
        for name, title in documents.items()
        if isinstance(name, str) and isinstance(title, str) and title.strip()
    }


@dataclass
class _Arrangement:
    """Arranges documents, each once."""

    names: DocumentNames
    count: int
    placed: set[Path] = field(default_factory=set)

    def of(self, docs: Sequence[Doc]) -> list[Branch | Doc]:
        """A tree of some of the documents."""
        wanted = {doc.path for doc in docs}
        tree: list[Branch | Doc] = []
        for doc in docs:
            if doc.is_playlist and doc.path not in self.placed:
                tree.append(self._playlist(doc, wanted))
        for contents in self._tables_of_contents(wanted):
            tree += self._contents(contents, wanted)
        rest = [doc for doc in docs if doc.path not in self.placed]
        self.placed.update(doc.path for doc in rest)
        tree += by_code(rest)
        return tree

    def _playlist(self, playlist: Doc, wanted: set[Path], depth: int = 1) -> Branch:
        self.placed.add(playlist.path)
        children: list[Branch | Doc] = []
        for step in playlist.steps:
            target = doc_target(step.target)
            doc = self.names.find(target.id, target.file) if target else None
            if doc is None or doc.path in self.placed or doc.path not in wanted:
                continue
            if doc.is_playlist:
                # Folders that are too deep get a section of their own.
                if depth < _DEEPEST:
                    children.append(self._playlist(doc, wanted, depth + 1))
            else:
                self.placed.add(doc.path)
                children.append(doc)
        return Branch(_plain(playlist.title), children, playlist, kept=True)

    def _tables_of_contents(self, wanted: set[Path]) -> Iterator[Sequence[Listed]]:
        """The outlines of documents that list others, those that list most first."""
        for doc, listed in self._listing:
            if doc.path in wanted and doc.path not in self.placed:
                yield [Item(0, doc.name.id, "", doc.path.name), *listed]
            else:
                yield listed

    @cached_property
    def _listing(self) -> Sequence[tuple[Doc, Sequence[Listed]]]:
        """The tables of contents, with the documents that they list."""
        found = []
        for doc in self.names.docs:
            listed = map(self._doc, doc.listed)
            count = len({found.path for found in listed if found and found is not doc})
            named = _CONTENTS.search(f"{doc.title} {doc.name.slug.replace('-', ' ')}")
            least = _FEWEST if named else max(_FEWEST, _SHARE * self.count)
            if count >= least and not doc.is_playlist:
                found.append((count, doc, doc.listed))
        found.sort(key=lambda one: (-one[0], one[1].path))
        return [(doc, listed) for _, doc, listed in found]

    def _doc(self, part: Listed) -> Doc | None:
        """The document that an item of a list links to."""
        return self.names.find(part.id, part.file) if isinstance(part, Item) and part.id else None

    def _contents(self, listed: Sequence[Listed], wanted: set[Path]) -> list[Branch | Doc]:
        """The tree made of a document's headings and nested lists."""
        root = _Section("", -1)
        open_sections = [root]
        for part in listed:
            while open_sections[-1].depth >= part.depth and len(open_sections) > 1:
                open_sections.pop()
            del open_sections[_DEEPEST:]
            doc = self._doc(part)
            if doc and (doc.path in self.placed or doc.path not in wanted):
                continue
            if doc:
                self.placed.add(doc.path)
                open_sections[-1].children.append(doc)
            elif isinstance(part, Heading) or part.title:
                section = _Section(part.title, part.depth)
                open_sections[-1].children.append(section)
                open_sections.append(section)
        tree = simplified(root.children)
        branches = [child for child in tree if isinstance(child, Branch)]
        if len(branches) == 1 and len(tree) <= 2:
            at = tree.index(branches[0])
            tree[at : at + 1] = branches[0].children
        return tree


@dataclass
class _Section:
    """A section under construction."""

    title: str
    depth: int
    children: list[_Section | Doc] = field(default_factory=list)


def simplified(children: Sequence[_Section | Doc]) -> list[Branch | Doc]:
    """Sections without those that hold nothing, one document, or nothing but another section."""
    tree: list[Branch | Doc] = []
    for child in children:
        if not isinstance(child, _Section):
            tree.append(child)
            continue
        inside = simplified(child.children)
        while len(inside) == 1 and isinstance(inside[0], Branch):
            inside = list(inside[0].children)
        if len(inside) > 1:
            tree.append(Branch(child.title, inside))
        else:
            tree += inside
    return tree


def by_code(docs: Sequence[Doc]) -> list[Branch | Doc]:
    """Documents grouped by the folder of the code that they are about."""
    if len(docs) <= _SHORT:
        return list(docs)
    root = _Folder("")
    said = {doc.path: doc.code_folders for doc in docs}
    for doc in docs:
        folder = root
        for name in _home(said[doc.path]):
            folder = folder.folders.setdefault(name, _Folder(name))
        folder.docs.append(doc)
    root.spread((), said)
    while not root.docs and len(root.folders) == 1:
        [root] = root.folders.values()
    return root.tree()


@dataclass
class _Folder:
    """A folder of code with the documents about it."""

    name: str
    folders: dict[str, _Folder] = field(default_factory=dict)
    docs: list[Doc] = field(default_factory=list)

    def spread(self, place: tuple[str, ...], said: Mapping[Path, CodeFolders]) -> None:
        """Group documents further if there are too many for one list.

        They are about several folders then, and stand in the one that they say most of.

        Args:
            place: The folder, from the root down.
            said: How much every document says of the folders of the code, by its path.
        """
        if len(self.docs) > _MOST and len(place) < _DEEPEST:
            docs, self.docs = self.docs, []
            for doc in docs:
                name, _ = _most_below(place, said[doc.path])
                folder = self.folders.setdefault(name, _Folder(name)) if name else self
                folder.docs.append(doc)
        for name, folder in self.folders.items():
            folder.spread((*place, name), said)

    def tree(self) -> list[Branch | Doc]:
        """Sections for folders of several documents, by name, then the other documents."""
        branches: list[Branch | Doc] = []
        single: list[Doc] = list(self.docs)
        for name in sorted(self.folders, key=str.casefold):
            title, folder = name, self.folders[name]
            while not folder.docs and len(folder.folders) == 1:
                [(below, folder)] = folder.folders.items()
                title = f"{title}/{below}"
            inside = folder.tree()
            found = list(_docs(inside))
            if len(found) > 1:
                branches.append(Branch(f"{title}/", inside))
            else:
                single += found
        return [*branches, *sorted(single, key=_order)]


def _home(weights: CodeFolders) -> Sequence[str]:
    """The folder of the code that a document is about, from the root down."""
    home: tuple[str, ...] = ()
    while len(home) < _DEEPEST and (total := sum(weights.values())):
        name, weight = _most_below(home, weights)
        if name is None or weight < _FOCUS * total:
            break
        home = (*home, name)
    return home


def _most_below(place: tuple[str, ...], weights: CodeFolders) -> tuple[str | None, int]:
    """The subfolder with most references, and their number; None without one."""
    below: Counter[str] = Counter()
    for parts, weight in weights.items():
        if parts[: len(place)] == place and len(parts) > len(place):
            below[parts[len(place)]] += weight
    best = max(below, key=lambda name: (below[name], name), default=None)
    return best, below[best] if best else 0


def _docs(tree: Iterable[Branch | Doc]) -> Iterator[Doc]:
    for child in tree:
        if isinstance(child, Branch):
            if child.page:
                yield child.page
            yield from _docs(child.children)
        else:
            yield child


def _order(doc: Doc) -> tuple[str, str]:
    return doc.title.casefold(), doc.name.id


def _plain(title: str) -> str:
    return title.replace("`", "")
