"""Recognizes quotes that are callouts: ``> **Note**: …``, ``> Tip: …``, ``> [!WARNING]``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_WORDS: Mapping[str, str] = {
    "note": "note nb remark",
    "info": "info information important",
    "tip": "tip hint",
    "warning": "warning warn caution attention",
    "danger": "danger error",
    "success": "success",
    "question": "question todo",
    "example": "example",
    "bug": "bug",
    "abstract": "summary tldr",
}
"""The types of admonitions, and the words that authors use for them."""
_TYPES = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_WORD = f"({'|'.join(_TYPES)})"
_LABEL = re.compile(rf"\s*{_WORD}\s*(:?)\s*(.*)$", re.I | re.S)
_PLAIN = re.compile(rf"\s*{_WORD}\s*:(?:\s+|$)", re.I)
_ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$")
_BREAKS = ("softbreak", "hardbreak")
_PUNCTUATION = ":-\u2013\u2014."


@dataclass(frozen=True, slots=True)
class Callout:
    """The first paragraph of a callout."""

    type: str  # of the admonition
    title: str  # the author's word for it
    rest: Sequence[Token]  # the paragraph without the title


def read_callout(children: Sequence[Token]) -> Callout | None:
    """Parse the first paragraph of a quote; None if the quote is not a callout."""
    children = [token for token in children if token.type != "text" or token.content]
    kinds = [token.type for token in children[:3]]
    if kinds[:1] == ["text"]:
        return _plain_callout(children[0], children[1:])
    return _bold_callout(children) if kinds == ["strong_open", "text", "strong_close"] else None


def _plain_callout(first: Token, others: Sequence[Token]) -> Callout | None:
    alert = _ALERT.match(first.content)
    if alert and (not others or others[0].type == "softbreak"):
        return Callout(_TYPES[alert[1].lower()], alert[1].capitalize(), others[1:])
    if label := _PLAIN.match(first.content):
        return Callout(_TYPES[label[1].lower()], label[1], _trimmed(first, label.end(), others))
    return None


def _bold_callout(children: Sequence[Token]) -> Callout | None:
    opening, bold, closing, *after = children
    label = _LABEL.fullmatch(bold.content)
    if not label:
        return None
    kind = _TYPES[label[1].lower()]
    if label[3]:
        # `**NOTE: Inherit from** x`: the rest of the bold text stays bold.
        rest = [opening, bold.copy(content=label[3]), closing, *after]
        return Callout(kind, label[1], rest) if label[2] else None
    text = after[0].content if after and after[0].type == "text" else ""
    punctuated = label[2] or text.lstrip().startswith(tuple(_PUNCTUATION))
    ends_line = not after or after[0].type in _BREAKS
    if not punctuated and not ends_line and not label[1][0].isupper():
        return None
    if text:
        start = len(text) - len(text.lstrip(f" {_PUNCTUATION}"))
        return Callout(kind, label[1], _trimmed(after[0], start, after[1:]))
    return Callout(kind, label[1], after[1:] if ends_line else after)


def _trimmed(token: Token, start: int, others: Sequence[Token]) -> Sequence[Token]:
    """A text token from a position on, and others; without the line break if nothing is left."""
    if rest := token.content[start:]:
        return [token.copy(content=rest), *others]
    return others[1:] if others and others[0].type in _BREAKS else others
