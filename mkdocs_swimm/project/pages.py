"""Pages of ordinary Markdown that links to lines of code tie to the code."""

from __future__ import annotations

from pathlib import Path

from ..code.permalinks import LineReader, LinkReader
from ..format.document import Document
from ..format.encoding import decode
from ..format.permalinks import read_markdown
from .documents import Doc, Unread
from .folders import LARGEST
from .names import MARKDOWN, SUFFIX, Name
from .repository import Repository


def is_page(path: Path) -> bool:
    """Whether a file is ordinary Markdown, by its name."""
    return path.name.endswith(MARKDOWN) and not path.name.endswith(SUFFIX)


def read_page(path: Path, repository: Repository, documents_at: str) -> Doc | Unread:
    """Read a page.

    Args:
        path: The file.
        repository: The repository whose code it is about.
        documents_at: The revision at which the page's history begins.
    """
    try:
        if path.stat().st_size > LARGEST:
            return Unread(path, "it is larger than 20 MB")
        decoded = decode(path.read_bytes())
    except OSError as error:
        return Unread(path, error.strerror or "it can not be read")
    document = page_document(decoded.text, path, repository, documents_at)
    return Doc(path, Name("", path.stem, False), decoded, path.stem, document, is_page=True)


def page_document(text: str, path: Path, repository: Repository, documents_at: str) -> Document:
    """Read the text of a page (see ``read_page``)."""
    name, prefix, code = repository.path_of(path), repository.prefix, repository.code
    links = LinkReader(repository.host, name, prefix, lambda path: code.kind(path) == "folder")
    lines = LineReader(repository.git, documents_at, name, prefix)
    return read_markdown(text, links, lines)
