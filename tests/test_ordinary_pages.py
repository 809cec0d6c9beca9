"""Ordinary pages of a site that links to lines of code tie to the code.

``tests/ordinary/NAME.md`` is a page, and ``NAME.html`` what a reader gets of it, once the code has
moved on. ``SWIMM_UPDATE=1`` rewrites the latter; the difference is to be read before it is
committed.
"""

import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from .cli.conftest import invoke
from .conftest import REPOSITORY, Built, Project, build_site, golden
from .documents import document, snippet

pytestmark = pytest.mark.xdist_group("ordinary_pages")
"""One process builds what they share."""

CASES = Path(__file__).parent / "ordinary"
HOME = "https://github.com/acme/tea"
BEFORE = {
    "src/kettle.py": "def boil():\n    return water.hot()\n\n\ndef pour(cup):\n    cup.fill(water)\n",
    "src/cup.py": (
        "def fill(cup):\n    cup.level = 1\n    return cup\n\n\n"
        "def break_it(cup):\n    cup.handle.snap()\n    cup.throw(away=True)\n"
    ),
    "src/saucer.py": "def slide(saucer):\n    saucer.move(3)\n",
}
AFTER = {
    "src/kettle.py": "import water\n\n\n" + BEFORE["src/kettle.py"],
    "src/cup.py": "def fill(cup):\n    cup.level = 2\n    return cup\n",
}
EXTENSIONS = [
    "admonition",
    "attr_list",
    "pymdownx.details",
    "pymdownx.superfences",
    {"pymdownx.tabbed": {"alternate_style": True}},
]
MATERIAL = {"name": "material", "font": False}


def tea(project: Project, pages: Mapping[str, str]) -> str:
    """A repository whose pages were written for an older commit, which is given."""
    commit = project.commit(BEFORE)
    project.git("remote", "add", "origin", f"{HOME}.git")
    blob = f"{HOME}/blob/{commit}"
    project.commit(
        {name: text.replace("BLOB", blob).replace("HOME", HOME) for name, text in pages.items()}
    )
    (project.root / "src/saucer.py").unlink()
    project.commit(AFTER)
    return commit


def build(project: Project, options: Mapping[str, Any] | None = None, **config: Any) -> Built:
    config = {"markdown_extensions": EXTENSIONS, "repo_url": HOME, **config}
    return project.build({"pages": ["docs/**/*.md"], **(options or {})}, **config)


def without_plugin(project: Project, site: str = "plain") -> Built:
    """The site of the same configuration without the plugin."""
    settings = yaml.safe_load((project.root / "mkdocs.yml").read_text())
    settings["plugins"] = ["search"]
    settings["site_dir"] = site
    path = project.root / "plain.yml"
    path.write_text(yaml.safe_dump(settings), "utf-8")
    return build_site(path)


def readable(html: str) -> str:
    """HTML without the colours of code, and without what is empty."""
    html = re.sub(
        r"<pre>.*?</pre>",
        lambda pre: re.sub(r'</?span(?! class="hll")[^>]*>|<a id.*?</a>', "", pre[0]),
        html,
        flags=re.S,
    )
    html = re.sub(r"<template.*?</template>\s*", "", html, flags=re.S)
    html = re.sub(r"(swimm-\w+)\.[0-9a-f]{8}\.", r"\1.", html)
    return re.sub(r"\s*\n\s*\n\s*", "\n", html[html.index(">") + 1 :]).strip() + "\n"


Cases = tuple[Built, Built, Mapping[str, str]]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """The site of all cases, the same without the plugin, and the commits by what they are."""
    project = Project(tmp_path_factory.mktemp("tea"))
    pages = {f"docs/{path.name}": path.read_text("utf-8") for path in CASES.glob("*.md")}
    old = tea(project, pages)
    project.git("branch", "gh-pages", old)
    built = build(project, {"health": True}, theme=MATERIAL)
    commits = {old: "OLD", project.git("rev-parse", "HEAD"): "NEW"}
    return built, without_plugin(project), commits


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.md")))
def test_case(name: str, cases: Cases) -> None:
    built, _, commits = cases
    html = readable(built.content(f"{name}/"))
    for commit, word in commits.items():
        html = html.replace(commit, word)
    assert html == golden(CASES / f"{name}.html", html)


def test_pages_without_references_are_as_without_the_plugin(cases: Cases) -> None:
    built, plain, _ = cases
    for url in ("plain/", "404.html"):
        assert built.page(url) == plain.page(url)
    assert built.page("boxes/") != plain.page("boxes/")


def test_problems_are_reported_with_their_line(cases: Cases) -> None:
    built, _, _ = cases
    [warning] = built.warnings
    assert "docs/states.md:33: the link leads to line 90 of src/cup.py" in warning
    moved = "docs/states.md:7: the code has moved on: 2 changed, 7 gone"
    assert any(moved in message for _, message in built.log)


def test_the_pages_about_all_documents_know_ordinary_ones(cases: Cases) -> None:
    built, _, _ = cases
    rows = re.findall(r'<tr><td><a href="([^"]*)">(\w+)</a>', built.content("swimm/health/"))
    assert rows[0] == ("../../states/", "States")
    assert {title for _, title in rows} == {"States", "Boxes", "Lists", "Links", "Paths"}
    index = json.loads(built.page("swimm-index.json"))
    [fill] = [one for one in index["files"]["src/cup.py"] if one["text"] == "fill"]
    found = fill["document"], fill["url"], fill["state"]
    assert found == ("docs/states.md", "states/", "up to date")
    assert "swimm-filter" in built.page("swimm/code/")


def test_the_search_finds_the_words_and_not_the_code(cases: Cases) -> None:
    built, _, _ = cases
    found = json.loads(built.page("search/search_index.json"))["docs"]
    [text] = [one["text"] for one in found if one["location"] == "states/"]
    assert "Some words before any heading" in text
    assert "cup.level" not in text
    assert "moved on" not in text


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_a_site_that_did_not_ask_is_as_without_the_plugin(project: Project, theme: str) -> None:
    tea(project, {"docs/index.md": (CASES / "links.md").read_text("utf-8"), "docs/b/a.md": "# A\n"})
    built = build(project, {"pages": []}, theme={"name": theme})
    plain = without_plugin(project)
    names = [path.relative_to(plain.site) for path in plain.site.rglob("*.html")]
    assert names
    for name in names:
        one, other = (
            re.sub(rb"Build Date UTC : .*", b"", (site / name).read_bytes())
            for site in (built.site, plain.site)
        )
        assert one == other


def test_beside_documents_of_swimm(project: Project) -> None:
    quoted = "BLOB/src/kettle.py#L1-L2\n\n```python\ndef boil():\n    return water.hot()\n```\n"
    card = snippet("src/kettle.py", "def boil():\n    return water.hot()\n")
    index = (
        f'# Home\n\n{quoted}\n=== "Tab"\n\n    See [the document](../.swm/kettle.abc12.sw.md).\n'
    )
    pages = {"docs/index.md": index, "docs/other/index.md": f"# Other\n\n{quoted}"}
    tea(project, {**pages, ".swm/kettle.abc12.sw.md": document("Kettle", card)})
    built = build(project, {"health": True, "llms": True}, theme=MATERIAL)
    assert built.warnings == []
    assert 'href="swimm/kettle/"' in built.content("./")
    assert built.content("./").count('class="admonition swimm-snippet"') == 1
    assert 'href="../../other/">Other</a>' in built.content("swimm/kettle/")
    assert ">Other</a>" in built.content("swimm/health/")
    # The style sheet and the scripts come once, as for all pages of such a site.
    assert built.page("./").count("swimm.") == built.page("swimm/kettle/").count("swimm.")
    text = built.page("index.md")
    assert "```python\ndef boil():" in text
    assert "src/kettle.py#L4-L5\n" in text
    assert "code-" not in text
    assert "(moved)" in built.page("llms.txt")


def test_what_comes_from_code_and_paths_is_text(project: Project) -> None:
    path = 'src/<b>"x"{{ 1 }}.py'
    code = 'x = "</code></pre><script>alert(1)</script>" # {{ 7 * 7 }} --8<-- "secret"'
    commit = project.commit({path: f"{code}\n"})
    url = f"{HOME}/blob/{commit}/src/%3Cb%3E%22x%22%7B%7B%201%20%7D%7D.py#L1"
    project.commit(
        {
            "docs/index.md": f"# Home\n\n{url}\n\n```python\n{code}\n```\n\n[`<b>x`]({url}) or {url}\n",
            "docs/out.md": "[x](../../outside.py#L1), [`y`](../.git/config#L1)\n",
        }
    )
    built = build(project, theme={"name": "mkdocs"}, plugins=[{"swimm": {"pages": ["docs/*.md"]}}])
    html = built.page("./")
    own = html.partition('role="main">')[2].partition("<footer")[0]
    assert "<script>alert" not in own
    assert "<b>" not in own
    assert code in unescape(re.sub("<[^>]*>", "", own))
    assert "<code>&lt;b&gt;x</code></a>" in own


def test_a_page_that_another_plugin_gives_is_read_as_it_is_given(project: Project) -> None:
    page = "# Home\n\n[x](BLOB/src/cup.py#L90) [`pour`](BLOB/src/kettle.py#L5)\n"
    tea(project, {"docs/index.md": f"Author: Ann\n\n{page}"})
    built = build(project, theme={"name": "mkdocs"})
    [warning] = built.warnings
    assert "docs/index.md:5: the link leads to line 90" in warning
    assert 'src/kettle.py#L8"' in built.page("./")


def test_the_five_minutes_of_the_documentation(project: Project) -> None:
    text = (REPOSITORY / "docs/pages/ordinary-markdown.md").read_text("utf-8")
    fences = re.findall(r"^(`{3,})(\w+)[^\n]*\n(.*?)^\1$", text, re.M | re.S)
    shown = [inside for _, kind, inside in fences if kind != "console"]
    quoted, config, first, second = shown[:4]
    code = quoted.partition("```python\n")[2].partition("```")[0]
    commit = project.commit({"src/kettle.py": "# A kettle\n" * 10 + code})
    project.git("remote", "add", "origin", "git@github.com:acme/kettle.git")
    printed = invoke(project.root, "quote", "--plain", "src/kettle.py:11-15").out
    assert printed.replace(commit, "COMMIT") == re.sub("[0-9a-f]{40}", "COMMIT", quoted)
    page = f"# Kettle\n\nThis is how water gets warm:\n\n{printed}"
    project.write({"mkdocs.yml": config, "docs/index.md": page})
    assert invoke(project.root, "verify").out == first
    project.write(
        {"src/kettle.py": "import math\n" * 2 + "# A kettle\n" * 10 + code.replace("4186", "4190")}
    )
    assert invoke(project.root, "verify").out == second
    content = build_site(project.root / "mkdocs.yml").content("./")
    assert 'class="swimm-state swimm-state-changed"' in content
    assert ">Difference</label>" in content


def test_without_a_code_host_links_lead_to_pages_of_the_code(project: Project) -> None:
    project.write(BEFORE)
    page = "# Home\n\n[boil](../src/kettle.py#L1), [`pour`](../src/kettle.py#L5)\n"
    project.commit({"docs/index.md": page})
    built = project.build({"pages": ["docs"]}, theme={"name": "mkdocs"}, repo_url="")
    assert built.warnings == []
    assert built.page("./").count('href="swimm/source/src/kettle.py/#') == 2
    assert "swimm." in built.page("swimm/source/src/kettle.py/")


@pytest.mark.browser
def test_a_page_that_is_loaded_without_a_new_document_has_its_style_and_previews(
    project: Project, browse: Any, serve: Any
) -> None:
    page = "# Tea\n\nBLOB/src/kettle.py#L5-L6\n\n```\ndef pour(cup):\n    cup.fill(water)\n```\n\n[`boil`](BLOB/src/kettle.py#L1)\n"
    tea(project, {"docs/index.md": "# Home\n", "docs/tea.md": page})
    theme = {**MATERIAL, "features": ["navigation.instant"]}
    # Material loads those pages by itself that the sitemap names.
    site = project.root / "site"
    site.mkdir()
    build(project, theme=theme, site_url=serve(site))
    shown = browse(site)
    # Material reads the sitemap first: a click before that loads the page anew.
    shown.wait_for_load_state("networkidle")
    shown.evaluate("window.document_before = true")
    for _ in range(2):
        shown.get_by_role("link", name="Tea", exact=True).first.click()
        shown.locator(".swimm-snippet").wait_for()
        shown.locator("a[data-preview]").hover()
        shown.locator(".swimm-preview").wait_for()
        assert shown.locator(".swimm-preview").count() == 1
        assert "swimm-preview-here" in shown.locator(".swimm-preview").inner_html()
        border = "getComputedStyle(document.querySelector('.swimm-snippet')).borderTopWidth"
        assert shown.evaluate(border) == "1px"
        shown.get_by_role("link", name="Home", exact=True).first.click()
        shown.locator("h1", has_text="Home").wait_for()
    assert shown.evaluate("window.document_before")
