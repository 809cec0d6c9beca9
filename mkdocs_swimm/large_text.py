"""Paragraphs of thousands of links or escapes, in pieces that Python-Markdown is quick with.

It writes the whole text of an element anew for everything that it finds in it: the time grows with
the square of the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_LARGE = 50_000
_PIECE = 8_000
_MANY = 1_000
_FOUND = re.compile(r"[&\[`*<\\]")
_BETWEEN = re.compile(r"(?<=[)}])\s")
"""Behind a link or its attributes."""

_ESCAPE = re.compile(r"&#?\w{1,8};")
_EITHER = re.compile(rf"{_BETWEEN.pattern}|{_ESCAPE.pattern}")


class LargeText(Treeprocessor):
    """Takes large texts apart before inline patterns are looked for."""

    def run(self, root: Element) -> None:
        """Put the text of an element into pieces, each an element of its own within it."""
        for element in list(root.iter()):
            text = element.text or ""
            if len(text) < _LARGE or isinstance(text, AtomicString):
                continue
            if sum(1 for _ in _FOUND.finditer(text)) < _MANY:
                continue
            kept = list(element)
            for child in kept:
                element.remove(child)
            element.text = None
            for piece in _pieces(text):
                SubElement(element, "span").text = piece
            element.extend(kept)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > 2 * _PIECE:
        cut = _BETWEEN.search(text, start + _PIECE, start + 2 * _PIECE)
        cut = cut or _EITHER.search(text, start + _PIECE)
        if not cut:
            break
        yield text[start : cut.end()]
        start = cut.end()
    yield text[start:]


def handle_large_text(md: Markdown) -> None:
    """Let a Markdown converter take large texts apart."""
    # Just before the inline patterns, which have 20.
    md.treeprocessors.register(LargeText(md), "swimm_large_text", 21)
