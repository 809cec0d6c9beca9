"""The cells of a JSON unit as Markdown: text with symbols, snippets, and patches of exercises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

from .lines import backticks
from .tags import code_span

_SYMBOL = re.compile(r"\[\[sym(?:-(?:text|link|mention))?:[^\[\]\n]*?\(([\w-]{1,80})\)\]\]")
_HUNK = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+\d{1,9}(?:,\d{1,9})? @@")
_FILE = re.compile(r"^diff --git ", re.M)
_PATHS = re.compile(r"^(?:---|\+\+\+) (?:[ab]/)?([^\t\n]+)", re.M)
_WIDTH = 7


def text_with_symbols(text: str, symbols: Mapping[str, object]) -> str:
    """The text of a cell with its symbols ``[[sym…(id)]]`` as tokens, paths and links.

    A symbol that is not told stays as it is.
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
        label = re.sub(r"([\\\[\]])", r"\\\1", text)
        return f"[{label}]({_said(symbol['swimmId'])}.sw.md)"
    shown = text or _said(symbol.get("symbol"))
    if symbol.get("type") != "generic_text" or not shown:
        return None
    word = symbol.get("wordIndex")
    words = [word.get("start"), word.get("end")] if isinstance(word, dict) else []
    first, last = words if len(words) == 2 and all(map(_is_count, words)) else (-1, -1)
    number = symbol.get("lineNumber")
    line = number if _is_count(number) else -1
    place = f":{_clean(path)}:{line}:{first}:{last}:`{_said(symbol.get('lineData'))}`"
    return f'{code_span(shown)}<swm-token data-swm-token="{escape(place)}"/>'


def snippet(cell: Mapping[str, object], symbols: Mapping[str, object]) -> str | None:
    """A cell of code, its comments above it; None for one without a path or lines."""
    path, lines, first = cell.get("path"), cell.get("lines"), cell.get("firstLineNumber")
    if not isinstance(path, str) or not path.strip() or not isinstance(lines, list):
        return None
    comments = [text_with_symbols(one, symbols) for one in texts_in(cell.get("comments"))]
    number = first if isinstance(first, int) and _is_count(first) else 1
    return _block(path, _rows([str(line) for line in lines], number, "*"), comments)


def patch_cells(patch: Mapping[str, object], order: object) -> Iterator[tuple[str, str]]:
    """The hunks of a ``swimmPatch``, as snippets with their comments, each with its path there.

    Lines with a minus are the finished code, those with a plus are the stub. The order names hunks
    as ``path_number``; others follow.
    """
    hunks: dict[str, tuple[str, Mapping[str, object]]] = {}
    for path, change in patch.items():
        listed = as_list(change.get("hunks")) if isinstance(change, dict) else ()
        found = [one for one in listed if isinstance(one, dict)]
        hunks |= {f"{path}_{index}": (path, hunk) for index, hunk in enumerate(found)}
    named = [key for key in as_list(order) if isinstance(key, str) and key in hunks]
    for path, hunk in map(hunks.__getitem__, dict.fromkeys([*named, *hunks])):
        lines = [line for line in as_list(hunk.get("hunkDiffLines")) if isinstance(line, str)]
        head = _HUNK.match(lines[0]) if lines else None
        if head is None:
            yield _diff("\n".join(lines), [path]), path
            continue
        data = hunk.get("swimmHunkMetadata")
        comments = texts_in(data.get("hunkComments")) if isinstance(data, dict) else ()
        # What says that a file has no line end at its end is no line of it.
        rows = [line for line in lines[1:] if not line.startswith("\\")]
        yield _block(path, _rows(rows, max(int(head[1]), 1), "-"), comments), path


def diff_cells(diff: str) -> Iterator[str]:
    """The files of a unified diff.

    Which of its sides is the finished code is not told: it is shown as the diff that it is.
    """
    starts = [found.start() for found in _FILE.finditer(diff)] or [0]
    for start, end in pairwise([*starts, len(diff)]):
        part = diff[start:end].strip("\n")
        paths = [path.strip() for path in _PATHS.findall(part)]
        if part:
            yield _diff(part, list(dict.fromkeys(one for one in paths if one != "/dev/null")))


def _rows(lines: Sequence[str], number: int, selected: str) -> Sequence[str]:
    """Lines behind the gutter of generation 1.

    Before each stands a mark: blank for context, ``+`` for the stub of an exercise, which is not
    counted, or that of a selected line.
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


def _block(path: str, rows: Sequence[str], comments: Sequence[str]) -> str:
    """A snippet with its comments above, in the form of generation 1."""
    code = "\n".join(rows)
    fence = backticks(code, 3)
    said = "".join(f"{comment}\n\n" for comment in comments)
    opening = "<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->"
    return f"{said}{opening}\n### \N{PAGE FACING UP} {_clean(path)}\n{fence}\n{code}\n{fence}"


def _diff(text: str, paths: Sequence[str]) -> str:
    fence = backticks(text, 3)
    head = "".join(f"`\N{PAGE FACING UP} {path}`\n\n" for path in paths)
    return f"{head}{fence}diff\n{text}\n{fence}"


def texts_in(value: object) -> Sequence[str]:
    """The texts of a list that say something, with line ends as Unix has them."""
    texts = [one for one in as_list(value) if isinstance(one, str) and one.strip()]
    return [one.replace("\r\n", "\n") for one in texts]


def as_list(value: object) -> Sequence[object]:
    """A list; an empty one for any other value."""
    return value if isinstance(value, list) else ()


def _said(value: object) -> str:
    return " ".join(value.split("\n")) if isinstance(value, str) else ""


def _clean(path: str) -> str:
    return " ".join(path.split()).removeprefix("./")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8
