"""Plugins that run what they find in pages find nothing in documents, wherever they stand."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from mkdocs.exceptions import Abort

from .conftest import Project
from .html_check import text_of

SECRET = "the secret of another file"
STAND_IN = """
import re
from mkdocs.plugins import BasePlugin, event_priority

class Runs(BasePlugin):
    def on_page_markdown(self, markdown, page, **_):
        # As macros, includes and tables do.
        return re.sub(r"\\{[{%].*?[%}]\\}|<!--include.*?-->|\\[\\[.*?\\]\\]", "RAN", markdown, flags=re.S)

class RunsEarly(Runs):
    on_page_markdown = event_priority(PRIORITY)(lambda self, *given, **named: Runs.on_page_markdown(self, *given, **named))
"""
CODE = [
    "{{ self.__init__.__globals__ }}",
    "{% include 'SECRET' %}",
    "{{ read_raw('SECRET') }}",
    '{%\n    include "SECRET"\n%}',
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "<!--include SECRET-->",
    "[[ x ]]",
    '--8<-- "SECRET"',
    ";--8<-- [start:x]",
]


def document(secret: Path) -> str:
    code = [line.replace("SECRET", secret.as_posix()) for line in CODE]
    spans = "\n\n".join(f"Span `{line}` here." for line in code if "\n" not in line)
    fences = "\n\n".join(
        f"- item\n\n  ```text\n  {line}\n  ```" for line in code if "\n" not in line
    )
    return (
        "---\ntitle: Run {{ 7*7 }} {% raw %}\nrender_macros: true\n"
        "description: '{{ 7*7 }}'\n---\n"
        + "\n\n".join(
            f"{line}\n\n```jinja\n{line}\n```\n\n> ```\n> {line.splitlines()[0]}\n> ```"
            for line in code
        )
        + f"\n\n{spans}\n\n{fences}\n\n"
        "<pre>{{ 7*7 }} {% if %}</pre>\n\n"
        '<SwmSnippet path="/app.py" line="1">\n\n---\n\nCode {{ 7*7 }}\n\n```python\n'
        f"x = '{code[4]}'\n```\n\n---\n\n</SwmSnippet>\n\n"
        '<SwmToken path="/app.py" pos="1:0:0" line-data="x = {{ 7*7 }}">`{{ 7*7 }}`</SwmToken>\n'
    )


def check(project: Project, plugins: list[Any], **config: Any) -> None:
    secret = project.root.parent / "secret.txt"
    secret.write_text(SECRET)
    project.write({".swm/run.aaaaa.sw.md": document(secret), "app.py": f"x = '{CODE[4]}'\n"})
    built = project.build(plugins=plugins, **config)
    words = " ".join(text_of(built.content("swimm/run/")).split())
    for page in built.site.rglob("*.html"):
        html = page.read_text("utf-8")
        assert SECRET not in html
        assert "RAN" not in html
        assert "uid=" not in html
        assert "49" not in text_of(html.partition("<article")[2].partition("</article>")[0])
    for line in CODE:
        line = line.replace("SECRET", secret.as_posix())
        expected = 5 if "\n" not in line else 2
        assert words.count(" ".join(line.split())) >= expected - 1, line
    assert "code-" not in words


def _stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, priority: int) -> None:
    """A plugin that acts as those do, installed as any other."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "runs_what_it_finds.py").write_text(STAND_IN.replace("PRIORITY", str(priority)))
    info = folder / "runs_what_it_finds-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: runs-what-it-finds\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[mkdocs.plugins]\nruns = runs_what_it_finds:Runs\nruns-early = runs_what_it_finds:RunsEarly\n"
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "runs_what_it_finds", raising=False)


@pytest.mark.parametrize(
    "plugins",
    [["runs", "swimm"], ["swimm", "runs"], ["runs-early", "swimm"], ["swimm", "runs-early"]],
)
def test_a_plugin_that_runs_what_it_finds(
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    plugins: list[str],
) -> None:
    _stand_in(monkeypatch, tmp_path_factory.mktemp("own"), 100)
    check(project, ["search", *plugins], markdown_extensions=["pymdownx.snippets"])


def test_a_plugin_that_would_be_before_stops_the_build(
    caplog: pytest.LogCaptureFixture,
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _stand_in(monkeypatch, tmp_path_factory.mktemp("own"), 2_000_000)
    project.write({".swm/a.aaaaa.sw.md": "Text\n"})
    with pytest.raises(Abort):
        project.build(plugins=["runs-early", "swimm"])
    assert "swimm: the plugin 'runs-early' asks for the text of pages" in caplog.text


@pytest.mark.hosts
@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("mkdocs_macros", "macros"),
        ("mkdocs_include_markdown_plugin", "include-markdown"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_real_plugins(project: Project, module: str, name: str, first: bool) -> None:
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed: pip install -e .[hosts]")
    plugins = [name, "swimm"] if first else ["swimm", name]
    check(project, ["search", *plugins])


@pytest.mark.hosts
@pytest.mark.parametrize("theme", ["material", "readthedocs", "mkdocs"])
def test_folders_that_another_plugin_makes_sections_of(project: Project, theme: str) -> None:
    if find_spec("mkdocs_awesome_nav") is None:
        pytest.skip("mkdocs_awesome_nav is not installed: pip install -e .[hosts]")
    folder = '"><img src=x onerror=alert(1)>'
    project.write({f".swm/{folder}/{name}.aaaa{name}.sw.md": "Text\n" for name in "ab"})
    project.write({".swm/c.aaaac.sw.md": "Text\n", "docs/index.md": "# Home\n"})
    built = project.build(
        theme={"name": theme}, plugins=["search", "awesome-nav", "swimm"], edit_uri="edit/main/"
    )
    assert "\u2060img src=x" in built.page("swimm/c/")
    for page in built.site.rglob("*.html"):
        assert "<img src=x" not in page.read_text("utf-8")
