"""``llms.txt`` and the plain files beside the pages, in real builds."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import markdown_it
import pytest

from .conftest import Built, Project

DOCUMENTS: dict[str, str | bytes] = {
    "docs/index.md": "---\ndescription: Where to begin\n---\n# Home\n\n"
    "[A document](swimm/first.abc12.sw.md), ![a picture](a.png), `[code](other.md)`\n\n"
    "```\n[code](other.md)\n```\n\nBack to [the other][other].\n\n[other]: other.md\n",
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
    assert "[Home](index.md): Where to begin\n" in index
    assert re.search(
        r"^- \[The `?first`? ?one\]\(\S+\): See second and a.py. \(up to date\)$", index, re.M
    ), index
    full = (built.site / "llms-full.txt").read_text("utf-8")
    for path in plain:
        text = (built.site / path).read_text("utf-8")
        assert f"<!-- {path} -->\n\n{text.strip()}\n" in full
    for page in _pages(built):
        html = page.read_text("utf-8")
        [alternate] = re.findall('<link rel="alternate" type="text/markdown" href="([^"]*)">', html)
        assert (page.parent / alternate) == page.with_suffix(".md")
        assert f'<a href="{alternate}" class="md-content__button md-icon swimm-copy"' in html
    for path in plain:
        for target in _links(built.site / path):
            assert target.is_file(), (path, target)
    first = built.site / ("swimm/first/index.md" if directories else "swimm/first.md")
    text = first.read_text("utf-8")
    assert text.startswith("# The `first` one\n")
    assert "> [!TIP]\n> Sit." in text
    assert "[`a.py`](https://github.com/acme/widget/blob/" in text
    home = (built.site / "index.md").read_text("utf-8")
    assert home.count("[code](other.md)") == 2
    assert f"[other]: other{'/index' * directories}.md" in home


@pytest.mark.slow
def test_an_index_that_is_too_long_has_one_for_every_mount(project: Project) -> None:
    words = "word " * 60
    project.write(DOCUMENTS)
    for n in range(150):
        project.write({f".swm/doc-{n}.a{n}b2.sw.md": f"---\ntitle: Document {n}\n---\n{words}\n"})
        project.write({f"more/.swm/doc-{n}.c{n}d2.sw.md": f"---\ntitle: More {n}\n---\n{words}\n"})
    options = {
        "llms": True,
        "sources": [{"path": ".swm", "mount": "a"}, {"path": "more/.swm", "mount": "b/c"}],
    }
    built = project.build(options, site_url="https://tea.example/docs/")
    index = (built.site / "llms.txt").read_text("utf-8")
    assert re.search(r"\[a\]\(https://tea.example/docs/a/llms.txt\): \d+\n", index)
    assert "[b/c](https://tea.example/docs/b/c/llms.txt): 151\n" in index
    assert "[Home](https://tea.example/docs/index.md)" in index
    assert "Document 7" not in index
    part = (built.site / "b/c/llms.txt").read_text("utf-8")
    assert "[More 7](https://tea.example/docs/b/c/doc-7/index.md): word word" in part
    assert "Document 7" not in part
    assert max(len(index), len(part)) < 50_000


def test_only_pages_with_text_have_a_plain_file_and_only_with_the_option(project: Project) -> None:
    project.write(DOCUMENTS)
    built = project.build({"llms": True, "source_pages": True})
    assert (built.site / "swimm/source/a.py/index.html").exists()
    assert not (built.site / "swimm/source/a.py/index.md").exists()
    overview = (built.site / "swimm/code/index.md").read_text("utf-8")
    assert overview.startswith("# Code and its documents\n")
    assert "a.py/index" not in (built.site / "llms.txt").read_text("utf-8")
    built = project.build({})
    assert not list(built.site.glob("llms*.txt"))
    assert "text/markdown" not in built.page("index.html")
    assert "swimm-copy" not in built.page("index.html")
    assert not list(built.site.rglob("*.md"))


def test_descriptions_in_the_index(project: Project) -> None:
    steps = "<!-- Steps - Do not remove this comment -->\n1. [First](first.abc12.sw.md)\n2. [Second](second.xyz89.sw.md)\n"
    text = "Look at **this** <b>x</b> [link](javascript:a) `<script>` *now* and\nthere.\n"
    documents = {
        ".swm/way.p1q2r.pl.sw.md": f"---\ntitle: Way\n---\n{steps}",
        ".swm/second.xyz89.sw.md": "---\ntitle: Second\n---\n- a list\n",
        ".swm/bad.abc77.sw.md": f"---\ntitle: '[x](y) <i>'\n---\n# Head\n\n{text}",
    }
    project.write({**DOCUMENTS, **documents})
    built = project.build({"llms": True})
    index = (built.site / "llms.txt").read_text("utf-8")
    # The ways through a playlist are no description.
    assert "- [Second](swimm/second/index.md)\n" in index
    assert "[Way](../way/index.md)" in (built.site / "swimm/second/index.md").read_text("utf-8")
    # Texts of documents are text.
    [row] = [line for line in index.splitlines() if "bad/" in line]
    html = markdown_it.MarkdownIt("commonmark").render(row)
    assert set(re.findall(r"<(\w+)", html)) == {"ul", "li", "a"}
    assert ": Look at this x link" in html


@pytest.mark.browser
def test_a_page_is_copied_as_markdown(project: Project, browse: Any) -> None:
    project.write(DOCUMENTS)
    built = project.build({"llms": True})
    allowed = ["clipboard-read", "clipboard-write"]
    page = browse(built.site, "swimm/first/", permissions=allowed)
    page.get_by_role("link", name="Copy page as Markdown").click()
    page.get_by_role("link", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("# The `first` one\n")
    assert page.url.endswith("/swimm/first/")


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
