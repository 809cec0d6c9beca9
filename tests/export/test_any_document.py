"""Whatever a document contains, its MDX has nothing that would be run, or be no MDX."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mkdocs_swimm.export.plain import render_plain
from mkdocs_swimm.format.document import read
from mkdocs_swimm.markdown.commonmark import Docusaurus

from ..fuzzing.mutations import damaged
from ..rendering.fake_site import FakeSite
from .checks import mdx_faults

pytestmark = pytest.mark.slow

PIECES = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "<details>",
        "</details>",
        "<summary>",
        "x",
        "{a}",
        "\n",
        "\n\n",
        "-",
        ">",
        "<br>",
        "*",
        "**",
        "`",
        "<img\tsrc=a>",
        "import\tx\n",
        "export\t",
        "<T>",
        "<!--\tc\t-->",
        "<pre>",
        "</pre>",
        "1.",
        "<table><tr><td>",
        "<hr>",
        "```",
        ":::",
        "<center>",
        "</center>",
        "<http://a.b>",
        "$x$",
        "\\",
        "&lt;",
        "&#123;",
        "<span\tclass='a'\tstyle='width:5px'>",
        "</span>",
    ]
).map(lambda piece: piece.replace("\t", " "))


@given(st.one_of(damaged(), st.lists(PIECES, max_size=14).map(" ".join)))
@example("` import x\n `")
@example("</p>export \n::<table><tr><td>{x}")
@settings(max_examples=300, deadline=None)
def test_mdx_runs_nothing(text: str) -> None:
    page = render_plain(read(text), "T {x} <b>", FakeSite({"abc12": "First"}), Docusaurus())
    assert list(mdx_faults(page.markdown)) == []
