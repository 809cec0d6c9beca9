"""Plugins that run what they find in pages find nothing in documents, wherever they stand."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from .cli.conftest import run_module
from .conftest import REPOSITORY, Built, Project, need
from .documents import snippet, token
from .html_check import text_of

pytestmark = pytest.mark.slow

QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
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
        + snippet("app.py", f"x = '{code[4]}'", comment="Code {{ 7*7 }}")
        + f"\n{token('/app.py', 1, '{{ 7*7 }}', 'x = {{ 7*7 }}')}\n"
    )


def build(project: Project, plugins: list[Any], *own: Path, **more: Any) -> tuple[Built, str]:
    """Build a site by command, with plugins from further folders; returns stderr, too."""
    (project.root / "docs").mkdir(exist_ok=True)
    settings = {
        "site_name": "Test site",
        "site_url": "https://example.org/",
        "repo_url": "https://github.com/acme/widget",
        "theme": {"name": "material", "font": False},
        "markdown_extensions": ["pymdownx.snippets"],
        "plugins": ["search", *plugins],
        **more,
    }
    project.write({"mkdocs.yml": yaml.safe_dump(settings)})
    path = os.pathsep.join((*map(str, own), str(REPOSITORY)))
    reported = run_module(project.root, "mkdocs", "build", PYTHONPATH=path, **QUIET).stderr
    return Built(project.root / "site"), reported


def check(project: Project, plugins: list[str], *own: Path) -> None:
    secret = project.root.parent / "secret.txt"
    secret.write_text(SECRET)
    project.write({".swm/run.aaaaa.sw.md": document(secret), "app.py": f"x = '{CODE[4]}'\n"})
    built, _ = build(project, plugins, *own)
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


def stand_in(folder: Path, priority: int) -> Path:
    """A plugin that acts as those do, installed in a folder as any other."""
    info = folder / "runs_what_it_finds-1.dist-info"
    info.mkdir()
    (folder / "runs_what_it_finds.py").write_text(STAND_IN.replace("PRIORITY", str(priority)))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: runs-what-it-finds\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[mkdocs.plugins]\nruns = runs_what_it_finds:Runs\nruns-early = runs_what_it_finds:RunsEarly\n"
    )
    return folder


@pytest.mark.parametrize("plugins", [["runs", "swimm"], ["swimm", "runs", "runs-early"]])
def test_a_plugin_that_runs_what_it_finds(
    project: Project, outside: Path, plugins: list[str]
) -> None:
    check(project, plugins, stand_in(outside, 100))


def test_a_plugin_that_would_be_before_stops_the_build(project: Project, outside: Path) -> None:
    project.write({".swm/a.aaaaa.sw.md": "Text\n"})
    _, reported = build(project, ["runs-early", "swimm"], stand_in(outside, 2_000_000))
    assert "swimm: the plugin 'runs-early' asks for the text of pages" in reported
    assert "Traceback" not in reported


@pytest.mark.hosts
@pytest.mark.parametrize(
    ("module", "name"),
    [("mkdocs_macros", "macros"), ("mkdocs_include_markdown_plugin", "include-markdown")],
)
@pytest.mark.parametrize("first", [True, False])
def test_real_plugins(project: Project, module: str, name: str, first: bool) -> None:
    need(module)
    plugins = [name, "swimm"] if first else ["swimm", name]
    check(project, plugins)


@pytest.mark.hosts
@pytest.mark.parametrize("theme", ["material", "readthedocs", "mkdocs"])
def test_folders_that_another_plugin_makes_sections_of(project: Project, theme: str) -> None:
    need("mkdocs_awesome_nav")
    folder = '"><img src=x onerror=alert(1)>'
    project.write({f".swm/{folder}/{name}.aaaa{name}.sw.md": "Text\n" for name in "ab"})
    project.write({".swm/c.aaaac.sw.md": "Text\n", "docs/index.md": "# Home\n"})
    built = project.build(
        theme={"name": theme}, plugins=["search", "awesome-nav", "swimm"], edit_uri="edit/main/"
    )
    assert "\u2060img src=x" in built.page("swimm/c/")
    for page in built.site.rglob("*.html"):
        assert "<img src=x" not in page.read_text("utf-8")
