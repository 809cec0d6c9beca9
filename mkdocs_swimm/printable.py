"""Text of documents and names of files, made safe for a terminal."""

from __future__ import annotations


def shown(text: str) -> str:
    """A text on one line, with everything that is not to be seen written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
