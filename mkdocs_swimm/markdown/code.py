"""Code that Python-Markdown shows exactly as it is: spans of it, and fences."""

from __future__ import annotations

import re

from .html import html_text

_BACKTICKS = re.compile(r"`+")
_MOST_BLANK = 1_000
_HTML = re.compile(r"<[/!?a-zA-Z]|&#")
"""What Python-Markdown takes for HTML between two tags, code span or not; half a character
reference keeps it from seeing the end tag.
"""
_FENCES = re.compile(r"`{3,}")


def code_span(text: str, *, table: bool = False) -> str:
    """A code span that shows exactly a text.

    Args:
        text: The text; line ends become blanks.
        table: Whether it stands in a table, where a pipe would end the cell.
    """
    text = text.replace("\n", " ").replace("\r", " ")
    runs = [len(run) for run in _BACKTICKS.findall(text)]
    awkward = (
        text != text.strip()
        or not text
        or (table and ("|" in text or runs))
        or text.startswith(("#!", ":::"))
        or text.endswith("\\")
        or _HTML.search(text)
    )
    if awkward:
        return f"<code>{html_text(text)}</code>"
    if not runs:
        return f"`{text}`"
    marks = "`" * (max(runs) + 1)
    return f"{marks} {text} {marks}"


def fenced(code: str, options: str) -> str:
    """Code in a fence that nothing in it can close.

    Args:
        code: The code, without a line end behind its last line.
        options: The language and options such as ``linenums="5"``.
    """
    longest = max(map(len, _FENCES.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence} {options}".rstrip() + f"\n{code}\n{fence}"


def has_many_blank_lines(code: str) -> bool:
    """Whether code has a run of blank lines that some of Pygments' lexers need minutes for."""
    run = 0
    for line in code.split("\n"):
        run = 0 if line.strip() else run + 1
        if run > _MOST_BLANK:
            return True
    return False
