"""What Python-Markdown makes of a page is what CommonMark makes of the document."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..html_check import faults, text_of
from .rendering import by_commonmark, by_python_markdown, reduced, written

pytestmark = pytest.mark.slow

CASES = {
    "list under a paragraph": "Steps:\n1. a\n2. b\n- c\n",
    "bullet in a step": "1. a&nbsp;\n   - b,\n     c\n2. d\n3. e\n4. f\n",
    "nesting by two": "- a\n  - b\n    - c\n  - d\n- e\n",
    "loose items": "* a\n\n* b\n\n  c\n\n      code\n",
    "start number": "3. a\n4. b\n",
    "start at nothing": "0. a\n1. b\n",
    "two lists": "- a\n- b\n\n+ c\n+ d\n\n1. e\n\n1) f\n",
    "list of lists": "- - a\n  - b\n- 1. c\n",
    "empty items": "- a\n-\n- b\n",
    "fence in an item": "1. a\n   ```py\n   x = 1\n\n   y = 2\n   ```\n2. b\n",
    "quote in an item": "- a\n  > b\n  > c\n\n  d\n",
    "list in a quote": "> - a\n>   - b\n>\n> c\n",
    "heading in an item": "- # a\n- b\n",
    "table in an item": "- a\n\n  | b | c |\n  |---|---|\n  | d | `e` |\n",
    "code then list": "```\na (1)\n```\n\n1. b\n2. c\n",
    "code then list in an item": "- x\n\n  ```\n  a (1)\n  ```\n\n  1. b\n",
    "hundred and more": "100. a\n\n     b\n101. c\n",
    "escapes": " ".join(f"\\{mark}" for mark in "*_`<>#+-.![](){}|~$:/\\&\"'@^="),
    "starts of lines": "a\n\\# b\n\\- c\n1\\. d\n\\> e\n\n\\    f\n",
    "starts of blocks": "!!! note\n\n??? x\n\n=== y\n\n: z\n\n/// w\n",
    "attribute lists": "# a { .b }\n\n- c { #d }\n\ne {: .f }\n\n`g`{ .h }\n",
    "templates": "{{ a }} {% b %} {# c #} {++d++} $e$ $$f$$ [[g]] ==h== ^^i^^ ++j++\n",
    "shorthands": ":k: ~l~ @m #1 [^n] (c) -> x@y\n",
    "underscores": "snake_case __init__ _a_b_ a__b__c _x y_ \\_\\_z\\_\\_ _\n",
    "stars": "a*b*c 2 * 3 * 4 **a**b ***c*** **d *e* f** *g **h** i* **j**k**l**\n",
    "strikethrough": "~~a~~ b~~c~~d\n",
    "code spans": "`` a`b `` ` c ` `d\\` `#!py e` `<f>` ``` ``g`` ``` `h\ni`\n",
    "pipes in cells": "| a | b |\n|:--|--:|\n| `c\\|d` | e \\| f |\n| <br>g | **h** `i` |\n",
    "empty header": "|   |   |\n| - | - |\n| a |   |\n",
    "one column": "| a |\n|---|\n| b |\n",
    "pipes in prose": "a | b\nc | d\n\n|e|\n",
    "links": "[a](b 'c') [d](<e f>) [g](h_(i)) [j][k] <https://l.m/n_o> [**p** `q`](r)\n\n[k]: s\n",
    "images": "![a](b.png) ![c *d*](<e f.png> 'g')\n",
    "hard breaks": "a\\\nb  \nc\nd\n",
    "entities": "&amp;lt; &copy; &nbsp;x &#42;a&#42; &unknown; a&b\n",
    "setext": "a\n===\n\nb\n---\n\nc\n",
    "rules": "a\n\n---\n\n***\n\n- - -\n",
    "indented code": "a\n\n    b\n\n    c\n\nd\n",
    "fence in a fence": "````\n```\na\n```\n````\n",
    "tabs": "-\ta\n\n\tb\n\n```\n\tc\n```\n",
    "html in line": "a <b>c</b> <br> <kbd>d</kbd> <i>e *f* g</i>\n",
    "a block of html": "<table>\n<tr><td>a</td></tr>\n</table>\n\nb\n",
    "lazy lines": "> a\nb\n\n- c\nd\n",
    "two quotes": "> a\n\n<!-- -->\n\n> b\n\n- > c\n\n  > d\n",
    "code in a quote": "> ```\n>\n> a  \n>\n> b\n> ```\n",
    "blank lines of code": "```\n\na\n\n```\n",
    "many levels": "".join(f"{'  ' * depth}- {depth}\n" for depth in range(12)),
}


@pytest.mark.parametrize("name", CASES)
def test_structure_and_words_are_the_same(name: str) -> None:
    text = CASES[name]
    html = by_python_markdown(written(text))
    assert reduced(html) == reduced(by_commonmark(text))
    assert faults(html) == []


_WORDS = st.sampled_from(
    r"""a bc snake_case __x__ 1. 2) - * + # ## > ` `` ``` ~~~ **b** *i* ** * _ __ ~~s~~ | \| \* \
    [l](u) [l ](u) ![i](p) <https://a.b/c> {x} {{y}} $z$ & &lt; < > ! : = == --- === *** e.g. (1)
    don't été 📄 ^ @a #1 ++""".split()
)
_WORD = re.compile(r"\w+")
_LINES = st.tuples(
    st.sampled_from(["", "", "", "  ", "    ", "- ", "  - ", "1. ", "   ", "> ", "# ", "## "]),
    st.lists(_WORDS, max_size=6).map(" ".join),
).map("".join)


@given(st.lists(_LINES, max_size=10).map("\n".join))
@settings(max_examples=400, deadline=None)
def test_any_text_keeps_its_words(text: str) -> None:
    html = by_python_markdown(written(text))
    assert faults(html) == []
    assert sorted(_WORD.findall(text_of(html))) == sorted(
        _WORD.findall(text_of(by_commonmark(text)))
    )
