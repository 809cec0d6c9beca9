"""Documents: read from files, cached, and found by the names that links have for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from markdown_it.token import Token

from ..code.codebase import stamp_of
from ..format.constructs import KEY, FrontMatter, PathRef, Snippet, Step
from ..format.document import Document, read
from ..format.encoding import Decoded, decode
from ..format.tags import doc_link
from ..format.unit import NotJsonError, read_unit
from ..markdown.inline import folded, headings_of
from ..rendering.page import plain_title
from ..safety.files import confined, read_whole
from .folders import LARGEST
from .names import SUFFIX, UNIT, Name, name_of

_DOCUMENT_NAME = re.compile(r"(?<![\w/.-])[\w.-]+\.sw\.md(?!\w)")

CodeFolders = Mapping[tuple[str, ...], int]
"""The weights of a document's references by folder of the code, as parts from the root."""


@dataclass(eq=False)
class Doc:
    """One document."""

    path: Path
    name: Name  # parsed from the file name
    decoded: Decoded  # how the file was encoded, without the text, which is ``document.source``
    title: str  # plain text with backticks for code; made unique by ``disambiguate``
    document: Document
    is_page: bool = False  # whether it is ordinary Markdown instead of a Swimm document
    own_title: str = field(init=False)  # the title before ``disambiguate``

    def __post_init__(self) -> None:
        self.own_title = self.title
        self.decoded = replace(self.decoded, text="")

    @property
    def plain_title(self) -> str:
        """The title without the backticks around code."""
        return plain_title(self.title)

    @property
    def is_playlist(self) -> bool:
        """Whether it is a playlist, by its content."""
        return self.document.is_playlist

    @property
    def steps(self) -> Iterator[Step]:
        """The steps of a playlist."""
        return (one for one in self.document.constructs if isinstance(one, Step))

    @cached_property
    def code_folders(self) -> CodeFolders:
        """The weights of its references to its own repository, by folder."""
        folders: Counter[tuple[str, ...]] = Counter()
        for reference in self.document.references:
            path = confined(reference.path) if reference.repo is None else None
            if path:
                parts = tuple(path.split("/"))
                folder = isinstance(reference, PathRef) and reference.folder
                # A snippet is more typical of a document's subject than a passing mention.
                weight = 3 if isinstance(reference, Snippet) else 1
                folders[parts if folder else parts[:-1]] += weight
        return folders

    def with_text(self, markdown: str) -> Document:
        """The document as read from its file, or parsed again if the text was changed."""
        if self.has_text(markdown):
            return self.document
        front_matter = self.document.front_matter
        changed = read((front_matter.source if front_matter else "") + markdown)
        return _as_document(changed, self.path)[0]

    def has_text(self, markdown: str) -> bool:
        """Whether a text, with or without front matter, equals that of the file."""
        return markdown.strip() in (self.document.body.strip(), self.document.source.strip())


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read, and why."""

    path: Path
    reason: str


def doc_of(path: Path, decoded: Decoded) -> Doc | Unread:
    """Parse the text of a document."""
    name = name_of(path.name)
    if name is None:
        return Unread(path, "its name ends in neither .sw.md nor .swm")
    try:
        text = decoded.text
        document = read_unit(text) if path.name.endswith(UNIT) else read(text)
    except NotJsonError as error:
        return Unread(path, str(error))
    if document is None:
        return Unread(path, "it is JSON, but no unit of Swimm's")
    document, heading = _as_document(document, path)
    return Doc(path, name, decoded, heading or _title(document.front_matter, name), document)


def _title(front_matter: FrontMatter | None, name: Name) -> str:
    data = front_matter.data if front_matter else {}
    for key in ("title", "name"):
        value = data.get(key)
        if isinstance(value, str | int | float) or hasattr(value, "isoformat"):
            # ``str`` raises ValueError for an integer of thousands of digits.
            with suppress(ValueError):
                if words := " ".join(str(value).split()):
                    return words
    return name.slug.replace("-", " ").replace("_", " ").strip().capitalize() or name.id


def _as_document(document: Document, path: Path) -> tuple[Document, str]:
    """A document as it is, or plain Markdown that Swimm's generator wrote, and its title.

    In the latter, names of documents beside it become links, and its first heading becomes its
    title (``FORMAT.md`` section 12.2).
    """
    if path.name.endswith((SUFFIX, UNIT)):
        return document, ""
    tokens: list[Token] = []
    title, line = "", 1
    for token in document.tokens:
        line = token.map[0] + 1 if token.map else line
        if token.children:
            token.children = list(_linked(token.children, path.parent, line))
        tokens.append(token)
        if token.type == "heading_close" and token.tag == "h1" and not (token.level or title):
            title = tokens[-2].content
            del tokens[-3:]
    return replace(document, tokens=tokens), title


def _linked(children: Sequence[Token], folder: Path, line: int) -> Iterator[Token]:
    """Inline tokens with links added to the names of documents in the folder."""
    depth = 0
    for token in children:
        depth += token.nesting * token.type.startswith("link_")
        at, text = 0, token.content
        if not depth and token.type in ("text", "code_inline"):
            for found in _DOCUMENT_NAME.finditer(text):
                value = doc_link((found[0], line), found[0])
                if value and (folder / found[0]).is_file():
                    if at < found.start():
                        yield token.copy(content=text[at : found.start()])
                    yield Token("link_open", "a", 1, attrs={"href": found[0]}, meta={KEY: value})
                    yield Token("code_inline", "code", 0, content=found[0])
                    yield Token("link_close", "a", -1)
                    at = found.end()
        if not at:
            yield token
        elif text[at:]:
            yield token.copy(content=text[at:])


class DocumentNames:
    """Finds documents by file name, else by id, else by a slug that only one of them has.

    If several have the same name, the first is found (``FORMAT.md`` sections 2, 12.1 and 12.5).
    """

    def __init__(self, docs: Iterable[Doc] = ()) -> None:
        self.docs = list(docs)
        self.by_id: dict[str, Doc] = {}
        self._by_file: dict[str, Doc] = {}
        self._by_slug: dict[str, list[Doc]] = {}
        for doc in self.docs:
            self._by_file.setdefault(doc.path.name, doc)
            # Many pages are called "index", and no link refers to one by that id.
            if not doc.is_page:
                self.by_id.setdefault(doc.name.id, doc)
            if doc.name.slug:
                self._by_slug.setdefault(doc.name.slug.casefold(), []).append(doc)

    def find(self, id: str, file: str) -> Doc | None:
        """The document with an id or file name, or the file name before it was imported."""
        found = self._by_file.get(file) or self.by_id.get(id)
        if found or not file.endswith(".md"):
            return found
        name = name_of(file)
        same = self._by_slug.get((name.slug or name.id).casefold(), ()) if name else ()
        return same[0] if len(same) == 1 else None

    def duplicates(self) -> Iterator[tuple[Doc, Doc]]:
        """Pairs of a document and an earlier one with the same id, by mistake."""
        by_id: dict[str, list[Doc]] = {}
        for doc in self.docs:
            if not doc.is_page:
                by_id.setdefault(doc.name.id, []).append(doc)
        for first, *others in by_id.values():
            if not _is_family([first, *others]):
                yield from ((doc, first) for doc in others)


def _is_family(docs: Sequence[Doc]) -> bool:
    """Whether documents with one id belong together, as of one program (``FORMAT.md`` 12.1)."""
    slugs = sorted({doc.name.slug for doc in docs}, key=len)
    distinct = 1 < len(slugs) == len(docs) and not any(doc.name.is_playlist for doc in docs)
    return distinct and all(slug.startswith(f"{slugs[0]}-") for slug in slugs[1:])


@dataclass(eq=False)
class DocumentCache:
    """Documents that were read, kept from build to build while their files do not change."""

    docs: dict[Path, tuple[object, Doc]] = field(default_factory=dict)  # with their files' stamps
    text: bool = True  # whether to keep their text, which is not needed just to check them

    def read(self, path: Path) -> Doc | Unread:
        """Read a document, from the cache unless its file was written since."""
        try:
            stamp = stamp_of(path.stat())
            known = self.docs.get(path)
            if known and known[0] == stamp:
                return known[1]
            doc = doc_of(path, decode(read_whole(path, LARGEST)))
        except OSError as error:
            return Unread(path, error.strerror or "it cannot be read")
        if isinstance(doc, Doc):
            if not self.text:
                doc.document = doc.document.without_text()
            self.docs[path] = (stamp, doc)
        return doc

    def keep(self, paths: Set[Path]) -> None:
        """Forget all documents but these, at the end of a build."""
        self.docs = {path: known for path, known in self.docs.items() if path in paths}


def disambiguate(docs: Iterable[Doc]) -> None:
    """Make equal titles of documents unique (``FORMAT.md`` section 12.7).

    In brackets, the first heading is added, else the folder that a document refers to most, else
    its id, else its file name: whatever is unique among documents with the title.
    """
    same: dict[str, list[Doc]] = {}
    for doc in docs:
        doc.title = doc.own_title
        same.setdefault(folded(doc.title), []).append(doc)
    for group in same.values():
        for way in _DISTINCTIONS if len(group) > 1 else ():
            names = {doc: way(doc) for doc in group}
            counts = Counter(map(folded, names.values()))
            for doc, name in names.items():
                if name and counts[folded(name)] == 1 and folded(name) != folded(doc.own_title):
                    doc.title = f"{doc.own_title} ({name})"
                    group.remove(doc)


def _folder(doc: Doc) -> str:
    """The end of the path of the folder that a document refers to most."""
    weights = doc.code_folders
    return "/".join(max(weights, key=lambda parts: (weights[parts], parts))[-2:]) if weights else ""


_DISTINCTIONS: Sequence[Callable[[Doc], str]] = (
    lambda doc: next(iter(headings_of(doc.document.tokens)), ""),
    _folder,
    lambda doc: doc.name.id,
    lambda doc: doc.path.name,
)
