"""Popular plugins beside this one: a real build with each, and what a reader sees."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from .conftest import Project, need
from .documents import snippet, token
from .html_check import text_of
from .test_neighbours import build

pytestmark = pytest.mark.hosts

CODE = "def boil():\n    return water.hot()\n"
DOCUMENT = f"""---
title: Kettle
tags: [kitchen]
---
Call {token("/src/kettle.py", 1, "boil", "def boil():")}, or read [the other one](cup.bbbbb.sw.md).

{snippet("src/kettle.py", CODE, comment="Water **first**.")}
![A cup](images/cup.png)

```mermaid
graph TD
  A --> B
```

<SwmMeta version="3.0.0"><sup>Powered by [Swimm](https://app.swimm.io/)</sup></SwmMeta>
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
FILES = {
    ".swm/kettle.aaaaa.sw.md": DOCUMENT,
    ".swm/cup.bbbbb.sw.md": "---\ntitle: Cup\n---\nBack to [the kettle](kettle.aaaaa.sw.md).\n",
    ".swm/images/cup.png": PIXEL,
    "src/kettle.py": CODE,
}


@dataclass
class Beside:
    """A plugin beside ours."""

    module: str
    shows: Mapping[str, str] = field(default_factory=dict)  # its HTML by the page with it
    files: Mapping[str, str] = field(default_factory=dict)  # further files of the site
    options: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)  # further ones of the site
    page: str = "swimm/kettle/"  # where the document is


ENGLISH = {"locale": "en", "name": "English", "default": True}
PYTHON = {"paths": ["src"], "options": {"show_if_no_docstring": True}}
BESIDE = {
    "awesome-nav": Beside(
        "mkdocs_awesome_nav",
        {"": "Start here"},
        {"docs/.nav.yml": "nav:\n  - Start here: index.md\n  - '*'\n"},
    ),
    "literate-nav": Beside(
        "mkdocs_literate_nav",
        {"": "Start here"},
        {"docs/SUMMARY.md": "- [Start here](index.md)\n- [The kettle](swimm/kettle.aaaaa.sw.md)\n"},
        {"nav_file": "SUMMARY.md"},
    ),
    "section-index": Beside("mkdocs_section_index"),
    "git-revision-date-localized": Beside(
        "mkdocs_git_revision_date_localized_plugin",
        {"": "git-revision-date-localized-plugin"},
        options={"fallback_to_build_date": True},
    ),
    "glightbox": Beside("mkdocs_glightbox", {"swimm/kettle/": "glightbox"}),
    "macros": Beside(
        "mkdocs_macros", {"sum/": "<p>42</p>"}, {"docs/sum.md": "# Sum\n\n{{ 6 * 7 }}\n"}
    ),
    "include-markdown": Beside(
        "mkdocs_include_markdown_plugin",
        {"more/": "Shared words"},
        {"docs/more.md": "{% include 'part.txt' %}\n", "docs/part.txt": "Shared words\n"},
    ),
    "redirects": Beside(
        "mkdocs_redirects",
        {"old/": "../swimm/kettle/"},
        options={"redirect_maps": {"old.md": "swimm/kettle.aaaaa.sw.md"}},
    ),
    "minify": Beside("mkdocs_minify_plugin", options={"minify_html": True}),
    "social": Beside("material.plugins.social.plugin", options={"cards": False}),
    "tags": Beside(
        "material", {"tags/": "Kettle"}, {"docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    ),
    "blog": Beside(
        "material",
        {"blog/": "First post"},
        {
            "docs/blog/index.md": "# Blog\n",
            "docs/blog/posts/first.md": "---\ndate: 2024-01-31\n---\n# First post\n\nHello.\n",
        },
    ),
    "privacy": Beside("material"),
    "offline": Beside("material", page="swimm/kettle.html"),
    "i18n": Beside(
        "mkdocs_static_i18n",
        {"fr/": 'href="../swimm/kettle/"', "swimm/d/aaaaa/": "kettle", "swimm/code/": "kettle.py"},
        {"docs/index.fr.md": "# Bonjour\n"},
        {"languages": [ENGLISH, {"locale": "fr", "name": "French"}]},
    ),
    "monorepo": Beside(
        "mkdocs_monorepo_plugin",
        {"lib/": "The library"},
        {
            "lib/mkdocs.yml": "site_name: lib\nnav:\n  - Start: index.md\n",
            "lib/docs/index.md": "# The library\n",
        },
        settings={"nav": [{"Home": "index.md"}, {"Library": "!include ./lib/mkdocs.yml"}]},
    ),
    "mike": Beside("mike"),
    "llmstxt": Beside(
        "mkdocs_llmstxt", {"llms.txt": "## Guide"}, options={"sections": {"Guide": ["index.md"]}}
    ),
    "mkdocstrings": Beside(
        "mkdocstrings",
        {"api/": "boil"},
        {"docs/api.md": "# API\n\n::: kettle\n"},
        {"handlers": {"python": PYTHON}},
    ),
    "autorefs": Beside(
        "mkdocs_autorefs",
        {"see/": 'href="../there/#over-here"'},
        {"docs/there.md": "# There\n\n## Over here\n", "docs/see.md": "[Over here][over-here]\n"},
    ),
    "rss": Beside("mkdocs_rss_plugin", {"feed_rss_created.xml": "swimm/kettle/"}),
}


@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("name", BESIDE)
def test_documents_are_pages_beside_another_plugin(
    project: Project, name: str, first: bool
) -> None:
    beside = BESIDE[name]
    need(beside.module)
    project.write({**FILES, "docs/index.md": "# Home\n\nWelcome.\n", **beside.files})
    plugins: list[Any] = [
        {name: dict(beside.options)},
        {"swimm": {"source_pages": True, "llms": name != "llmstxt"}},
    ]
    built, reported = build(project, plugins if first else plugins[::-1], **beside.settings)
    assert "Traceback" not in reported, reported
    assert not [line for line in reported.splitlines() if "WARNING" in line and ".sw.md" in line]
    html = built.page(beside.page)
    words = " ".join(text_of(html).split())
    assert "Water first." in words
    assert "return water.hot()" in words
    for piece in ("swimm-snippet", "kettle.py", "cup"):
        assert piece in html
    assert "<SwmSnippet" not in html
    assert 'class="mermaid"' in html or "class=mermaid" in html
    index = json.loads((built.site / "swimm-index.json").read_text("utf-8"))
    assert "src/kettle.py" in json.dumps(index)
    for page, piece in beside.shows.items():
        assert piece in built.page(page), page
