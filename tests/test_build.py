"""Whole sites, built by MkDocs."""

import re
import zlib
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from .conftest import REPOSITORY, Project, build_site
from .documents import document, snippet, token
from .html_check import faults, text_of

FIRST = f"""---
title: First steps
---
The {token("src/app.py", 1, "run", "def run(): pass")} of <SwmPath>[src/](src/)</SwmPath>, see \
<SwmLink doc-title="Second">[Second](/.swm/old.xyz89.sw.md)</SwmLink>.

{snippet("src/app.py", "def run(): pass", comment="It does nothing:")}
![](/.swm/images/a%20b.png)

<SwmMeta version="3.0.0"><sup>Powered by [Swimm](/)</sup></SwmMeta>
"""
SECOND = "---\ntitle: Second\n---\nBack to [the first](first-steps.abc12.sw.md).\n"
FILES: dict[str, str | bytes] = {
    ".swm/first-steps.abc12.sw.md": FIRST,
    ".swm/second.xyz89.sw.md": SECOND,
    ".swm/swimm.json": '{"repo_id": "own"}',
    ".swm/images/a b.png": b"\x89PNG",
    "src/app.py": "def run(): pass\n",
}


def test_the_smallest_configuration_is_enough(project: Project) -> None:
    commit = project.commit(FILES)
    built = project.build(strict=True)
    assert built.warnings == []
    page = built.content("swimm/first-steps/")
    blob = f"https://github.com/acme/widget/blob/{commit}"
    for html in (
        f'<a class="swimm-token" data-preview="1" href="{blob}/src/app.py#L1">',
        f'href="https://github.com/acme/widget/tree/{commit}/src"',
        f'<a href="{blob}/src/app.py#L1"><code>src/</code><strong><code>app.py</code></strong></a>',
        '<a href="../second/">Second</a>',
        'src="../images/a%20b.png"',
    ):
        assert html in page
    assert (built.site / "swimm/images/a b.png").read_bytes() == b"\x89PNG"
    assert faults(page) == []
    assert page.count("<h1") == 1
    assert not (built.site / "swimm/swimm.json").exists()
    # A home, a list, old addresses, and the search are there as well.
    assert '<a href="swimm/first-steps/">First steps</a>' in built.content("")
    assert '<a href="second/">Second</a>' in built.content("swimm/")
    assert 'url=../../first-steps/"' in built.page("swimm/d/abc12/")
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert '"title":"First steps"' in index
    project.write({"docs/index.md": "# Mine\n"})
    assert "Mine" in project.build(strict=True).content("")


def test_without_directory_urls(project: Project) -> None:
    project.write(FILES)
    built = project.build(strict=True, use_directory_urls=False)
    page = built.content("swimm/first-steps.html")
    assert '<a href="second.html">Second</a>' in page
    assert 'src="images/a%20b.png"' in page
    assert 'url=../../first-steps.html"' in built.page("swimm/d/abc12/")


def test_documents_as_the_docs_dir(project: Project) -> None:
    project.write(FILES)
    built = project.build(strict=True, docs_dir=".swm")
    page = built.content("first-steps/")
    assert '<a href="../second/">Second</a>' in page
    assert 'src="../images/a%20b.png"' in page
    assert 'url=../../first-steps/"' in built.page("d/abc12/")
    assert not (built.site / "swimm.json").exists()


def test_documents_inside_the_docs_dir(project: Project) -> None:
    project.write(
        {
            "docs/guide/first-steps.abc12.sw.md": FIRST.replace(
                "/.swm/images/a%20b.png", "a%20b.png"
            ),
            "docs/guide/second.xyz89.sw.md": SECOND,
            "docs/guide/a b.png": b"\x89PNG",
            "docs/other.md": "[first](guide/first-steps.abc12.sw.md)\n",
            "src/app.py": "def run(): pass\n",
        }
    )
    built = project.build(strict=True)
    page = built.content("guide/first-steps/")
    assert '<a href="../second/">Second</a>' in page
    assert 'src="../a%20b.png"' in page
    assert '<a href="../guide/first-steps/">first</a>' in built.content("other/")


def test_several_folders(project: Project) -> None:
    project.write(
        {
            ".swm/a.aaaaa.sw.md": "[b](b.bbbbb.sw.md)",
            "apps/web/.swm/b.bbbbb.sw.md": "[a](a.aaaaa.sw.md)",
            "other/c.ccccc.sw.md": "---\ntitle: C\n---\n",
        }
    )
    built = project.build(
        {"sources": [".swm", "apps/web/.swm", {"path": "other", "mount": "more/of/it"}]},
        strict=True,
    )
    assert '<a href="../apps/web/b/">b</a>' in built.content("swimm/a/")
    assert '<a href="../../../a/">a</a>' in built.content("swimm/apps/web/b/")
    assert "C" in built.content("more/of/it/c/")


def test_pages_with_one_slug_keep_their_ids(project: Project) -> None:
    project.write(
        {
            ".swm/same.aaaaa.sw.md": "A",
            ".swm/Same.bbbbb.sw.md": "B",
            ".swm/.ccccc.sw.md": "C",
            ".swm/index.ddddd.sw.md": "D",
        }
    )
    built = project.build(strict=True)
    assert "A" in built.content("swimm/same-aaaaa/")
    assert "B" in built.content("swimm/Same-bbbbb/")
    assert "C" in built.content("swimm/ccccc/")
    assert "D" in built.content("swimm/index-ddddd/")


@pytest.mark.parametrize(
    ("text", "kind"), [("see [x](x.zzzzz.sw.md)\n", "links"), ("{Explain it now}\n", "prompts")]
)
def test_the_level_of_a_problem_decides_about_strict_builds(
    project: Project, text: str, kind: str
) -> None:
    project.write({".swm/a.aaaaa.sw.md": text})
    for level in ("ignore", "info", "warn"):
        options = {"validation": {kind: level}}
        if level == "warn":
            with pytest.raises(Abort):
                project.build(options, strict=True)
        else:
            log = project.build(options, strict=True).log
            reported = [found for found, message in log if ".sw.md:1: " in message]
            assert reported == ["INFO"] * (level == "info")


def test_titles_are_text(project: Project) -> None:
    project.write(
        {
            ".swm/a.aaaaa.sw.md": "---\ntitle: '<h1>Big</h1> `code` & <script>x</script>'\n---\nA\n",
            ".swm/b.bbbbb.sw.md": "---\ntitle: 2024\n---\n# B\n\n## C\n",
            ".swm/long-name.ccccc.sw.md": "No title\n",
        }
    )
    project.write(
        {".swm/salt.ddddd.sw.md": "---\ntitle: Salt & pepper\ntags: [alpha]\n---\nText\n"}
    )
    built = project.build(plugins=["search", "tags", "swimm"], strict=True)
    page = built.page("swimm/a/")
    assert "<script>x" not in page
    assert "&lt;h1&gt;Big&lt;/h1&gt; code &amp; &lt;script&gt;" in page.replace("\u2060", "")
    assert "<code>code</code>" in built.content("swimm/a/")
    second = built.content("swimm/b/")
    assert second.count("<h1") == 1
    assert '<h1 id="2024">2024' in second
    assert '<h2 id="b">B' in second
    assert '<h3 id="c">C' in second
    assert "Long name" in built.content("swimm/long-name/")
    assert "alpha" in built.content("swimm/salt/")
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert "Salt &amp; pepper" in index
    assert "&amp;amp;" not in index + built.page("swimm/salt/")


def test_edit_links(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "A"})
    features = {"name": "material", "font": False, "features": ["content.action.edit"]}
    built = project.build(theme=features, edit_uri="edit/main/docs/", strict=True)
    expected = "https://github.com/acme/widget/edit/main/.swm/a.aaaaa.sw.md"
    assert expected in built.page("swimm/a/")
    built = project.build(theme=features, edit_uri_template="src?path=/docs/{path}", strict=True)
    assert "https://github.com/acme/widget/src?path=/.swm/a.aaaaa.sw.md" in built.page("swimm/a/")


TEMPLATE = "https://code.acme.io/{path}?v={ref}#{first}-{last}"


@pytest.mark.parametrize(
    ("options", "config", "expected"),
    [
        (
            {},
            {"repo_url": None},
            "https://gitlab.com/acme/tools/widget/-/blob/COMMIT/src/app.py#L1",
        ),
        ({"revision": "main"}, {}, "https://github.com/acme/widget/blob/main/src/app.py#L1"),
        (
            {"link_template": TEMPLATE, "revision": "main"},
            {},
            "https://code.acme.io/src/app.py?v=main#1-1",
        ),
    ],
)
def test_links_into_the_code(
    project: Project, options: dict[str, str], config: dict[str, None], expected: str
) -> None:
    commit = project.commit(FILES)
    project.git("remote", "add", "origin", "git@gitlab.com:acme/tools/widget.git")
    page = project.build(options, strict=True, **config).content("swimm/first-steps/")
    assert f'href="{expected.replace("COMMIT", commit)}"' in page


def test_a_folder_that_does_not_exist(project: Project) -> None:
    project.write(FILES)
    built = project.build({"sources": [".swm", "nowhere"]})
    assert len(built.warnings) == 1
    assert "no such folder of documents" in built.warnings[0]


def test_other_pages_are_rendered_as_without_the_plugin(project: Project) -> None:
    page = "# A\n\n1. a\n- b\n\n3. c\n\n!!! note\n    x\n\n```mermaid\ngraph TD\n```\n\nx{.y}\n"
    project.write({**FILES, "docs/a.md": page})
    with_plugin = project.build().content("a/")
    without = project.build(plugins=["search"]).content("a/")
    assert with_plugin == without


def test_the_users_extensions_stay(project: Project) -> None:
    project.write(FILES)
    extensions = [
        {"pymdownx.highlight": {"linenums_style": "pymdownx-inline"}},
        "pymdownx.superfences",
        "pymdownx.extra",
        {"toc": {"permalink": True}},
    ]
    built = project.build(markdown_extensions=extensions, strict=True)
    page = built.content("swimm/first-steps/")
    assert 'data-linenos="1 "' in page
    assert "headerlink" in page
    assert faults(page) == []


TAKEN = ["{{ a }}", "$x$", "[[b]]", "==c==", ":smile:", "^^e^^", "++f++", "{++h++}", '--8<-- "g"']


def test_text_that_other_extensions_would_take(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": f"{' '.join(TAKEN)} ~~d~~\n\n    {TAKEN[-1]}\n"})
    names = ("mark", "caret", "tilde", "keys", "critic", "emoji", "snippets")
    extensions = [
        {"pymdownx.arithmatex": {"generic": True}},
        *(f"pymdownx.{name}" for name in names),
        "wikilinks",
        "footnotes",
        "abbr",
    ]
    page = project.build(markdown_extensions=extensions, strict=True).content("swimm/a/")
    for words in TAKEN:
        assert words in text_of(page)
    assert "<del>d</del>" in page


def test_themes_other_than_material(project: Project) -> None:
    project.write(FILES)
    for theme in ("mkdocs", "readthedocs"):
        built = project.build(theme={"name": theme}, strict=True)
        page = built.page("swimm/first-steps/")
        assert 'class="admonition swimm-snippet"' in page
        assert re.search(r'href="[./]*assets/swimm\.[0-9a-f]{8}\.css"', page)


def test_style_sheets_change_their_name_with_their_content_and_come_first(project: Project) -> None:
    project.write({**FILES, "docs/mine.css": "a { color: red }", "docs/index.md": "# Home\n"})
    built = project.build(extra_css=["mine.css"])
    page = built.page("swimm/first-steps/")
    styles = re.findall(r'href="[./]*((?:assets/swimm|mine)[^"]*\.css)"', page)
    assert len(styles) == 2
    assert styles[1] == "mine.css"
    content = (built.site / styles[0]).read_bytes()
    assert f".{zlib.crc32(content):08x}." in styles[0]


def test_a_configuration_elsewhere(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write(FILES)
    project.build()
    monkeypatch.chdir(project.root.parent)
    built = build_site(Path(project.root.name) / "mkdocs.yml")
    assert "run" in built.content("swimm/first-steps/")


def test_the_sample_site_is_healthy(tmp_path: Path) -> None:
    built = build_site(REPOSITORY / "mkdocs.yml", site_dir=str(tmp_path))
    assert built.warnings == []
    for path in built.site.rglob("index.html"):
        page = path.read_text("utf-8").partition("<article")[2].partition("</article>")[0]
        assert faults(page) == [], path


@pytest.mark.slow
def test_gh_deploy_publishes(project: Project, outside: Path) -> None:
    from click.testing import CliRunner
    from mkdocs.__main__ import cli

    bare = outside / "site.git"
    project.write({**FILES, ".gitignore": "site/\n"})
    project.build()
    project.commit()
    project.git("init", "-q", "--bare", str(bare))
    project.git("remote", "add", "origin", str(bare))
    project.git("config", "user.name", "Ann")
    project.git("config", "user.email", "ann@example.org")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        result = CliRunner().invoke(cli, ["gh-deploy", "--strict", "--no-history"])
    assert result.exit_code == 0, result.output
    published = project.git("--git-dir", str(bare), "ls-tree", "-r", "--name-only", "gh-pages")
    assert "swimm/first-steps/index.html" in published.split("\n")


def test_a_hidden_folder_inside_the_docs_dir(project: Project) -> None:
    project.write(
        {"docs/.swm/a.aaaaa.sw.md": "---\ntitle: A\n---\nText\n", "docs/index.md": "# H\n"}
    )
    built = project.build({"sources": ["docs/.swm"]}, strict=True)
    assert any("Text" in path.read_text("utf-8") for path in built.site.rglob("a/index.html"))


@pytest.mark.parametrize("extensions", [[], [{"pymdownx.highlight": {"linenums": True}}]])
def test_php_and_basic_have_colours(project: Project, extensions: list[dict[str, object]]) -> None:
    php = ("$late = 1;", "<?php\n$late = 1;", "$late = 1;\n?>\n<b>Late</b>", "<b>x</b><?= $late ?>")
    cards = "".join(snippet("a.php", code, info="hack") for code in php)
    cards += snippet("a.cls", "Dim late As Integer", info="apex")
    project.write({".swm/a.abc12.sw.md": document("A", cards)})
    page = project.build(markdown_extensions=extensions).content("swimm/a/")
    assert page.count('<span class="nv">$late</span>') == len(php)
    assert 'class="err"' not in page
    assert '<span class="k">Dim</span>' in page


def test_files_that_are_not_utf_8(project: Project) -> None:
    project.write(
        {".swm/a.aaaaa.sw.md": "---\ntitle: Caf\u00e9\n---\nna\u00efve\n".encode("cp1252")}
    )
    built = project.build()
    assert "na\u00efve" in built.content("swimm/a/")
    assert built.warnings == [
        ".swm/a.aaaaa.sw.md:1: it is not UTF-8 and was read as cp1252; save it as UTF-8"
    ]
