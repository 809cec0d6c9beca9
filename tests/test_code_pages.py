"""From documents to code and back: pages of code, previews, the index, related documents."""

import json
import re
from pathlib import Path
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


def tell(project: Project) -> Story:
    """A repository with two documents about the same code."""
    project.write({"src/app.py": APP, "src/other.py": "one = 1\n" * 30, "src/unsaid.py": "x\n"})
    reported = Story(project)
    reported.document(
        "Here ", "src/app.py:12 label", "in ", "src/other.py", "of ", "src", "src/app.py:4-9"
    )
    second = reported.token("src/app.py", 13, "weigh")
    project.commit({".swm/second.xyz99.sw.md": f"---\ntitle: Second\n---\n{second}"})
    return reported


@pytest.fixture
def story(project: Project) -> Story:
    return tell(project)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site with pages of code."""
    story = tell(Project(tmp_path_factory.mktemp("story")))
    built = story.project.build(
        {"source_pages": True},
        strict=True,
        validation={"anchors": "warn", "links": {"unrecognized_links": "warn"}},
    )
    assert built.warnings == []
    return built


def build(story: Story, **options: Any) -> Built:
    return story.project.build({"source_pages": True, **options}, strict=True)


def test_every_referenced_file_is_a_page(site: Built) -> None:
    page = site.content(SOURCE)
    assert not faults(page)
    above, _, code = page.partition("<h1")
    assert "<code>src/</code>" in above
    assert re.match(r' id="[^"]*"><code>app.py</code>', code)
    code = code.partition("<pre><code>")[2].partition("</code></pre>")[0]
    lines = re.findall(r'<span class="swimm-line" id="L(\d+)">', page)
    assert lines == [str(number) for number in range(1, 14)]
    assert "&lt;b&gt;everything&lt;/b&gt;" in code
    shown = text_of(f"<pre>{code}</pre>").strip().split("\n")
    assert [line.strip() for line in shown] == [line.strip() for line in APP.strip().split("\n")]
    assert (site.site / "swimm/source/src/other.py").is_dir()
    assert not (site.site / "swimm/source/src/unsaid.py").exists()


def test_the_margin_links_lines_to_documents(site: Built) -> None:
    page = site.content(SOURCE)
    marks = re.findall(r'<a class="swimm-mark[^>]*>', page)
    assert len(marks) == 3
    assert any('title="A story – lines 4–9"' in mark and "--lines: 6" in mark for mark in marks)
    assert any('href="../../../second/"' in mark for mark in marks)
    assert "line 12" in text_of(page)


def test_documents_link_to_lines_of_the_pages_and_to_related_documents(site: Built) -> None:
    page = site.content(PAGE)
    hrefs = re.findall(r'href="(\.\./source/[^"]+)"', page)
    assert "../source/src/app.py/#L12" in hrefs
    assert "../source/src/app.py/#L4-L9" in hrefs
    assert "../source/src/other.py/" in hrefs
    ids = set(re.findall(r'id="([^"]+)"', site.content(SOURCE)))
    for href in hrefs:
        path, _, anchor = href.partition("#")
        assert (site.site / "swimm/story" / path / "index.html").exists()
        assert not anchor or "app.py" not in path or anchor in ids
    related = r'Related documents:</strong> <a href="\.\./story/">A story</a>'
    assert re.search(related, site.content("swimm/second/"))


def test_the_search_has_neither_code_nor_previews(site: Built) -> None:
    found = (site.site / "search/search_index.json").read_text()
    assert "swimm-preview" not in found
    docs = json.loads(found)["docs"]
    assert not [doc for doc in docs if "source/" in doc["location"]]
    second = " ".join(doc["text"] for doc in docs if "second" in doc["location"])
    assert "def label" not in second


def test_the_index_of_code(site: Built, story: Story) -> None:
    page = site.content("swimm/code/")
    assert not faults(page)
    text = " ".join(text_of(page).split())
    assert "src/" in text
    assert "app.py" in text
    assert "unsaid.py" not in text
    for href in re.findall(r'href="(\.\./[^"#]+)"', page):
        assert (site.site / "swimm/code" / href).exists(), href
    assert "../source/src/app.py/" in page
    hosted = story.project.build({"source_pages": False}).content("swimm/code/")
    assert "https://github.com/acme/widget/blob/" in hosted


def test_the_index_for_programs(site: Built) -> None:
    data = json.loads((site.site / "swimm-index.json").read_text("utf-8"))
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


@pytest.mark.parametrize("directory_urls", [True, False])
def test_pages_of_code_are_there_where_no_host_is_known(story: Story, directory_urls: bool) -> None:
    urls: dict[str, Any] = {"repo_url": None, "use_directory_urls": directory_urls}
    built = story.project.build({}, **urls)
    name = PAGE if directory_urls else "swimm/story.html"
    [href] = set(re.findall(r'href="([^"]*source/src/app\.py[^"]*)#L12"', built.content(name)))
    base = built.site / (name if directory_urls else "swimm")
    assert (base / href).exists()
    for options, config in (({}, {}), ({"source_pages": False}, urls)):
        story.project.build(options, strict=True, **config)
        assert not (built.site / "swimm/source").exists()


def test_a_file_that_is_too_large_is_not_shown(project: Project) -> None:
    project.write(
        {"big.py": "value = 1\n" * 10_001, "huge.txt": "x" * 11_000_000, "i.png": b"\x89PNG\0"}
    )
    story = Story(project)
    story.document("big.py:5 value", "huge.txt", "i.png")
    built = build(story)
    for name in ("big.py", "huge.txt"):
        page = built.content(f"swimm/source/{name}/")
        assert "This file is too large to be shown here." in text_of(page)
    assert not (built.site / "swimm/source/i.png").exists()
    assert "Related" not in built.content(PAGE)


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


def test_previews_know_what_begins_far_above_their_lines(project: Project) -> None:
    words = "".join(f"    if the scales say {number}\n" for number in range(12))
    project.write({"a.py": f'def weigh():\n    """Weighs.\n\n{words}    """\n'})
    story = Story(project)
    story.document("a.py:6 scales", "a.py:9 say", "a.py:12 say")
    page = build(story).page(PAGE).partition("<template")[2]
    assert '<span class="sd">    if the scales say 4</span>' in page
    assert '<span class="k">if</span>' not in page


def test_previews_of_files_begin_below_the_licence(project: Project) -> None:
    head = "# Copyright the authors\n#\n# Licensed under no terms at all\n\n# Weighs parcels.\n"
    project.write(
        {"a.py": f"{head}import scales\n", "b.php": "<?php\n/*\n  (c) them\n*/\n$b = 1;\n"}
    )
    story = Story(project)
    story.document("a.py", "b.php")
    page = text_of(build(story).page(PAGE).partition("<template")[2])
    assert "Weighs parcels." in page
    assert "$b = 1;" in page
    assert "authors" not in page
    assert "them" not in page


@pytest.mark.browser
class TestPreviews:
    """What a reader sees, by mouse, keyboard and touch."""

    @pytest.fixture
    def built(self, story: Story) -> Path:
        return story.project.build(
            {"source_pages": True},
            theme={"name": "material", "font": False, "features": ["navigation.instant"]},
            site_url="http://127.0.0.1/",
        ).site

    def test_by_mouse(self, built: Path, browse: Any) -> None:
        page = browse(built, PAGE)
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

    def test_by_keyboard(self, built: Path, browse: Any) -> None:
        page = browse(built, PAGE)
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

    def test_by_touch(self, built: Path, browse: Any) -> None:
        page = browse(built, PAGE, 390, has_touch=True, is_mobile=True)
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

    def test_a_link_lands_on_highlighted_lines(self, built: Path, browse: Any) -> None:
        page = browse(built, PAGE)
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


@pytest.mark.browser
def test_the_index_of_code_has_a_filter(story: Story, browse: Any) -> None:
    page = browse(build(story).site, "swimm/code/")
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
