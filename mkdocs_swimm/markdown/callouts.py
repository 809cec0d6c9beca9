"""Quotes that are callouts: ``> **Note**: …``, ``> Tip: …``, ``> [!WARNING]``."""

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
"""The types of admonitions, with the words that authors use for them."""
_TYPES = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_WORD = f"({'|'.join(_TYPES)})"
_LABEL = re.compile(rf"\s*{_WORD}\s*(:?)\s*(.*)$", re.I | re.S)
_PLAIN = re.compile(rf"\s*{_WORD}\s*:(?:\s+|$)", re.I)
_ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$")
_BREAKS = ("softbreak", "hardbreak")
_MARKS = " :-\u2013\u2014."


@dataclass(frozen=True, slots=True)
class Callout:
    """A callout."""

    type: str  # of the admonition
    title: str  # the author's word for it
    rest: Sequence[Token]  # what is left of the first paragraph


def read_callout(children: Sequence[Token]) -> Callout | None:
    """Read the first paragraph of a quote; None where the quote is only a quote."""
    children = [token for token in children if token.type != "text" or token.content]
    kinds = [token.type for token in children[:3]]
    if kinds[:1] == ["text"]:
        return _plain(children[0], children[1:])
    return _strong(children) if kinds == ["strong_open", "text", "strong_close"] else None


def _plain(first: Token, others: Sequence[Token]) -> Callout | None:
    alert = _ALERT.match(first.content)
    if alert and (not others or others[0].type == "softbreak"):
        return Callout(_TYPES[alert[1].lower()], alert[1].capitalize(), others[1:])
    if label := _PLAIN.match(first.content):
        rest = _trimmed(first, label.end(), others)
        return Callout(_TYPES[label[1].lower()], label[1], rest)
    return None


def _strong(children: Sequence[Token]) -> Callout | None:
    opening, bold, closing, *after = children
    label = _LABEL.fullmatch(bold.content)
    if not label:
        return None
    kind = _TYPES[label[1].lower()]
    if label[3]:
        # `**NOTE: Inherit from** x`: the rest of the bold words stays bold.
        rest = [opening, bold.copy(content=label[3]), closing, *after]
        return Callout(kind, label[1], rest) if label[2] else None
    follows = after[0].content if after and after[0].type == "text" else ""
    colon = label[2] or follows.lstrip().startswith(tuple(_MARKS[1:]))
    ends = not after or after[0].type in _BREAKS
    if not colon and not ends and not label[1][0].isupper():
        return None
    if follows:
        start = len(follows) - len(follows.lstrip(_MARKS))
        return Callout(kind, label[1], _trimmed(after[0], start, after[1:]))
    return Callout(kind, label[1], after[1:] if ends else after)


def _trimmed(token: Token, start: int, others: Sequence[Token]) -> Sequence[Token]:
    if rest := token.content[start:]:
        return [token.copy(content=rest), *others]
    return others[1:] if others and others[0].type in _BREAKS else others
