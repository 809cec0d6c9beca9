"""What the package leaves alone: what is private to others, and what changes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mkdocs_swimm

PACKAGE = Path(mkdocs_swimm.__file__).parent
_FORBIDDEN = {"ctypes", "gc", "multiprocessing", "pickle", "marshal", "imp"}
_CALLS = {"fork", "forkpty", "setattr", "__setattr__", "set_blocking"}
_OWN = {"_replace", "_asdict", "_fields"}
"""What a named tuple has; its names begin with a line so that fields can have any other."""


def _files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _faults(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines of a module, and what is wrong with them."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for one in names:
                    if one.name.split(".")[0] in _FORBIDDEN or re.search(r"(^|\.)_", one.name):
                        yield node.lineno, f"import {one.name}"
            case ast.ImportFrom(module=module, names=names, level=0) if module != "__future__":
                for one in names:
                    private = one.name.startswith("_") and one.name != "__version__"
                    named = f"{module}.{one.name}"
                    if private or re.search(r"(^|\.)_", module or "") or module in _FORBIDDEN:
                        yield node.lineno, f"from {named}"
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                pass
            case ast.Attribute(attr=attr) if re.match(r"_(?!_)", attr) and attr not in _OWN:
                yield node.lineno, ast.unparse(node)
            case ast.Attribute(attr="__class__" | "__dict__", ctx=ast.Store()):
                yield node.lineno, ast.unparse(node)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _CALLS:
                yield node.lineno, ast.unparse(node)
            case _:
                pass


@pytest.mark.source
@pytest.mark.parametrize("path", _files(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_private_of_others_is_used(path: Path) -> None:
    text = path.read_text("utf-8")
    assert list(_faults(ast.parse(text))) == []
    # A type checker calls a method that is assigned to an object by this name.
    assert "method-assign" not in text


@pytest.mark.parametrize(
    "line",
    [
        "import gc",
        "from ctypes import CDLL",
        "from re import _parser",
        "import re._parser",
        "os.fork()",
        "page.__class__ = Other",
        "lexer._tokens",
        "setattr(index, 'add', add)",
    ],
)
def test_each_of_them_would_be_found(line: str) -> None:
    assert list(_faults(ast.parse(line)))
