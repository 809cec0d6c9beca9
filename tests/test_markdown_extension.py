"""The Markdown extension ``swimm``: the plugin's pages where no plugin runs."""

import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markdown import Markdown, markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from mkdocs_swimm.markdown_extension import SwimmExtension
from mkdocs_swimm.project.extensions import NEEDED

from .cli.conftest import run_module
from .conftest import Project
from .documents import snippet, token

POUR = "def pour(cup):\n    return cup.fill()\n"
CODE = f"import os\n\n\n{POUR}"
DOCUMENT = f"""---
title: Pouring
---

# Steps

See {token("src/tea.py", 4, "pour", "def pour(cup):")}, then
[the kettle](kettle.k1t2.sw.md), [a page](notes.md) and ![a cup](images/cup.png).

{snippet("src/tea.py", POUR, 4, comment="Fills a cup.")}"""
FILES = {
    "src/tea.py": CODE,
    ".swm/pouring.p1r2.sw.md": DOCUMENT,
    ".swm/kettle.k1t2.sw.md": "---\ntitle: Kettle\n---\n\nBoils.\n",
    ".swm/notes.md": "# Notes\n",
    ".swm/images/cup.png": "",
}
URL = "https://github.com/acme/widget"


class Context(Preprocessor):
    """Holds what is known of a page."""

    def __init__(self, md: Markdown, page: str, config: dict[str, Any]) -> None:
        super().__init__(md)
        self.page = SimpleNamespace(path=page)
        self.config = config

    def run(self, lines: list[str]) -> list[str]:
        return lines


class Host(Extension):
    """Provides what Zensical provides."""

    def __init__(self, root: Path, page: str, **config: Any) -> None:
        super().__init__()
        self._page = page
        self._config = {"root_dir": str(root), "docs_dir": ".swm", "repo_url": URL, **config}

    def extendMarkdown(self, md: Markdown) -> None:
        context = Context(md, self._page, self._config)
        md.preprocessors.register(context, "rendering_context", 0)


@pytest.fixture
def tea(project: Project) -> Project:
    project.commit(FILES)
    return project


def body(text: str) -> str:
    """The text as Zensical passes it to extensions: without its front matter."""
    return text.partition("---\n\n")[2]


def page(project: Project, *extensions: str | Extension, **options: Any) -> str:
    host = Host(project.root, "pouring.p1r2.sw.md")
    ours = SwimmExtension(**options)
    return Markdown(extensions=[host, "toc", "tables", ours, *extensions]).convert(body(DOCUMENT))


def convert(project: Project, text: str, name: str = "pouring.p1r2.sw.md", **config: Any) -> str:
    """A text as the page of a document."""
    host = Host(project.root, name, **config)
    return Markdown(extensions=[host, "toc", SwimmExtension()]).convert(text)


def test_a_page_of_a_host_that_passes_its_settings(tea: Project) -> None:
    html = page(tea)
    assert re.search(rf'<a class="swimm-token"[^>]* href="{URL}/blob/\w{{40}}/src/tea.py#L4"', html)
    for expected in (
        '<h1 id="pouring">Pouring</h1>',
        'class="admonition swimm-snippet"',
        'data-linenos="4 "',
        'href="kettle.k1t2.sw.md"',
        'href="notes.md"',
        'src="images/cup.png"',
        "Up to date with the code",
        "<style>",
    ):
        assert expected in html
    assert "Swm" not in html.partition("<style>")[0]
    german = convert(tea, body(DOCUMENT), theme={"language": "de"})
    assert "Up to date" not in german
    assert "Stimmt mit dem Code überein" in german


def test_code_that_moved_and_a_branch(tea: Project) -> None:
    tea.write({"src/tea.py": "# tea\n" + CODE})
    assert "where 1 snippet and 1 token moved" in page(tea)
    html = page(tea, freshness="ignore", revision="main", repo_url="https://gitlab.com/acme/other")
    assert "https://gitlab.com/acme/other/-/blob/main/src/tea.py#L4" in html


def test_without_a_host(tea: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tea.root)
    ours = SwimmExtension(path=".swm/pouring.p1r2.sw.md", repo_url=URL, freshness="ignore")
    html = Markdown(extensions=[ours]).convert(DOCUMENT)
    assert f'href="{URL}/blob/' in html
    assert "title: Pouring" not in html
    assert "Up to date" not in html


def test_the_text_that_is_given_is_shown(tea: Project, caplog: pytest.LogCaptureFixture) -> None:
    text = DOCUMENT + "\n[gone](gone.g1n2.sw.md)\n"
    tea.write({".swm/pouring.p1r2.sw.md": text})
    with caplog.at_level(logging.WARNING):
        convert(tea, body(text))
    assert re.search(r"\.swm/pouring\.p1r2\.sw\.md:25: .*; ", caplog.text)
    changed = body(DOCUMENT).replace("Fills a cup.", "Fills it to the brim.")
    assert "to the brim" in convert(tea, changed)
    assert "words" in convert(tea, "Some words.", "lost.l1s2.sw.md")
    deep = "<div>\n\n" * 3_000 + "**word**\n\n" + "</div>\n\n" * 3_000
    assert "<strong>word</strong>" in convert(tea, deep)
    # Text that was encoded twice is mended.
    text = DOCUMENT.replace("Fills a cup.", "Fills a cup \U0001f914 \u2014 to the brim \u2192")
    broken = text.encode().decode("cp1252")
    tea.write({".swm/pouring.p1r2.sw.md": broken})
    assert "a cup \U0001f914 \u2014 to the brim \u2192" in convert(tea, body(broken))


@pytest.mark.parametrize("others", [(), ("pymdownx.superfences",), ("fenced_code",)])
def test_the_order_of_extensions_does_not_matter(tea: Project, others: tuple[str, ...]) -> None:
    before = Markdown(
        extensions=[
            Host(tea.root, "pouring.p1r2.sw.md"),
            "toc",
            "tables",
            *others,
            SwimmExtension(),
        ]
    ).convert(body(DOCUMENT))
    assert page(tea, *others) == before
    assert before == page(tea)
    md = Markdown(extensions=[Host(tea.root, "pouring.p1r2.sw.md"), SwimmExtension(), *NEEDED])
    assert md.convert(body(DOCUMENT)) == md.reset().convert(body(DOCUMENT))


def test_the_page_is_that_of_the_plugin(tea: Project) -> None:
    built = tea.build({"previews": False}, docs_dir=".swm", repo_url=URL)
    ours = built.page("pouring/").partition("<article")[2].partition("</article>")[0]
    html = page(tea, style=False)
    html = html.replace("kettle.k1t2.sw.md", "../kettle/").replace('"notes.md', '"../notes/')
    html = html.replace('"images/', '"../images/')
    # Material takes it out of pages again where it has a value, as older Markdown gives it one.
    html = re.sub(' data-search-exclude="[^"]+"', "", html)
    wanted = " ".join(re.sub(r"<a class=\"headerlink.*?</a>", "", ours).split())
    for piece in html.split("\n"):
        assert " ".join(piece.split()) in wanted


@pytest.mark.parametrize("name", ["notes.md", ""])
def test_other_pages_are_as_without_it(tea: Project, name: str) -> None:
    text = "# Notes\n\n| a |\n| - |\n| b |\n\n    code\n\n<SwmToken>`x`</SwmToken>\n"
    plain = Markdown(extensions=["toc"]).convert(text)
    host = Host(tea.root, name)
    assert Markdown(extensions=[host, "toc", SwimmExtension()]).convert(text) == plain
    assert Markdown(extensions=["toc", SwimmExtension()]).convert(text) == plain


@pytest.mark.parametrize(
    "options",
    [
        {"host": "sourceforge"},
        {"repo_url": "https://github.com/acme"},
        {"freshness": "loud"},
        {"paht": "x"},
    ],
)
def test_invalid_options_are_refused(options: dict[str, str]) -> None:
    with pytest.raises((ValueError, KeyError)):
        SwimmExtension(**options)


def test_with_the_plugin_beside_it(tea: Project) -> None:
    alone = tea.build({}, docs_dir=".swm", repo_url=URL).page("pouring/")
    both = tea.build({}, docs_dir=".swm", repo_url=URL, markdown_extensions=["swimm"])
    clock = r"\d{4}-\d\d-\d\d|mkdocs-\d[^<]*"
    assert re.sub(clock, "", both.page("pouring/")) == re.sub(clock, "", alone)


@pytest.mark.hosts
def test_a_real_zensical(tea: Project) -> None:
    pytest.importorskip("zensical", reason="Zensical is not installed")
    tea.write(
        {
            "mkdocs.yml": f"site_name: Tea\nrepo_url: {URL}\ndocs_dir: .swm\n"
            "markdown_extensions: [toc, swimm]\n"
        }
    )
    assert run_module(tea.root, "zensical", "build", "--clean").returncode == 0
    html = (tea.root / "site/pouring.p1r2.sw/index.html").read_text("utf-8")
    assert "swimm-snippet" in html
    assert f"{URL}/blob/" in html
    assert 'href="../kettle.k1t2.sw/"' in html


RAW = ("\u2193", "\u00e2", "\u00f0", "&lt;sup", "<sup", "#f-", "\u2b1c", "\U0001f7e9", "\U0001f4c4")


def test_a_text_without_a_place(
    seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    html = markdown(seed.read_text("utf-8"), extensions=["swimm"])
    assert not [raw for raw in RAW if raw in html.partition("<style>")[0]]
    assert "Which base class to choose? \U0001f914" in html
    assert html.count('class="admonition swimm-snippet') == 9
    assert "file_version" not in html
    assert "Gone" not in html
    # A second page of the same parser is what it would be without.
    parser = Markdown(extensions=["swimm"])
    assert parser.convert(seed.read_text("utf-8")) == html
    assert parser.reset().convert("    code\n\n| a |\n") == markdown("    code\n\n| a |\n")


def test_a_text_of_today_without_a_place(tea: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tea.root)
    text = (
        DOCUMENT.rstrip()
        + '\n\n<SwmMeta version="3.0.0" repo-id="x" repo-name="y"><sup>Powered by [Swimm](/)</sup></SwmMeta>\n'
    )
    html = markdown(text, extensions=["swimm"])
    assert "Swm" not in html.partition("<style>")[0]
    assert 'class="admonition swimm-snippet"' in html
    assert 'id="pouring"' in html
