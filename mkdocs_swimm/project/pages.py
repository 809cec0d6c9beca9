"""Pages of ordinary Markdown that links to lines of code tie to the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import takewhile
from pathlib import Path

from pathspec import GitIgnoreSpec

from ..code.git import Git
from ..code.source_file import SourceFile, source_file
from ..format.document import Document
from ..format.encoding import Decoded, decode
from ..ordinary.permalinks import LinkedPlace, LinkReader
from ..ordinary.reading import read_markdown, title_of
from ..safety.files import is_within, read_whole
from .documents import Doc, Unread
from .folders import LARGEST, files_in, is_file
from .names import MARKDOWN, SUFFIX, Name
from .repository import Repository

_OLDEST = 100
"""How many commits of a page are looked at for an address."""

_MAIN = frozenset(("HEAD", "main", "master", "trunk", "default", "develop", "dev"))
"""What the branch is called that everything is merged into, of which a clone need not know."""


def is_page(path: Path) -> bool:
    """Whether a file is ordinary Markdown, by its name."""
    return path.name.endswith(MARKDOWN) and not path.name.endswith(SUFFIX)


def pages_in(top: Path, globs: Sequence[str]) -> Sequence[Path]:
    """The pages that globs name, from the root of the repository, and git does not ignore."""
    files: Iterable[Path] = ()
    if globs:
        git = Git.find(top)
        tracked = git.files if git else None
        files = files_in(top, (MARKDOWN,)) if tracked is None else (top / one for one in tracked)
    return sorted(one for one in files if is_named_page(one, top, globs) and is_file(one))


def is_named_page(path: Path, top: Path, globs: Sequence[str]) -> bool:
    """Whether globs name a file that need not be there yet (see ``pages_in``)."""
    if not globs or not is_page(path) or not path.is_relative_to(top):
        return False
    named = _matcher(tuple(globs)).match_file(path.relative_to(top).as_posix())
    return bool(named) and is_within(path, top)


@cache
def _matcher(globs: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(globs)


def read_page(path: Path, repository: Repository, text: Decoded | None = None) -> Doc | Unread:
    """Read a page about the code of a repository, from its file where its text is not given."""
    try:
        decoded = text or decode(read_whole(path, LARGEST))
    except OSError as error:
        return Unread(path, error.strerror or "it can not be read")
    document = page_document(path, decoded.text, repository)
    # As MkDocs knows it.
    given = document.front_matter.data.get("title") if document.front_matter else None
    title = given if isinstance(given, str) else title_of(document)[0]
    name = Name("", repository.path_of(path))
    return Doc(path, name, decoded, title or path.stem, document, is_page=True)


def page_document(path: Path, text: str, repository: Repository) -> Document:
    """What the text of a page says."""
    lines = _LineReader(repository, repository.path_of(path))
    return read_markdown(text, link_reader(path, repository), lines)


@dataclass(eq=False)
class _LineReader:
    """Reads the lines that a link of a page was made for."""

    repository: Repository
    page: str

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        """The text of the page at the commits that wrote it, newest first."""
        git, page = self.repository.git, self.page
        if git is None:
            return {}
        commits = git.commits_writing(self.repository.documents_at, [page])[page]
        read = ((commit, git.read(f"{commit}:{page}")) for commit in commits[:_OLDEST])
        return {commit: decode(data).text for commit, data in read if data is not None}

    def _written_at(self, address: str) -> str:
        """The commit that an address came to the page with; empty where it is not committed."""
        known, key = self.repository.linked, (self.repository.documents_at, self.page, address)
        if key not in known:
            written = re.compile(re.escape(address) + r"(?![\w-])")
            having = takewhile(lambda one: written.search(self._texts[one]), self._texts)
            known[key] = next(reversed(list(having)), "")
        return known[key]

    def __call__(self, address: str, link: LinkedPlace) -> Sequence[str] | None:
        """The lines, as many as there were; None where the commit or the file is not known."""
        git, prefix = self.repository.git, self.repository.prefix
        if git is None or link.first is None:
            return None
        if commit := link.revision or self._written_at(address):
            data = git.read(f"{commit}:{prefix}{link.path}")
            file = source_file(link.path, data) if data is not None else None
        else:
            # It is being written.
            file = self.repository.code.read(link.path)
        return file.raw[link.first - 1 : link.last] if isinstance(file, SourceFile) else None


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
    """The commit that a tag in a link means; empty for the branch of the code, None for others."""
    host, git = repository.host, repository.git
    if name in _MAIN or git is None or (host and host.revision.name == name):
        return ""
    tag = git.commit(f"refs/tags/{name}")
    if tag:
        return tag
    current = {git.commit("HEAD"), git.commit("refs/remotes/origin/HEAD")}
    ours = git.commit(f"refs/heads/{name}"), git.commit(f"refs/remotes/origin/{name}")
    return "" if any(one and one in current for one in ours) else None
