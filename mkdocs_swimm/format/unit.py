"""Generation 0: JSON units, documents and exercises of 2020 and 2021 (``FORMAT.md`` section 3).

A unit is written out in the Markdown of the generations that followed and read as such: what its
cells say has a form of its own there, stubs and selected lines included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

import yaml
from markdown_it.token import Token

from .constructs import KEY, Construct, Diagram, construct_of
from .document import Document, read
from .front_matter import LOADER
from .unit_cells import as_list, diff_cells, patch_cells, snippet, text_with_symbols, texts_in

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
            written = text_with_symbols(said["text"], symbols)
        elif said.get("type") == "snippet":
            written = snippet(said, symbols)
        # A cell that no one knows stays as it is.
        kept = json.dumps(cell, indent=2, ensure_ascii=False) if written is None else ""
        yield _code(kept) if written is None else written, ("content", index, "text")
    if isinstance(patch, dict):
        for markdown, path in patch_cells(patch, unit.get("hunksOrder")):
            yield markdown, ("swimmPatch", path)
    elif isinstance(unit.get("diff"), str):
        yield from ((markdown, ("diff",)) for markdown in diff_cells(_words(unit["diff"])))
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
