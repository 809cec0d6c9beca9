"""Text and code that Python-Markdown and its extensions show as they are.

Whatever one of them could take for its own becomes a numeric character reference, which all of
them leave alone.
"""

from __future__ import annotations

import re
from html import escape
from string import Formatter

from ..format.lines import backticks
from ..safety.untrusted import inert

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
_MOST_BLANK = 1_000
_HTML = re.compile(r"<[/!?a-zA-Z]|&#")
"""What Python-Markdown takes for HTML between two tags, code span or not; half a character
reference keeps it from seeing the end tag.
"""


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
    at = found.end() - 1 if line[found.end() - 1] in ".)" else found.end() - len(found[0].lstrip())
    return line[:at] + reference(line[at]) + line[at + 1 :]


def in_markdown(tag: str) -> str:
    """A tag in which nothing is left for Markdown to act on."""
    return _IN_TAG.sub(lambda found: reference(found[0]), tag)


def attribute_value(value: str) -> str:
    """A value for an attribute of raw HTML inside of Markdown."""
    return in_markdown(escape(value.replace("\n", " ")))


def html_text(text: str) -> str:
    """Text within raw HTML."""
    return shielded(escape(text, quote=False))


def shielded(text: str) -> str:
    """Text of HTML, escaped already, in which nothing is left for Markdown to act on."""
    return _IN_TEXT.sub(lambda found: reference(found[0]), text)


def code_span(text: str, *, table: bool = False) -> str:
    """A code span that shows exactly a text; line ends become spaces, a pipe would end a cell."""
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
    marks = backticks(text, 1)
    return f"{marks} {text} {marks}" if "`" in text else f"`{text}`"


def fenced(code: str, options: str) -> str:
    """Code, with no line end behind its last line, in a fence that nothing in it can close."""
    fence = backticks(code, 3)
    return f"{fence} {options}".rstrip() + f"\n{code}\n{fence}"


def has_many_blank_lines(code: str) -> bool:
    """Whether code has a run of blank lines that some of Pygments' lexers need minutes for."""
    run = 0
    for line in code.split("\n"):
        run = 0 if line.strip() else run + 1
        if run > _MOST_BLANK:
            return True
    return False


def indented(markdown: str, width: int = 4) -> str:
    """All lines but the first some columns to the right, as the content of a box or list item."""
    return re.sub(r"\n(?!\n|\Z)", "\n" + " " * width, markdown)


_UNSAFE = re.compile(
    # All but letters, digits and `,-./:;=`; an underscore within a word is harmless.
    r"([\x00-\x1f!-+<>-@\[-`{-\xa0])(?:(?<!_)|(?<![^\W_]_)|(?![^\W_]))"
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONGEST_TITLE = 240


def attribute(text: str, longest: int = _LONGEST_TITLE) -> str:
    """Text for an attribute or a link's title, cut where it is long (see ``untrusted.inert``).

    Everything that Markdown, an attribute list, a table or a template could act on becomes a
    character reference.
    """
    text = _on_one_line(text)
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
    return _UNSAFE.sub(lambda found: reference(found[0]), inert(text))


def plain_text(text: str) -> str:
    """Text that is to be shown as it is, on one line."""
    return escape_text(_on_one_line(text))


def _on_one_line(text: str) -> str:
    return _UNPRINTABLE.sub("", " ".join(text.split()))


def in_ascii(markdown: str) -> str:
    """Markdown of our own whose dashes, dots and the like are character references.

    Python gives every character of a page the width of its widest: a page that is ASCII without
    them takes half of the memory, or a quarter.
    """
    return markdown.encode("ascii", "xmlcharrefreplace").decode()


def sentence(words: str) -> str:
    """Words that a paragraph begins with."""
    return escape_line_start(plain_text(words))


def box_title(words: str) -> str:
    """Words as the title of an admonition or tab, which a quotation mark would end."""
    return plain_text(words).replace('"', "&quot;")


def filled(words: str, **parts: str) -> str:
    """Words with what is filled in, which is Markdown already."""
    return "".join(
        escape_text(text) + (parts[name] if name else "")
        for text, name, _, _ in Formatter().parse(words)
    )
