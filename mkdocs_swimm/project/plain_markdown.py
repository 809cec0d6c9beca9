"""Plain Markdown that Swimm's generator writes beside documents (``FORMAT.md`` section 12.2)."""

from __future__ import annotations

import re
from pathlib import Path

from .names import SUFFIX, UNIT

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r"# +(.+?)[ #]*$")
_NAME = re.compile(r"""(?<![\w/.(\["'<=-])(`?)([\w.-]+\.sw\.md)\1(?![\w\])])""")


def plain_markdown(path: Path, text: str) -> tuple[str, str]:
    """The text of a file as it is read as a document, and its title.

    The names of documents beside it become links, and its first heading is its title. Documents
    stay as they are, and have no such title.

    Args:
        path: The file.
        text: Its text.
    """
    if path.name.endswith((SUFFIX, UNIT)):
        return text, ""

    def linked(found: re.Match[str]) -> str:
        name = found[2]
        return f"[`{name}`]({name})" if (path.parent / name).is_file() else found[0]

    title, fenced = "", False
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not title and (heading := _HEADING.match(line)):
            title, lines[at] = heading[1], ""
        elif not fenced and SUFFIX in line:
            lines[at] = _NAME.sub(linked, line)
    return "\n".join(lines), title
