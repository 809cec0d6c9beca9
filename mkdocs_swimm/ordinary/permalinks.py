"""Reads links to lines of code, which ``code.codehost`` writes."""

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
"""What follows the URL of a repository, by kind of host. A branch with a slash in its name is
mistaken for a folder; permalinks name commits."""

_SAFE = "/~!,;=@+"
_FIELDS = {"path": r"(?P<path>.+?)", "ref": r"(?P<ref>[^/&?#]+)"}
_NUMBER = r"(?P<{}>\d{{1,9}})"


@dataclass(frozen=True, slots=True)
class LinkedPlace:
    """Where in this repository a link leads."""

    path: str  # from the root of the code
    revision: str = ""  # the commit, branch or tag in the link, if any
    first: int | None = None  # 1-based; None for the whole file
    last: int | None = None  # inclusive
    folder: bool = False


@dataclass(frozen=True, slots=True)
class LinkReader:
    """Reads the links of a page."""

    host: CodeHost | None  # the repository on its code host, if known
    page: str  # the path of the page from the root of the repository
    prefix: str  # the folder of the code in the repository; empty or with a slash at its end
    is_folder: Callable[[str], bool]  # whether a path from the root of the code is a folder
    # The commit of a branch or tag; empty for the code as it is now, None for an unrelated one.
    commit_of: Callable[[str], str | None] = "".format

    def __call__(self, url: str) -> LinkedPlace | None:
        """Where in the code a URL leads; None if it leads elsewhere."""
        try:
            place = self._hosted(url) if urlsplit(url).netloc else self._relative(url)
        except ValueError:
            return None
        if place is None or not place.path.startswith(self.prefix):
            return None
        path = place.path.removeprefix(self.prefix).strip("/")
        revision = place.revision
        if revision and not _COMMIT.fullmatch(revision):
            commit = self.commit_of(revision)
            if commit is None:
                return None
            revision = commit
        # Only a URL without lines can be that of a folder.
        folder = place.first is None and (place.folder or self.is_folder(path))
        return replace(place, path=path, revision=revision, folder=folder)

    def rewritten(self, url: str, place: LinkedPlace) -> str | None:
        """The URL of another place in the form of a URL that was read; None if it has no such.

        A place without a revision stays on the branch of the URL.
        """
        at = self._hosted_at if urlsplit(url).netloc else self._relative_at
        new = at(url, place)
        return new if new and self(new) == place else None

    def _relative_at(self, url: str, place: LinkedPlace) -> str:
        parts, path = urlsplit(url), self.prefix + place.path
        old = self._relative(url)
        if old and old.path == path:
            target = parts.path
        elif parts.path.startswith("/"):
            target = quote(f"/{path}", safe=_SAFE)
        else:
            target = quote(posixpath.relpath(path, posixpath.dirname(self.page) or "."), safe=_SAFE)
        letter = "" if re.search(r"-\d", parts.fragment) else "L"
        lines = f"L{place.first}" + (f"-{letter}{place.last}" * (place.first != place.last))
        return f"{target}{'?' * bool(parts.query)}{parts.query}#{lines}"

    def _hosted_at(self, url: str, place: LinkedPlace) -> str:
        old = self._hosted(url)
        if self.host is None or old is None:
            return ""
        branch = old.revision.removeprefix("refs/heads/") or "HEAD"
        revision = Revision(place.revision) if place.revision else Revision(branch, "branch")
        host, path = replace(self.host, revision=revision), self.prefix + place.path
        if place.folder:
            return bracketed(host.folder_url(path))
        return bracketed(host.file_url(path, place.first, place.last))

    def _relative(self, url: str) -> LinkedPlace | None:
        """The place of a link from file to file; one without lines is left to readers."""
        parts = urlsplit(url)
        lines = _lines(parts.fragment) if parts.fragment.startswith("L") else None
        if parts.scheme or parts.query not in ("", "plain=1") or not parts.path or not lines:
            return None
        folder = "" if parts.path.startswith("/") else posixpath.dirname(self.page)
        path = posixpath.normpath(posixpath.join(folder, unquote(parts.path.lstrip("/"))))
        return None if path.startswith("../") else LinkedPlace(path, "", *lines)

    def _hosted(self, url: str) -> LinkedPlace | None:
        host = self.host
        if host is None:
            return None
        if host.kind == "template":
            return _from_template(host.template, url)
        rest = url.removeprefix(host.repo_url)
        if rest == url or not rest.startswith(("/", "?")):
            return None
        parts = urlsplit(rest)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if host.kind == "azure":
            return _azure(query)
        match = _PATHS[host.kind].fullmatch(parts.path)
        if match is None:
            return None
        ref = match.groupdict().get("ref") or query.get("at", "")
        first, last = _lines(parts.fragment) or (None, None)
        folder = match["what"] == "tree"
        return LinkedPlace(unquote(match["path"]), unquote(ref), first, last, folder)


def _lines(fragment: str) -> tuple[int, int] | None:
    match = _LINES.fullmatch(fragment)
    if match is None or not int(match[1]):
        return None
    first, last = sorted((int(match[1]), int(match[2] or match[1])))
    return first, last


def _azure(query: Mapping[str, str]) -> LinkedPlace | None:
    path, version = query.get("path", ""), query.get("version", "")
    if not path.startswith("/"):
        return None
    if "line" not in query:
        return LinkedPlace(path[1:], version[2:])
    first, end = int(query["line"]), int(query.get("lineEnd", query["line"]))
    # A selection that ends at the first column of a line excludes that line.
    last = end - 1 if query.get("lineEndColumn") == "1" and end > first else end
    return LinkedPlace(path[1:], version[2:], first, last)


def _from_template(template: str, url: str) -> LinkedPlace | None:
    """Where a URL from a template leads; without lines, it may have no fragment."""
    head, hash_mark, fragment = template.partition("#")
    optional = hash_mark and "{path}" not in fragment
    seen: set[str] = set()
    pattern = _pattern(head if optional else template, seen)
    pattern += f"(?:#{_pattern(fragment, seen)})?" if optional else ""
    match = re.fullmatch(pattern, url)
    if match is None:
        return None
    fields = match.groupdict()
    first, last = (int(fields[key]) if fields.get(key) else None for key in ("first", "last"))
    return LinkedPlace(unquote(fields["path"]), fields.get("ref") or "", first, last or first)


def _pattern(template: str, seen: set[str]) -> str:
    parts: list[str] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name in seen:
            parts.append(f"(?P={name})")
        elif name:
            parts.append(_FIELDS.get(name) or _NUMBER.format(name))
            seen.add(name)
    return "".join(parts)
