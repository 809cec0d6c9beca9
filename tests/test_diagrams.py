"""Diagrams, drawn in a real browser: by the library of the site, to be read in both palettes."""

from typing import Any

import pytest

from .conftest import PALETTES, Built, Project, click_instantly

pytestmark = pytest.mark.browser

WAYS = """---
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
COLOURED = """---
title: Coloured
---
```mermaid
graph TD
  a["Black on blue"]:::flow --> b["Grey box"]
  b --> c["Light box"]
  c -->|between| d(Yellow):::yellow
  d --> e{"Plain"}
  classDef flow color:#000000,fill:#7CB9F4
  classDef yellow color:#000000,fill:#FFFF00
  style b fill:#777777,stroke:#333,stroke-width:2px
  style c fill:#fff0f0
```

```mermaid
flowchart LR
  subgraph one [First part]
    x["On the part"] --> y["White on green"]
  end
  style one fill:#ffffcc,color:#000
  style y fill:#004400,color:#ffffff
```

```mermaid
classDiagram
  class Animal {
    +int age
  }
  Animal <|-- Duck
  style Animal fill:#7CB9F4,color:#000000
```

```mermaid
sequenceDiagram
  Alice->>Bob: Hello
  Bob-->>Alice: Hi
  Note over Alice,Bob: A note
  loop Every day
    Alice-xBob: Lost
  end
```
"""
# The words of boxes by the colour that their author gave them.
BOXES = {
    "rgb(124, 185, 244)": ("Black on blue", "Animal", "+int age"),
    "rgb(119, 119, 119)": ("Grey box",),
    "rgb(255, 240, 240)": ("Light box",),
    "rgb(255, 255, 0)": ("Yellow",),
    "rgb(0, 68, 0)": ("White on green",),
    "rgb(255, 255, 204)": ("First part",),
}
STEPS = "\n".join(f'  s{n}["Station number {n}"] --> s{n + 1}' for n in range(12))
FILES = {
    ".swm/ways.abc12.sw.md": WAYS,
    ".swm/coloured.abc34.sw.md": COLOURED,
    ".swm/wide.xyz89.sw.md": f"---\ntitle: Wide\n---\n## A long way\n\n```mermaid\ngraph LR\n{STEPS}\n```\n",
    ".swm/plain.xyz34.sw.md": "---\ntitle: Plain\n---\nNothing is drawn here.\n",
    "src/app.py": "def run():\n    pass\n",
    "docs/index.md": "# Home\n",
}
# Material draws into a closed shadow tree, in which a test could not look.
OPEN = """
const attach = Element.prototype.attachShadow
Element.prototype.attachShadow = function () { return attach.call(this, {mode: 'open'}) }
"""
CONTRAST = """([one, other]) => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(part => Number(part) / 255).map(
      part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
  }
  const [a, b] = [light(one), light(other)]
  return Math.max(a, b) / Math.min(a, b)
}"""
OFF_CENTRE = """label => {
  const [box, words] = [label.closest(".node").querySelector("rect"), label].map(
    one => one.getBoundingClientRect())
  return Math.hypot(box.left + box.right - words.left - words.right,
                    box.top + box.bottom - words.top - words.bottom) / 2
}"""
COLOUR = "e => e instanceof SVGElement && getComputedStyle(e).fill || getComputedStyle(e).color"
STROKE = "e => getComputedStyle(e).stroke"
WIDTH = "document.documentElement.scrollWidth"


def build(project: Project, options: Any = None, **config: Any) -> Built:
    project.commit(FILES)
    theme = {"name": "material", "font": False, "palette": PALETTES}
    # Without the address of a repository, Material does not ask a host for its stars.
    return project.build(
        {"repo_url": "https://github.com/acme/widget", **(options or {})},
        **{"theme": theme, "repo_url": None, **config},
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(Project(tmp_path_factory.mktemp("diagrams")))


@pytest.fixture
def look(browse: Any) -> Any:
    """Opens a page, in whose diagrams one can look."""

    def opened(built: Built, url: str = "swimm/ways/", *options: Any) -> Any:
        page = browse(built.site, "404.html", *options)
        page.add_init_script(OPEN)
        page.goto(url)
        return page

    return opened


def drawn(page: Any) -> Any:
    """The first diagram, once it is drawn."""
    diagram = page.locator("div.mermaid").first
    diagram.wait_for()
    return diagram


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_diagram_is_drawn_with_nothing_from_elsewhere(
    site: Built, look: Any, scheme: str, width: int
) -> None:
    assert site.warnings == []
    page = look(site, "swimm/ways/", width, scheme)
    svg = drawn(page).locator("svg")
    assert svg.get_attribute("aria-label") == "Diagram: The way of a parcel"
    for words in ("Scan", 'The "quoted" list', "Gone"):
        assert svg.get_by_text(words, exact=True).first.is_visible()
    assert page.asked == []
    assert page.evaluate(WIDTH) <= width
    # A diagram that cannot be drawn is shown as text.
    broken = page.locator("div.mermaid").nth(1)
    broken.wait_for()
    assert broken.locator("p").inner_text() == "This diagram cannot be drawn. Its text says:"
    text = "graph LR\n  A ==> <script>window.ran = true</script> [["
    assert broken.locator("pre").inner_text() == text
    assert page.evaluate("window.ran") is None
    assert page.locator("svg[aria-roledescription=error]").count() == 0


def test_clicks_lead_to_code_and_headings(site: Built, look: Any) -> None:
    page = look(site)
    drawn(page).get_by_text('The "quoted" list').first.click()
    assert page.url.endswith("/swimm/ways/#far-below")
    # By keyboard: the first link of the diagram.
    drawn(page).locator("svg a").first.evaluate("link => link.focus()")
    page.keyboard.press("Enter")
    page.wait_for_url("https://github.com/acme/widget/blob/**/src/app.py#L1-L2")


def test_pages_without_a_diagram_do_not_fetch_the_library(site: Built, look: Any) -> None:
    page = look(site, "swimm/plain/")
    page.wait_for_timeout(500)
    assert not any("mermaid.min" in url for url in page.fetched)
    page.goto("swimm/ways/")
    drawn(page)
    assert any("mermaid.min" in url for url in page.fetched)


@pytest.mark.parametrize("urls", [True, False])
def test_diagrams_after_instant_navigation(
    project: Project, look: Any, serve: Any, urls: bool
) -> None:
    theme = {"name": "material", "font": False, "features": ["navigation.instant"]}
    # Instant navigation needs the site's address, and a map of its pages.
    (project.root / "site").mkdir()
    address = serve(project.root / "site")
    built = build(project, theme=theme, use_directory_urls=urls, site_url=address)
    page = look(built, "swimm/plain/" if urls else "swimm/plain.html")
    click_instantly(page, page.locator(".md-nav--primary a", has_text="Ways").first)
    assert drawn(page).locator("svg").count() == 1
    assert page.asked == []


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_themes_that_draw_nothing_themselves(project: Project, look: Any, theme: str) -> None:
    page = look(build(project, theme={"name": theme}))
    assert drawn(page).locator("svg").get_by_text("Scan").first.is_visible()


def test_a_library_of_the_users_own(project: Project, look: Any) -> None:
    stub = """window.mermaid = {
      initialize() {}, render: async () => ({svg: "<svg viewBox='0 0 9 9'><text>own</text></svg>"})
    }"""
    project.write({"docs/js/drawer.js": stub})
    built = build(project, {"mermaid": "js/drawer.js"})
    assert not list(built.site.glob("assets/mermaid.min.*"))
    assert drawn(look(built)).locator("svg").text_content() == "own"


@pytest.mark.parametrize(
    ("text", "options", "config"),
    [
        ("# None\n", {}, {}),
        (WAYS, {"mermaid": "theme"}, {}),
        (WAYS, {}, {"extra_javascript": ["https://example.org/mermaid.js"]}),
    ],
)
def test_sites_do_not_carry_a_library_that_they_do_not_need(
    project: Project, text: str, options: dict[str, str], config: dict[str, Any]
) -> None:
    project.write({".swm/ways.abc12.sw.md": text, "src/app.py": "def run():\n    pass\n"})
    built = project.build(options, **config)
    assert not list(built.site.glob("assets/*mermaid*"))
    assert "swimm-mermaid" not in built.page("swimm/ways/")


@pytest.mark.parametrize("scheme", ["light", "dark", "chosen later"])
def test_words_can_be_read_on_any_colour(site: Built, look: Any, scheme: str) -> None:
    page = look(site, "swimm/coloured/", 1280, scheme.replace("chosen later", "light"))
    if scheme == "chosen later":
        drawn(page)
        page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    drawn(page)
    page.wait_for_function("document.querySelectorAll('div.mermaid').length == 4")
    page.wait_for_timeout(200)
    diagrams = page.locator("div.mermaid")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    plain = ("Plain", "between", "Duck", "Hello", "A note", "[Every day]")
    boxes = {**BOXES, background: plain}
    for fill, words in ((fill, words) for fill, texts in boxes.items() for words in texts):
        colour = diagrams.get_by_text(words, exact=True).first.evaluate(COLOUR)
        assert page.evaluate(CONTRAST, [colour, fill]) >= 4.5, words
        # The author's own colour stays where it can be read.
        assert words != "Black on blue" or scheme == "chosen later" or colour == "rgb(0, 0, 0)"
    for at, shape, part in (
        (3, "marker[id$=arrowhead] path", COLOUR),
        (3, "marker[id$=crosshead] path", STROKE),
        (2, "marker.extension path", STROKE),
    ):
        colour = diagrams.nth(at).locator(shape).first.evaluate(part)
        assert page.evaluate(CONTRAST, [colour, background]) >= 3, shape


@pytest.mark.parametrize("width", [390, 1280])
def test_wide_diagrams_are_scrolled_and_opened_large(site: Built, look: Any, width: int) -> None:
    page = look(site, "swimm/wide/", width)
    svg = drawn(page).locator("svg").first
    natural = svg.evaluate("e => e.viewBox.baseVal.width")
    assert natural > 1280
    assert svg.bounding_box()["width"] >= 0.59 * natural
    assert page.evaluate(WIDTH) <= width
    # By keyboard.
    button = drawn(page).get_by_role("button", name="Open large")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Diagram: A long way")
    assert dialog.locator("svg").bounding_box()["width"] >= natural * 0.99
    assert dialog.bounding_box()["width"] <= width
    label = dialog.get_by_text("Station number 0", exact=True)
    assert label.is_visible()
    assert label.evaluate(OFF_CENTRE) < 3
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.evaluate("document.activeElement.matches('div.mermaid')")
    # By the mouse.
    svg.click(position={"x": 5, "y": 5})
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="detached")


def test_diagrams_that_fit_need_nothing(site: Built, look: Any) -> None:
    page = look(site, "swimm/coloured/")
    assert drawn(page).get_by_role("button").count() == 0
    drawn(page).locator("svg").first.click(position={"x": 5, "y": 5})
    assert page.locator("dialog").count() == 0
