"""Generation 0: JSON units, documents and exercises of 2020 and 2021 (``FORMAT.md`` section 3).

A unit is written out in the Markdown of the generations that followed and read as such: what its
cells say has a form of its own there, stubs and selected lines included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from itertools import pairwise
from operator import itemgetter

import yaml
from markdown_it.token import Token

from .constructs import KEY, Construct, Diagram, construct_of
from .document import Document, read
from .front_matter import LOADER
from .lines import backticks
from .tags import code_span

_SYMBOL = re.compile(r"\[\[sym(?:-(?:text|link|mention))?:[^\[\]\n]*?\(([\w-]{1,80})\)\]\]")
_HUNK = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+\d{1,9}(?:,\d{1,9})? @@")
_FILE = re.compile(r"^diff --git ", re.M)
_PATHS = re.compile(r"^(?:---|\+\+\+) (?:[ab]/)?([^\t\n]+)", re.M)
_WIDTH = 7

_Cells = Iterator[tuple[str, tuple[str | int, ...]]]
"""Pieces of Markdown, each with the keys of the value that it comes from."""

_Place = tuple[int, Mapping[str | int, "_Place"]]


class NotJsonError(ValueError):
    """A file that is no JSON; what it says tells why."""


def is_unit(text: str) -> bool:
    """Whether a JSON text is a unit; raise NotJsonError where it is no JSON."""
    return _unit(text) is not None


def read_unit(text: str) -> Document | None:
    """Read a JSON unit; None for other JSON, and NotJsonError is raised for what is none.

    The document's source is the Markdown that the unit was written out in; the lines are those of
    the JSON file.
    """
    unit = _unit(text)
    if unit is None:
        return None
    pieces: list[str] = [_front_matter(unit)]
    lines: list[int] = [1] * pieces[0].count("\n")
    try:
        places = _places(yaml.compose(text, LOADER))
    except (yaml.YAMLError, ValueError, RecursionError):
        places = (
            1,
            {},
        )  # JSON that is no YAML, such as indented by tabs: the file alone is told then
    for markdown, keys in filter(itemgetter(0), _cells(unit)):
        # Surrogates that stand alone are JSON, but no text.
        piece = markdown.encode("utf-8", "replace").decode().strip("\r\n") + "\n\n"
        pieces.append(piece)
        lines += [_line(places, keys)] * piece.count("\n")
    document = read("".join(pieces))
    _move(document.tokens, lines)
    flaws = tuple(replace(flaw, line=_at(lines, flaw.line)) for flaw in document.flaws)
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
    said = {key: value for key, value in data.items() if isinstance(value, str)}
    return f"---\n{yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=10**9)}---\n\n"


def _cells(unit: Mapping[str, object]) -> _Cells:
    yield _words(unit.get("description")), ("description",)
    symbols, content, patch = unit.get("symbols"), unit.get("content"), unit.get("swimmPatch")
    symbols = symbols if isinstance(symbols, dict) else {}
    for index, cell in enumerate(content if isinstance(content, list) else ()):
        said = cell if isinstance(cell, dict) else {}
        written: str | None = None
        if said.get("type") == "text" and isinstance(said.get("text"), str):
            written = _text_with_symbols(said["text"], symbols)
        elif said.get("type") == "snippet":
            written = _snippet(said, symbols)
        # A cell that no one knows stays as it is.
        kept = json.dumps(cell, indent=2, ensure_ascii=False) if written is None else ""
        yield _code(kept) if written is None else written, ("content", index, "text")
    if isinstance(patch, dict):
        for markdown, path in _patch_cells(patch, unit.get("hunksOrder")):
            yield markdown, ("swimmPatch", path)
    elif isinstance(unit.get("diff"), str):
        yield from ((markdown, ("diff",)) for markdown in _diff_cells(_words(unit["diff"])))
    yield from _task(unit)
    yield _words(unit.get("summary")), ("summary",)


def _task(unit: Mapping[str, object]) -> _Cells:
    """What the reader of an exercise is to do, to know and to try."""
    task = unit.get("task")
    inside, task = (("task",), task) if isinstance(task, dict) else ((), unit)
    reviews = {
        key: [_words(one.get("message")) or _words(one.get("value")) for one in listed]
        for key in ("crActions", "cr")
        if (listed := [one for one in as_list(task.get(key)) if isinstance(one, dict)])
    }
    parts = {
        "dod": ("Definition of done", _words(task.get("dod"))),
        "hints": ("Hints", _items(texts_in(task.get("hints")))),
        "tests": ("Tests", _code("\n".join(texts_in(task.get("tests"))))),
        **{key: ("Review", _items(filter(None, told))) for key, told in reviews.items()},
    }
    for key, (title, markdown) in parts.items():
        if markdown:
            yield f"## {title}\n\n{markdown}", (*inside, key)


def _items(texts: Iterable[str]) -> str:
    return "\n".join("- " + text.strip().replace("\n", "\n  ") for text in texts)


def _code(text: str) -> str:
    return "\n".join(f"    {row}" for row in text.splitlines())


def _words(value: object) -> str:
    return next(iter(texts_in([value])), "")


def _places(node: yaml.Node | None) -> _Place:
    """Where a value of a JSON text stands, and the values in it."""
    inner: dict[str | int, _Place] = {}
    if isinstance(node, yaml.MappingNode):
        inner = {key.value: _places(value) for key, value in reversed(node.value)}
    elif isinstance(node, yaml.SequenceNode):
        inner = dict(enumerate(map(_places, node.value)))
    return (node.start_mark.line + 1 if node else 1), inner


def _line(place: _Place, keys: Iterable[str | int]) -> int:
    """The line of a value; of what is around it where there is no such value."""
    line, inner = place
    for key in keys:
        if key not in inner:
            break
        line, inner = inner[key]
    return line


def _at(lines: Sequence[int], line: int) -> int:
    return lines[min(line, len(lines)) - 1]


def _move(tokens: Sequence[Token], lines: Sequence[int]) -> None:
    """Give tokens and what they say the lines of the JSON file."""
    for token in tokens:
        if token.map:
            token.map = [_at(lines, at + 1) - 1 for at in token.map]
        if value := construct_of(token):
            token.meta = {KEY: _moved(value, lines)}
        _move(token.children or (), lines)


def _moved(value: Construct, lines: Sequence[int]) -> Construct:
    if isinstance(value, Diagram):
        inner = tuple(replace(one, line=_at(lines, one.line)) for one in value.references)
        value = replace(value, references=inner)
    return replace(value, line=_at(lines, value.line))


def _text_with_symbols(text: str, symbols: Mapping[str, object]) -> str:
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


def _snippet(cell: Mapping[str, object], symbols: Mapping[str, object]) -> str | None:
    """A cell of code, its comments above it; None for one without a path or lines."""
    path, lines, first = cell.get("path"), cell.get("lines"), cell.get("firstLineNumber")
    if not isinstance(path, str) or not path.strip() or not isinstance(lines, list):
        return None
    comments = [_text_with_symbols(one, symbols) for one in texts_in(cell.get("comments"))]
    number = first if isinstance(first, int) and _is_count(first) else 1
    return _block(path, _rows([str(line) for line in lines], number, "*"), comments)


def _patch_cells(patch: Mapping[str, object], order: object) -> Iterator[tuple[str, str]]:
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


def _diff_cells(diff: str) -> Iterator[str]:
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
