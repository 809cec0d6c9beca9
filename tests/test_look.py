"""How pages look and work for a reader: on any screen, in the dark, by keyboard, on paper."""

import importlib.resources
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from .conftest import PALETTES, Built, Project
from .documents import snippet

pytestmark = pytest.mark.browser
AXE = (importlib.resources.files(axe_playwright_python) / "axe.min.js").read_text("utf-8")

URL = "swimm/everything/"
WIDTH = "document.documentElement.scrollWidth"
LONG = "".join(f"value_{number} = {number}\n" for number in range(1, 81))
CODE = "".join(f"def step_{number}():\n    return {number}\n\n\n" for number in range(1, 9))
WIDE = "text = '" + "very " * 60 + "wide'\n"


def lines(first: int, last: int) -> str:
    """Lines of ``src/steps.py``."""
    return "".join(CODE.splitlines(keepends=True)[first - 1 : last])


DOCUMENT = f"""---
title: Everything at once
---

Two of a file in a row:

{snippet("src/steps.py", lines(1, 2), 1)}
{snippet("src/steps.py", lines(5, 6), 5)}
One of another file:

{snippet("src/long.py", LONG)}
{snippet("src/wide.py", WIDE)}
{snippet("src/steps.py", lines(9, 10), 9, more=' collapsed=""')}
| One | Two | Three |
| --- | --- | --- |
| {"wide" * 12} | {"wider" * 12} | {"widest" * 12} |

The end, and a [link](https://example.org/somewhere) in running text.
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Project(tmp_path_factory.mktemp("everything"))
    project.commit(
        {
            ".swm/everything.abc12.sw.md": DOCUMENT,
            "src/steps.py": CODE,
            "src/long.py": LONG,
            "src/wide.py": WIDE,
        }
    )
    return project.build(theme={"name": "material", "font": False, "palette": PALETTES}).site


def serious(page: Any) -> list[str]:
    """What axe-core finds on a page, and takes for serious or worse."""
    page.evaluate(AXE)
    # Material's own search dialog has no name.
    found = page.evaluate(
        "axe.run({exclude: ['[data-md-component=search]']}, {resultTypes: ['violations']})"
    )
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_pages_are_accessible_and_fit_the_screen(
    sample: Built, browse: Any, scheme: str, width: int
) -> None:
    pages = sorted(sample.site.glob("swimm/**/index.html"))
    pages = [path.parent for path in pages if "/d/" not in path.as_posix()]
    assert len(pages) > 25
    page = browse(sample.site, "", width, scheme)
    for path in pages:
        page.goto(f"{path.relative_to(sample.site).as_posix()}/")
        page.locator(".swimm-page").wait_for(state="attached")
        assert page.evaluate(WIDTH) <= width, path
        page.evaluate("for (const box of document.querySelectorAll('details')) box.open = true")
        assert serious(page) == [], path
        # Lines that matter have a bar.
        if path.name == "how-a-parcel-is-tracked":
            card = page.locator(".swimm-snippet").first
            style = "e => getComputedStyle(e, '::before').boxShadow"
            marked = card.locator(".hll [data-linenos]").first.evaluate(style)
            plain = card.locator("code > [data-linenos], code > span:not(.hll) [data-linenos]")
            assert "3px 0px 0px 0px inset" in marked
            assert "3px" not in plain.first.evaluate(style)


@pytest.mark.parametrize("width", [360, 1280])
def test_cards_keep_their_size(everything: Path, browse: Any, width: int) -> None:
    page = browse(everything, URL, width)
    assert page.evaluate(WIDTH) <= width
    cards = page.locator(".swimm-snippet")
    assert cards.count() == 5
    column = page.locator("article > p").first.bounding_box()
    for index in range(5):
        box = cards.nth(index).bounding_box()
        assert box["width"] == pytest.approx(column["width"], abs=1)
        title = cards.nth(index).locator("> :is(.admonition-title, summary)").bounding_box()
        assert title["width"] <= box["width"]
    wide = page.locator(".swimm-snippet", has_text="wide.py").locator("code").last
    assert wide.evaluate("e => e.scrollWidth > e.clientWidth")
    # Numbers stay where they are when code is moved sideways.
    number = wide.locator("[data-linenos]").first
    wide.evaluate("e => e.scrollTo(200, 0)")
    left = number.evaluate("e => getComputedStyle(e, '::before').position")
    assert left == "sticky"
    # Snippets of one file are one card.
    first, second, other = (cards.nth(index) for index in range(3))
    assert first.locator(".admonition-title").inner_text() == "src/steps.py lines 1–2"
    assert second.locator(".admonition-title").inner_text() == "lines 5–6"
    assert second.locator(".admonition-title a").get_attribute("href").endswith("steps.py#L5-L6")
    assert "long.py" in other.locator(".admonition-title").inner_text()
    above, below = first.bounding_box(), second.bounding_box()
    assert below["y"] == pytest.approx(above["y"] + above["height"], abs=1)
    gap = other.bounding_box()["y"] - below["y"] - below["height"]
    assert gap > 10


def test_long_code_is_folded_until_asked_for(everything: Path, browse: Any) -> None:
    page = browse(everything, URL, java_script_enabled=False)
    card = page.locator(".swimm-snippet", has_text="long.py")
    folded = card.locator(".swimm-long").bounding_box()["height"]
    assert folded < 500
    assert card.locator(".swimm-unfold").inner_text() == "Show all 80 lines"
    card.locator(".swimm-unfold input").focus()
    page.keyboard.press("Space")
    assert card.locator(".swimm-long").bounding_box()["height"] > 1000


def test_the_keyboard_walks_links_not_lines(everything: Path, browse: Any) -> None:
    page = browse(everything, URL, 390)
    # Tables are a stop where they are wider than the page alone.
    table = page.locator(".md-typeset__scrollwrap")
    expect(table).to_have_attribute("tabindex", "0")
    assert serious(page) == []
    page.set_viewport_size({"width": 2400, "height": 900})
    page.evaluate("document.querySelectorAll('.md-grid').forEach(e => e.style.maxWidth = 'none')")
    expect(table).not_to_have_attribute("tabindex", "0")
    stops = page.evaluate(
        """[...document.querySelectorAll('article :is(a[href], button, input, summary)')]
           .filter(e => e.checkVisibility()).length"""
    )
    # Headers of cards, buttons for copying, what unfolds, the list of code: not 90 lines.
    assert stops < 40
    card = page.locator("details.swimm-snippet")
    assert card.locator("summary a").count() == 0
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.href")
    assert focused.endswith("/src/steps.py#L9-L10")


def test_paper_shows_everything(everything: Path, browse: Any) -> None:
    page = browse(everything, URL, 800, java_script_enabled=False)
    page.emulate_media(media="print")
    closed = page.locator("details.swimm-snippet")
    assert closed.locator("code").last.bounding_box()["height"] > 15
    assert page.locator(".swimm-long").bounding_box()["height"] > 700
    assert not page.locator(".swimm-unfold").is_visible()
    listed = page.locator(".swimm-sources > ul > li > a").first
    assert listed.is_visible()
    address = "e => getComputedStyle(e, '::after').content"
    assert "github.com/acme/widget" in listed.evaluate(address)
    link = page.locator("article p > a", has_text="link")
    assert "https://example.org/somewhere" in link.evaluate(address)
    # Code is wrapped, and nothing of it is beyond the edge.
    table = page.locator("article table:not(.highlighttable)").last.bounding_box()
    assert table["x"] + table["width"] <= 800
    wide = page.locator(".swimm-snippet", has_text="wide.py").locator("code").last
    assert wide.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    number = wide.locator("[data-linenos]").first
    assert number.evaluate("e => getComputedStyle(e, '::before').content") == '"1 "'
