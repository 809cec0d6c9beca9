"""Text that Python-Markdown and its extensions show as it is.

Whatever one of them could take for its own becomes a numeric character reference, which all of
them leave alone.
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    # A class of characters comes first, which the search skips to: most text has none of them.
    r"""
    [\\`*{}\[\]$~^|<_&@\#:=+!](?:
      (?<=[\\`*{}\[\]$~^|<])          # escapes, code, emphasis, attributes, links, tables, tags
    | (?<=_)_*                        # emphasis; within a word it is harmless
    | (?<=&)(?=\#|\w{1,40};)          # what looks, or begins, like a character reference
    | (?<=[@\#])(?<![\w&].)(?=\w)     # mentions and issue numbers
    | (?<=:)(?=[\w+-]+:)              # emoji by name
    | (?<==)=|(?<=\+)\+               # marked text, keys
    | (?<=!)(?=\[)                    # images
    )
    """,
    re.X,
)
_NAMED = {"<": "&lt;", "&": "&amp;"}

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
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def reference(text: str) -> str:
    """Every character of a text as a character reference."""
    return "".join(f"&#{ord(char)};" for char in text)


def escape_text(text: str) -> str:
    """Running text, shown as it is."""
    return _SPECIAL.sub(_escaped, _CONTROL.sub("", text))


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    if char[0] == "_":
        text, start, end = found.string, *found.span()
        within = start > 0 and text[start - 1].isalnum() and text[end : end + 1].isalnum()
        return char if within else reference(char)
    return _NAMED.get(char) or reference(char)


def escape_line_start(line: str) -> str:
    """A line of a paragraph, which nothing may take for the beginning of another block."""
    found = _LINE_START.match(line)
    if not found:
        return line
    group = next(index for index in (1, 2, 3) if found[index])
    start, end = found.span(group)
    return line[:start] + reference(line[start]) + line[start + 1 :] if end else line
