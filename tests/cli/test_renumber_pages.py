"""``mkdocs-swimm renumber`` in ordinary Markdown: links to lines, and no other byte."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mkdocs_swimm.cli import main

from ..conftest import Project
from .conftest import HOME, MOVED

PAGE = """\
---
title: Tea
---
First [boil]({blob}#L1-L2), in `1-2`:

```python
def boil():
    return water.hot()
```

Then [`pour`]({blob}#L5) and [`pour`](<{blob}#L5>) it; see [these lines](../src/kettle.py#L5-L6),
on [a branch]({branch}#L5-L6), {blob}#L6, [there][there] and [the tag]({tag}#L1).

| a | b |
|---|---|
| [`boil`]({blob}?plain=1#L1) | [`boil`]({blob}#L1) |

[there]: {blob}#L5-L6 "Here"
"""
AFTER = (
    ("#L1-L2", "#L4-L5"),
    ("#L5-L6", "#L8-L9"),
    ("#L5", "#L8"),
    ("{blob}#L6", "{blob}#L9"),
    ("{blob}?plain=1#L1", "{blob}#L4"),
    ("#L1)", "#L4)"),
    ("{tag}", "{blob}"),
)


def page(commit: str, text: str = PAGE) -> str:
    blob, branch, tag = (f"{HOME}/blob/{name}/src/kettle.py" for name in (commit, "main", "v1"))
    return text.format(blob=blob, branch=branch, tag=tag)


@pytest.fixture
def tea(kettle: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    kettle.git("tag", "v1")
    kettle.commit({"docs/tea.md": page(kettle.git("rev-parse", "HEAD"))})
    monkeypatch.chdir(kettle.root)
    return kettle


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["renumber", *arguments])


def summary() -> dict[str, Any]:
    done = CliRunner().invoke(main, ["verify", "--format", "json", "docs/tea.md"])
    return dict(json.loads(done.stdout)["summary"])


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_links_follow_the_code(tea: Project, ends: str) -> None:
    path = tea.root / "docs/tea.md"
    text = path.read_text().replace("\n", ends)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    commit = tea.commit({"src/kettle.py": MOVED})
    assert summary()["moved"] == 10
    shown = run("docs/tea.md")
    assert shown.exit_code == 1
    assert f"+| [`boil`]({HOME}/blob/{commit}/src/kettle.py#L4) |" in shown.stdout
    assert "10 references to update with --write, in 1 document" in shown.stderr
    assert run("--write", "docs/tea.md").exit_code == 0
    expected = PAGE
    for old, new in AFTER:
        expected = expected.replace(old, new)
    assert (
        path.read_bytes() == b"\xef\xbb\xbf" + page(commit, expected).replace("\n", ends).encode()
    )
    assert summary()["up_to_date"] == 10
    assert run("docs/tea.md").stdout == ""


def test_code_that_is_not_committed_has_no_permalink(tea: Project) -> None:
    before = (tea.root / "docs/tea.md").read_text()
    quote = "\n[Both](../src/kettle.py#L5-L6):\n\n```\ndef pour(cup):\n    cup.fill(water)\n```\n"
    tea.write({"docs/tea.md": before + quote, "src/kettle.py": MOVED})
    done = run("--write", "docs/tea.md")
    assert (
        "docs/tea.md:4: moved, but not updated: snippet src/kettle.py:1-2 is now at src/kettle.py:4-5; "
        "the code there is not committed, so it has no permalink"
    ) in done.stderr
    # What names no commit may be committed together with the code.
    expected = (before + quote).replace("../src/kettle.py#L5-L6", "../src/kettle.py#L8-L9")
    expected = expected.replace("/main/src/kettle.py#L5-L6", "/main/src/kettle.py#L8-L9")
    assert (tea.root / "docs/tea.md").read_text() == expected


def test_links_follow_a_renamed_file(tea: Project) -> None:
    commit = tea.git("rev-parse", "HEAD")
    blob = f"{HOME}/blob/{commit}/src/kettle.py"
    text = f"[The file]({blob}), [boil](../src/kettle.py#L1-L2), [`pour`](/src/kettle.py#L5).\n"
    tea.commit({"docs/tea.md": text})
    tea.git("mv", "src/kettle.py", "src/tea pot.py")
    commit = tea.commit()
    assert run("--write", "docs/tea.md").exit_code == 0
    assert (tea.root / "docs/tea.md").read_text() == (
        f"[The file]({HOME}/blob/{commit}/src/tea%20pot.py), [boil](../src/tea%20pot.py#L1-L2), "
        "[`pour`](/src/tea%20pot.py#L5).\n"
    )
    assert summary()["up_to_date"] == 3


def test_an_old_permalink_that_is_true_stays(tea: Project) -> None:
    tea.commit({"src/cup.py": "size = 3\n"})
    before = (tea.root / "docs/tea.md").read_bytes()
    assert run("--write", "docs/tea.md").exit_code == 0
    assert (tea.root / "docs/tea.md").read_bytes() == before


def test_every_piece_of_a_quote_is_set(tea: Project) -> None:
    blob = f"{HOME}/blob/{tea.git('rev-parse', 'HEAD')}/src/kettle.py"
    text = (
        f"{blob}#L1\n\n```\ndef boil():\n```\n\n\u22ef [more]({blob}#L5-L6)\n\n"
        "```\ndef pour(cup):\n    cup.fill(water)\n```\n"
    )
    commit = tea.commit({"docs/tea.md": text, "src/kettle.py": MOVED})
    assert run("--write", "docs/tea.md").exit_code == 0
    new = f"{HOME}/blob/{commit}/src/kettle.py"
    expected = text.replace(f"{blob}#L1", f"{new}#L4").replace(f"{blob}#L5-L6", f"{new}#L8-L9")
    assert Path("docs/tea.md").read_text() == expected
