"""Small pieces of Markdown and HTML that no extension can take for its own."""

from __future__ import annotations

import re
from html import escape

_UNSAFE = re.compile(r"[^\w .,/:;=-]")
_BACKTICKS = re.compile(r"`+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_UNSAFE_TEXT = re.compile(r"[^\w ,;\u2026\u2013\u2014'-]|_|(?<=^)[-+](?= )|(?<=^)\d+(?=[.)])")
_LONGEST_TITLE = 240


def attribute(text: str, longest: int = _LONGEST_TITLE) -> str:
    """Text for an attribute or a link's title, cut where it is long.

    Everything that Markdown, an attribute list, a table or a template could act on becomes a
    character reference.
    """
    text = _CONTROL.sub("", " ".join(text.split()))
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
    return _UNSAFE.sub(lambda found: f"&#{ord(found[0])};", text)


def plain_text(text: str) -> str:
    """Text that is to be shown as it is, whatever it looks like."""
    text = _CONTROL.sub("", text)
    return _UNSAFE_TEXT.sub(lambda found: "".join(f"&#{ord(char)};" for char in found[0]), text)


def html_text(text: str) -> str:
    """Text for the inside of an HTML element that Markdown must not look into."""
    escaped = escape(_CONTROL.sub("", text))
    return re.sub(r"[`{}$\\|*_\[\]~^=:@#!]", lambda found: f"&#{ord(found[0])};", escaped)


def code_span(text: str, *, table: bool = False) -> str:
    """A code span that shows exactly the text.

    Args:
        text: The text; line ends become blanks.
        table: Whether it stands in a table, where a pipe would end the cell.
    """
    text = _CONTROL.sub("", text.replace("\n", " "))
    if not text.strip() or (table and "|" in text) or text.startswith(("#!", ":::")):
        return f"<code>{html_text(text)}</code>"
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    if not longest:
        return f"`{text}`" if text == text.strip() else f"<code>{html_text(text)}</code>"
    # Python-Markdown strips the blanks inside of the marks, all of them.
    marks = "`" * (longest + 1)
    return f"{marks} {text} {marks}" if text == text.strip() else f"<code>{html_text(text)}</code>"


def indented(markdown: str) -> str:
    """Markdown as the content of an admonition or list item: four columns to the right."""
    return "\n".join(f"    {line}" if line else line for line in markdown.split("\n"))
