"""Attributes of Swimm's tags."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from .constructs import Repo

ATTRIBUTES = r'((?:\s+[A-Za-z][\w-]*(?:="[^"\n]*")?)*)\s*'
"""An expression for the attributes of a tag."""
_ATTRIBUTE = re.compile(r'([A-Za-z][\w-]*)(?:="([^"]*)")?')
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\u00a0"}
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));")


def attributes(text: str) -> Mapping[str, str]:
    """Read ``name="value"`` pairs; a bare name has the value ``""``, values are unescaped."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def with_attribute(tag: str, name: str, value: str) -> str | None:
    """A tag with another value of an attribute; None where it has no such attribute."""
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name and found[2] is not None:
            return tag[: found.start(2)] + escape(value) + tag[found.end(2) :]
    return None


def unescape(text: str) -> str:
    """Undo the escapes that Swimm writes, once.

    Code may hold text such as ``&copy`` which HTML would take for an entity: only complete,
    known escapes are undone.
    """
    return _ENTITY.sub(_character, text)


def escape(text: str) -> str:
    """A text as the value of an attribute, with the escapes that Swimm writes."""
    return html.escape(text).replace("&#x27;", "&#39;")


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    code = int(found[2]) if found[2] else int(found[3], 16)
    valid = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if valid else found[0]


def repo_of(attrs: Mapping[str, str]) -> Repo | None:
    """The repository that a tag names."""
    repo_id, name = attrs.get("repo-id"), attrs.get("repo-name")
    return Repo(repo_id or None, name or None) if repo_id or name else None


def clean_path(path: str) -> str:
    """A path as the package keeps it: no leading or trailing slash, no ``./``."""
    path = path.strip().removeprefix("./")
    return "" if path == "." else path.strip("/")
