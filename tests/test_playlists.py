"""Playlists as reading paths: what is on the pages, and what a reader's device remembers."""

from pathlib import Path
from typing import Any

import pytest

from .conftest import Project, click_instantly
from .documents import document, playlist
from .html_check import faults

LONG = "\n\n".join(f"## Part {number}\n\n" + "Words. " * 300 for number in range(1, 6))


FILES: dict[str, str | bytes] = {
    ".swm/one.aaaaa.sw.md": document("One", LONG),
    ".swm/two.bbbbb.sw.md": document("Two", LONG),
    ".swm/three.ccccc.sw.md": document("Three", LONG),
    ".swm/four.ddddd.sw.md": document("Four", LONG),
    ".swm/tour.tour1.pl.sw.md": playlist(
        "Tour",
        "[One](one.aaaaa.sw.md)",
        "[Inner](inner.tour2.pl.sw.md)",
        "[Web](https://example.org/a,b)",
        "[Code](src/app.py)",
        "[Gone](gone.zzzzz.sw.md)",
        "[Four](four.ddddd.sw.md)",
    ),
    ".swm/inner.tour2.pl.sw.md": playlist(
        "Inner", "[Two](two.bbbbb.sw.md)", "[Three](three.ccccc.sw.md)"
    ),
    "src/app.py": "def run(): pass\n",
}


def test_the_steps_of_nested_playlists_count_as_read(project: Project) -> None:
    project.write(FILES)
    built = project.build()
    tour = built.content("swimm/tour/")
    steps = "aaaaa bbbbb,ccccc https%3A%2F%2Fexample.org%2Fa%2Cb src%2Fapp.py ddddd"
    assert f'data-steps="{steps}"' in tour
    # A step that leads nowhere cannot be read.
    assert '<progress max="5"' in tour
    assert tour.count("swimm-check") == 5
    inner = built.content("swimm/inner/")
    assert "Step 2 of 6 in" in inner
    assert "swimm-toggle" not in inner
    web = '<a href="https://example.org/a,b" data-keys="https%3A%2F%2Fexample.org%2Fa%2Cb">Web</a>'
    assert f"On the way: {web}" in inner
    assert '<a class="swimm-previous" href="../one/" rel="prev">' in inner
    assert 'href="../four/" rel="next"' in inner
    last = built.content("swimm/three/")
    assert '<a class="swimm-next" href="../inner/"><span>Finish</span> Inner</a>' in last


def test_playlists_of_each_other_and_many_playlists_of_one_document(project: Project) -> None:
    project.write(
        {
            ".swm/a.aaaaa.pl.sw.md": playlist(
                "A", "[B](b.bbbbb.pl.sw.md)", "[A](a.aaaaa.pl.sw.md)"
            ),
            ".swm/b.bbbbb.pl.sw.md": playlist(
                "B", "[A](a.aaaaa.pl.sw.md)", "[D](last.ddddd.sw.md)"
            ),
            ".swm/c.ccccc.pl.sw.md": "---\ntitle: Empty\nfile_version: 1.1.3\n---\n\n"
            "<!-- Intro - Do not remove this comment -->\nHello\n",
            ".swm/last.ddddd.sw.md": document("D", LONG),
            ".swm/e.eeeee.pl.sw.md": playlist(
                "E", "[C](c.ccccc.pl.sw.md)", "[D](last.ddddd.sw.md)"
            ),
            ".swm/f.fffff.pl.sw.md": playlist("F & <b>", "[D](last.ddddd.sw.md)"),
        }
    )
    built = project.build(strict=True)
    for name, steps in {"a": "ddddd", "b": "ddddd", "e": "ccccc ddddd"}.items():
        assert f'data-steps="{steps}"' in built.content(f"swimm/{name}/")
    page = built.content("swimm/c/")
    assert "Hello" in page
    assert 'data-keys="ccccc" data-mark=' in page
    page = built.content("swimm/last/")
    assert page.count("<summary>Part of 3 playlists</summary>") == 2
    assert page.count("Step 1 of 1 in") == 2
    assert "F &amp; &lt;" in page
    assert faults(page) == []
    for path in (project.root / ".swm").glob("*.pl.sw.md"):
        path.unlink()
    assert "swimm-playlist" not in project.build(strict=True).page("swimm/last/")


VIEWPORT = {"width": 1000, "height": 700}


@pytest.fixture(params=[(), ("navigation.instant",)], ids=["plain", "instant"])
def built(request: pytest.FixtureRequest, project: Project, serve: Any) -> Path:
    project.write(FILES)
    theme = {"name": "material", "font": False, "features": list(request.param)}
    # Instant navigation needs the site's address, and a map of its pages.
    (project.root / "site").mkdir()
    return project.build(theme=theme, site_url=serve(project.root / "site")).site


def read(page: Any) -> str:
    """The reading progress at the head of the page."""
    return str(page.locator(".swimm-progress").first.inner_text()).strip()


def arrived(page: Any, title: str, fragment: str = "") -> None:
    """Wait for a page; instant navigation shows its address before its content."""
    page.wait_for_url(f"**/{title.lower()}/{fragment}")
    page.locator("h1", has_text=title).wait_for()
    page.locator(".swimm-progress").first.wait_for()


def checked(page: Any) -> list[str]:
    return [one.get_attribute("aria-pressed") for one in page.locator(".swimm-check").all()]


@pytest.mark.browser
def test_a_reader_goes_through_a_playlist(
    request: pytest.FixtureRequest, built: Path, browse: Any
) -> None:
    page = browse(built, "swimm/tour/", viewport=VIEWPORT)
    page.locator(".swimm-progress").wait_for()
    assert read(page) == "0 of 5 read"
    assert page.locator(".swimm-again").is_hidden()
    start = page.locator(".swimm-start")
    assert start.inner_text() == "Start"
    if "instant" in request.node.name:
        click_instantly(page, start)
    else:
        start.click()
    arrived(page, "One")
    # Passing a heading is remembered; seeing the end is reading.
    page.locator("#part-3").evaluate("one => one.scrollIntoView()")
    page.wait_for_function("localStorage.getItem('swimm:/:aaaaa') === '#part-3'")
    page.goto("swimm/tour/")
    start = page.locator(".swimm-start", has_text="Continue")
    start.wait_for()
    assert start.get_attribute("href").endswith("/swimm/one/#part-3")
    start.click()
    arrived(page, "One", "#part-3")
    page.locator(".swimm-reading-end").scroll_into_view_if_needed()
    page.locator(".swimm-toggle", has_text="Mark as unread").wait_for()
    assert read(page) == "1 of 5 read"
    page.locator(".swimm-reading-end .swimm-next").click()
    arrived(page, "Inner")
    page.locator(".swimm-start").click()
    arrived(page, "Two")
    page.locator(".swimm-reading-head .swimm-next").click()
    arrived(page, "Three")
    # Going on is reading, too.
    page.wait_for_function("localStorage.getItem('swimm:/:bbbbb') === 'read'")
    page.locator(".swimm-reading-end .swimm-next").click()
    arrived(page, "Inner")
    page.locator(".swimm-beginning .swimm-progress", has_text="2 of 2 read").wait_for()
    assert page.locator(".swimm-start").is_hidden()
    page.goto("swimm/tour/")
    page.locator(".swimm-progress", has_text="2 of 5 read").wait_for()
    assert checked(page) == ["true", "true", "false", "false", "false"]
    current = page.locator("[aria-current=step]")
    assert current.inner_text() == "Web"
    current.click()
    page.wait_for_url("https://example.org/**")
    page.goto("swimm/tour/")
    page.locator(".swimm-progress", has_text="3 of 5 read").wait_for()
    page.locator(".swimm-again").click()
    assert read(page) == "0 of 5 read"
    assert page.evaluate("localStorage.length") == page.evaluate(
        "Object.keys(localStorage).filter(key => !key.startsWith('swimm')).length"
    )
    assert page.errors == []


@pytest.mark.browser
def test_steps_are_marked_by_keyboard(built: Path, browse: Any) -> None:
    page = browse(built, "swimm/tour/", viewport=VIEWPORT)
    check = page.get_by_role("button", name="Read: Inner")
    check.focus()
    page.keyboard.press("Space")
    assert checked(page) == ["false", "true", "false", "false", "false"]
    assert page.get_by_role("progressbar", name="1 of 5 read").count() == 1
    page.keyboard.press("Enter")
    assert checked(page) == ["false"] * 5
    page.goto("swimm/one/")
    page.get_by_role("button", name="Mark as read").press("Enter")
    page.get_by_role("button", name="Mark as unread").press("Enter")
    # Seeing the end of the page does not overrule the reader.
    page.wait_for_timeout(1300)
    assert page.get_by_role("button", name="Mark as read").is_visible()
    assert page.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_without_storage_or_scripts_the_way_is_there(
    built: Path, browse: Any, scripts: bool
) -> None:
    page = browse(built, viewport=VIEWPORT, java_script_enabled=scripts)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('denied', 'SecurityError') } })"
    )
    page.goto("swimm/tour/")
    assert page.locator(".swimm-start").inner_text() == "Start"
    assert page.locator(".swimm-progress, .swimm-check, .swimm-again").first.is_hidden()
    page.locator(".swimm-start").click()
    page.wait_for_url("**/one/")
    assert "Step 1 of 6 in Tour" in page.locator(".swimm-where").first.inner_text()
    assert page.locator(".swimm-toggle").is_hidden()
    page.locator(".swimm-reading-end .swimm-next").click()
    page.wait_for_url("**/inner/")
    # Material itself needs the storage: only errors of this script count.
    assert not [one for one in page.errors if "swimm" in str(getattr(one, "stack", one))]
    page.emulate_media(media="print")
    for hidden in ("progress", ".swimm-next", ".swimm-toggle", "nav.swimm-way"):
        assert page.locator(f"article {hidden}:visible").count() == 0, hidden
