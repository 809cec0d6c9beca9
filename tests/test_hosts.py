"""ProperDocs and Backstage's TechDocs build the pages that MkDocs does; Zensical builds the export.

They are installed by the group ``hosts``; ``pytest -m hosts`` runs these tests.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conftest import Project

pytestmark = pytest.mark.hosts
SAMPLE = Path(__file__).parents[1] / "mkdocs.yml"
_GENERATOR = re.compile(r'<meta name="generator"[^>]*>|<!--\s*(?:MkDocs|ProperDocs)[^>]*-->')
DOCUMENT = """---
title: Kettle
---
Call <SwmToken path="src/kettle.py" pos="1:2:2" line-data="def boil():">`boil`</SwmToken>.

<SwmSnippet path="/src/kettle.py" line="1">

---

Water **first**.

```python
def boil():
    return water.hot()
```

---

</SwmSnippet>

```mermaid
graph TD
  A --> B
```

<SwmMeta version="3.0.0"><sup>Powered by [Swimm](https://app.swimm.io/)</sup></SwmMeta>
"""


def _need(module: str) -> None:
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed: pip install --group hosts")


def _build(command: str, configuration: Path, site: Path) -> dict[str, str]:
    """The pages that a command line makes, by their paths."""
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(
        [sys.executable, "-m", command, "build", "--strict", "-f", configuration, "-d", site],
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(site).as_posix(): _GENERATOR.sub("", path.read_text("utf-8"))
        for path in site.rglob("*.html")
    }


def test_properdocs_makes_the_same_pages(tmp_path: Path) -> None:
    _need("properdocs")
    ours = _build("mkdocs", SAMPLE, tmp_path / "mkdocs")
    theirs = _build("properdocs", SAMPLE, tmp_path / "properdocs")
    assert "swimm-snippet" in "".join(ours.values())
    assert ours.keys() == theirs.keys()
    assert [name for name, page in ours.items() if theirs[name] != page] == []


def test_techdocs_shows_documents_as_its_whole_site(project: Project) -> None:
    _need("techdocs_core")
    project.write(
        {
            ".swm/kettle.ab12cd34.sw.md": DOCUMENT,
            ".swm/swimm.json": '{"repo_id": "x"}',
            "src/kettle.py": "def boil():\n    return water.hot()\n",
            "mkdocs.yml": "site_name: Tea\nrepo_url: https://github.com/acme/tea\n"
            "docs_dir: .swm\nplugins: [techdocs-core, swimm]\n",
        }
    )
    project.commit()
    pages = _build("mkdocs", project.root / "mkdocs.yml", project.root / "site")
    html = pages["kettle/index.html"]
    assert "https://github.com/acme/tea/blob/" in html
    assert "src/kettle.py#L1-L2" in html
    assert "<strong>first</strong>" in html
    assert "Powered by" not in html
    assert 'class="mermaid"' in html
    assert not (project.root / "site" / "swimm.json").exists()


def _tea(project: Project) -> None:
    project.write(
        {
            ".swm/kettle.ab12cd34.sw.md": DOCUMENT,
            "src/kettle.py": "def boil():\n    return water.hot()\n",
        }
    )
    project.commit()


def _zensical(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs_swimm", "zensical", *arguments]
    command += ["--repo-url", "https://github.com/acme/tea"]
    return subprocess.run(
        command, cwd=project.root, capture_output=True, encoding="utf-8", check=False
    )


def test_zensical_builds_a_site_of_the_documents(project: Project) -> None:
    _need("zensical")
    _tea(project)
    for _ in range(2):
        done = _zensical(project, "build", "--strict")
        assert done.returncode == 0, done.stdout + done.stderr
        html = (project.root / "site" / "kettle" / "index.html").read_text("utf-8")
        assert "swimm-snippet" in html
        assert "https://github.com/acme/tea/blob/" in html
        assert "Powered by" not in html
    assert sorted(path.name for path in project.root.iterdir()) == [".git", ".swm", "site", "src"]


def test_zensical_is_strict_about_what_is_wrong_alone(project: Project) -> None:
    _need("zensical")
    _tea(project)
    project.write({".swm/more.ab12cd99.sw.md": "See [it](kettle.ab12cd34.sw.md#none).\n"})
    done = _zensical(project, "build", "--strict")
    assert done.returncode == 1
    assert "anchor does not exist" in done.stdout + done.stderr
    assert not (project.root / "site").exists()
    assert _zensical(project, "build").returncode == 0


def test_zensical_replaces_no_folder_but_a_site(project: Project) -> None:
    _need("zensical")
    _tea(project)
    done = _zensical(project, "build", "-o", "src")
    assert done.returncode == 2
    assert "src has files that are not those of a site" in done.stderr
    assert (project.root / "src" / "kettle.py").exists()


def test_zensical_serves_what_was_saved_last(project: Project) -> None:
    _need("zensical")
    _tea(project)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs_swimm", "zensical", "serve", "--dev-addr", address]
    command += ["--repo-url", "https://github.com/acme/tea"]
    with subprocess.Popen(
        command, cwd=project.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(f"http://{address}/kettle/", "src/kettle.py#L1-L2")
            project.write({"src/kettle.py": "# a head\ndef boil():\n    return water.hot()\n"})
            _wait_for(f"http://{address}/kettle/", "src/kettle.py#L2-L3")
            project.write({".swm/more.ab12cd99.sw.md": "---\ntitle: More\n---\nAnd more.\n"})
            _wait_for(f"http://{address}/more/", "And more.")
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            finally:
                # In the background of a shell, Ctrl-C is nothing to it, and this would wait forever.
                server.kill()


def _wait_for(url: str, text: str) -> None:
    end = time.monotonic() + 90
    shown = ""
    while text not in shown:
        assert time.monotonic() < end, shown[-2000:]
        time.sleep(0.2)
        with suppress(OSError), urllib.request.urlopen(url, timeout=10) as answer:
            shown = answer.read().decode()
