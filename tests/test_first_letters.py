"""What an expression can begin with: never a letter too few."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from mkdocs_swimm import first_letters as module
from mkdocs_swimm.first_letters import first_letters, letter

LANGUAGES = ("bash", "cobol", "csharp", "html", "kotlin", "perl", "python", "sql", "typescript")
# The last five are equal to letters of ASCII without regard to case, or become some of them.
LETTERS = [*map(chr, range(128)), "\x80", "é", "漢", "😀", "\u2028", "ſ", "\u212a", "İ", "ı", "ß"]


def letters_of(expression: str, flags: int = 0) -> str:
    """The letters of ASCII in the answer, ``…`` for all others, ``$`` for the end."""
    found = first_letters(re.compile(expression, flags))
    known = "".join(chr(code) for code in range(128) if found & letter(chr(code)))
    return known + ("…" if found & letter("é") else "") + ("$" if found & letter("") else "")


@pytest.mark.parametrize(
    ("expression", "letters"),
    [
        ("ab", "a"),
        ("[a-c]x", "abc"),
        ("é", "…"),
        ("[^\x00-y]", "z{|}~\x7f…"),
        ("a?b", "ab"),
        ("(?:a|bc)+d", "ab"),
        (r"^\s*#", "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f #…"),
        (r"\b(?=x)(?<!y)z", "z"),
        (r"\d", "0123456789…"),
        ("(?i:k)", "Kk…"),
        ("(?i)a(?-i:b)", "Aa…"),
        ("(?>a|b)c", "ab"),
        ("a{0,2}+b", "ab"),
        ("#x\n y # z", "#"),
    ],
)
def test_letters_of_expressions(expression: str, letters: str) -> None:
    assert letters_of(expression) == letters


def test_letters_of_an_expression_with_comments() -> None:
    assert letters_of("# x\n y # z", re.VERBOSE) == "y"


@pytest.mark.parametrize("expression", ["", "a*", "$", r"(?!x)", r"(a)?(?(1)b|c)", "(?=x)|y"])
def test_what_may_match_nothing_begins_with_anything(expression: str) -> None:
    every = letters_of(expression)
    assert len(every) == 130
    assert every.endswith("…$")


def test_what_is_not_known_begins_with_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def parse(self, *_: object) -> object:
            return [("SOMETHING_NEW", None)]

    monkeypatch.setattr(module, "_PARSER", Other())
    assert len(letters_of("abc # and nothing else")) == 130
    monkeypatch.setattr(module, "_PARSER", None)
    assert len(letters_of("abc # and something else")) == 130


@given(st.data())
def test_no_letter_is_missing(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    states = get_lexer_by_name(language)._tokens.values()  # type: ignore[attr-defined]
    patterns = sorted(
        {rule[0].__self__ for rule in chain.from_iterable(states)},
        key=lambda pattern: str(pattern.pattern),
    )
    pattern = data.draw(st.sampled_from(patterns))
    text = data.draw(st.from_regex(pattern) | st.text(LETTERS))
    for start in range(min(len(text), 20) + 1):
        if pattern.match(text, start):
            assert first_letters(pattern) & letter(text[start : start + 1])
