"""Whatever a document contains, its page is well formed and nothing is raised."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from mkdocs_swimm.format.document import read
from mkdocs_swimm.rendering import render

from ..format.documents import documents
from ..html_check import faults
from ..markdown.rendering import by_python_markdown
from .fake_site import FakeSite

pytestmark = pytest.mark.slow


@given(documents)
@example(
    '<SwmSnippetPlaceholder>\n<SwmSnippet path="/a/b.py" line="3">\n</SwmSnippetPlaceholder>\n'
)
@example('```mermaid\nclick 3 goToHeading "e"')
@example("- **&#*i\ne**\n\nn>")
@settings(max_examples=400, deadline=None)
def test_pages_are_well_formed(text: str) -> None:
    page = render(read(text), "Title", FakeSite({"abc12": "First"}, ("images/a.png",)))
    assert faults(by_python_markdown(page.markdown)) == []
