"""The YAML block at the head of a document (``FORMAT.md`` section 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from .constructs import FrontMatter, Problem

_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)(?:^---[ \t]*(?:\r?\n|\Z))", re.S | re.M)
_SIMPLE = re.compile(r"^(?P<key>[A-Za-z_]\w*)[ \t]*:[ \t]+(?P<value>\S.*(?:\n[ \t]+.*)*)", re.M)
_PROSE = re.compile(
    r"^(?![A-Za-z_]\w*[ \t]*:|[\s#]|-\s|[<=>|]{7}).|^[ \t]*\n[ \t]+\S|:[ \t]+\S.*\n\s*-\s", re.M
)
"""A line that is neither a field, nor goes on directly with one, nor a mark of git's."""
_KNOWN = frozenset(
    (
        *("id", "name", "title", "file_version", "app_version", "file_blobs"),
        *("cross_repo_file_blobs", "cross_repo_names"),
        *("author", "authors", "date", "description", "hide", "icon", "search", "status"),
        *("subtitle", "tags", "template"),
    )
)
"""What front matter says at least one of: Swimm's fields (``FORMAT.md`` section 1), MkDocs'."""
_NOT_FLAT = re.compile(r"[*&!?\[{]|^[ \t]*-", re.M)
_LONGEST = 1_000_000
_DEEPEST = 50
_TOO_DEEP = "it is nested too deeply"
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _RefusedError(ValueError):
    """Front matter that may be valid YAML, and is not looked into all the same."""


def read_front_matter(
    text: str, *, known: bool = True
) -> tuple[FrontMatter | None, tuple[Problem, ...]]:
    """Read the front matter of a document.

    Args:
        text: The whole document.
        known: Whether at least one field has to be Swimm's or MkDocs'; in ordinary Markdown,
            whatever stands there is front matter.

    Returns:
        The front matter, or None where the text does not begin with any, and what is wrong with
        it. Where the YAML is not valid, the simple ``key: value`` lines are read all the same.
    """
    found = _BLOCK.match(text)
    if not found:
        return None, ()
    source, body = found[0], found["yaml"]
    problem, line, refused = None, 1, False
    try:
        data = _load(body)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        data, problem, mark = _by_lines(body), _words(error), getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        refused = isinstance(error, _RefusedError) or problem == _TOO_DEEP
    if known and body.strip() and not refused and _KNOWN.isdisjoint(data):
        return None, ()  # text of the author's between two rules
    flaws: tuple[Problem, ...] = ()
    if problem:
        what = f"the front matter is not valid YAML ({problem})"
        remedy = "quote values that contain a colon or other special characters"
        flaws = (Problem("front_matter", line, what, remedy),)
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
        repr(data)  # hexadecimal numbers may be longer than Python writes
    except (AttributeError, LookupError, TypeError, OverflowError) as error:
        # PyYAML reads `!!timestamp x` and the like without a look at the value.
        raise ValueError("a value is not what its tag says") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValueError("it is not a list of 'key: value' lines")
    return {str(key): value for key, value in data.items()}


def _refuse_bombs(body: str) -> None:
    """Raise _RefusedError for what grows without bound, or nests until Python breaks."""
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


def _by_lines(body: str) -> Mapping[str, object]:
    return {
        found["key"]: " ".join(found["value"].split()).strip("'\"")
        for found in _SIMPLE.finditer(body)
    }


def _words(error: Exception) -> str:
    problem = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    # Newer versions of PyYAML have a limit of their own, which a scanner reaches before us.
    too_deep = isinstance(error, RecursionError) or "nesting depth" in problem
    return _TOO_DEEP if too_deep else problem
