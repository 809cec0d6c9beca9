"""Diagrams that can be read: in both palettes, and however wide they are."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Built, Project
from .test_diagrams import PALETTES, browse, drawn

__all__ = ["browse"]
pytestmark = pytest.mark.browser

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
WIDE = "---\ntitle: Wide\n---\n## A long way\n\n```mermaid\ngraph LR\n{steps}\n```\n".format(
    steps="\n".join(f'  s{n}["Station number {n}"] --> s{n + 1}' for n in range(12))
)
SHOWN = """hosts => {
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number)
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(
      part => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  return (one, other) => {
    const [a, b] = [light(rgb(one)), light(rgb(other))]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }
}"""
OFF_CENTRE = """label => {
  const [box, words] = [label.closest(".node").querySelector("rect"), label].map(
    one => one.getBoundingClientRect())
  return Math.hypot(box.left + box.right - words.left - words.right,
                    box.top + box.bottom - words.top - words.bottom) / 2
}"""
# The words of a box, and the colour that its author gave it.
LABELS = {
    "Black on blue": "rgb(124, 185, 244)",
    "Grey box": "rgb(119, 119, 119)",
    "Light box": "rgb(255, 240, 240)",
    "Yellow": "rgb(255, 255, 0)",
    "White on green": "rgb(0, 68, 0)",
    "First part": "rgb(255, 255, 204)",
    "Animal": "rgb(124, 185, 244)",
    "+int age": "rgb(124, 185, 244)",
}


def build(project: Project, **config: Any) -> Built:
    project.write(
        {
            ".swm/coloured.abc12.sw.md": COLOURED,
            ".swm/wide.xyz89.sw.md": WIDE,
            "docs/index.md": "# Home\n",
        }
    )
    theme = {"name": "material", "font": False, "palette": PALETTES}
    return project.build({}, **{"theme": theme, "repo_url": None, **config})


def contrast(page: Any, one: str, other: str) -> float:
    return float(page.evaluate(f"([one, other]) => ({SHOWN})()(one, other)", [one, other]))


def colour_of(element: Any) -> str:
    return str(
        element.evaluate(
            "e => e instanceof SVGElement && getComputedStyle(e).fill || getComputedStyle(e).color"
        )
    )


def check_contrast(page: Any) -> None:
    drawn(page)
    page.wait_for_function("document.querySelectorAll('div.mermaid').length == 4")
    page.wait_for_timeout(200)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for words, fill in LABELS.items():
        label = page.locator("div.mermaid").get_by_text(words, exact=True).first
        assert contrast(page, colour_of(label), fill) >= 4.5, words
    for words in ("Plain", "between", "Duck", "Hello", "A note", "[Every day]"):
        label = page.locator("div.mermaid").get_by_text(words, exact=True).first
        assert contrast(page, colour_of(label), background) >= 4.5, words
    heads = page.locator("div.mermaid").last.locator("marker[id$=arrowhead] path")
    assert heads.count()
    assert contrast(page, colour_of(heads.first), background) >= 3
    lost = page.locator("div.mermaid").last.locator("marker[id$=crosshead] path").first
    stroke = lost.evaluate("e => getComputedStyle(e).stroke")
    assert contrast(page, stroke, background) >= 3
    open_head = page.locator("div.mermaid").nth(2).locator("marker.extension path").first
    stroke = open_head.evaluate("e => getComputedStyle(e).stroke")
    assert contrast(page, stroke, background) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_any_colour(
    project: Project, browse: Any, serve: Any, scheme: str
) -> None:
    page = browse(serve(build(project).site) + "swimm/coloured/", 1280, scheme)
    check_contrast(page)
    # The author's own colour stays where it can be read.
    label = drawn(page).get_by_text("Black on blue").first
    assert colour_of(label) == "rgb(0, 0, 0)"


def test_words_can_be_read_after_another_palette_was_chosen(
    project: Project, browse: Any, serve: Any
) -> None:
    page = browse(serve(build(project).site) + "swimm/coloured/")
    drawn(page)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    check_contrast(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_wide_diagrams_are_scrolled_and_opened_large(
    project: Project, browse: Any, serve: Any, width: int
) -> None:
    page = browse(serve(build(project).site) + "swimm/wide/", width)
    svg = drawn(page).locator("svg").first
    natural = svg.evaluate("e => e.viewBox.baseVal.width")
    assert natural > 1280
    assert svg.bounding_box()["width"] >= 0.59 * natural
    assert page.evaluate("document.documentElement.scrollWidth") <= width
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


def test_diagrams_that_fit_need_nothing(project: Project, browse: Any, serve: Any) -> None:
    page = browse(serve(build(project).site) + "swimm/coloured/")
    assert drawn(page).get_by_role("button").count() == 0
    drawn(page).locator("svg").first.click(position={"x": 5, "y": 5})
    assert page.locator("dialog").count() == 0
