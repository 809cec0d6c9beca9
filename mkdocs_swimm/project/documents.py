"""The documents of a repository: what they are called, what is in them.

Reads files; knows nothing of MkDocs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from stat import S_ISREG

from ..format.constructs import FrontMatter, PathRef, Snippet, Step
from ..format.document import Document, read
from ..format.encoding import Decoded, decode
from ..format.unit import NotJsonError, read_unit
from ..markdown.inline import headings_of
from ..safety.files import confined
from .folders import LARGEST
from .names import SUFFIX, UNIT, Name, name_of
from .plain_markdown import as_document

CodeFolders = Mapping[tuple[str, ...], int]
"""How much a document says of the folders of the code, each from the root down."""

Stamp = tuple[int, int]
"""When a file was last written, in nanoseconds, and how many bytes it has."""


@dataclass(eq=False)
class Doc:
    """One document.

    Attributes:
        path: Where the file is.
        name: What its name says.
        decoded: How the file was encoded; without its text, which is the document's ``source``.
        title: Its title: plain text, backticks for code; on a site, one that no other document has.
        document: What it says.
        is_page: Whether it is ordinary Markdown, and no document of Swimm's.
        own_title: The title that it has by itself.
    """

    path: Path
    name: Name
    decoded: Decoded
    title: str
    document: Document
    is_page: bool = False
    own_title: str = field(init=False)

    def __post_init__(self) -> None:
        self.own_title = self.title

    @property
    def is_playlist(self) -> bool:
        """Whether it is a playlist, by what is in it."""
        return self.document.is_playlist

    @cached_property
    def code_folders(self) -> CodeFolders:
        """How much it says of the folders of the code."""
        folders: Counter[tuple[str, ...]] = Counter()
        for reference in self.document.references:
            path = confined(reference.path) if reference.repo is None else None
            if path:
                parts = tuple(path.split("/"))
                folder = isinstance(reference, PathRef) and reference.folder
                # A snippet says more about a document's subject than a name in passing.
                weight = 3 if isinstance(reference, Snippet) else 1
                folders[parts if folder else parts[:-1]] += weight
        return folders

    @property
    def steps(self) -> Iterator[Step]:
        """The steps of a playlist."""
        return (one for one in self.document.constructs if isinstance(one, Step))

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return self.document.body

    def with_text(self, markdown: str) -> Document:
        """The document as it was read from its file, unless somebody has changed the text.

        Args:
            markdown: Its text, with or without its front matter.
        """
        if self.has_text(markdown):
            return self.document
        front_matter = self.document.front_matter
        changed = read((front_matter.source if front_matter else "") + markdown)
        if self.path.name.endswith((SUFFIX, UNIT)):
            return changed
        return as_document(changed, self.path.parent)[0]

    def has_text(self, markdown: str) -> bool:
        """Whether a text, with or without front matter, is that of the file."""
        return markdown.strip() in (self.body.strip(), self.document.source.strip())


class DocumentNames:
    """Documents by what links call them: a file, else an id, else a slug that only one has.

    See ``FORMAT.md``, sections 2, 12.1 and 12.5.
    """

    def __init__(self, docs: Iterable[Doc] = ()) -> None:
        self.docs: list[Doc] = []
        self.by_id: dict[str, Doc] = {}
        self._by_file: dict[str, Doc] = {}
        self._by_slug: dict[str, list[Doc]] = {}
        for doc in docs:
            self.add(doc)

    def add(self, doc: Doc) -> None:
        """Add a document; names that another one has already stay with that."""
        self.docs.append(doc)
        self._by_file.setdefault(doc.path.name, doc)
        # Many pages are called "index", and no link means one of them by that.
        if not doc.is_page:
            self.by_id.setdefault(doc.name.id, doc)
        if doc.name.slug:
            self._by_slug.setdefault(doc.name.slug.casefold(), []).append(doc)

    def find(self, id: str, file: str) -> Doc | None:
        """A document.

        Args:
            id: Its id; empty where the link has none.
            file: The name of its file, or the name that it had before it was imported.
        """
        found = self._by_file.get(file) or self.by_id.get(id)
        if found or not file.endswith(".md"):
            return found
        name = name_of(file)
        slug = name.slug or name.id if name else ""
        same = self._by_slug.get(slug.casefold(), ())
        return same[0] if len(same) == 1 else None

    def sharing(self) -> tuple[Sequence[Sequence[Doc]], Sequence[tuple[Doc, Doc]]]:
        """The documents that share an id.

        Returns:
            Those that do so on purpose, and those whose id another one has by mistake, with that.
        """
        by_id: dict[str, list[Doc]] = {}
        for doc in self.docs:
            if not doc.is_page:
                by_id.setdefault(doc.name.id, []).append(doc)
        families: list[Sequence[Doc]] = []
        doubles: list[tuple[Doc, Doc]] = []
        for first, *others in by_id.values():
            if others and _is_family([first, *others]):
                families.append([first, *others])
            else:
                doubles += [(doc, first) for doc in others]
        return families, doubles


def _is_family(docs: Sequence[Doc]) -> bool:
    """Whether these are a program's document, its overview and the like (``FORMAT.md`` 12.1)."""
    slugs = sorted({doc.name.slug for doc in docs}, key=len)
    distinct = len(slugs) == len(docs) and not any(doc.name.is_playlist for doc in docs)
    return distinct and all(slug.startswith(f"{slugs[0]}-") for slug in slugs[1:])


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read.

    Attributes:
        path: Where the file is.
        reason: Why.
    """

    path: Path
    reason: str


@dataclass(eq=False)
class DocumentCache:
    """Documents read so far, kept from one build to the next while their files do not change.

    Attributes:
        docs: The documents, and when the file of each was written.
        text: Whether their text is kept, which nobody needs who only checks them.
    """

    docs: dict[Path, tuple[Stamp, Doc]] = field(default_factory=dict)
    text: bool = True

    def read(self, path: Path) -> Doc | Unread:
        """Read a document, or take it as it was read before."""
        name = name_of(path.name)
        if name is None:
            return Unread(path, "its name ends in neither .sw.md nor .swm")
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self.docs.get(path)
            if known and known[0] == stamp:
                return known[1]
            if status.st_size > LARGEST:
                return Unread(path, "it is larger than 20 MB")
            if not S_ISREG(status.st_mode):
                return Unread(path, "it is not a file")
            data = path.read_bytes()
        except OSError as error:
            return Unread(path, error.strerror or "it can not be read")
        try:
            doc = doc_of(path, name, decode(data))
        except NotJsonError as error:
            return Unread(path, str(error))
        if doc is None:
            return Unread(path, "it is JSON, but no unit of Swimm's")
        if not self.text:
            doc.document = doc.document.without_text()
        self.docs[path] = (stamp, doc)
        return doc

    def keep(self, paths: Set[Path]) -> None:
        """Forget all documents but these, after a build that had no others."""
        self.docs = {path: known for path, known in self.docs.items() if path in paths}


def doc_named(path: Path) -> Doc:
    """A document of which no more than the name is known."""
    name = name_of(path.name) or Name("", path.name, False)
    return Doc(path, name, Decoded(""), "", Document())


def doc_of(path: Path, name: Name, decoded: Decoded) -> Doc | None:
    """A document of which the text is known; None for JSON that is no unit.

    Args:
        path: Where it is.
        name: What its name says.
        decoded: Its text.

    Raises:
        NotJsonError: A unit's file is no JSON.
    """
    document, heading = read_named(path.name, decoded.text), ""
    if document is None:
        return None
    if not path.name.endswith((SUFFIX, UNIT)):
        document, heading = as_document(document, path.parent)
    # The document has the text as well.
    rest = replace(decoded, text="")
    return Doc(path, name, rest, heading or _title(document.front_matter, name), document)


def read_named(file_name: str, text: str) -> Document | None:
    """Read a document by the rules that its name calls for.

    Args:
        file_name: Its name, or a path that ends with it.
        text: The whole file.

    Returns:
        The document; None for JSON that is no unit.

    Raises:
        NotJsonError: A unit's file is no JSON.
    """
    return read_unit(text) if file_name.endswith(UNIT) else read(text)


def _title(front_matter: FrontMatter | None, name: Name) -> str:
    data = front_matter.data if front_matter else {}
    for key in ("title", "name"):
        value = data.get(key)
        if isinstance(value, str | int | float) or hasattr(value, "isoformat"):
            try:
                words = " ".join(str(value).split())
            except ValueError:
                # A number of thousands of digits.
                continue
            if words:
                return words
    return name.slug.replace("-", " ").replace("_", " ").strip().capitalize() or name.id


def tell_apart(docs: Iterable[Doc]) -> None:
    """Give documents whose titles are equal titles of their own (``FORMAT.md`` section 12.7).

    What is added in brackets is the first heading, else the folder that a document says most of,
    else its id: whatever no other document with the title has.
    """
    same: dict[str, list[Doc]] = {}
    for doc in docs:
        doc.title = doc.own_title
        same.setdefault(_folded(doc.title), []).append(doc)
    for group in same.values():
        if len(group) > 1:
            _name(group, (_first_heading, _folder, lambda doc: doc.name.id, _file))


def _name(group: Sequence[Doc], ways: Sequence[Callable[[Doc], str]]) -> None:
    left = list(group)
    for way in ways:
        names = {doc: way(doc) for doc in left}
        counts = Counter(map(_folded, names.values()))
        for doc, name in names.items():
            if name and counts[_folded(name)] == 1 and _folded(name) != _folded(doc.own_title):
                doc.title = f"{doc.own_title} ({name})"
                left.remove(doc)


def _folded(title: str) -> str:
    return " ".join(title.replace("`", "").split()).casefold()


def _first_heading(doc: Doc) -> str:
    return next(iter(headings_of(doc.document.tokens)), "")


def _folder(doc: Doc) -> str:
    """The end of the path of the folder of the code that a document says most of."""
    weights = doc.code_folders
    return "/".join(max(weights, key=lambda parts: (weights[parts], parts))[-2:]) if weights else ""


def _file(doc: Doc) -> str:
    return doc.path.name
