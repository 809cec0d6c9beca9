"""Every word of an author's is marked, the document is damaged: each word is shown, or told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import count

from mkdocs_swimm.model import (
    Diagram,
    DocLink,
    FrontMatter,
    Image,
    Node,
    Placeholder,
    Snippet,
    Step,
    Text,
    Token,
)
from mkdocs_swimm.reading import read
from mkdocs_swimm.rendering import render

from ..dialect.rendering import by_python_markdown
from ..html_check import text_of
from .properties import site

MARK = re.compile(r"\d{6}qz")
_WORD = re.compile(r"[A-Za-z]{4,}")
_NOT_SHOWN = re.compile(
    r"<!--[\s\S]*?-->|<[a-zA-Z/][^<>]*>|\]\([^()]*\)|^[ >]*\[[^\]\n]*\]:\s*\S.*|https?://\S*"
    r"|^\s*%%.*|^(?:[\s>*+-]|\d+[.)])*(?:```|~~~).*|&\w+;",
    re.M,
)
"""What nobody sees of Markdown: comments, tags, addresses, the language of a fence."""
_TITLE = re.compile(r"(?<=\ntitle: ).+")
_LABEL = re.compile(r'(?<=\[)[^\[\]"<>`]+(?=\])|(?<=[({\[]")[^"\[\]<>`]+(?=")')


def marked(text: str, first: int = 0) -> str:
    """A document each of whose words has a number of its own."""
    numbers = count(first)
    return "".join(_marked(read(text).nodes, numbers))


def _marked(nodes: Iterable[Node], numbers: Iterator[int]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Text(code=False):
                yield _outside(_NOT_SHOWN, node.source, numbers)
            case Text():
                yield _words(node.source, numbers) if node.source[:1] in " \t" else node.source
            case Snippet():
                head, fence, code = node.source.partition("```")
                info, end, rows = code.partition("\n")
                yield head + fence + info + end + _words(rows, numbers)
            case Token(text=shown):
                head, tick, rest = node.source.rpartition(f"`{shown}`")
                yield head + (f"`{_words(shown, numbers)}`" if tick else "") + rest
            case DocLink(label=inner) | Placeholder(prompt=inner) | Step(label=inner) if inner:
                shown = "".join(one.source for one in inner)
                head, label, rest = node.source.rpartition(shown)
                yield head + ("".join(_marked(inner, numbers)) if label else "") + rest
            case Diagram():
                head, copy, rest = node.source.partition("%% Swimm:")
                yield _LABEL.sub(lambda one: _words(one[0], numbers), head) + copy + rest
            case FrontMatter():
                yield _TITLE.sub(lambda one: _words(one[0], numbers), node.source)
            case Image(alt=alt) if alt:
                yield node.source.replace(f'"{alt}"', f'"{_words(alt, numbers)}"')
            case _:
                yield node.source


def _outside(hidden: re.Pattern[str], text: str, numbers: Iterator[int]) -> str:
    parts, place = [], 0
    for found in hidden.finditer(text):
        parts += [_words(text[place : found.start()], numbers), found[0]]
        place = found.end()
    return "".join([*parts, _words(text[place:], numbers)])


def _words(text: str, numbers: Iterator[int]) -> str:
    return _WORD.sub(lambda word: f"{word[0]}{next(numbers) % 1_000_000:06}qz", text)


def lost(text: str) -> list[str]:
    """The marks of a document that neither its page nor a message shows."""
    document = read(text)
    head = document.front_matter
    page = render(document, str(head.data.get("title", "Title") if head else "Title"), site())
    html = by_python_markdown(page.markdown)
    told = " ".join(problem.message for problem in page.problems)
    shown = {*MARK.findall(unescape(html)), *MARK.findall(text_of(html)), *MARK.findall(told)}
    rest = text[len(head.source) :] if head and not head.error else text
    rest = rest.replace("\r", "\n")
    return [mark for mark in MARK.findall(_NOT_SHOWN.sub(" ", rest)) if mark not in shown]


def loses_nothing(text: str) -> None:
    """Each mark of a document is shown, or told."""
    missing = lost(text)
    assert not missing, missing
