"""What a reader sees, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import REPOSITORY, Built, Project, build_site

pytestmark = pytest.mark.browser

PAIRS = """[...document.querySelectorAll(".beside")].map(
    pair => [...pair.children].map(part => part.getBoundingClientRect().toJSON()))"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    # In a folder of its own: other processes of the tests build the sample site as well.
    folder = tmp_path_factory.mktemp("sample")
    return build_site(REPOSITORY / "mkdocs.yml", site_dir=str(folder))


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    # Nothing is fetched from elsewhere; where links lead is read from the request.
    page.asked = []

    def route(route: Any) -> None:
        url = route.request.url
        if "127.0.0.1" in url:
            route.continue_()
            return
        page.asked.append(url)
        if route.request.is_navigation_request():
            route.fulfill(status=200, content_type="text/html", body="<h1>elsewhere</h1>")
        else:
            route.abort()

    page.route("**/*", route)
    yield page
    context.close()


def test_the_seed_reads_as_its_author_meant_it(
    project: Project, seed: Path, page: Any, serve: Any
) -> None:
    (project.root / ".swm").mkdir()
    shutil.copy(seed, project.root / ".swm")
    commit = project.commit()
    built = project.build(strict=True)
    page.goto(serve(built.site) + "swimm/creating-an-endpoint/")
    article = page.locator("article")
    text = article.inner_text()
    assert "Which base class to choose? \U0001f914" in text
    assert "Profit \U0001f4b0" in text
    for raw in ("\u2193", "\u00e2", "\u00f0", "<sup", "Swimm Note", "\u2b1c", "\U0001f7e9", "#f-"):
        assert raw not in text
    assert page.locator("article > ol").first.locator("> li").count() == 4
    step = page.locator("article > ol").first.locator("> li").first
    assert step.locator("> ul > li").count() == 1
    assert step.locator("li").inner_text().startswith("Place the file in one of the directories")
    cards = page.locator(".swimm-snippet")
    assert cards.count() == 9
    first = cards.first
    numbers = first.locator("[data-linenos]").evaluate_all("all => all.map(e => e.dataset.linenos)")
    assert [number.strip() for number in numbers] == [str(n) for n in range(1654, 1661)]
    assert first.locator(".hll").all_inner_texts() == [
        " " * 20 + "ProjectPlatformsEndpoint.as_view(),\n"
    ]
    assert page.locator("mark.swimm-prompt").count() == 5
    token = page.locator("a.swimm-token").first
    assert token.inner_text() == "Endpoint"
    token.click()
    page.wait_for_url("https://github.com/**")
    expected = f"https://github.com/acme/widget/blob/{commit}/src/sentry/api/base.py#L"
    assert page.url.startswith(expected)


def test_an_old_footnote_address_opens_the_list_of_sources(
    sample: Built, page: Any, serve: Any
) -> None:
    page.goto(serve(sample.site) + "swimm/how-a-parcel-is-tracked/#f-2bRec")
    entry = page.locator("#f-2bRec").locator("xpath=..")
    entry.wait_for()
    assert entry.inner_text().startswith("record line 49")


def test_code_is_copied_without_numbers_and_with_its_tabs(
    sample: Built, page: Any, serve: Any
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(serve(sample.site) + "swimm/recording-an-event/")
    card = page.locator(".swimm-snippet", has_text="Makefile")
    card.hover()
    card.locator("[data-clipboard-target], .md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.rstrip("\n") == "test:\n\tpython -m pytest -q\n\tcd web && npm test"


def test_collapsed_snippets_are_closed(sample: Built, page: Any, serve: Any) -> None:
    page.goto(serve(sample.site) + "swimm/how-a-parcel-is-tracked/")
    closed = page.locator("details.swimm-snippet")
    assert closed.count() == 1
    assert not closed.locator(".highlight").first.is_visible()
    closed.locator("summary").click(position={"x": 300, "y": 10})
    assert closed.locator(".highlight").first.is_visible()


def test_lists_below_code_are_not_eaten(sample: Built, page: Any, serve: Any) -> None:
    """Material takes a list below code with ``(1)`` in a comment for annotations."""
    page.goto(serve(sample.site) + "swimm/writing-documents/")
    page.wait_for_timeout(500)
    assert page.locator("article ol > li").all_inner_texts() == ["now", "promised"]
    assert "# see (1) and (2)" in page.locator("article").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_window(sample: Built, page: Any, serve: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    address = serve(sample.site)
    for path in sorted(sample.site.glob("swimm/*/index.html")):
        page.goto(f"{address}swimm/{path.parent.name}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.parent.name


def test_videos_load_only_when_asked_for(sample: Built, page: Any, serve: Any) -> None:
    page.goto(serve(sample.site) + "swimm/how-a-parcel-is-tracked/")
    page.locator("details.swimm-video").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert not any("youtube" in url for url in page.asked)
    with page.expect_request(lambda request: "youtube-nocookie.com/embed/" in request.url):
        page.locator("details.swimm-video > summary").click(position={"x": 400, "y": 10})


def test_an_old_document_address_leads_on(sample: Built, page: Any, serve: Any) -> None:
    page.goto(serve(sample.site) + "swimm/d/u8d2k/")
    page.wait_for_url("**/swimm/the-queue-of-scans/")
    assert page.locator("h1").inner_text().startswith("The queue of scans")


def test_a_playlist_can_be_walked(sample: Built, page: Any, serve: Any) -> None:
    page.goto(serve(sample.site) + "swimm/onboarding/")
    page.locator("article ol > li > a").first.click()
    page.wait_for_url("**/how-a-parcel-is-tracked/")
    page.locator(".swimm-next").last.click()
    page.wait_for_url("**/recording-an-event/")
    page.locator(".swimm-previous").first.click()
    page.wait_for_url("**/how-a-parcel-is-tracked/")


def test_tooltips_say_what_is_gone(sample: Built, page: Any, serve: Any) -> None:
    page.goto(serve(sample.site) + "swimm/telling-who-waits/")
    page.locator(".swimm-stale", has_text="send_letter").hover()
    tooltip = page.locator(".md-tooltip2")
    tooltip.wait_for(state="visible")
    assert "Gone: the file src/tracking/notify.py is no longer there" in tooltip.inner_text()


def test_previews_show_the_line_of_code(sample: Built, page: Any, serve: Any) -> None:
    page.goto(serve(sample.site) + "swimm/tracking-in-the-browser/")
    page.locator("a.swimm-token").first.hover()
    preview = page.locator(".swimm-preview")
    preview.wait_for(state="visible")
    assert "web/tracker.ts" in preview.inner_text()
    assert "export class Tracker" in preview.locator(".swimm-preview-here").inner_text()


@pytest.mark.parametrize("width", [360, 1440])
def test_examples_have_source_and_result_beside_each_other_where_there_is_room(
    page: Any, serve: Any, tmp_path: Path, width: int
) -> None:
    built = build_site(REPOSITORY / "docs" / "mkdocs.yml", site_dir=str(tmp_path / "site"))
    page.set_viewport_size({"width": width, "height": 900})
    address = serve(built.site)
    for path in sorted(built.site.rglob("index.html")):
        name = path.parent.relative_to(built.site).as_posix()
        if {"d", "source"} & set(name.split("/")):
            continue
        page.goto(f"{address}{name}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        for source, result in page.evaluate(PAIRS):
            if width > 1000:
                assert source["top"] == result["top"]
                assert source["right"] <= result["left"]
            else:
                assert source["left"] == result["left"]
                assert source["bottom"] <= result["top"]
