"""Generation 0: JSON units, documents and exercises of 2020 and 2021 (``FORMAT.md`` section 3).

A unit is written out in the Markdown of the generations that followed and read as such: what its
cells say has a form of its own there, stubs and selected lines included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import yaml
from markdown_it.token import Token

from .constructs import KEY, Construct, Diagram, construct_of
from .document import Document, read
from .front_matter import LOADER
from .unit_cells import diff_cells, patch_cells, snippet, text_with_symbols, texts_in

_Cells = Iterator[tuple[str, int]]
"""Pieces of Markdown, each with the line of the file that it comes from."""


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
    for markdown, line in _cells(unit, _Places(text)):
        # Surrogates that stand alone are JSON, but no text.
        piece = markdown.encode("utf-8", "replace").decode().strip("\r\n") + "\n\n"
        pieces.append(piece)
        lines += [line] * piece.count("\n")
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


def _cells(unit: Mapping[str, object], places: _Places) -> _Cells:
    if words := _words(unit.get("description")):
        yield words, places.line("description")
    symbols, content, patch = unit.get("symbols"), unit.get("content"), unit.get("swimmPatch")
    symbols = symbols if isinstance(symbols, dict) else {}
    for index, cell in enumerate(content if isinstance(content, list) else ()):
        said = cell if isinstance(cell, dict) else {}
        written: str | None = None
        keys: list[str | int] = ["content", index]
        if said.get("type") == "text" and isinstance(said.get("text"), str):
            written = text_with_symbols(said["text"], symbols)
            keys.append("text")
        elif said.get("type") == "snippet":
            written = snippet(said, symbols)
        yield _kept(cell) if written is None else written, places.line(*keys)
    if isinstance(patch, dict):
        for markdown, path in patch_cells(patch, unit.get("hunksOrder")):
            yield markdown, places.line("swimmPatch", path)
    elif isinstance(unit.get("diff"), str):
        for markdown in diff_cells(_words(unit["diff"])):
            yield markdown, places.line("diff")
    yield from _task(unit, places)
    if words := _words(unit.get("summary")):
        yield words, places.line("summary")


def _task(unit: Mapping[str, object], places: _Places) -> _Cells:
    """What the reader of an exercise is to do, to know and to try."""
    inside = ("task",) if isinstance(unit.get("task"), dict) else ()
    task = unit["task"] if inside else unit
    assert isinstance(task, Mapping)  # noqa: S101 - both are
    if words := _words(task.get("dod")):
        yield f"## Definition of done\n\n{words}", places.line(*inside, "dod")
    if hints := texts_in(task.get("hints")):
        yield "## Hints\n\n" + "\n".join(map(_item, hints)), places.line(*inside, "hints")
    if tests := texts_in(task.get("tests")):
        fenced = "\n".join(f"    {row}" for test in tests for row in test.splitlines())
        yield f"## Tests\n\n{fenced}", places.line(*inside, "tests")
    for key in ("crActions", "cr"):
        listed = task.get(key)
        actions = (
            [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else ()
        )
        told = [_words(one.get("message")) or _words(one.get("value")) for one in actions]
        if any(told):
            items = "\n".join(map(_item, filter(None, told)))
            yield f"## Review\n\n{items}", places.line(*inside, key)


def _item(text: str) -> str:
    return "- " + text.strip().replace("\n", "\n  ")


def _words(value: object) -> str:
    return next(iter(texts_in([value])), "")


def _kept(cell: object) -> str:
    """A cell that no one knows stays as it is."""
    rows = json.dumps(cell, indent=2, ensure_ascii=False).splitlines()
    return "\n".join(f"    {row}" for row in rows)


class _Places:
    """Where the values of a JSON text stand."""

    def __init__(self, text: str) -> None:
        try:
            self.root: yaml.Node | None = yaml.compose(text, LOADER)
        except (yaml.YAMLError, ValueError, RecursionError):
            # JSON that is no YAML, such as indented by tabs: the file alone is told then.
            self.root = None
        self._fields: dict[int, Mapping[str, yaml.Node]] = {}

    def line(self, *keys: str | int) -> int:
        """The line of a value; of what is around it where there is no such value."""
        node, line = self.root, 1
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                fields = self._fields.get(id(node)) or {
                    name.value: value for name, value in reversed(node.value)
                }
                self._fields[id(node)] = fields
                node = fields.get(str(key))
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
                node = node.value[key]
            if node is None:
                break
            line = node.start_mark.line + 1
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
