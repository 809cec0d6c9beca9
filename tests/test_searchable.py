"""What the search finds, and what it does not."""

import json
import re
from typing import Any

import pytest
import yaml

from .conftest import REPOSITORY, Built, Project
from .documents import snippet, token

STORE = '''"""Where parcels are kept."""


class ParcelStore:
    def find_by_code(self, code):
        unspoken = code.strip()
        return self.rows[unspoken]


def is_late(parcel):
    return parcel.promised < now()
'''


KEEP = "src/store-room/keep.py"


def lines(first: int, last: int) -> str:
    """A snippet of the file."""
    return snippet(KEEP, "\n".join(STORE.splitlines()[first - 1 : last]), first)


KEEPING = f"""---
title: Keeping things
---
Where everything lies.

## Looking up

A row is found by {token(KEEP, 5, "find_by_code")}, which nobody calls by itself:

{lines(5, 7)}
## Lateness

Whether a parcel is late is told by {token(KEEP, 10, "is_late")}, a decorator named
{token(KEEP, 10, "@staticmethod")} by `scripts/check-all.sh`, run with `--strict-mode`, and by
{token(KEEP, 11, "parcel.promised")}.

```mermaid
graph TD
  unseen --> hidden
```

## The end

Nothing more.
"""
OTHER = f"""---
title: Unrelated
---
## Elsewhere

It has <SwmPath>[src/store-room/keep.py](/src/store-room/keep.py)</SwmPath> and {token(KEEP, 5, "code")}.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    project = Project(tmp_path_factory.mktemp("search"))
    write(project)
    # As the documentation recommends.
    search = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text("utf-8"))["plugins"][0]
    assert search["search"]["separator"] in (REPOSITORY / "docs/pages/search.md").read_text("utf-8")
    options = {"health": True, "source_pages": True}
    return project.build(plugins=[search, {"swimm": options}])


def write(project: Project) -> None:
    """A repository with two documents."""
    project.commit(
        {
            ".swm/keeping.abc12.sw.md": KEEPING,
            ".swm/other.xyz99.sw.md": OTHER,
            "src/store-room/keep.py": STORE,
            "scripts/check-all.sh": "exit\n",
            "docs/index.md": "# Home\n\n```python\nmine_own = 1\n```\n",
        }
    )


def entries(built: Built) -> dict[str, str]:
    """The text of the index by where it leads."""
    index = json.loads((built.site / "search/search_index.json").read_text("utf-8"))
    return {entry["location"]: entry["text"] for entry in index["docs"]}


def test_text_and_paths_are_indexed_and_nothing_else(built: Built) -> None:
    found = entries(built)
    section = found["swimm/keeping/#looking-up"]
    assert "<code>src/store-room/</code><code>keep.py</code>" in section
    assert found["swimm/keeping/#the-end"].strip() == "<p>Nothing more.</p>"
    for added in ("unspoken", "unseen", "Up to date", "lines 5"):
        assert added not in json.dumps(found)
    # What others write about code is theirs.
    assert "mine_own" in found[""]
    pages = {location.partition("#")[0] for location in found}
    assert pages == {"", "swimm/keeping/", "swimm/other/"}


def test_pages_of_code_do_not_outrank_documents(project: Project) -> None:
    write(project)
    text = KEEPING.replace("---\ntitle", "---\nsearch: {exclude: true}\ntitle", 1)
    project.write({".swm/out.abc13.sw.md": text})
    built = project.build({"source_pages": True, "source_search": True})
    index = json.loads((built.site / "search/search_index.json").read_text("utf-8"))
    boosts = {entry["location"].partition("#")[0]: entry.get("boost") for entry in index["docs"]}
    assert boosts["swimm/keeping/"] is None
    assert boosts["swimm/source/src/store-room/keep.py/"] == pytest.approx(1e-4)
    # A document can stay out.
    assert "swimm/out/" not in boosts


def test_other_plugins_see_the_code_of_pages_but_no_previews(project: Project) -> None:
    write(project)
    reads = "def on_page_context(context, page, **_):\n    page.content += str(page.content.count('unspoken'))\n"
    project.write({"reads.py": reads})
    configs: list[dict[str, Any]] = [{"theme": {"name": "mkdocs"}}, {"hooks": ["reads.py"]}]
    for config in configs:
        built = project.build(**config)
        assert "Where parcels are kept" in built.page("swimm/other/")
        assert "Where parcels are kept" not in json.dumps(entries(built))
    assert re.search(r"</template>\s*2", built.content("swimm/keeping/"))
    assert "unspoken" not in json.dumps(entries(built))
    # Without a search, nothing is wrong.
    assert project.build(plugins=["swimm"], strict=True).warnings == []


@pytest.fixture
def ask(built: Built, browse: Any) -> Any:
    """A function that types into the search and returns pages with their sections."""
    page = browse(built.site)
    field = page.locator("[data-md-component=search-query]")
    field.click()

    def asked(words: str) -> list[list[str]]:
        # The theme looks when a key goes up.
        field.fill("")
        field.press("End")
        page.get_by_text("Type to start searching").wait_for()
        field.fill(words)
        field.press("End")
        page.get_by_text(re.compile("matching document")).wait_for()
        items = page.locator(".md-search-result__item").all()
        return [
            [
                re.sub(r"^.*?/swimm/|\?[^#]*", "", link.evaluate("e => e.href"))
                for link in item.locator("a.md-search-result__link").all()
            ]
            for item in items
        ]

    return asked


LOOKING_UP = "keeping/#looking-up"
LATENESS = "keeping/#lateness"
ELSEWHERE = "other/#elsewhere"


FOUND = {
    "find_by_code": LOOKING_UP,
    "find_by": LOOKING_UP,
    "find_by_code()": LOOKING_UP,
    "is_late": LATENESS,
    "parcel.promised": LATENESS,
    "promised": LATENESS,
    "staticmethod": LATENESS,
    "@staticmethod": LATENESS,
    "strict-mode": LATENESS,
    "scripts/check-all.sh": LATENESS,
    "check-all.sh": LATENESS,
    "src/store-room/keep.py": LOOKING_UP,
    "room/keep.py": ELSEWHERE,
    "keep.py": ELSEWHERE,
}


@pytest.mark.browser
def test_identifiers_and_paths_find_their_section(ask: Any) -> None:
    for words, section in FOUND.items():
        found = ask(words)
        assert section in [link for links in found for link in links], (words, found)
    for words in ("unspoken", "unseen", "health", "lines"):
        assert ask(words) == [], words
