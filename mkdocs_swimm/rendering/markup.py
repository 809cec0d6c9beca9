"""Small pieces of Markdown that no extension can take for its own."""

from __future__ import annotations

import re
from string import Formatter

from ..markdown.escaping import escape_line_start, escape_text, reference
from ..safety.untrusted import inert

_UNSAFE = re.compile(
    # All but letters, digits and `,-./:;=`; an underscore within a word is harmless.
    r"([\x00-\x1f!-+<>-@\[-`{-\xa0])(?:(?<!_)|(?<![^\W_]_)|(?![^\W_]))"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONGEST_TITLE = 240

WIDE = "---\nhide: [toc]\n---\n\n"
"""Front matter of a page whose tables need all the room there is."""


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
    return _CONTROL.sub("", " ".join(text.split()))


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
