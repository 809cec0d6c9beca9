"""Ordinary Markdown that links to lines of code is checked as documents are."""

from pathlib import Path

import pytest

from ..conftest import Project
from .conftest import HOME, KETTLE, MOVED, Run, invoke


def page(commit: str) -> str:
    blob = f"{HOME}/blob/{commit}/src/kettle.py"
    return (
        f"# Tea\n\nFirst [boil]({blob}#L1-L2):\n\n```python\ndef boil():\n    return water.hot()\n```\n\n"
        f"Then [`pour`]({blob}#L5) it; see [these lines](../src/kettle.py#L5-L6).\n"
    )


@pytest.fixture
def tea(kettle: Project) -> Project:
    kettle.commit({"docs/tea.md": page(kettle.git("rev-parse", "HEAD"))})
    return kettle


def test_what_is_being_written_is_about_the_code_as_it_is(tea: Project, run: Run) -> None:
    text = (tea.root / "docs/tea.md").read_text().replace("py#L5-L6", "py#L8-L9")
    tea.write({"src/kettle.py": MOVED, "docs/tea.md": text})
    assert "3 references: 1 up to date, 2 moved" in run("docs/tea.md").out
    # A link means what stood there when it came, whatever else changed on the page since.
    tea.commit()
    tea.commit({"src/kettle.py": KETTLE, "docs/tea.md": f"# Again\n\n{text}"})
    reported = run("docs/tea.md").out
    assert (
        "docs/tea.md:12: moved: snippet src/kettle.py:8-9 is now at src/kettle.py:5-6" in reported
    )


def test_moved_and_changed_code_is_reported_with_its_line(tea: Project, run: Run) -> None:
    tea.write({"src/kettle.py": MOVED.replace("cup.fill(water)", "cup.fill(water, 3)")})
    done = run("docs/tea.md")
    assert done.status == 1
    assert "docs/tea.md:3: moved: snippet src/kettle.py:1-2 is now at src/kettle.py:4-5" in done.out
    assert "docs/tea.md:10: moved: token 'pour' in src/kettle.py:5 is now at" in done.out
    assert "docs/tea.md:10: changed: snippet src/kettle.py:5-6" in done.out


def test_a_fence_that_differs_from_the_linked_code_is_changed(tea: Project, run: Run) -> None:
    text = (
        (tea.root / "docs/tea.md").read_text().replace("    return water.hot()", "    return hot")
    )
    tea.write({"docs/tea.md": text})
    done = run("docs/tea.md")
    assert "docs/tea.md:3: changed: snippet src/kettle.py:1-2" in done.out


def test_pages_are_checked_with_the_documents_once_they_are_named(tea: Project, run: Run) -> None:
    tea.write({"mkdocs.yml": "plugins: [{swimm: {pages: ['docs/*.md']}}]\n"})
    assert "1 document, 3 references: 3 up to date" in run().out
    tea.write({"src/kettle.py": MOVED})
    reported = invoke(tea.root, "which", "src/kettle.py:4").out
    assert "docs/tea.md:3: Tea (snippet src/kettle.py:4-5, moved)" in reported


def test_nothing_is_checked_unasked(tea: Project, run: Run) -> None:
    tea.write({"mkdocs.yml": "plugins: [swimm]\n"})
    assert run().status == 2


def test_what_was_stale_before_a_branch_is_not_reported(tea: Project, run: Run) -> None:
    tea.commit({"src/kettle.py": MOVED})
    tea.write({"src/kettle.py": MOVED.replace("def pour", "def fill")})
    done = run("--base", "HEAD", "docs/tea.md")
    assert "docs/tea.md:3" not in done.out
    assert "docs/tea.md:10: changed: snippet" in done.out


@pytest.mark.parametrize("name", ["secret.md", "docs/link.md"])
def test_no_page_outside_of_the_repository_is_read(
    tea: Project, run: Run, tmp_path: Path, name: str
) -> None:
    outside = tea.root.parent / "outside.md"
    outside.write_text(page("HEAD"))
    (tea.root / name).symlink_to(outside)
    tea.write({"mkdocs.yml": "plugins: [{swimm: {pages: ['*.md', 'docs/*.md']}}]\n"})
    tea.git("add", ".")
    assert "1 document, 3 references" in run().out


@pytest.mark.parametrize("link", ["../src/cup.py#L5-L9", f"{HOME}/blob/main/src/cup.py#L5"])
def test_lines_of_a_missing_file_are_reported(tea: Project, run: Run, link: str) -> None:
    tea.write({"docs/tea.md": f"See [these lines]({link}) or [`pour`]({link}).\n"})
    assert "docs/tea.md:1: gone: src/cup.py no longer exists" in run("docs/tea.md").out


@pytest.mark.parametrize(("first", "there"), [(500, "no line 500"), (5, "6 lines")])
def test_lines_beyond_the_end_of_a_file_are_reported(
    tea: Project, run: Run, first: int, there: str
) -> None:
    tea.write({"docs/tea.md": f"See [these lines](../src/kettle.py#L{first}-L510).\n"})
    reported = f"1: problem: the link leads to line 510 of src/kettle.py, which had {there}"
    assert reported in run("docs/tea.md").out


def test_a_tag_is_the_commit_that_it_names_and_another_branch_is_another_state(
    tea: Project, run: Run
) -> None:
    tea.git("tag", "v1")
    tea.commit({"src/kettle.py": MOVED})
    tea.git("branch", "gh-pages")
    tea.git("checkout", "-q", "-b", "next")
    links = [f"[pour]({HOME}/blob/{name}/src/kettle.py#L5)" for name in ("v1", "gh-pages", "next")]
    tea.commit({"docs/tea.md": "\n\n".join(links)})
    tea.write({"src/kettle.py": "\n" + MOVED})
    out = run("docs/tea.md").out
    assert "docs/tea.md:1: moved: snippet src/kettle.py:5 is now at src/kettle.py:9" in out
    assert "docs/tea.md:5: moved: snippet src/kettle.py:5 is now at src/kettle.py:6" in out
    assert "2 references" in out
