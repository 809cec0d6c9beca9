"""The command, run in repositories that the tests build."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_swimm.cli import main

from ..conftest import Project

APP = """\
import os

def parse(text):
    return text.split()

def total(values):
    result = 0
    for value in values:
        result += value
    return result
"""

DOCUMENT = """\
---
title: Numbers
---
Calls <SwmToken path="src/app.py" pos="3:2:2" line-data="def parse(text):">`parse`</SwmToken>,
see <SwmPath>[src/app.py](src/app.py)</SwmPath>.

<SwmSnippet path="/src/app.py" line="6">

---

Adds up.

```python
def total(values):
    result = 0
    for value in values:
        result += value
    return result
```

---

</SwmSnippet>
"""
"""A token on line 4, a path on line 5, a snippet on line 13."""

TAGS = DOCUMENT.replace(
    "\n<SwmSnippet",
    """
| Name | Meaning |
|---|---|
| <SwmToken path="src/app.py" pos="11:2:2" line-data="flags = ONE \\| TWO">`flags`</SwmToken> | b |

```mermaid
graph TD
  a["total"]

%% Swimm:
%% graph TD
%%   a["<SwmToken path="src/app.py" pos="6:2:2" line-data="def total(values):">`total`</SwmToken>"]
```

<SwmSnippet""",
    1,
)
"""The same with tokens in a table and in the copy of a diagram."""

CODE = f"{APP}flags = ONE | TWO\n"

NAME = ".swm/numbers.x1y2.sw.md"


HOME = "https://github.com/acme/tea"
KETTLE = "def boil():\n    return water.hot()\n\n\ndef pour(cup):\n    cup.fill(water)\n"
MOVED = f"import water\n\n\n{KETTLE}"
"""Code that ordinary pages link to, at its host, and with three lines more above it."""


@dataclass
class Done:
    """What a run of the command gave."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Done]


UNWANTED = ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "GIT_DIR", "GIT_INDEX_FILE")


def clean_environment(**changes: str | None) -> dict[str, str]:
    """The environment without what would change the output."""
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    for name, value in changes.items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    return environment


def run_module(
    folder: Path, *arguments: object, **environment: str | None
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m`` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=150,
        check=False,
    )


def invoke(folder: Path, *arguments: str, **environment: str | None) -> Done:
    """Run ``mkdocs-swimm`` in a folder.

    Python's own variables need a process of its own, all else is quicker without.
    """
    if any(name.startswith("PYTHON") for name in environment):
        done = run_module(folder, "mkdocs_swimm", *arguments, **environment)
        status, out, err = done.returncode, done.stdout, done.stderr
    else:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for name in UNWANTED:
                patch.delenv(name, raising=False)
            run = CliRunner().invoke(main, arguments, env=environment, prog_name="mkdocs-swimm")
        if run.exception and not isinstance(run.exception, SystemExit):
            raise run.exception
        status, out, err = run.exit_code, run.stdout, run.stderr
    assert "Traceback" not in err, err
    return Done(status, out, err)


@pytest.fixture
def run(project: Project, request: pytest.FixtureRequest) -> Run:
    """Run the ``COMMAND`` of a module, or ``verify``, in the project or in a folder of it."""
    command = getattr(request.module, "COMMAND", "verify")

    def start(*arguments: str, folder: Path | None = None, **environment: str | None) -> Done:
        return invoke(folder or project.root, command, *arguments, **environment)

    return start


@pytest.fixture
def numbers(project: Project) -> Project:
    """A repository with one document that is up to date."""
    project.commit({"src/app.py": APP, NAME: DOCUMENT})
    return project


@pytest.fixture
def kettle(project: Project) -> Project:
    """A repository with a remote, and code that pages link to."""
    project.commit({"src/kettle.py": KETTLE})
    project.git("remote", "add", "origin", f"{HOME}.git")
    return project
