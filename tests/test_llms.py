"""``llms.txt`` and the plain files beside the pages, in real builds."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from .conftest import Built, Project

DOCUMENTS: dict[str, str | bytes] = {
    "docs/index.md": "---\ndescription: Where to begin\n---\n# Home\n\n"
    "[A document](swimm/first.abc12.sw.md), ![a picture](a.png), `[code](other.md)`\n\n"
    "```\n[code](other.md)\n```\n",
    "docs/other.md": "# Other\n",
    "docs/a.png": b"png",
    ".swm/first.abc12.sw.md": "---\ntitle: The `first` one\n---\n"
    "See [second](second.xyz89.sw.md) and <SwmPath>[a.py](a.py)</SwmPath>.\n\n> [!TIP]\n> Sit.\n",
    ".swm/second.xyz89.sw.md": "---\ntitle: Second\n---\nBack to [first](first.abc12.sw.md).\n",
    "a.py": "a = 1\n",
}


@pytest.mark.parametrize("directories", [True, False])
def test_every_page_has_a_plain_file_and_is_listed(project: Project, directories: bool) -> None:
    project.write(DOCUMENTS)
    built = project.build(
        {"llms": True}, use_directory_urls=directories, repo_url="https://github.com/acme/widget"
    )

    plain = {path.relative_to(built.site).as_posix() for path in built.site.rglob("*.md")}
    pages = {path.relative_to(built.site).with_suffix(".md").as_posix() for path in _pages(built)}
    index = (built.site / "llms.txt").read_text("utf-8")
    listed = set(re.findall(r"^- \[.*\]\(([^)]+)\)", index, re.M))

    assert plain == pages == listed
    assert "[Home](index.md): Where to begin" in index
    for path in plain:
        for target in _links(built.site / path):
            assert target.is_file(), (path, target)
    first = built.site / ("swimm/first/index.md" if directories else "swimm/first.md")
    text = first.read_text("utf-8")
    assert text.startswith("# The `first` one\n")
    assert "> [!TIP]\n> Sit." in text
    assert "[`a.py`](https://github.com/acme/widget/blob/" in text
    assert (built.site / "index.md").read_text("utf-8").count("[code](other.md)") == 2


def test_nothing_of_it_without_the_option(project: Project) -> None:
    project.write(DOCUMENTS)
    built = project.build({})

    assert not (built.site / "llms.txt").exists()
    assert not list(built.site.rglob("*.md"))


def _pages(built: Built) -> list[Path]:
    redirects = re.compile(r"(^|/)d/")
    return [
        path
        for path in built.site.rglob("*.html")
        if path.name != "404.html" and not redirects.search(path.relative_to(built.site).as_posix())
    ]


def _links(path: Path) -> list[Path]:
    text = re.sub(r"^```.*?^```|`[^`\n]*`\)?", "", path.read_text("utf-8"), flags=re.M | re.S)
    urls = re.findall(r"\]\(([^)\s]+)", text)
    return [path.parent / unquote(url) for url in urls if ":" not in url]
