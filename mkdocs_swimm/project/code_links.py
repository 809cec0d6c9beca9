"""Where code is shown, for a page of any kind: in the code host of its repository."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..code.codehost import CodeHost, bracketed
from ..code.git import ignored_files
from ..format.constructs import Repo
from ..markdown.contract import Target
from ..rendering import CodeLink
from ..safety.files import confined, real_path
from .folders import is_image
from .repository import Repository

_LINES = re.compile(r"#?L?(\d{1,7})(?:-L?(\d{1,7}))?$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
NO_TARGET = Target(markdown="", html="")
"""Stands for a thing that exists but can not be linked to: its text is kept, nothing is told."""

Lines = tuple[int | None, int | None]
"""First and last line; None for the whole file."""


def code_link(
    repository: Repository,
    path: str,
    lines: Lines,
    *,
    repo: Repo | None,
    folder: bool,
    known_ids: frozenset[str],
    checked: bool,
) -> CodeLink:
    """Where a file, lines of it, or a folder is shown in a code host.

    Args:
        repository: The repository of the document.
        path: The path as the document has it.
        lines: First and last line.
        repo: The repository that the document names, if any.
        folder: Whether the document says that it is a folder.
        known_ids: What the document itself calls its repository.
        checked: Whether somebody looked: what is not there is not linked to then.
    """
    simple = confined(path)
    if simple is None:
        return CodeLink(path, folder=folder, problem="outside")
    if repo is not None and not repository.own.owns(repo, known_ids):
        other = repository.neighbour(repo)
        name, host = repository.foreign_host(repo)
        if other and other.host:
            # Of a repository of the site more is known than its address.
            kind = other.code.kind(simple)
            folder = kind == "folder" if kind else folder
            return CodeLink(
                simple, _url(other.host, other.prefix + simple, lines, folder), name, folder
            )
        url = _url(host, simple, lines, folder) if host else ""
        return CodeLink(simple, url, name, folder, "" if host else "unknown repository")
    kind = repository.code.kind(simple)
    folder = kind == "folder" if kind else folder
    host = repository.host if kind or not checked else None
    url = _url(host, repository.prefix + simple, lines, folder) if host else ""
    return CodeLink(simple, url, "", folder)


def foreign_document(href: str, code: Callable[[str], CodeLink]) -> Target:
    """Where a document of another repository is.

    Args:
        href: The link as the document has it.
        code: Where a file of that repository is shown.
    """
    parts = urlsplit(href)
    if not parts.scheme and parts.path.endswith(".sw.md"):
        link = code(unquote(parts.path))
        return Target(markdown=link.url, html=link.url)
    # Only Swimm's app knows where a document is of which no more than the id is known.
    if parts.scheme == "https":
        return Target(markdown=href, html=href)
    return NO_TARGET


def code_target(
    repository: Repository, path: Path, fragment: str, link_of: Callable[..., CodeLink]
) -> Target | None:
    """Where a relative link into the code goes; None where there is no such file or folder.

    Args:
        repository: The repository.
        path: One of the ``candidates``.
        fragment: What follows ``#`` in the link: may name lines.
        link_of: Where code is shown.
    """
    below = path.relative_to(repository.root).as_posix()
    kind = repository.code.kind(below)
    if not kind:
        return None
    lines = _LINES.match(fragment)
    first = int(lines[1]) if lines else None
    last = int(lines[2]) if lines and lines[2] else first
    link = link_of(below, first, last, folder=kind == "folder")
    # Code hosts show Markdown with its headings.
    anchor = f"#{fragment}" if fragment and not lines and path.suffix.lower() == ".md" else ""
    return Target(link.url + anchor, link.address + anchor) if link.url else NO_TARGET


def candidates(href: str, folder: Path, root: Path) -> list[Path]:
    """What a relative address can mean: all inside the root, from the document, from the root.

    Documents write ``/.swm/x`` and ``.swm/x`` for the same (``FORMAT.md`` section 6.5).

    Args:
        href: The address as the document has it.
        folder: The folder of the document.
        root: The root of the code.
    """
    path = unquote(href.partition("?")[0])
    if _CONTROL.search(path) or not path.strip("/."):
        return []
    folders = [root]
    if not path.startswith("/"):
        folders.insert(0, folder)
    found = [place for one in folders if (place := _place(one / path.lstrip("/")))]
    return [one for one in found if real_path(one, root)]


def image_of(src: str, folder: Path, root: Path) -> Path | None:
    """The image of the repository that a relative address means; None for one that git ignores.

    Args:
        src: The address as the document has it.
        folder: The folder of the document.
        root: The root of the code.
    """
    found = [one for one in candidates(src, folder, root) if one.is_file() and is_image(one)]
    ignored = ignored_files(found)
    return next((path for path in found if path not in ignored), None)


def _place(path: Path) -> Path | None:
    """Where a path really is; None where nothing can be: a name too long, a link in a circle."""
    try:
        found = path.resolve()
        found.lstat()
    except (FileNotFoundError, NotADirectoryError):
        # What is not there now may be there at the revision that is looked at.
        return found
    except (OSError, RuntimeError):
        return None
    return found


def _url(host: CodeHost, path: str, lines: Lines, folder: bool) -> str:
    url = host.folder_url(path) if folder or not path else host.file_url(path, *lines)
    return bracketed(url)
