"""While a site is served, pages are written anew where anything changed that they are made of."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

import mkdocs_swimm.memory
from mkdocs_swimm.plugin import SwimmPlugin
from mkdocs_swimm.rendering import render

from .conftest import Built, Project

ONE = """---
title: One
---
See <SwmLink doc-title="">[](/.swm/two.two22.sw.md)</SwmLink> and
<SwmToken path="src/app.py" pos="1:2:2" line-data="def run(): pass">`run`</SwmToken>.

![A picture](images/a.png)

<SwmSnippet path="/src/app.py" line="1">

---

Words

```python
def run(): pass
```

---

</SwmSnippet>
"""
TWO = "---\ntitle: Two\n---\nPlain words.\n"
TOUR = """---
title: Tour
---
<!-- Intro - Do not remove this comment -->

<!-- Steps - Do not remove this comment -->
1. [One](one.one11.sw.md)
2. [Two](two.two22.sw.md)

<!-- Summary - Do not remove this comment -->
"""
FILES: dict[str, str | bytes] = {
    ".swm/one.one11.sw.md": ONE,
    ".swm/two.two22.sw.md": TWO,
    "src/app.py": "def run(): pass\n",
}


class Server:
    """Builds a site as ``mkdocs serve`` does."""

    def __init__(self, project: Project, *, dirty: bool) -> None:
        self.path = project.root / "mkdocs.yml"
        self.dirty = dirty
        self.site = tempfile.mkdtemp(dir=project.root)
        self.written: list[str] = []
        config = load_config(str(self.path), site_dir=self.site)
        config.plugins.on_startup(command="serve", dirty=dirty)

    def build(self) -> Built:
        """Build once more; ``written`` then names the documents that were worked."""
        self.written = []

        def noted(document: object, title: str, *args: object, **options: object) -> object:
            self.written.append(title)
            return render(document, title, *args, **options)  # type: ignore[arg-type]

        with patch.object(mkdocs_swimm.memory, "render", noted):
            build(load_config(str(self.path), site_dir=self.site), dirty=self.dirty)
        return Built(Path(self.site))


@pytest.fixture
def server(project: Project) -> Server:
    project.write(FILES)
    project.commit()
    project.build()
    return Server(project, dirty=False)


def test_what_did_not_change_is_not_written_anew(server: Server) -> None:
    before = server.build()
    pages = {path: path.read_text() for path in sorted(before.site.glob("swimm/*/index.html"))}
    assert sorted(server.written) == ["One", "Two"]
    server.build()
    assert server.written == []
    assert pages == {path: path.read_text() for path in pages}


def test_a_change_of_the_document(server: Server, project: Project) -> None:
    server.build()
    project.write({".swm/two.two22.sw.md": TWO + "More.\n"})
    assert "More." in server.build().content("swimm/two/")
    assert server.written == ["Two"]


def test_a_change_of_the_code(server: Server, project: Project) -> None:
    server.build()
    project.write({"src/app.py": "def run(): return 1\n"})
    assert "tabbed-set" in server.build().content("swimm/one/")
    assert server.written == ["One"]


def test_code_that_moved(server: Server, project: Project) -> None:
    assert "app.py#L1" in server.build().content("swimm/one/")
    project.write({"src/app.py": "import this\n\ndef run(): pass\n"})
    page = server.build().content("swimm/one/")
    assert "app.py#L3" in page
    assert 'data-number="3"' in page


def test_a_preview_shows_the_code_as_it_is(server: Server, project: Project) -> None:
    server.build()
    project.write({"src/app.py": "def run(): pass\n\nother = 1\n"})
    assert "other" in server.build().content("swimm/one/")


def test_another_title_of_another_document(server: Server, project: Project) -> None:
    assert ">Two</a>" in server.build().content("swimm/one/")
    project.write({".swm/two.two22.sw.md": TWO.replace("Two", "Second")})
    assert ">Second</a>" in server.build().content("swimm/one/")
    assert sorted(server.written) == ["One", "Second"]


def test_a_document_and_an_image_that_come_and_go(server: Server, project: Project) -> None:
    assert "<img" not in server.build().content("swimm/one/")
    project.write({".swm/images/a.png": b"\x89PNG"})
    assert "<img" in server.build().content("swimm/one/")
    (project.root / ".swm/two.two22.sw.md").unlink()
    server.build()
    assert server.written == ["One"]
    project.write({".swm/two.two22.sw.md": TWO})
    assert ">Two</a>" in server.build().content("swimm/one/")


def test_dirty_builds_know_of_the_code(project: Project) -> None:
    project.write(FILES)
    project.commit()
    project.build()
    server = Server(project, dirty=True)
    one = server.build().site / "swimm/one/index.html"
    server.build()
    assert server.written == []
    project.write({"src/app.py": "def run(): return 1\n"})
    later = time.time() + 5
    os.utime(project.root / "src/app.py", (later, later))
    server.build()
    assert server.written == ["One"]
    assert "tabbed-set" in one.read_text()


def test_a_build_forgets_what_is_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from mkdocs_swimm import library

    def unexpected(path: Path) -> object:
        raise AssertionError(f"{path} was read once more")

    project.write({**FILES, ".swm/tour.tour1.pl.sw.md": TOUR})
    project.commit()
    project.build()
    config = load_config(str(project.root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    with monkeypatch.context() as patched:
        patched.setattr(library, "_read_again", unexpected)
        build(config)
    plugin = config.plugins["swimm"]
    assert isinstance(plugin, SwimmPlugin)
    # MkDocs keeps the plugin, with what other sites have left; other pages ask for a playlist.
    kept = [path.name for path in plugin.shelf.entries if path.is_relative_to(project.root)]
    assert kept == ["tour.tour1.pl.sw.md"]


def test_a_page_that_is_written_twice(project: Project) -> None:
    """Some plugins have every page written once more, for print or in another language."""
    project.write(FILES)
    project.commit()
    project.build()
    config = load_config(str(project.root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    plugin = config.plugins["swimm"]
    assert isinstance(plugin, SwimmPlugin)
    assert plugin.build is not None
    assert plugin.build.files is not None
    page = next(one.page for one in plugin.build.files if one.src_uri.endswith("one.one11.sw.md"))
    assert page is not None
    first = page.markdown
    source = plugin.build.source_of(page)
    assert source is not None
    assert "<SwmSnippet" in source
    assert plugin.build.write(source, page) == first
    assert "app.py#L1" in (first or "")


@pytest.mark.parametrize("fails", [False, True])
def test_the_collector_is_left_as_it_was(project: Project, fails: bool) -> None:
    project.write({**FILES, **({"src/app.py": "other = 1\n"} if fails else {})})
    project.commit()
    project.build()
    text = (project.root / "mkdocs.yml").read_text("utf-8")
    project.write({"mkdocs.yml": text.replace("swimm: {}", "swimm: {freshness: error}")})
    config = load_config(str(project.root / "mkdocs.yml"))
    frozen = gc.get_freeze_count()
    if fails:
        with pytest.raises(Abort):
            build(config)
    else:
        build(config)
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
