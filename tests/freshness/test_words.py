"""The words of a line, by whose numbers tokens are located."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_swimm.code.words import has_words, split_words
from mkdocs_swimm.format.constructs import Token
from mkdocs_swimm.format.document import read
from mkdocs_swimm.format.encoding import decode
from mkdocs_swimm.project.folders import documents_in


@given(st.text(max_size=200))
def test_the_words_of_a_line_are_the_line(line: str) -> None:
    assert "".join(split_words(line)) == line
    assert all(split_words(line))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("    a.b(c);", ["    ", "a", ".", "b", "(", "c", ")", ";"]),
        ("x->y >= z", ["x", "->", "y", " ", ">=", " ", "z"]),
        ("\ufeff\tint x_1;", ["\ufeff\t", "int", " ", "x_1", ";"]),
        ('é = "ñ"', ["é", " ", "=", " ", '"', "ñ", '"']),
        ("(){}[]''", list("(){}[]''")),
        ("", []),
    ],
)
def test_how_lines_are_split(line: str, words: list[str]) -> None:
    assert split_words(line) == words


@pytest.mark.parametrize(
    ("line", "text", "stands"),
    [
        ("def run(x):", "run", True),
        ("running", "run", False),
        ("a.b.c", "b.c", True),
        ("f()->next", "->next", True),
        ("self.сумма = 1", "сумма", True),
        ("x", " ", False),
    ],
)
def test_whole_words(line: str, text: str, stands: bool) -> None:
    assert has_words(line, text) == stands


@pytest.mark.slow
def test_real_tokens_are_the_words_that_they_name(corpus: Path) -> None:
    """Every token of the real documents, as ``FORMAT.md`` section 8 counted them."""
    seen = 0
    for folder in sorted(corpus.glob("*/.swm")):
        for path in documents_in(folder):
            for reference in read(decode(path.read_bytes()).text).references:
                if isinstance(reference, Token) and reference.words and reference.line_text:
                    first, last = reference.words
                    words = split_words(reference.line_text)
                    assert "".join(words[first : last + 1]) == reference.text, (path, reference)
                    assert has_words(reference.line_text, reference.text)
                    seen += 1
    assert seen > 10_000
