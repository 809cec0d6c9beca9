"""Whole sites, built by MkDocs."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from .conftest import REPOSITORY, Project, build_site
from .html_check import faults, text_of

FIRST = """---
title: First steps
---
The <SwmToken path="src/app.py" pos="1:2:2" line-data="def run(): pass">`run`</SwmToken> of \
<SwmPath>[src/](src/)</SwmPath>, see <SwmLink doc-title="Second">[Second](/.swm/old.xyz89.sw.md)</SwmLink>.

<SwmSnippet path="/src/app.py" line="1">

---

It does nothing:

```python
def run(): pass
```

---

</SwmSnippet>

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
    project.write(FILES)
    commit = project.commit()
    built = project.build(strict=True)
    assert built.warnings == []
    page = built.content("swimm/first-steps/")
    blob = f"https://github.com/acme/widget/blob/{commit}"
    assert f'<a class="swimm-token" data-preview="1" href="{blob}/src/app.py#L1">' in page
    assert f'href="https://github.com/acme/widget/tree/{commit}/src"' in page
    assert (
        f'<a href="{blob}/src/app.py#L1"><code>src/</code><strong><code>app.py</code></strong></a>'
        in page
    )
    assert '<a href="../second/">Second</a>' in page
    assert 'src="../images/a%20b.png"' in page
    assert (built.site / "swimm/images/a b.png").read_bytes() == b"\x89PNG"
    assert faults(page) == []
    assert page.count("<h1") == 1
    assert not (built.site / "swimm/swimm.json").exists()


def test_the_site_has_a_home_and_a_list(project: Project) -> None:
    project.write(FILES)
    built = project.build(strict=True)
    assert '<a href="swimm/first-steps/">First steps</a>' in built.content("")
    assert '<a href="second/">Second</a>' in built.content("swimm/")


def test_a_home_of_the_users_own_stays(project: Project) -> None:
    project.write({**FILES, "docs/index.md": "# Mine\n"})
    assert "Mine" in project.build(strict=True).content("")


def test_old_addresses_lead_to_the_pages(project: Project) -> None:
    project.write(FILES)
    built = project.build()
    assert 'url=../../first-steps/"' in built.page("swimm/d/abc12/")


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


def test_two_documents_with_one_id(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "A", ".swm/b.aaaaa.sw.md": "B"})
    built = project.build()
    assert "B" in built.content("swimm/b/")
    assert built.warnings == [
        ".swm/b.aaaaa.sw.md:1: the id 'aaaaa' belongs to .swm/a.aaaaa.sw.md already; "
        "links by this id lead there: give one of the two another id"
    ]


def test_a_dangling_link_fails_strict_builds(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "---\ntitle: A\n---\n\nsee [x](x.zzzzz.sw.md)\n"})
    built = project.build()
    assert built.warnings == [
        ".swm/a.aaaaa.sw.md:5: the link to 'x.zzzzz.sw.md' leads to no document; "
        "no document has the id 'zzzzz': correct the link or delete it"
    ]
    assert "see x" in text_of(built.content("swimm/a/"))
    with pytest.raises(Abort):
        project.build(strict=True)
    assert project.build({"validation": {"links": "ignore"}}, strict=True).warnings == []


def test_an_unwritten_prompt_informs(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "{Explain it now}\n"})
    built = project.build(strict=True)
    told = [message for level, message in built.log if ":1:" in message and level == "INFO"]
    assert told == [
        ".swm/a.aaaaa.sw.md:1: a prompt of the template is still to be answered (line 1); "
        "write what they ask for"
    ]
    with pytest.raises(Abort):
        project.build({"validation": {"prompts": "warn"}}, strict=True)


def test_front_matter_that_is_not_valid(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "---\ntitle: Hello: a doc\ntags: [x]\n---\nText\n"})
    built = project.build()
    page = built.content("swimm/a/")
    assert "Hello: a doc</h1>" in re.sub(r"<a class=\"headerlink.*?</a>", "", page)
    assert "title:" not in text_of(page)
    assert "Text" in page
    assert [warning.split(" (")[0] for warning in built.warnings] == [
        ".swm/a.aaaaa.sw.md:2: the front matter is not valid YAML"
    ]


def test_files_that_are_not_utf_8(project: Project) -> None:
    project.write(
        {".swm/a.aaaaa.sw.md": "---\ntitle: Caf\u00e9\n---\nna\u00efve\n".encode("cp1252")}
    )
    built = project.build()
    assert "na\u00efve" in built.content("swimm/a/")
    assert built.warnings == [
        ".swm/a.aaaaa.sw.md:1: the file is not UTF-8, it was read as cp1252; save it as UTF-8"
    ]


def test_titles_are_text(project: Project) -> None:
    project.write(
        {
            ".swm/a.aaaaa.sw.md": "---\ntitle: '<h1>Big</h1> `code` & <script>x</script>'\n---\nA\n",
            ".swm/b.bbbbb.sw.md": "---\ntitle: 2024\n---\n# B\n\n## C\n",
            ".swm/long-name.ccccc.sw.md": "No title\n",
        }
    )
    built = project.build(strict=True)
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


def test_metadata_of_the_document_is_kept(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "---\ntitle: A\ntags: [alpha]\n---\nText\n"})
    built = project.build(plugins=["search", "tags", "swimm"], strict=True)
    assert "alpha" in built.content("swimm/a/")


def test_edit_links(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "A"})
    features = {"name": "material", "font": False, "features": ["content.action.edit"]}
    built = project.build(theme=features, edit_uri="edit/main/docs/", strict=True)
    expected = "https://github.com/acme/widget/edit/main/.swm/a.aaaaa.sw.md"
    assert expected in built.page("swimm/a/")
    built = project.build(theme=features, edit_uri_template="src?path=/docs/{path}", strict=True)
    assert "https://github.com/acme/widget/src?path=/.swm/a.aaaaa.sw.md" in built.page("swimm/a/")


def test_the_remote_serves_where_no_address_is_configured(project: Project) -> None:
    project.write(FILES)
    commit = project.commit()
    project.git("remote", "add", "origin", "git@gitlab.com:acme/tools/widget.git")
    built = project.build(repo_url=None, strict=True)
    expected = f"https://gitlab.com/acme/tools/widget/-/blob/{commit}/src/app.py#L1"
    assert expected in built.content("swimm/first-steps/")


def test_links_to_a_branch(project: Project) -> None:
    project.write(FILES)
    built = project.build({"revision": "main"}, strict=True)
    assert "/acme/widget/blob/main/src/app.py#L1" in built.content("swimm/first-steps/")


def test_a_template_of_links(project: Project) -> None:
    project.write(FILES)
    template = "https://code.acme.io/{path}?v={ref}#{first}-{last}"
    built = project.build({"link_template": template, "revision": "main"}, strict=True)
    assert 'href="https://code.acme.io/src/app.py?v=main#1-1"' in built.content(
        "swimm/first-steps/"
    )


def test_without_any_host_references_stay_readable(project: Project) -> None:
    project.write(FILES)
    built = project.build({"source_pages": False}, repo_url=None, strict=True)
    page = built.content("swimm/first-steps/")
    assert '<code class="swimm-token" title="src/app.py:1' in page
    assert sum("no code host is known" in message for _, message in built.log) == 1


def test_a_part_of_a_repository(project: Project) -> None:
    project.write({f"apps/web/{name}": content for name, content in FILES.items()})
    project.commit()
    built = project.build({"sources": ["apps/web/.swm"], "root": "apps/web"}, strict=True)
    assert "/apps/web/src/app.py#L1" in built.content("swimm/first-steps/")


def test_other_repositories(project: Project) -> None:
    other = "Z2l0aHViJTNBJTNBbGFiZWxzJTNBJTNBYWNtZQ=="
    token = (
        '<SwmToken path="a.c" pos="1:0:0" line-data="x" repo-id="{}" repo-name="{}">`x`</SwmToken> '
    )
    project.write(
        {
            ".swm/a.aaaaa.sw.md": token.format(other, "labels")
            + token.format("veezvxCuzpPrRLLXWD2E", "old")
            + token.format("own", "widget")
            + token.format("lost", "lost"),
            ".swm/swimm.json": '{"repo_id": "own"}',
            "a.c": "x\n",
        }
    )
    built = project.build(
        {"repositories": {"veezvxCuzpPrRLLXWD2E": "https://gitlab.com/acme/old"}}, strict=True
    )
    page = built.content("swimm/a/")
    assert "https://github.com/acme/labels/blob/HEAD/a.c#L1" in page
    assert "https://gitlab.com/acme/old/-/blob/HEAD/a.c#L1" in page
    assert "https://github.com/acme/widget/blob/HEAD/a.c#L1" in page
    assert '<code class="swimm-token" title="a.c:1 in lost' in page
    told = [message for _, message in built.log if "'lost'" in message]
    assert told == [
        ".swm/a.aaaaa.sw.md:1: it is not known where the repository 'lost' is; "
        "give its address under 'repositories' in the options of the plugin"
    ]


def test_wrong_options_are_refused(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.write(FILES)
    for options, words in (
        ({"sources": [3]}, "Expected the path of a folder"),
        ({"sources": [{"path": ".swm", "mnt": "x"}]}, "mnt"),
        ({"host": "sourceforge"}, "Expected one of"),
        ({"link_template": "https://x/{file}"}, "{file}"),
        ({"validation": {"links": "loud"}}, "Expected one of"),
    ):
        caplog.clear()
        with pytest.raises(Abort):
            project.build(options, strict=True)
        assert words in caplog.text


def test_a_folder_that_does_not_exist(project: Project) -> None:
    project.write(FILES)
    built = project.build({"sources": [".swm", "nowhere"]})
    assert len(built.warnings) == 1
    assert "no such folder of documents" in built.warnings[0]


def test_nothing_outside_of_the_repository(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.png").write_bytes(b"secret")
    (outside / "secret.aaaab.sw.md").write_text("secret words")
    project.write(
        {
            ".swm/a.aaaaa.sw.md": "![x](/../outside0/secret.png) ![y](images/link.png) "
            "[z](../../outside0/secret.txt) <SwmPath>[x](../../etc/passwd)</SwmPath>\n",
            ".swm/images/ok.png": b"ok",
        }
    )
    (project.root / ".swm/images/link.png").symlink_to(outside / "secret.png")
    (project.root / ".swm/secret.aaaab.sw.md").symlink_to(outside / "secret.aaaab.sw.md")
    built = project.build()
    copied = [path for path in built.site.rglob("*") if path.is_file()]
    assert not any(b"secret words" in path.read_bytes() for path in copied)
    assert not any(path.read_bytes() == b"secret" for path in copied)
    assert "etc/passwd" not in "".join(re.findall(r'href="[^"]*"', built.page("swimm/a/")))
    # Each of the two links is told, and what the document names.
    assert sum("link leads out of the repository" in one for one in built.warnings) == 2
    assert sum(".swm/a.aaaaa.sw.md:1: " in one for one in built.warnings) == 4
    assert len(built.warnings) == 6


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


def test_text_that_other_extensions_would_take(project: Project) -> None:
    text = (
        '{{ a }} $x$ [[b]] ==c== :smile: ~~d~~ ^^e^^ ++f++ --8<-- "g" {++h++}\n\n    --8<-- "i"\n'
    )
    project.write({".swm/a.aaaaa.sw.md": text})
    extensions = [
        {"pymdownx.arithmatex": {"generic": True}},
        "pymdownx.mark",
        "pymdownx.caret",
        "pymdownx.tilde",
        "pymdownx.keys",
        "pymdownx.critic",
        "pymdownx.emoji",
        "pymdownx.snippets",
        "wikilinks",
        "footnotes",
        "abbr",
    ]
    built = project.build(markdown_extensions=extensions, strict=True)
    shown = text_of(built.content("swimm/a/"))
    for words in (
        "{{ a }}",
        "$x$",
        "[[b]]",
        "==c==",
        ":smile:",
        "^^e^^",
        "++f++",
        "{++h++}",
        '--8<-- "i"',
    ):
        assert words in shown
    assert "<del>d</del>" in built.content("swimm/a/")


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


def test_search_knows_the_documents(project: Project) -> None:
    project.write(FILES)
    index = (project.build(strict=True).site / "search/search_index.json").read_text("utf-8")
    assert '"title":"First steps"' in index
    assert "run" in index


def test_the_sample_site_is_healthy(tmp_path: Path) -> None:
    built = build_site(REPOSITORY / "mkdocs.yml", site_dir=str(tmp_path))
    assert built.warnings == []
    for path in built.site.rglob("index.html"):
        page = path.read_text("utf-8").partition("<article")[2].partition("</article>")[0]
        assert faults(page) == [], path


def test_playlists_lead_through_their_documents(project: Project) -> None:
    playlist = (
        "---\nid: pl234\ntitle: Tour\n---\n\n<!-- Intro - Do not remove this comment -->\nHello\n\n"
        "<!-- Steps - Do not remove this comment -->\n1. [First steps](first-steps.abc12.sw.md)\n"
        "2. [The web](https://example.org)\n3. [Second](second.xyz89.sw.md)\n4. [Code](src/app.py)\n"
    )
    project.write({**FILES, ".swm/tour.pl234.pl.sw.md": playlist})
    built = project.build(strict=True)
    page = built.content("swimm/tour/")
    assert "Hello" in page
    assert '<a href="../first-steps/">First steps</a>' in page
    assert "/src/app.py" in page
    first = built.content("swimm/first-steps/")
    assert 'Step 1 of 4 in <a href="../tour/">Tour</a>' in first
    assert (
        '<a class="swimm-next" href="../second/" rel="next"><span>Next</span> Second</a>' in first
    )
    assert 'rel="prev"><span>Previous</span> First steps</a>' in built.content("swimm/second/")


@pytest.mark.slow
def test_gh_deploy_publishes(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    from click.testing import CliRunner
    from mkdocs.__main__ import cli

    bare = tmp_path_factory.mktemp("remote") / "site.git"
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


def test_an_id_that_names_the_linked_repository_is_the_own_one(project: Project) -> None:
    own = "Z2l0aHViJTNBJTNBd2lkZ2V0JTNBJTNBYWNtZQ=="
    token = f'<SwmToken path="a.c" pos="1:0:0" line-data="x" repo-id="{own}">`x`</SwmToken>'
    project.write({".swm/a.aaaaa.sw.md": token, "a.c": "x\n"})
    page = project.build({"previews": False}, strict=True).content("swimm/a/")
    assert 'title="a.c:1 &#8212; x"' in page


def test_titles_in_the_search_index_are_not_escaped_twice(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "---\ntitle: Salt & pepper\n---\nText\n"})
    built = project.build(strict=True)
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert "Salt &amp; pepper" in index
    assert "&amp;amp;" not in index + built.page("swimm/a/")


def test_a_link_without_an_address_is_told_at_its_line(project: Project) -> None:
    project.write({".swm/a.aaaaa.sw.md": "# A\n\nText [here](../a.py).\n\n## [x]()\n", "a.py": ""})
    built = project.build()
    assert [line.partition(": ")[0] for line in built.warnings] == [".swm/a.aaaaa.sw.md:5"]


@pytest.mark.parametrize("extensions", [[], [{"pymdownx.highlight": {"linenums": True}}]])
def test_php_and_basic_have_colours(project: Project, extensions: list[dict[str, object]]) -> None:
    def snippet(path: str, info: str, code: str) -> str:
        return (
            f'<SwmSnippet path="/{path}" line="1">\n\n---\n\n```{info}\n{code}\n```\n\n---\n\n'
            "</SwmSnippet>\n\n"
        )

    cards = snippet("a.php", "hack", "$late = 1;") + snippet("a.cls", "apex", "Dim late As Integer")
    project.write({".swm/a.abc12.sw.md": f"---\ntitle: A\n---\n{cards}"})
    page = project.build(markdown_extensions=extensions).content("swimm/a/")
    assert '<span class="nv">$late</span>' in page
    assert '<span class="k">Dim</span>' in page
