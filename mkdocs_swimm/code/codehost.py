"""Addresses of files, lines and folders in a code host."""

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
    """How a kind of host writes addresses.

    Attributes:
        shape: What the path of a repository looks like.
        repository: The path of a repository, and what may follow it.
        file: What follows for a file.
        folder: What follows for a folder.
        line: What follows behind that for a line.
        lines: What follows for several.
        source: What is put before lines of files that are shown rendered, without lines, otherwise.
    """

    shape: str
    repository: str
    file: str
    folder: str
    line: str
    lines: str
    source: str = ""


_OWNED = r"(/[^/]+/[^/]+)(/.*)?"
# What GitLab has for pages of a repository can be the name of no group and no project.
_GITLAB = r"((?:/(?!-/)[^/]+){2,}?)(/(?:-|tree|blob|raw)(?:/.*)?)?"
_SERVER = r"(.*?/(?:projects|users)/[^/]+/repos/[^/]+)(/.*)?"
_BROWSE = "/browse/{path}?at={at}"
_AZURE = r"(.*?/_git/[^/]+)(/.*)?"
_ITEM = "?path=/{item}{version}&_a=contents"
# The end is where the selection stops: the first column of the line behind it.
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
"""The kinds of code host that are known by name."""

_FIELDS = frozenset(("path", "ref", "first", "last"))
_RENDERED = (".md", ".markdown", ".mdown", ".rst", ".adoc", ".ipynb")
"""Files that hosts show rendered, without lines to link to, unless asked for the source."""

_ALIASES = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
}
"""Hosts that serve git where only the port of the web is open, and no pages."""

_SCP = re.compile(r"(?:[\w.-]+@([\w.-]+)|([\w-]+(?:\.[\w-]+)+)):(?![/\\:]{1,2}\\?)(.+)")


@dataclass(frozen=True, slots=True)
class Revision:
    """What links are pinned to: a full commit id, or the name of a branch or tag."""

    name: str
    kind: Literal["commit", "branch", "tag"] = "commit"


@dataclass(frozen=True, slots=True)
class CodeHost:
    """A repository in a code host at one revision.

    The kind is one of ``KINDS``, or ``template`` for links that are made by the template. The
    address has no slash at its end.
    """

    kind: str
    repo_url: str
    revision: Revision
    template: str = ""

    def file_url(self, path: str, first: int | None = None, last: int | None = None) -> str:
        """The address of a file, by its path from the root, or of lines, the last included."""
        last = max(first, last or first) if first else None
        if self.kind == "template":
            # Without lines, what follows `#` has nothing to say, unless it is what names the file.
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
        """The address of a folder; of the repository's root for an empty path."""
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
    """An address in which nothing ends a link of Markdown."""
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def code_host(
    repo_url: str, revision: Revision, *, kind: str | None = None, template: str | None = None
) -> CodeHost | None:
    """The host at an address, as a browser shows it; None where it is not known what to write.

    The kind is one of ``KINDS``, where the address does not show it; a template makes links to any
    other host (see ``template_problem``).
    """
    url = repo_url_from_remote(repo_url)
    if url is None:
        return None
    if template:
        return CodeHost("template", url, revision, template)
    host = urlsplit(url).hostname or ""
    found = kind or next((name for hint, name in _HINTS if hint in host), None)
    if found == "bitbucket_server":
        url = _bitbucket_server(url)
    return CodeHost(found, url, revision) if found else None


def repo_url_problem(url: str, kind: str | None = None) -> str | None:
    """What is wrong with the address of a repository; None for a good one."""
    host = code_host(url, Revision("HEAD", "branch"), kind=kind)
    if host is None:
        return None
    form, parts = _FORMS[host.kind], urlsplit(host.repo_url)
    found = re.fullmatch(form.repository, parts.path)
    if found and not found[2]:
        return None
    right = f"{parts.scheme}://{parts.netloc}{found[1] if found else f'/{form.shape}'}"
    return f"Expected the address of a repository, such as {right}, but received: {url}"


def template_problem(template: str) -> str | None:
    """What is wrong with a template of links; None for a good one.

    A template is an address with the fields ``{path}``, ``{ref}``, ``{first}`` and ``{last}``.
    """
    fields = set(re.findall(r"\{([^{}]*)\}", template))
    rest = re.sub(r"\{[^{}]*\}", "", template)
    if "path" not in fields or not fields <= _FIELDS or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in sorted(_FIELDS))
        right = f"an address with {{path}}, and no fields but {known}"
        return f"Expected {right}, but received: {template}"
    if not template.startswith(("https://", "http://")):
        return f"Expected an address that begins with 'https://' but received: {template!r}"
    return None


def repo_url_from_remote(remote: str) -> str | None:
    """The address of a repository as a browser shows it, from a git remote of any form.

    It is ``https`` (or ``http``) without credentials, ``.git`` or a slash at its end; None for a
    local path and anything else that no browser could show.
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
    """The address a browser shows, from that of a clone.

    It is ``/scm/KEY/name`` over HTTP, ``/KEY/name`` over SSH; a person's key begins with ``~``.
    """
    url = url.removesuffix("/browse")
    found = re.fullmatch(r"(https?://[^/]+(?:/[^/]+)*?)/scm/(~?)([^/]+)/([^/]+)", url)
    # Below `projects` is not a repository but all of a project.
    own = r"(https?://[^/]+)/(?!projects/|users/)(~?)([^/]+)/([^/]+)"
    found = found or re.fullmatch(own, url)
    if found:
        folder = "users" if found[2] else "projects"
        return f"{found[1]}/{folder}/{found[3]}/repos/{found[4]}"
    return url


# The same few are asked for again and again.
@lru_cache(maxsize=4096)
def _quoted(text: str, safe: str) -> str:
    # Bytes of a name that are no UTF-8 are what they are.
    return quote(text, safe=safe, errors="surrogateescape")
