"""URLs of files, lines and folders on a code host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

_HINTS = (
    ("dev.azure.com", "azure"),
    ("visualstudio.com", "azure"),
    ("bitbucket.org", "bitbucket"),
    ("bitbucket", "bitbucket_server"),
    ("stash", "bitbucket_server"),
    ("github", "github"),
    ("gitlab", "gitlab"),
    ("codeberg", "gitea"),
    ("gitea", "gitea"),
    ("forgejo", "gitea"),
)


class _Form(NamedTuple):
    """How a kind of code host writes URLs."""

    shape: str  # an example of a repository's path, for messages
    repository: str  # pattern of a repository's path, and of what may follow it
    file: str  # appended to the repository's URL for a file
    folder: str  # appended for a folder
    line: str  # appended to a file's URL for one line
    lines: str  # appended for several lines
    source: str = ""  # inserted before the lines, for files that the host would render


_OWNED = r"(/[^/]+/[^/]+)(/.*)?"
# GitLab reserves these names of a repository's pages: no group or project can have them.
_GITLAB = r"((?:/(?!-/)[^/]+){2,}?)(/(?:-|tree|blob|raw)(?:/.*)?)?"
_SERVER = r"(.*?/(?:projects|users)/[^/]+/repos/[^/]+)(/.*)?"
_BROWSE = "/browse/{path}?at={at}"
_AZURE = r"(.*?/_git/[^/]+)(/.*)?"
_ITEM = "?path=/{item}{version}&_a=contents"
# The selection ends at the first column of the line below it.
_ITEM_LINES = "&line={first}&lineEnd={end}&lineStartColumn=1&lineEndColumn=1&lineStyle=plain"
_GITEA = r"((?:/[^/]+){2,}?)(/src/(?:branch|commit|tag)/.*)?"
_FLAT = "/src/{name}/{path}"
_SRC = "/src/{kind}/{ref}/{path}"
_BLOB, _TREE = "/blob/{ref}/{path}", "/tree/{ref}/{path}"
_LINE, _LINES = "#L{first}", "#L{first}-L{last}"
_FORMS = {
    "github": _Form("OWNER/NAME", _OWNED, _BLOB, _TREE, _LINE, _LINES, "?plain=1"),
    "gitlab": _Form(
        "GROUP/NAME", _GITLAB, f"/-{_BLOB}", f"/-{_TREE}", _LINE, "#L{first}-{last}", "?plain=1"
    ),
    "bitbucket": _Form(
        "WORKSPACE/NAME", _OWNED, _FLAT, _FLAT, "#lines-{first}", "#lines-{first}:{last}"
    ),
    "bitbucket_server": _Form(
        "projects/KEY/repos/NAME", _SERVER, _BROWSE, _BROWSE, "#{first}", "#{first}-{last}"
    ),
    "azure": _Form(
        "ORGANISATION/PROJECT/_git/NAME", _AZURE, _ITEM, _ITEM, _ITEM_LINES, _ITEM_LINES
    ),
    "gitea": _Form("OWNER/NAME", _GITEA, _SRC, _SRC, _LINE, _LINES, "?display=source"),
}
KINDS = tuple(_FORMS)
"""The kinds of code host that can be named in options."""

_FIELDS = frozenset(("path", "ref", "first", "last"))
_RENDERED = (".md", ".markdown", ".mdown", ".rst", ".adoc", ".ipynb")
"""Files that hosts render, without lines to link to, unless asked for the source."""

_ALIASES = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
}
"""Host names for SSH over the HTTPS port, and those of their pages."""

_SCP = re.compile(r"(?:[\w.-]+@([\w.-]+)|([\w-]+(?:\.[\w-]+)+)):(?![/\\:]{1,2}\\?)(.+)")


@dataclass(frozen=True, slots=True)
class Revision:
    """The revision that links point to: a full commit id, or the name of a branch or tag."""

    name: str
    kind: Literal["commit", "branch", "tag"] = "commit"


@dataclass(frozen=True, slots=True)
class CodeHost:
    """A repository on a code host at one revision."""

    kind: str  # one of ``KINDS``, or "template"
    repo_url: str  # without trailing slash
    revision: Revision
    template: str = ""

    def file_url(self, path: str, first: int | None = None, last: int | None = None) -> str:
        """The URL of a file, by its path from the root, or of lines, inclusive."""
        last = max(first, last or first) if first else None
        if self.kind == "template":
            # The fragment is for lines, unless it names the file.
            head, _, fragment = self.template.partition("#")
            whole = first is None and "{path}" not in fragment
            return self._filled(head if whole else self.template, path, first, last)
        form = _FORMS[self.kind]
        url = self.repo_url + form.file
        if first is not None:
            rendered = path.lower().endswith(_RENDERED)
            url += form.source * rendered + (form.line if first == last else form.lines)
        return self._filled(url, path, first, last)

    def folder_url(self, path: str) -> str:
        """The URL of a folder; an empty path is the root of the repository."""
        if self.kind == "template":
            return self.file_url(path)
        form = _FORMS[self.kind]
        url = self._filled(self.repo_url + form.folder, path)
        return url if path.strip("/") else url.replace("/?at=", "?at=").rstrip("/")

    def _filled(
        self, form: str, path: str, first: int | None = None, last: int | None = None
    ) -> str:
        path, name, kind = path.strip("/"), self.revision.name, self.revision.kind
        quoted = _quoted(name, "")
        is_branch = kind == "branch" and name != "HEAD"
        return form.format(
            path=_quoted(path, "/~!,;=@+"),
            item=_quoted(path, "/"),
            ref=_quoted(name, "/"),
            name=quoted,
            kind=kind,
            at=f"refs%2Fheads%2F{quoted}" if is_branch else quoted,
            version="" if name == "HEAD" else f"&version=G{kind[0].upper()}{quoted}",
            first=first or 1,
            last=last or 1,
            end=(last or 1) + 1,
        )


def bracketed(url: str) -> str:
    """Escape what would end a Markdown link in a URL."""
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def code_host(
    repo_url: str, revision: Revision, *, kind: str | None = None, template: str | None = None
) -> CodeHost | None:
    """The code host of a repository, by its URL or git remote; None for an unknown host.

    ``kind`` is one of ``KINDS``, for hosts whose name does not tell; ``template`` is for links to
    any other host (see ``template_problem``).
    """
    url = repo_url_from_remote(repo_url)
    if url is None:
        return None
    if template:
        return CodeHost("template", url, revision, template)
    host = urlsplit(url).hostname or ""
    kind = kind or next((name for hint, name in _HINTS if hint in host), None)
    if kind == "bitbucket_server":
        url = _bitbucket_server(url)
    return CodeHost(kind, url, revision) if kind else None


def repo_url_problem(url: str, kind: str | None = None) -> str | None:
    """What is wrong with the URL of a repository; None for a good one."""
    host = code_host(url, Revision("HEAD", "branch"), kind=kind)
    if host is None:
        return None
    form, parts = _FORMS[host.kind], urlsplit(host.repo_url)
    match = re.fullmatch(form.repository, parts.path)
    if match and not match[2]:
        return None
    example = f"{parts.scheme}://{parts.netloc}{match[1] if match else f'/{form.shape}'}"
    return f"Expected the address of a repository, such as {example}, but received: {url}"


def template_problem(template: str) -> str | None:
    """What is wrong with a link template; None for a good one.

    A template is a URL with the fields ``{path}``, ``{ref}``, ``{first}`` and ``{last}``.
    """
    fields = set(re.findall(r"\{([^{}]*)\}", template))
    rest = re.sub(r"\{[^{}]*\}", "", template)
    if "path" not in fields or not fields <= _FIELDS or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in sorted(_FIELDS))
        expected = f"an address with {{path}}, and no fields but {known}"
        return f"Expected {expected}, but received: {template}"
    if not template.startswith(("https://", "http://")):
        return f"Expected an address that begins with 'https://' but received: {template!r}"
    return None


def repo_url_from_remote(remote: str) -> str | None:
    """The URL of a repository's page, from a git remote of any form.

    It is ``https`` (or ``http``), without credentials, ``.git`` or trailing slash; None for a
    local path and whatever else a browser cannot open.
    """
    remote = remote.strip()
    scp = _SCP.fullmatch(remote) if "://" not in remote else None
    if scp:
        return _clean("https", scp[1] or scp[2], None, scp[3])
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in ("https", "http", "ssh", "git", "git+ssh"):
        return None
    web = parts.scheme in ("https", "http")
    return _clean(parts.scheme if web else "https", host, port if web else None, parts.path)


def _clean(scheme: str, host: str, port: int | None, path: str) -> str | None:
    path = path.strip("/").removesuffix(".git").rstrip("/")
    if not re.fullmatch(r"[\w.:-]+", host) or not path or ".." in path.split("/"):
        return None
    if host in ("ssh.dev.azure.com", "vs-ssh.visualstudio.com"):
        parts = path.removeprefix("v3/").split("/")
        if len(parts) == 3:
            host, path = "dev.azure.com", f"{parts[0]}/{parts[1]}/_git/{parts[2]}"
    host = _ALIASES.get(host, host)
    host = f"[{host}]" if ":" in host else host
    address = f"{host}:{port}" if port else host
    return f"{scheme}://{address}/{quote(path, safe='/~%+@')}"


def _bitbucket_server(url: str) -> str:
    """The URL of a repository's page, from that of a clone.

    A clone has ``/scm/KEY/name`` over HTTP, ``/KEY/name`` over SSH; a user's key begins with ``~``.
    """
    url = url.removesuffix("/browse")
    match = re.fullmatch(r"(https?://[^/]+(?:/[^/]+)*?)/scm/(~?)([^/]+)/([^/]+)", url)
    # `projects/KEY` is a project, not a repository.
    over_ssh = r"(https?://[^/]+)/(?!projects/|users/)(~?)([^/]+)/([^/]+)"
    match = match or re.fullmatch(over_ssh, url)
    if match:
        folder = "users" if match[2] else "projects"
        return f"{match[1]}/{folder}/{match[3]}/repos/{match[4]}"
    return url


@lru_cache(maxsize=4096)
def _quoted(text: str, safe: str) -> str:
    # Bytes of a file name that are not UTF-8 are kept.
    return quote(text, safe=safe, errors="surrogateescape")
