"""A site that two processes have made is the one that a single process makes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Set
from dataclasses import dataclass

import pytest
import yaml

from .conftest import Project
from .test_ahead import possible

COUNT = 64
CODE = "def first():\n    return 1\n\n\ndef second():\n    return 2\n"
PIXEL = b"\x89PNG\r\n\x1a\n"

WATCH = """
import os
from pathlib import Path
from mkdocs_swimm.library import Shelf
from mkdocs_swimm.page_writing import PageWriter

def noted(work, what):
    def watched(*given):
        with open(WORKERS, "a") as file:
            file.write(f"{what} {os.getpid()}\\n")
        return work(*given)
    return watched

Shelf.read = noted(Shelf.read, "reads")
PageWriter.write = noted(PageWriter.write, "writes")
"""
"""A hook that notes by whom documents are read for being checked, and pages are written."""

DIES = """
import os
from mkdocs_swimm.page_writing import PageWriter

main = os.getpid()
METHOD = PageWriter.NAME
seen = []

def deadly(self, uri):
    seen.append(uri)
    if os.getpid() != main and len(seen) == 20:
        os._exit(1)
    return METHOD(self, uri)

PageWriter.NAME = deadly
"""
REVIEWER_DIES = """
import os
from mkdocs_swimm.checking import Checks

main = os.getpid()
check = Checks.check

def deadly(self, batches, **options):
    for number, found in enumerate(check(self, batches, **options)):
        if os.getpid() != main and number == 10:
            os._exit(1)
        yield found

Checks.check = deadly
"""
LOSES = """
import os
from mkdocs_swimm.turns import Turns

main = os.getpid()
take = Turns.__next__

def deadly(self):
    number = take(self)
    if os.getpid() != main and number > 4:
        os._exit(1)
    return number

Turns.__next__ = deadly
"""
"""A hook that lets the other process die with documents that it has taken."""

MEANWHILE = """
import time
from pathlib import Path

folder = Path(__file__).parent / ".swm"

def on_pre_build(config):
    # By then the other process has read all of them.
    time.sleep(1)
    first = folder / "document-0.doc00000.sw.md"
    first.write_text(first.read_text().replace("About 0", "About nothing") + "[more](/.swm/document-9.doc00009.sw.md)\\n")
    (folder / "document-1.doc00001.sw.md").unlink(missing_ok=True)
    (folder / "document-99.doc00099.sw.md").write_text("---\\ntitle: Late\\n---\\nJust come\\n")
"""
"""A hook that changes documents before MkDocs gathers its files."""

ARRANGES = """
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File

@event_priority(-100)
def on_files(files, config):
    file = next(file for file in files if file.src_uri.endswith("document-4.doc00004.sw.md"))
    file.dest_uri = "elsewhere/four/index.html"
    file.url = "elsewhere/four/"
    files.append(File.generated(config, "late.md", content="# Late"))
    return files
"""
"""A hook that moves a page after the plugin has seen the files of the site."""

CHANGES = """
from mkdocs.plugins import event_priority

@event_priority(150)
def on_page_markdown(markdown, page, **others):
    return markdown + "\\n\\nAdded by another plugin.\\n" if "document-7." in page.file.src_uri else markdown
"""


def document(number: int) -> str:
    """One of many documents: of every state, with links, images, prompts, damage."""
    line = "def second():" if number % 5 else "def secondary():"
    at = 5 if number % 3 else 2
    return f"""---
title: Document {number}
tags: [one, two]
---
# About {number}

<SwmToken path="/src/code{number % 7}.py" pos="{at}:2:2" line-data="{line}">`second`</SwmToken> and
[another](/.swm/document-{(number + 1) % COUNT}.doc{(number + 1) % COUNT:05}.sw.md).

{"![A picture](../pictures/one.png)" if number % 9 == 0 else ""}
{"<SwmToken path=torn>" if number % 11 == 0 else ""}
{"[nowhere](nowhere.md)" if number % 13 == 0 else ""}

<SwmSnippet path="/src/code{number % 7}.py" line="1">

---

```python
def first():
    return {1 if number % 4 else 7}
```

---

</SwmSnippet>

`📄 src/code{number % 7}.py` <SwmPath>[src/gone.py](/src/gone.py)</SwmPath>

<SwmMeta version="3.0.0" repo-id="x" repo-name="y"></SwmMeta>
"""


PLAYLIST = """---
title: A tour
file_version: 1.1.3
---
<!-- Intro - Do not remove this comment -->

<!-- Steps - Do not remove this comment -->
1. [One](document-3.doc00003.sw.md)
2. [Two](document-4.doc00004.sw.md)

<!-- Summary - Do not remove this comment -->
"""


@pytest.fixture
def many(project: Project) -> Project:
    """A repository with many documents."""
    files: dict[str, str | bytes] = {
        f".swm/document-{number}.doc{number:05}.sw.md": document(number) for number in range(COUNT)
    }
    code = {f"src/code{number}.py": CODE for number in range(7)}
    pictures: dict[str, str | bytes] = {"pictures/one.png": PIXEL}
    tour: dict[str, str | bytes] = {".swm/tour.tour0001.pl.sw.md": PLAYLIST}
    project.write({**files, **code, **pictures, **tour, "docs/index.md": "# Home\n"})
    project.write({".gitignore": "site\nworkers\nhook.py\nmkdocs.yml\n__pycache__\n"})
    project.commit()
    # Something moves after the documents were written.
    project.write({"src/code1.py": "import os\n\n" + CODE})
    project.commit()
    return project


@dataclass(frozen=True)
class Run:
    """A site as the command built it.

    Attributes:
        site: Its files.
        told: What the command printed.
        helped: What another process than that of the command did: read, write, or both.
    """

    site: Mapping[str, bytes]
    told: str
    helped: Set[str]

    def as_by(self, alone: Run) -> Mapping[str, bytes]:
        """The files, which are the same and were told in the same words as by one process."""
        assert not alone.helped
        assert "writes" in self.helped
        assert self.told == alone.told
        assert self.site == alone.site
        return self.site


def built(
    many: Project, hook: str = "", status: int = 0, parallel: bool = True, **options: object
) -> Run:
    """Build the site by the command, in a process of its own."""
    workers = many.root / "workers"
    workers.write_text("")
    (many.root / "hook.py").write_text(WATCH.replace("WORKERS", repr(str(workers))) + hook)
    settings = {
        "site_name": "Test site",
        "repo_url": "https://github.com/acme/widget",
        "theme": {"name": "material", "font": False},
        "plugins": ["search", {"swimm": {"parallel": parallel, **options}}],
        "hooks": ["hook.py"],
    }
    (many.root / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    command = [sys.executable, "-m", "mkdocs", "build"]
    with subprocess.Popen(
        command, cwd=many.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as done:
        _, printed = done.communicate(timeout=120)
    assert done.returncode == status, printed
    site = many.root / "site"
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith("sitemap")
    }
    told = [line for line in printed.split("\n") if "built in" not in line]
    notes = map(str.split, set(workers.read_text().splitlines()))
    helped = {what for what, process in notes if process != str(done.pid)}
    return Run(files, "\n".join(told), helped)


@possible
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"health": True, "source_pages": True},
        {"freshness": "ignore"},
        {"previews": False, "freshness": "warn"},
        {"ref": "HEAD~1"},
    ],
    ids=lambda options: ",".join(options) or "plain",
)
def test_the_site_and_what_is_told_are_the_same(many: Project, options: dict[str, object]) -> None:
    one, two = built(many, parallel=False, **options), built(many, **options)
    assert "swimm/files/pictures/one.png" in two.as_by(one)
    assert "reads" in two.helped


@possible
@pytest.mark.parametrize(
    "hook",
    [
        DIES.replace("NAME", "of_file"),
        DIES.replace("NAME", "peeks_of"),
        REVIEWER_DIES,
        LOSES,
    ],
    ids=[
        "while it writes pages",
        "while it highlights code",
        "while it checks documents",
        "with documents that it has taken",
    ],
)
def test_nothing_is_lost_where_the_other_process_dies(many: Project, hook: str) -> None:
    one, two = built(many, parallel=False), built(many, hook)
    assert two.as_by(one)
    assert "reads" in two.helped


@possible
def test_what_other_plugins_do_to_a_text_is_on_the_page(many: Project) -> None:
    one, two = built(many, CHANGES, parallel=False), built(many, CHANGES)
    assert b"Added by another plugin." in two.as_by(one)["swimm/document-7/index.html"]


@possible
def test_documents_that_change_before_the_files_are_gathered_are_read_anew(many: Project) -> None:
    one = built(many, MEANWHILE, parallel=False)
    many.git("checkout", "--", ".swm")
    many.git("clean", "-f", ".swm")
    site = built(many, MEANWHILE).as_by(one)
    assert b"About nothing" in site["swimm/document-0/index.html"]
    assert b"Just come" in site["swimm/document-99/index.html"]
    assert "swimm/document-1/index.html" not in site


@possible
def test_where_other_plugins_move_pages_links_lead_there(many: Project) -> None:
    one, two = built(many, ARRANGES, parallel=False), built(many, ARRANGES)
    assert b"elsewhere/four/" in two.as_by(one)["swimm/document-3/index.html"]


@possible
def test_documents_of_several_repositories_are_shared_too(many: Project) -> None:
    other = many.root.parent / "other"
    code = {f"src/code{number}.py": CODE for number in range(7)}
    files = {f".swm/other-{number}.oth{number:05}.sw.md": document(number) for number in range(40)}
    Project(other).write({**files, **code, "src/code3.py": "import os\n\n" + CODE})
    sources = [{"path": ".swm"}, {"path": "../other/.swm", "root": "../other"}]
    one, two = built(many, parallel=False, sources=sources), built(many, sources=sources)
    assert any("other-39" in path for path in two.as_by(one))
    assert "reads" in two.helped


@possible
def test_stale_documents_fail_the_build_as_ever(many: Project) -> None:
    one = built(many, status=1, parallel=False, freshness="error")
    two = built(many, status=1, freshness="error")
    assert two.told == one.told
    assert "documents are not up to date with the code" in two.told


def test_plain_files_are_written_by_one_process(many: Project) -> None:
    one, two = built(many, parallel=False, llms=True), built(many, llms=True)
    assert "writes" not in two.helped
    assert two.site == one.site
