"""Whatever a document contains, its MDX has nothing that would be run, or be no MDX."""

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

TAGS = "<div> </div> <p> </p> <b> <details> </details> <summary> <br> <pre> </pre> <hr> <center>"
TEXT = "x {a} - > * ** ` 1. ``` ::: <http://a.b> $x$ \\ &lt; &#123; <T> </center> </span>"
PIECES = st.sampled_from(
    [*TAGS.split(), *TEXT.split(), "\n", "\n\n", "import x\n", "export ", "<!-- c -->", "<img src=a>",
     "<table><tr><td>", "<span class='a' style='width:5px'>"]
)  # fmt: skip


@given(st.one_of(damaged(), st.lists(PIECES, max_size=14).map(" ".join)))
@example("` import x\n `")
@example("</p>export \n::<table><tr><td>{x}")
@settings(max_examples=300, deadline=None)
def test_mdx_runs_nothing(text: str) -> None:
    page = render_plain(read(text), "T {x} <b>", FakeSite({"abc12": "First"}), Docusaurus())
    assert list(mdx_faults(page.markdown)) == []
