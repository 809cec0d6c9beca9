"""Code to look at is highlighted once for all pages that want it, and kept no longer."""

from __future__ import annotations

from pathlib import Path

from mkdocs_swimm.codebase import WorkTree
from mkdocs_swimm.peeks import Highlights, Peeks
from mkdocs_swimm.strings import ENGLISH

CODE = "".join(f"def f{number}(): return {number}\n" for number in range(40))


def test_a_file_is_let_go_with_the_last_page_that_wants_it(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(CODE)
    highlights = Highlights(WorkTree(tmp_path))
    one, two = (Peeks(highlights, ENGLISH) for _ in range(2))
    assert [one.add("a.py", 1), one.add("a.py", 30), one.add("b.py", 9), two.add("a.py", 20)] == [
        *"123",
        "1",
    ]
    made = highlights.of("a.py")
    assert "f29" in one.html()
    assert highlights.of("a.py") is made
    assert "f19" in two.html()
    assert highlights.of("a.py") is not made
    # Asked again, a page is the same.
    assert "f19" in two.html()


def test_hidden_files_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CODE)
    page = Peeks(Highlights(WorkTree(tmp_path), frozenset({"a.py"})), ENGLISH)
    assert page.add("a.py", 1) == ""
