"""Numbered lists and code with numbers in its comments, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Built, Project

TRAP = """```python
late = now > promised  # see (1) and (2)
```"""
LIST = """1. now it is
2. promised it was"""


def within(prefix: str, text: str, first: str = "") -> str:
    """Lines behind a prefix."""
    lines = text.split("\n")
    return "\n".join(
        [(first or prefix) + lines[0], *(f"{prefix}{line}".rstrip() for line in lines[1:])]
    )


PLACES = {
    "directly": f"{TRAP}\n\n{LIST}",
    "without a blank line": f"{TRAP}\n{LIST}",
    "below plain text": f"{TRAP}\n\nThe numbers:\n\nMean this:\n\n{LIST}",
    "in an item": within("   ", f"An item\n\n{TRAP}\n\n{LIST}", "1. "),
    "at the head of an item": within("  ", f"{TRAP}\n\n{LIST}", "- "),
    "in an item below plain text": within(
        "  ", f"An item\n\n{TRAP}\n\nThe numbers:\n\n{LIST}", "- "
    ),
    "in an item of an item": within("  ", within("  ", f"Inner\n\n{TRAP}\n\n{LIST}", "- "), "- "),
    "in a quote": within("> ", f"Said:\n\n{TRAP}\n\n{LIST}"),
    "in a callout": within("> ", f"**Note**: so it is\n\n{TRAP}\n\n{LIST}"),
    "in a callout below plain text": within("> ", f"**Tip**: so\n\n{TRAP}\n\nThus:\n\n{LIST}"),
    "in details": f"<details open>\n<summary>More</summary>\n\n{TRAP}\n\n{LIST}\n\n</details>",
    "in a div below plain text": f"<div>\n\n{TRAP}\n\nThus:\n\n{LIST}\n\n</div>",
    "as raw HTML": f"{TRAP}\n\n<ol><li>now it is</li><li>promised it was</li></ol>",
    "indented code": "    late = now  # see (1) and (2)\n\n" + LIST,
}


def snippet(path: str, code: str, first: int = 1) -> str:
    """A snippet of the third generation."""
    return (
        f'<SwmSnippet path="/{path}" line="{first}">\n\n---\n\n'
        f"```python\n{code}```\n\n---\n\n</SwmSnippet>\n"
    )


@pytest.fixture
def browse(chromium: Any, serve: Any) -> Iterator[Any]:
    """Gives a function that opens a page of a site."""
    contexts = []

    def opened(built: Built, url: str, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.route(
            "**/*",
            lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort(),
        )
        page.goto(serve(built.site) + url)
        if options.get("java_script_enabled", True):
            # Comes with the annotations.
            page.locator("pre button").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()


def theme() -> dict[str, Any]:
    """Material with its annotations on."""
    return {"name": "material", "font": False, "features": ["content.code.annotate"]}


@pytest.mark.browser
@pytest.mark.parametrize("annotations", [False, True])
def test_lists_below_code_lose_nothing(project: Project, browse: Any, annotations: bool) -> None:
    commented = "late = now > promised  # see (1) and (2)\n"
    project.write(
        {
            f".swm/place-{number}.abc{number:02}.sw.md": f"---\ntitle: Place {number}\n---\n\n{text}\n"
            for number, text in enumerate(PLACES.values())
        }
        | {
            "late.py": commented,
            ".swm/below-a-card.xyz99.sw.md": f"---\ntitle: Below a card\n---\n\n"
            f"{snippet('late.py', commented)}\n{LIST}\n",
        }
    )
    project.commit()
    built = project.build({"annotations": annotations}, theme=theme(), strict=True)
    pages = {f"place-{number}": name for number, name in enumerate(PLACES)}
    for url, name in {**pages, "below-a-card": "below a card"}.items():
        page = browse(built, f"swimm/{url}/")
        assert page.locator("article .md-annotation").count() == 0, name
        code = page.locator("article pre code").first.inner_text()
        assert "# see (1) and (2)" in code, name
        for words in ("now it is", "promised it was"):
            item = page.locator("article ol > li", has_text=words).last
            assert item.is_visible(), name
            assert words in item.inner_text(), name


STEPS = """def send(parcel):
    label = layout(parcel)
    queue.put(label)
    return label.code
"""


def token(text: str, line: int, path: str = "send.py") -> str:
    """A token of the third generation."""
    row = STEPS.splitlines()[line - 1]
    return f'<SwmToken path="{path}" pos="{line}:0:0" line-data="{row}">`{text}`</SwmToken>'


EXPLAINED = f"""---
title: Sending
---
How it works:

- First comes {token("layout", 2)}, **which** knows the paper
- then the {token("put", 3)} waits for the printer:
  it may take long
- Line 4 tells the [code](https://example.org/code) of the label

{snippet("send.py", STEPS)}
The end.
"""


def sending(project: Project, **options: Any) -> Built:
    """A site with a document whose list explains lines."""
    project.write({".swm/sending.abc12.sw.md": EXPLAINED, "send.py": STEPS})
    project.commit()
    theme = options.pop("theme", {"name": "material", "font": False, "palette": PALETTES})
    return project.build(options, theme=theme, strict=True)


PALETTES = [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]


@pytest.mark.browser
def test_prose_about_lines_stays_prose_by_default(project: Project, browse: Any) -> None:
    page = browse(sending(project), "swimm/sending/")
    assert page.locator(".md-annotation").count() == 0
    assert page.locator("article > ul > li").count() == 3
    assert "(1)" not in page.locator(".swimm-snippet pre code").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_prose_about_lines_becomes_annotations(project: Project, browse: Any, scheme: str) -> None:
    built = sending(project, annotations=True)
    page = browse(built, "swimm/sending/", color_scheme=scheme)
    assert page.locator("article > ul").count() == 0
    marks = page.locator(".swimm-snippet code .md-annotation")
    assert marks.count() == 3
    lines = page.evaluate(
        """[...document.querySelectorAll('.md-annotation')].map(mark =>
             [...document.querySelectorAll('[data-linenos]')].filter(number =>
               number.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING).length)"""
    )
    assert lines == [2, 3, 4]
    # By keyboard.
    marks.nth(1).focus()
    shown = page.locator(".md-tooltip--active")
    shown.wait_for()
    assert "waits for the printer: it may take long" in " ".join(shown.inner_text().split())
    assert shown.locator("a.swimm-token").inner_text() == "put"


@pytest.mark.browser
def test_annotated_code_is_copied_as_it_is(project: Project, browse: Any) -> None:
    page = browse(sending(project, annotations=True), "swimm/sending/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = page.locator(".swimm-snippet")
    card.hover()
    card.locator("button[data-clipboard-target], .md-code__button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").rstrip("\n") == STEPS.rstrip("\n")


@pytest.mark.browser
def test_annotations_are_on_paper(project: Project, browse: Any) -> None:
    page = browse(sending(project, annotations=True), "swimm/sending/")
    item = page.locator(".swimm-snippet ol > li").nth(1)
    assert not item.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    item.wait_for()
    assert "waits for the printer" in item.inner_text()


@pytest.mark.browser
def test_annotations_are_a_list_without_scripts(project: Project, browse: Any) -> None:
    built = sending(project, annotations=True)
    page = browse(built, "swimm/sending/", java_script_enabled=False)
    assert "waits for the printer" in page.locator(".swimm-snippet ol > li").nth(1).inner_text()
    assert "queue.put(label)# (2)!" in page.locator(".swimm-snippet pre code").inner_text()


@pytest.mark.parametrize("annotations", [False, True])
def test_nothing_is_said_twice(project: Project, annotations: bool) -> None:
    content = sending(project, annotations=annotations).content("swimm/sending/")
    assert content.count("waits for the printer") == 1


def test_what_annotations_say_is_found(project: Project) -> None:
    built = sending(project, annotations=True)
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert "waits for the printer" in index
    assert "queue.put" not in index


def test_other_themes_have_no_annotations(project: Project) -> None:
    built = sending(project, annotations=True, theme={"name": "mkdocs"})
    html = built.page("swimm/sending/")
    assert "(1)!" not in html
    assert html.index("waits for the printer") < html.index("queue")
