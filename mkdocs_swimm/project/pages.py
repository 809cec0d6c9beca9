"""Pages of ordinary Markdown that links to lines of code tie to the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pathspec import GitIgnoreSpec

from ..code.git import Git
from ..format.document import Document
from ..format.encoding import Decoded, decode
from ..ordinary.permalinks import LineReader, LinkReader
from ..ordinary.reading import read_markdown, title_of
from ..safety.files import is_within
from .documents import Doc, Unread
from .folders import LARGEST, files_in
from .names import MARKDOWN, SUFFIX, Name
from .repository import Repository

_MAIN = frozenset(("HEAD", "main", "master", "trunk", "default", "develop", "dev"))
"""What the branch is called that everything is merged into, of which a clone need not know."""


def is_page(path: Path) -> bool:
    """Whether a file is ordinary Markdown, by its name."""
    return path.name.endswith(MARKDOWN) and not path.name.endswith(SUFFIX)


def pages_in(top: Path, globs: Sequence[str]) -> Sequence[Path]:
    """The pages that globs name and git does not ignore; none that is a link out of the folder.

    Args:
        top: The root of the repository.
        globs: As in ``.gitignore``: one that begins with ``!`` leaves pages out.
    """
    if not globs:
        return ()
    spec = GitIgnoreSpec.from_lines(globs)
    git = Git.find(top)
    if git and git.lists_files():
        named = (top / name for name in git.files() if spec.match_file(name))
    else:
        found = files_in(top, (MARKDOWN,))
        named = (one for one in found if spec.match_file(one.relative_to(top).as_posix()))
    return sorted(one for one in named if is_page(one) and one.is_file() and is_within(one, top))


def is_named_page(path: Path, top: Path, globs: Sequence[str]) -> bool:
    """Whether globs name a file that need not be there yet (see ``pages_in``)."""
    if not globs or not is_page(path) or not is_within(path, top):
        return False
    name = path.relative_to(top).as_posix()
    return bool(GitIgnoreSpec.from_lines(globs).match_file(name))


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
    return page_of(path, decoded, repository, documents_at)


def page_of(path: Path, decoded: Decoded, repository: Repository, documents_at: str) -> Doc:
    """A page of which the text is known (see ``read_page``)."""
    document = page_document(path, decoded.text, repository, documents_at)
    name = Name("", repository.path_of(path), False)
    rest = replace(decoded, text="")
    return Doc(path, name, rest, _title(document) or path.stem, document, is_page=True)


def _title(document: Document) -> str:
    """The title of a page, as MkDocs knows it."""
    given = document.front_matter.data.get("title") if document.front_matter else None
    return given if isinstance(given, str) else title_of(document)[0]


def page_document(path: Path, text: str, repository: Repository, documents_at: str) -> Document:
    """What the text of a page says (see ``read_page``)."""
    name, prefix = repository.path_of(path), repository.prefix
    lines = LineReader(
        repository.git, documents_at, name, prefix, repository.code, repository.linked
    )
    return read_markdown(text, link_reader(path, repository), lines)


def link_reader(path: Path, repository: Repository) -> LinkReader:
    """Reads the links of a page."""
    return LinkReader(
        repository.host,
        repository.path_of(path),
        repository.prefix,
        lambda path: repository.code.kind(path) == "folder",
        partial(_commit_of, repository),
    )


def _commit_of(repository: Repository, name: str) -> str | None:
    """The commit that a tag in a link means; an empty one for the branch of the code.

    Another branch is another state of everything: None for links to it.
    """
    host, git = repository.host, repository.git
    if name in _MAIN or git is None or (host and host.revision.name == name):
        return ""
    tag = git.commit(f"refs/tags/{name}")
    if tag:
        return tag
    current = {git.commit("HEAD"), git.commit("refs/remotes/origin/HEAD")}
    ours = git.commit(f"refs/heads/{name}"), git.commit(f"refs/remotes/origin/{name}")
    return "" if any(one and one in current for one in ours) else None
