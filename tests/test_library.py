"""Documents as they are read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_swimm.format.document import read
from mkdocs_swimm.project.documents import Doc, DocumentCache
from mkdocs_swimm.project.folders import documents_in

TEXT = "---\ntitle: One\n---\n# One\n\n\u2b1c 1 a \U0001f7e9 \U0001f4c4 `b.py`\n\nEnd\n"


@pytest.mark.parametrize("text", [TEXT, "Plain\n", "", "\u00e9\n", "---\ntitle: \u2b1c\n---\n"])
def test_the_same_text_is_the_same_document(tmp_path: Path, text: str) -> None:
    path = tmp_path / "one.abcde.sw.md"
    path.write_text(text, "utf-8")
    entry = DocumentCache().read(path)
    assert isinstance(entry, Doc)
    assert list(entry.document.constructs) == list(read(text).constructs)
    assert text.endswith(entry.body)
    assert entry.with_text("\n" + entry.body) is entry.document
    assert entry.with_text(entry.body + "more").source.endswith("more")


def test_documents_are_found_in_a_stable_order(tmp_path: Path) -> None:
    names = ["b/one.abcde.sw.md", "a/two.abcdf.sw.md", "c.abcdg.sw.md", "a/b/d.abcdh.sw.md"]
    for name in [*names, ".git/no.abcdi.sw.md", "node_modules/no.abcdj.sw.md", "a/no.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("---\ntitle: T\n---\n")
    (tmp_path / "link.abcdk.sw.md").symlink_to("c.abcdg.sw.md")
    (tmp_path / "out.abcdl.sw.md").symlink_to("/etc/hostname")
    found = [path.relative_to(tmp_path).as_posix() for path in documents_in(tmp_path)]
    assert found == sorted([*names, "link.abcdk.sw.md"], key=lambda name: Path(name).parts)
