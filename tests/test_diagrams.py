"""Diagrams, drawn in a real browser by the library of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Built, Project, click_instantly

pytestmark = pytest.mark.browser

DOCUMENT = """---
title: Ways
---
## The way of a parcel

```mermaid
graph LR
  scan["Scan"] --> list["The "quoted" list"]
  list --> gone["Gone"]
  classDef loud fill:#fff0f0
  class gone loud
  click scan openCode "src/app.py:1:2"
  click list goToHeading "Far below"
```

## A broken one

```mermaid
graph LR
  A ==> <script>window.ran = true</script> [[
```

## Far below

The end.
"""
FILES = {
    ".swm/ways.abc12.sw.md": DOCUMENT,
    ".swm/plain.xyz89.sw.md": "---\ntitle: Plain\n---\nNothing is drawn here.\n",
    "src/app.py": "def run():\n    pass\n",
    "docs/index.md": "# Home\n",
}
PALETTES = [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]
# Material draws into a closed shadow tree, in which a test could not look.
OPEN = """
const attach = Element.prototype.attachShadow
Element.prototype.attachShadow = function () { return attach.call(this, {mode: 'open'}) }
"""


@pytest.fixture
def browse(chromium: Any) -> Iterator[Any]:
    """Gives a function that opens a page; what it asks of others is in ``page.asked``."""
    contexts = []

    def opened(address: str, width: int = 1280, scheme: str = "light") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        contexts.append(context)
        context.add_init_script(OPEN)
        page = context.new_page()
        page.asked = []
        page.fetched = []

        def route(route: Any) -> None:
            url = route.request.url
            if "127.0.0.1" in url:
                page.fetched.append(url)
                route.continue_()
            elif route.request.is_navigation_request():
                route.fulfill(status=200, content_type="text/html", body="<h1>elsewhere</h1>")
            else:
                page.asked.append(url)
                route.abort()

        page.route("**/*", route)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def build(project: Project, options: Any = None, **config: Any) -> Built:
    project.write(FILES)
    project.commit()
    theme = {"name": "material", "font": False, "palette": PALETTES}
    # Without the address of a repository, Material asks nobody for its stars.
    return project.build(
        {"repo_url": "https://github.com/acme/widget", **(options or {})},
        **{"theme": theme, "repo_url": None, **config},
    )


def drawn(page: Any) -> Any:
    """The first diagram, once it is drawn."""
    diagram = page.locator("div.mermaid").first
    diagram.wait_for()
    return diagram


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_diagram_is_drawn_with_nothing_from_elsewhere(
    project: Project, browse: Any, serve: Any, scheme: str, width: int
) -> None:
    built = build(project)
    assert built.warnings == []
    page = browse(serve(built.site) + "swimm/ways/", width, scheme)
    svg = drawn(page).locator("svg")
    assert svg.get_attribute("aria-label") == "Diagram: The way of a parcel"
    for words in ("Scan", 'The "quoted" list', "Gone"):
        assert svg.get_by_text(words, exact=True).first.is_visible()
    assert page.asked == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_clicks_lead_to_code_and_headings(project: Project, browse: Any, serve: Any) -> None:
    page = browse(serve(build(project).site) + "swimm/ways/")
    drawn(page).get_by_text('The "quoted" list').first.click()
    assert page.url.endswith("/swimm/ways/#far-below")
    # By keyboard: the first link of the diagram.
    drawn(page).locator("svg a").first.evaluate("link => link.focus()")
    page.keyboard.press("Enter")
    page.wait_for_url("https://github.com/acme/widget/blob/**/src/app.py#L1-L2")


def test_what_can_not_be_drawn_is_shown_as_text(project: Project, browse: Any, serve: Any) -> None:
    page = browse(serve(build(project).site) + "swimm/ways/")
    broken = page.locator("div.mermaid").nth(1)
    broken.wait_for()
    assert broken.locator("p").inner_text() == "This diagram can not be drawn. Its text says:"
    text = "graph LR\n  A ==> <script>window.ran = true</script> [["
    assert broken.locator("pre").inner_text() == text
    assert page.evaluate("window.ran") is None
    assert page.locator("svg[aria-roledescription=error]").count() == 0


def test_pages_without_a_diagram_do_not_fetch_the_library(
    project: Project, browse: Any, serve: Any
) -> None:
    address = serve(build(project).site)
    page = browse(address + "swimm/plain/")
    page.wait_for_timeout(500)
    assert not any("mermaid.min" in url for url in page.fetched)
    page.goto(address + "swimm/ways/")
    drawn(page)
    assert any("mermaid.min" in url for url in page.fetched)


@pytest.mark.parametrize("urls", [True, False])
def test_diagrams_after_instant_navigation(
    project: Project, browse: Any, serve: Any, urls: bool
) -> None:
    theme = {"name": "material", "font": False, "features": ["navigation.instant"]}
    # Instant navigation needs the site's address, and a map of its pages.
    (project.root / "site").mkdir()
    address = serve(project.root / "site")
    build(project, theme=theme, use_directory_urls=urls, site_url=address)
    page = browse(address + ("swimm/plain/" if urls else "swimm/plain.html"))
    click_instantly(page, page.locator(".md-nav--primary a", has_text="Ways").first)
    assert drawn(page).locator("svg").count() == 1
    assert page.asked == []


def test_themes_that_draw_nothing_themselves(project: Project, browse: Any, serve: Any) -> None:
    for theme in ("mkdocs", "readthedocs"):
        page = browse(serve(build(project, theme={"name": theme}).site) + "swimm/ways/")
        assert drawn(page).locator("svg").get_by_text("Scan").first.is_visible()


def test_a_library_of_the_users_own(project: Project, browse: Any, serve: Any) -> None:
    stub = """window.mermaid = {
      initialize() {}, render: async () => ({svg: "<svg viewBox='0 0 9 9'><text>own</text></svg>"})
    }"""
    project.write({"docs/js/drawer.js": stub})
    built = build(project, {"mermaid": "js/drawer.js"})
    assert not list(built.site.glob("assets/mermaid.min.*"))
    page = browse(serve(built.site) + "swimm/ways/")
    assert drawn(page).locator("svg").text_content() == "own"


@pytest.mark.parametrize(
    ("options", "config"),
    [
        ({"mermaid": "theme"}, {}),
        ({}, {"extra_javascript": ["https://example.org/mermaid.js"]}),
    ],
)
def test_what_draws_already_is_left_alone(
    project: Project, options: dict[str, str], config: dict[str, Any]
) -> None:
    built = build(project, options, **config)
    assert not list(built.site.glob("assets/*mermaid*"))
    assert "swimm-mermaid" not in built.page("swimm/ways/")


def test_sites_without_diagrams_do_not_carry_the_library(project: Project, tmp_path: Path) -> None:
    project.write({".swm/a.abc12.sw.md": "# A\n", "docs/index.md": "# Home\n"})
    built = project.build()
    assert not list(built.site.glob("assets/*mermaid*"))
