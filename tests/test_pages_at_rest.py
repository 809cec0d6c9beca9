"""Pages that MkDocs holds in less memory are to everybody else what they were."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_swimm.pages_at_rest import rest

from .conftest import Project

LOOKS = """
made = {}

def on_page_markdown(markdown, page, **_):
    made[page.file.src_uri, "markdown"] = markdown

def on_page_content(html, page, **_):
    made[page.file.src_uri, "content"] = html

on_page_markdown.mkdocs_priority = on_page_content.mkdocs_priority = -100

def on_post_build(config, **_):
    from mkdocs.plugins import get_plugin_logger
    for (uri, name), text in made.items():
        page = files.get_file_from_path(uri).page
        same = getattr(page, name) == text
        kept = type(vars(page)[name]).__name__
        get_plugin_logger("test").warning(f"{uri} {name} {same} {kept}")

def on_nav(nav, files, **_):
    globals()["files"] = files
"""


def test_other_plugins_see_what_was_made(project: Project) -> None:
    project.write(
        {
            "hook.py": LOOKS,
            ".swm/dash.abc12.sw.md": "---\ntitle: Dash\n---\n# Dash\n\nOne \u2013 two, 🙂.\n",
            ".swm/plain.abc13.sw.md": "---\ntitle: Plain\n---\n# Plain\n\nOne, two.\n",
        }
    )
    built = project.build(hooks=["hook.py"])
    told = {line.removeprefix("test: ") for line in built.warnings if "dash" in line}
    assert told == {
        "swimm/dash.abc12.sw.md markdown True str",
        "swimm/dash.abc12.sw.md content True bytes",
    }
    assert "One \u2013 two, 🙂." in built.content("swimm/dash/")
    told = {line.removeprefix("test: ") for line in built.warnings if "plain" in line}
    assert "swimm/plain.abc13.sw.md markdown True str" in told


class Other(Page):
    """A page of another plugin's."""


def test_pages_of_other_classes_stay_what_they_are() -> None:
    file = File("a.md", "docs", "site", True)
    one = Other("Title", file, MkDocsConfig())
    rest(one)
    assert type(one) is Other


def test_pages_are_pickled() -> None:
    one = page(MkDocsConfig(), "a.md")
    rest(one)
    one.content = "a \u2013 b" * 50
    one.file.page = None
    again = pickle.loads(pickle.dumps(one))
    assert again.content == one.content
    assert again.file.src_uri == "a.md"
    del again.content
    assert again.content is None


@pytest.mark.parametrize("text", ["plain" * 50, "caf\xe9" * 50, "\u4e2d" * 50])
def test_what_would_not_be_smaller_stays(text: str) -> None:
    one = page(MkDocsConfig(), "a.md")
    rest(one)
    one.content = text
    assert vars(one)["content"] is text
    assert one.content == text


def page(config: MkDocsConfig, name: str) -> Page:
    """A page that is in no file."""
    return Page("Title", File(name, "docs", "site", True), config)


def test_a_page_stays_what_it_is() -> None:
    config: Any = MkDocsConfig()
    config.load_dict({"site_name": "Test", "site_dir": "site", "docs_dir": "docs"})
    one, other = page(config, "a.md"), page(config, "b.md")
    one.content = "before"
    rest(one)
    rest(one)
    assert isinstance(one, Page)
    assert one.content == "before"
    assert one.markdown is None
    for text in ("", "plain", "caf\xe9", "a \u2013 b" * 50, "🙂\ud800", None):
        one.content = text
        assert one.content == text
    assert one == one.file.page
    assert one != other
    twin = copy.copy(one)
    assert twin == one
    twin.__class__ = Page
    assert twin == one
    assert one == twin
    assert Files([one.file]).documentation_pages()[0].page is one
