"""Quotes that are callouts: ``> **Note**: …``, ``> Tip: …``, ``> [!WARNING]``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_TYPES = {
    "note": "note",
    "nb": "note",
    "remark": "note",
    "info": "info",
    "information": "info",
    "important": "info",
    "tip": "tip",
    "hint": "tip",
    "warning": "warning",
    "warn": "warning",
    "caution": "warning",
    "attention": "warning",
    "danger": "danger",
    "error": "danger",
    "success": "success",
    "question": "question",
    "todo": "question",
    "example": "example",
    "bug": "bug",
    "summary": "abstract",
    "tldr": "abstract",
}
_WORDS = "|".join(_TYPES)
_LABEL = re.compile(rf"\s*({_WORDS})\s*(:?)\s*(.*)$", re.I | re.S)
_PLAIN = re.compile(rf"\s*({_WORDS})\s*:(?:\s+|$)", re.I)
_ALERT = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$")
_EMOJI = re.compile(
    "\\s*(:warning:|:bulb:|:information_source:|:memo:|\u26a0\ufe0f?|\U0001f4a1|\u2139\ufe0f?)\\s*"
)
_BY_EMOJI = {":warning:": "warning", "\u26a0": "warning", ":bulb:": "tip", "\U0001f4a1": "tip"}


@dataclass(frozen=True, slots=True)
class Callout:
    """A callout.

    Attributes:
        type: The admonition's type.
        title: The author's word for it.
        rest: What is left of the first paragraph.
    """

    type: str
    title: str
    rest: Sequence[Token]


def read_callout(children: Sequence[Token]) -> Callout | None:
    """Read the first paragraph of a quote; None where the quote is only a quote."""
    children = [token for token in children if token.type != "text" or token.content]
    if not children:
        return None
    if children[0].type == "text":
        return _plain(children)
    if len(children) >= 3 and [token.type for token in children[:3]] == [
        "strong_open",
        "text",
        "strong_close",
    ]:
        return _strong(children)
    return None


def _plain(children: Sequence[Token]) -> Callout | None:
    first = children[0]
    alert = _ALERT.match(first.content)
    if alert and (len(children) == 1 or children[1].type == "softbreak"):
        word = alert[1].capitalize()
        return Callout(_TYPES[alert[1].lower()], word, children[2:])
    label = _PLAIN.match(first.content)
    if label:
        return Callout(
            _TYPES[label[1].lower()], label[1], _trimmed(first, label.end(), children[1:])
        )
    emoji = _EMOJI.match(first.content)
    if emoji:
        kind = _BY_EMOJI.get(emoji[1].rstrip("\ufe0f"), "info")
        return Callout(kind, kind.capitalize(), _trimmed(first, emoji.end(), children[1:]))
    return None


def _strong(children: Sequence[Token]) -> Callout | None:
    label = _LABEL.fullmatch(children[1].content)
    if not label:
        return None
    after = children[3:]
    follows = after[0].content if after and after[0].type == "text" else ""
    if label[3]:
        # `**NOTE: Inherit from** x`: the rest of the bold words stays bold.
        if not label[2]:
            return None
        bold = children[1].copy(content=label[3])
        return Callout(_TYPES[label[1].lower()], label[1], [children[0], bold, *children[2:]])
    colon = label[2] or follows.lstrip().startswith((":", "-", "\u2013", "\u2014", "."))
    ends = not after or after[0].type in ("softbreak", "hardbreak")
    if not colon and not ends and not label[1][0].isupper():
        return None
    rest = after[1:] if ends else after
    if follows:
        rest = _trimmed(after[0], len(follows) - len(follows.lstrip(" :-\u2013\u2014.")), after[1:])
    return Callout(_TYPES[label[1].lower()], label[1], rest)


def _trimmed(token: Token, start: int, others: Sequence[Token]) -> Sequence[Token]:
    rest = token.content[start:]
    if rest:
        return [token.copy(content=rest), *others]
    return others[1:] if others and others[0].type in ("softbreak", "hardbreak") else others
