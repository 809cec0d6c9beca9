"""Turns a snippet's comment into an annotation of its code (option ``annotations``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token as MarkdownToken
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment
from pygments.util import ClassNotFound

from ..code.languages import language_of
from ..format.constructs import Snippet, construct_of
from ..format.document import Document
from ..format.lines import EMPTY
from ..freshness import STALE, Finding, Reference
from .snippets import in_one_piece

_Tokens = Sequence[MarkdownToken]
_COMMENTS: Mapping[str, str] = {
    "# {}": "awk bash cmake docker elixir graphql julia make nimrod perl powershell python ruby "
    "splus terraform toml yaml",
    "// {}": "apex c cpp csharp d dart fsharp go groovy java javascript jsx kotlin objective-c php "
    "protobuf rust scala scss solidity swift systemverilog tsx typescript verilog yacc zig",
    "-- {}": "ada haskell lua mysql plpgsql postgresql sql vhdl",
    "/* {} */": "css less openedge",
    "<!-- {} -->": "html xml",
    "% {}": "erlang matlab",
    "' {}": "vb.net",
    "; {}": "clojure common-lisp emacs-lisp nasm scheme",
    "! {}": "fortran",
    "*> {}": "cobol cobolfree",
}
"""The syntax of comments at the end of a line, and the languages that have it."""
_COMMENT_OF = {language: form for form, names in _COMMENTS.items() for language in names.split()}
_SHOWN = (Comment, Comment.Single, Comment.Multiline)
"""The token types in which Material looks for the numbers of annotations."""
_NUMBER = re.compile(r"\(0*1\)")


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of a line of a snippet."""

    row: int  # index of the row
    marker: str  # appended to its code; Material replaces it by a button
    comment: _Tokens


def snippet_annotations(
    document: Document, finding: Callable[[Reference], Finding | None]
) -> Mapping[int, Annotation]:
    """The annotations of a document by the identities of their snippets.

    Snippets that are stale, collapsed or have gaps keep their comment above the card.
    """
    annotations = {}
    lines = document.body.split("\n")
    for at, token in enumerate(document.tokens):
        snippet = construct_of(token)
        if not isinstance(snippet, Snippet) or not in_one_piece(snippet):
            continue
        comment = _comment(document.tokens, at, lines)
        row = _first_selected(snippet)
        found = finding(snippet)
        if comment and row is not None and not (found and found.state in STALE):
            code = [row.code for row in snippet.rows]
            language = language_of(snippet.path, snippet.info, code)
            if marker := _marker(code, row, language):
                annotations[id(snippet)] = Annotation(row, marker, comment)
    return annotations


def _comment(tokens: _Tokens, at: int, lines: Sequence[str]) -> _Tokens:
    """The comment of a snippet; empty unless it is exactly one paragraph.

    It begins at the snippet's tag, or at Swimm's empty paragraph (``FORMAT.md`` 4 and 5.8).
    """
    comment = tokens[max(at - 3, 0) : at]
    if [token.type for token in comment] != ["paragraph_open", "inline", "paragraph_close"]:
        return ()
    above = next((token for token in reversed(tokens[: at - 3]) if token.map), None)
    if above and above.map and comment[0].map and not above.type.startswith("swimm_"):
        between = lines[above.map[1] : comment[0].map[0]]
        if not any(EMPTY.match(line) for line in between):
            return ()
    # It may use or contain link definitions, which apply to the whole document.
    texts = [child.content for child in comment[1].children or () if child.type == "text"]
    return () if any("[" in text for text in texts) else comment


def _first_selected(snippet: Snippet) -> int | None:
    """The index of the first row that is not blank, among the selected ones if any."""
    rows = [index for index, row in enumerate(snippet.rows) if row.code.strip()]
    selected = [index for index in rows if snippet.rows[index].marked]
    return next(iter(selected or rows), None)


def _marker(lines: Sequence[str], at: int, language: str) -> str:
    """The text to append to a line of code so that Material shows the first annotation there.

    It is a comment with the number, or only the number if the line already ends in a comment. Empty
    if the line cannot have either, or another comment contains the number.
    """
    # A line that continues in the next one cannot end in a comment.
    form, continues = _COMMENT_OF.get(language, ""), lines[at].endswith(("\\", "\r"))
    comment = form.format("(1)!")
    # A space before the comment would be copied with the code, so it is tried last.
    for marker in () if continues or not form else (" (1)", comment, f" {comment}"):
        text = "\n".join([*lines[:at], lines[at] + marker, *lines[at + 1 :]])
        types = _token_types(text, language)
        end = len("\n".join(lines[: at + 1])) + len(marker)
        added = types[end - len(marker.lstrip()) : end]
        count = sum(types[match.start()] in Comment for match in _NUMBER.finditer(text) if types)
        if count == 1 and all(type in _SHOWN for type in added):
            return marker
    return ""


def _token_types(code: str, language: str) -> list[Any]:
    """The Pygments token type of each character of code; empty for an unknown language."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return []
    return [type for type, value in lexer.get_tokens(code + "\n") for _ in value]
