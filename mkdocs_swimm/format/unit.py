"""Generation 0: JSON units, documents and exercises of 2020 and 2021 (``FORMAT.md`` section 3).

A unit is converted to the Markdown of generations 1 and 2, which can express all of it, including
stubs and selected lines, and parsed as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from html import escape
from itertools import pairwise
from operator import itemgetter

import yaml
from markdown_it.token import Token

from .constructs import KEY, Diagram, construct_of
from .document import Document, read
from .front_matter import LOADER
from .lines import backticks
from .tags import code_span

_SYMBOL = re.compile(r"\[\[sym(?:-(?:text|link|mention))?:[^\[\]\n]*?\(([\w-]{1,80})\)\]\]")
_HUNK = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+\d{1,9}(?:,\d{1,9})? @@")
_FILE = re.compile(r"^diff --git ", re.M)
_PATHS = re.compile(r"^(?:---|\+\+\+) (?:[ab]/)?([^\t\n]+)", re.M)
_WIDTH = 7  # columns of the line number in the gutter

_Cells = Iterator[tuple[str, tuple[str | int, ...]]]
"""Markdown, each with the path of keys to its value in the JSON file."""

_Lines = tuple[int, Mapping[str | int, "_Lines"]]
"""The line of a JSON value, and the lines of the values in it by key."""


class NotJsonError(ValueError):
    """A file that is not valid JSON; the message is a clause that begins with ``its JSON``."""


def is_unit(text: str) -> bool:
    """Whether a JSON text is a unit; raises NotJsonError."""
    return _unit(text) is not None


def read_unit(text: str) -> Document | None:
    """Parse a JSON unit; None for other JSON. Raises NotJsonError.

    The document's source is the Markdown that the unit was converted to; its line numbers are those
    of the JSON file.
    """
    unit = _unit(text)
    if unit is None:
        return None
    pieces: list[str] = [_front_matter(unit)]
    lines: list[int] = [1] * pieces[0].count("\n")  # of the JSON file, for each line of Markdown
    json_lines: _Lines = (1, {})
    # Some JSON is not YAML, such as JSON that is indented by tabs: everything is on line 1 then.
    with suppress(yaml.YAMLError, ValueError, RecursionError):
        json_lines = _lines_of(yaml.compose(text, LOADER))
    for markdown, keys in filter(itemgetter(0), _cells(unit)):
        # JSON may contain lone surrogates, which cannot be encoded.
        piece = markdown.encode("utf-8", "replace").decode().strip("\r\n") + "\n\n"
        pieces.append(piece)
        lines += [_line(json_lines, keys)] * piece.count("\n")
    document = read("".join(pieces))
    _set_lines(document.tokens, lines)
    flaws = tuple(replace(flaw, line=_json_line(lines, flaw.line)) for flaw in document.flaws)
    return replace(document, flaws=flaws)


def _unit(text: str) -> Mapping[str, object] | None:
    try:
        data = json.loads(text)
    except RecursionError:
        raise NotJsonError("its JSON is nested too deeply") from None
    except ValueError as error:
        raise NotJsonError(f"its JSON is not valid ({error})") from None
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return None
    shapes = {"content": list, "swimmPatch": dict, "diff": str}
    return data if any(isinstance(data.get(key), kind) for key, kind in shapes.items()) else None


def _front_matter(unit: Mapping[str, object]) -> str:
    meta = unit.get("meta")
    data = {
        "id": unit.get("id"),
        "title": unit["name"],
        "file_version": unit.get("file_version"),
        "app_version": meta.get("app_version") if isinstance(meta, dict) else None,
    }
    strings = {key: value for key, value in data.items() if isinstance(value, str)}
    dumped = yaml.safe_dump(strings, sort_keys=False, allow_unicode=True, width=10**9)
    return f"---\n{dumped}---\n\n"


def _cells(unit: Mapping[str, object]) -> _Cells:
    yield _text(unit.get("description")), ("description",)
    symbols, patch = unit.get("symbols"), unit.get("swimmPatch")
    symbols = symbols if isinstance(symbols, dict) else {}
    for index, cell in enumerate(_list(unit.get("content"))):
        fields = cell if isinstance(cell, dict) else {}
        markdown: str | None = None
        if fields.get("type") == "text" and isinstance(fields.get("text"), str):
            markdown = _with_symbols(fields["text"], symbols)
        elif fields.get("type") == "snippet":
            markdown = _snippet_cell(fields, symbols)
        if markdown is None:
            # Cells of an unknown type are shown as JSON.
            markdown = _code(json.dumps(cell, indent=2, ensure_ascii=False))
        yield markdown, ("content", index, "text")
    if isinstance(patch, dict):
        for hunk, path in _patch_cells(patch, unit.get("hunksOrder")):
            yield hunk, ("swimmPatch", path)
    elif isinstance(unit.get("diff"), str):
        yield from ((diff, ("diff",)) for diff in _diff_cells(_text(unit["diff"])))
    yield from _task(unit)
    yield _text(unit.get("summary")), ("summary",)


def _task(unit: Mapping[str, object]) -> _Cells:
    """The definition of done, hints, tests and reviews of an exercise."""
    task = unit.get("task")
    parents, task = (("task",), task) if isinstance(task, dict) else ((), unit)
    reviews = {
        key: [_text(action.get("message")) or _text(action.get("value")) for action in actions]
        for key in ("crActions", "cr")
        if (actions := _dicts(task.get(key)))
    }
    parts = {
        "dod": ("Definition of done", _text(task.get("dod"))),
        "hints": ("Hints", _items(_texts(task.get("hints")))),
        "tests": ("Tests", _code("\n".join(_texts(task.get("tests"))))),
        **{key: ("Review", _items(filter(None, texts))) for key, texts in reviews.items()},
    }
    for key, (title, markdown) in parts.items():
        if markdown:
            yield f"## {title}\n\n{markdown}", (*parents, key)


def _items(texts: Iterable[str]) -> str:
    return "\n".join("- " + text.strip().replace("\n", "\n  ") for text in texts)


def _code(text: str) -> str:
    return "\n".join(f"    {row}" for row in text.splitlines())


def _lines_of(node: yaml.Node | None) -> _Lines:
    inner: dict[str | int, _Lines] = {}
    if isinstance(node, yaml.MappingNode):
        inner = {key.value: _lines_of(value) for key, value in reversed(node.value)}
    elif isinstance(node, yaml.SequenceNode):
        inner = dict(enumerate(map(_lines_of, node.value)))
    return (node.start_mark.line + 1 if node else 1), inner


def _line(lines: _Lines, keys: Iterable[str | int]) -> int:
    """The line of the value at a path of keys, or of the innermost existing one around it."""
    line, inner = lines
    for key in keys:
        if key not in inner:
            break
        line, inner = inner[key]
    return line


def _json_line(lines: Sequence[int], line: int) -> int:
    return lines[min(line, len(lines)) - 1]


def _set_lines(tokens: Sequence[Token], lines: Sequence[int]) -> None:
    """Replace the lines of tokens and constructs by those of the JSON file."""
    for token in tokens:
        if token.map:
            token.map = [_json_line(lines, index + 1) - 1 for index in token.map]
        if value := construct_of(token):
            if isinstance(value, Diagram):
                inner = (replace(ref, line=_json_line(lines, ref.line)) for ref in value.references)
                value = replace(value, references=tuple(inner))
            token.meta = {KEY: replace(value, line=_json_line(lines, value.line))}
        _set_lines(token.children or (), lines)


def _with_symbols(text: str, symbols: Mapping[str, object]) -> str:
    """Replace the symbols ``[[sym…(id)]]`` in a text, except for unknown ones."""

    def markdown(match: re.Match[str]) -> str:
        symbol = symbols.get(match[1])
        return (_symbol(symbol) if isinstance(symbol, dict) else None) or match[0]

    return _SYMBOL.sub(markdown, text.replace("\r\n", "\n"))


def _symbol(symbol: Mapping[str, object]) -> str | None:
    """A token, path or link in the form of generation 2; None for any other symbol."""
    path, text = _one_line(symbol.get("path")), _one_line(symbol.get("text"))
    if symbol.get("type") == "path" and (path or text):
        return f"`\N{PAGE FACING UP} {_clean(path or text)}`"
    if symbol.get("type") == "link" and (doc_id := _one_line(symbol.get("swimmId"))):
        label = re.sub(r"([\\\[\]])", r"\\\1", text)
        return f"[{label}]({doc_id}.sw.md)"
    name = text or _one_line(symbol.get("symbol"))
    if symbol.get("type") != "generic_text" or not name:
        return None
    index = symbol.get("wordIndex")
    words = [index.get("start"), index.get("end")] if isinstance(index, dict) else []
    first, last = words if len(words) == 2 and all(map(_is_count, words)) else (-1, -1)
    number = symbol.get("lineNumber")
    line = number if _is_count(number) else -1
    value = f":{_clean(path)}:{line}:{first}:{last}:`{_one_line(symbol.get('lineData'))}`"
    return f'{code_span(name)}<swm-token data-swm-token="{escape(value)}"/>'


def _snippet_cell(cell: Mapping[str, object], symbols: Mapping[str, object]) -> str | None:
    """A snippet with its comments; None for a cell without path or lines."""
    path, lines, first = cell.get("path"), cell.get("lines"), cell.get("firstLineNumber")
    if not isinstance(path, str) or not path.strip() or not isinstance(lines, list):
        return None
    comments = [_with_symbols(comment, symbols) for comment in _texts(cell.get("comments"))]
    number = first if isinstance(first, int) and _is_count(first) else 1
    return _snippet(path, _rows([str(line) for line in lines], number, "*"), comments)


def _patch_cells(patch: Mapping[str, object], order: object) -> Iterator[tuple[str, str]]:
    """The hunks of a ``swimmPatch`` as snippets with their comments, each with its path.

    ``order`` lists hunks as ``path_number``; others follow. Lines with ``-`` are the finished code,
    those with ``+`` are the stub.
    """
    hunks: dict[str, tuple[str, Mapping[str, object]]] = {}
    for path, change in patch.items():
        listed = _dicts(change.get("hunks")) if isinstance(change, dict) else ()
        hunks |= {f"{path}_{number}": (path, hunk) for number, hunk in enumerate(listed)}
    ordered = [key for key in _list(order) if isinstance(key, str) and key in hunks]
    for path, hunk in map(hunks.__getitem__, dict.fromkeys([*ordered, *hunks])):
        lines = [line for line in _list(hunk.get("hunkDiffLines")) if isinstance(line, str)]
        header = _HUNK.match(lines[0]) if lines else None
        if header is None:
            yield _diff("\n".join(lines), [path]), path
            continue
        metadata = hunk.get("swimmHunkMetadata")
        comments = _texts(metadata.get("hunkComments")) if isinstance(metadata, dict) else ()
        # `\ No newline at end of file` is not a line of the file.
        rows = [line for line in lines[1:] if not line.startswith("\\")]
        yield _snippet(path, _rows(rows, max(int(header[1]), 1), "-"), comments), path


def _diff_cells(diff: str) -> Iterator[str]:
    """The files of a unified diff as diffs, because either side may be the finished code."""
    starts = [header.start() for header in _FILE.finditer(diff)] or [0]
    for start, end in pairwise([*starts, len(diff)]):
        part = diff[start:end].strip("\n")
        paths = dict.fromkeys(path.strip() for path in _PATHS.findall(part))
        if part:
            yield _diff(part, [path for path in paths if path != "/dev/null"])


def _rows(lines: Sequence[str], number: int, selected: str) -> Sequence[str]:
    """Add the gutter of generation 1 to lines.

    The first character of a line is ``selected``, ``+`` for the stub of an exercise, which is not
    counted, or a space for context.
    """
    rows = []
    for line in lines:
        sign, code = line[:1], line[1:].rstrip("\r\n").replace("\n", " ")
        if sign == "+":
            rows.append(f"\N{WHITE LARGE SQUARE} {number:<{_WIDTH - 1}}+{code}")
            continue
        square = "\N{LARGE GREEN SQUARE}" if sign == selected else "\N{WHITE LARGE SQUARE}"
        rows.append(f"{square} {number:<{_WIDTH}}{code}")
        number += 1
    return rows


def _snippet(path: str, rows: Sequence[str], comments: Sequence[str]) -> str:
    """A snippet in the form of generation 1, below its comments."""
    code = "\n".join(rows)
    fence = backticks(code, 3)
    prose = "".join(f"{comment}\n\n" for comment in comments)
    opening = "<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->"
    return f"{prose}{opening}\n### \N{PAGE FACING UP} {_clean(path)}\n{fence}\n{code}\n{fence}"


def _diff(text: str, paths: Sequence[str]) -> str:
    fence = backticks(text, 3)
    head = "".join(f"`\N{PAGE FACING UP} {path}`\n\n" for path in paths)
    return f"{head}{fence}diff\n{text}\n{fence}"


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _dicts(value: object) -> Sequence[Mapping[str, object]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _texts(value: object) -> Sequence[str]:
    """The strings of a list that are not blank, with Unix line ends."""
    texts = [item for item in _list(value) if isinstance(item, str) and item.strip()]
    return [text.replace("\r\n", "\n") for text in texts]


def _text(value: object) -> str:
    return next(iter(_texts([value])), "")


def _one_line(value: object) -> str:
    return " ".join(value.split("\n")) if isinstance(value, str) else ""


def _clean(path: str) -> str:
    return " ".join(path.split()).removeprefix("./")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8
