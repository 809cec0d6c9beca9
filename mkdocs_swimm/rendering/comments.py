"""Comments at the end of lines of code, of the language that the code is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, String, _TokenType, is_token_subtype
from pygments.util import ClassNotFound

_STYLES: Mapping[tuple[str, str], str] = {
    ("# (", ")!"): (
        "awk bash cmake elixir julia nimrod perl powershell python ruby splus toml yaml"
    ),
    ("// (", ")!"): (
        "c cpp csharp d dart fsharp go groovy java javascript kotlin objective-c protobuf "
        "rust scala scss solidity swift typescript zig"
    ),
    ("-- (", ")!"): "ada haskell lua mysql plpgsql postgresql sql vhdl",
    ("/* (", ")! */"): "css less",
    ("<!-- (", ")! -->"): "html xml",
    ("% (", ")!"): "erlang matlab",
    ("' (", ")!"): "vb.net",
    ("; (", ")!"): "clojure common-lisp emacs-lisp nasm scheme",
}
"""What stands around the number by the languages that end a line with such a comment."""
_AROUND = {language: style for style, names in _STYLES.items() for language in names.split()}
_SHOWN = (Comment, Comment.Single, Comment.Multiline)
"""The kinds of comments in which Material looks for numbers."""
_NUMBER = re.compile(r"\(\d+\)")


def numbered_comments(
    lines: Sequence[str], wanted: Mapping[int, int], language: str
) -> Mapping[int, str] | None:
    """What is to be added to lines so that Material shows an annotation there.

    Args:
        lines: The lines of code.
        wanted: The number of the annotation by the index of its line, from 0.
        language: The alias that Pygments knows the language by.

    Returns:
        What is added by the same indexes; None where the code can not carry it: the language has
        no such comments, a line goes on in the next or ends within a string, or a number in
        brackets stands in a comment or string already, which Material would take for its own.
    """
    around = _AROUND.get(language)
    lexer = _lexer(language)
    if around is None or lexer is None or any("\r" in line for line in lines):
        return None
    if any(lines[at].endswith("\\") for at in wanted):
        return None
    plain = _kinds(lexer, lines)
    written = "".join(
        char if any(is_token_subtype(kind, one) for one in (Comment, String)) else "\n"
        for char, kind in zip("\n".join(lines) + "\n", plain, strict=False)
    )
    if _NUMBER.search(written):
        return None
    # A blank before the comment would be copied with the code: only where it is needed.
    for blank in ("", " "):
        added = {at: f"{blank}{around[0]}{number}{around[1]}" for at, number in wanted.items()}
        if _are_comments(lexer, lines, added, plain):
            return added
    return None


def _are_comments(
    lexer: Lexer, lines: Sequence[str], added: Mapping[int, str], plain: Sequence[_TokenType]
) -> bool:
    """Whether what is added are comments, and everything else is what it was before."""
    kinds = _kinds(lexer, [line + added.get(at, "") for at, line in enumerate(lines)])
    rest: list[_TokenType] = []
    position = 0
    for at, line in enumerate(lines):
        end = position + len(line)
        comment = added.get(at, "")
        after = end + len(comment)
        if any(
            kind not in _SHOWN for kind in kinds[end + len(comment) - len(comment.strip()) : after]
        ):
            return False
        rest += kinds[position:end] + kinds[after : after + 1]
        position = after + 1
    return [*_without_ends(rest, lines)] == [*_without_ends(plain, lines)]


def _kinds(lexer: Lexer, lines: Sequence[str]) -> list[_TokenType]:
    """The kind of each character."""
    text = "\n".join(lines) + "\n"
    return [kind for kind, value in lexer.get_tokens(text) for _ in value]


def _without_ends(kinds: Sequence[_TokenType], lines: Sequence[str]) -> Iterable[_TokenType]:
    """The kinds of the characters of lines, without those of the line ends."""
    position = 0
    for line in lines:
        yield from kinds[position : position + len(line)]
        position += len(line) + 1


def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
