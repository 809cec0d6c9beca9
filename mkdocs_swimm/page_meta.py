"""What MkDocs and its themes are told of a document's front matter.

They trust it: one document with ``hide: 5`` or the name of an icon that is not there ends the build
of the whole site.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def page_meta(
    data: Mapping[str, object], themes: Sequence[Path]
) -> tuple[Mapping[str, object], Sequence[str]]:
    """Part what a site can use from what would break it.

    Args:
        data: The front matter of a document.
        themes: The folders of the site's theme.

    Returns:
        The fields to use, and the names of the others.
    """
    refused = [key for key, value in data.items() if not _is_usable(key, value, themes)]
    return {key: value for key, value in data.items() if key not in refused}, refused


def _is_usable(key: str, value: object, themes: Sequence[Path]) -> bool:
    match key:
        case "template":
            return _has(themes, value, "{}")
        case "icon":
            known = any((folder / ".icons").is_dir() for folder in themes)
            return value in (None, "", False) or not known or _has(themes, value, ".icons/{}.svg")
        case "hide":
            return value is None or isinstance(value, str | list | dict)
        case "search":
            return value is None or isinstance(value, dict)
        case "tags":
            words = value if isinstance(value, list) else [] if value is None else [None]
            return all(isinstance(word, str | int | float) for word in words)
        case _:
            return True


def _has(themes: Sequence[Path], name: object, form: str) -> bool:
    """Whether a theme has a file."""
    if not isinstance(name, str) or not name or ".." in name.split("/") or not name.isprintable():
        return False
    try:
        return any((folder / form.format(name)).is_file() for folder in themes)
    except OSError:
        return False
