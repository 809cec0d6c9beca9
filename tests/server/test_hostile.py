"""Texts of documents and code in an editor: they are shown as they are, and do nothing."""

from typing import Any

from markdown_it import MarkdownIt

from ..conftest import Project
from .conftest import Editor, types

IMAGE = "![i](http://127.0.0.1:9/i.png)"
TEXTS = (
    IMAGE,
    "[run](command:workbench.action.quit)",
    "<img src=http://127.0.0.1:9/h.png>",
    "<http://127.0.0.1:9/auto>",
    "[r][ref] ![r][ref]",
)
HOSTILE = " ".join(TEXTS)
CODE = f'''\
ONE = 1
TWO = 2
"""
```
{HOSTILE}
[ref]: http://127.0.0.1:9/ref
"""
THREE = 3\r```\r\r{HOSTILE}
'''
DOCUMENT = f"""\
---
title: '{HOSTILE}'
---
# {HOSTILE}

<SwmToken path="app.py" pos="1:0:0" line-data="ONE = 1">``ONE ` {HOSTILE}``</SwmToken>

<SwmToken path="app.py" pos="2:0:0" line-data="TWO = {HOSTILE.replace("<", "&lt;")}">`TWO`</SwmToken>

<SwmPath>[{HOSTILE}](app.py)</SwmPath>

<SwmPath>[x](no/![i](http:/127.0.0.1:9/i.png))</SwmPath>

[that](#x) [this](other.b1b2c3d4.sw.md)

<SwmSnippet path="/app.py" line="3">

---

```python
{HOSTILE}
```

---

</SwmSnippet>
"""


def shown(markdown: str) -> dict[str, list[str]]:
    """The pictures, the links and the HTML that an editor makes of Markdown."""
    found: dict[str, list[str]] = {"images": [], "links": [], "html": []}
    for token in MarkdownIt("commonmark").parse(markdown):
        for one in (token, *(token.children or ())):
            if one.type == "image":
                found["images"].append(str(one.attrs["src"]))
            elif one.type == "link_open":
                found["links"].append(str(one.attrs["href"]))
            elif one.type.startswith("html"):
                found["html"].append(one.content)
    return found


def test_a_hover_shows_texts_as_they_are(project: Project, editor: Editor) -> None:
    name = ".swm/hostile.a1b2c3d4.sw.md"
    other = f"---\ntitle: '{HOSTILE}'\n---\n# {HOSTILE}\n"
    project.commit({"app.py": CODE, name: DOCUMENT, ".swm/other.b1b2c3d4.sw.md": other})
    editor.start(project.root)
    document = editor.open(project.root / name)
    code = editor.open(project.root / "app.py")

    def hovers(uri: str, text: str) -> list[Any]:
        asked = [
            editor.of(types.TEXT_DOCUMENT_HOVER, uri, position=types.Position(row, column))
            for row, line in enumerate(text.split("\n"))
            for column in range(0, len(line), 9)
        ]
        return [one.contents.value for one in asked if one]

    in_document, in_code = hovers(document, DOCUMENT), hovers(code, CODE)
    assert len(set(in_document)) >= 5
    assert in_code
    for text in in_document:
        assert shown(text) == {"images": [], "links": [], "html": []}, text
    for text in in_code:
        found = shown(text)
        assert (found["images"], found["html"]) == ([], []), text
        assert all(link.startswith(f"{document}#L") for link in found["links"]), text
