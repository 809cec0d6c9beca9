"""The tree of documents in the navigation, as a team would have made it by hand.

Folders that Swimm's own site generator was given come first, then playlists, then documents that
are tables of contents; what is left is grouped by the code that it is about.
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
from .documents import CodeFolders, Doc, DocumentNames
from .folders import settings_in

_CONTENTS = re.compile(r"\b(overview|contents|index|start here|table of)\b", re.I)
_FIRST_WORD = re.compile(r"\w+[^\w]+")
_FEWEST = 5  # a list of fewer documents does not count as a table of contents
_SHARE = 0.3  # a list of this share of all documents counts as one, whatever its title
_SHORT = 8  # up to this many documents are not grouped
_FOCUS = 0.6  # the share of a document's references that must be in a folder for it to belong there
_BEGINNING = 3  # characters of a title that stand for it
_MOST = 18  # longer sections are split
_FEWEST_IN_A_SECTION = 6
_MOST_ON_A_PAGE = 44  # documents and sections, about; with all other entries, 60
_DEEPEST = 10  # deeper nesting confuses readers, and in the end MkDocs

_PATH = "\x00"
_PATHS = re.compile(f"(?<!\\s)\\s*\\([^(){_PATH}]*{_PATH}[^()]*\\)")


@dataclass(frozen=True, slots=True)
class Branch:
    """A section of the navigation."""

    title: str  # plain text
    children: list[Branch | Doc]
    page: Doc | None = None  # the document that is the section's own page, not among the children

    @property
    def docs(self) -> list[Doc]:
        """All documents in it, in order."""
        found = [self.page] if self.page else []
        for child in self.children:
            found += child.docs if isinstance(child, Branch) else [child]
        return found


Tree = Sequence[Branch | Doc]


def navigation(docs: Iterable[Doc], folders: Mapping[str, str]) -> Tree:
    """The tree of all documents; every one is in it once.

    ``folders`` has those that the settings of Swimm's site generator give to names of files.
    """
    docs = sorted(docs, key=_order)
    arrangement = _Arrangement(docs)
    tree: list[Branch | Doc] = []
    for folder in dict.fromkeys(folders.values()):
        inside = [doc for doc in docs if folders.get(doc.path.name) == folder]
        if inside:
            tree.append(Branch(folder, arrangement.of(inside)))
    rest = [doc for doc in docs if doc.path.name not in folders]
    return short([*tree, *arrangement.of(rest)])


def generator_folders(folder: Path) -> Mapping[str, str]:
    """What ``ssg.json`` says: the folder of every document by its file name; empty without it."""
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
    """A tree with few entries on any page: a page shows those around its open sections.

    Documents that are too many for one list are grouped by the code that they are about, and by
    their titles where that is not enough. ``left`` is how many entries a page may have in the tree,
    all levels together.
    """
    room = max(min(_MOST, left - _MOST), _FEWEST_IN_A_SECTION)
    if len(tree) > room:
        branches, docs = _parted(tree)
        folders, docs = _parted(by_code(docs))
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


def _parted(tree: Tree) -> tuple[list[Branch], list[Doc]]:
    branches = [child for child in tree if isinstance(child, Branch)]
    return branches, [child for child in tree if isinstance(child, Doc)]


def _by_title(children: Sequence[Branch | Doc], groups: int) -> list[Branch]:
    """A limited number of sections, named by the beginnings of titles: ``Ale – Cou``."""
    titles = [_plain(child.title) for child in children]
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


def by_code(docs: Sequence[Doc]) -> list[Branch | Doc]:
    """Documents grouped by the folder of the code that they are about."""
    return _in_folder(docs, (), "").children if len(docs) > _SHORT else list(docs)


def _in_folder(docs: Iterable[Doc], place: tuple[str, ...], title: str) -> Branch:
    """A section for a folder of the code: its folders of several documents, then the others.

    Documents about several folders stand in this one. If they are too many for one list, each goes
    to the folder that it says most of.
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
    """The subfolder with most references, and their number; empty without one."""
    below: Counter[str] = Counter()
    for parts, weight in weights.items() if len(place) < _DEEPEST else ():
        if parts[: len(place)] == place and len(parts) > len(place):
            below[parts[len(place)]] += weight
    return max(below.items(), key=lambda one: (one[1], one[0]), default=("", 0))


class _Arrangement:
    """Arranges documents, each once, by playlists, by tables of contents, and by the code."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.names = DocumentNames(docs)
        self.contents = sorted(self._contents(), key=lambda one: (-one[0], one[1].path))
        self.left: set[Doc] = set()

    def of(self, docs: Sequence[Doc]) -> list[Branch | Doc]:
        """A tree of some of the documents."""
        self.left = set(docs)
        tree: list[Branch | Doc] = []
        for doc in docs:
            if doc.is_playlist and doc in self.left:
                tree.append(self._playlist(doc))
        for _, doc, listed in self.contents:
            tree += self._listed(doc, listed)
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
                # One that is too deep gets a section of its own.
                children.append(self._playlist(doc, depth + 1))
        return Branch(_plain(playlist.title), children, playlist)

    def _contents(self) -> Iterator[tuple[int, Doc, Sequence[_Listed]]]:
        """The documents that are tables of contents: how many others they list, and their lists."""
        for doc in self.names.docs:
            if doc.is_playlist:
                continue
            listed = _outline(doc)
            others = {self._doc(one) for one in listed} - {None, doc}
            named = _CONTENTS.search(f"{doc.title} {doc.name.slug.replace('-', ' ')}")
            if len(others) >= (_FEWEST if named else max(_FEWEST, _SHARE * len(self.names.docs))):
                yield len(others), doc, listed

    def _doc(self, listed: _Listed) -> Doc | None:
        """The document that an item of a list links to."""
        if listed.link is None:
            return None
        target = doc_target(listed.link.target)
        return self.names.find(listed.link.id, target.file if target else "")

    def _listed(self, contents: Doc, listed: Sequence[_Listed]) -> list[Branch | Doc]:
        """The tree made of a document's headings and nested lists, with itself at its head."""
        root: list[Branch | Doc] = []
        if contents in self.left:
            self.left.remove(contents)
            root.append(contents)
        levels = [(-1, root)]
        for one in listed:
            while levels[-1][0] >= one.depth:
                levels.pop()
            del levels[_DEEPEST:]
            doc = self._doc(one)
            if doc is None and one.title:
                section: list[Branch | Doc] = []
                levels[-1][1].append(Branch(one.title, section))
                levels.append((one.depth, section))
            elif doc in self.left:
                self.left.remove(doc)
                levels[-1][1].append(doc)
        tree = _simplified(root)
        branches, _ = _parted(tree)
        if len(branches) == 1 and len(tree) <= 2:
            at = tree.index(branches[0])
            tree[at : at + 1] = branches[0].children
        return tree


def _simplified(children: Sequence[Branch | Doc]) -> list[Branch | Doc]:
    """Sections without those that hold nothing, one document, or nothing but another section."""
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


class _Listed(NamedTuple):
    """A heading of a document, or an item of a list below it."""

    depth: int  # the level of a heading, from 1; that of an item is greater
    title: str  # plain text, without paths in brackets at its end
    link: DocLink | None = None  # the document that an item names


def _outline(doc: Doc) -> Sequence[_Listed]:
    """What a document lists, in order; nothing where it links to no document."""
    listed: list[_Listed] = []
    if not any(isinstance(one, DocLink) for one in doc.document.constructs):
        return listed
    depth, heading, fresh = 0, 0, False
    for token in doc.document.tokens:
        if token.type in ("heading_open", "heading_close"):
            heading = int(token.tag[1:]) if token.nesting > 0 else 0
        elif token.type in ("list_item_open", "list_item_close"):
            depth, fresh = depth + token.nesting, token.nesting > 0
        elif token.type == "inline" and (fresh if depth else heading):
            children = token.children or ()
            links = (one for one in map(construct_of, children) if isinstance(one, DocLink))
            link = next(links, None) if depth else None
            level = _DEEPEST + depth if depth else heading
            listed.append(_Listed(level, _title(children), link))
            fresh = False
    return listed


def _title(tokens: Sequence[Token]) -> str:
    """The plain text of a heading or item, without links to documents and paths in brackets."""
    parts: list[str] = []
    linked = 0
    for token in tokens:
        if token.type in ("link_open", "link_close") and (linked or token.meta):
            linked += token.nesting
        elif not linked and token.type == "swimm_pathref":
            parts.append(_PATH + token.content)
        elif not linked and token.type in ("text", "code_inline", "swimm_token", "swimm_mention"):
            parts.append(token.content)
    text = _PATHS.sub("", "".join(parts)).replace(_PATH, "")
    return " ".join(text.split()).rstrip(":")


def _order(doc: Doc) -> tuple[str, str]:
    return doc.title.casefold(), doc.name.id


def _plain(title: str) -> str:
    return title.replace("`", "")
