"""Links to lines of code, read: the counterpart of ``code.codehost``, which writes them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from string import Formatter
from urllib.parse import parse_qs, quote, unquote, urlsplit

from ..code.codehost import CodeHost, Revision, bracketed

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_LINES = re.compile(r"(?:L|lines-)?(\d{1,9})(?:C\d+)?(?:[-:]L?(\d{1,9})(?:C\d+)?)?")
_PATHS = {
    "github": re.compile(r"/(?P<what>blob|tree|blame)/(?P<ref>[^/]+)/(?P<path>.*)"),
    "gitlab": re.compile(r"(?:/-)?/(?P<what>blob|tree|blame)/(?P<ref>[^/]+)/(?P<path>.*)"),
    "bitbucket": re.compile(r"/(?P<what>src|annotate)/(?P<ref>[^/]+)/(?P<path>.*)"),
    "bitbucket_server": re.compile(r"/(?P<what>browse)/(?P<path>.*)"),
    "gitea": re.compile(r"/(?P<what>src|blame)/(?:commit|branch|tag)/(?P<ref>[^/]+)/(?P<path>.*)"),
}
"""What follows the address of a repository, by kind of host. A branch with a slash in its name can
not be told from a folder; permalinks name commits."""

_SAFE = "/~!,;=@+"
_FIELDS = {"path": r"(?P<path>.+?)", "ref": r"(?P<ref>[^/&?#]+)"}
_NUMBER = r"(?P<{}>\d{{1,9}})"


@dataclass(frozen=True, slots=True)
class LinkedPlace:
    """Where in this repository a link leads."""

    path: str  # from the root of the code
    revision: str = ""  # the commit, branch or tag that the link names, if any
    first: int | None = None  # 1-based; None for all of the file
    last: int | None = None  # inclusive
    folder: bool = False


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Reads the links of a page."""

    host: CodeHost | None  # the repository in its code host, if that is known
    page: str  # its path, from the root of the repository
    prefix: str  # the folder of the code in it, empty or with a slash at its end
    is_folder: Callable[[str], bool]  # whether a path from the root of the code is one
    # The commit that a branch or tag means: an empty one for the code as it is, None for what has
    # nothing to do with it.
    commit_of: Callable[[str], str | None] = "".format

    def __call__(self, address: str) -> LinkedPlace | None:
        """Where in the code an address leads; None for one that leads elsewhere."""
        try:
            parts = urlsplit(address)
            found = self._relative(address) if not parts.netloc else self._hosted(address)
        except ValueError:
            return None
        if found is None or not found.path.startswith(self.prefix):
            return None
        path = found.path.removeprefix(self.prefix).strip("/")
        revision = found.revision
        if revision and not _COMMIT.fullmatch(revision):
            commit = self.commit_of(revision)
            if commit is None:
                return None
            revision = commit
        # A folder has no lines, whatever the address calls it.
        folder = found.first is None and (found.folder or self.is_folder(path))
        return replace(found, path=path, revision=revision, folder=folder)

    def rewritten(self, address: str, place: LinkedPlace) -> str | None:
        """The address of another place in the form of one that was read; None if it has no such.

        A place without a revision stays on the branch of the address.
        """
        parts = urlsplit(address)
        new = self._hosted_at(address, place) if parts.netloc else self._relative_at(address, place)
        return new if new and self(new) == place else None

    def _relative_at(self, address: str, place: LinkedPlace) -> str:
        parts, path = urlsplit(address), self.prefix + place.path
        old = self._relative(address)
        if old and old.path == path:
            target = parts.path
        elif parts.path.startswith("/"):
            target = quote(f"/{path}", safe=_SAFE)
        else:
            target = quote(posixpath.relpath(path, posixpath.dirname(self.page) or "."), safe=_SAFE)
        letter = "" if re.search(r"-\d", parts.fragment) else "L"
        lines = f"L{place.first}" + (f"-{letter}{place.last}" * (place.first != place.last))
        return f"{target}{'?' * bool(parts.query)}{parts.query}#{lines}"

    def _hosted_at(self, address: str, place: LinkedPlace) -> str:
        old = self._hosted(address)
        if self.host is None or old is None:
            return ""
        branch = old.revision.removeprefix("refs/heads/") or "HEAD"
        revision = Revision(place.revision) if place.revision else Revision(branch, "branch")
        host, path = replace(self.host, revision=revision), self.prefix + place.path
        if place.folder:
            return bracketed(host.folder_url(path))
        return bracketed(host.file_url(path, place.first, place.last))

    def _relative(self, address: str) -> LinkedPlace | None:
        """A link from file to file, which has to name lines; others are for readers."""
        parts = urlsplit(address)
        lines = _lines(parts.fragment) if parts.fragment.startswith("L") else None
        if parts.scheme or parts.query not in ("", "plain=1") or not parts.path or not lines:
            return None
        folder = "" if parts.path.startswith("/") else posixpath.dirname(self.page)
        path = posixpath.normpath(posixpath.join(folder, unquote(parts.path.lstrip("/"))))
        return None if path.startswith("../") else LinkedPlace(path, "", *lines)

    def _hosted(self, address: str) -> LinkedPlace | None:
        host = self.host
        if host is None:
            return None
        if host.kind == "template":
            return _from_template(host.template, address)
        home, _, rest = address.partition(host.repo_url)
        if home or not rest.startswith(("/", "?")):
            return None
        parts = urlsplit(rest)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if host.kind == "azure":
            return _azure(query)
        found = _PATHS[host.kind].fullmatch(parts.path)
        if found is None:
            return None
        ref = found.groupdict().get("ref") or query.get("at", "")
        first, last = _lines(parts.fragment) or (None, None)
        folder = found["what"] == "tree"
        return LinkedPlace(unquote(found["path"]), unquote(ref), first, last, folder)


def _lines(fragment: str) -> tuple[int, int] | None:
    """First and last line, as the fragment of an address names them."""
    found = _LINES.fullmatch(fragment)
    if found is None or not int(found[1]):
        return None
    first, last = sorted((int(found[1]), int(found[2] or found[1])))
    return first, last


def _azure(query: Mapping[str, str]) -> LinkedPlace | None:
    path, version = query.get("path", ""), query.get("version", "")
    if not path.startswith("/"):
        return None
    if "line" not in query:
        return LinkedPlace(path[1:], version[2:])
    first, end = int(query["line"]), int(query.get("lineEnd", query["line"]))
    # A selection that ends at the beginning of a line does not have that line.
    last = end - 1 if query.get("lineEndColumn") == "1" and end > first else end
    return LinkedPlace(path[1:], version[2:], first, last)


def _from_template(template: str, address: str) -> LinkedPlace | None:
    """Where an address leads that is made of a template: without lines, it may have no end."""
    head, hash_mark, fragment = template.partition("#")
    optional = hash_mark and "{path}" not in fragment
    seen: set[str] = set()
    pattern = _fields(head if optional else template, seen)
    pattern += f"(?:#{_fields(fragment, seen)})?" if optional else ""
    found = re.fullmatch(pattern, address)
    if found is None:
        return None
    named = found.groupdict()
    first, last = (int(named[key]) if named.get(key) else None for key in ("first", "last"))
    return LinkedPlace(unquote(named["path"]), named.get("ref") or "", first, last or first)


def _fields(template: str, seen: set[str]) -> str:
    parts: list[str] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name in seen:
            parts.append(f"(?P={name})")
        elif name:
            parts.append(_FIELDS.get(name) or _NUMBER.format(name))
            seen.add(name)
    return "".join(parts)
