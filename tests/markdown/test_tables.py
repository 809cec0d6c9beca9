"""Cells of a table that have no column keep their words."""

from __future__ import annotations

import re

import pytest

from .rendering import by_python_markdown, written


def rows(text: str) -> list[list[str]]:
    """The cells of every row, as a reader sees them."""
    html = by_python_markdown(written(text))
    found = re.findall(r"<tr>(.*?)</tr>", html, re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in found]


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n| 1 | 2 | three | four |\n",
        "a | b\n---|---\n1 | 2 | three | four\n",
        "a | b\n---|---\n| 1 | 2 || three | four |\n",
        "> | a | b |\n> |---|---|\n> | 1 | 2 | three | four |\n",
        "- | a | b |\n  |---|---|\n  | 1 | 2 | three | four |\n",
        "| a | b |\r\n|---|---|\r\n| 1 | 2 | three | four |\r\n",
    ],
)
def test_surplus_cells_stand_in_the_last_one(text: str) -> None:
    assert rows(text) == [["a", "b"], ["1", "2 three four"]]


def test_a_row_that_has_a_cell_for_every_column_is_left_alone() -> None:
    table = "| a | b |\n|---|---|\n| 1 | x \\| y |\n| - | |\n| 3 |\n"
    assert rows(table) == [["a", "b"], ["1", "x &#124; y"], ["-", ""], ["3", ""]]


def test_surplus_cells_keep_their_marks_and_run_nothing() -> None:
    table = "|a|\n|-|\n|1|**bold**|`x`|<script>y</script>|\n"
    html = by_python_markdown(written(table))
    assert "<strong>bold</strong> <code>x</code>" in html
    assert "<script" not in html


def test_a_line_of_very_many_pipes_takes_no_longer_than_it_is_long() -> None:
    assert "end" in written("|a|\n|-|\n" + "|" * 200_000 + "end|\n")
