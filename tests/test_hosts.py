"""ProperDocs and Backstage's TechDocs build the pages that MkDocs does.

Both are installed by the group ``hosts``; ``pytest -m hosts`` runs these tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
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
