"""Data and paths made safe to be put out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

_UNSAFE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""What a terminal may obey, or hide, and JSON lets through."""


def json_text(data: object, indent: int | None = None) -> str:
    """Data as JSON that people can read and terminals can show."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def uri(path: str) -> str:
    """A path as a URI: relative, or of the scheme ``file`` for a path that is not."""
    given = Path(path)
    if given.is_absolute():
        return given.as_uri()
    return quote(path, safe="/", errors="surrogateescape")
