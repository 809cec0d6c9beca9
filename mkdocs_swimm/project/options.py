"""The options of the plugin that say where documents and code are, checked without MkDocs.

The plugin's own checks are in ``site/config.py``; both refuse the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..code.codehost import KINDS, template_problem
from .repository import NOT_SAID, Hosting

SOURCE_KEYS = ("path", "mount", "root", "repo_url", "host", "revision", "ref")
"""What can be said of a folder of documents."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration of a site says about documents and code.

    Attributes:
        base: The folder of the configuration file, which paths are relative to.
        docs_dir: The folder of the site's pages.
        sources: Folders of documents, as the option ``sources`` has them.
        pages: Globs of ordinary Markdown files that are checked, from the root of the repository.
        mount: Where the pages of documents from outside ``docs_dir`` are on the site.
        root: The root of the code, if that is configured.
        hosting: What the options say about the site's own repository.
        site_repo_url: The ``repo_url`` of the site, which may be no repository.
        repositories: Addresses of other repositories by Swimm's id or name for them.
    """

    base: Path
    docs_dir: Path
    sources: Sequence[Mapping[str, str]] = ({"path": ".swm"},)
    pages: Sequence[str] = ()
    mount: str = "swimm"
    root: str | None = None
    hosting: Hosting = NOT_SAID
    site_repo_url: str | None = None
    repositories: Mapping[str, str] = field(default_factory=dict)


def settings_of(
    options: Mapping[str, Any], base: Path, docs_dir: Path, site_repo_url: str | None
) -> Settings:
    """What the options of the plugin say about documents and code.

    Args:
        options: The options, checked.
        base: The folder of the configuration file.
        docs_dir: The folder of the site's pages.
        site_repo_url: The ``repo_url`` of the site.
    """

    def said(*names: str) -> Mapping[str, Any]:
        return {name: options[name] for name in names if options.get(name) is not None}

    return Settings(
        base=base,
        docs_dir=docs_dir,
        hosting=Hosting(**said("repo_url", "host", "link_template", "revision", "ref")),
        site_repo_url=site_repo_url,
        **said("sources", "pages", "mount", "root", "repositories"),
    )


def checked(options: Mapping[str, object]) -> Mapping[str, Any]:
    """Those of the plugin's options that say where documents and code are.

    Raises:
        ValueError: One of them is wrong; the message names it and says what was expected.
    """
    found = {}
    for name, check in _CHECKS.items():
        if options.get(name) is not None:
            try:
                found[name] = check(options[name])
            except ValueError as error:
                raise ValueError(f"the option '{name}' of swimm: {error}") from None
    return found


def text(value: object) -> str:
    """A text; raise ValueError for what is none."""
    if not isinstance(value, str):
        raise ValueError(f"Expected a text but received: {value!r}")
    return value


def source(value: object) -> Mapping[str, str]:
    """A folder of documents, ``path`` and what else is set; raise ValueError for what is none."""
    if isinstance(value, str) and value.strip():
        return {"path": value}
    if not isinstance(value, dict) or not isinstance(value.get("path"), str):
        raise ValueError(
            "Expected the path of a folder, or a mapping with 'path' and 'mount', "
            f"but received: {value!r}"
        )
    unknown = sorted(str(key) for key in set(value) - set(SOURCE_KEYS))
    if unknown:
        expected = ", ".join(f"'{name}'" for name in SOURCE_KEYS)
        raise ValueError(f"Expected {expected}, but received: {', '.join(unknown)}")
    for key in sorted(value):
        text(value[key])
    further = [name for name in SOURCE_KEYS[3:] if name in value]
    if further and "root" not in value:
        raise ValueError(
            f"'{further[0]}' is for documents of another repository: give its 'root' as well"
        )
    if "host" in value:
        _host(value["host"])
    return dict(value)


def link_template(value: object) -> str:
    """A template for links into the code; raise ValueError for one that can not work."""
    problem = template_problem(text(value))
    if problem:
        raise ValueError(problem)
    return text(value)


def _host(value: object) -> str:
    if value not in KINDS:
        raise ValueError(f"Expected one of {', '.join(KINDS)} but received: {value!r}")
    return text(value)


def _address(value: object) -> str:
    parts = urlsplit(text(value))
    if value and not (parts.scheme and parts.netloc):
        raise ValueError(f"Expected an address with its scheme, 'https://', but received: {value}")
    return text(value)


def _list(check: Callable[[object], object]) -> Callable[[object], object]:
    def items(value: object) -> object:
        if not isinstance(value, list):
            raise ValueError(f"Expected a list but received: {value!r}")
        return [check(one) for one in value]

    return items


def _addresses(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ValueError(f"Expected names with addresses but received: {value!r}")
    return {text(name): _address(url) for name, url in value.items()}


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "sources": _list(source),
    "pages": _list(text),
    "mount": text,
    "root": text,
    "repo_url": _address,
    "host": _host,
    "link_template": link_template,
    "revision": text,
    "ref": text,
    "repositories": _addresses,
}
