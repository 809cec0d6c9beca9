"""The YAML block at the head of a document (``FORMAT.md`` section 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from .constructs import FrontMatter, Problem

_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)(?:^---[ \t]*(?:\r?\n|\Z))", re.S | re.M)
_SIMPLE = re.compile(r"^(?P<key>[A-Za-z_]\w*)[ \t]*:[ \t]+(?P<value>\S.*(?:\n[ \t]+.*)*)", re.M)
_PROSE = re.compile(
    r"^(?![A-Za-z_]\w*[ \t]*:(?!\S)|[\s#]|-\s|[<=>|]{7})."
    r"|^[ \t]*\n[ \t]+\S|:[ \t]+\S.*\n\s*-\s"
    r"|^(?:id|file_version|app_version)[ \t]*:[ \t]+\S+[ \t]+[^\s#]",
    re.M,
)
"""A line that neither is nor directly continues a field, and is no conflict marker of git's; or a
field of Swimm's for one word that has several."""
_FIELDS = """
    id name title file_version app_version file_blobs cross_repo_file_blobs cross_repo_names
    author authors date description hide icon search status subtitle tags template
"""
_KNOWN = frozenset(_FIELDS.split())
"""Fields of Swimm (``FORMAT.md`` section 1) and of MkDocs."""
_NOT_FLAT = re.compile(r"[*&!?\[{]|^[ \t]*-", re.M)
_LONGEST = 1_000_000  # characters
_DEEPEST = 50
_TOO_DEEP = "it is nested too deeply"
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _RefusedError(ValueError):
    """Front matter that is not parsed, although it may be valid YAML."""


def read_front_matter(
    text: str, *, known: bool = True
) -> tuple[FrontMatter | None, tuple[Problem, ...]]:
    """Parse the front matter at the head of a text; the result includes its problems.

    If ``known`` is true, at least one field must be Swimm's or MkDocs': otherwise the block is text
    between two rules. If the YAML is not valid, its simple ``key: value`` lines are used.
    """
    block = _BLOCK.match(text)
    if not block:
        return None, ()
    source, body = block[0], block["yaml"]
    problem, line, refused = None, 1, False
    try:
        data = _load(body)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        data, problem = _simple_fields(body), _message(error)
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        refused = isinstance(error, _RefusedError) or problem == _TOO_DEEP
    if known and body.strip() and not refused and _KNOWN.isdisjoint(data):
        return None, ()
    flaws: tuple[Problem, ...] = ()
    if problem:
        message = f"the front matter is not valid YAML ({problem})"
        remedy = "quote values that contain a colon or other special characters"
        flaws = (Problem("front_matter", line, message, remedy),)
        if not refused and _PROSE.search(body):
            return None, flaws
    return FrontMatter(source, 1, data, problem), flaws


def _load(body: str) -> Mapping[str, object]:
    if len(body) > _LONGEST:
        raise _RefusedError("it is longer than a million characters")
    if _NOT_FLAT.search(body):
        _refuse_bombs(body)
    try:
        data = yaml.load(body, LOADER)  # noqa: S506 - a SafeLoader
        repr(data)  # raises ValueError for an integer that is too long to print
    except (AttributeError, LookupError, TypeError, OverflowError) as error:
        # PyYAML does not check the value of `!!timestamp x` and the like.
        raise ValueError("a value does not match its tag") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValueError("it does not consist of 'key: value' lines")
    return {str(key): value for key, value in data.items()}


def _refuse_bombs(body: str) -> None:
    """Raise _RefusedError for aliases, which can grow without bound, and for deep nesting."""
    depth = 0
    for event in yaml.parse(body, LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError("it uses aliases, which can grow without bound")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise _RefusedError(_TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _simple_fields(body: str) -> Mapping[str, object]:
    fields = _SIMPLE.finditer(body)
    return {field["key"]: " ".join(field["value"].split()).strip("'\"") for field in fields}


def _message(error: Exception) -> str:
    problem = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    # Newer versions of PyYAML have a nesting limit of their own.
    too_deep = isinstance(error, RecursionError) or "nesting depth" in problem
    return _TOO_DEEP if too_deep else problem
