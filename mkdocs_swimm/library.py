"""The documents of a repository: which there are, what they are called, what names them.

Reads folders; knows nothing of MkDocs.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from stat import S_ISREG

from .facts import Facts, facts_of
from .model import Document, FrontMatter, Step
from .outline import Listed, outline
from .reading import (
    Decoded,
    NotJsonError,
    below_front_matter,
    decode,
    is_unit,
    read,
    read_front_matter,
    read_unit,
)

SUFFIX = ".sw.md"
UNIT = ".swm"
"""How the names of JSON units end; other JSON has such names too."""
_NAME = re.compile(r"(?:(?P<slug>.*)\.)?(?P<id>[A-Za-z0-9_-]{3,40})(?P<playlist>\.pl)?\.sw\.md")
_IMAGES = frozenset(
    (".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")
)
_NO_TEXT = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile(r"[^\w.~-]+")
_RESERVED = frozenset(
    ("index", "readme", "d", "images", "files", "code", "coverage", "health", "source")
)
"""Names that the package needs for itself beside the pages."""
_LARGEST = 20 * 1024 * 1024

Stamp = tuple[int, int]
"""When a file was last written, in nanoseconds, and how many bytes it has."""


def as_text(name: str) -> str:
    """A name of a file or folder as text: its bytes that are no UTF-8 as numbers."""
    return _NO_TEXT.sub(lambda byte: f"-{ord(byte[0]) & 0xFF:x}", name)


@dataclass(frozen=True, slots=True)
class Name:
    """What a document's file name says (``FORMAT.md`` section 2).

    Attributes:
        slug: The title as it once was; decoration, may be empty.
        id: What identifies the document.
        is_playlist: Whether it is a playlist.
    """

    slug: str
    id: str
    is_playlist: bool


def name_of(file_name: str) -> Name | None:
    """Read a file name; None for one that is not a Swimm document's."""
    file_name = as_text(file_name)
    if file_name.endswith(UNIT):
        return Name("", file_name.removesuffix(UNIT), False)
    if not file_name.endswith(SUFFIX):
        return None
    found = _NAME.fullmatch(file_name)
    if not found:
        return Name("", file_name.removesuffix(SUFFIX).removesuffix(".pl"), False)
    return Name(found["slug"] or "", found["id"], bool(found["playlist"]))


@dataclass(slots=True, eq=False)
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
        """Forget its nodes, its text and what it lists."""
        self._document = self._kept = self._listed = None

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


@dataclass(slots=True)
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
            if status.st_size > _LARGEST:
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


def is_document(path: Path) -> bool:
    """Whether a file is a document: by its name, and of JSON by what is in it.

    A file that should be a unit and is no JSON at all is taken for one, so that it is told.
    """
    if not path.name.endswith(UNIT):
        return path.name.endswith(SUFFIX)
    try:
        text = decode(path.read_bytes()).text if path.stat().st_size <= _LARGEST else ""
    except OSError:
        return False
    try:
        return is_unit(text)
    except NotJsonError:
        return text.lstrip().startswith("{")


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


def documents_in(folder: Path) -> Sequence[Path]:
    """The documents below a folder in a stable order; links out of the folder are not followed."""
    found = (path for path in _files(folder, (SUFFIX, UNIT)) if is_document(path))
    return sorted(found, key=attrgetter("parts"))


def images_in(folder: Path) -> Sequence[Path]:
    """The images below the ``images`` folder of a folder of documents, in a stable order.

    Where ``images`` is a link out of the folder, there are none.
    """
    images = folder / "images"
    if not is_within(images, folder):
        return ()
    return sorted(path for path in _files(images) if is_image(path))


def is_image(path: Path) -> bool:
    """Whether a file is an image by its name."""
    return path.suffix.lower() in _IMAGES


def _files(folder: Path, endings: tuple[str, ...] = ("",)) -> Iterator[Path]:
    """The files below a folder whose names end like one of some."""
    home = folder.resolve()
    folders = [str(home)]
    while folders:
        try:
            with os.scandir(folders.pop()) as found:
                present = list(found)
        except OSError:
            continue
        for one in present:
            try:
                if one.is_dir(follow_symlinks=False):
                    if one.name not in (".git", "node_modules"):
                        folders.append(one.path)
                elif one.name.endswith(endings) and _is_inside(one, home):
                    yield Path(one.path)
            except OSError:
                continue


def _is_inside(found: os.DirEntry[str], home: Path) -> bool:
    """Whether what was found is a file, and no link out of a folder; raises OSError."""
    linked = found.is_symlink()
    return found.is_file() and (not linked or is_within(Path(found.path), home))


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path is below a folder when links are followed, and not in git's own folder.

    A link that leads around in a circle is nowhere.
    """
    try:
        real, home = path.resolve(), folder.resolve()
    except (OSError, RuntimeError):
        return False
    return real.is_relative_to(home) and ".git" not in real.relative_to(home).parts


def settings_in(folder: Path, name: str) -> object:
    """The JSON of one of Swimm's own files in a folder of documents; None where there is none.

    A link that leads out of the folder is not followed.
    """
    path = folder / name
    try:
        # What is no file, such as a device, may have no end.
        if not path.is_file() or path.stat().st_size > _LARGEST or not is_within(path, folder):
            return None
        data: object = json.loads(path.read_text("utf-8-sig"))
        # Surrogates that stand alone are JSON, but no text.
        text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
        data = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None
    return data


def repo_id_of(folder: Path) -> str | None:
    """The id that ``swimm.json`` in a folder of documents gives to its repository."""
    data = settings_in(folder, "swimm.json")
    value = data.get("repo_id") if isinstance(data, dict) else None
    return value if isinstance(value, str) and value else None


def page_names(names: Mapping[Path, Name]) -> Mapping[Path, str]:
    """The name of every document's page, by the document's file.

    It is the slug where no other document has the same, else slug and id: what it is does not
    depend on the order of the documents.
    """
    wanted = {
        path: _UNSAFE.sub("-", name.slug).strip("-.") or name.id for path, name in names.items()
    }
    counts = Counter(page.casefold() for page in wanted.values())
    taken = set(_RESERVED)
    pages: dict[Path, str] = {}
    for path, page in wanted.items():
        if counts[page.casefold()] > 1 or page.casefold() in _RESERVED:
            page = f"{page}-{names[path].id}"
        unique, number = page, 2
        while unique.casefold() in taken:
            unique, number = f"{page}-{number}", number + 1
        taken.add(unique.casefold())
        pages[path] = unique
    return pages
