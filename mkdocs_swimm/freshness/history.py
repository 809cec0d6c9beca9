"""Git history: the version of the code that a document was written against, and renames."""

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
from .quotes import Quote, is_recognizable, quote_of

_MAX_COMMITS = 30  # the newest commits of a document that are looked at; older ones are no evidence
_MAX_RENAMES = 10
_SURVIVED = 0.2
_COMMENTS = ("#", "//", "/*", "*", "--", ";", "<!--", "%", "'", '"')
_BLOB = re.compile(r"[0-9a-f]{40}")


@dataclass(eq=False)
class Origin:
    """A document that is checked, by its path from the root of the git repository.

    ``commits`` replace those that wrote the document, for references that name a commit;
    ``pinned`` caches such origins by revision. ``renamed`` caches the new paths of missing files
    and folders, and whether these were found by text alone.
    """

    document: Document
    path: str
    commits: Sequence[str] | None = None
    pinned: dict[str, Origin] = field(default_factory=dict)
    renamed: dict[str, tuple[str | None, bool]] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """The ids and names by which the document calls its own repository."""
        return names_in(self.document)

    def blob(self, path: str) -> str | None:
        """The blob id of a file in the document's front matter (``FORMAT.md`` section 1)."""
        front_matter = self.document.front_matter
        blobs = front_matter.data.get("file_blobs") if front_matter else None
        blob = blobs.get(path) if isinstance(blobs, Mapping) else None
        return blob if isinstance(blob, str) and _BLOB.fullmatch(blob) else None


@dataclass(eq=False)
class History:
    """The history of code and documents."""

    git: Git
    code: CodeBase
    documents_at: str = "HEAD"  # the revision of the documents
    prefix: str = ""  # the folder of the code in the repository; empty or with a slash at its end
    _versions: dict[str, SourceFile | None] = field(default_factory=dict)
    _infos: dict[str, ObjectInfo | None] = field(default_factory=dict)
    _renames: dict[tuple[str, str | None], Mapping[str, str]] = field(default_factory=dict)

    def versions(self, origin: Origin, path: str) -> Iterator[SourceFile]:
        """The versions of a file that a document may have been written against, likeliest first.

        First the blob in its front matter, then those at the commits that wrote the document,
        newest first, and the last one committed.
        """
        seen: set[int] = set()
        for name in self._object_names(origin, path):
            version = self._version(name, path)
            if version and id(version) not in seen:
                seen.add(id(version))
                yield version

    def is_unchanged(self, origin: Origin, file: SourceFile) -> bool:
        """Whether a file is byte for byte the likeliest version."""
        infos = map(self._info, self._object_names(origin, file.path))
        info = next(filter(None, infos), None)
        return info is not None and info.id == file.blob

    def _object_names(self, origin: Origin, path: str) -> Iterator[str]:
        """The names in git of the versions of a file, likeliest first (see ``versions``)."""
        if blob := origin.blob(path):
            yield blob
        for commit in self._commits_of(origin)[:_MAX_COMMITS]:
            yield f"{commit}:{self.prefix}{path}"
        yield f"{self.documents_at}:{self.prefix}{path}"

    def followed(self, path: str, *, whole: bool = False) -> str | None:
        """The new path of a missing file or folder, following git's renames; None without any.

        ``whole``: only renames that changed no content.
        """
        seen = {path}
        for _ in range(_MAX_RENAMES):
            successor = self._successor(path, whole=whole)
            if successor is None or successor in seen:
                return None
            if self.code.kind(successor):
                return successor
            seen.add(successor)
            path = successor
        return None

    def version_of(self, quote: Quote, origin: Origin, path: str) -> tuple[SourceFile, int] | None:
        """The likeliest version with quoted lines, and how many lines below their numbers."""
        for version in self.versions(origin, path):
            if quote.stands_at(version, 0):
                return version, 0
        for version in self.versions(origin, path):
            spot = locate(quote, version, None)
            if spot.state is State.MOVED:
                return version, spot.first - quote.first
        return None

    def written_for(self, reference: Reference, origin: Origin) -> tuple[str, int] | None:
        """The commit at which a reference was true, or at least its file existed.

        Also returns how many lines below their numbers the commit has the lines.
        """
        path = confined(reference.path)
        if not path:
            return None
        name = self.prefix + path
        commits = [*self._commits_of(origin)[:_MAX_COMMITS], self.documents_at]
        quote = None if isinstance(reference, PathRef) else quote_of(reference)
        version = self.version_of(quote, origin, path) if quote else None
        if version:
            if origin.blob(path):
                # The document names the blob, which may be of any commit of the file.
                commits += self.git.commits_writing(self.documents_at, [name])[name]
            same = (at for at in commits if self._version(f"{at}:{name}", path) is version[0])
            return next(((commit, version[1]) for commit in same), None)
        return next(((commit, 0) for commit in commits if self._info(f"{commit}:{name}")), None)

    def had(self, origin: Origin, quote: Quote, path: str) -> bool:
        """Whether a file had lines when a document was last written."""
        commit = next(iter(self._commits_of(origin)), self.documents_at)
        version = self._version(f"{commit}:{self.prefix}{path}", path)
        return version is not None and bool(quote.shifts(version))

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
        if commit and (new := self._renamed_in(path, f"{commit}^1", commit, whole=whole)):
            return new
        # Renamed in a merge, or not committed yet.
        return self._renamed_in(path, self.documents_at, self.code.revision, whole=whole)

    def _renamed_in(self, path: str, old: str, new: str | None, *, whole: bool) -> str | None:
        """The path of a file or folder after the renames between two commits.

        Git compares lines: two files may have nothing in common but the header of all files.
        """
        successor = _new_path(path, self._renames_in(old, new))
        if successor is None:
            return None
        old_name = f"{old}:{self.prefix}{path}"
        new_name = f"{new}:{self.prefix}{successor}"
        if whole and new:
            info = self._info(old_name)
            return successor if info and info == self._info(new_name) else None
        before = self._version(old_name, path)
        after = self._version(new_name, successor) if new else self.code.read(successor)
        same = isinstance(after, SourceFile) and before is not None and before.blob == after.blob
        if whole or same or before is None or not isinstance(after, SourceFile):
            return successor if same or not whole else None
        code = _below_header(before.lines)
        similarity = block_similarity(code, _below_header(after.lines))
        return successor if similarity >= _SURVIVED or not is_recognizable(*code) else None

    def _renames_in(self, old: str, new: str | None) -> Mapping[str, str]:
        if (old, new) not in self._renames:
            inside = {}
            for before, after in self.git.renames(old, new).items():
                if before.startswith(self.prefix) and after.startswith(self.prefix):
                    inside[before.removeprefix(self.prefix)] = after.removeprefix(self.prefix)
            self._renames[old, new] = inside
        return self._renames[old, new]


def _below_header(lines: Sequence[str]) -> Sequence[str]:
    """The lines below the comment at the top of a file."""
    header = takewhile(lambda line: not line or line.lstrip().startswith(_COMMENTS), lines)
    return lines[len(list(header)) :]


def _new_path(path: str, renames: Mapping[str, str]) -> str | None:
    """A path after some renames; for a folder, where most of its files went."""
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
