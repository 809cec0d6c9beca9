"""Numbered lists and code with numbers in its comments, in a real browser."""

import re
from html import unescape
from typing import Any

import pytest

from .conftest import PALETTES, Built, Project
from .documents import document, snippet

pytestmark = pytest.mark.slow

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
    "in an item of an item": within("  ", within("  ", f"Inner\n\n{TRAP}\n\n{LIST}", "- "), "- "),
    "in a callout": within("> ", f"**Tip**: so\n\n{TRAP}\n\nThus:\n\n{LIST}"),
    "in a div below plain text": f"<div>\n\n{TRAP}\n\nThus:\n\n{LIST}\n\n</div>",
    "as raw HTML": f"{TRAP}\n\n<ol><li>now it is</li><li>promised it was</li></ol>",
}


def opened(browse: Any, built: Built, url: str, **options: Any) -> Any:
    """A page of a site with the buttons of its code, which come with the annotations."""
    page = browse(built.site, url, **options)
    page.locator("pre button").first.wait_for()
    return page


def theme() -> dict[str, Any]:
    """Material with its annotations on."""
    return {"name": "material", "font": False, "features": ["content.code.annotate"]}


@pytest.mark.browser
@pytest.mark.parametrize("annotations", [False, True])
def test_lists_below_code_lose_nothing(project: Project, browse: Any, annotations: bool) -> None:
    commented = "late = now > promised  # see (1) and (2)\n"
    project.commit(
        {
            f".swm/place-{number}.abc{number:02}.sw.md": document(f"Place {number}", text)
            for number, text in enumerate(PLACES.values())
        }
        | {
            "late.py": commented,
            ".swm/below-a-card.xyz99.sw.md": document(
                "Below a card", f"{snippet('late.py', commented)}\n{LIST}"
            ),
        }
    )
    built = project.build({"annotations": annotations}, theme=theme(), strict=True)
    pages = {f"place-{number}": name for number, name in enumerate(PLACES)}
    for url, name in {**pages, "below-a-card": "below a card"}.items():
        page = opened(browse, built, f"swimm/{url}/")
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
SAID = "First comes the **label**,\nwhich [knows](https://example.org/paper) the paper."


def sending(
    project: Project, comment: str = SAID, code: str = STEPS, path: str = "send.py", **options: Any
) -> Built:
    """A site with a document whose snippet has a comment, by default of one paragraph."""
    look = options.pop("theme", {**theme(), "palette": PALETTES})
    text = f"How it works:\n\n{snippet(path, code, comment=comment, info='')}\nThe end."
    project.commit({".swm/sending.abc12.sw.md": document("Sending", text), path: code})
    return project.build({"annotations": True, **options}, theme=look, strict=True)


@pytest.mark.browser
def test_a_comment_becomes_an_annotation(project: Project, browse: Any) -> None:
    built = sending(project)
    page = opened(browse, built, "swimm/sending/", scheme="dark")
    assert page.locator("article > p", has_text="First comes").count() == 0
    mark = page.locator(".swimm-snippet code .md-annotation")
    assert mark.count() == 1
    before = page.evaluate(
        """[...document.querySelectorAll('[data-linenos]')].filter(number =>
             number.compareDocumentPosition(document.querySelector('.md-annotation'))
             & Node.DOCUMENT_POSITION_FOLLOWING).length"""
    )
    assert before == 1
    # By keyboard.
    mark.focus()
    shown = page.locator(".md-tooltip--active")
    shown.wait_for()
    assert " ".join(shown.inner_text().split()) == "First comes the label, which knows the paper."
    assert shown.locator("a").get_attribute("href") == "https://example.org/paper"
    # Code is copied as it is.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = page.locator(".swimm-snippet")
    card.hover()
    card.locator("button[data-clipboard-target], .md-code__button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").rstrip("\n") == STEPS.rstrip("\n")
    # On paper, and without scripts, it is a list.
    page = opened(browse, built, "swimm/sending/")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.locator(".swimm-snippet ol > li").wait_for()
    page = browse(built.site, "swimm/sending/", java_script_enabled=False)
    assert "knows the paper" in page.locator(".swimm-snippet ol > li").inner_text()
    assert "def send(parcel):# (1)!" in page.locator(".swimm-snippet pre code").inner_text()


def test_annotations_are_on_the_page_once_and_found(project: Project) -> None:
    built = sending(project)
    content = built.content("swimm/sending/")
    assert content.count("knows") == content.count("(1)!") == 1
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert "First comes the" in index
    assert "queue.put" not in index


@pytest.mark.parametrize("why", ["not wanted", "another theme", "stale"])
def test_a_comment_that_stays_above(project: Project, why: str) -> None:
    theme = {"name": "mkdocs" if why == "another theme" else "material"}
    built = sending(project, annotations=why != "not wanted", theme=theme)
    if why == "stale":
        project.write({"send.py": STEPS.replace("layout(parcel)", "draw(parcel, place)")})
        built = project.build({"annotations": True}, theme=theme)
    html = built.page("swimm/sending/").partition("</h1>")[2]
    assert "(1)!" not in html
    assert html.index("First comes") < html.index("swimm-snippet")


@pytest.mark.parametrize(
    ("path", "code", "line"),
    [
        ("a.c", "#define A 1\n\nint a;\n", "#define A 1// (1)!"),
        ("a.yml", "a: b\n", "a: b # (1)!"),
        ("a.css", "a { b: c; }\n", "a { b: c; }/* (1)! */"),
        ("a.html", "<a>b</a>\n", "<a>b</a><!-- (1)! -->"),
        ("a.sql", "SELECT 1\n", "SELECT 1-- (1)!"),
        ("a.cbl", "       MOVE A TO B.\n", "MOVE A TO B.*> (1)!"),
        ("a.js", "/* what\n   it does */\nf()\n", "/* what (1)"),
    ],
)
def test_languages_have_comments_of_their_own(
    project: Project, path: str, code: str, line: str
) -> None:
    content = sending(project, SAID, code, path).content("swimm/sending/")
    plain = unescape(re.sub(r"</?span[^>]*>", "", content))
    assert line in plain
    assert plain.index(line) < plain.index("First comes")


@pytest.mark.parametrize(
    ("comment", "path", "code"),
    [
        # More than one paragraph, or none.
        ("Two\n\nparagraphs", "a.py", "a = 1\n"),
        ("- listed", "a.py", "a = 1\n"),
        ("## A heading\n\nand words", "a.py", "a = 1\n"),
        ("With\n\n```\ncode\n```", "a.py", "a = 1\n"),
        # It needs the rest of the document.
        ("As [told] above", "a.py", "a = 1\n"),
        # No room for a comment.
        (SAID, "a.json", '{"a": 1}\n'),
        (SAID, "a.unknown", "a\n"),
        (SAID, "a.py", 'a = """\nb"""\n'),
        (SAID, "a.sh", "echo a \\\n  b\n"),
        # Material would take the other number for this one's.
        (SAID, "a.py", "a = 1\nb = 2  # see (1)\n"),
        # The line is folded at first.
        (SAID, "a.py", "a = 1\n" * 60),
    ],
)
def test_any_other_comment_stays_above(
    project: Project, comment: str, path: str, code: str
) -> None:
    content = sending(project, comment, code, path).content("swimm/sending/")
    assert "(1)!" not in content
    assert "annotate" not in content
    first = re.split(r"\W+", re.sub(r"^\W+", "", comment))[0]
    assert content.index("How it works") < content.index(first) < content.index("swimm-snippet")


def test_the_first_selected_line_of_a_gutter(project: Project) -> None:
    code = "a = 1\nb = 2\nc = 3\n"
    rows = "".join(
        f"{mark} {number}      {row}\n"
        for number, (mark, row) in enumerate(zip("⬜🟩🟩", code.splitlines(), strict=True), 1)
    )
    project.commit(
        {
            ".swm/sending.abc12.sw.md": "---\nid: abc12\nname: Sending\nfile_version: 1.0.2\n---\n"
            "## Before\n\n<br/>\n\nWhat follows\n"
            "<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->\n"
            f"### 📄 a.py\n```python\n{rows}```\n\n<br/>\n",
            "a.py": code,
        }
    )
    built = project.build({"annotations": True}, theme=theme(), strict=True)
    plain = re.sub(r"</?span[^>]*>", "", built.content("swimm/sending/"))
    assert "b = 2# (1)!" in plain
    assert plain.index("b = 2# (1)!") < plain.index("What follows")
