"""The documents of a repository: what they are called, what is in them.

Reads files; knows nothing of MkDocs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISREG

from .facts import Facts, facts_of
from .folders import LARGEST
from .model import Document, FrontMatter, Step
from .names import UNIT, Name, name_of
from .outline import Listed, outline
from .reading import (
    Decoded,
    NotJsonError,
    below_front_matter,
    decode,
    read,
    read_front_matter,
    read_unit,
)

Stamp = tuple[int, int]
"""When a file was last written, in nanoseconds, and how many bytes it has."""


@dataclass(eq=False)
class Entry:
    """One document.

    Attributes:
        path: Where the file is.
        name: What its name says.
        decoded: How the file was encoded; without its text, which is the document's ``source``.
        title: Its title: plain text, backticks for code.
    """

    path: Path
    name: Name
    decoded: Decoded
    title: str
    _document: Document | None
    _kept: str | bytes | None = None
    _facts: Facts | None = None
    _listed: Sequence[Listed] | None = None

    @property
    def document(self) -> Document:
        """Its nodes, read when they are asked for, and again after they were let go or folded."""
        if self._document is None:
            text = self._text
            self._document = _read_again(self.path) if text is None else read(text)
            self._facts = self._facts or facts_of(self._document, self._source(self._document))
        return self._document

    @property
    def facts(self) -> Facts:
        """What it says in short."""
        if self._facts is None:
            document = self.document
            self._facts = facts_of(document, self._source(document))
        return self._facts

    @property
    def listed(self) -> Sequence[Listed]:
        """Its headings and the documents that it lists below them."""
        if self._listed is None:
            self._listed = outline(self.document)
        return self._listed

    def know(self, facts: Facts, listed: Sequence[Listed] | None) -> None:
        """Take from somebody who has read it what it says in short, and what it lists, if known."""
        self._facts, self._listed = facts, listed

    @property
    def steps(self) -> Iterator[Step]:
        """The steps of a playlist."""
        return (node for node in self.document.nodes if isinstance(node, Step))

    @property
    def _text(self) -> str | None:
        kept = self._kept
        return kept.decode("utf-8", "surrogatepass") if isinstance(kept, bytes) else kept

    def fold(self) -> None:
        """Keep its text alone: its nodes take three times the memory of that."""
        # The nodes of a unit are made of JSON, which is not kept.
        if self._kept is not None:
            self._document = None

    def unfold(self, document: Document) -> None:
        """Take its nodes from somebody who has read it."""
        self._document = document

    def let_go(self) -> None:
        """Forget its nodes and its text, which are read again should somebody ask."""
        self._document = self._kept = None

    @property
    def body(self) -> str:
        """The text below the front matter."""
        text = self._text
        if text is not None:
            return below_front_matter(text)
        front_matter = self.document.front_matter
        return self.document.source[len(front_matter.source) if front_matter else 0 :]

    def _source(self, document: Document) -> str:
        text = self._text
        return document.source if text is None else text

    def with_text(self, markdown: str) -> Document:
        """The document as it was read from its file, unless somebody has changed the text.

        Args:
            markdown: Its text, with or without its front matter.
        """
        front_matter = self.document.front_matter
        given = markdown.strip()
        whole = self._source(self.document)
        if given == self.body.strip() or given == whole.strip():
            return self.document
        return read((front_matter.source if front_matter else "") + markdown)


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
class Shelf:
    """Documents read so far, kept from one build to the next while their files do not change."""

    entries: dict[Path, tuple[Stamp, Entry]] = field(default_factory=dict)

    def read(self, path: Path) -> Entry | Unread:
        """Read a document, or take it as it was read before."""
        name = name_of(path.name)
        if name is None:
            return Unread(path, "its name ends in neither .sw.md nor .swm")
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self.entries.get(path)
            if known and known[0] == stamp:
                return known[1]
            if status.st_size > LARGEST:
                return Unread(path, "it is larger than 20 MB")
            if not S_ISREG(status.st_mode):
                return Unread(path, "it is no file")
            data = path.read_bytes()
        except OSError as error:
            return Unread(path, error.strerror or "it can not be read")
        try:
            entry = _entry(path, name, decode(data))
        except NotJsonError as error:
            return Unread(path, str(error))
        if entry is None:
            return Unread(path, "it is JSON, but no unit of Swimm's")
        self.entries[path] = (stamp, entry)
        return entry

    def stamp(self, path: Path) -> Stamp | None:
        """What the file of a document was like when it was read; None for one that is not here."""
        known = self.entries.get(path)
        return known[0] if known else None

    def let_go(self, entry: Entry) -> None:
        """Forget what is in a document whose page is written."""
        self.entries.pop(entry.path, None)
        entry.let_go()


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


def _entry(path: Path, name: Name, decoded: Decoded) -> Entry | None:
    # The nodes hold the text, and the entry until they are read: once is enough.
    rest = replace(decoded, text="")
    if not path.name.endswith(UNIT):
        front_matter, _ = read_front_matter(decoded.text)
        return Entry(path, name, rest, _title(front_matter, name), None, _compact(decoded.text))
    document = read_unit(decoded.text)
    if document is None:
        return None
    return Entry(path, name, rest, _title(document.front_matter, name), document)


def _compact(text: str) -> str | bytes:
    """A text as it takes least memory: with one emoji in it, each letter takes four bytes."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass")


def _read_again(path: Path) -> Document:
    """A document that was read before; an empty one if it is no longer there."""
    try:
        return read_named(path.name, decode(path.read_bytes()).text) or Document(())
    except (OSError, NotJsonError):
        return Document(())


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
