"""Every construct of every generation, before and after: ``tests/cases/<name>/``.

A case is a document ``in.sw.md`` (or ``in.pl.sw.md``), the code that it refers to in ``code``, its
page ``out.md``, and its problems, if any, in ``log.txt``. ``SWIMM_UPDATE=1`` rewrites the expected
files; the difference is to be read before it is committed.
"""

from pathlib import Path

import pytest

from mkdocs_swimm.code.codebase import WorkTree
from mkdocs_swimm.format.links import doc_target
from mkdocs_swimm.freshness import Checker, Finding, Reference
from mkdocs_swimm.project.documents import DocumentCache, Unread
from mkdocs_swimm.rendering import render
from mkdocs_swimm.rendering.links import ReadingProgress, Stop

from ..conftest import golden
from .fake_site import FakeSite

CASES = Path(__file__).parent.parent / "cases"


class CheckedSite(FakeSite):
    """Knows how each reference of a document stands to the code."""

    found: dict[int, Finding]

    def finding(self, reference: Reference) -> Finding | None:
        return self.found.get(id(reference))


SITE = CheckedSite(
    documents={"abc12": "First steps", "xyz89": "A `tour` of the queue", "pl234": "Onboarding"},
    files=("README.md", ".swm/images/a b.png", "images/a.png"),
)


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_case(case: str) -> None:
    (source,) = (CASES / case).glob("in.*")
    entry = DocumentCache().read(source)
    assert not isinstance(entry, Unread)
    stops = [
        Stop((f"key{number}",), "document" if doc_target(step.target) else "other")
        for number, step in enumerate(entry.steps, 1)
    ]
    SITE.found = {}
    if (code := CASES / case / "code").is_dir():
        found = Checker(WorkTree(code)).check(entry.document, source.name)
        SITE.found = {id(one.reference): one for one in found}
    page = render(entry.document, entry.title, SITE, reading=ReadingProgress("..", "", stops))
    log = "".join(
        f"{problem.line}: {problem.kind}: {problem.message}; {problem.remedy}\n"
        for problem in page.problems
    )
    for name, text in {"out.md": page.markdown, "log.txt": log}.items():
        assert golden(CASES / case / name, text) == text
