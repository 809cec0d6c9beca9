"""What git knows: the code that a document was written against, and where files went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from ..code.codebase import LARGEST, CodeBase
from ..code.git import Git
from ..code.git_process import ObjectInfo
from ..code.ownership import names_in
from ..code.source_file import SourceFile, source_file
from ..code.words import block_similarity
from ..format.constructs import PathRef
from ..format.document import Document
from ..safety.files import confined
from .findings import Reference, State
from .locating import locate
from .quotes import Quote, is_distinct, quote_of

_OLDEST = 30
"""How many commits of a document are looked at: one that nobody synchronised for longer than that
tells nothing."""

_LONGEST_CHAIN = 10
_SURVIVED = 0.2
_COMMENTS = ("#", "//", "/*", "*", "--", ";", "<!--", "%", "'", '"')
_BLOB = re.compile(r"[0-9a-f]{40}")


@dataclass(eq=False)
class Origin:
    """A document that is checked, by its path from the root of the git repository.

    ``commits``: those that its references name, and not those that wrote it; ``pinned``: the same
    document, as written for such a commit; ``renamed``: where files and folders that are not there
    went, and whether their text alone tells so. The last two are filled as somebody asks.
    """

    document: Document
    path: str
    commits: Sequence[str] | None = None
    pinned: dict[str, Origin] = field(default_factory=dict)
    renamed: dict[str, tuple[str | None, bool]] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """What it calls its own repository."""
        return names_in(self.document)

    def blob(self, path: str) -> str | None:
        """What git calls a file it was written for, if it says so (``FORMAT.md`` section 1)."""
        front_matter = self.document.front_matter
        blobs = front_matter.data.get("file_blobs") if front_matter else None
        blob = blobs.get(path) if isinstance(blobs, Mapping) else None
        return blob if isinstance(blob, str) and _BLOB.fullmatch(blob) else None


@dataclass(eq=False)
class History:
    """The history of the code and, from a revision on, of the documents.

    The code is in the folder ``prefix`` of the repository, empty or with a slash at its end.
    """

    git: Git
    code: CodeBase
    documents_at: str = "HEAD"
    prefix: str = ""
    _versions: dict[str, SourceFile | None] = field(default_factory=dict)
    _infos: dict[str, ObjectInfo | None] = field(default_factory=dict)
    _renames: dict[tuple[str, str | None], Mapping[str, str]] = field(default_factory=dict)

    def versions(self, origin: Origin, path: str) -> Iterator[SourceFile]:
        """The versions of a file that a document may have been written against, likeliest first.

        Its front matter names one; others are those at the commits that wrote the document, newest
        first, and the last one committed.
        """
        seen: set[int] = set()
        for name in self._names(origin, path):
            version = self._version(name, path)
            if version and id(version) not in seen:
                seen.add(id(version))
                yield version

    def is_unchanged(self, origin: Origin, file: SourceFile) -> bool:
        """Whether a file is still byte for byte the likeliest version."""
        infos = (self._info(name) for name in self._names(origin, file.path))
        info = next(filter(None, infos), None)
        return info is not None and info.id == file.blob

    def _names(self, origin: Origin, path: str) -> Iterator[str]:
        """What git calls the versions of a file that a document may have been written against."""
        if blob := origin.blob(path):
            yield blob
        for commit in self._commits_of(origin)[:_OLDEST]:
            yield f"{commit}:{self.prefix}{path}"
        yield f"{self.documents_at}:{self.prefix}{path}"

    def followed(self, path: str, *, whole: bool = False) -> str | None:
        """Where git's renames lead from a file or folder that is not there; None for nowhere.

        They are followed from commit to commit; ``whole``: nothing in it may have changed with
        them.
        """
        seen = {path}
        for _ in range(_LONGEST_CHAIN):
            successor = self._successor(path, whole=whole)
            if successor is None or successor in seen:
                return None
            if self.code.kind(successor):
                return successor
            seen.add(successor)
            path = successor
        return None

    def version_with(
        self, quote: Quote, origin: Origin, path: str
    ) -> tuple[SourceFile, int] | None:
        """The likeliest version with some lines, and how far below their numbers it has them."""
        for version in self.versions(origin, path):
            if quote.stands_at(version, 0):
                return version, 0
        for version in self.versions(origin, path):
            spot = locate(quote, version, None)
            if spot.state is State.MOVED:
                return version, spot.first - quote.first
        return None

    def written_for(self, reference: Reference, origin: Origin) -> tuple[str, int] | None:
        """The commit at which a reference was true, or its file was there at least, if any.

        With it, how far below their numbers it has the lines.
        """
        path = confined(reference.path)
        if not path:
            return None
        name = self.prefix + path
        commits = [*self._commits_of(origin)[:_OLDEST], self.documents_at]
        quote = None if isinstance(reference, PathRef) else quote_of(reference)
        version = self.version_with(quote, origin, path) if quote else None
        if version:
            if origin.blob(path):
                # The document names the file by its content alone.
                commits += self.git.commits_writing(self.documents_at, [name])[name]
            same = (one for one in commits if self._version(f"{one}:{name}", path) is version[0])
            return next(((one, version[1]) for one in same), None)
        there = (one for one in commits if self._info(f"{one}:{name}"))
        return next(((one, 0) for one in there), None)

    def had(self, origin: Origin, quote: Quote, path: str) -> bool:
        """Whether a file had lines when a document was written."""
        name = f"{self._commit_of(origin)}:{self.prefix}{path}"
        version = self._version(name, path)
        return version is not None and bool(quote.shifts(version))

    def _commit_of(self, origin: Origin) -> str:
        """The commit that last wrote a document; the newest of all for one that none did."""
        return next(iter(self._commits_of(origin)), self.documents_at)

    def _commits_of(self, origin: Origin) -> Sequence[str]:
        if origin.commits is not None:
            return origin.commits
        return self.git.commits_writing(self.documents_at, [origin.path])[origin.path]

    def _info(self, name: str) -> ObjectInfo | None:
        if name not in self._infos:
            self._infos[name] = self.git.info(name)
        return self._infos[name]

    def _version(self, name: str, path: str) -> SourceFile | None:
        info = self._info(name)
        if info is None or info.type != "blob" or info.size > LARGEST:
            return None
        if info.id not in self._versions:
            data = self.git.read(info.id)
            version = source_file(path, data) if data is not None else None
            self._versions[info.id] = version if isinstance(version, SourceFile) else None
        return self._versions[info.id]

    @cached_property
    def _deletions(self) -> Mapping[str, str]:
        return self.git.deletions(self.code.revision or "HEAD")

    def _successor(self, path: str, *, whole: bool) -> str | None:
        commit = self._deletions.get(self.prefix + path)
        if commit:
            found = self._renamed_in(path, f"{commit}^1", commit, whole=whole)
            if found:
                return found
        # What has been moved and not committed yet, or in a merge.
        return self._renamed_in(path, self.documents_at, self.code.revision, whole=whole)

    def _renamed_in(
        self, path: str, old: str, new: str | None, *, whole: bool = False
    ) -> str | None:
        """Where a file or folder went between two commits; ``whole``: if nothing in it changed.

        Git counts lines: a head that all files have may be all that two have in common.
        """
        found = _new_path(path, self._renames_in(old, new))
        if found is None:
            return None
        was = f"{old}:{self.prefix}{path}"
        name = f"{new}:{self.prefix}{found}"
        if whole and new:
            info = self._info(was)
            return found if info and info == self._info(name) else None
        before = self._version(was, path)
        after = self._version(name, found) if new else self.code.read(found)
        same = isinstance(after, SourceFile) and before is not None and before.blob == after.blob
        if whole or same or before is None or not isinstance(after, SourceFile):
            return found if same or not whole else None
        code = _below_head(before.lines)
        alike = block_similarity(code, _below_head(after.lines))
        return found if alike >= _SURVIVED or not is_distinct(*code) else None

    def _renames_in(self, old: str, new: str | None) -> Mapping[str, str]:
        if (old, new) not in self._renames:
            inside = {}
            for before, after in self.git.renames(old, new).items():
                if before.startswith(self.prefix) and after.startswith(self.prefix):
                    inside[before.removeprefix(self.prefix)] = after.removeprefix(self.prefix)
            self._renames[old, new] = inside
        return self._renames[old, new]


def _below_head(lines: Sequence[str]) -> Sequence[str]:
    """Lines without the comment that a file begins with."""
    head = takewhile(lambda line: not line or line.lstrip().startswith(_COMMENTS), lines)
    return lines[len(list(head)) :]


def _new_path(path: str, renames: Mapping[str, str]) -> str | None:
    """A path after some renames; a folder goes where most of its files went."""
    if path in renames:
        return renames[path]
    folders: Counter[str] = Counter()
    for before, after in renames.items():
        if before.startswith(path + "/"):
            below = before[len(path) :]
            if after.endswith(below):
                folders[after.removesuffix(below)] += 1
    if not folders:
        return None
    (folder, count), *others = folders.most_common(2)
    return folder if folder and (not others or count > others[0][1]) else None
