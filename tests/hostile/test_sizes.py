"""Documents that are larger or deeper than anybody writes: the build goes on, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..conftest import Project
from ..html_check import text_of
from ..markdown.rendering import by_python_markdown, written

TOKEN = '<SwmToken path="a.py" pos="1:0:0" line-data="a">`a`</SwmToken> '


def test_huge_documents_are_read(project: Project) -> None:
    project.write(
        {
            "a.py": "a\n",
            ".swm/line.aaaaa.sw.md": "word " * 200_000,
            ".swm/tokens.bbbbb.sw.md": TOKEN * 5_000,
            ".swm/ticks.ccccc.sw.md": "`" * 500_000,
            ".swm/lists.ddddd.sw.md": "".join(f"{' ' * depth}- {depth}\n" for depth in range(500)),
        }
    )
    built = project.build()
    assert text_of(built.content("swimm/line/")).count("word") == 200_000
    assert built.content("swimm/tokens/").count('class="swimm-token"') == 5_000
    assert "499" in built.content("swimm/lists/")


def test_problems_without_end_do_not_bury_the_others(project: Project) -> None:
    torn = "A torn <SwmToken path='a'> here.\n" * 2_000
    text = f"# A\n\n{torn}\n![None](none.png)\n"
    project.write({".swm/torn.aaaaa.sw.md": text, ".swm/other.bbbbb.sw.md": "A <SwmLink> too.\n"})
    warnings = project.build().warnings
    told = [one for one in warnings if one.startswith(".swm/torn.")]
    assert len(told) == 52
    assert told[0].startswith(".swm/torn.aaaaa.sw.md:3: a <SwmToken> tag is torn")
    assert told[50] == (
        ".swm/torn.aaaaa.sw.md:53: from here on 1950 more like those above; correct those first"
    )
    assert "none.png" in told[51]
    assert sum(one.startswith(".swm/other.") for one in warnings) == 1


def test_nesting_without_end(project: Project) -> None:
    deep = 10_000
    texts = {
        "lists": "- " * deep + "word",
        "quotes": "> " * deep + "word",
        "both": "> - " * deep + "word",
        "brackets": "[" * deep + "word" + "]" * deep,
        "emphasis": "*a " * deep + "word" + " a*" * deep,
        "spans": "<span>" * deep + "word" + "</span>" * deep,
        "prompts": "<SwmSnippetPlaceholder>" * 500 + "word" + "</SwmSnippetPlaceholder>" * 500,
        "divs": "<div>\n\n" * 3_000 + "word\n\n" + "</div>\n\n" * 3_000,
        "boxes": "<div>" * 20_000 + "word",
        "cells": "<p><td>" * 10_000 + "<b>" * 5_000 + "<div>" * 5_000 + "word",
        "details": "<details><summary>a</summary>\n\n" * 1_500 + "word\n",
    }
    for number, (name, text) in enumerate(texts.items()):
        project.write({f".swm/{name}.aaaa{number}.sw.md": f"{text}\n"})
    built = project.build()
    for name in texts:
        assert "word" in text_of(built.content(f"swimm/{name}/")), name


@pytest.mark.parametrize(
    "make",
    [
        lambda deep: "*a " * deep + "a*" * deep,
        lambda deep: "**a *b " * deep + "a* b**" * deep,
        lambda deep: "<span>" * deep + "a" + "</span>" * deep,
        lambda deep: "<b><i>" * deep + "a" + "</i></b>" * deep,
    ],
)
def test_elements_within_each_other_end(make: Callable[[int], str]) -> None:
    """Python-Markdown would need the square of the depth: deeper than some, the text is enough."""
    html = by_python_markdown(written(make(1_000)))
    assert html.count("<") < 300
    assert text_of(html).count("a") == make(1_000).replace("span", "").count("a")
