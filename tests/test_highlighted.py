"""Lines of code as highlighted HTML."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_swimm.highlighted import Highlighted

JAVA = """\
/**
 * A counter.
 *
 * <p>It counts & counts.
 */
class Counter {
    int count = 0;

    String text() {
        return "count: " + count;
    }
}
""".splitlines()
PYTHON = ['"""Adds.', "", "Twice.", '"""', "def add(a, b):", "    return a + b  # sum"]


def plain(row: str) -> str:
    """The text of a row."""
    return unescape(re.sub(r"<[^>]*>", "", row))


@pytest.mark.parametrize(("lines", "language"), [(JAVA, "java"), (PYTHON, "python")])
@given(data=st.data())
def test_lines_are_those_of_the_whole(lines: list[str], language: str, data: st.DataObject) -> None:
    whole = Highlighted(lines, language).rows(1, len(lines))
    assert [plain(row) for row in whole] == lines
    some = Highlighted(lines, language)
    for _ in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(1, len(lines)))
        last = data.draw(st.integers(first, len(lines) + 3))
        if data.draw(st.booleans()):
            some.want(first, last)
        assert list(some.rows(first, last)) == list(whole[first - 1 : last])


def test_a_comment_that_ends_below_the_lines() -> None:
    [first, second] = Highlighted(JAVA, "java").rows(1, 2)
    assert "cm" in first
    assert second == '<span class="cm"> * A counter.</span>'


def test_lines_that_a_lexer_changes_are_plain() -> None:
    # Pygments makes a line end of a carriage return.
    lines = ["one = 1\rtwo = 2", "three = '<3'"]
    assert list(Highlighted(lines, "python").rows(1, 2)) == [
        "one = 1\rtwo = 2",
        "three = &#x27;&lt;3&#x27;",
    ]


def test_what_is_announced_is_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from mkdocs_swimm import highlighted

    made: list[str] = []
    real = highlighted.lexer_of
    monkeypatch.setattr(highlighted, "lexer_of", lambda name: (made.append(name), real(name))[1])
    file = Highlighted(JAVA, "java")
    file.want(1, 2)
    file.want(6, 90)
    assert len(file.rows(10, 11)) == 2
    assert len(file.rows(1, 2)) == 2
    assert made == ["java"]


def test_lines_that_can_not_be_are_not_wanted() -> None:
    file = Highlighted(PYTHON, "python")
    for first, last in ((1, -2), (9, 12), (3, 2), (0, 0)):
        file.want(first, last)
        assert not file.rows(first, last)
    assert [plain(row) for row in file.rows(6, 6)] == PYTHON[5:]


def test_many_adjacent_lines() -> None:
    lines = [f"x{number} = {number}" for number in range(200)]
    file = Highlighted(lines, "python")
    for first, last in ((1, 200), (30, 40), (32, 33), (64, 97), (200, 200)):
        assert [plain(row) for row in file.rows(first, last)] == lines[first - 1 : last]
