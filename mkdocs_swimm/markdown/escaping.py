"""Escapes text and code for Python-Markdown and its extensions.

Every character that one of them could take for markup becomes a numeric character reference, which
none of them interprets.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from string import Formatter

from ..format.lines import backticks
from ..safety.untrusted import inert

_SPECIAL = re.compile(
    # Most text has none of these characters: beginning with their class makes the search fast.
    r"""
    [\\`*{}\[\]$~^|<_&@\#:=+!](?:
      (?<=[\\`*{}\[\]$~^|<])          # escapes, code, emphasis, attributes, links, tables, tags
    | (?<=_)_*                        # emphasis; within a word it is harmless
    | (?<=&)(?=\#|\w{1,40};)          # character references
    | (?<=[@\#])(?<![\w&].)(?=\w)     # mentions and issue numbers
    | (?<=:)(?=[\w+-]+:)              # emoji by name
    | (?<==)=|(?<=\+)\+               # marked text, keys
    | (?<=!)(?=\[)                    # images
    )
    """,
    re.X,
)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_LINE_START = re.compile(
    r"""
    [ \t]*(?:
        [#>:+|=-]               # headings, quotes, definitions, lists, tables, underlines
        | \d+[.)](?=\s|$)       # numbered lists
        | !!!|\?\?\?|///        # blocks of extensions
    )
    """,
    re.X,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_IN_TEXT = re.compile(r"[`{}$\\|*_\[\]~^=:@#!]")
_IN_TAG = re.compile(r"[`{}$\\|*\[\]~^!]")
_MOST_BLANK = 1_000  # lines in a row
_HTML = re.compile(r"<[/!?a-zA-Z]|&#")
"""HTML to Python-Markdown, even in code spans; an incomplete reference hides an end tag from it."""


def char_references(text: str) -> str:
    """Replace every character by a numeric character reference."""
    return "".join(f"&#{ord(char)};" for char in text)


def escape_text(text: str) -> str:
    """Escape inline text."""
    return _SPECIAL.sub(_escaped, _CONTROL.sub("", text))


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    if char[0] == "_":
        text, start, end = match.string, *match.span()
        within = start > 0 and text[start - 1].isalnum() and text[end : end + 1].isalnum()
        return char if within else char_references(char)
    return _ENTITIES.get(char) or char_references(char)


def escape_line_start(line: str) -> str:
    """Escape a line of a paragraph that would begin another block."""
    match = _LINE_START.match(line)
    if not match:
        return line
    at = match.end() - 1 if line[match.end() - 1] in ".)" else match.end() - len(match[0].lstrip())
    return line[:at] + char_references(line[at]) + line[at + 1 :]


def protected_tag(tag: str) -> str:
    """Escape everything in an HTML tag that Markdown would interpret."""
    return _IN_TAG.sub(lambda match: char_references(match[0]), tag)


def attribute_value(value: str) -> str:
    """Escape the value of an HTML attribute within Markdown."""
    return protected_tag(escape(value.replace("\n", " ")))


def html_text(text: str) -> str:
    """Escape text within raw HTML."""
    return protected_text(escape(text, quote=False))


def protected_text(text: str) -> str:
    """Escape everything in HTML text that Markdown would interpret."""
    return _IN_TEXT.sub(lambda match: char_references(match[0]), text)


def code_span(text: str, *, table: bool = False) -> str:
    """A text as a code span; line ends become spaces, and pipes do not end a table cell."""
    text = text.replace("\n", " ").replace("\r", " ")
    awkward = (
        text != text.strip()
        or not text
        or (table and ("|" in text or "`" in text))
        or text.startswith(("#!", ":::"))
        or text.endswith("\\")
        or _HTML.search(text)
    )
    if awkward:
        return f"<code>{html_text(text)}</code>"
    run = backticks(text, 1)
    return f"{run} {text} {run}" if "`" in text else f"`{text}`"


def fenced(code: str, options: str) -> str:
    """Code in a fence that is longer than any fence in it; the code has no final line end."""
    fence = backticks(code, 3)
    return f"{fence} {options}".rstrip() + f"\n{code}\n{fence}"


def has_many_blank_lines(code: str) -> bool:
    """Whether code has so many blank lines in a row that some Pygments lexers need minutes."""
    runs = groupby(code.split("\n"), key=lambda line: not line.strip())
    return any(is_blank and len(list(run)) > _MOST_BLANK for is_blank, run in runs)


def indented(markdown: str, width: int = 4) -> str:
    """Indent all lines but the first, for the content of a box or list item."""
    return re.sub(r"\n(?!\n|\Z)", "\n" + " " * width, markdown)


_UNSAFE = re.compile(
    # All except letters, digits, `,-./:;=` and underscores within a word.
    r"([\x00-\x1f!-+<>-@\[-`{-\xa0])(?:(?<!_)|(?<![^\W_]_)|(?![^\W_]))"
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONGEST_TITLE = 240  # characters


def attribute(text: str, longest: int = _LONGEST_TITLE) -> str:
    """Escape and truncate text for an attribute or a link's title (see ``untrusted.inert``).

    Everything that Markdown, an attribute list, a table or a template could interpret becomes a
    character reference.
    """
    text = _on_one_line(text)
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
    return _UNSAFE.sub(lambda match: char_references(match[0]), inert(text))


def plain_text(text: str) -> str:
    """Escape text, and put it on one line."""
    return escape_text(_on_one_line(text))


def _on_one_line(text: str) -> str:
    return _UNPRINTABLE.sub("", " ".join(text.split()))


def in_ascii(markdown: str) -> str:
    """Replace dashes, dots and the like in Markdown of the plugin by character references.

    Python stores all characters of a string in the width of its widest: a page that is ASCII
    otherwise takes half or a quarter of the memory.
    """
    return markdown.encode("ascii", "xmlcharrefreplace").decode()


def sentence(words: str) -> str:
    """Escape text that begins a paragraph."""
    return escape_line_start(plain_text(words))


def box_title(words: str) -> str:
    """Escape the title of an admonition or tab, which a quotation mark would end."""
    return plain_text(words).replace('"', "&quot;")


def filled(words: str, **parts: str) -> str:
    """Escape a format string, and fill in parts that are Markdown."""
    return "".join(
        escape_text(text) + (parts[name] if name else "")
        for text, name, _, _ in Formatter().parse(words)
    )
