"""A snippet's comment as an annotation on its first selected line (option ``annotations``)."""

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
"""How a comment is added to the end of a line, with the languages it is for."""
_COMMENT_OF = {language: form for form, names in _COMMENTS.items() for language in names.split()}
_SHOWN = (Comment, Comment.Single, Comment.Multiline)
"""The kinds of comments in which Material looks for numbers."""
_NUMBER = re.compile(r"\(0*1\)")


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a line of a snippet is annotated with."""

    row: int  # its index
    mark: str  # added to its code; Material replaces it by a button
    comment: _Tokens


def snippet_annotations(
    document: Document, finding: Callable[[Reference], Finding | None]
) -> Mapping[int, Annotation]:
    """The annotations of a document by the identity of their snippets.

    Snippets whose code is stale, collapsed or has gaps keep their comment above the card.
    """
    found = {}
    lines = document.body.split("\n")
    for at, token in enumerate(document.tokens):
        snippet = construct_of(token)
        if not isinstance(snippet, Snippet) or not in_one_piece(snippet):
            continue
        comment = _comment(document.tokens, at, lines)
        row = _first_selected(snippet)
        about = finding(snippet)
        if comment and row is not None and not (about and about.state in STALE):
            code = [one.code for one in snippet.rows]
            language = language_of(snippet.path, snippet.info, code)
            if mark := _mark(code, row, language):
                found[id(snippet)] = Annotation(row, mark, comment)
    return found


def _comment(tokens: Sequence[MarkdownToken], at: int, lines: Sequence[str]) -> _Tokens:
    """The comment of a snippet; nothing where it is not exactly one paragraph.

    It goes from the snippet's opening tag, or an empty line of Swimm's (``FORMAT.md`` sections 4
    and 5.8), to the code.
    """
    comment = tokens[max(at - 3, 0) : at]
    if [token.type for token in comment] != ["paragraph_open", "inline", "paragraph_close"]:
        return ()
    above = next((token for token in reversed(tokens[: at - 3]) if token.map), None)
    if above and above.map and comment[0].map and not above.type.startswith("swimm_"):
        between = lines[above.map[1] : comment[0].map[0]]
        if not any(EMPTY.match(line) for line in between):
            return ()
    # Definitions of links are for the whole document, and so is what uses them.
    words = [child.content for child in comment[1].children or () if child.type == "text"]
    return () if any("[" in one for one in words) else comment


def _first_selected(snippet: Snippet) -> int | None:
    """The first row that is selected, or the first row where none is; blank ones are not shown."""
    rows = [at for at, row in enumerate(snippet.rows) if row.code.strip()]
    marked = [at for at in rows if snippet.rows[at].marked]
    return next(iter(marked or rows), None)


def _mark(lines: Sequence[str], at: int, language: str) -> str:
    """What is added to a line of code so that Material shows its first annotation there.

    A comment with the number, or the number alone where the line ends in a comment already; empty
    where the line can carry neither, or another comment has that number.
    """
    # A line that goes on in the next one has no room for a comment.
    form, goes_on = _COMMENT_OF.get(language, ""), lines[at].endswith(("\\", "\r"))
    comment = form.format("(1)!")
    # A blank before the comment would be copied with the code: only where it is needed.
    for mark in () if goes_on or not form else (" (1)", comment, f" {comment}"):
        text = "\n".join([*lines[:at], lines[at] + mark, *lines[at + 1 :]])
        kinds = _kinds(text, language)
        end = len("\n".join(lines[: at + 1])) + len(mark)
        added = kinds[end - len(mark.lstrip()) : end]
        shown = [one for one in _NUMBER.finditer(text) if kinds and kinds[one.start()] in Comment]
        if len(shown) == 1 and all(kind in _SHOWN for kind in added):
            return mark
    return ""


def _kinds(code: str, language: str) -> list[Any]:
    """What Pygments takes each character of code for."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return []
    return [kind for kind, value in lexer.get_tokens(code + "\n") for _ in value]
