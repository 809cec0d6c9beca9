"""The short way to tell that a reference holds, and the long one, come to the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_swimm.codebase import SourceFile
from mkdocs_swimm.freshness.quotes import lines_of, quote_of_snippet, quote_of_token
from mkdocs_swimm.model import Row, Snippet, Token

LINES = st.sampled_from(["", " ", "a = 1", "a = 1  ", "  b()", "\ufeffa = 1", "x &amp; y", "a\r"])
FILES = st.lists(LINES.map(lambda line: line.lstrip("\ufeff")), min_size=1, max_size=6)
ROWS = st.lists(
    st.builds(
        Row, st.just(0), LINES, marked=st.booleans(), stub=st.sampled_from([False] * 5 + [True])
    ),
    max_size=5,
)
TOKEN = Token(source="", line=1, text="a", path="a.py")
SNIPPET = Snippet(source="", line=1, path="a.py", rows=())


@given(FILES, st.integers(-1, 8), LINES, st.sampled_from(["a", "b", "&amp;", "", " "]))
def test_tokens(lines: list[str], number: int, line: str, text: str) -> None:
    file = SourceFile("a.py", lines)
    token = replace(TOKEN, text=text, target_line=number, line_text=line)
    quote = quote_of_token(token)
    stands = quote is not None and quote.stands_at(file, 0)
    found = lines_of(token, lines)
    long = quote.extent(file, 0) if quote and stands else None
    # A blank is on every line to the long way, which is asked about it.
    assert found == long or (not found and not text.strip())


@given(FILES, st.integers(0, 4), ROWS, st.booleans())
def test_snippets(lines: list[str], first: int, rows: list[Row], copied: bool) -> None:
    file = SourceFile("a.py", lines)
    numbered = [replace(row, number=first + index) for index, row in enumerate(rows)]
    if copied:
        numbered = [
            replace(row, code=lines[row.number - 1])
            for row in numbered
            if 0 < row.number <= len(lines)
        ]
    snippet = replace(SNIPPET, rows=tuple(numbered))
    quote = quote_of_snippet(snippet)
    found = lines_of(snippet, lines)
    if found:
        assert quote is not None
        assert quote.stands_at(file, 0)
        assert found == quote.extent(file, 0)
    elif copied and not any(row.stub for row in numbered):
        assert quote is None


def test_long_lines_are_left_to_the_long_way() -> None:
    long = "a" * 3000
    token = replace(TOKEN, target_line=1, line_text=long)
    assert lines_of(token, [long]) is None
    assert lines_of(replace(TOKEN, target_line=1, line_text="a"), [long]) is None
