"""The parts of a file that a lexer is given."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import mkdocs_swimm
from mkdocs_swimm.highlighted import Highlighted
from mkdocs_swimm.lexer_windows import windows

FILLING = [f"call{number}(one, {number});" for number in range(30)]
SPREAD = {
    "python": [
        '"""Told.',
        "Don't \\",
        'stop "here" # yet',
        '"""',
        "x = '''a",
        "\\'''",
        "'''  # \"\"\"",
    ],
    "javascript": ["/* a 'b", ' "c */', "let text = `one // ${a ? `b` : ''} /*", "\\` end`"],
    "typescript": ["// it's /* one", "const url = 'http://x' + `", "/* two */", "`"],
    "java": ["/** It's", ' * "so" */', 'String a = """', '  one " two // \\"""', '  """; // "'],
    "kotlin": ["/* it's */ /*", '*/ val a = """', "  one 'two /* \\", '  """', "val b = '\"'"],
    "go": ["// don't `", "var a = `one", '\\ " /*', "` /* two", "*/"],
    "csharp": [
        "/// it's",
        'var a = @"one',
        '  ""two"" /* \\',
        '"; /* three',
        " \" */ var b = '\"';",
    ],
}
"""Lines of strings and comments that hold what begins others."""


@pytest.mark.parametrize("language", SPREAD)
def test_every_line_is_coloured_as_in_the_whole_file(language: str) -> None:
    lines = [*FILLING, *SPREAD[language], *FILLING, *SPREAD[language], *FILLING]
    whole = Highlighted(lines, language).rows(1, len(lines))
    for number in range(1, len(lines) + 1):
        assert Highlighted(lines, language).rows(number, number) == whole[number - 1 : number]


@pytest.mark.parametrize("package", [mkdocs_swimm, json], ids=["ours", "json"])
def test_lines_of_real_code_are_coloured_as_in_the_whole_file(package: object) -> None:
    folder = Path(package.__file__).parent  # type: ignore[attr-defined]
    chance = random.Random(1)
    for path in sorted(folder.rglob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        whole = Highlighted(lines, "python").rows(1, len(lines)) if lines else []
        for number in chance.sample(range(1, len(lines) + 1), min(len(lines), 12)):
            some = Highlighted(lines, "python").rows(number, number + 6)
            assert some == whole[number - 1 : number + 6], f"{path}:{number}"


def test_no_more_than_what_is_wanted() -> None:
    lines = [*FILLING, '"""', *FILLING, '"""', *FILLING]
    assert windows(lines, "python", [5, 6, 7]) == [(5, 7)]
    assert windows(lines, "python", [5, 6, 20, 40, 70]) == [(5, 6), (20, 20), (31, 62), (70, 70)]


def test_neighbours_share_a_window() -> None:
    assert windows(FILLING, "go", [3, 7, 12]) == [(3, 7), (12, 12)]


@pytest.mark.parametrize("begin", ['"""', "'''"])
def test_what_never_ends(begin: str) -> None:
    assert windows([*FILLING, begin, *FILLING], "python", [35]) == [(31, 61)]


def test_languages_whose_grammar_is_not_so_simple_are_read_from_their_beginning() -> None:
    assert windows(FILLING, "php", [20]) == [(1, 30)]


def test_nothing_wanted() -> None:
    assert windows(FILLING, "python", []) == []
