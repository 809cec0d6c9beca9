"""A snippet's comment as an annotation on its first selected line (option ``annotations``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, _TokenType, is_token_subtype
from pygments.util import ClassNotFound

from ..freshness import STALE, Finding, Reference
from ..model import DocLink, Hidden, Mention, Node, PathRef, Snippet, Text, Token
from .languages import language_of
from .snippets import in_one_piece

_RUNNING = (Text, Token, PathRef, DocLink, Mention)
_PARSER = MarkdownIt("commonmark")
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
    """What a line of a snippet is annotated with.

    Attributes:
        row: The index of the row.
        mark: What is added to the row's code, which Material replaces by a button.
        comment: The snippet's comment.
    """

    row: int
    mark: str
    comment: Sequence[Node]


def snippet_annotations(
    nodes: Sequence[Node], finding: Callable[[Reference], Finding | None]
) -> Mapping[int, Annotation]:
    """The annotations of a document by the identity of their snippets.

    Snippets whose code is stale, folded away or has gaps keep their comment above the card.

    Args:
        nodes: The nodes of the document.
        finding: What was found out about a reference.
    """
    found = {}
    for at, node in enumerate(nodes):
        if not isinstance(node, Snippet) or not in_one_piece(node):
            continue
        comment = _comment(nodes, at)
        row = _first_selected(node)
        if comment and row is not None and not _is_stale(finding(node)):
            language = language_of(node.path, node.info, [row.code for row in node.rows])
            mark = _mark([one.code for one in node.rows], row, language)
            if mark:
                found[id(node)] = Annotation(row, mark, comment)
    return found


def _comment(nodes: Sequence[Node], at: int) -> Sequence[Node]:
    """The comment of a snippet; nothing where it is not exactly one paragraph.

    It goes from the snippet's opening tag, or an empty line of Swimm's (``FORMAT.md`` sections 4
    and 5.8), to the code.
    """
    start = at
    while start and _is_running(nodes[start - 1]):
        start -= 1
    text = "".join(map(_outline, nodes[start:at]))
    environment: dict[str, object] = {}
    tokens = _PARSER.parse(text, environment)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return ()
    # Definitions of links are for the whole document, and so is what uses them.
    words = [child.content for child in tokens[1].children or () if child.type == "text"]
    if environment.get("references") or any("[" in one for one in words):
        return ()
    return nodes[start:at]


def _is_running(node: Node) -> bool:
    return isinstance(node, _RUNNING) or (isinstance(node, Hidden) and not node.block)


def _outline(node: Node) -> str:
    """The text of a node as far as it matters for where blocks begin and end."""
    return node.source if isinstance(node, Text) else re.sub(r"[^\n]", "x", node.source)


def _is_stale(finding: Finding | None) -> bool:
    return finding is not None and finding.state in STALE


def _first_selected(snippet: Snippet) -> int | None:
    """The first row that is selected, or the first row where none is; blank ones are not shown."""
    rows = [at for at, row in enumerate(snippet.rows) if row.code.strip()]
    marked = [at for at in rows if snippet.rows[at].marked]
    return next(iter(marked or rows), None)


def _mark(lines: Sequence[str], at: int, language: str) -> str:
    """What is added to a line so that Material shows its first annotation there.

    Args:
        lines: The lines of code.
        at: The index of the line.
        language: The alias that Pygments knows the language by.

    Returns:
        A comment with the number, or the number alone where the line ends in a comment already;
        empty where the line can carry neither, or another comment has that number.
    """
    form = _COMMENT_OF.get(language, "")
    kinds = _kinds(lines, language) if form else []
    code = "\n".join(lines)
    if not kinds or any(
        is_token_subtype(kinds[found.start()], Comment) for found in _NUMBER.finditer(code)
    ):
        return ""
    end = len("\n".join(lines[: at + 1]))
    # A line that goes on in the next one has no room for a comment.
    if lines[at].endswith(("\\", "\r")):
        return ""
    if kinds[end - 1] in _SHOWN:
        marks = [" (1)"]
    else:
        # A blank before the comment would be copied with the code: only where it is needed.
        marks = [f"{blank}{form.format('(1)!')}" for blank in ("", " ")]
    for mark in marks:
        changed = [*lines[:at], lines[at] + mark, *lines[at + 1 :]]
        start = end + len(mark) - len(mark.lstrip())
        added = _kinds(changed, language)[start : end + len(mark)]
        if all(kind in _SHOWN for kind in added):
            return mark
    return ""


def _kinds(lines: Sequence[str], language: str) -> list[_TokenType]:
    """What Pygments takes each character of code for."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return []
    return [kind for kind, value in lexer.get_tokens("\n".join(lines) + "\n") for _ in value]
