"""``mkdocs-swimm verify`` reports problems of links and ids, in the words of a build."""

import re

import pytest

from ..conftest import Project
from .conftest import Run

HERE = """---
title: Here
---
See [there](there.b2c3.sw.md) and [gone](gone.g1n2.sw.md).

<SwmLink doc-title="Lost" path="/.swm/lost.l1s2.sw.md">[Lost](/.swm/lost.l1s2.sw.md)</SwmLink>

[code](../src/app.py), [no code](../src/nope.py#L3), [site](https://example.org), [top](#top)

![cup](images/cup.png) ![no cup](images/none.png)

> [!NOTE]
> in a note: <a href="note.md">note</a>

| in a table      |
| --------------- |
| [cell](cell.md) |

<details><summary>More</summary><img src="images/raw.png"></details>

**[![alt](images/linked.png)](linked.md)** and [by name][one]

[one]: one.md
"""
PLAYLIST = """---
title: A path
---
<!-- Steps - Do not remove this comment -->

1. [Here](here.a1b2.sw.md)
2. [Lost](lost.l1s2.sw.md)
3. [A file](src/nope.py)

<!-- Summary - Do not remove this comment -->
"""
TOLD = """\
.swm/here.a1b2.sw.md:4: the link to 'gone.g1n2.sw.md' leads to no document
.swm/here.a1b2.sw.md:6: the link to '/.swm/lost.l1s2.sw.md' leads to no document
.swm/here.a1b2.sw.md:8: the link '../src/nope.py#L3' leads nowhere
.swm/here.a1b2.sw.md:10: the image 'images/none.png' leads nowhere
.swm/here.a1b2.sw.md:13: the link 'note.md' leads nowhere
.swm/here.a1b2.sw.md:17: the link 'cell.md' leads nowhere
.swm/here.a1b2.sw.md:19: the image 'images/raw.png' leads nowhere
.swm/here.a1b2.sw.md:21: the link 'linked.md' leads nowhere
.swm/here.a1b2.sw.md:21: the image 'images/linked.png' leads nowhere
.swm/here.a1b2.sw.md:21: the link 'one.md' leads nowhere
.swm/path.p1q2.pl.sw.md:7: the link to 'lost.l1s2.sw.md' leads to no document
.swm/path.p1q2.pl.sw.md:8: the link 'src/nope.py' leads nowhere
"""


@pytest.fixture
def linked(project: Project) -> Project:
    project.commit(
        {
            ".swm/here.a1b2.sw.md": HERE,
            ".swm/there.b2c3.sw.md": "---\ntitle: There\n---\n[Here](here.a1b2.sw.md)\n",
            ".swm/images/cup.png": b"\x89PNG",
            "src/app.py": "one = 1\n",
            "docs/index.md": "# Home\n",
        }
    )
    return project


def problems(lines: list[str]) -> list[str]:
    return [line.replace(": problem: ", ": ") for line in lines if ": problem: " in line]


def test_dead_links_are_reported_as_in_a_build(linked: Project, run: Run) -> None:
    linked.write({".swm/path.p1q2.pl.sw.md": PLAYLIST})
    lines = problems(run().lines)
    assert [line.partition("; ")[0] for line in lines] == TOLD.splitlines()
    assert sorted(lines) == sorted(linked.build().warnings)


def test_duplicate_ids_are_reported_as_in_a_build(linked: Project, run: Run) -> None:
    linked.write({".swm/copy.b2c3.sw.md": "---\ntitle: Copy\n---\n", ".swm/here.a1b2.sw.md": "-"})
    done = run()
    [line] = problems(done.lines)
    assert re.search(r":1: the id 'b2c3' belongs to .* already", line)
    assert linked.build().warnings == [line]
    # The same for one document alone.
    assert problems(run(line.partition(":")[0]).lines) == [line]


def test_a_document_alone_knows_the_others(linked: Project, run: Run) -> None:
    assert run(".swm/there.b2c3.sw.md").out == "1 document, 0 references\n"


def test_links_that_were_dead_before_the_branch_are_not_reported(linked: Project, run: Run) -> None:
    linked.git("switch", "-q", "-c", "work")
    linked.git("rm", "-q", ".swm/there.b2c3.sw.md")
    linked.commit()
    done = run("--base", "main")
    assert [line.partition("; ")[0] for line in problems(done.lines)] == [
        ".swm/here.a1b2.sw.md:4: the link to 'there.b2c3.sw.md' leads to no document"
    ]


def test_links_between_the_parts_of_a_repository(linked: Project, run: Run) -> None:
    linked.write(
        {
            "web/.swm/menu.m1n2.sw.md": "---\ntitle: Menu\n---\n[Here](here.a1b2.sw.md)\n",
            ".swm/here.a1b2.sw.md": "---\ntitle: Here\n---\n[Menu](menu.m1n2.sw.md)\n",
        }
    )
    assert run().lines == ["3 documents, 0 references"]
