"""The language of code, from its path."""

from __future__ import annotations

import pytest
from pygments.lexers import find_lexer_class_for_filename, get_all_lexers

from mkdocs_swimm.rendering import languages
from mkdocs_swimm.rendering.languages import language_of_path


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("src/a.py", "python"),
        ("src/a.test.ts", "typescript"),
        ("CMakeLists.txt", "cmake"),
        ("notes.txt", "text"),
        ("docs/Makefile.am", "make"),
        ("SConstruct", "python"),
        ("home/.bashrc", "bash"),
        ("SRC/MAIN.PY", "python"),
        ("a.unheardof", "text"),
        ("LICENSE", "text"),
    ],
)
def test_language(path: str, language: str) -> None:
    assert language_of_path(path) == language


def test_pygments_is_asked_once_for_a_suffix_and_says_the_same() -> None:
    patterns = {name for _, _, names, _ in get_all_lexers() for name in names}
    names = {pattern.replace("*", word) for pattern in patterns for word in ("a", "b.c", ".d")}
    names |= {f"x.{name}" for name in names}
    languages._asked.cache_clear()
    for name in sorted(names):
        lexer = find_lexer_class_for_filename(name)
        found = languages._known_to_pygments(name)
        assert found == (languages._checked(lexer.aliases[0]) if lexer and lexer.aliases else None)
    languages._asked.cache_clear()
    for number in range(100):
        language_of_path(f"file{number}.vue")
    assert languages._asked.cache_info().misses == 1


def test_pygments_says_the_same_of_what_is_frequent() -> None:
    patterns = {name for _, _, names, _ in get_all_lexers() for name in names}
    for suffix, language in languages._FREQUENT.items():
        assert [name for name in patterns if name.endswith(suffix)] == [f"*{suffix}"]
        assert languages._known_to_pygments(f"a{suffix}") == language
