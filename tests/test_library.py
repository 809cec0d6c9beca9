"""Documents are kept in little memory, and are the same when they are asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_swimm.folders import documents_in
from mkdocs_swimm.library import Entry, Shelf
from mkdocs_swimm.reading import read

TEXT = "---\ntitle: One\n---\n# One\n\n\u2b1c 1 a \U0001f7e9 \U0001f4c4 `b.py`\n\nEnd\n"


def entry_of(folder: Path, text: str) -> Entry:
    """A document that was read from a file."""
    path = folder / "one.abcde.sw.md"
    path.write_text(text, "utf-8")
    entry = Shelf().read(path)
    assert isinstance(entry, Entry)
    return entry


@pytest.mark.parametrize("text", [TEXT, "Plain\n", "", "\u00e9\n", "---\ntitle: \u2b1c\n---\n"])
def test_folded_and_unfolded_it_is_the_same(tmp_path: Path, text: str) -> None:
    entry = entry_of(tmp_path, text)
    nodes = entry.document.nodes
    assert nodes == read(text).nodes
    body = entry.body
    assert text.endswith(body)
    entry.fold()
    assert entry.body == body
    assert entry.document.nodes == nodes
    assert entry.with_text("\n" + body) is entry.document
    assert entry.with_text(body + "more").source.endswith("more")


def test_let_go_it_is_read_again(tmp_path: Path) -> None:
    entry = entry_of(tmp_path, TEXT)
    facts = entry.facts
    entry.let_go()
    assert entry.document.source == TEXT
    assert entry.facts is facts


def test_few_emoji_do_not_make_all_letters_wide(tmp_path: Path) -> None:
    entry = entry_of(tmp_path, "\u2b1c" + "a" * 9_000)
    assert isinstance(entry._kept, bytes)


def test_documents_are_found_in_a_stable_order(tmp_path: Path) -> None:
    names = ["b/one.abcde.sw.md", "a/two.abcdf.sw.md", "c.abcdg.sw.md", "a/b/d.abcdh.sw.md"]
    for name in [*names, ".git/no.abcdi.sw.md", "node_modules/no.abcdj.sw.md", "a/no.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    (tmp_path / "link.abcdk.sw.md").symlink_to("c.abcdg.sw.md")
    (tmp_path / "out.abcdl.sw.md").symlink_to("/etc/hostname")
    found = [path.relative_to(tmp_path).as_posix() for path in documents_in(tmp_path)]
    assert found == sorted([*names, "link.abcdk.sw.md"], key=lambda name: Path(name).parts)
