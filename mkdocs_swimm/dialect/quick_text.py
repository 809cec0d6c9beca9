"""Running text that can be read in one way only, without the parser's dozen rules for each part.

What the parser makes of it is what comes out: code, emphasis without anything else that could be
its begin or end, links without titles, escapes, and text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.common.html_re import close_tag, open_tag
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from .tokens import made, shared

_LETTER = "[^\\W_]|[\ue000\ue001]"
"""What is neither white space nor punctuation."""
_SIGN = r"[!-)+-/:-@\[-^`{-}]"
"""Punctuation, but the letters that emphasis is made of."""
_ESCAPABLE = r"[!-/:-@\[-`{-~]"
_ESCAPED = rf"\\{_ESCAPABLE}"
_TEXT = rf"""(?:
      [^\\`*_~\[<&!]++
    | (?<={_LETTER})_++(?={_LETTER})
    | {_ESCAPED}
    | ~(?!~) | !(?!\[) | <(?![a-zA-Z/!?]) | &(?!\#|[a-zA-Z][a-zA-Z0-9]*+;)
)++"""
_CODE = r"`[^`]++`(?!`)"
_PART = re.compile(
    rf"""
      (?P<text>{_TEXT})
    | (?P<code>{_CODE})
    | (?P<html>{open_tag}|{close_tag})
    | (?P<open>(?:(?<![^ \n])(?=[*_]{{1,2}}[^\s*_~])|(?<={_SIGN})(?=[*_]{{1,2}}(?:{_LETTER})))
        (?:\*\*?|__?))
    | (?P<close>(?:(?<=[^\s*_~])(?=[*_]{{1,2}}(?:[ \n]|\Z))|(?<={_LETTER})(?=[*_]{{1,2}}{_SIGN}))
        (?:\*\*?|__?))
    | \[(?P<label>(?:[^\[\]\\`<]|{_CODE}|{_ESCAPED})++)\]
        \((?P<href>[^\s()<>\\&\x00-\x1f\x7f]++)\)
    | (?P<other>[\s\S])
    """,
    re.X,
)
_ESCAPE = re.compile(rf"\\({_ESCAPABLE})")
_EM, _STRONG = ("em_open", "em_close", "em"), ("strong_open", "strong_close", "strong")
_NAMES = {"*": _EM, "_": _EM, "**": _STRONG, "__": _STRONG}
_normal = lru_cache(maxsize=1024)(normalizeLink)


def plain(text: str, level: int = 0) -> list[Token]:
    """The tokens of running text in which nothing but ends of lines means anything.

    Most text of a document is of this kind, and the parser tries a dozen rules on every part.
    """
    if "\n" not in text:
        return [made("text", "", 0, level, text)] if text else []
    first, *lines = text.split("\n")
    tokens: list[Token] = []
    for line in lines:
        bare = first.rstrip(" ")
        if bare:
            tokens.append(made("text", "", 0, level, bare))
        kind = "hardbreak" if len(first) - len(bare) > 1 else "softbreak"
        tokens.append(shared(kind, "br", 0, level))
        first = line.lstrip(" \t")
    if first:
        tokens.append(made("text", "", 0, level, first))
    return tokens


def simple(text: str) -> list[Token] | None:
    """The tokens of running text; None where the parser must be asked."""
    run = _Run()
    return run.tokens if run.reads(text) else None


@dataclass(eq=False)
class _Run:
    """Running text that is being read.

    Attributes:
        level: How deep it is nested.
        linked: Whether it is the text of a link.
        tokens: What was read so far.
        open: The mark of the emphasis that is open, if any.
        owed: Whether the parser leaves a text here, though there may be none.
    """

    level: int = 0
    linked: bool = False
    tokens: list[Token] = field(default_factory=list)
    open: str = ""
    owed: bool = False

    def reads(self, text: str) -> bool:
        """Read a text to its end, if it can be read here."""
        for part in _PART.finditer(text):
            if part.lastgroup == "text":
                self._text(part[0])
                continue
            take = _TAKEN.get(part.lastgroup or "")
            if take is None or not take(self, part):
                return False
        self._pay()
        return not self.open

    def _text(self, text: str) -> None:
        if "\n" not in text and "\\" not in text:
            self.owed = False
            self.tokens.append(made("text", "", 0, self.level, text))
            return
        tokens = plain(text, self.level)
        if tokens[0].type != "text":
            self._pay()
        if "\\" in text:
            for token in tokens:
                _unescape(token, joined=self.owed and token is tokens[0])
        self.owed = False
        self.tokens += tokens

    # What takes each other part, and gives whether it could be taken.

    def _code(self, part: re.Match[str]) -> bool:
        self._pay()
        content = part[0][1:-1].replace("\n", " ")
        if content[0] == content[-1] == " ":
            if content.isspace():
                return False
            content = content[1:-1]
        self.tokens.append(made("code_inline", "code", 0, self.level, content, "`"))
        return True

    def _html(self, part: re.Match[str]) -> bool:
        self._pay()
        self.tokens.append(made("html_inline", "", 0, self.level, part[0]))
        return True

    def _opens(self, part: re.Match[str]) -> bool:
        if self.open or self.linked:
            return False
        self._pay()
        mark = part[0]
        if len(mark) == 2 and (not self.tokens or self.tokens[-1].type != "text"):
            # What is left of the first of both letters.
            self.tokens.append(made("text", "", 0, self.level))
        opening, _, name = _NAMES[mark]
        self.tokens.append(shared(opening, name, 1, self.level, mark))
        self.open = mark
        self.level += 1
        return True

    def _closes(self, part: re.Match[str]) -> bool:
        mark = part[0]
        if self.open != mark:
            return False
        self._pay()
        self.open = ""
        self.level -= 1
        _, closing, name = _NAMES[mark]
        self.tokens.append(shared(closing, name, -1, self.level, mark))
        self.owed = len(mark) == 2
        return True

    def _link(self, part: re.Match[str]) -> bool:
        label = _Run(self.level + 1, True)
        if self.linked or not label.reads(part["label"]):
            return False
        self._pay()
        opening = made("link_open", "a", 1, self.level)
        opening.attrs = {"href": _normal(part["href"])}
        self.tokens += (opening, *label.tokens, shared("link_close", "a", -1, self.level))
        return True

    def _pay(self) -> None:
        """Leave the empty text that is left of the second letter of a mark."""
        if self.owed:
            self.tokens.append(made("text", "", 0, self.level))
            self.owed = False


_TAKEN: Mapping[str, Callable[[_Run, re.Match[str]], bool]] = {
    "code": _Run._code,
    "open": _Run._opens,
    "close": _Run._closes,
    "href": _Run._link,
    "html": _Run._html,
}
"""What takes a part that is no text, by its name."""


def _unescape(token: Token, *, joined: bool) -> None:
    """Resolve the escapes in a text; the parser notes one that it begins with on its own."""
    if token.content.startswith("\\") and not joined:
        token.markup, token.info = token.content[:2], "escape"
    token.content = _ESCAPE.sub(r"\1", token.content)
