"""The cells of a JSON unit as Markdown: text with symbols, and snippets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from .tags import code_span

_SYMBOL = re.compile(r"\[\[sym(?:-(?:text|link|mention))?:[^\[\]\n]*?\(([\w-]{1,80})\)\]\]")
_FENCE = re.compile(r"`{3,}")
_WIDTH = 7


def text_with_symbols(text: str, symbols: Mapping[str, object]) -> str:
    """The text of a cell with its symbols as tokens, paths and links.

    Args:
        text: Markdown in which ``[[sym…(id)]]`` stands for a symbol.
        symbols: What each id stands for; a symbol that is not told stays as it is.
    """

    def written(found: re.Match[str]) -> str:
        symbol = symbols.get(found[1])
        said = _symbol(symbol) if isinstance(symbol, dict) else None
        return found[0] if said is None else said

    return _SYMBOL.sub(written, text.replace("\r\n", "\n"))


def _symbol(symbol: Mapping[str, object]) -> str | None:
    path, text = _said(symbol.get("path")), _said(symbol.get("text"))
    if symbol.get("type") == "path" and (path or text):
        return f"`\N{PAGE FACING UP} {_clean(path or text)}`"
    if symbol.get("type") == "link" and _said(symbol.get("swimmId")):
        return f"[{_label(text)}]({_said(symbol['swimmId'])}.sw.md)"
    number, shown = symbol.get("lineNumber"), text or _said(symbol.get("symbol"))
    if symbol.get("type") != "generic_text" or not shown:
        return None
    word = symbol.get("wordIndex")
    words = [word.get("start"), word.get("end")] if isinstance(word, dict) else []
    first, last = words if len(words) == 2 and all(map(_is_count, words)) else (-1, -1)
    line = number if _is_count(number) else -1
    place = f":{_clean(path)}:{line}:{first}:{last}:`{_said(symbol.get('lineData'))}`"
    return f'{code_span(shown)}<swm-token data-swm-token="{escape(place)}"/>'


def snippet(cell: Mapping[str, object], symbols: Mapping[str, object]) -> str | None:
    """A cell of code, its comments above it; None for one without a path or lines."""
    path, lines, first = cell.get("path"), cell.get("lines"), cell.get("firstLineNumber")
    if not isinstance(path, str) or not path.strip() or not isinstance(lines, list):
        return None
    comments = [text_with_symbols(one, symbols) for one in _texts(cell.get("comments"))]
    number = first if isinstance(first, int) and _is_count(first) else 1
    return block(path, marked_rows([str(line) for line in lines], number, "*"), comments)


def marked_rows(lines: Sequence[str], number: int, selected: str) -> Sequence[str]:
    """Lines behind the gutter of generation 1.

    Args:
        lines: Lines with a mark before each: blank for context, ``+`` for the stub of an exercise.
        number: The number of the first line in the file; stubs are not counted.
        selected: The mark of a line that was selected.
    """
    rows = []
    for line in lines:
        mark, code = line[:1], line[1:].rstrip("\r\n").replace("\n", " ")
        if mark == "+":
            rows.append(f"\N{WHITE LARGE SQUARE} {number:<{_WIDTH - 1}}+{code}")
            continue
        square = "\N{LARGE GREEN SQUARE}" if mark == selected else "\N{WHITE LARGE SQUARE}"
        rows.append(f"{square} {number:<{_WIDTH}}{code}")
        number += 1
    return rows


def block(path: str, rows: Sequence[str], comments: Sequence[str]) -> str:
    """A snippet with its comments above, in the form of generation 1."""
    longest = max((len(run) for row in rows for run in _FENCE.findall(row)), default=2)
    fence = "`" * (longest + 1)
    said = "".join(f"{comment}\n\n" for comment in comments)
    opening = "<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->"
    code = "\n".join(rows)
    return f"{said}{opening}\n### \N{PAGE FACING UP} {_clean(path)}\n{fence}\n{code}\n{fence}"


def _texts(value: object) -> Sequence[str]:
    return (
        [one for one in value if isinstance(one, str) and one.strip()]
        if (isinstance(value, list))
        else ()
    )


def _said(value: object) -> str:
    return " ".join(value.split("\n")) if isinstance(value, str) else ""


def _clean(path: str) -> str:
    return " ".join(path.split()).removeprefix("./")


def _label(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8
