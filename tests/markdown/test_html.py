"""Raw HTML in documents."""

from __future__ import annotations

import gc
import weakref

import pytest

from mkdocs_swimm.format.document import read
from mkdocs_swimm.markdown.blocks import BlockWriter

from ..html_check import faults, text_of
from .rendering import PlainRenderer, by_python_markdown, written


def _page(text: str) -> str:
    return by_python_markdown(written(text))


def test_a_comment_that_nothing_ends_hides_nothing() -> None:
    html = _page("a\n\n<!-- b\n\n# c\n\n- d <!-- e\n")
    assert [word for word in "abcde" if word not in text_of(html)] == []
    assert "<li>" in html
    assert faults(html) == []


def test_comments_are_not_shown() -> None:
    assert text_of(_page("a <!-- b --> c\n\n<!-- d\n\ne -->\n\nf\n")).split() == ["a", "c", "f"]


def test_markdown_within_details() -> None:
    html = _page("<details>\n<summary>S</summary>\n\n- **a**\n\n</details>\n\nb\n")
    assert "<li><strong>a</strong></li>" in html
    assert html.index("</details>") < html.index("<p>b</p>")


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
        "`<!--` a\n\n<p>b</p>\n",
        "<p><b>a<div>b</div></p>",
        "<p>a<table><tr><td><p>b</table></p>",
        "<p>a<ul><li><p>b<li>c</ul>",
    ],
)
def test_what_is_open_is_closed(text: str) -> None:
    html = _page(text)
    assert faults(html) == []


@pytest.mark.parametrize("text", ["<T>", "<field name>", "<string, int>", "<script>x</script>"])
def test_pseudo_tags_are_text(text: str) -> None:
    assert text in text_of(_page(f"a {text} b\n\n{text}\n"))


def test_nothing_is_kept_of_a_page_that_is_written() -> None:
    """A server writes pages for days."""
    renderer = PlainRenderer()
    kept = weakref.ref(renderer)
    assert '<b id="x">' in BlockWriter(renderer).write(read('A <b id="x">word</b>.\n').tokens)
    del renderer
    gc.collect()
    assert kept() is None
