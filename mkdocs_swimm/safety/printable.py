"""Text and names made safe for terminals and for the logs of build servers."""

from __future__ import annotations

import json
import re

_COMMAND = re.compile(r"#(?=#\w*\[)|\A\s*:(?=:)")
"""The beginning of a command for a build server.

``##vso[``, ``##[`` and ``##teamcity[`` are commands anywhere on a line, ``::`` at its beginning.
"""
_UNSAFE = re.compile(
    "[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|" + _COMMAND.pattern
)
"""What JSON leaves unescaped that a terminal or build server may obey or hide."""


def shown(text: str) -> str:
    """A text on one line, with unprintable characters and commands written as escapes."""
    if not text.isprintable():
        text = "".join(
            char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
            for char in text
        )
    return _COMMAND.sub(lambda match: f"{match[0][:-1]}\\x{ord(match[0][-1]):02x}", text)


def json_text(data: object, indent: int | None = None) -> str:
    """Readable JSON in which terminals and build servers find no commands."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
