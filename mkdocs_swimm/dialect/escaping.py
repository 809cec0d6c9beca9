"""Text that Python-Markdown and its extensions show as it is.

Whatever one of them could take for its own becomes a numeric character reference, which all of
them leave alone.
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"""
    [\\`*{}\[\]$~^|]            # escapes, code, emphasis, attributes, links, mathematics, tables
    | [<]                       # tags
    | _+                        # emphasis; within a word it is harmless
    | &(?=\#|\w{1,40};)         # what looks, or begins, like a character reference
    | (?<![\w&])[@\#](?=\w)     # mentions and issue numbers
    | :(?=[\w+-]+:)             # emoji by name
    | ==|\+\+                   # marked text, keys
    | !(?=\[)                   # images
    """,
    re.X,
)
_ANY = re.compile(r"[\\`*{}\[\]$~^|<_&@#:=+!]")
"""What any of these begins with: most text has none of it."""

_LINE_START = re.compile(
    r"""
    [ \t]*(?:
        ([#>:+|=-])             # headings, quotes, definitions, lists, tables, underlines
        | \d+([.)])(?=\s|$)     # numbered lists
        | (!!!|\?\?\?|///)      # blocks of extensions
    )
    """,
    re.X,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0002\u0003]")


def reference(text: str) -> str:
    """Every character of a text as a character reference."""
    return "".join(f"&#{ord(char)};" for char in text)


def escape_text(text: str) -> str:
    """Running text, shown as it is."""
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    return _SPECIAL.sub(_escaped, text) if _ANY.search(text) else text


def _escaped(found: re.Match[str]) -> str:
    if found[0][0] == "_":
        text, start, end = found.string, *found.span()
        within = start > 0 and text[start - 1].isalnum() and text[end : end + 1].isalnum()
        return found[0] if within else reference(found[0])
    return {"<": "&lt;", "&": "&amp;"}.get(found[0]) or reference(found[0])


def escape_line_start(line: str) -> str:
    """A line of a paragraph, which nothing may take for the beginning of another block."""
    found = _LINE_START.match(line)
    if not found:
        return line
    group = next(index for index in (1, 2, 3) if found[index])
    start, end = found.span(group)
    return line[:start] + reference(line[start]) + line[start + 1 :] if end else line
