"""What the package leaves alone: what is private to others. Ruff finds the attributes (SLF)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mkdocs_swimm

PACKAGE = Path(mkdocs_swimm.__file__).parent
CALLS = {"fork", "forkpty", "setattr", "__setattr__", "set_blocking"}
PRIVATE = re.compile(r"(^|[.])_(?!_)")


def faults(text: str) -> Iterator[str]:
    """Imports of what is private to others, and what changes an object behind its back."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names) if any(PRIVATE.search(one.name) for one in names):
                yield ast.unparse(node)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                if any(PRIVATE.search(f"{module}.{one.name}") for one in names):
                    yield ast.unparse(node)
            case ast.Attribute(attr="__class__" | "__dict__", ctx=ast.Store()):
                yield ast.unparse(node)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in CALLS:
                yield ast.unparse(node)
            case _:
                pass
    # A type checker calls a method that is assigned to an object by this name.
    yield from re.findall("method-assign", text)


@pytest.mark.source
def test_nothing_private_of_others_is_used() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert list(faults(path.read_text("utf-8"))) == [], path
