"""Documents that were exported are checked as they were before."""

import json
import subprocess
import sys
from typing import Any

import pytest

from ..cli.conftest import CODE, NAME, TAGS, invoke
from ..conftest import NO_REPOSITORIES, REPOSITORIES, REPOSITORY, Project
from ..freshness.story import Story

pytestmark = pytest.mark.slow

PIECES = TAGS.replace(
    "\n<SwmSnippet",
    """
<!-- NOTE-swimm-snippet: the lines below link your snippet to Swimm -->
### \U0001f4c4 src/app.py
```python
3      def parse(text):
6      def total(values):
7          result = 0
```

<SwmSnippet""",
    1,
)
EDITS = {
    "nothing": CODE,
    "moved": f"# A comment.\n# Another one.\n{CODE}",
    "changed": CODE.replace("result += value", "result = result + value").replace("| TWO", "| 3"),
    "half gone": CODE.partition("def total")[0],
    "gone": None,
}


def findings(project: Project, *arguments: str) -> tuple[list[Any], dict[str, int]]:
    """The findings of 'verify': state and place of each stale reference, and counts."""
    report = json.loads(invoke(project.root, "verify", "--format", "json", *arguments).out)
    found = [(one["kind"], one["state"], one["place"]) for one in report["findings"]]
    states = ("references", "up_to_date", "moved", "changed", "gone")
    return sorted(found, key=str), {state: report["summary"][state] for state in states}


@pytest.mark.parametrize("edit", EDITS)
def test_an_exported_page_has_the_findings_of_its_document(project: Project, edit: str) -> None:
    project.commit({"src/app.py": CODE, NAME: PIECES})
    project.git("remote", "add", "origin", "https://github.com/acme/numbers")
    Story(project).change({"src/app.py": EDITS[edit]})
    project.commit()
    assert invoke(project.root, "export", "github", "handbook").status == 0
    pages = [str(path.relative_to(project.root)) for path in project.root.glob("handbook/*.md")]
    before, counted = findings(project, ".swm")
    after, again = findings(project, *pages)
    assert (after, again) == (before, counted)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["hip-service", "dreamhouse-lwc", "svm-"])
def test_pages_of_real_documents(name: str) -> None:
    if not REPOSITORIES.is_dir():
        pytest.skip(NO_REPOSITORIES)
    script = REPOSITORY / "benchmarks/round_trip.py"
    command = [sys.executable, str(script), str(REPOSITORIES), "--only", name, "--edit", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
