"""From documents to code and back: pages of code, previews, the index, related documents."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from .conftest import REPOSITORY, Built, Project
from .freshness.story import Story
from .html_check import faults, text_of

pytestmark = pytest.mark.slow

SCHEMA = REPOSITORY / "docs" / "pages" / "assets" / "swimm-index.schema.json"

APP = '''"""Parcels."""


def weigh(parcel):
    """Its weight, with <b>everything</b> in it.

    In grams.
    """
    return sum(item.weight for item in parcel)


def label(parcel):
    return f"{weigh(parcel)} g"
'''
PAGE = "swimm/story/"
SOURCE = "swimm/source/src/app.py/"


@pytest.fixture
def story(project: Project) -> Story:
    project.write({"src/app.py": APP, "src/other.py": "one = 1\n" * 30, "src/unsaid.py": "x\n"})
    told = Story(project)
    told.document(
        "Here ",
        told.token("src/app.py", 12, "label"),
        "in ",
        told.path("src/other.py"),
        "of ",
        told.path("src"),
        told.snippet("src/app.py", 4, 9),
    )
    project.write(
        {
            ".swm/second.xyz99.sw.md": "---\ntitle: Second\n---\n"
            + told.token("src/app.py", 13, "weigh")
        }
    )
    project.commit()
    return told


def build(story: Story, **options: Any) -> Built:
    return story.project.build({"source_pages": True, **options}, strict=True)


def test_every_file_that_is_spoken_of_is_a_page(story: Story) -> None:
    built = build(story)
    page = built.content(SOURCE)
    assert not faults(page)
    code = page.partition("<pre><code>")[2].partition("</code></pre>")[0]
    lines = re.findall(r'<span class="swimm-line" id="L(\d+)">', page)
    assert lines == [str(number) for number in range(1, 14)]
    assert "&lt;b&gt;everything&lt;/b&gt;" in code
    assert [line.strip() for line in text_of(f"<pre>{code}</pre>").strip().split("\n")] == [
        line.strip() for line in APP.strip().split("\n")
    ]
    assert (built.site / "swimm/source/src/other.py").is_dir()
    assert not (built.site / "swimm/source/src/unsaid.py").exists()


def test_links_lead_to_lines_of_the_pages(story: Story) -> None:
    built = build(story)
    page = built.content(PAGE)
    hrefs = re.findall(r'href="(\.\./source/[^"]+)"', page)
    assert "../source/src/app.py/#L12" in hrefs
    assert "../source/src/app.py/#L4-L9" in hrefs
    assert "../source/src/other.py/" in hrefs
    ids = set(re.findall(r'id="([^"]+)"', built.content(SOURCE)))
    for href in hrefs:
        path, _, anchor = href.partition("#")
        assert (built.site / "swimm/story" / path / "index.html").exists()
        assert not anchor or "app.py" not in path or anchor in ids


def test_links_are_known_to_the_validation_of_anchors(story: Story) -> None:
    built = story.project.build(
        {"source_pages": True},
        strict=True,
        validation={"anchors": "warn", "links": {"unrecognized_links": "warn"}},
    )
    assert built.warnings == []


@pytest.mark.parametrize("directory_urls", [True, False])
def test_addresses_without_directories(story: Story, directory_urls: bool) -> None:
    built = story.project.build({"source_pages": True}, use_directory_urls=directory_urls)
    name = PAGE if directory_urls else "swimm/story.html"
    page = built.content(name)
    [href] = set(re.findall(r'href="([^"]*source/src/app\.py[^"]*)#L12"', page))
    base = built.site / (name if directory_urls else "swimm")
    assert (base / href).exists()


def test_the_margin_says_which_documents_speak_of_which_lines(story: Story) -> None:
    page = build(story).content(SOURCE)
    marks = re.findall(r'<a class="swimm-mark[^>]*>', page)
    assert len(marks) == 3
    assert any('title="A story – lines 4–9"' in mark and "--lines: 6" in mark for mark in marks)
    assert any('href="../../../second/"' in mark for mark in marks)
    text = text_of(page)
    assert "A story" in text
    assert "line 12" in text


def test_pages_of_code_are_there_where_no_host_is_known(story: Story) -> None:
    built = story.project.build({}, repo_url=None, strict=True)
    assert "../source/src/app.py/#L12" in built.content(PAGE)
    built = story.project.build({}, strict=True)
    assert not (built.site / "swimm/source").exists()
    built = story.project.build({"source_pages": False}, repo_url=None, strict=True)
    assert not (built.site / "swimm/source").exists()


def test_pages_of_code_stay_out_of_the_search(story: Story) -> None:
    found = json.loads((build(story).site / "search/search_index.json").read_text())
    assert not [doc for doc in found["docs"] if "source/" in doc["location"]]
    built = build(story, source_search=True)
    found = json.loads((built.site / "search/search_index.json").read_text())
    assert [doc for doc in found["docs"] if "source/src/app.py" in doc["location"]]


def test_previews_are_no_part_of_the_search(story: Story) -> None:
    found = (build(story).site / "search/search_index.json").read_text()
    assert "swimm-preview" not in found
    docs = json.loads(found)["docs"]
    second = " ".join(doc["text"] for doc in docs if "second" in doc["location"])
    assert "def label" not in second


def test_what_git_ignores_has_no_page_and_no_preview(project: Project) -> None:
    project.write({".gitignore": ".env\n", ".env": "KEY=1\nPASSWORD=classified\n", "a.py": "x\n"})
    story = Story(project)
    story.document(story.token(".env", 1, "KEY"), story.path("a.py"))
    built = build(story)
    assert not [
        path
        for path in built.site.rglob("*")
        if path.is_file() and b"classified" in path.read_bytes()
    ]


def test_a_file_that_is_too_large_says_so(project: Project) -> None:
    project.write(
        {"big.py": "value = 1\n" * 10_001, "huge.txt": "x" * 11_000_000, "i.png": b"\x89PNG\0"}
    )
    story = Story(project)
    story.document(story.token("big.py", 5, "value"), story.path("huge.txt"), story.path("i.png"))
    built = build(story)
    for name in ("big.py", "huge.txt"):
        page = built.content(f"swimm/source/{name}/")
        assert "This file is too large to be shown here." in text_of(page)
    assert not (built.site / "swimm/source/i.png").exists()


def test_odd_names_and_hostile_code(project: Project) -> None:
    name = "a b/<i>&c'(1).py"
    project.write({name: "x = '</code></pre><script>alert(1)</script>'\n"})
    story = Story(project)
    token = '<SwmToken path="a b/&lt;i&gt;&amp;c&#39;(1).py" pos="1:0:0" line-data="x = &#39;&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;">`x`</SwmToken>'
    story.document(token)
    built = build(story)
    [page] = [path for path in built.site.rglob("index.html") if "source" in path.parts]
    html = page.read_text("utf-8")
    assert "<script>alert" not in html
    assert "<script>alert" not in built.page(PAGE)
    [href] = re.findall(r'class="swimm-token"[^>]*href="([^"]+)"', built.content(PAGE))
    from urllib.parse import unquote

    assert (built.site / "swimm/story" / unquote(href).partition("#")[0] / "index.html").exists()


def test_previews_show_the_lines_around(story: Story) -> None:
    built = story.project.build({}, strict=True)
    page = built.page(PAGE)
    [number] = re.findall(r'<a class="swimm-token" data-preview="(\d+)"', page)
    piece = page.partition(f'<div data-preview="{number}">')[2].partition("</div></div>")[0]
    text = text_of(piece)
    assert "src/app.py line 12" in text
    assert 'return f"{weigh(parcel)} g"' in text
    assert "return sum" in text
    assert 'class="swimm-preview-line swimm-preview-here"' in piece
    assert not faults(page.partition("<article")[2].partition("</article>")[0].partition(">")[2])
    # A file shows its head, a folder nothing.
    assert page.count("data-preview") == 4
    assert "swimm-previews" not in story.project.build({"previews": False}).page(PAGE)


def test_the_index_of_code(story: Story) -> None:
    built = build(story)
    page = built.content("swimm/code/")
    assert not faults(page)
    text = " ".join(text_of(page).split())
    assert "src/" in text
    assert "app.py" in text
    assert "unsaid.py" not in text
    for href in re.findall(r'href="(\.\./[^"#]+)"', page):
        assert (built.site / "swimm/code" / href).exists(), href
    assert "../source/src/app.py/" in page
    hosted = story.project.build({"source_pages": False}).content("swimm/code/")
    assert "https://github.com/acme/widget/blob/" in hosted


def test_the_index_for_programs(story: Story) -> None:
    data = json.loads((build(story).site / "swimm-index.json").read_text("utf-8"))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.validate(data, schema)
    [known] = schema["$defs"].values()
    for records in data["files"].values():
        for record in records:
            assert set(record) == set(known["properties"])
    assert list(data["files"]) == ["src", "src/app.py", "src/other.py"]
    [snippet] = [one for one in data["files"]["src/app.py"] if one["kind"] == "snippet"]
    assert snippet == {
        "document": "abc12",
        "title": "A story",
        "url": "swimm/story/",
        "document_line": 16,
        "kind": "snippet",
        "first": 4,
        "last": 9,
        "text": "",
        "state": "up to date",
    }


def test_documents_about_the_same_code_are_related(story: Story) -> None:
    page = build(story).content("swimm/second/")
    assert re.search(r'Related documents:</strong> <a href="\.\./story/">A story</a>', page)


def test_a_document_alone_has_no_relations(project: Project) -> None:
    project.write({"a.py": "x\n"})
    story = Story(project)
    story.document(story.path("a.py"))
    assert "Related" not in build(story).content(PAGE)


@pytest.mark.browser
class TestPreviews:
    """What a reader sees, by mouse, keyboard and touch."""

    @pytest.fixture
    def address(self, story: Story, serve: Any) -> Any:
        built = story.project.build(
            {"source_pages": True},
            theme={"name": "material", "font": False, "features": ["navigation.instant"]},
            site_url="http://127.0.0.1/",
        )
        return serve(built.site)

    def test_by_mouse(self, address: str, chromium: Any) -> None:
        page = chromium.new_page()
        page.goto(address + PAGE)
        link = page.locator("a.swimm-token").first
        assert page.locator(".swimm-preview").count() == 0
        link.hover()
        preview = page.locator(".swimm-preview")
        preview.wait_for()
        assert "def label(parcel):" in preview.inner_text()
        # It can be pointed at itself, and goes when the reader points elsewhere.
        preview.hover()
        page.wait_for_timeout(400)
        assert preview.is_visible()
        page.mouse.move(5, 5)
        preview.wait_for(state="detached")
        page.close()

    def test_by_keyboard(self, address: str, chromium: Any) -> None:
        page = chromium.new_page()
        page.goto(address + PAGE)
        link = page.locator("a.swimm-token").first
        page.locator("h1").click()
        for _ in range(40):
            page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                break
        preview = page.locator(".swimm-preview")
        assert preview.is_visible()
        assert link.get_attribute("aria-describedby") == preview.get_attribute("id")
        page.keyboard.press("Escape")
        assert preview.count() == 0
        page.keyboard.press("Enter")
        page.wait_for_url("**/source/src/app.py/#L12")
        page.close()

    def test_by_touch(self, address: str, chromium: Any) -> None:
        context = chromium.new_context(
            has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}
        )
        page = context.new_page()
        page.goto(address + PAGE)
        link = page.locator("a.swimm-token").first
        link.tap()
        preview = page.locator(".swimm-preview")
        preview.wait_for()
        assert page.url.endswith(PAGE)
        box = preview.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        link.tap()
        page.wait_for_url("**/source/src/app.py/#L12")
        context.close()

    def test_without_script_it_is_a_link(self, address: str, chromium: Any) -> None:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(address + PAGE)
        page.locator("a.swimm-token").first.click()
        page.wait_for_url("**/source/src/app.py/#L12")
        context.close()

    def test_a_link_lands_on_highlighted_lines(self, address: str, chromium: Any) -> None:
        page = chromium.new_page()
        page.goto(address + PAGE)
        page.locator(".swimm-snippet a").first.click()
        page.wait_for_url("**/source/src/app.py/#L4-L9")
        shade = page.locator(".swimm-range:target")
        shade.wait_for()
        lines = page.locator(".swimm-line")
        top = lines.nth(3).bounding_box()
        last = lines.nth(8).bounding_box()
        box = shade.bounding_box()
        assert abs(box["y"] - top["y"]) < 2
        assert abs(box["y"] + box["height"] - last["y"] - last["height"]) < 2
        assert shade.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert page.evaluate("window.scrollY") >= 0
        # And back again.
        page.locator("a.swimm-mark").first.click()
        page.wait_for_url("**/swimm/story/")
        page.close()

    def test_the_index_leads_to_code_and_back(self, address: str, chromium: Any) -> None:
        page = chromium.new_page()
        page.goto(address + "swimm/code/")
        page.get_by_role("link", name="app.py").click()
        page.wait_for_url("**/source/src/app.py/")
        page.locator("article").get_by_role("link", name="Second").first.click()
        page.wait_for_url("**/swimm/second/")
        page.close()


@pytest.mark.browser
def test_the_index_of_code_has_a_filter(story: Story, chromium: Any, serve: Any) -> None:
    page = chromium.new_page()
    page.goto(serve(build(story).site) + "swimm/code/")
    field = page.get_by_label("Filter")
    article = page.locator("article")
    links = article.locator(".swimm-files").get_by_role("link")
    before = links.count()
    field.fill("src/ SECOND")
    assert [link.inner_text() for link in links.all() if link.is_visible()] == [
        "app.py",
        "Second",
        "A story",
    ]
    field.fill("nowhere")
    assert not [link for link in links.all() if link.is_visible()]
    field.fill("")
    assert len([link for link in links.all() if link.is_visible()]) == before
    page.close()


def test_pages_of_code_are_headed_by_the_name_below_the_path(story: Story) -> None:
    page = build(story).content(SOURCE)
    above, _, _ = page.partition("<h1")
    assert "<code>src/</code>" in above
    assert re.search(r'<h1 id="[^"]*"><code>app.py</code>', page)


def test_previews_of_files_begin_below_the_licence(project: Project) -> None:
    head = "# Copyright the authors\n#\n# Licensed under no terms at all\n\n# Weighs parcels.\n"
    project.write(
        {"a.py": f"{head}import scales\n", "b.php": "<?php\n/*\n  (c) them\n*/\n$b = 1;\n"}
    )
    story = Story(project)
    story.document(story.path("a.py"), story.path("b.php"))
    page = text_of(build(story).page(PAGE).partition("<template")[2])
    assert "Weighs parcels." in page
    assert "$b = 1;" in page
    assert "authors" not in page
    assert "them" not in page
