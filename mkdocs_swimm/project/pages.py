"""Pages of ordinary Markdown whose links to lines of code are checked."""

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
"""Commits of a page that are searched for an address, the newest ones."""

_MAIN = frozenset(("HEAD", "main", "master", "trunk", "default", "develop", "dev"))
"""Names of main branches, which need not exist in the clone."""


def is_page(path: Path) -> bool:
    """Whether a file is ordinary Markdown, by its name."""
    return path.name.endswith(MARKDOWN) and not path.name.endswith(SUFFIX)


def pages_in(top: Path, globs: Sequence[str]) -> Sequence[Path]:
    """The pages that match globs from the root of a repository, without those git ignores."""
    files: Iterable[Path] = ()
    if globs:
        git = Git.find(top)
        names = git.files if git else None
        files = files_in(top, (MARKDOWN,)) if names is None else (top / name for name in names)
    return sorted(path for path in files if matches_page(path, top, globs) and is_file(path))


def matches_page(path: Path, top: Path, globs: Sequence[str]) -> bool:
    """Whether a file, which need not exist, is a page that the globs match."""
    if not globs or not is_page(path) or not path.is_relative_to(top):
        return False
    matches = _matcher(tuple(globs)).match_file(path.relative_to(top).as_posix())
    return bool(matches) and is_within(path, top)


@cache
def _matcher(globs: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(globs)


def read_page(path: Path, repository: Repository, text: Decoded | None = None) -> Doc | Unread:
    """Read a page about the code of a repository: its file, or the text that is given."""
    try:
        decoded = text or decode(read_whole(path, LARGEST))
    except OSError as error:
        return Unread(path, error.strerror or "it cannot be read")
    document = page_document(path, decoded.text, repository)
    # The same title as in MkDocs.
    title = document.front_matter.data.get("title") if document.front_matter else None
    title = title if isinstance(title, str) else title_of(document)[0]
    name = Name("", repository.path_of(path))
    return Doc(path, name, decoded, title or path.stem, document, is_page=True)


def page_document(path: Path, text: str, repository: Repository) -> Document:
    """Parse the text of a page."""
    lines = _LinkedLines(repository, repository.path_of(path))
    return read_markdown(text, link_reader(path, repository), lines)


@dataclass(eq=False)
class _LinkedLines:
    """Reads the lines that a link showed when its author wrote it."""

    repository: Repository
    page: str

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        """The text of the page by the commits that changed it, newest first."""
        git, page = self.repository.git, self.page
        if git is None:
            return {}
        commits = git.commits_writing(self.repository.documents_at, [page])[page]
        blobs = ((commit, git.read(f"{commit}:{page}")) for commit in commits[:_OLDEST])
        return {commit: decode(blob).text for commit, blob in blobs if blob is not None}

    def _added_in(self, address: str) -> str:
        """The commit that added an address to the page; empty if it is not committed."""
        cache, key = self.repository.linked, (self.repository.documents_at, self.page, address)
        if key not in cache:
            pattern = re.compile(re.escape(address) + r"(?![\w-])")
            having = takewhile(lambda commit: pattern.search(self._texts[commit]), self._texts)
            cache[key] = next(reversed(list(having)), "")
        return cache[key]

    def __call__(self, address: str, link: LinkedPlace) -> Sequence[str] | None:
        """The lines, as far as the file had them; None if the commit or file is unknown."""
        git, prefix = self.repository.git, self.repository.prefix
        if git is None or link.first is None:
            return None
        if commit := link.revision or self._added_in(address):
            blob = git.read(f"{commit}:{prefix}{link.path}")
            file = source_file(link.path, blob) if blob is not None else None
        else:
            # The link is being written.
            file = self.repository.code.read(link.path)
        return file.raw[link.first - 1 : link.last] if isinstance(file, SourceFile) else None


def link_reader(path: Path, repository: Repository) -> LinkReader:
    """The parser of links on a page."""
    return LinkReader(
        repository.host,
        repository.path_of(path),
        repository.prefix,
        lambda path: repository.code.kind(path) == "folder",
        partial(_commit_of, repository),
    )


def _commit_of(repository: Repository, name: str) -> str | None:
    """The commit of a tag; empty for the current branch or a main one, None for other revisions."""
    host, git = repository.host, repository.git
    if name in _MAIN or git is None or (host and host.revision.name == name):
        return ""
    if tag := git.commit(f"refs/tags/{name}"):
        return tag
    current = {git.commit("HEAD"), git.commit("refs/remotes/origin/HEAD")}
    branches = git.commit(f"refs/heads/{name}"), git.commit(f"refs/remotes/origin/{name}")
    return "" if any(commit and commit in current for commit in branches) else None
