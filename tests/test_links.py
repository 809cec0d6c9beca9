"""Where links between documents lead, by what documents are called in real repositories."""

import re

import pytest

from .conftest import Built, Project
from .documents import document, snippet


def hrefs(built: Built, page: str = "swimm/links/") -> list[str]:
    """The addresses of the links in the text of a page."""
    content = built.content(page).partition("swimm-related")[0].partition("swimm-sources")[0]
    content = re.sub(r"/blob/[0-9a-f]{40}/", "/blob/main/", content)
    return [
        href
        for href in re.findall(r'<a [^>]*?href="([^"]+)"', content)
        if not href.startswith(("#", "https://example.org"))
    ]


def linking(project: Project, text: str) -> Built:
    """A site with a document of links."""
    project.commit({".swm/links.lnk01.sw.md": document("Links", text)})
    return project.build({}, repo_url="https://github.com/acme/shop")


@pytest.fixture
def family(project: Project) -> Project:
    """Three documents on one program, which share their id."""
    project.write(
        {
            ".swm/CBACT01.abcd1234.sw.md": document("CBACT01"),
            ".swm/CBACT01-dependencies.abcd1234.sw.md": document("Dependencies"),
            ".swm/CBACT01-overview.abcd1234.sw.md": document("Overview"),
        }
    )
    return project


def test_a_link_leads_to_the_file_that_it_names(family: Project) -> None:
    names = ("CBACT01-overview", "CBACT01", "CBACT01-dependencies", "old-name")
    links = "\n".join(f"- [{name}]({name}.abcd1234.sw.md)" for name in names)
    tag = '<SwmLink doc-title="O">[O](/.swm/CBACT01-overview.abcd1234.sw.md)</SwmLink>'
    built = linking(family, f"{links}\n- {tag}\n- [b](.swm%5CCBACT01.abcd1234.sw.md)")
    found = hrefs(built)
    assert found[:3] == ["../CBACT01-overview/", "../CBACT01/", "../CBACT01-dependencies/"]
    # No file of that name: the id decides.
    assert found[3] in found[:3]
    assert found[4:] == ["../CBACT01-overview/", "../CBACT01/"]


def test_an_id_that_two_documents_share_by_mistake_is_reported(family: Project) -> None:
    assert not linking(family, "No links.").warnings
    family.write({".swm/tour.abcd1234.pl.sw.md": document("A tour")})
    built = linking(family, "No links.")
    assert any("the id 'abcd1234' belongs to" in text for text in built.warnings)


def test_links_by_an_old_file_name(project: Project) -> None:
    project.write(
        {
            ".swm/dataset.yyswcprd.sw.md": document("Dataset"),
            ".swm/twice.aaaa1111.sw.md": document("Twice"),
            ".swm/twice.bbbb1111.sw.md": document("Twice again"),
            ".swm/there.cccc1111.sw.md": document("There"),
            "there.md": "# A file\n",
        }
    )
    built = linking(
        project,
        "[a](dataset.md) [b](docs/dataset.md#rows) [c](dataset.zzzz1111.sw.md) [d](twice.md) "
        "[e](../there.md)",
    )
    assert hrefs(built) == [
        "../dataset/",
        "../dataset/#rows",
        "../dataset/",
        "https://github.com/acme/shop/blob/main/there.md",
    ]
    assert [text for text in built.warnings if "'twice.md' leads nowhere" in text]


def test_links_without_a_scheme(project: Project) -> None:
    project.write({"notes.com/a.md": "# Notes\n"})
    built = linking(
        project, "[a](www.google.com) [b](swimm.io/docs?x=1) [c](../notes.com/a.md) [d](setup.py)"
    )
    assert hrefs(built) == [
        "https://www.google.com",
        "https://swimm.io/docs?x=1",
        "https://github.com/acme/shop/blob/main/notes.com/a.md",
    ]
    assert ["'setup.py' leads nowhere" in text for text in built.warnings] == [True]


def test_a_heading_of_markdown_in_the_repository(project: Project) -> None:
    project.write({"README.md": "# Shop\n\n## Overview\n", "a.py": "a\n"})
    built = linking(project, "[a](../README.md#overview) [b](../a.py#L1) [c](../a.py#what)")
    assert hrefs(built) == [
        "https://github.com/acme/shop/blob/main/README.md#overview",
        "https://github.com/acme/shop/blob/main/a.py#L1",
        "https://github.com/acme/shop/blob/main/a.py",
    ]


@pytest.mark.parametrize("directory_urls", [True, False])
def test_links_from_ordinary_pages(family: Project, directory_urls: bool) -> None:
    family.commit(
        {
            ".swm/dataset.yyswcprd.sw.md": document("Dataset"),
            "docs/index.md": "[a](../.swm/dataset.yyswcprd.sw.md#rows)\n"
            "[b](swimm/dataset.yyswcprd.sw.md)\n[c](../.swm/CBACT01-overview.abcd1234.sw.md)\n"
            "`[d](../.swm/dataset.yyswcprd.sw.md)`\n",
            "docs/guide/page.md": "# G\n\n[a](../../.swm/dataset.yyswcprd.sw.md)\n"
            "[b](../../.swm/gone.zzzz.sw.md)\n",
        }
    )
    built = family.build({}, use_directory_urls=directory_urls)
    end = "/" if directory_urls else ".html"
    content = built.content("" if directory_urls else "index.html")
    found = re.findall(r'<a href="(swimm[^"]+)"', content)
    assert found == [
        f"swimm/dataset{end}#rows",
        f"swimm/dataset{end}",
        f"swimm/CBACT01-overview{end}",
    ]
    page = built.content("guide/page/" if directory_urls else "guide/page.html")
    assert f'href="{"../../" if directory_urls else "../"}swimm/dataset{end}"' in page
    assert [text for text in built.warnings if "gone.zzzz" in text]


def test_markdown_beside_the_documents(project: Project) -> None:
    project.write(
        {
            ".swm/PAYROLL.abcd1234.sw.md": document("Payroll"),
            ".swm/cobol-stats.md": "# Statistics\n\n"
            "|File|Rules|\n|---|---|\n|PAYROLL.abcd1234.sw.md|3|\n|`PAYROLL.abcd1234.sw.md`|4|\n"
            "|gone.zzzz1111.sw.md|0|\n\n[P](PAYROLL.abcd1234.sw.md)\n\n"
            "```\nPAYROLL.abcd1234.sw.md\n```\n\n<script>alert(1)</script>\n",
            ".swm/README.md": "# About these\n",
        }
    )
    built = linking(project, "[s](cobol-stats.md)")
    assert hrefs(built) == ["../cobol-stats/"]
    content = built.content("swimm/cobol-stats/")
    assert content.count('href="../PAYROLL/"') == 3
    assert content.count("PAYROLL.abcd1234.sw.md") == 3
    assert "<td>gone.zzzz1111.sw.md</td>" in content
    assert "<script>alert" not in content
    assert ">Statistics<" in content
    assert "About these" in built.content("swimm/README-2/")
    assert not built.warnings


def test_swahili_is_no_document(project: Project) -> None:
    project.write(
        {
            "docs/README.sw.md": "# Karibu\n\nHabari ya dunia.\n",
            "docs/mine.abcd1234.sw.md": document("Mine"),
            "docs/tagged.abcd1235.sw.md": "# Mine\n\nSee <SwmPath>[a.py](a.py)</SwmPath>\n",
            "docs/index.md": "# Home\n",
        }
    )
    built = linking(project, "No links.")
    assert "swimm-page" not in built.page("README.sw/")
    for page in ("mine/", "tagged/"):
        assert "swimm-page" in built.page(page)


def test_equal_titles_are_told_apart(project: Project) -> None:
    texts = [
        "## Getting started",
        "## Reference",
        snippet("lib/core/a.py", "a = 1"),
        snippet("lib/web/a.py", "a = 1"),
    ]
    texts += ["Words.", "Words."]
    project.write(
        {
            f".swm/index{number}.aaaa000{number}.sw.md": document(
                "Index", f"{text}\n\nText {number}."
            )
            for number, text in enumerate(texts)
        }
    )
    project.write({"lib/core/a.py": "a = 1\n", "lib/web/a.py": "a = 1\n"})
    built = linking(project, "[a](index0.aaaa0000.sw.md)")
    names = [
        "Index (Getting started)",
        "Index (Reference)",
        "Index (lib/core)",
        "Index (lib/web)",
        "Index (aaaa0004)",
        "Index (aaaa0005)",
    ]
    navigation = built.page("swimm/links/").partition("md-sidebar--primary")[2]
    overview = built.content("swimm/")
    index = (built.site / "search/search_index.json").read_text("utf-8")
    for number, name in enumerate(names):
        assert name in navigation
        assert name in overview
        assert f'"title":"{name}"' in index
        assert "<h1 id=" in built.content(f"swimm/index{number}/")
    assert "Links (" not in overview
