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

from .constructs import Construct, Diagram
from .context import KEY, construct_of
from .document import Document, read
from .unit_cells import snippet, text_with_symbols
from .unit_patches import diff_cells, patch_cells

_Cells = Iterator[tuple[str, int]]
"""Pieces of Markdown, each with the line of the file that it comes from."""

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotJsonError(ValueError):
    """A file that is no JSON; what it says tells why."""


def is_unit(text: str) -> bool:
    """Whether a JSON text is a unit; raise NotJsonError where it is no JSON."""
    return _unit(text) is not None


def read_unit(text: str) -> Document | None:
    """Read a JSON unit.

    Args:
        text: The whole file.

    Returns:
        The document, or None where the JSON is something else. Its source is the
        Markdown that it was written out in; the lines are those of the JSON file.

    Raises:
        NotJsonError: The text is no JSON.
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
    task = unit.get("task")
    task = task if isinstance(task, dict) else unit
    if _words(unit.get("description")):
        yield _words(unit.get("description")), places.line("description")
    symbols = unit.get("symbols")
    symbols = symbols if isinstance(symbols, dict) else {}
    content = unit.get("content")
    for index, cell in enumerate(content if isinstance(content, list) else ()):
        line = places.line("content", index)
        if not isinstance(cell, dict):
            yield _kept(cell), line
        elif cell.get("type") == "text" and isinstance(cell.get("text"), str):
            yield text_with_symbols(cell["text"], symbols), places.line("content", index, "text")
        elif cell.get("type") == "snippet" and (written := snippet(cell, symbols)):
            yield written, line
        else:
            yield _kept(cell), line
    patch = unit.get("swimmPatch")
    if isinstance(patch, dict):
        for markdown, path in patch_cells(patch, unit.get("hunksOrder")):
            yield markdown, places.line("swimmPatch", path)
    elif isinstance(unit.get("diff"), str):
        for markdown in diff_cells(_words(unit["diff"])):
            yield markdown, places.line("diff")
    inside = ("task",) if task is not unit else ()
    yield from _task(task, inside, places)
    if _words(unit.get("summary")):
        yield _words(unit.get("summary")), places.line("summary")


def _task(task: Mapping[str, object], inside: Sequence[str], places: _Places) -> _Cells:
    """What the reader of an exercise is to do, to know and to try."""
    if _words(task.get("dod")):
        yield f"## Definition of done\n\n{_words(task['dod'])}", places.line(*inside, "dod")
    hints = [_words(hint) for hint in _list(task.get("hints")) if _words(hint)]
    if hints:
        yield "## Hints\n\n" + "\n".join(map(_item, hints)), places.line(*inside, "hints")
    tests = [_words(test) for test in _list(task.get("tests")) if _words(test)]
    if tests:
        fenced = "\n".join(f"    {row}" for test in tests for row in test.splitlines())
        yield f"## Tests\n\n{fenced}", places.line(*inside, "tests")
    for key in ("crActions", "cr"):
        actions = [one for one in _list(task.get(key)) if isinstance(one, dict)]
        told = [_words(one.get("message")) or _words(one.get("value")) for one in actions]
        if any(told):
            items = "\n".join(_item(words) for words in told if words)
            yield f"## Review\n\n{items}", places.line(*inside, key)


def _item(text: str) -> str:
    return "- " + text.strip().replace("\n", "\n  ")


def _words(value: object) -> str:
    return value.replace("\r\n", "\n") if isinstance(value, str) and value.strip() else ""


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _kept(cell: object) -> str:
    """A cell that no one knows stays as it is."""
    rows = json.dumps(cell, indent=2, ensure_ascii=False).splitlines()
    return "\n".join(f"    {row}" for row in rows)


class _Places:
    """Where the values of a JSON text stand."""

    def __init__(self, text: str) -> None:
        try:
            self.root: yaml.Node | None = yaml.compose(text, _Loader)
        except (yaml.YAMLError, ValueError, RecursionError):
            # JSON that is no YAML, such as indented by tabs: the file alone is told then.
            self.root = None
        self._fields: dict[int, Mapping[str, yaml.Node]] = {}

    def line(self, *keys: str | int) -> int:
        """The line of a value; of what is around it where there is no such value."""
        node, line = self.root, 1
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                if id(node) not in self._fields:
                    self._fields[id(node)] = {
                        name.value: value for name, value in reversed(node.value)
                    }
                node = self._fields[id(node)].get(str(key))
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
