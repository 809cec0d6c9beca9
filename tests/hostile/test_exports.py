"""Exported documents: code stays code, whatever reads it, and no link is anything but a link."""

import json
import re

import pytest
import yaml
from markdown_it import MarkdownIt

from ..conftest import Project
from ..export.checks import flat, mdx_faults
from ..export.exporting import exported
from ..markdown.rendering import by_python_markdown

pytestmark = pytest.mark.slow

LINK = "[x](command:evil)"
EVIL = [
    f"`{LINK}`",
    f"``{LINK}``",
    f"a`{LINK}",
    f"a``{LINK}`b",
    f"`{LINK}",
    f"{LINK}`",
    f"a`{LINK}\\",
    f" `{LINK} ",
    f"</b`{LINK}",
    f"**`{LINK}`**",
    "<command:evil>",
    f"&#96;{LINK}&#96;",
    f"&#10;&#10;{LINK}",
    "{process.exit()}\\",
]
PLACES = [
    '<SwmToken path="a.py" pos="1:0:0" line-data="x">{span}</SwmToken>',
    '<SwmToken path="a.py" pos="1:0:0" line-data="x">`a`</SwmToken>'
    '<SwmToken path="a.py" pos="1:0:0" line-data="x">{span}</SwmToken>'
    '<SwmToken path="a.py" pos="1:0:0" line-data="x">`b`</SwmToken>',
    '<SwmToken path="" pos="1:0:0" line-data="x">`a`</SwmToken>'
    '<SwmToken path="" pos="1:0:0" line-data="x">{span}</SwmToken>'
    '<SwmToken path="" pos="1:0:0" line-data="x">`b`</SwmToken>',
    '|a|\n|-|\n|<SwmToken path="a.py" pos="1:0:0" line-data="x">{span}</SwmToken>|',
    '- <b><SwmToken path="a.py" pos="1:0:0" line-data="x">{span}</SwmToken></b>',
    '<div><SwmToken path="a.py" pos="1:0:0" line-data="x">{span}</SwmToken></div>',
    "<SwmPath>{span}</SwmPath> <SwmPath>`{evil}`</SwmPath>",
    "{span} a{span}",
    "<code>{escaped}</code> <b><code>{escaped}</code></b>",
    "> ```\n> <code>{escaped}</code>\n> ```",
    '<SwmSnippet path="/{escaped}" line="1" collapsed>\n\n---\n\nText\n\n```\n{evil}\n```\n\n---\n\n'
    "</SwmSnippet>",
    '<SwmSnippet path="/a.py" line="1">\n\n---\n\n```\n{evil}\n```\n\n---\n\n</SwmSnippet>',
    '<SwmLink doc-title="{escaped}">[{evil}](/.swm/other.bbbbb.sw.md)</SwmLink>',
    '<SwmMention uid="a">[{evil}](mailto:a@b.c)</SwmMention>',
]


RUN = "\n\n\u2028>> touch evil\n\n>> touch evil\n\n```sh\n>> touch evil\n```\n\n\\>> touch evil\n"
"""Lines that a tour would run."""


def span(text: str) -> str:
    marks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{marks} {text} {marks}"


def escaped(text: str) -> str:
    return re.sub(r"[&<>`\[\]\"]", lambda found: f"&#{ord(found[0])};", text)


def links(text: str) -> set[str]:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    tokens = flat(parser.parse(text))
    return {
        str(one.attrGet("href") or one.attrGet("src"))
        for one in tokens
        if one.type in ("link_open", "image")
    }


def evil_document() -> str:
    parts = [
        place.replace("{span}", span(evil))
        .replace("{escaped}", escaped(evil))
        .replace("{evil}", evil)
        for place in PLACES
        for evil in EVIL
    ]
    return "# T\n\n" + "\n\nText\n\n".join(parts) + RUN


@pytest.fixture
def evil(project: Project) -> Project:
    title = json.dumps(f'T `{LINK}` <command:evil> ") {LINK}')
    project.write(
        {
            ".swm/in.aaaaa.sw.md": evil_document(),
            ".swm/other.bbbbb.sw.md": f"---\ntitle: {title}\n---\n[a](in.aaaaa.sw.md)\n",
            "a.py": "x = 1\n",
        }
    )
    return project


@pytest.mark.parametrize("flavour", ["github", "docusaurus", "codetour", "material"])
def test_code_stays_code(evil: Project, flavour: str) -> None:
    made = exported(evil.root, flavour)
    for name, content in made.files.items():
        text = content.decode("utf-8", "replace")
        if name.endswith(".tour"):
            texts = [step["description"] for step in json.loads(text)["steps"]]
            assert not [one for one in texts if re.search("(?:^|[\r\n\u2028\u2029])>>\\s", one)]
        elif name.endswith((".md", ".mdx")):
            texts = [re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)]
        else:
            continue
        for one in texts:
            if flavour == "material":
                html = by_python_markdown(one)
                assert not re.findall(r"(?:href|src)=[\"']?\s*command", html)
                continue
            wrong = [one for one in re.split("\n\nText\n\n", one) if "command:evil" in links(one)]
            assert not wrong
        if flavour == "docusaurus":
            assert not list(mdx_faults(texts[0]))


@pytest.mark.parametrize("flavour", ["github", "docusaurus", "material", "zensical"])
def test_front_matter_is_not_obeyed(project: Project, flavour: str) -> None:
    evil = {
        "template": "redirect.html",
        "location": "javascript:alert(1)",
        "render_macros": True,
        "custom_edit_url": "javascript:alert(1)",
        "slug": "/",
        "title": "T",
        "description": "Words",
    }
    project.write({".swm/in.aaaaa.sw.md": f"---\n{yaml.safe_dump(evil)}---\nText\n"})
    content = next(
        one for name, one in exported(project.root, flavour).files.items() if "in." in name
    )
    data = yaml.safe_load(content.decode().split("---\n")[1])
    assert (data["title"], data["description"]) == ("T", "Words")
    assert not {"template", "location", "render_macros", "custom_edit_url", "slug"} & data.keys()
