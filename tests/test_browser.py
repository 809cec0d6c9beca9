"""What a reader sees and does, in a real browser."""

import shutil
from itertools import product
from typing import Any

import pytest

from .conftest import REPOSITORY, Built, Project, build_site

pytestmark = pytest.mark.browser

TRACKED = "swimm/how-a-parcel-is-tracked/"
PAIRS = """[...document.querySelectorAll(".beside")].map(
    pair => [...pair.children].map(part => part.getBoundingClientRect().toJSON()))"""


def test_the_seed_reads_as_its_author_meant_it(project: Project, seed: Any, browse: Any) -> None:
    (project.root / ".swm").mkdir()
    shutil.copy(seed, project.root / ".swm")
    commit = project.commit()
    page = browse(project.build(strict=True).site, "swimm/creating-an-endpoint/")
    article = page.locator("article")
    text = article.inner_text()
    assert "Which base class to choose? \U0001f914" in text
    assert "Profit \U0001f4b0" in text
    for raw in ("\u2193", "\u00e2", "\u00f0", "<sup", "Swimm Note", "\u2b1c", "\U0001f7e9", "#f-"):
        assert raw not in text
    steps = page.locator("article > ol").first.locator("> li")
    assert steps.count() == 4
    assert steps.first.locator("> ul > li").count() == 1
    item = steps.first.locator("li").inner_text()
    assert item.startswith("Place the file in one of the directories")
    cards = page.locator(".swimm-snippet")
    assert cards.count() == 9
    lines = cards.first.locator("[data-linenos]")
    numbers = lines.evaluate_all("all => all.map(e => Number(e.dataset.linenos))")
    assert numbers == list(range(1654, 1661))
    marked = cards.first.locator(".hll").all_inner_texts()
    assert marked == [" " * 20 + "ProjectPlatformsEndpoint.as_view(),\n"]
    assert page.locator("mark.swimm-prompt").count() == 5
    token = page.locator("a.swimm-token").first
    assert token.inner_text() == "Endpoint"
    token.click()
    page.wait_for_url(f"https://github.com/acme/widget/blob/{commit}/src/sentry/api/base.py#L*")


def test_a_page_of_the_sample(sample: Built, browse: Any) -> None:
    page = browse(sample.site, TRACKED)
    closed = page.locator("details.swimm-snippet")
    assert closed.count() == 1
    assert not closed.locator(".highlight").first.is_visible()
    closed.locator("summary").click(position={"x": 300, "y": 10})
    assert closed.locator(".highlight").first.is_visible()
    # A video is loaded when it is asked for.
    page.locator("details.swimm-video").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert not any("youtube" in url for url in page.asked)
    with page.expect_request(lambda request: "youtube-nocookie.com/embed/" in request.url):
        page.locator("details.swimm-video > summary").click(position={"x": 400, "y": 10})
    # An old address of a footnote opens the list of sources.
    page.goto("swimm/the-queue-of-scans/")
    page.goto(f"{TRACKED}#f-2bRec")
    entry = page.locator("#f-2bRec").locator("xpath=..")
    entry.wait_for()
    assert entry.inner_text().startswith("record line 49")


def test_code_is_copied_without_numbers_and_with_its_tabs(sample: Built, browse: Any) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    page = browse(sample.site, "swimm/recording-an-event/", permissions=allowed)
    card = page.locator(".swimm-snippet", has_text="Makefile")
    card.hover()
    card.locator("[data-clipboard-target], .md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.rstrip("\n") == "test:\n\tpython -m pytest -q\n\tcd web && npm test"


def test_tooltips_explain_what_is_gone(sample: Built, browse: Any) -> None:
    page = browse(sample.site, "swimm/telling-who-waits/")
    page.locator(".swimm-stale", has_text="send_letter").hover()
    tooltip = page.locator(".md-tooltip2")
    tooltip.wait_for(state="visible")
    assert "Gone: the file src/tracking/notify.py is no longer there" in tooltip.inner_text()


def test_examples_have_source_and_result_beside_each_other_where_there_is_room(
    browse: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("documentation")
    site = build_site(REPOSITORY / "docs" / "mkdocs.yml", site_dir=str(folder)).site
    page = browse(site)
    names = {path.parent.relative_to(site).as_posix() for path in site.rglob("index.html")}
    names = {name for name in names if not {"d", "source"} & set(name.split("/"))}
    for width, name in product((360, 1440), sorted(names)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{name}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        for source, result in page.evaluate(PAIRS):
            if width > 1000:
                assert source["top"] == result["top"]
                assert source["right"] <= result["left"]
            else:
                assert source["left"] == result["left"]
                assert source["bottom"] <= result["top"]
