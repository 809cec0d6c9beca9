"""Raw HTML in documents, and tables that are not as they should be."""

import re

import pytest

from ..html_check import faults, text_of
from .rendering import by_python_markdown, written


def page(text: str) -> str:
    return by_python_markdown(written(text))


def test_a_comment_that_nothing_ends_hides_nothing() -> None:
    html = page("a\n\n<!-- b\n\n# c\n\n- d <!-- e\n")
    assert [word for word in "abcde" if word not in text_of(html)] == []
    assert "<li>" in html
    assert faults(html) == []


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n\na\n",
        "</div>\n\na\n",
        "<b>a\n\nc</b>\n",
        "<details>\n\n<details>\n\na\n\n</details>\n",
        "- <div>\n\n  a\n",
        "<p align='center'><b>x</p> y",
        "x <div>y</div> <table><tr><td>z",
        "*a <b>b* c</b>\n",
        "<a href='x'>[y](z)</a>\n",
        "<div id=a>x</div>\n\n<span id=a>y</span>\n",
        '<p a=""><p a="">',
        "`</t` a\n\n<p>b</p>\n",
        "<p><b>a<div>b</div></p>",
        "<p>a<table><tr><td><p>b</table></p>",
        "<p>a<ul><li><p>b<li>c</ul>",
    ],
)
def test_what_is_open_is_closed(text: str) -> None:
    assert faults(page(text)) == []


@pytest.mark.parametrize("text", ["<T>", "<field name>", "<string, int>", "<script>x</script>"])
def test_pseudo_tags_are_text(text: str) -> None:
    assert text in text_of(page(f"a {text} b\n\n{text}\n"))


def rows(text: str) -> list[list[str]]:
    """The cells of every row of a table."""
    found = re.findall(r"<tr>(.*?)</tr>", page(text), re.S)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in found]


@pytest.mark.parametrize("start", ["", "> ", "- "])
@pytest.mark.parametrize(
    "row", ["| 1 | 2 | three | four |", "1 | 2 | three | four", "|1| 2 || three | four |"]
)
def test_surplus_cells_stand_in_the_last_one(start: str, row: str) -> None:
    first, rest = (start, start.replace("-", " "))
    text = f"{first}| a | b |\n{rest}|---|---|\n{rest}{row}\n"
    assert rows(text) == [["a", "b"], ["1", "2 three four"]]


def test_other_cells_are_left_alone() -> None:
    table = "| a | b |\n|---|---|\n| 1 | x \\| y |\n| - | |\n| 3 |\n"
    assert rows(table) == [["a", "b"], ["1", "x &#124; y"], ["-", ""], ["3", ""]]


def test_surplus_cells_keep_their_marks_and_run_nothing() -> None:
    html = page("|a|\n|-|\n|1|**bold**|`x`|<script>y</script>|\n")
    assert "<strong>bold</strong> <code>x</code>" in html
    assert "<script" not in html


def test_a_row_of_very_many_cells_takes_no_longer_than_it_is_long() -> None:
    assert "end" in written("|a|\n|-|\n" + "|" * 200_000 + "end|\n")
