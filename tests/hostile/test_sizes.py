"""Documents that are larger or deeper than anybody writes: the build goes on, nothing is lost."""

import pytest

from ..conftest import Project
from ..html_check import text_of

pytestmark = pytest.mark.slow

TOKEN = '<SwmToken path="a.py" pos="1:0:0" line-data="a">`a`</SwmToken> '


def test_huge_documents_are_read(project: Project) -> None:
    project.write(
        {
            "a.py": "a\n",
            ".swm/line.aaaaa.sw.md": "word " * 200_000,
            ".swm/tokens.bbbbb.sw.md": f"{TOKEN * 50}\n\n" * 100,
            ".swm/ticks.ccccc.sw.md": "`" * 500_000,
            ".swm/lists.ddddd.sw.md": "".join(f"{' ' * depth}- {depth}\n" for depth in range(500)),
        }
    )
    built = project.build()
    assert text_of(built.content("swimm/line/")).count("word") == 200_000
    assert built.content("swimm/tokens/").count('class="swimm-token"') == 5_000
    assert "499" in built.content("swimm/lists/")


def test_what_takes_libraries_minutes_is_shown_as_it_stands(project: Project) -> None:
    """Python-Markdown and Pygments need the square of the length of what is in these documents."""
    blank = "\n" * 20_000
    snippet = f"<SwmSnippet path='/a.py' line='1'>\n\n---\n\n```python\na{blank}b\n```\n\n---\n\n"
    texts = {
        "links": "Words [a](https://a.test/b) " + "[a](https://a.test/b) " * 15_000 + "end\n",
        "marks": "---\ntitle: Marks\n---\n\nWords " + "~~a~~ `b` \\* &lt; " * 15_000 + "end\n",
        "cell": "| Words |\n|---|\n| start " + "*a* " * 60_000 + "end |\n",
        "rows": f"Words\n\n```python\nfirst{blank}b\n```\n\nend\n",
        "snippet": f"Words\n\n{snippet.replace(chr(39), chr(34))}</SwmSnippet>\n\nend\n",
        "labels": f"[a]: https://a.test/{'x' * 24_000}\n\nWords " + "[a] " * 6_000 + "end\n",
    }
    for number, (name, text) in enumerate(texts.items()):
        project.write({f".swm/{name}.aaaa{number}.sw.md": text})
    built = project.build()
    for name in texts:
        html = built.content(f"swimm/{name}/")
        assert "Words" in text_of(html), name
        assert "end" in text_of(html), name
        assert len(html) < 20_000_000, name
    reported = sorted({line.partition("; ")[0] for line in built.warnings})
    assert reported == [
        ".swm/cell.aaaa2.sw.md:3: a paragraph is too large to be rendered and therefore shown as plain text",
        ".swm/labels.aaaa5.sw.md:1: the addresses of its links have more than 5,000,000 characters",
        ".swm/links.aaaa0.sw.md:1: a paragraph is too large to be rendered and therefore shown as plain text",
        ".swm/marks.aaaa1.sw.md:5: a paragraph is too large to be rendered and therefore shown as plain text",
        ".swm/rows.aaaa3.sw.md:3: code has too many blank lines and is shown without highlighting",
        ".swm/snippet.aaaa4.sw.md:7: a snippet has too many blank lines and is shown without highlighting",
    ]


def test_problems_without_end_do_not_bury_the_others(project: Project) -> None:
    torn = "A torn <SwmToken path='a'> here.\n" * 2_000
    text = f"# A\n\n{torn}\n![None](none.png)\n"
    project.write({".swm/torn.aaaaa.sw.md": text, ".swm/other.bbbbb.sw.md": "A <SwmLink> too.\n"})
    warnings = project.build().warnings
    reported = [one for one in warnings if one.startswith(".swm/torn.")]
    assert len(reported) == 52
    assert reported[0].startswith(".swm/torn.aaaaa.sw.md:3: a <SwmToken> tag is torn")
    assert reported[50] == (
        ".swm/torn.aaaaa.sw.md:53: from here on 1950 more like those above; correct those first"
    )
    assert "none.png" in reported[51]
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
